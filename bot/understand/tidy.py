"""One spelling for what people mean: half width, simplified, typos and dialect mended, pinyin read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.language.taught import Teaching
from bot.understand.simplify import SIMPLIFIED
from bot.values import normalise

LONGEST = 4_000  # characters that are looked at: a pasted contract says what it is long before its end
_TAIL = 400  # … and a cry for help may stand below it
_LETTERS = re.compile("[a-z' ]{4,}")
_LONGEST_PINYIN = 14
_DRAWN = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe00-\ufe0f\u200d\u20e3\U000e0000-\U000e007f]+"
)
# A drawing says little, but these say what a message without words means.
_SAID_BY_DRAWING = {
    "🆘": "救命",
    "🚨": "救命",
    "🔪": "有刀",
    "🩸": "流血了",
    "🚑": "救护车",
    "🚓": "报警",
    "👮": "警察",
}


class Tidy:
    """Callable: text -> text. Built once from the spellings in dialogs/topics; total, about 10 us a message."""

    __slots__ = ("_last", "_pinyin", "_spelling", "_wrong")

    def __init__(self, teaching: Teaching) -> None:
        pairs = {_basic(wrong): _basic(right) for wrong, right in teaching.spelling}
        self._spelling: Mapping[str, str] = {wrong: right for wrong, right in pairs.items() if wrong}
        self._wrong = _any_of(sorted(self._spelling, key=len, reverse=True))
        self._pinyin = {_letters(sound): said for sound, said in teaching.pinyin}
        # One message is looked at for danger, commands, options and flows, one after the other.
        self._last = ("", "")

    def __call__(self, text: str) -> str:
        """The text as it is compared with everything else."""
        last = self._last
        if last[0] == text:
            return last[1]
        tidied = self._tidied(text)
        self._last = (text, tidied)
        return tidied

    def _tidied(self, text: str) -> str:
        if len(text) > LONGEST:
            text = f"{text[: LONGEST - _TAIL]}\n{text[-_TAIL:]}"
        text = _basic("".join(_SAID_BY_DRAWING.get(c, c) for c in text) if not text.isascii() else text)
        if self._pinyin and _LETTERS.search(text):
            text = _LETTERS.sub(self._read, text)
        if self._wrong is not None:
            text = self._wrong.sub(lambda found: self._spelling[found[0]], text)
        return text

    def _read(self, found: re.Match[str]) -> str:
        """Pinyin that can be read from end to end, as characters; anything else as it stands."""
        said = spell(_letters(found[0]), self._pinyin)
        return found[0] if said is None else said


def spell(letters: str, table: Mapping[str, str]) -> str | None:
    """The characters for a run of letters, by the fewest pieces of the table; None where it does not come out."""
    if len(letters) > 120:
        return None
    best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_PINYIN), end):
            before, said = best[start], table.get(letters[start:end])
            if before is None or said is None:
                continue
            known = best[end]
            if known is None or before[0] + 1 < known[0]:
                best[end] = (before[0] + 1, before[1] + said)
    found = best[-1]
    return found[1] if found is not None else None


def _basic(text: str) -> str:
    text = normalise(text).casefold()
    if text.isascii():
        return text
    return _DRAWN.sub("", text.translate(SIMPLIFIED)).strip()


def _letters(text: str) -> str:
    return text.replace(" ", "").replace("'", "").casefold()


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words))) if words else None
