"""How long: 两年, 半年, 一年零三个月, 十天 → a whole number of the unit a question asks in."""

import re

from bot.values.kinds import UNREADABLE, Reading, Refusal
from bot.values.numbers import RUN, whole

UNITS = ("天", "周", "月", "年")
"""Units a question may ask in."""

_NAMED = {"天": "天", "日": "天", "周": "周", "星期": "周", "礼拜": "周", "月": "月", "年": "年"}
_INTO = {("年", "月"): 12, ("周", "天"): 7}  # no other two fit without a remainder
_HALVES = {("年", "月"): 6}
_FILLER = (
    "(?:我|大概|大约|约|差不多|可能|应该|好像|估计|也就|就|一共|总共|总计|共|是|有|已经|快|逾期|分|了|的|吧|啊|呀|呢|嘛|哦|嗯|左右|"
    "上下|[\\s,.。!~…、:])*+"
)
_UNIT = "年|月|周|星期|礼拜|天|日"
_SPAN = re.compile(
    f"{_FILLER}(?:(?P<years>{RUN})年[零又]?)?(?:(?P<run>{RUN})|(?P<half>半))个?(?P<unit>{_UNIT})(?P<and>半)?(?P<more>多)?{_FILLER}"
)
_ANY = re.compile(f"(?:{RUN}|[几半])[几多来余]?个?半?(?:{_UNIT})")


def read_span(text: str, unit: str) -> tuple[int, Reading | Refusal] | None:
    """Read a length of time in the folded `text` as so many `unit`; None where it names no unit at all.

    → (the number, a Reading with what was assumed). What does not come out whole (十天 where months are asked) is a
    Refusal: the question is asked again, with its example.
    """
    if _ANY.search(text) is None:
        return None
    match = _SPAN.fullmatch(text)
    found = None if match is None else _counted(match, unit)
    if match is None or found is None:
        return 0, UNREADABLE
    said = "".join(match.group(0) for match in _ANY.finditer(text)) + ("半" if match["and"] else "")
    told = match["years"] or match["half"] or match["and"] or match["more"] or _NAMED[match["unit"]] != unit
    return found, Reading(value=found, assumed=(f"“{said}”按{found}{_measure(unit)}算",) if told else ())


def _counted(match: re.Match[str], unit: str) -> int | None:
    named = _NAMED[match["unit"]]
    times = 1 if named == unit else _INTO.get((named, unit))
    half = _HALVES.get((named, unit))
    if (
        times is None
        or ((match["half"] or match["and"]) and half is None)
        or (match["years"] and named == "年")
    ):
        return None
    count = 0 if match["half"] else whole(match["run"])
    years = whole(match["years"]) if match["years"] else 0
    if count is None or years is None or (years and unit != "月"):
        return None
    return years * 12 + count * times + (half or 0 if match["half"] or match["and"] else 0)


def _measure(unit: str) -> str:
    return "个月" if unit == "月" else unit
