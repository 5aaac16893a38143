"""The keys of the language: one table, from which the reader, the JSON Schema and the reference page in docs come.

Read top to bottom it is the language reference. Shapes:
    words     what a person reads: a text, a list of texts (lines of one message) or wordings by who is chatting
    line      one short text        texts   a list of texts        name    an id, ASCII     names   a list of ids
    flag      yes or no             date    YYYY-MM-DD             word    one of the words listed
    the rest  named after the table or the reader they belong to
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.language.model import Command, Status
from bot.values import TYPES, UNITS

WHERE = ("anywhere", "before", "onward", "near")
FORCES = (
    "法律", "司法解释", "行政法规", "部门规章", "监管规定", "地方性法规", "国家标准（推荐）",
    "行业自律", "官方提示", "案例", "推导",
)  # fmt: skip
VERIFIED = ("text", "secondary", "memory")
STATUSES = tuple(status.value for status in Status)
COMMANDS = tuple(command.value for command in Command)
FLAGS = MappingProxyType({"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False})
KINDS = ("危险", "官方", "要钱", "催促")
SHAPES = ("link", "card_number", "phone_number")
RESERVED_NAMES = frozenset(
    ("phrases", "signs", "law", "person", "case", "interrupts", "hour", "now", "today")
)
"""Ids that mean something already: places in catalogues, names every condition knows."""

FIELD_NAMES = frozenset(("say", "aloud", "phone", "send", "letter", "ask", "retry", "unknown"))
"""What a choice may not be called: flow.node.say is the address of a text of the node itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of one table."""

    name: str
    shape: str
    zh: str
    en: str
    required: bool = False
    words: tuple[str, ...] = ()  # shape word: what may stand here


def _key(
    name: str, shape: str, zh: str, en: str, *, required: bool = False, words: tuple[str, ...] = ()
) -> Key:
    return Key(name=name, shape=shape, zh=zh, en=en, required=required, words=words)


_NOTE = _key("note", "line", "给维护者看的备注，用户看不到", "a remark for maintainers; never shown")
_RENAMED = _key(
    "renamed_from",
    "names",
    "以前的名字；改名后旧对话还能接上",
    "former ids, so that stored chats find their way",
)
_ALSO = _key("also_said", "texts", "用户打这些字也算", "words that mean the same when typed")
_DANGER = _key(
    "danger",
    "flag",
    "这里危险就在眼前：只能引用 danger_ok 的条文",
    "danger is near: only statements with danger_ok",
)

FLOW = (
    _key("flow", "name", "流程的名字，英文小写，全部文件里唯一", "the flow's id, unique", required=True),
    _key(
        "title",
        "words",
        "流程的中文标题，也是菜单里的按钮",
        "the title, also the button in the menu",
        required=True,
    ),
    _key("topic", "line", "主题，归类用", "topic, for sorting"),
    _ALSO,
    _key("review", "review", "审核状态", "state of review"),
    _key("vars", "vars", "这个流程里要记住的内容", "variables of this flow"),
    _key("always", "choices", "这个流程每一步都有的按钮", "buttons on every step of this flow"),
    _key(
        "crisis",
        "flag",
        "危机流程：从别处进来时记住原来的位置，可以回到刚才",
        "a crisis flow: the place one came from is kept",
    ),
    _DANGER,
    _key("menu", "flag", "列在菜单里", "offered in the menu"),
    _NOTE,
    _RENAMED,
    _key("nodes", "nodes", "步骤；第一个是开头", "the steps; the first is the start", required=True),
)
NODE = (
    _key("say", "words", "机器人说的话", "what the bot says"),
    _key(
        "law",
        "law",
        "引用的条文，显示在 say 后面；写法 - id: 短句",
        "statements of the register, shown after say",
    ),
    _key("aloud", "words", "隔着门说的话，单独一条", "words to say aloud, a message of their own"),
    _key("phone", "words", "电话里说的话，单独一条", "words to say on the phone, a message of their own"),
    _key("send", "words", "发出去的文字，单独一条", "words to send, a message of their own"),
    _key("letter", "words", "一封信，单独一条，也是 .docx；条文印在下面", "a letter; also a .docx"),
    _key("ask", "words", "问题，等用户打字回答", "a question answered by typing"),
    _key("save_as", "variable", "回答存到哪里", "the variable that keeps the answer"),
    _key(
        "retry",
        "words",
        "没看懂回答时怎么说，给个例子",
        "said when the answer was not understood; give an example",
    ),
    _key("unknown", "words", "“不知道”按钮上的字；按了就不记", "the button that leaves the variable unset"),
    _key(
        "do",
        "action",
        "让程序做一件事（算账、看短信）；这一步自己不说话",
        "an action; the step itself says nothing",
    ),
    _key(
        "with",
        "arguments",
        "交给它的内容：它的名字: 我们的名字或值",
        "what the action is handed: its name: ours",
    ),
    _key(
        "take", "takes", "从它的回答里拿什么：我们的名字: 它的名字", "what is taken: our variable: its name"
    ),
    _key("choices", "choices", "按钮", "buttons"),
    _key("go", "go", "接着去哪一步，不用点", "where it goes on without a tap"),
    _key("end", "flag", "流程到这里结束", "the flow ends here"),
    _key(
        "forget",
        "flag",
        "进到这一步就删除这个人的全部记录",
        "all that is known about the person is erased here",
    ),
    _DANGER,
    _NOTE,
    _RENAMED,
)
LATER = MappingProxyType({"record": "issue 6", "remind": "issue 6"})
"""Keys of a node that are kept for what comes later."""

CHOICE = (
    _key("id", "name", "按钮的名字，英文小写，以后不要改", "the button's id, stable"),
    _key("text", "words", "按钮上的字", "what stands on the button", required=True),
    _key("to", "target", "去哪一步", "where it leads", required=True),
    _ALSO,
    _key("when", "condition", "什么时候才显示这个按钮", "when the button is shown"),
    _RENAMED,
    _NOTE,
)
GO = (
    _key("if", "condition", "条件；最后一条不写", "the condition; none on the last"),
    _key("on", "outcome", "do 的哪一种结果；每一种都要写", "which outcome of do; each has to be there"),
    _key("to", "target", "去哪一步", "where it leads"),
    _key("use", "target", "借用另一个流程，完了自己回来", "a sub-flow, which comes back by itself"),
    _key(
        "with",
        "arguments",
        "带给那个流程的内容：它的名字: 我们的名字或值",
        "what is handed to it: its variable: ours, or a value",
    ),
    _key("then", "target", "回来以后去哪一步", "the step after it came back"),
    _key(
        "take", "takes", "带回来的内容：我们的名字: 它的名字", "what comes back: our variable: its variable"
    ),
)
VAR = (
    _key("type", "word", "类型", "the type", required=True, words=TYPES),
    _key(
        "options",
        "texts",
        "one_of、many_of 的选项，会变成按钮",
        "the options of one_of and many_of; they become buttons",
    ),
    _key(
        "between",
        "range",
        "范围，两头都算，例如 1..30；钱的单位是元",
        "the range, both ends included; money in 元",
    ),
    _key(
        "unit",
        "word",
        "int 的单位；打“两年”，问的是几个月，就记24",
        "the unit an int is asked in: 两年 is 24 where months are asked",
        words=UNITS,
    ),
    _key("after", "now", "只能晚于现在（写 now）", "only later than now"),
    _key("before", "now", "只能早于现在（写 now）", "only earlier than now"),
    _key("label", "words", "“改”的时候怎么称呼它", "what 改 calls it"),
    _key(
        "heard",
        "texts",
        "消息里挨着这些字说到了，就不用再问；… 代表名字的位置",
        "words beside which a message tells it unasked; … stands for a name",
    ),
    _key(
        "keep",
        "flag",
        "no：看完就忘，不存（只在流程的 vars）",
        "no: forgotten after the turn (vars of a flow)",
    ),
    _key(
        "default",
        "line",
        "还不知道时当作什么（只在 person.yaml）",
        "what counts until it is known (person.yaml only)",
    ),
    _NOTE,
)
REVIEW = (
    _key("status", "word", "draft 草稿、signed 已签、withdrawn 撤下", "state", required=True, words=STATUSES),
    _key("by", "line", "谁签的", "who signed"),
    _key("on", "date", "哪天签的", "the day it was signed"),
    _key("hash", "line", "签的是哪一版，由程序写", "what was signed; the program writes it"),
)
INTERRUPT = (
    _key("id", "name", "名字，英文小写", "the id", required=True),
    _key("button", "words", "每一步都显示的按钮", "a button shown on every step"),
    _ALSO,
    _key("contains", "texts", "消息里有这些字就算", "anywhere in the message"),
    _key("unless", "texts", "有这些字就不算", "idioms that void a match of contains"),
    _key("to", "target", "去哪一步", "where it leads"),
    _key("command", "word", "或者执行一个功能", "or what it does", words=COMMANDS),
    _NOTE,
)
STATEMENT = (
    _key("id", "law_id", "条文的名字，英文小写和连字符", "the id, kebab-case", required=True),
    _key("topic", "line", "主题", "topic", required=True),
    _key("short", "line", "短句，20字以内", "the short sentence", required=True),
    _key("full", "line", "完整的一句", "the full sentence", required=True),
    _key("source", "source", "出处", "where it stands", required=True),
    _key("force", "word", "效力", "its force", required=True, words=FORCES),
    _key(
        "verified",
        "word",
        "text 读过原文、secondary 转述、memory 记忆",
        "how it was verified",
        required=True,
        words=VERIFIED,
    ),
    _key("as_of", "date", "核到哪天", "the day up to which it was checked", required=True),
    _key("review_by", "date", "最迟哪天复核", "the day by which it must be checked again", required=True),
    _key("danger_ok", "flag", "可以用在危险的步骤", "fit for steps of danger"),
    _key("shown_with", "law_ids", "必须一起显示的条文", "statements that must be shown with it"),
    _key("card_only", "flag", "只放在卡片里", "only on cards"),
    _key("withhold", "flag", "核实前不显示", "not shown until a person has verified it"),
    _key("caveat", "line", "要注意什么", "what it does not say"),
    _key("review", "review", "审核状态，和流程的一样", "state of review, as of a flow"),
    _NOTE,
)
SOURCE = (
    _key("name", "line", "法律或文件的名称", "name of the law or document", required=True),
    _key("article", "line", "条号", "article"),
    _key("issuer", "line", "谁发布的", "who issued it"),
    _key("effective", "line", "什么时候施行", "since when it is in force"),
    _key("url", "line", "网址", "where to read it"),
)
PERSON = (
    _key(
        "person", "vars", "关于这个人：person.x，所有流程都能用", "what is known about the person: person.x"
    ),
    _key("case", "vars", "关于一家借款机构：case.x", "what is known about one lender: case.x"),
)
SIGN = (
    _key("id", "name", "名字，英文小写", "the id", required=True),
    _key(
        "kind",
        "word",
        "哪一类；几类都有，按这个次序算最重的",
        "its kind; the gravest counts",
        required=True,
        words=KINDS,
    ),
    _key(
        "contains", "texts", "有这些字就算；写“法院+案号”是两个都要有", "any of these words; a+b wants both"
    ),
    _key("unless", "texts", "同一句里有这些字就不算", "idioms that void a match in the same sentence"),
    _key("shape", "words_of", "字写不出来的样子", "what no list of words can say", words=SHAPES),
    _key(
        "say",
        "words",
        "说明什么、不说明什么、怎么核实",
        "what it proves, what not, how to verify",
        required=True,
    ),
    _key("law", "law", "引用的条文，跟在后面", "statements shown after it"),
    _NOTE,
)
INTERRUPTS = (
    _key("interrupts", "interrupts", "任何一步都管用的词", "words that work from every step", required=True),
)
PHRASES_FILE = (_key("phrases", "phrases", "机器人自己说的话", "the bot's own sentences", required=True),)
SIGNS = (_key("signs", "signs", "短信里的迹象，重的写前面", "signs, the gravest first", required=True),)
TOPIC = (
    _key("topic", "name", "主题的名字，英文小写", "the topic's id", required=True),
    _key(
        "flows",
        "names",
        "聊到这个主题去哪个流程；第一个有的就是",
        "the flows it opens: the first there is",
        required=True,
    ),
    _key("alarms", "names", "这些插话算这个主题", "interrupts of crisis that count as this topic"),
    _key("said", "texts", "人们会怎么说：一行一句", "how people say it, a sentence a line", required=True),
    _key(
        "soft",
        "texts",
        "也是这个主题，但没有危险的话：只是难受",
        "of this topic and no danger: only heavy at heart",
    ),
    _key(
        "not_said",
        "said_of",
        "看着像、其实是别的主题的话：主题: [句子]",
        "sentences that look like it and belong to another topic",
    ),
    _key("words", "texts", "一看就是这个主题的词", "words that give the topic away"),
    _NOTE,
)
CLASSES = (
    _key(
        "classes",
        "classes",
        "同一类的词放在一起，例如各家平台的名字",
        "words of one kind: lenders, relatives, …",
        required=True,
    ),
    _NOTE,
)
SPELLING = (
    _key("spelling", "pairs", "错字、方言: 平常的写法", "typos and dialect: the plain word", required=True),
    _key("pinyin", "pairs", "拼音: 汉字", "pinyin: the characters"),
    _NOTE,
)
ALARM = (
    _key(
        "alarm",
        "voids",
        "有这些话，危险的词就不算现在的危险",
        "what makes words of danger no danger now",
        required=True,
    ),
    _key("now", "texts", "说明就是现在的词", "words that say it is happening now", required=True),
    _key("denials", "texts", "紧挨在前面就不算的词", "words that deny what follows them", required=True),
    _key("ask", "name", "拿不准时的插话：问一句“现在吗”", "the interrupt that asks: now?", required=True),
    _key(
        "must",
        "said_of",
        "一定要认出来的话，按插话分",
        "sentences that must be recognised, by interrupt",
        required=True,
    ),
    _key("must_ask", "texts", "一定要问一句“现在吗”的话", "sentences that must be asked about"),
    _key(
        "must_not",
        "texts",
        "一定不能当成危险的话",
        "sentences that must not be taken for danger",
        required=True,
    ),
    _NOTE,
)
VOID = (
    _key("id", "name", "名字，英文小写", "the id", required=True),
    _key("words", "texts", "消息里有这些字就算", "anywhere in the message", required=True),
    _key("for", "names", "只管这些插话；不写就管全部", "only these interrupts; all where it is missing"),
    _key(
        "where",
        "word",
        "在哪儿才算：anywhere 哪里都算、before 同一句里它前面、onward 前面哪一句都算、near 同一句里才一定算",
        "where it counts: anywhere; before it in its clause; anywhere before it; for sure in its clause",
        words=WHERE,
    ),
    _key("even_now", "flag", "说了“正在”也不算", "even beside a word that says now"),
    _NOTE,
)
LAW = (_key("law", "statements", "法律登记", "the register of law", required=True),)

TABLES: Mapping[str, tuple[Key, ...]] = MappingProxyType(
    {
        "flow": FLOW, "node": NODE, "choice": CHOICE, "go": GO, "var": VAR, "review": REVIEW, "person": PERSON,
        "interrupts": INTERRUPTS, "interrupt": INTERRUPT, "phrases": PHRASES_FILE, "law": LAW, "statement": STATEMENT,
        "source": SOURCE, "signs": SIGNS, "sign": SIGN, "topic": TOPIC, "classes": CLASSES, "spelling": SPELLING,
        "alarm": ALARM, "void": VOID,
    }
)  # fmt: skip
