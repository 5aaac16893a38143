"""The yardstick: plain sqlite3, no thread, no event loop, writing the very rows our turns write, a commit each.

The rows are taken from a database of ours, so whatever columns a turn writes, this writes too; what depends on the
run (keys, running numbers) is made before the clock starts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.ports import Outcome, Store, WriteSet

Row = dict[str, Any]
NUMBERS = ("seq", "first", "last")  # columns that count on from run to run
SESSION = """INSERT INTO sessions (person, rev, blob) VALUES (?, ?, ?)
    ON CONFLICT (person) DO UPDATE SET rev = excluded.rev, blob = excluded.blob"""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """The rows of one turn. `person` and `address` stand only where the turn was somebody's first."""

    people: tuple[Row, ...]
    addresses: tuple[Row, ...]
    inbox: Row
    session: Row
    outbox: tuple[Row, ...]


def turns_of(path: Path, writes: Sequence[WriteSet]) -> list[Wrote]:
    """What each of `writes`, committed one at a time to the database at `path`, left there."""
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    people = {row["person"]: dict(row) for row in db.execute("SELECT * FROM people")}
    addresses = {row["person"]: dict(row) for row in db.execute("SELECT * FROM addresses")}
    inbox = [dict(row) for row in db.execute("SELECT * FROM inbox ORDER BY seq")]
    outbox = iter([dict(row) for row in db.execute("SELECT * FROM outbox ORDER BY seq")])
    db.close()
    assert len(inbox) == len(writes)
    found = []
    for row, one in zip(inbox, writes, strict=True):
        person, address = people.pop(one.person, None), addresses.pop(one.person, None)
        found.append(
            Wrote(
                people=(person,) if person else (),
                addresses=(address,) if address else (),
                inbox=row,
                session={"person": one.person, "rev": one.rev + 1, "blob": one.session},
                outbox=tuple(next(outbox) for _ in one.bodies),
            )
        )
    return found


class Plain:
    """A database made by our own store (same tables, same indexes), written to without it."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")

    def prepare(self, turns: Sequence[Wrote], run: int) -> list[list[tuple[str, tuple[Any, ...]]]]:
        """The statements of every turn, as other people than those of any other run."""
        return [_statements(turn, run) for turn in turns]

    def run(self, prepared: Sequence[Sequence[tuple[str, tuple[Any, ...]]]]) -> None:
        """Every turn in a transaction of its own."""
        execute = self._db.execute
        for statements in prepared:
            execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                execute(statement, values)
            execute("COMMIT")

    def close(self) -> None:
        self._db.close()


def _statements(turn: Wrote, run: int) -> list[tuple[str, tuple[Any, ...]]]:
    found = [_insert("people", row, run) for row in turn.people]
    found += [_insert("addresses", row, run) for row in turn.addresses]
    found.append(_insert("inbox", turn.inbox, run))
    found.append((SESSION, tuple(_other(turn.session, run).values())))
    return found + [_insert("outbox", row, run) for row in turn.outbox]


def _insert(table: str, row: Row, run: int) -> tuple[str, tuple[Any, ...]]:
    columns = ", ".join(row)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", tuple(
        _other(row, run).values()
    )


def _other(row: Row, run: int) -> Row:
    """The same row for another run: other people, other ids, other numbers."""
    changed = dict(row)
    for name in row:
        if name in NUMBERS and row[name] is not None:
            changed[name] = row[name] + run * 1_000_000
        elif name == "address":
            changed[name] = f"{run}-{row[name]}"
        elif name == "person":
            changed[name] = f"{run:x}{row[name][1:]}"
    return changed
