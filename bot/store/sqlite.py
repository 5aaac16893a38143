"""The store in one SQLite file (or in memory): WAL, synchronous=FULL, group commit, a small cache of recent sessions.

Promises: what `take` and `commit` returned is on the disk. A write-set is there as a whole or not at all, and once: the
inbox id is unique and the session moves on only from the revision it was computed from, whoever else writes.
"""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot.ports import (
    NOBODY,
    Counts,
    Delivery,
    Held,
    Inbound,
    Outcome,
    OutRow,
    Stored,
    StoreError,
    Taken,
    WriteSet,
)
from bot.store.opening import open_reader, prepare_file, scour, settle_format, store_error
from bot.store.rows import WAITING, Rows
from bot.store.writer import Writer, call
from bot.vault import Vault

T = TypeVar("T")
MEMORY = ":memory:"
KEPT_DAYS = 7  # of answered inbounds and of answers; Telegram's ids restart at random after an idle week
ASIDE_DAYS = 30  # of sessions that could not be read
PRUNE_SECONDS = 3600
PRUNE_ROWS = 1000  # at a time, so that nobody waits for it
CACHED_PEOPLE = 10_000
CACHED_BYTES = 16 * 1024 * 1024  # of sessions


class SqliteStore:
    """Implements ports.Store. Use from one event loop; several processes may share the file."""

    def __init__(self, path: str | Path, vault: Vault) -> None:
        self._path = str(path)
        self._memory = self._path == MEMORY
        self._rows = Rows(vault)
        self._connection: aiosqlite.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._writer: Writer | None = None
        self._sessions: OrderedDict[str, Stored] = OrderedDict()
        self._bytes = 0
        self._people: OrderedDict[tuple[str, str], Taken] = OrderedDict()  # by channel and address
        self._next_prune = 0.0
        self._scour = False  # somebody was forgotten, and the log still holds their words

    # -- opening and closing -----------------------------------------------------------------------------------------
    async def open(self) -> None:
        """Create, migrate or refuse (StoreError) what is there."""
        if not self._memory:
            prepare_file(Path(self._path))
        connection = aiosqlite.connect(self._path, isolation_level=None, timeout=0, cached_statements=256)
        try:
            await connection
            await call(connection, lambda c: settle_format(c, self._path, wal=not self._memory))
            if not self._memory:
                self._reader = open_reader(self._path)
        except sqlite3.Error as fault:
            await connection.close()
            raise store_error(self._path, fault) from None
        except BaseException:
            await connection.close()
            raise
        self._connection = connection
        self._writer = Writer(connection, self._path, self._work, self._after)

    def haste(self, seconds: float) -> None:
        """See ports.Store."""
        if self._writer is not None:
            self._writer.haste(seconds)

    async def close(self) -> None:
        """Commit what waits, then let go of the files: the reader first, so that the log is folded in."""
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    # -- inbound -----------------------------------------------------------------------------------------------------
    async def take(self, inbound: Inbound, *, durable: bool = True) -> Taken:
        """See ports.Store."""
        address = (inbound.channel, inbound.address)
        if not durable:
            known = self._people.get(address)
            if known is not None:
                self._people.move_to_end(address)
                return known
            person = await self._read(lambda c: self._rows.person(c, *address))
            if person is not None:
                return self._remember_person(address, person)
        taken: Taken = await self._submit(lambda c: self._rows.take(c, inbound, durable=durable))
        if taken.person != NOBODY:
            self._remember_person(address, taken.person)
        return taken

    async def known(self, channel: str, address: str) -> str | None:
        """See ports.Store."""
        return await self._read(lambda c: self._rows.person(c, channel, address))

    async def recall(self, person: str, inbound: Inbound) -> Taken | None:
        """See ports.Store."""
        return await self._read(lambda c: self._rows.recall(c, person, inbound))

    async def pending(self) -> tuple[Held, ...]:
        """See ports.Store."""
        rows = await self._read(lambda c: c.execute(f"{WAITING} ORDER BY i.seq").fetchall())
        return tuple(
            Held(inbound=self._rows.inbound(row), taken=Taken(person=row[2], seq=seq)) for seq, *row in rows
        )

    # -- sessions ----------------------------------------------------------------------------------------------------
    async def load(self, person: str) -> Stored | None:
        """See ports.Store."""
        cached = self._sessions.get(person)
        if cached is not None:
            self._sessions.move_to_end(person)
            return cached
        stored = await self._read(partial(self._stored, person))
        if stored is not None:
            self._remember(person, stored)
        return stored

    def _stored(self, person: str, connection: sqlite3.Connection) -> Stored | None:
        row = connection.execute("SELECT rev, blob FROM sessions WHERE person = ?", (person,)).fetchone()
        return (
            None if row is None else Stored(row[0], self._rows.opened(person, row[1], "session of", person))
        )

    async def sessions(self) -> AsyncIterator[bytes]:
        """See ports.Store. A few at a time: nobody else waits, and memory stays small."""
        last = ""
        while True:
            rows = await self._read(
                lambda c, after=last: c.execute(  # type: ignore[misc]
                    "SELECT person, blob FROM sessions WHERE person > ? ORDER BY person LIMIT 200", (after,)
                ).fetchall()
            )
            for person, blob in rows:
                yield self._rows.opened(person, blob, "session of", person)
            if not rows:
                return
            last = rows[-1][0]

    async def commit(self, writes: WriteSet) -> Outcome:
        """See ports.Store."""
        try:
            outcome: Outcome = await self._submit(writes)
        except BaseException:
            self._drop(writes)  # cancelled while it may have been written: what is cached may be old
            raise
        self._written(writes, outcome)
        return outcome

    async def insist(
        self, person: str, turn: Callable[[Stored | None], WriteSet]
    ) -> tuple[WriteSet, Outcome]:
        """See ports.Store."""
        made: list[WriteSet] = []

        def job(connection: sqlite3.Connection) -> Outcome:
            made.append(turn(self._stored(person, connection)))
            self._rows.commit(connection, made[-1:])
            return Outcome.COMMITTED

        self._drop_session(person)
        outcome: Outcome = await self._submit(job)
        self._written(made[-1], outcome)
        return made[-1], outcome

    def _written(self, writes: WriteSet, outcome: Outcome) -> None:
        if outcome is not Outcome.COMMITTED or writes.forget:
            self._drop(writes)
        elif writes.session is not None:
            self._remember(writes.person, Stored(writes.rev + 1, writes.session))

    async def forget(self, person: str) -> None:
        """See ports.Store."""
        await self._submit(partial(self._forget, person))
        self._drop_session(person)
        for address in [address for address, known in self._people.items() if known.person == person]:
            del self._people[address]

    # -- outbound ----------------------------------------------------------------------------------------------------
    async def due(self) -> tuple[str, ...]:
        """See ports.Store."""
        rows = await self._read(
            lambda c: c.execute(
                "SELECT DISTINCT person FROM outbox WHERE state <> 'sent' AND tries < 2"
            ).fetchall()
        )
        return tuple(person for (person,) in rows)

    async def outbox(self, person: str) -> tuple[OutRow, ...]:
        """See ports.Store."""
        rows = await self._read(
            lambda c: c.execute(
                "SELECT o.seq, o.person, o.channel, coalesce(a.address, ''), o.state, o.tries, o.body, o.farewell "
                "FROM outbox o LEFT JOIN addresses a ON a.person = o.person AND a.channel = o.channel "
                "WHERE o.person = ? AND o.state <> 'sent' AND o.tries < 2 ORDER BY o.seq",
                (person,),
            ).fetchall()
        )
        return tuple(self._out_row(row) for row in rows)

    def _out_row(self, row: Sequence[Any]) -> OutRow:
        seq, person, channel, address, state, tries, body, farewell = row
        if farewell is not None:
            address = self._rows.opened(NOBODY, farewell, "address of outbox", seq).decode("utf-8", "replace")
        opened = self._rows.opened(person, body, "outbox", seq)
        return OutRow(
            seq=seq,
            person=person,
            channel=channel,
            address=address,
            state=Delivery(state),
            tries=tries,
            body=opened,
        )

    async def mark(self, row: OutRow, state: Delivery) -> None:
        """See ports.Store."""
        await self._submit(lambda c: _mark(c, row, state))

    # -- figures -----------------------------------------------------------------------------------------------------
    async def counts(self) -> Counts:
        """See ports.Store."""
        sql = """SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM sessions),
            (SELECT count(*) FROM inbox WHERE state = 'waiting'), (SELECT count(*) FROM inbox WHERE state = 'failed'),
            (SELECT count(*) FROM outbox WHERE state <> 'sent' AND tries < 2)"""
        row = await self._read(lambda c: c.execute(sql).fetchone())
        return Counts(people=row[0], sessions=row[1], waiting=row[2], failed=row[3], due=row[4])

    async def health(self) -> None:
        """See ports.Store."""
        await self._submit(lambda c: c.execute("SELECT count(*) FROM people WHERE person = ''").fetchone())

    # -- within ------------------------------------------------------------------------------------------------------
    async def _submit(self, job: object) -> Any:
        if self._writer is None:
            raise StoreError(f"{self._path}: the store is closed")
        writer = self._writer
        result = await writer.submit(job)
        if writer.foreign:
            writer.foreign = False
            self._sessions.clear()
            self._people.clear()
            self._bytes = 0
        return result

    async def _read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        # Inline: a look-up takes 5 us, a hop to another thread 50. In memory there is only one connection to ask.
        if self._connection is None or self._writer is None:
            raise StoreError(f"{self._path}: the store is closed")
        patiently = self._writer.patiently
        try:
            if self._reader is not None:
                try:
                    return query(self._reader)
                except sqlite3.OperationalError as fault:
                    if not fault.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                        raise
            # Waits for the lock without holding up everybody else.
            return await call(self._connection, lambda c: patiently(partial(query, c)))
        except Exception as fault:  # noqa: BLE001  whatever it is: the caller knows one kind of error
            raise store_error(self._path, fault) from None

    def _work(self, connection: sqlite3.Connection, jobs: Sequence[Any]) -> list[Any]:
        """Several jobs in the writer's transaction. A function is called; write-sets are written together."""
        results = [Outcome.COMMITTED if isinstance(job, WriteSet) else job(connection) for job in jobs]
        sets = [job for job in jobs if isinstance(job, WriteSet)]
        if sets:
            self._rows.commit(connection, sets)
        self._scour = self._scour or any(writes.forget for writes in sets)
        now = time.time()
        if now >= self._next_prune:
            pruned = _prune(connection, int(now))
            self._next_prune = now if pruned >= PRUNE_ROWS else now + PRUNE_SECONDS
        return results

    def _forget(self, person: str, connection: sqlite3.Connection) -> None:
        self._scour = True
        self._rows.forget(connection, person)

    def _after(self, connection: sqlite3.Connection) -> None:
        if self._scour:
            self._scour = not scour(connection)

    def _remember(self, person: str, stored: Stored) -> None:
        self._drop_session(person)
        self._sessions[person] = stored
        self._bytes += len(stored.blob)
        while self._bytes > CACHED_BYTES or len(self._sessions) > CACHED_PEOPLE:
            _, old = self._sessions.popitem(last=False)
            self._bytes -= len(old.blob)

    def _drop_session(self, person: str) -> None:
        old = self._sessions.pop(person, None)
        if old is not None:
            self._bytes -= len(old.blob)

    def _remember_person(self, address: tuple[str, str], person: str) -> Taken:
        taken = self._people[address] = Taken(person=person)
        self._people.move_to_end(address)
        if len(self._people) > CACHED_PEOPLE:
            self._people.popitem(last=False)
        return taken

    def _drop(self, writes: WriteSet) -> None:
        self._drop_session(writes.person)
        for inbound, _ in writes.inbounds:
            self._people.pop((inbound.channel, inbound.address), None)


def _mark(connection: sqlite3.Connection, row: OutRow, state: Delivery) -> None:
    if row.person == NOBODY and state is Delivery.SENT:
        connection.execute(
            "DELETE FROM outbox WHERE seq = ?", (row.seq,)
        )  # the last words are said: nothing stays
        return
    connection.execute("UPDATE outbox SET state = ?, tries = tries + 1 WHERE seq = ?", (state, row.seq))


def _prune(connection: sqlite3.Connection, now: int) -> int:
    old = connection.execute(
        "SELECT first, last, seq FROM inbox WHERE at < ? AND state <> 'waiting' AND NOT EXISTS (SELECT 1 FROM outbox o "
        "WHERE o.seq BETWEEN first AND last AND o.state <> 'sent' AND o.tries < 2) ORDER BY seq LIMIT ?",
        (now - KEPT_DAYS * 86400, PRUNE_ROWS),
    ).fetchall()
    connection.executemany("DELETE FROM outbox WHERE seq BETWEEN ? AND ?", [row[:2] for row in old])
    connection.executemany("DELETE FROM inbox WHERE seq = ?", [row[2:] for row in old])
    connection.execute("DELETE FROM aside WHERE at < ?", (now - ASIDE_DAYS * 86400,))
    return len(old)
