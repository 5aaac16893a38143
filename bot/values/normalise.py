"""One spelling for what people type: half width, nothing invisible, no stutter."""

import re
import unicodedata

# Characters that draw nothing but are no control characters: fillers, variation selectors, the keycap of 1️⃣.
_BLANK = frozenset(
    (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x20E3, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10))
)
_INVISIBLE = frozenset(map(chr, (*_BLANK, *range(0xE0100, 0xE01F0))))
_CJK = "\u2e80-\u303f\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACES = re.compile(" {2,}")
_INNER_SPACE = re.compile(f" (?=[{_CJK}])|(?<=[{_CJK}]) ")
# Digits and numerals are never squeezed: 10000 is no stutter.
_REPEATS = re.compile("([^0-9零〇一二两三四五六七八九十百千万亿])\\1{2,}")
_NUMERALS = str.maketrans(
    "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩圓圆塊點後號週時鐘鍾個禮從無沒還這幺妖",
    "一二二三三四五六六七八九十百千万亿两元元块点后号周时钟钟个礼从无没还这一一",
) | {ord("廿"): "二十", ord("卅"): "三十", ord("俩"): "两个", ord("仨"): "三个"}
_BIDI = frozenset(
    (0x061C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


def normalise(text: str) -> str:
    """Return `text` as it is compared: full width made half width, invisible characters dropped, spaces tidied.

    A space stays only between two characters that are not Chinese; a character three times or more in a row is said
    once (digits and numerals apart). The words themselves, and their case, are kept.
    """
    if not _is_plain(text):
        text = text.translate({ord(char): _plain(char) for char in set(text)})
    if " " in text:
        text = _SPACES.sub(" ", text).strip()
        text = _INNER_SPACE.sub("", text)
    return _REPEATS.sub(r"\1", text)


def fold(text: str) -> str:
    """Return `text` normalised for reading values: lower case, one set of numerals, simplified measure words."""
    return normalise(text).lower().translate(_NUMERALS)


def printable(text: str) -> str:
    """Return `text` as typed, without control, bidi and zero-width characters and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate({ord(char): None for char in set(text) if _unfit(char)}).strip()


def _is_plain(text: str) -> bool:
    # Most of what people type has nothing to replace, and asking C for that is ten times cheaper than looking up each
    # character. Only for short texts: to check a long run of combining marks takes quadratic time.
    if not text.isprintable():
        return False
    return text.isascii() or (
        len(text) <= 100 and unicodedata.is_normalized("NFKC", text) and _INVISIBLE.isdisjoint(text)
    )


def _plain(char: str) -> str | None:
    # Character by character, from the set of those used: normalising whole texts takes quadratic time on long runs
    # of combining marks, and 100,000 characters rarely hold more than a few hundred different ones.
    if "\u4e00" <= char <= "\u9fff" or "\U00030000" <= char <= "\U000dffff":
        return char  # plain Chinese and unassigned planes: nothing to look up
    if ord(char) in _BLANK or 0xE0100 <= ord(char) <= 0xE01EF:
        return None
    if char.isspace():
        return " "
    if not char.isprintable() and unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return None
    return unicodedata.normalize("NFKC", char)


def _unfit(char: str) -> bool:
    if char in "\n\t":
        return False
    # Zero-width joiners stay: they hold emoji together.
    return ord(char) in _BIDI or unicodedata.category(char) in {"Cc", "Cs"}
