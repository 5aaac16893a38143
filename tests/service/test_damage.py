"""What lies there cannot be read, or the vault raises what it likes: one is in trouble, nobody else notices."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import pack
from bot.ports import Message, StoreError
from bot.store import SqliteStore
from bot.vault import PlainVault
from tests.service.base import Pushing, said, sender, service, texts, until
from tests.store.base import inbound, opened


class Moody(PlainVault):
    """Raises what no vault should, for whatever holds `bad`."""

    bad = b"\xffnothing"

    def seal(self, person: str, data: bytes) -> bytes:
        if self.bad in data:
            raise KeyError("no key")
        return super().seal(person, data)

    def open(self, person: str, sealed: bytes) -> bytes:
        if self.bad in sealed:
            raise KeyError("no key")
        return super().open(person, sealed)


def change(path: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "blob", [b"\x01\xff", b"", b"\x00{}", b"\x00" + b"[" * 100_000], ids=["sealed", "empty", "none", "deep"]
)
async def test_a_session_nobody_can_read_is_begun_anew_and_kept_aside(tmp_path: Path, blob: bytes) -> None:
    path = tmp_path / "m.db"
    store = await opened(path)
    await service(store).receive(said("a"))
    await store.close()
    change(path, "UPDATE sessions SET blob = ?", blob)
    store = await opened(path)
    postman = service(store)
    assert [b async for b in store.sessions()] == [blob[1:] if blob[:1] == b"\x00" else b""]
    assert (await postman.receive(said("w", kind="waited"))).session is None
    assert texts(await postman.receive(said("b"))) == ["1: b"]
    assert texts(await postman.receive(said("c"))) == ["2: c"]
    assert texts(await postman.receive(said("x", user="u2"))) == ["1: x"]
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT blob FROM aside").fetchall() == [(blob,)]
    await postman.receive(said("d", "forget"))
    assert connection.execute("SELECT count(*) FROM aside").fetchone() == (0,)
    connection.close()
    await store.close()


@pytest.mark.parametrize("body", [b"\x01sealed", b"\x00no json"])
async def test_an_answer_nobody_can_read_is_repeated_without_words(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "m.db"
    store = await opened(path)
    postman = service(store)
    await postman.receive(said("a"))
    change(path, "UPDATE outbox SET body = ?", body)
    again = await postman.receive(said("a"))
    assert (texts(again), again.repeat) == ([], True)
    assert texts(await postman.receive(said("b"))) == ["2: b"]
    await store.close()


async def test_a_vault_that_raises_what_it_likes_fails_one_job(tmp_path: Path) -> None:
    vault = Moody()
    store = SqliteStore(tmp_path / "m.db", vault)
    await store.open()
    vault.bad = b"poison"
    async with asyncio.timeout(20):
        results = await asyncio.gather(
            *[store.take(inbound(str(n), f"u{n}", text="poison" if n == 3 else "x")) for n in range(9)],
            return_exceptions=True,
        )
        assert [n for n, result in enumerate(results) if isinstance(result, StoreError)] == [3]
        assert "poison" not in str(results[3])
        await store.take(inbound("later"))
    await store.close()


async def test_any_error_of_a_job_is_its_own(tmp_path: Path) -> None:
    store = await opened(tmp_path / "m.db")

    def bad(_: sqlite3.Connection) -> None:
        raise ValueError("one bad row")

    async with asyncio.timeout(20):
        broken, taken = await asyncio.gather(
            store._submit(bad), store.take(inbound("1")), return_exceptions=True
        )
        assert isinstance(broken, StoreError)
        assert not isinstance(taken, BaseException)
        await store.health()
    await store.close()


async def test_a_damaged_row_that_waits_stops_nobody(tmp_path: Path) -> None:
    """Its sender hears that something went wrong; the row is kept as failed."""
    path = tmp_path / "m.db"
    store = await opened(path)
    for user in ("u1", "u2"):
        await store.take(said("a", user=user, channel="push"))
    await store.close()
    change(path, "UPDATE inbox SET payload = x'01ff' WHERE seq = 1")
    store = await opened(path)
    channel = Pushing(tmp_path / "sent.txt")
    postman = service(store, sender(store, channel))
    await postman.start()
    await until(lambda: len(channel.lines()) == 2)
    assert sorted(channel.lines()) == ["u1 'trouble in zh-Hans'", "u2 '1: a'"]
    assert (await store.counts()).failed == 1
    await postman.close()
    await store.close()


async def test_a_damaged_row_keeps_nobody_from_being_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    store = await opened(path)
    person = (await store.take(said("a"))).person
    change(path, "UPDATE inbox SET payload = x'01ff'")
    await store.forget(person)
    (held,) = await store.pending()
    assert (held.inbound.kind, held.taken.person != person) == ("damaged", True)
    await store.close()


async def test_a_caller_who_hangs_up_after_the_row_is_written(tmp_path: Path) -> None:
    """Acknowledged or not: what lies in the inbox is answered without a restart, and once."""
    store = await opened(tmp_path / "m.db")
    channel = Pushing(tmp_path / "sent.txt")
    postman = service(store, sender(store, channel))
    for n in range(12):
        task = asyncio.create_task(postman.receive(said(str(n), channel="push")))
        for _ in range(n % 6):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await postman.receive(said(str(n), channel="push"))  # the vendor brings it again
        await until(lambda n=n: len(channel.lines()) == n + 1)
    assert channel.lines() == [f"u1 '{n + 1}: {n}'" for n in range(12)]
    await postman.close()
    await store.close()


async def test_what_waits_in_no_line_is_put_in_one_when_it_comes_again(tmp_path: Path) -> None:
    store = await opened(tmp_path / "m.db")
    channel = Pushing(tmp_path / "sent.txt")
    postman = service(store, sender(store, channel))
    await store.take(said("a", channel="push"))
    assert (await postman.receive(said("a", channel="push"))).repeat
    await until(channel.lines)
    assert channel.lines() == ["u1 '1: a'"]
    assert postman._held == set()
    await postman.close()
    await store.close()


async def test_an_error_nobody_foresaw_loses_no_acknowledged_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the desk, and of the sender: both go on."""
    monkeypatch.setattr("bot.service.lines.PAUSES", (0.01,))
    store = await opened(tmp_path / "m.db")
    channel = Pushing(tmp_path / "sent.txt")
    carrier = sender(store, channel)
    postman = service(store, carrier)
    load, outbox, left = store.load, store.outbox, [2, 2]

    async def moody(person: str) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise LookupError("nobody foresaw it")
        return await load(person)

    async def blind(person: str) -> Any:
        left[1] -= 1
        if left[1] >= 0:
            raise ValueError("nobody foresaw it")
        return await outbox(person)

    monkeypatch.setattr(store, "load", moody)
    monkeypatch.setattr(store, "outbox", blind)
    await postman.receive(said("a", channel="push"))
    await until(channel.lines)
    assert channel.lines() == ["u1 '1: a'"]
    await postman.close()
    await store.close()


async def test_a_bubble_nobody_can_read_holds_up_no_other(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    store = await opened(path)
    taken = await store.take(said("a", channel="push"))
    await store.close()
    good = b"\x00" + pack([Message(kind="say", text="good")])
    for seq, body in ((1, b"\x01sealed"), (2, good)):
        change(
            path,
            "INSERT INTO outbox (seq, person, channel, state, body) VALUES (?, ?, 'push', 'pending', ?)",
            seq,
            taken.person,
            body,
        )
    change(path, "DELETE FROM inbox")
    store = await opened(path)
    channel = Pushing(tmp_path / "sent.txt")
    carrier = sender(store, channel)
    await carrier.start()
    await until(lambda: not carrier._tasks)
    assert channel.lines() == ["u1 'good'"]
    assert (await store.counts()).due == 0
    await store.close()
