"""`menlian serve`: JSON lines on a unix socket that only this user may open; the same words as `menlian chat --json`.

Each connection is served line by line, in order; connections do not wait for each other. {"health": true} asks how
it is.
"""

from __future__ import annotations

import asyncio
import json
import os
import stat
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot import BotError
from bot.channels import jsonlines
from bot.ports import ChannelError

LINE_BYTES = 1024 * 1024  # longer is no message of a person's
HEALTH_SECONDS = 5.0


class SocketChannel:
    """Listens until stopped.

    `answer`: one line in, one line out, never raises; `health`: what to tell about the store, or a BotError.
    """

    def __init__(
        self,
        path: Path,
        *,
        answer: Callable[[str], Awaitable[str]],
        health: Callable[[], Awaitable[Mapping[str, Any]]],
    ) -> None:
        self.path = path
        self._answer = answer
        self._health = health
        self._server: asyncio.Server | None = None
        self._idle: set[asyncio.Task[None]] = set()  # connections that wait for their next line
        self._busy: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Begin to listen. ChannelError when another one does, or the path is taken by something else."""
        if not hasattr(asyncio, "start_unix_server"):
            raise ChannelError("this system has no unix sockets: use `menlian chat --json` instead of serve")
        await self._clear()
        before = os.umask(0o177)  # 0600 from the first moment, not only after a chmod
        try:
            self._server = await asyncio.start_unix_server(self._serve, path=self.path, limit=LINE_BYTES)
        except OSError as fault:
            raise ChannelError(
                f"{self.path}: cannot listen there: {fault.strerror}: name another path (MENLIAN_SOCKET)"
            ) from None
        finally:
            os.umask(before)

    async def stop(self) -> None:
        """Accept nothing more, let every answer under way be written, hang up."""
        self._stopping = True
        if self._server is not None:
            self._server.close()
        with suppress(FileNotFoundError):
            self.path.unlink()
        for task in self._idle:
            task.cancel()
        waiting = self._idle | self._busy
        if waiting:
            await asyncio.wait(waiting)

    async def _clear(self) -> None:
        try:
            mode = self.path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(mode):
            raise ChannelError(
                f"{self.path}: is no socket and was left alone: name another path (MENLIAN_SOCKET)"
            )
        try:
            _, writer = await asyncio.open_unix_connection(self.path)
        except OSError:
            self.path.unlink()  # left behind by one that was killed
            return
        writer.close()
        raise ChannelError(
            f"{self.path}: another `menlian serve` listens there: stop it, or name another path"
        )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # asyncio runs this in a task of its own
        try:
            while not self._stopping:
                self._idle.add(task)
                line = await _read_line(reader)
                self._idle.discard(task)
                self._busy.add(task)
                if line == b"":
                    break
                writer.write((await self._reply(line)).encode("utf-8", "replace"))
                await writer.drain()
                self._busy.discard(task)
        except (ConnectionError, asyncio.CancelledError):
            pass  # they hung up, or we are stopping: whatever was under way is committed
        finally:
            self._idle.discard(task)
            self._busy.discard(task)
            writer.close()

    async def _reply(self, line: bytes | None) -> str:
        if line is None:
            return jsonlines.error(f"a line longer than {LINE_BYTES} bytes")
        text = line.decode("utf-8", "replace")
        if '"health"' in text and _asks_health(text):
            return await self._report()
        return await self._answer(text)

    async def _report(self) -> str:
        try:
            return json.dumps({"ok": True, **await self._health()}) + "\n"
        except BotError as fault:
            return json.dumps({"ok": False, "error": str(fault)}, ensure_ascii=False) + "\n"


async def _read_line(reader: asyncio.StreamReader) -> bytes | None:
    """A line; b"" at the end; None for one that is too long, which is read over."""
    long = False
    while True:
        try:
            line = await reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as end:
            return end.partial if not long else None
        except asyncio.LimitOverrunError as over:
            await reader.readexactly(over.consumed)
            long = True
            continue
        return None if long else line


def _asks_health(text: str) -> bool:
    try:
        return bool(json.loads(text) == {"health": True})
    except (ValueError, RecursionError):
        return False


async def health(path: Path) -> dict[str, Any]:
    """Ask a running `menlian serve` how it is; ChannelError when nobody answers in time."""
    try:
        async with asyncio.timeout(HEALTH_SECONDS):
            reader, writer = await asyncio.open_unix_connection(path)
            try:
                writer.write(b'{"health": true}\n')
                await writer.drain()
                found = json.loads(await reader.readline())
            finally:
                writer.close()
    except TimeoutError:
        raise ChannelError(
            f"{path}: no answer within {HEALTH_SECONDS:.0f} s: look at its log, restart it"
        ) from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or type(fault).__name__
        raise ChannelError(f"{path}: nobody answers there ({why}): is `menlian serve` running?") from None
    if not isinstance(found, dict):
        raise ChannelError(f"{path}: whoever listens there is not menlian")
    return found
