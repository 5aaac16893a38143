"""What lasts between two turns, and its stored form. What is only for now lives in draft.py; nothing is elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.values import Value

VERSION = 1
HISTORY_STEPS = 20
HISTORY_BYTES = 32 * 1024

Values = Mapping[
    str, Value
]  # never mutated: a change makes a new one, so that history shares what did not change


class Kind(StrEnum):
    """Why a frame is on the stack."""

    FLOW = "f"  # the ground floor
    CALL = "c"  # a sub-flow, comes back to `then` of the frame below
    INTERRUPT = "i"  # comes back to exactly the open question below


@dataclass(frozen=True, slots=True)
class Frame:
    """One visit to a flow: where it stands and what was answered in it."""

    flow: str
    node: str
    values: Values
    kind: Kind = Kind.FLOW
    then: str = ""
    take: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """flow.node"""
        return f"{self.flow}.{self.node}"


Stack = tuple[Frame, ...]  # bottom first
Answer = tuple[str, Value]  # ("press", option id) or ("value", what was read)


class Past:
    """How it stood before one answer: what 返回 restores and 改 replays. Never changed once made.

    It keeps its stored line once that was written or read, and reads it only when someone goes back: most turns copy
    twenty of them from one row to the next and look into none.
    """

    __slots__ = ("_fields", "_line")

    def __init__(
        self, stack: Stack, person: Values, cases: tuple[Values, ...], case: int, answer: Answer | None
    ) -> None:
        self._fields: tuple[Stack, Values, tuple[Values, ...], int, Answer | None] | None
        self._fields = (stack, person, cases, case, answer)
        self._line: bytes | None = None

    @classmethod
    def stored(cls, line: bytes) -> Past:
        """From its stored line. A damaged one has an empty stack: 返回 and 改 pass over it, nothing raises."""
        past = cls.__new__(cls)
        past._fields, past._line = None, line  # noqa: SLF001 - our own
        return past

    @property
    def line(self) -> bytes:
        """The stored form: one line of JSON."""
        if self._line is None:
            stack, person, cases, case, answer = self._read()
            self._line = _dump([[_row(f) for f in stack], person, cases, case, answer])
        return self._line

    def _read(self) -> tuple[Stack, Values, tuple[Values, ...], int, Answer | None]:
        if self._fields is None:
            try:
                stack, person, cases, case, answer = json.loads(self._line or b"")
                said = (answer[0], _value(answer[1])) if answer else None
                self._fields = (_frames(stack), _values(person), tuple(_values(c) for c in cases), case, said)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError):
                self._fields = ((), {}, (), 0, None)
        return self._fields

    @property
    def stack(self) -> Stack:
        """Where it stood."""
        return self._read()[0]

    @property
    def person(self) -> Values:
        """What was known about the person."""
        return self._read()[1]

    @property
    def cases(self) -> tuple[Values, ...]:
        """What was known about each lender's case."""
        return self._read()[2]

    @property
    def case(self) -> int:
        """Which case was talked about."""
        return self._read()[3]

    @property
    def answer(self) -> Answer | None:
        """What was answered then; None for an interrupt."""
        return self._read()[4]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Past) and self._read() == other._read()

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Session:
    """One person's conversation. `seen` is the last event's time in seconds since 1970; 0 before the first."""

    revision: str
    stack: Stack
    person: Values
    cases: tuple[Values, ...]
    case: int = 0
    history: tuple[Past, ...] = ()
    misses: int = 0
    seen: int = 0
    panel: str = ""  # "", stale, change: what the last reply asked over the open question
    replay: tuple[Past, ...] = ()  # later answers to reuse after a change, while the path stays the same
    moved: bool = False  # the question below an interrupt was edited away; told on return
    kept: str = ""  # what was typed at a stale question: counts once 接着说 is chosen
    told: Values = field(
        default_factory=dict
    )  # what was heard before it was asked: name of a variable -> value
    cited: str = ""  # the step (flow.node) whose law was shown last: what 依据 opens one `go` further

    @property
    def top(self) -> Frame:
        """The visit one stands in."""
        return self.stack[-1]


class SessionError(ValueError):
    """The stored bytes are no session this program can read."""


def encode(session: Session) -> bytes:
    """Session -> bytes: a line of JSON for the present, then one line for each step of the history, oldest first.

    The oldest go first when the history would take more than HISTORY_BYTES; the last step is always kept.
    """
    history = _within(session.history)
    replay = [past.line for past in session.replay]
    present = [
        VERSION,
        session.revision,
        [_row(frame) for frame in session.stack],
        session.person,
        session.cases,
        session.case,
        session.misses,
        session.seen,
        session.panel,
        session.moved,
        len(replay),
        session.cited,
        session.kept,
        *([session.told] if session.told else []),
    ]
    return b"\n".join([_dump(present), *replay, *history])


def _within(history: tuple[Past, ...]) -> list[bytes]:
    lines = [past.line for past in history]
    size = sum(map(len, lines))
    while size > HISTORY_BYTES and len(lines) > 1:
        size -= len(lines.pop(0))
    return lines


def _row(frame: Frame) -> tuple[object, ...]:
    return (frame.flow, frame.node, frame.values, frame.kind, frame.then, frame.take)


def _dump(document: object) -> bytes:
    return _ENCODER.encode(document).encode()


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def decode(data: bytes) -> Session:
    """Bytes of any released version -> Session; SessionError when they are none."""
    try:
        first, *lines = data.split(b"\n")
        document = json.loads(first)
        if document[0] != VERSION:
            raise SessionError(f"session of version {document[0]}, this program reads up to {VERSION}")
        return _decode(document, lines)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        if isinstance(fault, SessionError):
            raise
        raise SessionError(f"not a session: {type(fault).__name__}") from None


def _decode(document: list[Any], lines: list[bytes]) -> Session:
    _, revision, stack, person, cases, case, misses, seen, panel, moved, replayed, cited, kept, *rest = (
        document
    )
    if not stack:
        raise SessionError("not a session: empty stack")
    pasts = tuple(Past.stored(line) for line in lines)
    return Session(
        revision=revision,
        stack=_frames(stack),
        person=_values(person),
        cases=tuple(_values(c) for c in cases),
        case=case,
        history=pasts[replayed:],
        misses=misses,
        seen=seen,
        panel=panel,
        replay=pasts[:replayed],
        moved=moved,
        cited=cited,
        kept=kept,
        told=_values(rest[0]) if rest else {},
    )


def _frames(rows: list[Any]) -> Stack:
    return tuple(
        Frame(flow, node, _values(values), Kind(kind), then, tuple((a, b) for a, b in take))
        for flow, node, values, kind, then, take in rows
    )


def _values(stored: dict[str, Any]) -> Values:
    return {name: _value(value) for name, value in stored.items()}


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value
