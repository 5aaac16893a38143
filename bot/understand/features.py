"""A tidied text -> what a linear model counts: characters, pairs of characters, and kinds of words."""

from __future__ import annotations

import re
from itertools import combinations

from bot.language.taught import Teaching

MOST = 600  # characters that are counted; what a message is about is said by then
_STOPS = re.compile("[，。！？、；：,.!?;:~～…·\\s\"'“”‘’（）()【】\\[\\]\\-_*/#&|]+")
_NUMBER = re.compile(
    "[0-9]+(?:\\.[0-9]+)?[万千百亿]?|[一二两三四五六七八九十百千]+[万千百]?(?=[元块万千个年月天次张笔期号])"
)
_KEPT = frozenset(("110", "120", "12378", "12345", "12110", "12368", "12356", "12348", "36", "24"))


class Features:
    """Callable: tidied text -> the names of its features, each once."""

    __slots__ = ("_kinds", "_longest")

    def __init__(self, teaching: Teaching) -> None:
        kinds: dict[str, tuple[str, ...]] = {}
        lists = {f"#{name}": words for name, words in teaching.classes.items()}
        lists |= {f"#{topic.id}!": topic.words for topic in teaching.topics.values()}
        for name, words in lists.items():
            for word in words:
                kinds[word.casefold()] = (*kinds.get(word.casefold(), ()), name)
        self._kinds = kinds
        self._longest = max(map(len, kinds), default=0)

    def __call__(self, text: str) -> tuple[str, ...]:
        """Characters and pairs over the text with its numbers made alike; kinds of words, and which kinds meet."""
        text = text[:MOST]
        found = self.kinds(text)
        met = [f"{one}{two}" for one, two in combinations(sorted(found), 2)]
        line = _NUMBER.sub(lambda n: n[0] if n[0] in _KEPT else "0", text)
        line = f"|{_STOPS.sub('|', line).strip('|')}|"
        grams = set(line)
        grams.discard("|")
        grams.update(map(str.__add__, line, line[1:]))
        size = len(line)
        length = "#-" if size < 8 else "#--" if size < 14 else "#---" if size < 24 else "#----"
        return (*grams, *found, *met, length)

    def kinds(self, text: str) -> set[str]:
        """The kinds of words it holds: #<class>, and #<topic>! for a topic's own words."""
        found: set[str] = set()
        kinds = self._kinds
        for length in range(1, self._longest + 1):
            for start in range(len(text) - length + 1):
                hit = kinds.get(text[start : start + length])
                if hit is not None:
                    found.update(hit)
        return found
