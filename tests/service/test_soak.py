"""A crowd of hostile clients on the whole service: ids counted from 1 by each, sent twice, forgotten, cut off.

Bounded by counts: so many actions, each of which must come back. What is checked holds whatever the order was.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.service import Service
from tests.service.base import Pushing, said, sender, service, texts, until
from tests.store.base import opened

USERS, ROUNDS = 12, 25


@dataclass
class Heard:
    """What one person was told, by id."""

    answers: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    erased: int = 0


async def hostile(postman: Service, user: str, chance: random.Random, heard: Heard) -> None:
    """Bursts of new ids and old ones, each perhaps twice and perhaps cut off, then asked for again."""
    begun = number = 0
    for _ in range(ROUNDS):
        fresh = [str(number + n) for n in range(chance.randint(1, 4))]
        number += len(fresh)
        erase = chance.random() < 0.1
        if erase:
            fresh = fresh[:1]
        lines = [id_ for id_ in fresh for _ in range(chance.choice((1, 1, 2, 3)))]
        lines += (
            [str(chance.randrange(begun, number)) for _ in range(chance.randint(0, 2))] if not erase else []
        )
        tasks = [asyncio.create_task(postman.receive(said(id_, _word(id_, erase), user))) for id_ in lines]
        for _ in range(chance.randrange(6)):
            await asyncio.sleep(0)
        cut = {task for task in tasks if chance.random() < 0.15}
        for task in cut:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for id_, task in zip(lines, tasks, strict=True):
            if not task.cancelled():
                heard.answers[id_].append(texts(task.result()))
        for id_ in fresh:  # whoever was cut off asks again, and so does everybody else
            heard.answers[id_].append(texts(await postman.receive(said(id_, _word(id_, erase), user))))
        if erase:
            heard.erased += 1
            heard.answers.clear()  # what came before is nobody's any more
            begun = number


def _word(id_: str, erase: bool) -> str:
    return "forget" if erase else f"<{id_}>"


@pytest.mark.parametrize("seed", range(3))
async def test_passive(tmp_path: Path, seed: int) -> None:
    """Each id has one answer, whoever asks how often; turns count on without a gap; erased is erased."""
    store = await opened(tmp_path / "m.db")
    postman = service(store)
    chance = random.Random(seed)
    crowd = {f"u{n}": Heard() for n in range(USERS)}
    async with asyncio.timeout(120):  # nothing is measured by it: only a hang ends there
        await asyncio.gather(
            *[hostile(postman, user, random.Random(chance.random()), heard) for user, heard in crowd.items()]
        )
    assert postman._lines == {}
    for user, heard in crowd.items():
        for id_, told in heard.answers.items():
            spoken = {tuple(words) for words in told if words}
            assert len(spoken) == 1, (user, id_, told)  # silence while the burst goes on, else the same words
        turns: dict[str, set[str]] = defaultdict(set)
        for id_, told in heard.answers.items():
            (words,) = {words for answer in told for words in answer}
            turns[words].add(id_)
        _check_turns({words: ids for words, ids in turns.items() if "forget" not in words}, user)
    assert sum(heard.erased for heard in crowd.values()) > 0
    await store.close()


def _check_turns(turns: dict[str, set[str]], user: str) -> None:
    """Every turn answers just the ids it quotes, and nothing is quoted by two turns."""
    quoted: list[str] = []
    for words, ids in turns.items():
        said_then = [line.strip("<>") for line in words.split(": ", 1)[1].split("\n")]
        assert ids == set(said_then), (user, words, ids)
        quoted += said_then
    assert len(quoted) == len(set(quoted)), user


@pytest.mark.parametrize("seed", range(2))
async def test_push(tmp_path: Path, seed: int) -> None:
    """Everything acknowledged is answered once and in order, though callers hang up and vendors repeat."""
    store = await opened(tmp_path / "m.db")
    channel = Pushing(tmp_path / "sent.txt")
    carrier = sender(store, channel)
    postman = service(store, carrier)
    chance = random.Random(seed)

    async def vendor(user: str) -> None:
        for n in range(ROUNDS):
            for _ in range(chance.choice((1, 2, 3))):  # at least once, as vendors promise
                task = asyncio.create_task(postman.receive(said(str(n), f"<{n}>", user, "push")))
                for _ in range(chance.randrange(4)):
                    await asyncio.sleep(0)
                if chance.random() < 0.3:
                    task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            await postman.receive(said(str(n), f"<{n}>", user, "push"))

    async with asyncio.timeout(120):
        await asyncio.gather(*[vendor(f"u{n}") for n in range(USERS)])
        await until(lambda: not postman._lines and not carrier._tasks, 60)
    counts = await store.counts()
    assert (counts.waiting, counts.due, counts.failed) == (0, 0, 0)
    sent: dict[str, list[Any]] = defaultdict(list)
    for line in channel.lines():
        user, text = line.split(" ", 1)
        sent[user].append(text.strip("'"))
    for user in (f"u{n}" for n in range(USERS)):
        assert [int(text.split(":")[0]) for text in sent[user]] == list(range(1, len(sent[user]) + 1))
        ids = [id_ for text in sent[user] for id_ in text.split(": ", 1)[1].split("\\n")]
        assert ids == [f"<{n}>" for n in range(ROUNDS)]
    await postman.close()
    await store.close()
