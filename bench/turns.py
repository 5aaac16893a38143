"""Rows about turns: the engine alone, whole turns against plain sqlite3, many sessions stored, many people seen."""

from __future__ import annotations

import asyncio
import gc
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import ours
from bench.plain import Plain, Recorder, Wrote, turns_of
from bench.seed import STANDS_AT, copied, seeded
from bench.workload import MESSAGES, PEOPLE, right

if TYPE_CHECKING:
    from bot.engine import Program

Found = dict[str, float]
Pairs = list[tuple[Any, Any]]  # (session, event): what one call of engine.turn is given


# -- the engine alone ------------------------------------------------------------------------------------------------
def engine() -> Found:
    """Turns a second through engine.turn alone, on one core."""
    work = ours.program(ours.dialogs(ours.workload_files()))
    shipped = ours.program(ours.dialogs(ours.shipped_files()))
    pressed, typed = workload_pairs(work)
    return {
        "press_work": rate(work, pressed),
        "press_shipped": rate(shipped, walks(shipped, 4000)),
        "typed_work": rate(work, typed),
    }


def rate(program: Program, pairs: Pairs) -> float:
    """Calls a second: the best of five passes, because whatever disturbs only ever slows down."""
    from bot.engine import turn

    best = float("inf")
    gc.collect()
    for _ in range(5):
        started = time.perf_counter()
        for session, event in pairs:
            turn(program, session, event)
        best = min(best, time.perf_counter() - started)
    return len(pairs) / best


def workload_pairs(program: Program) -> tuple[Pairs, Pairs]:
    """Every press and every typed answer of 300 people."""
    from bot.engine import turn
    from bot.engine.events import Pressed, Said

    pressed: Pairs = []
    typed: Pairs = []
    for person in range(300):
        session = None
        for number in range(MESSAGES):
            event = _event(person, number)
            kind = pressed if isinstance(event, Pressed) else typed if isinstance(event, Said) else []
            kind.append((session, event))
            session = turn(program, session, event).session
    return pressed, typed


def _event(person: int, number: int) -> Any:
    from bot.engine.events import Pressed, Said, Started

    came = ours.inbound(person, number)
    if came.kind == "pressed":
        return Pressed(id=came.id, at=came.at, choice=came.text, place=came.place)
    return (
        Said(id=came.id, at=came.at, text=came.text)
        if came.kind == "said"
        else Started(id=came.id, at=came.at)
    )


def walks(program: Program, wanted: int) -> Pairs:
    """Presses of people who wander through the shipped dialogs at random: any button shown, the engine's too."""
    from bot.engine import turn
    from bot.engine.events import Pressed, Said, Say, Started

    chance = random.Random(7)
    pairs: Pairs = []
    while len(pairs) < wanted:
        event: Any = Started(id="0", at=ours.NOON)
        session = None
        for number in range(1, 25):
            done = turn(program, session, event)
            session = done.session
            says = [effect for effect in done.effects if isinstance(effect, Say)]
            if not says:
                break
            options = says[-1].options
            if options and chance.random() < 0.9:
                event = Pressed(
                    id=str(number), at=ours.NOON, choice=chance.choice(options).id, place=says[-1].place
                )
                pairs.append((session, event))
            else:
                text = chance.choice(("2", "三万五", "明天下午3点", "某某公司", "13800138000"))
                event = Said(id=str(number), at=ours.NOON, text=text)
    return pairs


# -- whole turns -----------------------------------------------------------------------------------------------------
def disk(*, plain_turns: int = PEOPLE * MESSAGES) -> Found:
    """Whole turns on a disk, one at a time and 200 at once, and plain sqlite3 writing the same rows in between."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return asyncio.run(_disk(Path(folder), plain_turns))


def slow() -> Found:
    """The same where every flush takes 2 ms more; plain sqlite3 would need 5 s for all turns, so it does fewer."""
    return disk(plain_turns=240)


async def _disk(folder: Path, plain_turns: int) -> Found:
    loaded = ours.dialogs(ours.workload_files())
    size = plain_turns // MESSAGES
    rows = await _recorded(folder / "recorded.db", loaded, size)
    empty = ours.store(folder / "plain.db")
    await empty.open()
    await empty.close()
    plain = Plain(folder / "plain.db")
    store = ours.store(folder / "ours.db")
    await store.open()
    service = ours.service(store, loaded)
    runs = [plain.prepare(rows, run) for run in range(1, 1 + 4)]
    gc.collect()
    gc.freeze()  # the statements prepared above are no part of a bot: its collector shall not look through them
    one, plain_one = await _one_by_one(service, plain, runs[0], size)
    plain_many, many, times = 0.0, 0.0, []
    for number, run in enumerate(runs[1:]):
        plain_many += _timed(plain, run)
        crowd = [_script(person, f"m{number}-") for person in range(PEOPLE)]
        started = time.perf_counter()
        told = await asyncio.gather(*(_chat(service, script) for script in crowd))
        many += time.perf_counter() - started
        times += [_checked(person, chat) for person, chat in enumerate(told)]
    random_times = await _arrivals(service)
    await store.close()
    plain.close()
    plain_rate = 3 * plain_turns / plain_many
    many_rate = 3 * PEOPLE * MESSAGES / many
    return {
        "plain": plain_rate,
        "one": plain_turns / one,
        "one_ratio": plain_one / one,
        "many": many_rate,
        "many_ratio": many_rate / plain_rate,
        "p99": _p99([took for chat in times for took in chat]),
        "arrive_p99": _p99(random_times),
    }


async def _arrivals(service: Any) -> list[float]:
    """200 people write when they like, 1,000 messages a second in all: how long each waits from when it was due.

    At once is the worst there can be, everybody's next message the moment the last is answered; this is a busy evening.
    """
    chance = random.Random(11)
    due = time.perf_counter()
    waiting: list[asyncio.Task[float]] = []
    for number in range(PEOPLE * MESSAGES):
        due += chance.expovariate(1_000)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        came = ours.inbound(number % PEOPLE, number // PEOPLE, "r")
        waiting.append(asyncio.create_task(_due_turn(service, came, due)))
    return list(await asyncio.gather(*waiting))


async def _due_turn(service: Any, came: Any, due: float) -> float:
    answered = await service.receive(came)
    took = time.perf_counter() - due
    if not answered.messages:
        raise AssertionError("no answer")
    return took


async def _one_by_one(service: Any, plain: Plain, prepared: list[Any], size: int) -> tuple[float, float]:
    """Seconds for the whole workload, ours and plain, in slices by turns, so that what disturbs meets both."""
    one = plain_one = 0.0
    for number in range(MESSAGES):
        plain_one += _timed(plain, prepared[number * size : number * size + size])
        came = [ours.inbound(person, number, "o") for person in range(size)]
        started = time.perf_counter()
        told = [await service.receive(one_came) for one_came in came]
        one += time.perf_counter() - started
        for person, answered in enumerate(told):
            _check(person, number, answered.messages)
    return one, plain_one


async def _recorded(path: Path, loaded: Any, people: int) -> list[Wrote]:
    """The rows of the whole workload, in the order of one turn at a time."""
    recorder = Recorder(ours.store(path))
    await recorder.open()
    service = ours.service(recorder, loaded)
    for number in range(MESSAGES):
        for person in range(people):
            await _turn(service, person, number, "")
    await recorder.close()
    return turns_of(path, recorder.writes)


def _timed(plain: Plain, prepared: Sequence[Any]) -> float:
    started = time.perf_counter()
    plain.run(prepared)
    return time.perf_counter() - started


async def _turn(service: Any, person: int, number: int, run: str, address: str = "") -> float:
    """One turn, checked; how long it took in seconds."""
    came = ours.inbound(person, number, run, address)
    started = time.perf_counter()
    answered = await service.receive(came)
    took = time.perf_counter() - started
    _check(person, number, answered.messages)
    return took


def _check(person: int, number: int, messages: Sequence[Any]) -> None:
    if not right(person, number, "\n".join(message.text for message in messages)):
        raise AssertionError(f"person {person}, message {number}: {messages}")


def _script(person: int, run: str) -> list[Any]:
    """All that one person is going to say, made before the clock starts."""
    return [ours.inbound(person, number, run) for number in range(MESSAGES)]


async def _chat(service: Any, script: list[Any]) -> list[tuple[float, Any]]:
    """Everything a person says, each as soon as the last is answered; how long each took, and the answers."""
    told = []
    for came in script:
        started = time.perf_counter()
        answered = await service.receive(came)
        # the words, not the session: no channel keeps that, and a heap of them gives the collector work nobody else has
        told.append((time.perf_counter() - started, answered.messages))
    return told


def _checked(person: int, told: list[tuple[float, Any]]) -> list[float]:
    for number, (_, messages) in enumerate(told):
        _check(person, number, messages)
    return [took for took, _ in told]


def _p99(times: list[float]) -> float:
    """Milliseconds that 99 of 100 turns stay under."""
    return sorted(times)[int(len(times) * 0.99)] * 1000


# -- many people -----------------------------------------------------------------------------------------------------
def stored() -> Found:
    """What a turn costs with 100 and with 100,000 sessions stored; nobody's session is in the cache."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return asyncio.run(_stored(Path(folder)))


async def _stored(folder: Path) -> Found:
    loaded = ours.dialogs(ours.workload_files())
    big = ours.store(await seeded(100_000, folder / "big.db"))
    await seeded(100, folder / "small.db")
    await big.open()
    many = ours.service(big, loaded)
    crowd = random.Random(5).sample(range(100_000), 600)
    small_time = big_time = 0.0
    for part in range(6):
        little = ours.store(copied(folder / "small.db", folder / f"small{part}.db"))
        await little.open()
        few = ours.service(little, loaded)
        for person in range(100):
            small_time += await _seeded_turn(few, person)
        for person in crowd[part * 100 : part * 100 + 100]:
            big_time += await _seeded_turn(many, person)
        await little.close()
    await big.close()
    return {"stored_small": small_time / 600 * 1e6, "stored_ratio": big_time / small_time}


async def _seeded_turn(service: Any, person: int) -> float:
    # everybody who was seeded once gave the answers of person 0
    return await _turn(service, 0, STANDS_AT, f"{person}-", f"p{person}")


def memory() -> Found:
    """Memory of its own after 1,000, 20,000 and 100,000 people, in MB."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return asyncio.run(_memory(Path(folder)))


async def _memory(folder: Path) -> Found:
    store = ours.store(folder / "ours.db")
    await store.open()
    service = ours.service(store, ours.dialogs(ours.workload_files()))
    sizes: dict[int, float] = {}
    for first in range(0, 100_000, PEOPLE):
        await asyncio.gather(*(_turn(service, first + person, 0, "") for person in range(PEOPLE)))
        seen = first + PEOPLE
        if seen in (1_000, 20_000, 100_000):
            gc.collect()
            sizes[seen] = _own()
    await store.close()
    return {
        "rss_1000": sizes[1_000],
        "rss_20000": sizes[20_000],
        "rss_100000": sizes[100_000],
        "rss_ratio": sizes[100_000] / sizes[20_000],
    }


def _own() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    # Not VmRSS: pages of the database that are mapped for reading belong to the system, which takes them back at will.
    return int(status.split("RssAnon:")[1].split()[0]) / 1024
