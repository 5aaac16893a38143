"""Whole numbers as people count: 3, 三个人, 来了两次; and the numbers that are a call for help."""

import re

from bot.values.kinds import UNREADABLE, Reading, Refusal, Spec
from bot.values.numbers import RUN, has_range, whole
from bot.values.spans import read_span

LIMIT = 10**10
"""No count reaches this: what does is a telephone number or a slip of the finger."""

_CALL = re.compile(
    "(?:快|赶紧|马上|我|要|想|帮|打|拨|叫|报警|电话|,|!)*+"
    "(?:11[09]|120|一一[零〇九]|一二[零〇]|11零)(?:报警|吧|啊|了|呀|电话|[,.。!?])*+"
)
_NOTHING = re.compile("(?:一个人?|一次|一位)?[都也]?(?:没有?|零|无)(?:一?个?人|了|啊|过|来过?|呢)*")
_FILLER = (
    "(?:我们|我|他们|他|她|大概|大约|约|差不多|可能|应该|好像|估计|也就|就|一共|总共|总计|共|是|来了|来|还有|有|"
    "了|的|吧|啊|呀|呢|嘛|哦|嗯|呃|额|左右|上下|那个|已经|到|数|[\\s,.。!~…、:])*+"
)
_IDIOMS = "个劲|次性|家人|天到晚|年到头|条龙|口子|个样|回事|天天|个个"
_MEASURE = (
    f"(?!{_IDIOMS})(?:个小时|个月|个星期|个礼拜|小时|分钟|钟头|星期|礼拜|个|人|位|名|次|回|趟|天|周|年|期|家|岁|"
    "通|条|遍|种|张|份|台|辆|件|只|口|层|封)"
)
_COUNT = re.compile(
    f"(?P<before>第|周|星期|礼拜|初|之|几|数|番|最后|[a-z./:-]|(?<![0-9])负)?(?P<run>{RUN})(?P<vague>几|多|来|余)?(?P<unit>{_MEASURE})?"
)
_ROUGH = re.compile(
    f"{_FILLER}(?P<rough>[一二两三四五六七八][两三四五六七八九]|[二三四五六七八九]?十[几多来])(?:{_MEASURE})?人?{_FILLER}"
)
_TENS = "一二三四五六七八九"
_ONES = "一两三四五六七八九"
_BEFORE, _AFTER = re.compile(_FILLER), re.compile(_FILLER)
_LASTING = re.compile("小时|分钟|钟头|星期|礼拜|月|天|周|年")


def is_call(text: str) -> bool:
    """Say whether the folded `text` is nothing but 110, 119 or 120: perhaps a call for help, never an amount."""
    return ("1" in text or "一" in text) and _CALL.fullmatch(text) is not None


def read_count(text: str, spec: Spec) -> Reading | Refusal:
    """Read one whole number out of the folded `text`."""
    if _NOTHING.fullmatch(text):
        return bounded(0, spec, ("按0算",))
    if spec.unit and (span := read_span(text, spec.unit)) is not None:
        count, outcome = span
        return bounded(count, spec, outcome.assumed) if isinstance(outcome, Reading) else outcome
    rough = _ROUGH.fullmatch(text)
    if rough is not None and (value := _about(rough["rough"])) is not None:
        return bounded(value, spec, (f"“{rough['rough']}”按{value}算",))
    if has_range(text):
        return UNREADABLE
    found = [match for match in _COUNT.finditer(text) if _counts(match, text)]
    if len(found) != 1 or found[0]["before"] not in {None, "-", "负"}:
        return UNREADABLE
    match = found[0]
    value = whole(match["run"])
    if value is None or (match["vague"] and value < 100):
        return UNREADABLE  # 十几个, 二十多个: the guess would be off by half
    assumed = [f"大约的数，按{value}算"] if match["vague"] else []
    if match["unit"] and _LASTING.search(match["unit"]):
        # A question knows its unit, this room does not: 两年 must be seen where months were asked.
        assumed.append(f"记下的是“{match['run']}{match['unit']}”")
    return bounded(-value if match["before"] else value, spec, tuple(assumed))


def _about(rough: str) -> int | None:
    """两三 -> 3, 十几 -> 10, 二十多 -> 20: people at a door are not counted twice; what was taken is said."""
    if "十" in rough:
        return 10 * (_TENS.index(rough[0]) + 1) if rough[0] != "十" else 10
    low, high = rough[-2], rough[-1]
    steps = _ONES.find("两" if low == "二" else low), _ONES.find(high)
    return steps[1] + 1 if len(rough) == 2 and 0 <= steps[0] < steps[1] <= steps[0] + 2 else None


def bounded(value: int, spec: Spec, assumed: tuple[str, ...]) -> Reading | Refusal:
    """Return `value` as a reading where `spec` allows it; a negative one only where `low` does."""
    if value < (0 if spec.low is None else spec.low):
        return Refusal(reason="too_low")
    if value >= LIMIT or (spec.high is not None and value > spec.high):
        return Refusal(reason="too_high")
    return Reading(value=value, assumed=assumed)


def _counts(match: re.Match[str], text: str) -> bool:
    """Say whether this numeral is an answer, or at least spoils one: 第三 and 一直 are neither."""
    if match["unit"]:
        return match["before"] not in {"第", "周", "星期", "礼拜", "初", "番", "最后"}
    return bool(_BEFORE.fullmatch(text, 0, match.start()) and _AFTER.fullmatch(text, match.end()))
