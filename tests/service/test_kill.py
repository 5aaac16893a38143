"""kill -9 at named points and at random ones: acknowledged means durable, effects exactly once and in order."""

from __future__ import annotations

import ast
import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import engine
from tests.service.base import Pushing, said, sender, service, texts, until
from tests.service.talker import USERS
from tests.store.base import opened

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9")
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Talker:
    """A talking process, and the file it acknowledges into."""

    process: subprocess.Popen[bytes]
    said: Path


def start(folder: Path, kind: str, name: str, point: str = "anywhere", after: int = 0) -> Talker:
    command = [
        sys.executable,
        "-m",
        "tests.service.talker",
        folder / "m.db",
        folder / "sent.txt",
        kind,
        name,
        point,
    ]
    out = folder / f"said-{name}.txt"
    with out.open("wb") as file, (folder / f"err-{name}.txt").open("wb") as err:
        return Talker(
            subprocess.Popen([*map(str, command), str(after)], cwd=ROOT, stdout=file, stderr=err), out
        )


async def killed(talker: Talker, seconds: float | None = None) -> list[tuple[str, str, list[str]]]:
    """What it had acknowledged by the time it was killed: (user, id, answer)."""
    if seconds is not None:
        await until(lambda: talker.said.stat().st_size > 0 or talker.process.poll() is not None, 30)
        await asyncio.sleep(seconds)
        talker.process.send_signal(signal.SIGKILL)
    await asyncio.to_thread(talker.process.wait, 60)
    errors = talker.said.with_name(talker.said.name.replace("said", "err")).read_text(encoding="utf-8")
    assert talker.process.returncode == -signal.SIGKILL, errors
    found = []
    for line in talker.said.read_text(encoding="utf-8").splitlines():
        user, id_, answer = line.split(" ", 2)
        found.append((user, id_, ast.literal_eval(answer)))
    return found


async def check_passive(folder: Path, acknowledged: list[tuple[str, str, list[str]]], name: str) -> None:
    """Every answer that was given is stored word for word; asking on continues without a gap."""
    store = await opened(folder / "m.db")
    postman = service(store)
    count: dict[str, int] = defaultdict(int)
    for user, id_, answer in acknowledged:
        count[user] += 1
        assert texts(await postman.receive(said(id_, user=user))) == answer
    for n in range(USERS):
        user = f"u{n}"
        person = (await store.take(said("x", user=user), durable=False)).person
        stored = await store.load(person)
        turns = engine.decode(stored.blob).misses if stored else 0
        # At most one turn each was committed and not yet printed.
        assert turns - count[user] in (0, 1)
        answer = await postman.receive(said(f"{name}-{turns}", user=user))
        assert texts(answer) == [f"{turns + 1}: {name}-{turns}"]
    await store.close()


@pytest.mark.parametrize("point", ["before the commit", "between commit and reply"])
@pytest.mark.parametrize("after", [0, 1, 37])
async def test_named_points(tmp_path: Path, point: str, after: int) -> None:
    """A passive channel: what was not answered is asked again, and happens once."""
    await check_passive(tmp_path, await killed(start(tmp_path, "passive", "a", point, after)), "a")


@pytest.mark.slow
async def test_random_points(tmp_path: Path) -> None:
    """Ten lives, each ended at a moment nobody chose."""
    for n in range(10):
        folder = tmp_path / str(n)
        folder.mkdir()
        acknowledged = await killed(start(folder, "passive", "a"), random.uniform(0, 0.4))
        assert acknowledged
        await check_passive(folder, acknowledged, "a")


@pytest.mark.parametrize(
    ("point", "after"),
    [
        ("after take", 45),
        ("before the commit", 3),
        ("between commit and reply", 25),
        ("between send and mark", 30),
        ("anywhere", 0),
    ],
)
async def test_push(tmp_path: Path, point: str, after: int) -> None:
    """Acknowledged means answered, after the restart; in order; doubled only in the window that cannot be closed."""
    talker = start(tmp_path, "push", "a", point, after)
    acknowledged = await killed(talker, 0.3 if point == "anywhere" else None)
    store = await opened(tmp_path / "m.db")
    channel = Pushing(tmp_path / "sent.txt")
    carrier = sender(store, channel)
    postman = service(store, carrier)
    await postman.start()
    await until(lambda: not postman._lines and not carrier._tasks)
    assert await store.pending() == ()
    assert (await store.counts()).due == 0
    await postman.close()
    await store.close()
    sent: dict[str, list[str]] = defaultdict(list)
    doubled = 0
    for line in channel.lines():
        user, text = line.split(" ", 1)
        text = ast.literal_eval(text)
        if sent[user] and sent[user][-1] == text:
            doubled += 1
            continue
        sent[user].append(text)
    assert doubled <= USERS  # at most one bubble each was sent and not yet marked
    for user, answers in sent.items():
        numbers = [int(text.split(": ")[0]) for text in answers]
        assert numbers == list(range(1, len(numbers) + 1)), user
        ids = [id_ for text in answers for id_ in text.split(": ", 1)[1].split("\n")]
        assert ids == [f"a-{n}" for n in range(len(ids))], user
    for user, id_, _ in acknowledged:
        assert any(id_ in text.split(": ", 1)[1].split("\n") for text in sent[user])


async def test_two_processes_talk_to_the_same_people(tmp_path: Path) -> None:
    """Both on one file, then both killed: every turn counted once, none lost."""
    talkers = [start(tmp_path, "passive", name) for name in "ab"]
    acknowledged = [await killed(talker, 0.8) for talker in talkers]
    store = await opened(tmp_path / "m.db")
    for n in range(USERS):
        mine = [answer[0] for found in acknowledged for user, _, answer in found if user == f"u{n}"]
        numbers = sorted(int(text.split(":")[0]) for text in mine)
        assert len(set(numbers)) == len(numbers)
        stored = await store.load((await store.take(said("x", user=f"u{n}"), durable=False)).person)
        turns = engine.decode(stored.blob).misses if stored else 0
        assert turns - len(numbers) in (0, 1, 2)  # each process may have committed one it could not tell of
    assert all(acknowledged)
    await store.close()


async def test_thousands_at_once_after_a_kill(tmp_path: Path) -> None:
    """A store that fell opens at once and takes a crowd."""
    await killed(start(tmp_path, "passive", "a"), 0.2)
    store = await opened(tmp_path / "m.db")
    postman = service(store)
    answers = await asyncio.gather(*[postman.receive(said("n", user=f"new{n}")) for n in range(3000)])
    assert all(texts(answer) == ["1: n"] for answer in answers)
    await store.close()
