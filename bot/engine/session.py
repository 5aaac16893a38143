"""What lasts between two turns, and its stored form. What is only for now lives in draft.py; nothing is elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Past:
    """How it stood before one answer: what 返回 restores and 改 replays."""

    stack: Stack
    person: Values
    cases: tuple[Values, ...]
    case: int
    answer: Answer | None


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
    moved: bool = False  # the dialogs were edited under this conversation; told at the next reply

    @property
    def top(self) -> Frame:
        """The visit one stands in."""
        return self.stack[-1]


class SessionError(ValueError):
    """The stored bytes are no session this program can read."""


def encode(session: Session) -> bytes:
    """Session -> UTF-8 JSON. Oldest history goes first when it would be larger than HISTORY_BYTES."""
    data = _encode(session)
    while len(data) > HISTORY_BYTES and (session.history or session.replay):
        keep = session.history[len(session.history) // 2 + 1 :]
        session = replace(session, history=keep, replay=())
        data = _encode(session)
    return data


def _encode(session: Session) -> bytes:
    table = _Table()
    pasts = [table.past(p) for p in session.history]
    document = {
        "v": VERSION,
        "r": session.revision,
        "k": table.stack(session.stack),
        "p": table.values(session.person),
        "c": [table.values(c) for c in session.cases],
        "i": session.case,
        "h": pasts,
        "m": session.misses,
        "s": session.seen,
        "q": session.panel,
        "y": [table.past(p) for p in session.replay],
        "o": session.moved,
        "d": table.dicts,
        "t": table.stacks,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode()


class _Table:
    """Equal objects are written once: history shares most of its variables with the present."""

    __slots__ = ("_seen", "dicts", "stacks")

    def __init__(self) -> None:
        self.dicts: list[Values] = []
        self.stacks: list[list[Any]] = []
        self._seen: dict[int, int] = {}

    def values(self, values: Values) -> int:
        index = self._seen.get(id(values))
        if index is None:
            index = self._seen[id(values)] = len(self.dicts)
            self.dicts.append(values)
        return index

    def stack(self, stack: Stack) -> int:
        index = self._seen.get(id(stack))
        if index is None:
            frames = [[f.flow, f.node, self.values(f.values), f.kind, f.then, f.take] for f in stack]
            index = self._seen[id(stack)] = len(self.stacks)
            self.stacks.append(frames)
        return index

    def past(self, past: Past) -> list[Any]:
        cases = [self.values(c) for c in past.cases]
        return [self.stack(past.stack), self.values(past.person), cases, past.case, past.answer]


def decode(data: bytes) -> Session:
    """Bytes of any released version -> Session; SessionError when they are none."""
    try:
        document = json.loads(data)
        version = document["v"]
        if version != VERSION:
            raise SessionError(f"session of version {version}, this program reads up to {VERSION}")
        return _decode(document)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as fault:
        if isinstance(fault, SessionError):
            raise
        raise SessionError(f"not a session: {type(fault).__name__}") from None


def _decode(document: dict[str, Any]) -> Session:
    dicts = [{k: _value(v) for k, v in d.items()} for d in document["d"]]
    stacks = [
        tuple(
            Frame(f, n, dicts[v], Kind(k), then, tuple((a, b) for a, b in take))
            for f, n, v, k, then, take in rows
        )
        for rows in document["t"]
    ]

    def past(row: list[Any]) -> Past:
        stack, person, cases, case, answer = row
        said = (answer[0], _value(answer[1])) if answer else None
        return Past(stacks[stack], dicts[person], tuple(dicts[c] for c in cases), case, said)

    stack = stacks[document["k"]]
    if not stack:
        raise SessionError("not a session: empty stack")
    return Session(
        revision=document["r"],
        stack=stack,
        person=dicts[document["p"]],
        cases=tuple(dicts[c] for c in document["c"]),
        case=document["i"],
        history=tuple(past(row) for row in document["h"]),
        misses=document["m"],
        seen=document["s"],
        panel=document["q"],
        replay=tuple(past(row) for row in document["y"]),
        moved=document["o"],
    )


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value
