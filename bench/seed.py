"""Databases with many people in them: one conversation really held, then copied row by row under other names."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from bench import ours
from bench.plain import NUMBERS

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
    db.row_factory = sqlite3.Row
    db.execute("BEGIN")
    for table in ("people", "addresses", "sessions", "inbox", "outbox"):
        newest = "ORDER BY seq DESC LIMIT 1" if table in ("inbox", "outbox") else ""
        model = dict(db.execute(f"SELECT * FROM {table} {newest}").fetchone())
        slots = ", ".join("?" * len(model))
        rows = (tuple(_renamed(model, number, names[number]).values()) for number in range(1, count))
        db.executemany(f"INSERT INTO {table} ({', '.join(model)}) VALUES ({slots})", rows)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _renamed(model: dict[str, Any], number: int, name: str) -> dict[str, Any]:
    """Somebody else's row: their name, their address, the next running numbers."""
    own = {"person": name, "address": f"p{number}"}
    own |= {key: model[key] + number for key in NUMBERS if model.get(key) is not None}
    return {key: own.get(key, value) for key, value in model.items()}
