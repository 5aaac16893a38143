"""Writes what is made in docs/, not written: rules.md and reference.md from the program's tables, chat.svg from a chat.

python -m scripts.docs            write what is not fresh
python -m scripts.docs --check    write nothing; exit 1 where a page is not fresh (a test asks the same)
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.actions import declarations
from bot.language.catalogue import Rule, rules
from bot.language.schema import COMMANDS, LATER, TABLES, Key
from bot.language.sentences import OPTIONAL_PHRASES, PHRASES
from bot.values import TYPES
from scripts.picture import picture

DOCS = Path(__file__).resolve().parents[1] / "docs"
BY = "<!-- Written by scripts/docs.py: change the tables it reads, then run python -m scripts.docs -->"

_HINT = re.compile(r"\{meant_\w+\}")
_PLACE = re.compile(r"(\{\w+\})")

HUNDREDS = {
    "D1": ("读 YAML", "Reading YAML"),
    "D2": ("名字、键、类型", "Names, keys, types"),
    "D3": ("路", "Paths"),
    "D4": ("用词和翻译", "Wording and translation"),
    "D5": ("法律和出处", "Law and sources"),
    "D6": ("安全", "Safety"),
    "D7": ("渠道", "Channels"),
}
SEVERITIES = {"error": ("错误", "error"), "warning": ("提醒", "warning")}

PLACES = {
    "flow": ("流程文件的最上面", "the top of a flow file"),
    "node": ("一步", "a step"),
    "choice": ("一个按钮（`choices`、`always` 里的一项）", "one button, an entry of `choices` or `always`"),
    "go": ("`go` 里的一项", "one branch of `go`"),
    "var": ("一个变量", "one variable"),
    "review": ("审核状态", "the state of review"),
    "person": ("`dialogs/person.yaml`", "`dialogs/person.yaml`"),
    "signs": ("`dialogs/signs.yaml`", "`dialogs/signs.yaml`"),
    "sign": ("短信里的一种迹象", "one sign in a message"),
    "interrupts": ("`dialogs/interrupts.yaml`", "`dialogs/interrupts.yaml`"),
    "interrupt": ("随时管用的词里的一项", "one interrupt"),
    "phrases": ("`dialogs/phrases.yaml`", "`dialogs/phrases.yaml`"),
    "law": ("`dialogs/law/` 里的一个文件", "a file of `dialogs/law/`"),
    "statement": ("一条登记", "one statement"),
    "source": ("出处", "a statement's source"),
    "topic": ("`dialogs/topics/` 里一个主题的文件", "a file of examples in `dialogs/topics/`"),
    "classes": ("`dialogs/topics/classes.yaml`", "`dialogs/topics/classes.yaml`"),
    "spelling": ("`dialogs/topics/spelling.yaml`", "`dialogs/topics/spelling.yaml`"),
    "alarm": ("`dialogs/topics/alarm.yaml`", "`dialogs/topics/alarm.yaml`"),
    "void": ("`alarm` 里的一项", "one entry of `alarm`"),
}
SHAPES = {
    "words": ("文字；几行文字；或按人分开写", "a text; a list of lines; wordings by person"),
    "line": ("一句文字", "one text"),
    "texts": ("几句文字", "a list of texts"),
    "name": ("英文名字", "an id"),
    "names": ("几个英文名字", "ids"),
    "law_id": ("英文名字，可以有连字符", "an id with hyphens"),
    "law_ids": ("几个条文的名字", "ids of statements"),
    "flag": ("`yes` 或 `no`", "`yes` or `no`"),
    "date": ("日期，`2026-12-31`", "a day, `2026-12-31`"),
    "word": ("这几个词之一", "one of these words"),
    "words_of": ("这几个词里的一个或几个", "some of these words"),
    "action": ("一件事的名字，见下面“程序会做的事”", "an action, see below"),
    "outcome": ("一种结果的名字", "the name of an outcome"),
    "signs": ("几项", "signs"),
    "now": ("只能写 `now`", "`now`, nothing else"),
    "range": ("范围，`1..30`", "a range, `1..30`"),
    "condition": ("条件", "a condition"),
    "target": ("去处：`步`、`流程`、`流程.步`", "`node`, `flow` or `flow.node`"),
    "variable": ("变量的名字", "the name of a variable"),
    "arguments": ("`它的变量: 我们的变量或值`", "`theirs: ours or a value`"),
    "takes": ("`我们的变量: 它的变量`", "`ours: theirs`"),
    "go": ("去处，或几项带 `if` 的", "a target, or branches with `if`"),
    "choices": ("几个按钮", "buttons"),
    "vars": ("`名字: {type: …}`", "`name: {type: …}`"),
    "nodes": ("`名字: 一步`", "`name: a step`"),
    "review": ("见下面 review", "see review"),
    "law": ("几条 `- id: 短句`", "`- id: its short sentence`"),
    "source": ("见下面 source", "see source"),
    "interrupts": ("几项", "interrupts"),
    "phrases": ("`名字: 话`", "`id: a text`"),
    "statements": ("几条登记", "statements"),
    "voids": ("几项", "entries"),
    "said_of": ("`名字: [句子]`", "`name: sentences`"),
    "classes": ("`名字: [词]`", "`name: words`"),
    "pairs": ("`写成的: 该写的`", "`as typed: as meant`"),
}


def rules_page() -> str:
    """Every rule: what it says, why, what to do, in both languages."""
    lines = [
        "# 规则（Rules）", "", BY, "",
        "`menlian check` 报出来的每一条，编号、为什么、怎么改。**错误**要改好才能用，**提醒**可以先放着；",
        "带 ✎ 的，`menlian check --fix` 能自动改。每条规则自己的例子在它的文件里：一个该报的，一个不该报的。",
        "",
        "What `menlian check` reports: **errors** keep the dialogs from being used, **warnings** can wait, ✎ is mended",
        "by `menlian check --fix`. The file behind each code holds an example that must be reported and one that must",
        "not. `{…}` is filled in when the rule reports.",
    ]  # fmt: skip
    group = ""
    for code, rule in sorted(rules().items()):
        if code[:2] != group:
            group = code[:2]
            chinese, english = HUNDREDS[group]
            lines += ["", f"## {group} {chinese} · {english}"]
        lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    chinese, english = SEVERITIES[rule.severity]
    pencil = " ✎" if rule.fixable else ""
    yield f"### {rule.code} {rule.title_zh}"
    yield ""
    if rule.retired:
        yield f"不再用了（retired）：{rule.retired}"
        return
    yield f"[{rule.code}](../bot/language/rules/{rule.code}.yaml) · {chinese} · `{rule.name}`{pencil}"
    yield ""
    yield f"- **{_line(rule.message_zh)}**"
    yield f"- 为什么：{_line(rule.why_zh)}"
    yield f"- 怎么改：{_line(rule.cure_zh)}"
    yield ""
    english_parts = (rule.message_en, rule.why_en, rule.cure_en)
    yield f"*{_line(rule.title_en)}* ({english}): {' '.join(map(_sentence, english_parts))}"


def _sentence(text: str) -> str:
    """An English part as a sentence of its own; written for a line, it may lack the capital or the full stop."""
    line = _line(text)
    return line[:1].upper() + line[1:] + ("" if line.endswith((".", "?", "!", "…")) else ".")


def _line(text: str) -> str:
    """One line of Markdown: placeholders are code, hints that may be absent are left out, no tag begins."""
    joined = " ".join(_HINT.sub("", text).split()).replace("<", "&lt;").replace("*", "\\*")
    return _PLACE.sub(r"`\1`", joined)


def reference_page() -> str:
    """Every key of every table, the types, the bot's own sentences."""
    lines = [
        "# 键的列表（Reference of the keys）", "", BY, "",
        "对话文件里能写的每一个键。怎么用，看[怎么写对话](writing-dialogs.md)。",
        "",
        "Every key a dialog file may hold. ● marks what has to be there.",
    ]  # fmt: skip
    for name, keys in TABLES.items():
        chinese, english = PLACES[name]
        lines += ["", f"## {name}", "", f"{chinese} · {english}", "", *_table(keys)]
    later = "、".join(f"`{name}`" for name in LATER)
    lines += ["", "## 留给以后的键", "", f"{later}：现在写了会报错（reserved: an error until they come）。"]
    lines += ["", "## 类型（types）", "", " ".join(f"`{name}`" for name in TYPES)]
    lines += ["", "## 功能（commands of interrupts）", "", " ".join(f"`{name}`" for name in COMMANDS)]
    lines += ["", *_actions(), "", *_phrases()]
    return "\n".join(lines) + "\n"


def _table(keys: tuple[Key, ...]) -> Iterator[str]:
    yield "| 键 key | 写什么 shape | 意思 | meaning |"
    yield "|---|---|---|---|"
    for key in keys:
        chinese, english = SHAPES[key.shape]
        words = " ".join(f"`{word}`" for word in key.words)
        shape = f"{chinese} · {english}" + (f"：{words}" if words else "")
        yield f"| `{key.name}`{' ●' if key.required else ''} | {shape} | {_cell(key.zh)} | {_cell(key.en)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _actions() -> Iterator[str]:
    yield "## 程序会做的事（actions）"
    yield ""
    yield "`do` 后面能写的名字。`with` 交给它：`它的名字: 我们的名字`（● 必须给）；"
    yield "`take` 拿回来：`我们的名字: 它的名字`；"
    yield "每一种结果都要在 `go` 里写去哪一步：`- {on: 结果, to: 步}`。"
    yield ""
    yield "What may follow `do`; every outcome needs its `- {on: outcome, to: step}`."
    for action in declarations():
        yield from ("", f"### {action.name}", "", f"{action.zh} · {action.en}", "")
        yield "| | 名字 | 类型 | 意思 | meaning |"
        yield "|---|---|---|---|---|"
        for item in action.reads:
            name = f"`{item.name}`{' ●' if item.required else ''}"
            yield f"| with | {name} | `{item.type}` | {item.zh} | {item.en} |"
        for item in action.writes:
            yield f"| take | `{item.name}` | `{item.type}` | {item.zh} | {item.en} |"
        yield ""
        yield "| 结果 on | 有了什么 | meaning |"
        yield "|---|---|---|"
        for outcome in action.outcomes:
            yield f"| {outcome.name} | {' '.join(f'`{name}`' for name in outcome.sets)} | {outcome.en} |"


def _phrases() -> Iterator[str]:
    yield "## 机器人自己的话（phrases）"
    yield ""
    yield "`dialogs/phrases.yaml` 里要有的每一句，和它里面能写的 `${…}`。○ 可以没有（may be missing）。"
    yield ""
    yield "| 名字 id | 能写的 may show |"
    yield "|---|---|"
    for name, values in PHRASES.items():
        shown = " ".join(f"`${{{value}}}`" for value in values)
        yield f"| `{name}`{' ○' if name in OPTIONAL_PHRASES else ''} | {shown} |"


PAGES: dict[str, Callable[[], str]] = {
    "rules.md": rules_page,
    "reference.md": reference_page,
    "chat.svg": picture,
}


def main(argv: list[str]) -> int:
    """Write the pages, or say which are not fresh."""
    stale = [
        name
        for name, make in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != make()
    ]
    if argv == ["--check"]:
        for name in stale:
            print(f"docs/{name} is not fresh: python -m scripts.docs", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
