"""Value → the many ways in which it is said in Chinese: the grammar that the readers are tested against."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

_DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千万亿元", "壹贰叁肆伍陆柒捌玖拾佰仟萬億圓")
_WIDE = str.maketrans("0123456789.,:/", "０１２３４５６７８９．，：／")
WEEKDAYS = "一二三四五六日"


def numeral(number: int) -> str:
    """The numeral of the school book: 10050 → 一万零五十."""
    if number == 0:
        return "零"
    text, gap = "", False
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, unit)
        if not section:
            gap = gap or bool(text)
            continue
        text += ("零" if text and (gap or section < 1000) else "") + _section(section) + name
        gap = False
    return text[1:] if text.startswith("一十") else text


def _section(number: int) -> str:
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text


def numerals(number: int) -> Iterator[str]:
    """Every way of writing a whole number that has no unit after it."""
    plain = numeral(number)
    yield str(number)
    yield str(number).translate(_WIDE)
    yield plain
    yield plain.translate(_FORMAL)
    yield (
        plain.replace("二千", "两千").replace("二万", "两万").replace("二百", "两百").replace("二亿", "两亿")
    )
    if number >= 1000:
        yield f"{number:,}"
    yield from _mixed(number)
    yield from _short(number)


def _mixed(number: int) -> Iterator[str]:
    """2万3千5百, 3万5000, 1.8万, 3.5w."""
    if number >= 10**4 and number < 10**8:
        high, low = divmod(number, 10**4)
        if low >= 1000:
            yield f"{high}万{low}"
            yield f"{high}w{low}"
        if low % 100 == 0 and high < 1000:
            yield f"{number / 10**4:g}万"
            yield f"{number / 10**4:g}w"
    if 1000 <= number < 10**6 and number % 100 == 0:
        yield f"{number / 1000:g}k"
    parts, rest = "", number
    for unit, name in ((10**4, "万"), (1000, "千"), (100, "百")):
        count, rest = divmod(rest, unit)
        if not count and parts and rest:
            return
        parts += f"{count}{name}" if count else ""
    if parts and not rest and number < 10**8:
        yield parts


def _short(number: int) -> Iterator[str]:
    """三万五, 十二万八, 两千五, 三百二: the last unit is left out."""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百")):
        if number < unit:
            continue
        high, low = divmod(number, unit)
        digit, rest = divmod(low, unit // 10)
        if digit and not rest and (unit >= 10**4 or high < 10):
            yield f"{numeral(high)}{name}{_DIGITS[digit]}"
            yield f"{high}{name}{digit}"
            yield f"{'两' if high == 2 else numeral(high)}{name}{_DIGITS[digit]}"
        return


def amounts(fen: int) -> Iterator[str]:
    """Every way of saying an amount in 分."""
    yuan, cents = divmod(fen, 100)
    jiao, rest = divmod(cents, 10)
    if not cents:
        for said in numerals(yuan):
            yield from (
                said,
                f"{said}元",
                f"{said}块",
                f"{said}块钱",
                f"欠了{said}元",
                f"￥{said}",
                f"大概{said}块吧",
            )
            if said not in {"110", "120"}:
                yield f"一共{said}"
        return
    yield from (
        f"{yuan}.{cents:02d}",
        f"{yuan}.{cents:02d}元",
        f"¥{yuan}.{cents:02d}",
        f"欠{yuan:,}.{cents:02d}块",
    )
    if jiao and rest:
        tail = f"{_DIGITS[jiao]}毛{_DIGITS[rest]}"
        tails = [
            tail,
            f"{tail}分",
            f"{_DIGITS[jiao]}角{_DIGITS[rest]}分",
            f"零{_DIGITS[jiao]}毛{_DIGITS[rest]}",
        ]
    elif jiao:
        tails = [
            f"{_DIGITS[jiao]}毛",
            f"{jiao}毛",
            f"{_DIGITS[jiao]}角",
            f"零{_DIGITS[jiao]}毛",
            f"{_DIGITS[jiao]}毛钱",
        ]
    else:
        tails = [f"零{_DIGITS[rest]}分", f"{_DIGITS[rest]}分", f"零{_DIGITS[rest]}"]
    for tail in tails:
        if yuan:
            yield from (f"{said}{unit}{tail}" for said in (str(yuan), numeral(yuan)) for unit in ("块", "元"))
        elif not tail.startswith("零"):
            yield from (tail, f"就{tail}")
    if yuan and jiao and not rest:
        yield from (f"{numeral(yuan)}块{_DIGITS[jiao]}", f"{yuan}块{jiao}")


def dates(day: date, today: date) -> Iterator[str]:
    """Every way of naming `day` from `today` on, or behind it where the words say so."""
    away = (day - today).days
    for number in (str, numeral):
        year = f"{day.year}年"
        yield f"{year}{number(day.month)}月{number(day.day)}日"
        yield f"{year}{number(day.month)}月{number(day.day)}号"
        yield f"{''.join(_DIGITS[int(digit)] for digit in str(day.year))}年{number(day.month)}月{number(day.day)}日"
        if 0 <= away < 365:
            yield from (f"{number(day.month)}月{number(day.day)}{end}" for end in ("号", "日", "号那天"))
        if 0 <= away < 28:
            yield f"{number(day.day)}号"
        if away > 0:
            yield from (f"{number(away)}天后", f"{number(away)}天之后", f"再过{number(away)}天")
        if away < 0:
            yield from (f"{number(-away)}天前", f"{number(-away)}天以前")
    yield from (day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}")
    yield f"{day:%Y%m%d}"
    if 0 <= away < 365:
        yield from (f"{day.month}/{day.day}", f"{day:%m-%d}")
    yield from _relative(day, today)


def _relative(day: date, today: date) -> Iterator[str]:
    near = {-3: "大前天", -2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天", 3: "大后天"}
    away = (day - today).days
    if away in near:
        yield near[away]
    weeks = ((day - timedelta(day.weekday())) - (today - timedelta(today.weekday()))).days // 7
    names = ("周", "星期", "礼拜")
    turn = {-2: ("上上",), -1: ("上", "上个"), 0: ("这", "本", "这个"), 1: ("下", "下个"), 2: ("下下",)}.get(
        weeks, ()
    )
    for name in names:
        last = "日天" if day.weekday() == 6 else WEEKDAYS[day.weekday()]
        yield from (
            f"{which}{name}{end}" for which in turn for end in last if (which[-1], name) != ("个", "周")
        )
        if 0 <= away < 7:
            yield from (f"{name}{end}" for end in last)
    months = (day.year - today.year) * 12 + day.month - today.month
    for which in {-1: ("上个月", "上月"), 0: ("这个月", "本月"), 1: ("下个月", "下月"), 2: ("下下个月",)}.get(
        months, ()
    ):
        yield from (f"{which}{day.day}号", f"{which}{numeral(day.day)}号")
        if (day + timedelta(1)).day == 1 and months >= 0:
            yield f"{which}底"


def times(hour: int, minute: int) -> Iterator[str]:
    """Every way of saying a time of day that leaves nothing to guess."""
    small = hour - 12 if hour > 12 else hour
    for period in _periods(hour):
        for number in (str, lambda n: "两" if n == 2 else numeral(n)):
            for point in ("点", "点钟") if not minute else ("点",):
                yield f"{period}{number(small)}{point}{_minutes(minute, number)}"
        if minute == 30:
            yield from (f"{period}{small}点半", f"{period}{numeral(small) if small != 2 else '两'}点半")
        if minute in {15, 45}:
            yield f"{period}{small}点{'一' if minute == 15 else '三'}刻"
        if minute == 0:
            yield f"{period}{small}点整"
        yield f"{period}{small}:{minute:02d}"
    yield f"{hour:02d}:{minute:02d}"
    if hour > 12 or hour == 0:
        yield f"{hour}点{_minutes(minute, str)}"
        yield f"{hour}时{minute}分" if minute else f"{hour}时"


def _minutes(minute: int, number: object) -> str:
    if not minute:
        return ""
    said = numeral(minute) if number is not str else str(minute)
    if minute < 10:
        return f"零{said}分" if number is not str else f"{minute:02d}"
    return f"{said}分"


def _periods(hour: int) -> tuple[str, ...]:
    if hour < 6:
        return ("凌晨",)
    if hour < 11:
        return ("早上", "上午") if hour < 9 else ("上午",)
    if hour < 13:
        return ("中午",)
    if hour < 18:
        return ("下午",)
    return ("晚上", "夜里")


def moments(moment: datetime, now: datetime) -> Iterator[str]:
    """Day and time together, with the words people put around them."""
    clocks = list(times(moment.hour, moment.minute))
    for index, day in enumerate(dates(moment.date(), now.date())):
        clock = clocks[index % len(clocks)]
        yield from (
            f"{day}{clock}",
            f"{day} {clock}",
            f"{day}的{clock}",
            f"他们说{day}{clock}来",
            f"{day}{clock}吧",
        )
