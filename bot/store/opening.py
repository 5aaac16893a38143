"""The way to a database that is ours, whole and of our format; and the words for all that can be in the way."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from bot.ports import StoreError

APPLICATION_ID = 0x4D4C4E31  # "MLN1": tells our files from other people's
BUSY_SECONDS = 60.0  # how long another process may hold the lock before we give up
SLICE_MILLISECONDS = 200  # of that, at a time: whoever waits longer could not be told to stop
MAGIC = b"SQLite format 3\x00"

REASONS = {
    "SQLITE_FULL": "the disk is full: free some space; everything acknowledged is safe",
    "SQLITE_IOERR": "the disk cannot be read or written: look at the system's log, then restart",
    "SQLITE_BUSY": f"another process has held the lock for {BUSY_SECONDS:.0f} s: find it (fuser FILE) and end it",
    "SQLITE_LOCKED": "another connection holds the lock: restart the program",
    "SQLITE_READONLY": "it may not be written: give this user write permission on the file and its folder",
    "SQLITE_CANTOPEN": "it cannot be opened: check that the folder exists and this user may write in it",
    "SQLITE_PERM": "this user may not use it: check the permissions of the file and its folder",
    "SQLITE_NOTADB": "it is no SQLite database: name another file (MENLIAN_DATABASE, --db)",
    "SQLITE_CORRUPT": "it is damaged: put the last backup in its place",
    "SQLITE_TOOBIG": "a record is too large",
}


def store_error(path: str, fault: Exception) -> StoreError:
    """Any fault of the database as what, why, what to do."""
    name = getattr(fault, "sqlite_errorname", None) or ""
    for prefix, reason in REASONS.items():
        if name.startswith(prefix):
            return StoreError(f"{path}: {reason} [{name}]")
    words = f": {fault}" if isinstance(fault, sqlite3.Error) else ""  # others may quote what was to be stored
    return StoreError(f"{path}: {type(fault).__name__}{words}. Nothing of this step was stored")


def prepare_file(path: Path) -> None:
    """The file exists, is ours by its first bytes, and nobody else on this machine may read it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_dir():
            raise StoreError(f"{path}: this is a folder: name a file in it (MENLIAN_DATABASE, --db)")
        # 0600 before the first byte; SQLite gives -wal and -shm the mode of the file beside them.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
        if head and head != MAGIC:
            raise StoreError(f"{path}: {REASONS['SQLITE_NOTADB']}")
        _hide(path)
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise StoreError(
            f"{path}: cannot be opened for writing: {why}: check the permissions of the file and its folder"
        ) from None


def _hide(path: Path) -> None:
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def settle_format(connection: sqlite3.Connection, path: str, *, wal: bool) -> None:
    """Pragmas, then every migration that is missing, each a transaction of its own."""
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    check_ours(connection, path)
    if wal:
        _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is replaced or erased is overwritten with zeros
    connection.execute("PRAGMA cache_size = -16000")
    for version, script in migrations():
        _migrate(connection, path, version, script)
    connection.execute(f"PRAGMA busy_timeout = {SLICE_MILLISECONDS}")  # the writer asks again itself


def _write_ahead(connection: sqlite3.Connection) -> None:
    # The change to WAL does not wait for a lock as other statements do: two processes may be creating the file.
    for pause in (0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fault:
            if not fault.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            time.sleep(pause)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def open_reader(path: str) -> sqlite3.Connection:
    """A second connection, for look-ups only. It never waits: who meets a lock asks the writer's thread."""
    where = f"{Path(path).absolute().as_uri()}?mode=ro"
    reader = sqlite3.connect(where, uri=True, isolation_level=None, timeout=0, cached_statements=64)
    reader.execute("PRAGMA mmap_size = 268435456")
    return reader


def scour(connection: sqlite3.Connection) -> bool:
    """Empty the log, which still holds pages from before somebody was forgotten; False while a reader is in the way."""
    connection.execute("PRAGMA busy_timeout = 100")  # it is tried again after the next commit
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {SLICE_MILLISECONDS}")
    return not busy


def check_ours(connection: sqlite3.Connection, path: str) -> int:
    """The format of the database; StoreError for somebody else's, and for one of a newer Menlian."""
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if owner != APPLICATION_ID and (owner or version or tables):
        raise StoreError(
            f"{path}: this is another program's database and was left as it is: "
            "name another file (MENLIAN_DATABASE, --db)"
        )
    newest = max(number for number, _ in migrations())
    if version > newest:
        raise StoreError(
            f"{path}: written by a newer Menlian (format {version}, this one reads up to {newest}): "
            "install that version again, or name another file"
        )
    return version


def migrations() -> Iterator[tuple[int, str]]:
    """Every numbered script in order: 0001_first.sql is format 1."""
    folder = resources.files("bot.store") / "migrations"
    for script in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if script.name.endswith(".sql"):
            yield int(script.name.split("_")[0]), script.read_text(encoding="utf-8")


def _migrate(connection: sqlite3.Connection, path: str, version: int, script: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have migrated meanwhile.
        if check_ours(connection, path) < version:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    lines: list[str] = []
    for line in script.splitlines():
        lines.append(line)
        if line.split("--")[0].rstrip().endswith(";") and sqlite3.complete_statement("\n".join(lines)):
            yield "\n".join(lines)
            lines = []
