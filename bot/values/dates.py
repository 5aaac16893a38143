"""Dates and moments: 明天下午3点, 周五晚上8点, 半小时后 → text that sorts as it happened, and what was guessed."""

import re
from datetime import date, datetime, timedelta, timezone

from bot.values.clock import Clock, find_clocks, find_period, show_hour
from bot.values.days import Day, find_days, show_day
from bot.values.kinds import UNREADABLE, Reading, Refusal, Spec
from bot.values.numbers import parse

CHINA = timezone(timedelta(hours=8))
"""The one time zone of the mainland; no daylight saving since 1991."""

_COUNT = "(?:[0-9]{1,5}(?:\\.5)?|[一二两三四五六七八九十百]{1,5})"
_OFFSET = re.compile(
    f"(?<![第几数0-9])(?:(?P<hours>{_COUNT})?个?(?P<half>半)?个?多?(?:小时|钟头)(?P<then>半)?)?零?"
    f"(?:(?P<minutes>{_COUNT})分钟?|(?P<quarter>[一两三])刻钟)?(?:之|以)?(?P<way>后|前)(?!悔|果|面|台|边)"
)
_PASSING = re.compile(
    f"(?:再过|过|再等)((?:{_COUNT})?个?半?个?(?:小时|钟头|刻钟|分钟)半?)(?![之以]?[前后内])"
)
_NOW = re.compile("(?:就是|就|是|他们|正)*(?:现在|此刻|刚刚|刚才|马上|立刻)(?:就|会?来|到|了|吧|的|[,.。!])*")
_RECURRING = re.compile(
    "每[天日周月晚年早个]|每(?:星期|礼拜)|天天|农历|阴历|腊月|正月|除夕|初[一二三四五六七八九十]"
)
_TO = re.compile("[\\s\\0]*(?:到|至|-|~|—)[\\s\\0]*")
_EITHER = re.compile("[\\0\\s]*(?:或者?|还是|要么|不是)")
_DAY = timedelta(days=1)


def read_date(text: str, spec: Spec, now: datetime) -> Reading | Refusal:
    """Read one day out of the folded `text`."""
    now = _minute(now)
    if _RECURRING.search(text):
        return UNREADABLE
    day = _one_day(find_days(text, today=now.date(), back=_back(spec)), text)
    if isinstance(day, Refusal):
        return day
    if day is None:
        moment = _moment(text, spec, now)
        if isinstance(moment, Refusal):
            return moment
        found = moment[0].date()
        assumed: tuple[str, ...] = (f"按{show_day(found)}算",)
    elif day.on is None:
        return UNREADABLE
    else:
        found, assumed = day.on, day.assumed
    if spec.after_now and found < now.date():
        return Refusal(reason="past")
    if spec.before_now and found > now.date():
        return Refusal(reason="future")
    return Reading(value=found.isoformat(), assumed=assumed)


def read_datetime(text: str, spec: Spec, now: datetime) -> Reading | Refusal:
    """Read one moment out of the folded `text`, to the minute; an hour left open is assumed, and said."""
    now = _minute(now)
    if _RECURRING.search(text):
        return UNREADABLE
    found = _moment(text, spec, now)
    if isinstance(found, Refusal):
        return found
    moment, assumed = found
    if spec.after_now and moment < now:
        return Refusal(reason="past")
    if spec.before_now and moment > now:
        return Refusal(reason="future")
    return Reading(value=moment.isoformat(timespec="minutes"), assumed=assumed)


def show_date(value: str) -> str:
    """Return 2026年11月25日（周三）."""
    day = date.fromisoformat(value)
    return f"{day.year}年{show_day(day)}"


def show_datetime(value: str) -> str:
    """Return 11月25日（周三）下午2点30分."""
    moment = datetime.fromisoformat(value)
    return show_day(moment.date()) + show_hour(moment.hour * 60 + moment.minute)


_Moment = tuple[datetime, tuple[str, ...]]


def _minute(now: datetime) -> datetime:
    return now.astimezone(CHINA).replace(second=0, microsecond=0)


def _back(spec: Spec) -> bool:
    return spec.before_now and not spec.after_now


def _moment(text: str, spec: Spec, now: datetime) -> _Moment | Refusal:
    offset = _offset(text, now)
    if offset is not None:
        return offset
    days = find_days(text, today=now.date(), back=_back(spec))
    day = _one_day(days, text)
    if isinstance(day, Refusal):
        return day
    for each in days:
        text = text[: each.start] + "\0" * (each.end - each.start) + text[each.end :]
    clock = _one_clock(find_clocks(text), text) or find_period(text)
    if isinstance(clock, Refusal) or (clock is not None and not clock.minutes):
        return UNREADABLE
    if day is None:
        if clock is not None:
            return _coming(clock, now, _back(spec))
        return (now, ("按现在算",)) if _NOW.fullmatch(text) else UNREADABLE
    return UNREADABLE if day.on is None else _on_day(day, day.on, clock, now, spec)


def _offset(text: str, now: datetime) -> _Moment | None:
    """Read 半小时后, 一个半小时后, 十分钟后, 两小时二十分钟前."""
    for match in _OFFSET.finditer(_PASSING.sub(r"\1后", text)):
        if not any(match[name] for name in ("hours", "half", "minutes", "quarter")):
            continue
        hours, minutes = parse(match["hours"] or "零"), parse(match["minutes"] or "零")
        quarters = parse(match["quarter"] or "零")
        if hours is None or minutes is None or quarters is None:
            continue
        halves = 30 * (bool(match["half"]) + bool(match["then"]))
        total = timedelta(minutes=int(hours * 60 + minutes + quarters * 15) + halves)
        return now - total if match["way"] == "前" else now + total, ()
    return None


def _one_day(days: list[Day], text: str) -> Day | Refusal | None:
    """Return the one day that is meant: all the same, or the first of a range."""
    dated = [day for day in days if day.weekday is None]
    if len(dated) == 1 and dated[0].on is not None:
        # 11月25日（周三）: the weekday confirms the date, and where it contradicts it neither is believed.
        agree = all(day.weekday in {None, dated[0].on.weekday()} for day in days)
        return dated[0] if agree else UNREADABLE
    if not days or len({day.on for day in days}) == 1:
        return days[0] if days else None
    first, second = days[0], days[1]
    if len(days) == 2 and first.on and _TO.fullmatch(text, first.end, second.start):
        return Day(
            start=first.start,
            end=second.end,
            on=first.on,
            otherwise=first.otherwise,
            assumed=(*first.assumed, "按开始那天算"),
        )
    return UNREADABLE


def _one_clock(clocks: list[Clock], text: str) -> Clock | Refusal | None:
    if not clocks:
        return None
    first = clocks[0]
    if len(clocks) == 1 or all(clock.minutes == first.minutes for clock in clocks):
        return first
    if len(clocks) == 2 and _TO.fullmatch(text, first.end, clocks[1].start):
        return Clock(
            start=first.start,
            end=clocks[1].end,
            minutes=first.minutes,
            period=first.period,
            assumed=(*first.assumed, "按开始的时间算"),
        )
    return UNREADABLE


def _coming(clock: Clock, now: datetime, back: bool) -> _Moment:
    """A time without a day: the next one by day and evening, or the last one where the past was asked for."""
    midnight = now.replace(hour=0, minute=0)
    minutes = clock.minutes
    if len(minutes) > 1:
        # 3点 is not the small hours, 11点 not the middle of the night: nobody says those without the word.
        minutes = tuple(each for each in minutes if 7 * 60 <= each < 23 * 60)
    moments = [
        midnight + step * _DAY + timedelta(minutes=each) for step in (-2, -1, 0, 1) for each in minutes
    ]
    fits = [each for each in moments if (each <= now if back else each >= now)]
    moment = max(fits) if back else min(fits)
    assumed = clock.assumed
    if len(clock.minutes) > 1 or clock.period is None or moment.date() != now.date():
        name = {0: "今天", 1: "明天", -1: "昨天"}.get(
            (moment.date() - now.date()).days, show_day(moment.date())
        )
        assumed = (*_hour_said(clock), f"按{name}{show_hour(moment.hour * 60 + moment.minute)}算")
    return moment, assumed


def _hour_said(clock: Clock) -> tuple[str, ...]:
    return tuple(said for said in clock.assumed if not said.startswith("没说几点"))


def _on_day(day: Day, on: date, clock: Clock | None, now: datetime, spec: Spec) -> _Moment | Refusal:
    midnight, back = datetime(on.year, on.month, on.day, tzinfo=CHINA), _back(spec)
    if clock is None:
        minutes = _usual(midnight, now, back)
        if minutes is None:
            return UNREADABLE
        return midnight + timedelta(minutes=minutes), (*day.assumed, f"没说几点，按{show_hour(minutes)}算")
    options = [midnight + timedelta(minutes=each) for each in clock.minutes]
    fits = [each for each in options if (each <= now if back else each >= now)]
    moment = fits[0] if fits and on == now.date() else options[0]
    passed_today = moment < now and on == now.date()
    by_word = day.otherwise is None and day.end - day.start <= len("今天")
    if passed_today and by_word and spec.after_now and clock.period == "凌晨" and now.hour >= 18:
        # 今天凌晨1点, said at eleven at night, is the one about to come; the 25th at one is not.
        return moment + _DAY, (f"按明天{show_hour(clock.minutes[0])}算",)
    assumed = [*day.assumed, *clock.assumed]
    if day.otherwise is not None and (moment > now if back else moment < now):
        moment += day.otherwise - on
        assumed = [f"按{show_day(moment.date())}算", *clock.assumed]
    shown = show_hour(moment.hour * 60 + moment.minute)
    if moment.date() not in {on, day.otherwise}:
        assumed.append(f"按{show_day(moment.date())}{shown}算")
    elif len(options) > 1:
        assumed.append(f"按{shown}算")
    return moment, tuple(assumed)


def _usual(midnight: datetime, now: datetime, back: bool) -> int | None:
    """The hour to assume on a day without one: nine, or on the very day the next that is left."""
    if midnight.date() != now.date():
        return 9 * 60
    hours = (20, 15, 9, 0) if back else (9, 15, 20)
    for hour in hours:
        moment = midnight + timedelta(hours=hour)
        if moment <= now if back else moment >= now:
            return hour * 60
    return None
