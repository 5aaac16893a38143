"""The crisis layer: words of danger, weighed by tense, person and denial. Curated; no score, no guess.

A word of danger (`contains` of an interrupt that leads to a crisis flow) counts unless something beside it says that it
is not here and now: a film, last year, what if, somebody else's door, a question about the law. Where that something
is itself in doubt, the verdict is ASK: the interrupt that asks whether it is happening now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.language.model import Dialogs, Interrupt
from bot.language.taught import Void

GAP = "…"  # in a pattern: up to six characters of the same clause
_BETWEEN = 6
_CLAUSE_END = re.compile("[，。！？；：,.!?;~…·\\n|]")
_ASKED_BACK = re.compile("(.)[不没]\\1$")
_NOT_YET = ("还没", "尚未", "差点没")
_REACH = 3  # characters before a word in which a denial speaks of it
_SHORT = 24  # a message this short that names a past day may still mean today


class Verdict(IntEnum):
    """How a word of danger is taken."""

    NO = 0
    ASK = 1
    YES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarmed:
    """What was found: the interrupt, whether it is sure, the word, and what spoke against it."""

    interrupt: Interrupt
    verdict: Verdict
    word: str
    against: str = ""


class Pattern:
    """A word, or words with gaps: 砸…门."""

    __slots__ = ("first", "search", "text")

    def __init__(self, text: str) -> None:
        parts = [part for part in text.split(GAP) if part]
        self.text = text
        self.first = parts[0] if parts else "\0"
        gap = f"[^，。！？；：,.!?;:~\\n|]{{0,{_BETWEEN}}}?"
        compiled = re.compile(gap.join(map(re.escape, parts)) or "\0")
        self.search: Callable[[str], Iterator[re.Match[str]]] = compiled.finditer

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands; at most four places."""
        if self.first not in text:
            return
        for count, found in enumerate(self.search(text)):
            if count == 4:
                return
            yield found.span()

    def inside(self, text: str) -> bool:
        """Whether it stands anywhere."""
        return self.first in text and next(self.search(text), None) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    interrupt: Interrupt
    words: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    voids: tuple[tuple[Void, tuple[Pattern, ...]], ...]


class Danger:
    """Built once from dialogs; `find` takes a tidied text."""

    __slots__ = ("_ask", "_by_char", "_denials", "_exact", "_now", "_voids", "_watches")

    def __init__(self, dialogs: Dialogs, tidy: Callable[[str], str]) -> None:
        alarm = dialogs.teaching.alarm
        asked = alarm.ask if alarm else ""
        crisis = {flow.id for flow in dialogs.flows.values() if flow.crisis}
        dangers = [i for i in dialogs.interrupts if i.to is not None and i.to.flow in crisis]
        self._ask = next((i for i in dangers if i.id == asked), None)
        self._exact = {bare(tidy(w)): i for i in reversed(dangers) for w in _whole(i) if bare(tidy(w))}
        self._now = _patterns(alarm.now if alarm else (), tidy)
        self._denials = tuple(tidy(w) for w in alarm.denials) if alarm else ()
        voids = [(void, _patterns(void.words, tidy)) for void in (alarm.voids if alarm else ())]
        self._voids = voids
        self._watches = tuple(
            _Watch(
                interrupt=i,
                words=_patterns(i.contains, tidy),
                unless=_patterns(i.unless, tidy),
                voids=tuple(pair for pair in voids if not pair[0].only or i.id in pair[0].only),
            )
            for i in dangers
        )

        self._by_char: dict[str, list[tuple[int, int]]] = {}
        for index, watch in enumerate(self._watches):
            for number, word in enumerate(watch.words):
                self._by_char.setdefault(word.first[0], []).append((index, number))

    @property
    def asks(self) -> Interrupt | None:
        """The interrupt that asks whether it is happening now."""
        return self._ask

    def named(self, ids: Iterable[str]) -> Interrupt | None:
        """The first interrupt of danger with one of these ids."""
        wanted = tuple(ids)
        return next((w.interrupt for w in self._watches if w.interrupt.id in wanted), None)

    def find(self, text: str) -> Alarmed | None:
        """The first sure danger in the order of the file, else the first in doubt, else None."""
        whole = self._exact.get(bare(text))
        if whole is not None:
            return Alarmed(interrupt=whole, verdict=Verdict.YES, word=bare(text))
        doubtful: Alarmed | None = None
        for found in self._hits(text):
            if found.verdict is Verdict.YES:
                return found
            if found.verdict is Verdict.ASK and doubtful is None:
                doubtful = found
        return doubtful

    def told(self, text: str) -> bool:
        """Whether it speaks of a story, another day or what if, and nothing in it says now: no doubt to ask about."""
        if any(word.inside(text) for word in self._now):
            return False
        return any(
            word.inside(text) for void, words in self._voids if void.where != "before" for word in words
        )

    def every(self, text: str) -> tuple[Alarmed, ...]:
        """Every word of danger with its verdict: for `why` and for the tests."""
        return tuple(self._hits(text))

    def _hits(self, text: str) -> Iterator[Alarmed]:
        # most messages hold few of the first characters: looking by them is ten times faster than word by word
        near = sorted({place for char in set(text) for place in self._by_char.get(char, ())})
        for index, number in near:
            watch = self._watches[index]
            word = watch.words[number]
            for start, end in word.spans(text):
                first, last = _clause(text, start)
                if any(idiom.inside(text[first:last]) for idiom in watch.unless):
                    continue  # an idiom voids its own clause only
                verdict, against = self._weigh(watch, text, start, end)
                yield Alarmed(interrupt=watch.interrupt, verdict=verdict, word=word.text, against=against)

    def _weigh(self, watch: _Watch, text: str, start: int, end: int) -> tuple[Verdict, str]:
        first, last = _clause(text, start)
        clause = text[first:last]
        if self._denied(text[max(first, start - _REACH) : start]):
            return Verdict.NO, "denied"
        present = [word for word in self._now if word.inside(clause)]
        if any("我" in word.text for word in present):
            return Verdict.YES, ""  # 新闻里那种催收在砸我门: whatever else is said, it is me and it is now
        now = bool(present)
        worst, why = Verdict.YES, ""
        for void, words in watch.voids:
            verdict = _speaks_against(void, words, text, (first, start, end, last), now=now)
            if verdict < worst:
                worst, why = verdict, void.id
            if worst is Verdict.NO:
                break
        return worst, why

    def _denied(self, before: str) -> bool:
        if any(word in before for word in _NOT_YET):
            return False  # 还没砸开: it is happening
        if _ASKED_BACK.search(before):
            return False  # 是不是我死了就好: no denial
        return any(before.endswith(word) for word in self._denials)


def _speaks_against(
    void: Void, words: tuple[Pattern, ...], text: str, place: tuple[int, int, int, int], *, now: bool
) -> Verdict:
    """What is left of a word of danger beside one kind of words that say: not here, not now."""
    first, start, end, last = place
    near = _stands(words, text[first:last], start - first, end - first, before=void.where == "before")
    far = near
    if not near and void.where == "onward":
        far = any(word.inside(text[:start]) for word in words)
    elif not near and void.where in ("anywhere", "near"):
        far = any(word.inside(text) for word in words)
    if not far:
        return Verdict.YES
    if void.even_now:
        return Verdict.NO
    if void.where == "near":
        if now:
            return Verdict.YES
        return Verdict.NO if near or len(text) > _SHORT else Verdict.ASK
    return Verdict.ASK if now else Verdict.NO


def _stands(words: tuple[Pattern, ...], clause: str, start: int, end: int, *, before: bool) -> bool:
    if not before:
        return any(word.inside(clause) for word in words)
    # 会…吗 holds what stands between; any other word has to come first
    head, tail = clause[:start], clause[end:]
    for word in words:
        opened, gap, closed = word.text.partition(GAP)
        if (opened in head and closed in tail) if gap else word.inside(head):
            return True
    return False


def _clause(text: str, place: int) -> tuple[int, int]:
    first = max((found.end() for found in _CLAUSE_END.finditer(text, 0, place)), default=0)
    after = _CLAUSE_END.search(text, place)
    return first, after.start() if after else len(text)


def _patterns(words: Iterable[str], tidy: Callable[[str], str]) -> tuple[Pattern, ...]:
    tidied = (GAP.join(tidy(part) for part in word.split(GAP)) for word in words)
    return tuple(Pattern(word) for word in dict.fromkeys(tidied) if word.strip(GAP))


def _whole(interrupt: Interrupt) -> tuple[str, ...]:
    return (*interrupt.also_said, *([interrupt.button.default] if interrupt.button else []))


def bare(text: str) -> str:
    """Without punctuation at the ends."""
    return text.strip("，。！？、；：,.!?;:~～…· \n\t\"'“”‘’（）()【】[]")
