"""Picking from what was shown: one option, several, or by number."""

import re

from bot.values.kinds import UNREADABLE, Reading, Refusal
from bot.values.normalise import fold
from bot.values.numbers import whole

_N = "(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_PICKED = re.compile(
    "(?:嗯|好|额|呃|那|就|我|,|\\s)*+(?:选择|选|按|点|回复|输入|要|是)?(?:的是)?"
    f"(?:[(]{_N}[)]|(?:no\\.?\\s?)?{_N.replace('number', 'plain')}(?:号|项)?"
    f"|第{_N.replace('number', 'ordinal')}\\s?(?:个|项|条|种|号|款|样)?)"
    "(?:选项|那个)?(?:吧|啊|呀|的|了|好了|[\\s.。、,!)])*+"
)
_LAST = re.compile("(?:那?就)?(?:选|要)?最后[那一]?个?[个项条种](?:吧|[.。!])*")
_NEGATED = re.compile("(?:没有?|不是|并非|不|未|无)(?:在|去|被|给|人|说|是)?$")
_ALL = re.compile(
    "(?:以上|这些|他们)?(?:全都|全部|都|全)(?:有|是|选|要|干了|做了|来了|发生了)?(?:了|过|的|吧|啊|[,.。!])*"
)
_NONE = re.compile(
    "(?:以上|这些)?(?:一个|全|统统)?[都也]?(?:没有?|不是|无|不选|没有?发生)(?:过|了|的|啊|吧|呢|任何|这些|[,.。!])*|none"
)
_EXCEPT = re.compile("除了?|以外|之外|反正不")
_SEPARATORS = re.compile("还有|以及|或者|[\\s,.。、;/和与跟及+&|!]+")
_CIRCLED = {chr(0x2460 + index): f" {index + 1} " for index in range(20)}
_TIMES = re.compile("[0-9]+")


def number_choice(text: str, count: int) -> int | None:
    """Return the 0-based index of the one of `count` shown options that `text` picks by number, or None.

    Reads 1 １ ① 一 1. 第一个 选1 就第一个吧; 110, 119 and 120 are never numbers of options.
    """
    return None if len(text) > 200 else _index(fold(text), count)


def read_one(raw: str, text: str, options: tuple[str, ...]) -> Reading | Refusal:
    """Read one of `options` out of `raw` and its folded form: exactly, by number, or the one contained."""
    folded = [fold(option) for option in options]
    for index, option in enumerate(folded):
        if text == option or raw.strip() == options[index]:
            return Reading(value=options[index])
    index_ = _index(text, len(options))
    if index_ is not None:
        return Reading(value=options[index_])
    found, _ = _contained(text, folded)
    if not found and len(text) > 1:
        # 敲门 is enough where the option reads 敲门、按门铃, as long as no other one holds the word.
        found = [index for index, option in enumerate(folded) if text in option]
    return Reading(value=options[found[0]]) if len(found) == 1 else UNREADABLE


def read_many(raw: str, text: str, options: tuple[str, ...]) -> Reading | Refusal:
    """Read any of `options`, in their order, out of `raw` and its folded form; 都没有 is none of them."""
    folded = [fold(option) for option in options]
    exact = [index for index, option in enumerate(folded) if text == option]
    if exact:
        return _picked(exact, options)
    if _EXCEPT.search(text):
        return UNREADABLE
    if _NONE.fullmatch(text):
        return Reading(value=())
    if _ALL.fullmatch(text):
        return Reading(value=options)
    found, rest = _contained(text, folded)
    spaced = (
        "".join(_CIRCLED.get(char, char) for char in raw[:200])
        if any(char in _CIRCLED for char in raw)
        else None
    )
    pieces = [piece for piece in _SEPARATORS.split(fold(spaced) if spaced else rest) if piece.strip("\0")]
    unknown: list[str] = []
    for piece in pieces:
        picked = _piece(piece, len(options))
        if picked is None and "\0" not in piece:
            unknown.append(piece)
        found.extend(picked or ())
    if not found or any(re.fullmatch("第?[0-9]+个?|第.{1,3}个?", piece) for piece in unknown):
        return UNREADABLE
    run_together = len(pieces) == 1 and pieces[0].isdigit() and len(pieces[0]) > 1 and len(set(found)) > 1
    assumed = tuple(f"“{piece}”没有对上" for piece in unknown if len(piece) > 1 and len(piece) < 20)
    return _picked(found, options, (f"按{'、'.join(pieces[0])}算",) if run_together else assumed)


def _index(text: str, count: int) -> int | None:
    if _LAST.fullmatch(text):
        return count - 1 if count > 0 else None
    match = _PICKED.fullmatch(text)
    if match is None:
        return None
    number = whole(match["number"] or match["plain"] or match["ordinal"])
    return number - 1 if number is not None and 1 <= number <= count else None


def _contained(text: str, folded: list[str]) -> tuple[list[int], str]:
    """The options that `text` names, longest first and not denied, and the text with their words blanked."""
    found: list[int] = []
    for index in sorted(range(len(folded)), key=lambda each: -len(folded[each])):
        option = folded[index]
        start = text.find(option) if option else -1
        if start < 0:
            continue
        if not _NEGATED.search(text, 0, start):
            found.append(index)
        text = text.replace(option, "\0" * len(option))
    return found, text


def _piece(piece: str, count: int) -> list[int] | None:
    """The options that one piece of an answer picks: 第三, 3, or 13 where there are only four."""
    index = _index(piece.strip("\0"), count)
    if index is not None:
        return [index]
    if piece.isascii() and piece.isdigit() and count < 10 and 1 < len(piece) <= count:
        digits = [int(digit) for digit in piece]
        if len(set(digits)) == len(digits) and all(1 <= digit <= count for digit in digits):
            return [digit - 1 for digit in digits]
    return None


def _picked(found: list[int], options: tuple[str, ...], assumed: tuple[str, ...] = ()) -> Reading:
    return Reading(value=tuple(options[index] for index in sorted(set(found))), assumed=assumed)
