"""The plain matcher: exact words, numbers in any shape, and the curated crisis words. No score, no guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.language.model import Dialogs, Interrupt
from bot.values import normalise, number_choice

# 在踹门，我没撬锁: an idiom voids the clause it stands in, not the cry beside it
_CLAUSES = re.compile(r"[\n，。！？；,.!?;]")
PUNCTUATION = "，。！？、；：,.!?;:~～…· \n\t\"'“”‘’（）()【】[]"


def plain(text: str) -> str:
    """Words as they are compared: normalised, lower case, without punctuation at the ends."""
    return _bare(normalise(text))


def _bare(text: str) -> str:
    """The same for a text that comes normalised, as the engine's do."""
    return text.strip(PUNCTUATION).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """Every word the dialogs know, as it is compared."""

    danger: Mapping[str, Interrupt]
    danger_words: tuple[tuple[str, Interrupt, tuple[str, ...]], ...]
    commands: Mapping[str, Interrupt]
    flows: Mapping[str, str]


class PlainMatcher:
    """Implements engine.Matcher. 10-20 us a message; the first one also waits 30 ms for the tables.

    They are made when somebody types, not before: the first screen of a chat needs none of them.
    """

    __slots__ = ("_dialogs", "_made", "_names")

    def __init__(self, dialogs: Dialogs) -> None:
        self._dialogs = dialogs
        self._made: _Tables | None = None
        self._names: dict[
            str, str
        ] = {}  # labels and synonyms as compared; only dialogs have any: it stays small

    @property
    def _tables(self) -> _Tables:
        if self._made is None:
            self._made = _learn(self._dialogs)
        return self._made

    def danger(self, text: str) -> Interrupt | None:
        """An interrupt that leads to a crisis flow: its whole words, or a crisis word anywhere that no idiom voids."""
        clean = plain(text)
        found = self._tables.danger.get(clean)
        if found is not None:
            return found
        for clause in _CLAUSES.split(clean):
            for word, interrupt, unless in self._tables.danger_words:
                if word in clause and not any(idiom in clause for idiom in unless):
                    return interrupt
        return None

    def command(self, text: str) -> Interrupt | None:
        """An interrupt that is no crisis; only when it is the whole message: a company called 返回科技 stays one."""
        return self._tables.commands.get(_bare(text))

    def option(self, text: str, options: Sequence[tuple[str, ...]], *, numbered: bool) -> int | None:
        """The option whose label, synonym or number this is. Ids are the engine's business."""
        clean = _bare(text)
        for index, names in enumerate(options):
            if any(clean == self._name(name) for name in names):
                return index
        return number_choice(text, len(options)) if numbered else None

    def _name(self, name: str) -> str:
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = plain(name)
        return found

    def flow(self, text: str) -> str | None:
        """The flow whose title or also_said is the whole message."""
        return self._tables.flows.get(_bare(text))


def _learn(dialogs: Dialogs) -> _Tables:
    crisis = {flow.id for flow in dialogs.flows.values() if flow.crisis}
    dangers = [i for i in dialogs.interrupts if i.to is not None and i.to.flow in crisis]
    return _Tables(
        danger=_exact(dangers),
        danger_words=tuple(
            (plain(word), i, tuple(plain(u) for u in i.unless))
            for i in dangers
            for word in i.contains
            if plain(word)
        ),
        commands=_exact(i for i in dialogs.interrupts if i not in dangers),
        flows={
            plain(said): flow.id
            for flow in reversed(tuple(dialogs.flows.values()))
            for said in (flow.title.default, *flow.also_said)
        },
    )


def _exact(interrupts: Iterable[Interrupt]) -> dict[str, Interrupt]:
    found: dict[str, Interrupt] = {}
    for interrupt in interrupts:
        words = (*interrupt.also_said, *([interrupt.button.default] if interrupt.button else []))
        for word in words:
            found.setdefault(plain(word), interrupt)
    return found
