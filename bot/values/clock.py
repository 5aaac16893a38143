"""Times of day in a text: 下午3点, 两点半, 14:30, 晚上; without the day they belong to."""

import re
from dataclasses import dataclass

from bot.values.numbers import whole

_H = "(?:[0-9]{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_M = "(?:[0-9]{1,2}|[零〇]?[一二三四五六七八九十]{1,3})"
_LONG = "凌晨|大清早|清晨|清早|早晨|早上|上午|中午|正午|下午|午后|傍晚"
_LONG += "|晚上|晚间|夜里|夜晚|夜间|大半夜|半夜|深夜|午夜|[ap]m"
_TIDY = {"大清早": "早上", "清晨": "早上", "清早": "早上", "早晨": "早上", "早": "早上", "am": "上午"}
_TIDY |= {
    "午后": "下午",
    "pm": "下午",
    "晚间": "晚上",
    "夜里": "晚上",
    "夜晚": "晚上",
    "夜间": "晚上",
    "晚": "晚上",
}
_TIDY |= {"夜": "晚上", "大半夜": "半夜", "深夜": "半夜", "午夜": "半夜", "正午": "中午"}
_USUAL = {"凌晨": 2, "早上": 8, "上午": 9, "中午": 12, "下午": 15, "傍晚": 18, "晚上": 20, "半夜": 24}

_CLOCK = re.compile(
    f"(?P<period>{_LONG}|(?<=\\0)[早晚夜]|[早晚](?=[0-9]))?的?\\s*"
    f"(?:(?P<sharp>差(?P<to>{_M})分钟?)?(?P<hour>(?<![0-9.:]){_H})"
    "(?:点(?!多?[个本条件钱子名位])|(?<=[0-9])时(?!间|候|常|代|期|效)|(?<=[0-9])(?=\\s?[ap]m))钟?"
    f"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<even>整)|过?(?P<minute>{_M})分(?!期)|过?(?P<digits>[0-9]{{2}}|[零〇][一二三四五六七八九]|"
    "[二三四五]?十[一二三四五六七八九]?)(?![0-9个人位名次天万千百元块家年月]))?"
    "|(?<![0-9:])(?P<hh>[0-9]{1,2}):(?P<mm>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:]))"
    "(?P<noon>\\s?[ap]m)?(?P<vague>多|左右|前后|上下)?"
)
_BITS = "也都儿点小不没钱用办懂"
_PLAIN = ("period", "half", "quarter", "even", "minute", "digits", "sharp")
_AFTER = re.compile("$|[\\s,.。!?;:~、)\\-]|来|到|上门|过来|见|吧|之?前|之?后|的时候|整|至|会|他|我|再")
_NOT_BEFORE = re.compile("(?:[第有几差早晚快慢多少大小这那哪提讲各]|我说|早上?一|晚一)$")
_ONLY = re.compile(
    "(?:他们|他|她|催收的?|对方|说|大概|可能|应该|就|是|在|等|嗯|额|约的?|要|会|[,.。\\s])*+"
    f"(?P<period>{_LONG})(?:的?时候|左右|会|要|再|上门|过来|来|吧|了|啊|他们|说|的|[,.。!\\s])*+"
)
_PERIOD = re.compile(f"(?P<period>{_LONG}|(?<=\\0)[早晚夜])(?!好|饭|觉)")


def _hours(*spans: tuple[int, int, int], **odd: int) -> dict[int, tuple[int, ...]]:
    """Hours as said, from first to last, each so much later on a clock of 24; then the odd ones."""
    table: dict[int, tuple[int, ...]] = {
        hour: (hour + later,) for first, last, later in spans for hour in range(first, last + 1)
    }
    return table | {int(said[1:]): (hour,) for said, hour in odd.items()}


# The hour that a part of the day makes of a number; none where they contradict each other (凌晨9点). From 24 on it is
# the night that follows: 周五晚上12点 is said by someone who has not slept yet.
_HOURS = {
    "凌晨": _hours((0, 6, 0), _12=0),
    "早上": _hours((3, 11, 0)),
    "上午": _hours((5, 12, 0)),
    "中午": _hours((10, 14, 0), (1, 2, 12)),
    "下午": _hours((12, 19, 0), (1, 7, 12)),
    "傍晚": _hours((16, 20, 0), (4, 8, 12)),
    "晚上": _hours((17, 24, 0), (1, 4, 24), (5, 11, 12), _0=24, _12=24),
    "半夜": _hours((22, 24, 0), (1, 5, 24), (10, 11, 12), _0=24, _12=24),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day: the minutes after midnight that it may mean, likeliest by day first.

    Minutes of 1440 and more belong to the night that follows the day.
    """

    start: int
    end: int
    minutes: tuple[int, ...]
    period: str | None
    assumed: tuple[str, ...] = ()


def find_clocks(text: str) -> list[Clock]:
    """Return the times of day in the folded `text`, in which days are blanked with \\0."""
    return [_clock(match) for match in _CLOCK.finditer(text) if _genuine(match, text)]


def find_period(text: str) -> Clock | None:
    """Return the part of the day that `text` gives without an hour; its usual hour is assumed."""
    match = _PERIOD.search(text) if "\0" in text else _ONLY.fullmatch(text)
    if match is None:
        return None
    word, period = match["period"], _TIDY.get(match["period"], match["period"])
    hour = _USUAL[period]
    assumed = () if word == "正午" else (f"没说几点，按{show_hour(hour * 60)}算",)
    return Clock(start=match.start(), end=match.end(), minutes=(hour * 60,), period=period, assumed=assumed)


def show_hour(minutes: int) -> str:
    """Return minutes after midnight as they are said: 下午2点30分."""
    hour, minute = divmod(minutes % 1440, 60)
    bounds = ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    period = next(name for bound, name in bounds if hour < bound)
    return f"{period}{hour - 12 if hour > 12 else hour}点" + (f"{minute}分" if minute else "")


def _genuine(match: re.Match[str], text: str) -> bool:
    """Say whether this is a time of day: 一点 may as well be a bit, 两点 two things to say."""
    if match["hh"] or match["noon"]:
        return True
    follows = text[match.end() : match.end() + 1]
    if match["hour"] == "一" and follows and follows in _BITS:
        return False
    if any(match[name] for name in _PLAIN):
        return True
    before = text[: match.start()]
    if not _AFTER.match(text, match.end()):
        return False
    if before.endswith(("\0", "\0的", "\0 ")):
        return True
    if match["hour"] in {"一", "1"}:
        return not before and match.end() == len(text)
    return _NOT_BEFORE.search(before) is None


def _clock(match: re.Match[str]) -> Clock:
    word = match["period"] or (match["noon"] or "").strip() or None
    period = _TIDY.get(word, word) if word else None
    hour = whole(match["hh"] or match["hour"])
    minute = _minute(match)
    minutes: tuple[int, ...] = ()
    if hour is not None and minute is not None and (hour < 24 or (hour == 24 and not minute)):
        hours = _HOURS[period].get(hour, ()) if period else _open(match, hour)
        minutes = tuple(each * 60 + minute for each in hours)
    vague = ("大约的时间，按整点算" if match["vague"] == "多" else "大约的时间",) if match["vague"] else ()
    return Clock(start=match.start(), end=match.end(), minutes=minutes, period=period, assumed=vague)


def _minute(match: re.Match[str]) -> int | None:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"] == "一" else 45
    if match["to"]:
        return -(whole(match["to"]) or 0)
    text = match["mm"] or match["minute"] or match["digits"]
    minute = whole(text.lstrip("零〇") or text) if text else 0
    return minute if minute is not None and minute < 60 else None


def _open(match: re.Match[str], hour: int) -> tuple[int, ...]:
    """The hours that one without a part of the day may mean; collectors come by day, so 3点 is the afternoon."""
    exact = match["hh"] and (hour >= 7 or match["hh"].startswith("0"))
    if exact or not 1 <= hour <= 12:
        return (hour,)
    if hour == 12:
        return (12, 24)
    return (hour + 12, hour) if hour < 7 else (hour, hour + 12)
