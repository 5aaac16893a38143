"""The lines of waiting messages: one per person, answered in order; nobody waits for another."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from bot import BotError, engine
from bot.delivery import Sender
from bot.engine import Program
from bot.ports import Answer, Inbound, Progress, Store, Taken
from bot.render import Renderer
from bot.service.desk import Desk, Turning

T = TypeVar("T")
BURST_SECONDS = 1.2  # a push channel waits so long for the next line of somebody who types in pieces
BURST_LINES = 20
PAUSES = (
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
)  # seconds between attempts when the store is not well; the last one repeats

_log = logging.getLogger(__name__)


class ClosedError(BotError):
    """The service is stopping and takes nothing more; the vendor will bring it again."""


@dataclass(slots=True, eq=False)
class _Item:
    """One inbound in a person's line."""

    inbound: Inbound
    taken: Taken | None = None  # None: a passive channel, nothing is written yet
    done: asyncio.Future[Answer] | None = None  # whoever waits for the answer


class _Line:
    """Who waits behind the message that is being answered. Made for every message, so the rest only when needed."""

    __slots__ = ("_hurry", "items")

    def __init__(self) -> None:
        self.items: deque[_Item] = deque()
        self._hurry: asyncio.Event | None = None

    @property
    def hurry(self) -> asyncio.Event:
        """Do not wait for more of this burst."""
        if self._hurry is None:
            self._hurry = asyncio.Event()
        return self._hurry


class Service:
    """Answers inbounds. Memory holds only those who are being answered now, and a bounded number of sessions."""

    def __init__(
        self,
        *,
        store: Store,
        program: Program,
        renderer: Renderer,
        sender: Sender | None = None,
        burst: float = BURST_SECONDS,
        turn: Turning = engine.turn,
    ) -> None:
        self._store = store
        self._sender = sender
        self._burst = burst
        self._desk = Desk(store=store, program=program, renderer=renderer, sender=sender, turn=turn)
        self._lines: dict[tuple[str, str], _Line] = {}  # by channel and address
        self._tasks: set[asyncio.Task[Any]] = set()
        self._held: set[int] = set()  # places in the inbox of what waits in a line
        self._closing = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    # -- the door ----------------------------------------------------------------------------------------------------
    async def start(self) -> None:
        """After a restart: answer what was acknowledged and not answered, send what was answered and not sent."""
        for held in await self._store.pending():
            self._enqueue(_Item(held.inbound, held.taken))
        if self._sender is not None:
            await self._sender.start()

    def swap(self, program: Program, renderer: Renderer) -> None:
        """Go on with edited dialogs. Turns under way end on the old ones; sessions move when they are next used."""
        self._desk.swap(program, renderer)

    async def receive(self, inbound: Inbound) -> Answer:
        """Take one inbound. Push: returns when it is durable. Passive: returns the answer, committed.

        Raises StoreError (nothing was stored) and ClosedError.
        """
        if self._closing.is_set():
            raise ClosedError("stopping: nothing was taken; send it again in a moment")
        if self._sender is not None and self._sender.carries(inbound.channel):
            return await self._acknowledge(inbound)
        if inbound.kind == "waited":
            return await self._desk.stand(inbound)
        key = (inbound.channel, inbound.address)
        line = self._lines.get(key)
        if line is not None:
            item = _Item(inbound, None, asyncio.get_running_loop().create_future())
            line.items.append(item)
            assert item.done is not None
            return await item.done
        line = self._lines[key] = _Line()
        self._idle.clear()
        try:
            (answer,) = await self._desk.serve(((inbound, None),))
            return answer
        finally:
            self._hand_on(key, line)

    async def close(self) -> None:
        """Take nothing more, finish the turns under way. What is acknowledged and not begun is answered next time.

        Store.haste bounds how long another process may hold this up.
        """
        self._closing.set()
        for line in self._lines.values():
            line.hurry.set()
        await self._idle.wait()
        if self._sender is not None:
            await self._sender.close()

    # -- the lines ---------------------------------------------------------------------------------------------------
    async def _acknowledge(self, inbound: Inbound) -> Answer:
        # A task of its own: whoever hangs up once the row is written must not leave it without a line.
        taken = await asyncio.shield(self._spawn(self._take(inbound), "taker"))
        return Answer(messages=(), repeat=taken.repeat is not None)

    async def _take(self, inbound: Inbound) -> Taken:
        taken = await self._store.take(inbound)  # step 1
        if taken.repeat in (None, Progress.WAITING):
            self._enqueue(_Item(inbound, taken))
        return taken

    def _enqueue(self, item: _Item) -> None:
        assert item.taken is not None  # only what is durable comes this way
        if item.taken.seq in self._held:
            return  # in its line already
        self._held.add(item.taken.seq)
        key = (item.inbound.channel, item.inbound.address)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line()
            self._idle.clear()
            line.items.append(item)
            self._hand_on(key, line)
        else:
            line.items.append(item)
        if item.inbound.kind != "said" or self._desk.program.matcher.danger(item.inbound.text) is not None:
            line.hurry.set()

    def _hand_on(self, key: tuple[str, str], line: _Line) -> None:
        if line.items:
            self._spawn(self._work(key, line), "worker")
            return
        del self._lines[key]  # no await between this look and the end: nobody can be forgotten in the line
        if not self._lines:
            self._idle.set()

    def _spawn(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _work(self, key: tuple[str, str], line: _Line) -> None:
        failures = 0
        burst: Sequence[_Item] = ()
        try:
            while line.items:
                if self._closing.is_set() and line.items[0].taken is not None:
                    self._drop(line.items)  # durable: answered after the restart
                    line.items.clear()
                    return
                burst = await self._next(line)
                try:
                    answers = await self._desk.serve([(item.inbound, item.taken) for item in burst])
                except Exception as fault:  # noqa: BLE001  nobody waits for ever, whatever it is
                    _log.error("%d inbounds not answered: %s", len(burst), type(fault).__name__)
                    _fail(burst, fault)
                    if burst[0].taken is not None:  # durable: tried until it is answered
                        line.items.extendleft(reversed(burst))
                        await self._rest(PAUSES[min(failures, len(PAUSES) - 1)])
                        failures += 1
                    continue
                failures = 0
                self._drop(burst)
                _deliver(burst, answers)
        except BaseException:
            self._drop(line.items)
            for item in (*burst, *line.items):
                if item.done is not None:
                    item.done.cancel()
            line.items.clear()
            raise
        finally:
            self._hand_on(key, line)

    def _drop(self, items: Iterable[_Item]) -> None:
        """They are in no line any more."""
        self._held.difference_update(item.taken.seq for item in items if item.taken is not None)

    async def _next(self, line: _Line) -> tuple[_Item, ...]:
        """Step 2: the next event's worth of items."""
        if line.items[0].taken is not None and not self._closing.is_set() and self._burst > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(line.hurry.wait(), self._burst)
        line.hurry.clear()
        burst = [line.items.popleft()]
        while (
            burst[-1].inbound.kind == "said"
            and line.items
            and line.items[0].inbound.kind == "said"
            and len(burst) < BURST_LINES
        ):
            burst.append(line.items.popleft())
        if any(item.inbound.kind != "said" for item in line.items):
            line.hurry.set()
        return tuple(burst)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)


def _deliver(burst: Sequence[_Item], answers: Sequence[Answer]) -> None:
    for item, answer in zip(burst, answers, strict=True):
        if item.done is not None and not item.done.done():
            item.done.set_result(answer)


def _fail(burst: Sequence[_Item], fault: Exception) -> None:
    for item in burst:
        if item.done is not None and not item.done.done():
            item.done.set_exception(fault)
