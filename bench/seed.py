"""Databases with many people in them: one conversation really held, then copied row by row under other names."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

from bench import ours

STANDS_AT = 6  # the message everybody is about to send


async def seeded(count: int, path: Path) -> Path:
    """A database at `path` with people p0, p1, … in the middle of the workload, each with the answers of person 0."""
    store = ours.store(path)
    await store.open()
    service = ours.service(store, ours.dialogs(ours.workload_files()))
    for number in range(STANDS_AT):
        await service.receive(ours.inbound(0, number, address="p0"))
    await store.close()
    _multiply(path, count)
    return path


def copied(source: Path, path: Path) -> Path:
    """Another database with the same people."""
    shutil.copyfile(source, path)
    path.chmod(0o600)
    return path


def _multiply(path: Path, count: int) -> None:
    chance = random.Random(3)
    names = [f"{chance.getrandbits(128):032x}" for _ in range(count)]  # as random as those of real people
    db = sqlite3.connect(path, isolation_level=None)
    (person,) = db.execute("SELECT person FROM addresses").fetchone()
    rev, blob = db.execute("SELECT rev, blob FROM sessions").fetchone()
    at, turn = db.execute("SELECT at, max(seq) FROM inbox").fetchone()
    (body,) = db.execute("SELECT body FROM outbox ORDER BY seq DESC LIMIT 1").fetchone()
    db.execute("BEGIN")
    db.executemany("INSERT INTO people VALUES (?, ?)", ((name, at) for name in names[1:]))
    addresses = ((ours.CHANNEL, f"p{i}", names[i]) for i in range(1, count))
    db.executemany("INSERT INTO addresses (channel, address, person) VALUES (?, ?, ?)", addresses)
    sessions = ((name, rev, blob) for name in names[1:])
    db.executemany("INSERT INTO sessions (person, rev, blob) VALUES (?, ?, ?)", sessions)
    inbox = ((turn + i, ours.CHANNEL, f"old-{i}", names[i], at, turn + i) for i in range(1, count))
    db.executemany(
        "INSERT INTO inbox (seq, channel, id, person, at, state, turn) VALUES (?, ?, ?, ?, ?, 'done', ?)",
        inbox,
    )
    outbox = ((turn + i, names[i], ours.CHANNEL, body) for i in range(1, count))
    db.executemany(
        "INSERT INTO outbox (turn, person, channel, state, body) VALUES (?, ?, ?, 'sent', ?)", outbox
    )
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    assert person  # person 0 keeps the name the store gave
