"""What a text means, asked once: the explorer types the same few hundred texts a hundred thousand times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from bot.engine.program import Matcher
from bot.language.model import Interrupt
from bot.values import Value

T = TypeVar("T")


class Hearing:
    """A Matcher over another one, for a walk: what depends on the text alone is kept. Thrown away with the walk."""

    __slots__ = ("_commands", "_dangers", "_flows", "_guesses", "_matcher")

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._dangers: dict[str, Interrupt | None] = {}
        self._commands: dict[str, Interrupt | None] = {}
        self._flows: dict[str, str | None] = {}
        self._guesses: dict[str, Interrupt | tuple[str, ...]] = {}

    def danger(self, text: str) -> Interrupt | None:
        """As the matcher says."""
        return _once(self._dangers, self._matcher.danger, text)

    def command(self, text: str) -> Interrupt | None:
        """As the matcher says."""
        return _once(self._commands, self._matcher.command, text)

    def option(self, text: str, options: Sequence[tuple[str, ...]], *, numbered: bool) -> int | None:
        """As the matcher says: it depends on what lies open."""
        return self._matcher.option(text, options, numbered=numbered)

    def flow(self, text: str) -> str | None:
        """As the matcher says."""
        return _once(self._flows, self._matcher.flow, text)

    def facts(self, text: str, now: datetime) -> Mapping[str, Value]:
        """As the matcher says: a day depends on the day."""
        return self._matcher.facts(text, now)

    def guess(self, text: str) -> Interrupt | tuple[str, ...]:
        """As the matcher says."""
        return _once(self._guesses, self._matcher.guess, text)


def _once(known: dict[str, T], ask: Callable[[str], T], text: str) -> T:
    if text not in known:
        known[text] = ask(text)
    return known[text]
