"""What an inbound and a write-set become on the disk. Runs on the database's thread, inside a transaction."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.ports import NOBODY, Inbound, Outcome, Progress, Taken, WriteSet
from bot.store.writer import RefusedError
from bot.vault import Vault

SIZES = (
    128,
    32,
    8,
    2,
    1,
)  # rows a statement; few statements, because each gives up the interpreter's lock once

# VALUES (…),(…) is put where {} stands.
ADD_INBOX = "INSERT INTO inbox (seq, person, channel, id, at, state, first, last, payload) VALUES {}"
ADD_OUTBOX = "INSERT INTO outbox (seq, person, channel, state, body, farewell) VALUES {}"
PUT_SESSION = """INSERT INTO sessions (person, rev, blob) VALUES {}
    ON CONFLICT (person) DO UPDATE SET rev = excluded.rev, blob = excluded.blob
    WHERE sessions.rev = excluded.rev - 1"""
TAKE = "INSERT INTO inbox (person, channel, id, at, state, payload) VALUES (?, ?, ?, ?, ?, ?)"
ANSWERED = """UPDATE inbox SET state = ?, first = ?, last = ?, person = ?, payload = iif(?, payload, NULL)
    WHERE seq = ? AND state = 'waiting'"""
KNOWN = "SELECT seq, state, first, last FROM inbox WHERE person IN (?, '') AND channel = ? AND id = ?"
WAITING = """SELECT i.seq, i.channel, i.id, i.person, i.payload, a.address
    FROM inbox i JOIN addresses a ON a.person = i.person AND a.channel = i.channel WHERE i.state = 'waiting'"""
FORGET = (
    """DELETE FROM outbox WHERE seq IN (SELECT o.seq FROM inbox i JOIN outbox o ON o.seq BETWEEN i.first AND i.last
        WHERE i.person = ?)""",
    "DELETE FROM outbox WHERE person = ? AND state <> 'sent'",
    "DELETE FROM inbox WHERE person = ? AND state <> 'waiting'",
    "DELETE FROM sessions WHERE person = ?",
    "DELETE FROM addresses WHERE person = ?",
    "DELETE FROM people WHERE person = ?",
)


class Rows:
    """Write-sets to rows and back, with the vault in between."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._statements: dict[tuple[str, int], str] = {}

    # -- inbound -----------------------------------------------------------------------------------------------------
    def take(self, connection: sqlite3.Connection, inbound: Inbound, *, durable: bool) -> Taken:
        """Find or make the person; write the raw update down."""
        person = self._person(connection, inbound)
        if not durable:
            return Taken(person=person)
        known = self.recall(connection, person, inbound)
        if known is not None:
            return known
        payload = self._payload(person, inbound)
        row = (person, inbound.channel, inbound.id, int(time.time()), Progress.WAITING, payload)
        return Taken(person=person, seq=connection.execute(TAKE, row).lastrowid or 0)

    def recall(self, connection: sqlite3.Connection, person: str, inbound: Inbound) -> Taken | None:
        """What an id led to, with the words of then."""
        found = connection.execute(KNOWN, (person, inbound.channel, inbound.id)).fetchone()
        if found is None:
            return None
        seq, state, first, last = found
        bodies = connection.execute(
            "SELECT person, body FROM outbox WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last)
        ).fetchall()
        answer = tuple(self._vault.open(owner, body) for owner, body in bodies)
        return Taken(person=person, seq=seq, repeat=Progress(state), answer=answer)

    def _person(self, connection: sqlite3.Connection, inbound: Inbound) -> str:
        address = (inbound.channel, inbound.address)
        found = connection.execute(
            "SELECT person FROM addresses WHERE channel = ? AND address = ?", address
        ).fetchone()
        if found is not None:
            return str(found[0])
        person = secrets.token_hex(16)
        connection.execute("INSERT INTO people (person, since) VALUES (?, ?)", (person, int(time.time())))
        connection.execute(
            "INSERT INTO addresses (channel, address, person) VALUES (?, ?, ?)", (*address, person)
        )
        return person

    def _payload(self, person: str, inbound: Inbound) -> bytes:
        # json's \u escapes carry the lone surrogates that a broken client may send.
        data = [inbound.at.isoformat(), inbound.kind, inbound.text, inbound.place]
        return self._vault.seal(person, json.dumps(data).encode())

    def inbound(self, row: Sequence[Any]) -> Inbound:
        """(channel, id, person, payload, address) back to what came in."""
        channel, id_, person, payload, address = row
        at, kind, text, place = json.loads(self._vault.open(person, payload))
        return Inbound(
            id=id_,
            channel=channel,
            address=address,
            at=datetime.fromisoformat(at),
            kind=kind,
            text=text,
            place=place,
        )

    # -- turns -------------------------------------------------------------------------------------------------------
    def commit(self, connection: sqlite3.Connection, sets: Sequence[WriteSet]) -> None:
        """All of the sets. Raises RefusedError(Outcome) when one cannot be; the caller then does them one by one."""
        inbox_seq = connection.execute("SELECT coalesce(max(seq), 0) FROM inbox").fetchone()[0]
        outbox_seq = connection.execute("SELECT coalesce(max(seq), 0) FROM outbox").fetchone()[0]
        now = int(time.time())
        seal = self._vault.seal
        sessions: list[Any] = []
        inbox: list[Any] = []
        outbox: list[Any] = []
        for writes in sets:
            owner = NOBODY if writes.forget else writes.person
            first, last = outbox_seq + 1, outbox_seq + len(writes.bodies)
            for inbound, taken in writes.inbounds:
                if taken.seq:
                    self._answered(connection, writes, owner, (first, last, taken.seq))
                    continue
                inbox_seq += 1
                kept = self._payload(owner, inbound) if writes.progress is Progress.FAILED else None
                inbox += (
                    inbox_seq,
                    owner,
                    inbound.channel,
                    inbound.id,
                    now,
                    writes.progress,
                    first,
                    last,
                    kept,
                )
            if writes.session is not None and not writes.forget:
                sessions += (owner, writes.rev + 1, seal(owner, writes.session))
            farewell = self._forget(connection, writes) if writes.forget else None
            state = "pending" if writes.push else "sent"
            for body in writes.bodies:
                outbox_seq += 1
                outbox += (outbox_seq, owner, inbound.channel, state, seal(owner, body), farewell)
        self._insert(connection, sessions, inbox, outbox)

    def _insert(
        self, connection: sqlite3.Connection, sessions: list[Any], inbox: list[Any], outbox: list[Any]
    ) -> None:
        # A repeat has mostly moved the session as well: so the inbox is asked first, and says which of the two it is.
        try:
            self._many(connection, ADD_INBOX, 9, inbox)
        except sqlite3.IntegrityError:
            raise RefusedError(Outcome.REPEAT) from None
        try:
            moved = self._many(connection, PUT_SESSION, 3, sessions)
        except sqlite3.IntegrityError:  # the person was forgotten meanwhile
            raise RefusedError(Outcome.CONFLICT) from None
        if moved != len(sessions) // 3:
            raise RefusedError(Outcome.CONFLICT)
        self._many(connection, ADD_OUTBOX, 6, outbox)

    def _answered(
        self, connection: sqlite3.Connection, writes: WriteSet, owner: str, numbers: tuple[int, int, int]
    ) -> None:
        first, last, seq = numbers
        keep = writes.progress is Progress.FAILED
        if connection.execute(ANSWERED, (writes.progress, first, last, owner, keep, seq)).rowcount != 1:
            raise RefusedError(Outcome.REPEAT)

    def _forget(self, connection: sqlite3.Connection, writes: WriteSet) -> bytes | None:
        # Whoever computed this turn from an older session must not erase a newer one unseen.
        found = connection.execute("SELECT rev FROM sessions WHERE person = ?", (writes.person,)).fetchone()
        if (found[0] if found else 0) != writes.rev:
            raise RefusedError(Outcome.CONFLICT)
        self.forget(connection, writes.person)
        address = writes.inbounds[-1][0].address
        return self._vault.seal(NOBODY, address.encode()) if writes.push else None

    def forget(self, connection: sqlite3.Connection, person: str) -> None:
        """Every row of a person. What they said meanwhile and is not answered yet begins a new life."""
        waiting = connection.execute(f"{WAITING} AND i.person = ?", (person,)).fetchall()
        for statement in FORGET:
            connection.execute(statement, (person,))
        for seq, *row in waiting:
            inbound = self.inbound(row)
            anew = self._person(connection, inbound)
            connection.execute(
                "UPDATE inbox SET person = ?, payload = ? WHERE seq = ?",
                (anew, self._payload(anew, inbound), seq),
            )

    def _many(self, connection: sqlite3.Connection, head: str, width: int, flat: list[Any]) -> int:
        changed = start = 0
        for size in SIZES:
            step = size * width
            while len(flat) - start >= step:
                statement = self._statements.get((head, size)) or self._statement(head, width, size)
                changed += connection.execute(statement, flat[start : start + step]).rowcount
                start += step
        return changed

    def _statement(self, head: str, width: int, size: int) -> str:
        row = "(" + ",".join("?" * width) + ")"
        return self._statements.setdefault((head, size), head.replace("{}", ",".join([row] * size)))
