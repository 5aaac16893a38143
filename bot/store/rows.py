"""What an inbound and a write-set become on the disk. Runs on the database's thread, inside a transaction."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.ports import NOBODY, UNREADABLE, Inbound, Outcome, Progress, Taken, WriteSet
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
ANSWERED = """UPDATE inbox SET state = ?, first = ?, last = ?, person = ?, id = ?, payload = iif(?, payload, NULL)
    WHERE seq = ? AND state = 'waiting'"""
KNOWN = "SELECT seq, state, first, last FROM inbox WHERE person = ? AND channel = ? AND id = ?"
GRAVE = "SELECT seq, state, first, last FROM inbox WHERE person = ?"
GRAVES = "SELECT 1 FROM inbox WHERE person >= '~' LIMIT 1"  # people are hexadecimal: nobody sorts behind
ASIDE = "INSERT INTO aside (person, at, blob) SELECT person, ?, blob FROM sessions WHERE person = ?"
WAITING = """SELECT i.seq, i.channel, i.id, i.person, i.payload, a.address, i.at
    FROM inbox i JOIN addresses a ON a.person = i.person AND a.channel = i.channel WHERE i.state = 'waiting'"""
FORGET = (
    """DELETE FROM outbox WHERE seq IN (SELECT o.seq FROM inbox i JOIN outbox o ON o.seq BETWEEN i.first AND i.last
        WHERE i.person = ?)""",
    "DELETE FROM outbox WHERE person = ? AND state <> 'sent'",
    "DELETE FROM inbox WHERE person = ? AND state <> 'waiting'",
    "DELETE FROM sessions WHERE person = ?",
    "DELETE FROM aside WHERE person = ?",
    "DELETE FROM addresses WHERE person = ?",
    "DELETE FROM people WHERE person = ?",
)

_log = logging.getLogger(__name__)


class Rows:
    """Write-sets to rows and back, with the vault in between."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._statements: dict[tuple[str, int], str] = {}

    # -- inbound -----------------------------------------------------------------------------------------------------
    def take(self, connection: sqlite3.Connection, inbound: Inbound, *, durable: bool) -> Taken:
        """Find or make the person; write the raw update down."""
        person = self.person(connection, inbound.channel, inbound.address)
        if person is None:
            farewell = self._buried(connection, inbound)
            if (
                farewell is not None
            ):  # the very message that had them forgotten, again: it brings nothing back
                return farewell
            person = self._newcomer(connection, inbound)
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
        return self._buried(connection, inbound) if found is None else self._told(connection, person, found)

    def _buried(self, connection: sqlite3.Connection, inbound: Inbound) -> Taken | None:
        """What an inbound led to that had its sender forgotten."""
        if connection.execute(GRAVES).fetchone() is None:
            return None
        found = connection.execute(GRAVE, (grave(inbound),)).fetchone()
        return None if found is None else self._told(connection, NOBODY, found)

    def _told(self, connection: sqlite3.Connection, person: str, row: Sequence[Any]) -> Taken:
        seq, state, first, last = row
        bodies = connection.execute(
            "SELECT person, body FROM outbox WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last)
        ).fetchall()
        opened = tuple(self.opened(owner, body, "answer of inbox", seq) for owner, body in bodies)
        answer = tuple(body for body in opened if body != UNREADABLE)
        return Taken(person=person, seq=seq, repeat=Progress(state), answer=answer)

    def opened(self, person: str, sealed: bytes, what: str, which: object) -> bytes:
        """What was sealed; UNREADABLE, and a line in the log, where this vault cannot open it."""
        try:
            return self._vault.open(person, sealed)
        except Exception as fault:  # noqa: BLE001  one damaged record must not stop the others, whatever the vault raises
            _log.error("%s %s cannot be opened: %s", what, which, type(fault).__name__)
            return UNREADABLE

    def person(self, connection: sqlite3.Connection, channel: str, address: str) -> str | None:
        """Whose address it is."""
        row = connection.execute(
            "SELECT person FROM addresses WHERE channel = ? AND address = ?", (channel, address)
        ).fetchone()
        return None if row is None else str(row[0])

    def _newcomer(self, connection: sqlite3.Connection, inbound: Inbound) -> str:
        address = (inbound.channel, inbound.address)
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
        """(channel, id, person, payload, address, at) back to what came in; of the kind "damaged" if it is lost."""
        channel, id_, person, payload, address, at = row
        came, kind, text, place = datetime.fromtimestamp(at, UTC), "damaged", "", ""
        try:
            said, kind, text, place = json.loads(self._vault.open(person, payload))
            came = datetime.fromisoformat(said)
        except Exception as fault:  # noqa: BLE001  as in `opened`; damaged JSON as well
            _log.error("inbound %s/%s cannot be read: %s", channel, id_, type(fault).__name__)
            kind = "damaged"
        return Inbound(id=id_, channel=channel, address=address, at=came, kind=kind, text=text, place=place)

    # -- turns -------------------------------------------------------------------------------------------------------
    def commit(self, connection: sqlite3.Connection, sets: Sequence[WriteSet]) -> None:
        """All of the sets. Raises RefusedError(Outcome) when one cannot be; the caller then does them one by one."""
        inbox_seq = connection.execute("SELECT coalesce(max(seq), 0) FROM inbox").fetchone()[0]
        outbox_seq = connection.execute("SELECT coalesce(max(seq), 0) FROM outbox").fetchone()[0]
        graves = connection.execute(GRAVES).fetchone() is not None
        now = int(time.time())
        seal = self._vault.seal
        sessions: list[Any] = []
        inbox: list[Any] = []
        outbox: list[Any] = []
        for writes in sets:
            owner = NOBODY if writes.forget else writes.person
            first, last = outbox_seq + 1, outbox_seq + len(writes.bodies)
            for inbound, taken in writes.inbounds:
                if graves and self._buried(connection, inbound) is not None:
                    raise RefusedError(Outcome.REPEAT)
                if taken.seq:
                    self._answered(connection, writes, inbound, (first, last, taken.seq))
                    continue
                inbox_seq += 1
                kept = self._payload(owner, inbound) if writes.progress is Progress.FAILED else None
                whose, id_ = _kept_as(writes, inbound)
                inbox += (inbox_seq, whose, inbound.channel, id_, now, writes.progress, first, last, kept)
            if writes.aside:
                connection.execute(ASIDE, (now, writes.person))
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
        self,
        connection: sqlite3.Connection,
        writes: WriteSet,
        inbound: Inbound,
        numbers: tuple[int, int, int],
    ) -> None:
        first, last, seq = numbers
        keep = writes.progress is Progress.FAILED
        row = (writes.progress, first, last, *_kept_as(writes, inbound), keep, seq)
        if connection.execute(ANSWERED, row).rowcount != 1:
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
            found = self.person(connection, inbound.channel, inbound.address)
            anew = found or self._newcomer(connection, inbound)
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


def grave(inbound: Inbound) -> str:
    """Stands in for the person and the id of an inbound that had its sender forgotten; says nothing about either.

    Found only by whoever brings the same inbound from the same address once more: two people whose clients both count
    from 1 have two graves.
    """
    parts = json.dumps([inbound.channel, inbound.address, inbound.id]).encode()
    return f"~{hashlib.sha256(parts).hexdigest()}"


def _kept_as(writes: WriteSet, inbound: Inbound) -> tuple[str, str]:
    """Under which person and id an answered inbound lies in the inbox."""
    return (grave(inbound), "") if writes.forget else (writes.person, inbound.id)
