"""The yardstick: plain sqlite3, no thread, no event loop, writing the very rows our turns write, a commit each."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports import Outcome, Store, WriteSet


class Recorder:
    """A store that keeps every write-set it commits."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.writes: list[WriteSet] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    async def commit(self, writes: WriteSet) -> Outcome:
        self.writes.append(writes)
        return await self._inner.commit(writes)


class Plain:
    """A database made by our own store (same tables, same indexes), written to without it."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._inbox = self._outbox = 0
        self._known: set[str] = set()

    def run(self, writes: Sequence[WriteSet], run: str) -> None:
        """Every write-set in a transaction of its own; `run` tells this pass's people and ids from others'."""
        for one in writes:
            self._write(one, run)

    def _write(self, writes: WriteSet, run: str) -> None:
        execute = self._db.execute
        person = run + writes.person
        inbound, _ = writes.inbounds[-1]
        at = int(inbound.at.timestamp())
        self._inbox += 1
        execute("BEGIN IMMEDIATE")
        if person not in self._known:
            self._known.add(person)
            execute("INSERT INTO people (person, since) VALUES (?, ?)", (person, at))
            address = (inbound.channel, run + inbound.address, person)
            execute("INSERT INTO addresses (channel, address, person) VALUES (?, ?, ?)", address)
        execute(
            "INSERT INTO inbox (seq, channel, id, person, at, state, turn, payload)"
            " VALUES (?, ?, ?, ?, ?, 'done', ?, NULL)",
            (self._inbox, inbound.channel, run + inbound.id, person, at, self._inbox),
        )
        execute(
            "INSERT INTO sessions (person, rev, blob) VALUES (?, ?, ?)"
            " ON CONFLICT (person) DO UPDATE SET rev = excluded.rev, blob = excluded.blob",
            (person, writes.rev + 1, writes.session),
        )
        for body in writes.bodies:
            self._outbox += 1
            execute(
                "INSERT INTO outbox (seq, turn, person, channel, state, body) VALUES (?, ?, ?, ?, 'sent', ?)",
                (self._outbox, self._inbox, person, inbound.channel, body),
            )
        execute("COMMIT")

    def close(self) -> None:
        self._db.close()
