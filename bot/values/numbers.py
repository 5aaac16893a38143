"""Numerals: 三万五, 1.8万, 3w5, 一万零五十, 18,000 → a number. A range such as 三五 or 两三万 is none."""

import re
from decimal import Decimal

_LITERAL = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
RUN = rf"(?!一[共直起定样些般切旦])(?:(?:{_LITERAL})|[零〇一二两三四五六七八九十百千万亿]|(?<=[0-9])[wk](?![a-z]))++"
"""A pattern for the longest stretch that may be one numeral, in folded text; 一共 and 一直 begin none.

Possessive: a row of digits could otherwise be cut in exponentially many ways.
"""

_IS_LITERAL = re.compile(_LITERAL)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = (("亿", 10**8), ("万", 10**4), ("w", 10**4), ("千", 1000), ("k", 1000), ("百", 100), ("十", 10))
_SPOKEN_POINT = re.compile("([零一二两三四五六七八九十]+)点([零一二三四五六七八九]+)(?=[百千万亿])")
_RANGE = re.compile(
    "[0-9零一二两三四五六七八九十百千万亿wk元块个](?:到|至|-|~|—|或者?|还是)[0-9一二两三四五六七八九十]"
)


def parse(run: str) -> Decimal | None:
    """Return the number that the whole of `run` (folded) spells, or None."""
    if _IS_LITERAL.fullmatch(run):
        return Decimal(run.replace(",", ""))
    if run in _DIGITS:
        return Decimal(_DIGITS[run])
    for name, unit in _UNITS:
        if name in run:
            head, _, tail = run.rpartition(name) if name == "亿" else run.partition(name)
            return _join(head, unit, tail)
    return None


def whole(run: str) -> int | None:
    """Return the whole number that `run` spells, or None."""
    value = parse(run)
    return int(value) if value is not None and value == value.to_integral_value() else None


def spoken_points(text: str) -> str:
    """Return `text` with 一点八万 written as 1.8万; elsewhere 点 is the hour."""
    if "点" not in text:
        return text
    return _SPOKEN_POINT.sub(_written, text)


def has_range(text: str) -> bool:
    """Say whether `text` gives two bounds (三到五个, 3-5万): then no single number was meant."""
    return _RANGE.search(text) is not None


def _written(match: re.Match[str]) -> str:
    head, tail = parse(match[1]), "".join(str(_DIGITS[digit]) for digit in match[2])
    return match[0] if head is None else f"{head}.{tail}"


def _join(head: str, unit: int, tail: str) -> Decimal | None:
    count = Decimal(1) if not head and unit == 10 else parse(head)
    if not count or (len(head) > 1 and head[0] in "零〇"):
        return None
    limit = 10 if unit < 10**4 else 10**8 // (1 if unit == 10**8 else 10**4)
    if count >= limit and not _IS_LITERAL.fullmatch(head):
        return None
    rest = _rest(tail, unit)
    if rest is None or (tail and count != count.to_integral_value()):
        return None
    return count * unit + rest


def _rest(tail: str, unit: int) -> Decimal | None:
    """Read what follows a unit: 三万五 says 五千, 三万零五 says five."""
    if not tail:
        return Decimal(0)
    if len(tail) == 1 and tail not in "零〇0十":
        return (
            Decimal(_DIGITS.get(tail) or tail) * (unit // 10 if unit > 10 else 1) if tail in _SINGLE else None
        )
    if _IS_LITERAL.fullmatch(tail):
        places, digits = len(str(unit)) - 1, len(tail.partition(".")[0])
        # 3万5000 and 3万500 are plain; 3万50 could be 30050 or a slip for 35000.
        fits = digits == places or (unit >= 10**4 and digits == places - 1)
        return Decimal(tail.replace(",", "")) if fits else None
    value = parse(tail.lstrip("零〇"))
    return value if value is not None and value < unit else None


_SINGLE = frozenset("123456789一二两三四五六七八九")
