"""The same id again: in one breath, after others, by somebody else, after being forgotten. Nothing hangs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Answer, Inbound, Outcome, StoreError, WriteSet
from bot.store import SqliteStore
from tests.service.base import Pushing, said, sender, service, texts, until
from tests.store.base import opened


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await opened(tmp_path / "menlian.db")
    yield store
    await store.close()


async def ask(postman: Any, *inbounds: Inbound) -> list[Answer]:
    """All at once; whoever never returns fails the test instead of stopping all of them."""
    async with asyncio.timeout(20):
        return list(await asyncio.gather(*[postman.receive(inbound) for inbound in inbounds]))


async def test_the_same_id_twice_in_one_burst_is_one_inbound(store: SqliteStore) -> None:
    """Both get its answer; the turn is made once."""
    postman = service(store)
    first, *both = await ask(postman, said("a"), said("dup"), said("dup"))
    assert texts(first) == ["1: a"]
    assert [(texts(a), a.repeat) for a in both] == [(["2: dup"], False), (["2: dup"], True)]
    assert texts(await postman.receive(said("z"))) == ["3: z"]


async def test_a_crowd_with_one_id(store: SqliteStore) -> None:
    """Pressed, said, in any number: one turn, one answer, told to each."""
    postman = service(store)
    answers = await ask(postman, said("a"), *[said("dup") for _ in range(50)])
    assert {text for answer in answers[1:] for text in texts(answer)} == {"2: dup"}
    answers = await ask(postman, *[said("p", kind="pressed") for _ in range(10)])
    assert {text for answer in answers for text in texts(answer)} == {"3: Pressed"}


async def test_a_repeat_at_the_end_of_a_burst_takes_nobodys_answer(store: SqliteStore) -> None:
    postman = service(store)
    await postman.receive(said("first"))
    answers = await ask(postman, said("x"), said("new"), said("first"))
    assert [(texts(a), a.repeat) for a in answers] == [
        (["2: x"], False),
        (["3: new"], False),
        (["1: first"], True),
    ]


async def test_a_store_that_calls_it_known_and_knows_nothing(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error, not a loop that ends never."""

    async def known(writes: WriteSet) -> Outcome:
        return Outcome.REPEAT

    monkeypatch.setattr(store, "commit", known)
    with pytest.raises(StoreError):
        await ask(service(store), said("a"))


async def test_a_conflict_that_never_ends_is_told(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slower(*_: Any) -> Any:
        return Outcome.CONFLICT

    async def insisting(person: str, turn: Any) -> Any:
        return turn(None), Outcome.CONFLICT

    monkeypatch.setattr(store, "commit", slower)
    monkeypatch.setattr(store, "insist", insisting)
    with pytest.raises(StoreError, match="another process"):
        await ask(service(store), said("a"))


async def test_equal_ids_of_two_people_who_are_forgotten(store: SqliteStore) -> None:
    """Clients that count from 1: what is said to be gone is gone, for each of them."""
    postman = service(store)
    for user in ("u1", "u2", "u3"):
        await postman.receive(said("1", user=user))
        assert texts(await postman.receive(said("2", "forget", user=user))) == ["2: forget"]
        assert (await store.counts()).people == 0
        assert (await store.counts()).sessions == 0


async def test_the_message_that_had_one_forgotten_comes_again(store: SqliteStore) -> None:
    """It gets the last words and makes nobody, also once somebody new talks from there."""
    postman = service(store)
    await postman.receive(said("1"))
    await postman.receive(said("2", "forget"))
    again = await postman.receive(said("2", "forget"))
    assert (texts(again), again.repeat, again.session) == (["2: forget"], True, None)
    assert (await store.counts()).people == 0
    assert texts(await postman.receive(said("3"))) == ["1: 3"]
    assert texts(await postman.receive(said("2", "forget"))) == ["2: forget"]
    assert texts(await postman.receive(said("4"))) == ["2: 4"]
    (one, two) = await ask(postman, said("5"), said("2", "forget"))
    assert (texts(one), texts(two)) == (["3: 5"], ["2: forget"])


async def test_what_is_left_of_the_forgotten_names_nobody(store: SqliteStore, tmp_path: Path) -> None:
    postman = service(store)
    await postman.receive(said("SECRETID1", user="SECRETUSER"))
    await postman.receive(said("SECRETID2", "forget", user="SECRETUSER"))
    await store.health()
    assert all(b"SECRET" not in path.read_bytes() for path in tmp_path.iterdir())


async def test_nobody_becomes_a_person_by_waiting(store: SqliteStore) -> None:
    postman = service(store)
    await postman.receive(said("w", kind="waited"))
    assert (await store.counts()).people == 0


async def test_a_pushed_repeat_of_a_forgotten_message(store: SqliteStore, tmp_path: Path) -> None:
    channel = Pushing(tmp_path / "sent.txt")
    postman = service(store, sender(store, channel))
    for user in ("u1", "u2"):
        for _ in range(3):
            await postman.receive(said("1", "forget", user=user, channel="push"))
            await until(lambda: not postman._lines)
    await until(lambda: len(channel.lines()) == 2)
    assert (await store.counts()).people == 0
    await postman.close()
    assert channel.lines() == ["u1 '1: forget'", "u2 '1: forget'"]
