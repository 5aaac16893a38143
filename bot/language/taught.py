"""What typed words are understood by, as dialogs/topics/ holds it: frozen, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.language.marks import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One sentence as people say it, and the topic it belongs to."""

    text: str
    topic: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a message may be about: sentences that teach it, and the flows it opens."""

    id: str
    flows: tuple[str, ...]  # the first that is loaded is opened; none of them: the menu
    alarms: tuple[str, ...] = ()  # interrupts of crisis whose messages count as this topic
    said: tuple[Example, ...] = ()
    soft: tuple[Example, ...] = ()  # of this topic, and no danger: heaviness of heart
    not_said: tuple[Example, ...] = ()  # sentences that look like it; their `topic` is the one they belong to
    words: tuple[str, ...] = ()
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """Words beside which words of danger tell of no danger now: a film, last year, what if."""

    id: str
    words: tuple[str, ...]
    only: tuple[str, ...] = ()  # interrupts it is about; empty: all
    where: str = (
        "anywhere"  # anywhere | before (in its clause) | onward (anywhere before it) | near (in its clause)
    )
    even_now: bool = False  # it counts even beside a word that says now
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """How words of danger are weighed: dialogs/topics/alarm.yaml."""

    voids: tuple[Void, ...] = ()
    now: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    ask: str = ""  # the interrupt that asks: is it now?
    must: tuple[Example, ...] = ()  # their `topic` is the interrupt
    must_ask: tuple[Example, ...] = ()
    must_not: tuple[Example, ...] = ()
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """What typed words are understood by. A conversation does not depend on it: it is left out of the revision."""

    topics: Mapping[str, Topic] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # kind -> words of that kind
    spelling: tuple[tuple[str, str], ...] = ()  # wrong or regional -> plain
    pinyin: tuple[tuple[str, str], ...] = ()
    alarm: Alarm | None = None
