"""What comes in and what goes out of a turn. Events are past participles, effects are imperatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bot.language.model import Words
from bot.values import Value

NO_VALUES: Mapping[str, tuple[str, Value]] = MappingProxyType({})


# -- in: each with the id and the time (aware, Asia/Shanghai) it came with; the engine has no clock ------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The chat was opened (/start, or the first line of a terminal)."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Text was typed; several messages of one burst arrive as lines of one text."""

    id: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button was pressed. `place` is the step (flow.node) it was shown at, "" where the channel cannot tell."""

    id: str
    at: datetime
    choice: str  # an Option id, or its label
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Something that is no text: photo, voice, video, file, sticker, location."""

    id: str
    at: datetime
    kind: str


Event = Started | Said | Pressed | Sent


# -- out -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One button. Ids: a choice's own; "?" unknown; "=2" the third option of a list; "@back" the engine's own."""

    id: str
    words: Words
    value: tuple[str, Value] | None = None  # (type, value) shown after the words: what 改 lists
    also_said: tuple[str, ...] = ()  # other words for it, filled where they are to be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One text within a reply. kind: say, law, aloud, phone, send, letter, ask, phrase, card."""

    kind: str
    words: Words
    sources: tuple[str, ...] = ()  # ids of the statements the text rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One step's worth of words, not yet in anybody's language. The options hang on the last part."""

    place: str  # flow.node, or "phrases" for the engine's own sentences
    parts: tuple[Part, ...]
    options: tuple[Option, ...] = ()
    values: Mapping[str, tuple[str, Value]] = field(default_factory=dict)  # name -> (type, value)
    who: str | None = None
    danger: bool = False  # citations stay behind 依据
    numbered: bool = True  # a number typed now picks an option; false where a number would be the answer
    drawn: tuple[int, ...] = ()  # instalments in 分 that go along as a picture
    shared: bool = field(
        default=False, compare=False
    )  # the very object is said to everybody: keep what it becomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Erase all that is stored about this person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The flow at the bottom of the stack came to its end."""

    flow: str


Effect = Say | Forget | Finish
