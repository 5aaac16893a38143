"""Runs the workload on one subject, in the subject's own environment, and prints what it saw as one JSON line.

python -m bench.peers.drive measure ptb --people 200      one at a time, then all at once
python -m bench.peers.drive leave ptb --folder F          somebody stops in the middle
python -m bench.peers.drive resume ptb --folder F         a fresh process answers their next message
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import json
import logging
import tempfile
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from bench.workload import MESSAGES, PEOPLE, right

SUBJECTS = {
    "menlian": "bench.peers.menlian",
    "ptb": "bench.peers.ptb",
    "aiogram": "bench.peers.aiogram_sqlite",
    "chatsky": "bench.peers.chatsky_sqlite",
}
LEFT_AT = 6  # the message the fresh process answers: typed, so that it needs nothing the last process showed


class Subject(Protocol):
    name: str

    async def open(self) -> None: ...

    async def turn(self, person: int, number: int) -> str:
        """Message `number` of a person -> the reply, its state on disk."""

    async def close(self) -> None: ...


def subject(key: str, folder: Path) -> Subject:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    return importlib.import_module(SUBJECTS[key]).Subject(folder)


@asynccontextmanager
async def opened(key: str, folder: Path) -> AsyncIterator[Subject]:
    """The subject, closed whatever happens: a store left open keeps its thread, and that the whole process."""
    who = subject(key, folder)
    await who.open()
    try:
        yield who
    finally:
        await who.close()


async def told(who: Subject, person: int, number: int) -> float:
    """One turn, checked; how long it took in seconds."""
    started = time.perf_counter()
    reply = await who.turn(person, number)
    took = time.perf_counter() - started
    if not right(person, number, reply):
        raise AssertionError(f"{who.name}: person {person}, message {number}: wrong reply {reply!r}")
    return took


async def measure(key: str, folder: Path, people: int, modes: str) -> dict[str, float]:
    async with opened(key, folder) as who:
        return await _measured(who, people, modes)


async def _measured(who: Subject, people: int, modes: str) -> dict[str, float]:
    for number in range(MESSAGES):
        await told(who, 1, number)
    found: dict[str, float] = {"turns": people * MESSAGES}
    if modes in ("one", "both"):
        gc.collect()
        started = time.perf_counter()
        for number in range(MESSAGES):
            for person in range(1_000, 1_000 + people):
                await told(who, person, number)
        found["one"] = people * MESSAGES / (time.perf_counter() - started)
    if modes in ("many", "both"):
        gc.collect()
        started = time.perf_counter()
        groups = await asyncio.gather(*(_chat(who, person) for person in range(5_000, 5_000 + people)))
        found["many"] = people * MESSAGES / (time.perf_counter() - started)
        times = sorted(took for group in groups for took in group)
        found["p99"] = times[int(len(times) * 0.99)] * 1000
    return found


async def _chat(who: Subject, person: int) -> list[float]:
    return [await told(who, person, number) for number in range(MESSAGES)]


async def leave(key: str, folder: Path, people: int) -> dict[str, float]:
    async with opened(key, folder) as who:
        for number in range(LEFT_AT):
            for person in range(1, 1 + people):
                await told(who, person, number)
    return {}


async def resume(key: str, folder: Path) -> dict[str, float]:
    async with opened(key, folder) as who:
        await told(who, 1, LEFT_AT)
        print("{}", flush=True)  # the reply is out: the parent's watch stops here
    return {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=("measure", "leave", "resume"))
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--modes", choices=("one", "many", "both"), default="both")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = given.folder or Path(scratch)
        if given.verb == "measure":
            found = asyncio.run(measure(given.subject, folder, given.people, given.modes))
        elif given.verb == "leave":
            found = asyncio.run(leave(given.subject, folder, given.people))
        else:
            found = asyncio.run(resume(given.subject, folder))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
