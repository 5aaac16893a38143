"""The socket: line by line, for its owner only, and it stops without losing a word."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels.socket import LINE_BYTES, SocketChannel, health
from bot.ports import ChannelError, StoreError
from tests.service.base import until

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="unix sockets")


class Behind:
    """Answers a line with itself, when it is let."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.free.set()
        self.taken: list[str] = []
        self.fault: StoreError | None = None

    async def answer(self, line: str) -> str:
        self.taken.append(line)
        await self.free.wait()
        return json.dumps({"got": line.strip()}) + "\n"

    async def health(self) -> Mapping[str, Any]:
        if self.fault:
            raise self.fault
        return {"people": 3}


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
async def channel(tmp_path: Path, behind: Behind) -> AsyncIterator[SocketChannel]:
    channel = SocketChannel(tmp_path / "m.sock", answer=behind.answer, health=behind.health)
    await channel.start()
    yield channel
    await channel.stop()


async def ask(path: Path, *lines: bytes) -> list[Any]:
    reader, writer = await asyncio.open_unix_connection(path, limit=4 * LINE_BYTES)
    writer.write(b"".join(line + b"\n" for line in lines))
    writer.write_eof()
    answers = [json.loads(line) for line in (await reader.read()).splitlines()]
    writer.close()
    await writer.wait_closed()
    return answers


async def test_one_line_out_for_each_line_in(channel: SocketChannel) -> None:
    assert await ask(channel.path, b"a", "门".encode(), b"", b"\xff") == [
        {"got": t} for t in ("a", "门", "", "�")
    ]


async def test_only_its_owner(channel: SocketChannel) -> None:
    assert stat.S_IMODE(channel.path.stat().st_mode) == 0o600


async def test_connections_do_not_wait_for_each_other(channel: SocketChannel, behind: Behind) -> None:
    behind.free.clear()
    slow = asyncio.create_task(ask(channel.path, b"slow"))
    await until(lambda: behind.taken)
    assert (await health(channel.path))["ok"]
    behind.free.set()
    assert await slow == [{"got": "slow"}]


async def test_health(channel: SocketChannel, behind: Behind) -> None:
    assert await health(channel.path) == {"ok": True, "people": 3}
    behind.fault = StoreError("the disk is full")
    assert await health(channel.path) == {"ok": False, "error": "the disk is full"}


async def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(ChannelError, match="is `menlian serve` running"):
        await health(tmp_path / "m.sock")


async def test_a_line_that_is_too_long_is_read_over(channel: SocketChannel) -> None:
    huge = b"x" * (3 * LINE_BYTES)
    first, second, third = await ask(channel.path, b"a", huge, b"b")
    assert (first, third) == ({"got": "a"}, {"got": "b"})
    assert "longer" in second["error"]


async def test_whoever_hangs_up_harms_nobody(channel: SocketChannel, behind: Behind) -> None:
    behind.free.clear()
    for _ in range(20):
        _, writer = await asyncio.open_unix_connection(channel.path)
        writer.write(b"a\n")
        await writer.drain()
        writer.transport.abort()
    await asyncio.sleep(0.01)
    behind.free.set()
    assert await ask(channel.path, b"b") == [{"got": "b"}]


async def test_stopping_lets_the_answer_under_way_be_heard(channel: SocketChannel, behind: Behind) -> None:
    """Idle connections are hung up on; the busy one gets its line, and nobody new comes in."""
    behind.free.clear()
    idle, other = await asyncio.open_unix_connection(channel.path)
    busy = asyncio.create_task(ask(channel.path, b"busy", b"never read"))
    await until(lambda: behind.taken)
    stopping = asyncio.create_task(channel.stop())
    await asyncio.sleep(0.01)
    with pytest.raises(ChannelError):
        await health(channel.path)
    assert await idle.read() == b""
    behind.free.set()
    await asyncio.wait_for(stopping, 5)
    assert await busy == [{"got": "busy"}]
    assert not channel.path.exists()
    other.close()
    await other.wait_closed()


async def test_a_socket_left_behind_is_replaced(tmp_path: Path, behind: Behind) -> None:
    path = tmp_path / "m.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(os.fspath(path))
    left.close()
    channel = SocketChannel(path, answer=behind.answer, health=behind.health)
    await channel.start()
    assert (await health(path))["ok"]
    await channel.stop()


async def test_a_living_one_is_not(channel: SocketChannel, behind: Behind) -> None:
    with pytest.raises(ChannelError, match="another"):
        await SocketChannel(channel.path, answer=behind.answer, health=behind.health).start()
    assert (await health(channel.path))["ok"]


async def test_a_file_in_the_way_is_left_alone(tmp_path: Path, behind: Behind) -> None:
    path = tmp_path / "m.sock"
    path.write_text("notes")
    with pytest.raises(ChannelError, match="no socket"):
        await SocketChannel(path, answer=behind.answer, health=behind.health).start()
    assert path.read_text() == "notes"
