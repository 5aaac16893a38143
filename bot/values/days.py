"""Calendar days in a text: 明天, 下周三, 25号, 11月25日, 12/1, 三天后, 月底."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.values.numbers import whole

WEEKDAYS = "一二三四五六日"
_YEARS = range(1950, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that a text names: where it stands, what it means, and what it means if that hour has passed.

    `on` is None for a day that does not exist (2月30号). `weekday` is set where only
    that was said (周五), so that it may confirm a date beside it.
    """

    start: int
    end: int
    on: date | None
    otherwise: date | None = None
    assumed: tuple[str, ...] = ()
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    """Today, and whether days without a month or year are looked for in the past."""

    today: date
    back: bool


_Found = tuple[date | None, date | None, str]
_NONE: _Found = (None, None, "")
_N = "(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,4})"
_MANY = "(?:[0-9]{1,4}|[零一二两三四五六七八九十百]{1,6}|半)"
_Y = "(?:[0-9]{4}|[0-9]{2}(?=年)|[二一][零〇九][零〇一二三四五六七八九]{2}(?=年))"
_SPAN = "天|(?<=[一二三四五六七八九十])日|周|个?星期|个?礼拜|个月|年"
_WHO = "楼|门|线|院|单元|房|室|机|店|铺|车|桌|柜|公馆|催|人|员|码|文件|选项|仓|库|铁|平台|客服|工|厅|窗|坑|床"
_WORDS = {"大前天": -3, "前天": -2, "昨": -1, "今": 0, "当天": 0, "明": 1, "大后天": 3, "后天": 2}
_MONTHS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_YEAR_WORDS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_MONTH = "(?:(?P<turn>下下|上上|下|上|这|本|当)一?个?月)"


def find_days(text: str, *, today: date, back: bool) -> list[Day]:
    """Return the days that the folded `text` names, in order; with `back` an open one is sought in the past."""
    frame, days = _Frame(today, back), []
    for pattern, meaning in _RULES:
        for match in pattern.finditer(text):
            try:
                day, otherwise, said = meaning(match, frame)
            except (ValueError, OverflowError):
                day, otherwise, said = _NONE
            if day is not None and day.year not in _YEARS:
                day = None
            alone = meaning is _weekday and match["turn"] is None and day is not None
            days.append(
                Day(
                    start=match.start(),
                    end=match.end(),
                    on=day,
                    otherwise=otherwise,
                    assumed=(said,) if said else (),
                    weekday=day.weekday() if alone and day is not None else None,
                )
            )
            # What was read is blanked, so that 12月25号 is not read again as 25号.
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return sorted(days, key=lambda day: day.start)


def show_day(day: date) -> str:
    """Return 11月25日（周三）; the year is left to the caller."""
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def _says(day: date, frame: _Frame) -> str:
    year = f"{day.year}年" if day.year != frame.today.year else ""
    return f"按{year}{show_day(day)}算"


def _word(match: re.Match[str], frame: _Frame) -> _Found:
    word = match[0]
    return frame.today + timedelta(days=_WORDS.get(word, _WORDS.get(word[0], 0))), None, ""


def _away(match: re.Match[str], frame: _Frame) -> _Found:
    """三天后, 两周前, 再过半个月."""
    half, unit = match["count"] == "半", match["unit"]
    count = 1 if half else whole(match["count"])
    if count is None or (half and unit not in {"个月", "年"}):
        return _NONE
    sign = -1 if match["way"] == "前" else 1
    if unit in {"天", "日"} or unit.endswith(("周", "星期", "礼拜")):
        return frame.today + timedelta(days=sign * count * (1 if unit in {"天", "日"} else 7)), None, ""
    if unit == "个月" and half:
        day = frame.today + timedelta(days=15 * sign)
    else:
        day = _shifted(frame.today, sign * count * (1 if unit == "个月" else 6 if half else 12))
    return day, None, _says(day, frame)


def _weekday(match: re.Match[str], frame: _Frame) -> _Found:
    name = match["day"]
    wanted = 6 if name in "日天7" else 5 if name == "末" else "一二三四五六".find(name)
    wanted = int(name) - 1 if name in "123456" else wanted
    monday = frame.today - timedelta(days=frame.today.weekday())
    turn = match["turn"]
    if turn is not None:
        day = monday + timedelta(days=wanted + 7 * _MONTHS[turn])
        return day, None, _says(day, frame) if name == "末" else ""
    day, week = monday + timedelta(days=wanted), timedelta(days=7)
    if frame.back:
        day = day - week if day > frame.today else day
        return day, day - week if day == frame.today else None, _says(day, frame)
    ambiguous = day <= frame.today or name == "末"
    day = day + week if day < frame.today else day
    return day, day + week if day == frame.today else None, _says(day, frame) if ambiguous else ""


def _full(match: re.Match[str], _frame: _Frame) -> _Found:
    name = match["year"]
    digits = "".join(
        str("〇一二三四五六七八九".find(char.replace("零", "〇"))) if not char.isdigit() else char
        for char in name
    )
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    return date(year, _small(match["month"]), _small(match["day"])), None, ""


def _year_word(match: re.Match[str], frame: _Frame) -> _Found:
    year = frame.today.year + _YEAR_WORDS[match["year"]]
    return date(year, _small(match["month"]), _small(match["day"])), None, ""


def _compact(match: re.Match[str], _frame: _Frame) -> _Found:
    return date(int(match[1]), int(match[2]), int(match[3])), None, ""


def _month_day(match: re.Match[str], frame: _Frame) -> _Found:
    month, number, year = _small(match["month"]), _small(match["day"]), frame.today.year
    here = (month, number) >= (frame.today.month, frame.today.day)
    if frame.back:
        year -= (month, number) > (frame.today.month, frame.today.day)
    else:
        year += not here
    day = date(year, month, number)
    # Today by its date is today, even when the hour has passed: nobody means the same day of another year.
    return day, None, _says(day, frame) if year != frame.today.year else ""


def _turn_day(match: re.Match[str], frame: _Frame) -> _Found:
    first = _shifted(frame.today.replace(day=1), _MONTHS[match["turn"]])
    return first.replace(day=_small(match["day"])), None, ""


def _bare_day(match: re.Match[str], frame: _Frame) -> _Found:
    number = _small(match["day"])
    if not 1 <= number <= 31:
        return _NONE
    fits = list(_same_number(number, frame))
    day = fits[0]
    away = (day.year, day.month) != (frame.today.year, frame.today.month)
    return day, fits[1] if day == frame.today else None, _says(day, frame) if away else ""


def _part(match: re.Match[str], frame: _Frame) -> _Found:
    """月底, 下个月初, 12月中旬: the last, the first, the fifteenth."""
    month, turn = match["month"], match["turn"]
    first = _shifted(frame.today.replace(day=1), _MONTHS[turn] if turn else 0)
    if month:
        first = first.replace(month=_small(month))
    last = calendar.monthrange(first.year, first.month)[1]
    number = {"底": last, "末": last, "初": 1, "头": 1, "中": 15}[match["part"]]
    day = first.replace(day=number)
    if not turn and not frame.back and day < frame.today:
        day = _shifted(first, 12 if month else 1).replace(day=1 if number == 1 else 15)
    elif not turn and frame.back and day > frame.today:
        first = _shifted(first, -12 if month else -1)
        day = first.replace(day=calendar.monthrange(first.year, first.month)[1] if number == last else number)
    return day, None, _says(day, frame)


def _feast(match: re.Match[str], frame: _Frame) -> _Found:
    """元旦 and 年底 have a date of their own; feasts of the lunar calendar are not read."""
    month, number = (1, 1) if match[0] == "元旦" else (12, 31)
    day = frame.today.replace(month=month, day=number)
    if day < frame.today and not frame.back:
        day = day.replace(year=day.year + 1)
    if day > frame.today and frame.back:
        day = day.replace(year=day.year - 1)
    return day, None, _says(day, frame)


def _same_number(number: int, frame: _Frame) -> Iterator[date]:
    """The days with this number, from today on (or back); months too short for it are passed over."""
    for step in range(6):
        first = _shifted(frame.today.replace(day=1), -step if frame.back else step)
        if number <= calendar.monthrange(first.year, first.month)[1]:
            day = first.replace(day=number)
            if day <= frame.today if frame.back else day >= frame.today:
                yield day


def _shifted(day: date, months: int) -> date:
    """The same day some months away, the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year not in _YEARS:
        raise OverflowError
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _small(text: str) -> int:
    value = whole(text)
    if value is None:
        raise ValueError
    return value


_Meaning = Callable[[re.Match[str], _Frame], _Found]
_MDN = f"(?P<month>{_N})"
_RULES: tuple[tuple[re.Pattern[str], _Meaning], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (
            f"(?<![第几数\\d])(?P<count>{_MANY})(?P<unit>{_SPAN})(?:之|以)?(?P<way>后|前)(?!悔|果|面|台|续|边|者|遗)",
            _away,
        ),
        (
            f"(?:再过|过|再等)(?P<count>{_MANY})(?P<unit>{_SPAN})(?:之|以)?(?P<way>后?)(?![以之]?前|后悔)",
            _away,
        ),
        (
            f"(?<![0-9])(?P<year>{_Y})(?:年|[-/.])(?P<month>{_N})(?:月|[-/.])(?P<day>{_N})(?:[日号]|(?![0-9天]))",
            _full,
        ),
        ("(?<![0-9])(20[0-9]{2}|19[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])(?![0-9])", _compact),
        (f"(?P<year>{'|'.join(_YEAR_WORDS)})(?:的)?{_MDN}月(?P<day>{_N})[日号]?", _year_word),
        (f"{_MONTH}的?(?P<day>{_N})[日号]", _turn_day),
        (
            f"(?<![第0-9个]){_MDN}月份?的?(?P<day>{_N})(?:[日号]|(?![0-9个天次人位年万千百十元块家岁期]))",
            _month_day,
        ),
        (
            f"(?<![第个]){_MDN}?(?:(?P<turn>下下|上上|下|上|这|本|当)一?个?)?月份?(?P<part>底|末|初|头|中)(?!间|介|国|心|等|止)旬?",
            _part,
        ),
        (
            "(?<![0-9/.\\-:])(?<![^\\s\\0,.。:;!?说在是约到定于])(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12][0-9]|0?[1-9])"
            "(?![0-9/%.:])(?=$|[\\s,。;!?早上中下晚凌半傍来去吧到号日(周星])",
            _month_day,
        ),
        (
            "(?<![0-9/.\\-:])(?<![^\\s\\0,。:;!?])(?P<month>1[0-2]|0?[1-9])-(?P<day>3[01]|[12][0-9]|0[1-9])"
            "(?![0-9/%.:\\-])(?=$|[\\s,。;!?早上中下晚凌半傍来去吧(周星])",
            _month_day,
        ),
        ("^(?P<month>1[0-2]|0?[1-9])\\.(?P<day>3[01]|[12][0-9]|0?[1-9])$", _month_day),
        ("大前天(?!天)|(?<![以之从目])前天(?!天)|大后天|(?<![然以之最今先过往])后天(?!天|气|黑|亮)", _word),
        ("[今昨明](?:天|日|儿)(?!报|新)|[今明昨](?=[早晚夜])|当天", _word),
        (
            "(?<![一二两三四五六七八九十几每数半0-9个])(?:(?P<turn>下下|上上|下|上|这|本)一?个?)?"
            "(?:周|星期|礼拜)(?P<day>[一二三四五六日天末]|[1-7](?![0-9:点]))(?![期年次])",
            _weekday,
        ),
        (f"(?<![第0-9账帐编型房门单])(?P<day>{_N})号(?!{_WHO})", _bare_day),
        ("(?<![第0-9账帐编型])(?P<day>[0-9]{1,2}|[二三]?十[一二三四五六七八九]?)日(?!元|子|常)", _bare_day),
        ("元旦|(?<![明去前后一])年底|(?<![明去前后一])年末", _feast),
    )
)
