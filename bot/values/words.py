"""Yes or no, and words that are kept as they are."""

import re

from bot.values.kinds import UNREADABLE, Reading, Refusal
from bot.values.normalise import printable

LONGEST = {"text": 2_000, "quote": 20_000}
"""How many characters an answer in words may have."""

# An identity card (15 or 18 places) or a bank card (16 to 19), however it is spaced. Nobody asked for it.
_PRIVATE = re.compile(r"(?<!\d)\d(?:[ -]?\d){13,17}[ -]?[\dXx](?!\d)")
_UNSURE = re.compile(
    "不知道|不清楚|不确定"
    "|不晓得|不记得|不了解|不好说|不一定|不懂|说不准|说不好|没看清|没注意"
    "|忘了|可是|但是|可能|也许|好像|大概|应该|看情况"
)
_ASKED_BACK = re.compile("(?<![没不])([是有对好行会能要可])[不没]\\1")
# These hold a word of denial and yet agree; they are tried before the denials.
_AGREED = "没错|没有错|不错|没问题|没有问题|没毛病|不假|无误|可不是|没说错|错不了|少不了"
_DENIED = (
    "不(?:是的?|对|行|好|可以|可|要|用|会|能|同意|愿意|需要|想要?|在了?|必要?了?|了|成|存在|算|中|得|应该|打算|敢|方便)?"
    "|(?:没有?|未|无)(?:人?受伤|这回事|这种事|发生|来过|来|看到|收到|签|付|给|人)?|否|非也|别|错了?|假的?|no|nope|nah|n|❌|👎"
)
_YES = (
    "是这样|是真的|就是|正是|是|对头|对|嗯|恩|唔|好|行|有人|有过|有|会|能|可以|可|要|愿意|同意|确定|确认|需要|已经|当然|肯定"
    "|必须|没错|中|成|得嘞|ok|okay|yes|yeah|yep|y|在|还在|真的|👍|👌|✅|✔"
)
_PARTICLE = "的|了|啊|呀|吧|嘛|呢|哦|噢|哈|滴|哎|诶|呃|额|欸|呐|哒|还|都|也|从来|暂时|目前|我|他们|你"
_PARTICLE += "|谢谢|[\\s,.。!~…、;]"
_TOKEN = re.compile(f"(?P<agreed>{_AGREED})|(?P<denied>{_DENIED})|(?P<yes>{_YES})|(?:{_PARTICLE})")
_CLAUSE = re.compile("[,.。!~…、;\\s]+")


_SORRY = "我|他们?|对方|也|都|真|实在|就|是|的|了|啊|呀|吧|呢|哦|欸|[\\s,.。!~…、;]"
_DONT_KNOW = (
    "不知道|不清楚|不确定|不晓得|不记得|不了解|不太清楚|说不准|说不好|不好说|记不清楚?|记不得|记不住|想不起来|忘了|忘记"
    "|没看清楚?|没看见|没看到|看不清楚?|看不见|没听清楚?|没听见|没注意|没留意|没问|没说|没讲|没报|不肯说|不说|不告诉我?|不报|保密"
    "|不懂|跳过|下一[题个]|idk|don'?t know|no idea|not sure|unknown"
)
_OF_WHAT = (
    "(?:他们|对方)?(?:是|叫|有|来)?(?:什么|哪家|哪个|哪里|谁|几个|多少|几点|哪天)"
    "(?:公司|银行|平台|机构|人|时候|钱|名字)?(?:的|来的)?"
)
_UNSURE_WHOLE = re.compile(
    f"(?:{_SORRY})*(?:{_DONT_KNOW})(?:(?:{_SORRY})*(?:{_DONT_KNOW}))*(?:{_OF_WHAT})?(?:{_SORRY})*"
)


def is_unsure(text: str) -> bool:
    """Whether the folded `text` says nothing but that the person cannot tell: 不知道, 他们不肯说, 记不清了."""
    return len(text) <= 40 and _UNSURE_WHOLE.fullmatch(text) is not None


def read_yes_no(text: str) -> Reading | Refusal:
    """Read yes or no out of the folded `text`.

    The whole text, or else its first clause, must be nothing but words of answering. Among those a denial wins
    (嗯，没有 is no); 不知道 is neither, and so is asking back (是不是).
    """
    if not _UNSURE.search(text) and not _ASKED_BACK.search(text):
        for part in (text, _CLAUSE.split(text, maxsplit=1)[0]):
            answer = _answer(part)
            if answer is not None:
                return Reading(value=answer)
    return UNREADABLE


def read_words(kind: str, raw: str) -> Reading | Refusal:
    """Keep `raw` as typed, without control characters; a text has at most 2,000 characters, a quote 20,000."""
    if len(raw) > 4 * LONGEST[kind] and len(raw.strip()) > 4 * LONGEST[kind]:
        return Refusal(reason="too_long")  # whatever the control characters among them
    words = printable(raw)
    if not words.strip("\u200c\u200d"):
        return Refusal(reason="empty")
    if len(words) > LONGEST[kind]:
        return Refusal(reason="too_long")
    if kind == "text" and _PRIVATE.search(words):
        return Refusal(reason="private")
    return Reading(value=words)


def _answer(part: str) -> bool | None:
    """The answer that `part` spells from end to end, or None."""
    position, answer = 0, None
    while position < len(part):
        match = _TOKEN.match(part, position)
        if match is None:
            return None
        if match["denied"]:
            answer = False
        elif match["yes"] or match["agreed"]:
            answer = answer is not False
        position = match.end()
    return answer
