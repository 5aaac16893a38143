"""Group commit: one writer owns the connection and commits whatever waits, with no timer.

A lone turn is committed at once. While a commit runs others queue up, and the next transaction takes them all: on a
slow disk a hundred people share one flush. Each is told only after it. Where something in a batch goes wrong, the batch
is done again with a savepoint each, so that one bad row fails nobody else.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import aiosqlite

from bot.ports import StoreError
from bot.store.opening import BUSY_SECONDS, store_error

T = TypeVar("T")

_log = logging.getLogger(__name__)


class RefusedError(sqlite3.Error):
    """A job that must leave nothing behind, and its result."""

    def __init__(self, result: object) -> None:
        super().__init__(result)
        self.result = result


Job = Any  # what `work` understands
Work = Callable[[sqlite3.Connection, Sequence[Job]], list[Any]]


async def call(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run a whole function on the connection's thread: one hop, where aiosqlite's own methods take one a statement."""
    raw = connection._conn  # noqa: SLF001

    def job() -> (
        T
    ):  # nameless on purpose: at debug level aiosqlite logs its jobs, and ours hold what people wrote
        return work(raw)

    # _execute is what every public method of aiosqlite is made of, unchanged for years; the contract suite watches it.
    result: T = await connection._execute(job)  # type: ignore[no-untyped-call]  # noqa: SLF001
    return result


class Writer:
    """Owns the write connection.

    On the database's thread: `work` does many jobs inside an open transaction, `after` runs when it is committed and
    before anybody is told. Whatever a job raises, a vault's own errors too, becomes the StoreError of that job alone.
    """

    def __init__(
        self,
        connection: aiosqlite.Connection,
        path: str,
        work: Work,
        after: Callable[[sqlite3.Connection], None],
    ) -> None:
        self._connection = connection
        self._path = path
        self._work = work
        self._after = after
        self._waiting: list[tuple[Job, asyncio.Future[Any]]] = []
        self._bell: asyncio.Future[None] | None = None  # not None: the writer sleeps
        self._closing = False
        self._version = 0
        self._patience = BUSY_SECONDS  # how long another process may hold the lock
        self._deadline = float("inf")  # of all waiting, once the program is about to end
        self.foreign = False  # another process wrote since the last batch
        self._task = asyncio.create_task(self._run(), name="store-writer")

    def submit(self, job: Job) -> asyncio.Future[Any]:
        """Queue a job; the future holds its result once it is on the disk, or a StoreError."""
        if self._closing or self._task.done():
            raise StoreError(f"{self._path}: closed")
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, done))
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)
        return done

    def haste(self, seconds: float) -> None:
        """Wait for another process's lock at most so long from now on, all batches together."""
        self._deadline = time.monotonic() + seconds

    async def close(self) -> None:
        """Commit what waits, then end."""
        self._closing = True
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)
        await self._task

    async def _run(self) -> None:
        while True:
            if not self._waiting:
                if self._closing:
                    return
                # No await between looking at the list and hanging up the bell: a wake-up cannot be lost.
                self._bell = asyncio.get_running_loop().create_future()
                await self._bell
                self._bell = None
                continue
            batch, self._waiting = self._waiting, []
            jobs = [job for job, _ in batch]
            try:
                results = await call(self._connection, partial(self._batch, jobs=jobs))
            except Exception as fault:  # noqa: BLE001  were this task to die, everybody after would wait for ever
                results = [self._result(fault)] * len(batch)
            except BaseException:
                _tell(
                    batch + self._waiting, [StoreError(f"{self._path}: closed")] * len(batch + self._waiting)
                )
                raise
            _tell(batch, results)

    # -- on the database's thread ------------------------------------------------------------------------------------
    def patiently(self, attempt: Callable[[], T]) -> T:
        """Do what another process's lock may be in the way of; a slice at a time, for SIGTERM may come meanwhile."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return attempt()
            except sqlite3.OperationalError as fault:
                if not _is_busy(fault) or time.monotonic() >= min(until, self._deadline):
                    raise

    def _batch(self, connection: sqlite3.Connection, jobs: list[Job]) -> list[Any]:
        results = self._results(connection, jobs)
        try:
            self._after(connection)
        except Exception as fault:  # noqa: BLE001  the jobs are on the disk: nobody may hear that they are not
            _log.error("after a commit: %s", type(fault).__name__)
        return results

    def _results(self, connection: sqlite3.Connection, jobs: list[Job]) -> list[Any]:
        try:
            return self._together(connection, jobs)
        except Exception as fault:
            if _is_busy(fault):
                raise  # waited BUSY_SECONDS already: not again for each
        try:
            return self._one_by_one(connection, jobs)
        except Exception as fault:
            if _is_busy(fault):
                raise
        # The transaction itself broke (a full disk rolls all of it back): each alone, so that what fits is stored.
        return [self._alone(connection, job) for job in jobs]

    def _begin(self, connection: sqlite3.Connection) -> None:
        self.patiently(partial(connection.execute, "BEGIN IMMEDIATE"))
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            self.foreign = True

    def _together(self, connection: sqlite3.Connection, jobs: list[Job]) -> list[Any]:
        try:
            self._begin(connection)
            results = self._work(connection, jobs)
            connection.execute("COMMIT")
        except BaseException:
            self._roll_back(connection)
            raise
        return results

    def _one_by_one(self, connection: sqlite3.Connection, jobs: list[Job]) -> list[Any]:
        results: list[Any] = []
        try:
            self._begin(connection)
            for job in jobs:
                connection.execute("SAVEPOINT one")
                try:
                    results += self._work(connection, [job])
                except Exception as fault:
                    if not connection.in_transaction:
                        raise
                    connection.execute("ROLLBACK TO one")
                    results.append(self._result(fault))
                connection.execute("RELEASE one")
            connection.execute("COMMIT")
        except BaseException:
            self._roll_back(connection)
            raise
        return results

    def _alone(self, connection: sqlite3.Connection, job: Job) -> Any:
        try:
            return self._together(connection, [job])[0]
        except Exception as fault:  # noqa: BLE001  fails this job and no other
            return self._result(fault)

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")

    def _result(self, fault: Exception) -> Any:
        return fault.result if isinstance(fault, RefusedError) else store_error(self._path, fault)


def _tell(batch: Sequence[tuple[Job, asyncio.Future[Any]]], results: Sequence[Any]) -> None:
    for (_, done), result in zip(batch, results, strict=True):
        if done.done():
            continue  # whoever waited was cancelled; the work is on the disk all the same
        if isinstance(result, Exception):
            done.set_exception(result)
        else:
            done.set_result(result)


def _is_busy(fault: BaseException) -> bool:
    return (getattr(fault, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY")
