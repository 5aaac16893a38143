"""The postman: inbox -> turn -> commit -> answer. One line of waiting messages per person, answered in order.

The recipe for every inbound:
1. take: a push channel's raw update is on the disk before `receive` returns, and may then be acknowledged. A passive
   channel is acknowledged by the answer itself, which comes after step 5: its write-set brings the inbox row along.
2. join: what one person typed in one breath is one event. A word of crisis waits for nothing.
3. load the session, from memory where it is the stored one.
4. turn and render; both are pure, and no transaction is open meanwhile.
5. commit: inbox, session, outbox, all or nothing. Somebody else was faster: from step 3. It was answered before: that
   answer again.
6. answer (passive), or wake the sender (push).
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot import BotError, engine
from bot.delivery import Sender, pack, unpack
from bot.engine import Program, Session, SessionError, Turn
from bot.engine.events import Event, Forget, Pressed, Said, Sent, Started
from bot.ports import (
    NOBODY,
    Answer,
    Inbound,
    Message,
    Outcome,
    Progress,
    Store,
    Stored,
    StoreError,
    Taken,
    WriteSet,
)
from bot.render import Renderer

BURST_SECONDS = 1.2  # a push channel waits so long for the next line of somebody who types in pieces
BURST_LINES = 20
SESSIONS = 2_000  # kept decoded
PACKED = 1_000  # answers many people get, kept as bodies
ATTEMPTS = 10  # against other processes that move the same conversation
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


@dataclass(slots=True, eq=False)
class _Line:
    """Who is waiting behind the message that is being answered."""

    items: deque[_Item] = field(default_factory=deque)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)  # do not wait for more of this burst


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
        turn: Callable[[Program, Session | None, Event], Turn] = engine.turn,
    ) -> None:
        self._store = store
        self._sender = sender
        self._burst = burst
        self._turn = turn
        self.program = program
        self.renderer = renderer
        self._lines: dict[tuple[str, str], _Line] = {}  # by channel and address
        self._tasks: set[asyncio.Task[None]] = set()
        self._sessions: OrderedDict[str, tuple[bytes, Session]] = OrderedDict()
        self._packed: dict[int, tuple[tuple[Message, ...], bytes]] = {}
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
        self.program, self.renderer = program, renderer

    async def receive(self, inbound: Inbound) -> Answer:
        """Take one inbound. Push: returns when it is durable. Passive: returns the answer, committed.

        Raises StoreError (nothing was stored) and ClosedError.
        """
        if self._closing.is_set():
            raise ClosedError("stopping: nothing was taken; send it again in a moment")
        if self._sender is not None and self._sender.carries(inbound.channel):
            return await self._acknowledge(inbound)
        if inbound.kind == "waited":
            return await self._stand(inbound)
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
            return await self._serve((_Item(inbound),))
        finally:
            self._hand_on(key, line)

    async def close(self) -> None:
        """Take nothing more, finish the turns under way. What is acknowledged and not begun is answered next time."""
        self._closing.set()
        for line in self._lines.values():
            line.hurry.set()
        await self._idle.wait()
        if self._sender is not None:
            await self._sender.close()

    # -- the lines ---------------------------------------------------------------------------------------------------
    async def _acknowledge(self, inbound: Inbound) -> Answer:
        taken = await self._store.take(inbound)  # step 1
        if taken.repeat is None:
            self._enqueue(_Item(inbound, taken))
        return Answer(messages=(), repeat=taken.repeat is not None)

    def _enqueue(self, item: _Item) -> None:
        key = (item.inbound.channel, item.inbound.address)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line()
            self._idle.clear()
            line.items.append(item)
            self._hand_on(key, line)
        else:
            line.items.append(item)
        if item.inbound.kind != "said" or self.program.matcher.danger(item.inbound.text) is not None:
            line.hurry.set()

    def _hand_on(self, key: tuple[str, str], line: _Line) -> None:
        if line.items:
            task = asyncio.create_task(self._work(key, line), name="worker")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return
        del self._lines[key]  # no await between this look and the end: nobody can be forgotten in the line
        if not self._lines:
            self._idle.set()

    async def _work(self, key: tuple[str, str], line: _Line) -> None:
        failures = 0
        try:
            while line.items:
                if self._closing.is_set() and line.items[0].taken is not None:
                    line.items.clear()  # durable: answered after the restart
                    return
                burst = await self._next(line)
                try:
                    answer = await self._serve(burst)
                except BotError as fault:
                    _fail(burst, fault)
                    if burst[0].taken is not None:  # durable: tried until it is answered
                        line.items.extendleft(reversed(burst))
                        await self._rest(PAUSES[min(failures, len(PAUSES) - 1)])
                        failures += 1
                    continue
                failures = 0
                _deliver(burst, answer)
        except BaseException:
            for item in line.items:
                if item.done is not None:
                    item.done.cancel()
            line.items.clear()
            raise
        finally:
            self._hand_on(key, line)

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

    # -- one turn ----------------------------------------------------------------------------------------------------
    async def _serve(self, burst: Sequence[_Item]) -> Answer:
        """Steps 3 to 6. Raises StoreError when nothing could be stored."""
        push = burst[0].taken is not None
        inbounds = [(item.inbound, item.taken) for item in burst]
        for _ in range(ATTEMPTS):
            # Asked each time: another process may have forgotten this person, who is then somebody new.
            person = (await self._store.take(inbounds[0][0], durable=False)).person
            stored = await self._store.load(person)
            session = self._decoded(person, stored)
            answer, writes = self._answer(person, stored, session, inbounds, push=push)
            outcome = await self._store.commit(writes)
            match outcome:
                case Outcome.COMMITTED:
                    self._remember(person, writes, answer.session)
                    if push and self._sender is not None:
                        self._sender.wake(NOBODY if writes.forget else person)
                    return answer
                case Outcome.REPEAT:
                    known = [await self._store.recall(person, inbound) for inbound, _ in inbounds]
                    inbounds = [
                        pair for pair, found in zip(inbounds, known, strict=True) if not _answered(found)
                    ]
                    if not inbounds:
                        found = known[-1]
                        bodies = found.answer if found is not None else ()
                        messages = tuple(message for body in bodies for message in unpack(body))
                        return Answer(messages=messages, session=session, repeat=True)
                case Outcome.CONFLICT:
                    continue
        raise StoreError(
            "another process keeps moving this conversation: end one of the two, then send it again"
        )

    def _answer(
        self,
        person: str,
        stored: Stored | None,
        session: Session | None,
        inbounds: Sequence[tuple[Inbound, Taken | None]],
        *,
        push: bool,
    ) -> tuple[Answer, WriteSet]:
        """Step 4, and what it leaves behind. An error nobody foresaw is an answer too."""
        forget = False
        blob: bytes | None = None
        progress = Progress.DONE
        last = inbounds[-1][0]
        try:
            turn = self._turn(self.program, session, _event([inbound for inbound, _ in inbounds]))
            messages = self.renderer.render(turn.effects, self._language(turn.session), last.at.date())
            forget = any(isinstance(effect, Forget) for effect in turn.effects)
            after: Session | None = None if forget else turn.session
            blob = None if after is None else engine.encode(after)
            bodies = tuple(pack((m,)) for m in messages) if push else (self._body(messages),)
        except Exception as fault:  # noqa: BLE001  whatever it is: the person is answered, the raw words are kept
            _log_fault(last, fault)
            messages, after, progress, forget, blob = (
                self._trouble(session),
                session,
                Progress.FAILED,
                False,
                None,
            )
            bodies = (pack(messages),)
        writes = WriteSet(
            person=person,
            inbounds=tuple((inbound, taken or Taken(person=person)) for inbound, taken in inbounds),
            rev=stored.rev if stored is not None else 0,
            session=blob,
            bodies=bodies,
            push=push,
            progress=progress,
            forget=forget,
        )
        return Answer(messages=messages, session=after), writes

    def _body(self, messages: tuple[Message, ...]) -> bytes:
        kept = self._packed.get(id(messages))
        if kept is not None and kept[0] is messages:  # the renderer's very tuple: said before, to somebody
            return kept[1]
        if len(self._packed) >= PACKED:
            self._packed.clear()
        body = pack(messages)
        self._packed[id(messages)] = (messages, body)
        return body

    def _trouble(self, session: Session | None) -> tuple[Message, ...]:
        words = self.program.phrase("trouble")
        return (Message(kind="phrase", text=self.renderer.texts.sentence(words, self._language(session))),)

    def _language(self, session: Session | None) -> str:
        name = "person.language"
        found = session.person.get(name) if session is not None else None
        if found is None:
            found = next((v.default for v in self.program.dialogs.person if v.name == name), None)
        return str(found or self.renderer.texts.languages[0])

    async def _stand(self, inbound: Inbound) -> Answer:
        """Time passed and nothing was said: how the conversation stands."""
        taken = await self._store.take(inbound, durable=False)
        return Answer(messages=(), session=self._decoded(taken.person, await self._store.load(taken.person)))

    # -- sessions in memory ------------------------------------------------------------------------------------------
    def _decoded(self, person: str, stored: Stored | None) -> Session | None:
        if stored is None:
            return None
        kept = self._sessions.get(person)
        if kept is not None and kept[0] is stored.blob:  # the very bytes: nobody has written since
            self._sessions.move_to_end(person)
            return kept[1]
        try:
            session = engine.decode(stored.blob)
        except SessionError:
            # Of a newer program, or damaged. Somebody may be at the door: begin anew rather than not at all.
            _log.error("session of %s cannot be read: begun anew", person)  # no traceback: it may quote
            return None
        self._keep(person, stored.blob, session)
        return session

    def _remember(self, person: str, writes: WriteSet, session: Session | None) -> None:
        if writes.session is not None and session is not None:
            self._keep(person, writes.session, session)
        elif writes.forget:
            self._sessions.pop(person, None)

    def _keep(self, person: str, blob: bytes, session: Session) -> None:
        self._sessions[person] = (blob, session)
        self._sessions.move_to_end(person)
        if len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)


def _event(inbounds: Sequence[Inbound]) -> Event:
    last = inbounds[-1]
    match last.kind:
        case "said":
            return Said(id=last.id, at=last.at, text="\n".join(inbound.text for inbound in inbounds))
        case "pressed":
            return Pressed(id=last.id, at=last.at, choice=last.text, place=last.place)
        case "started":
            return Started(id=last.id, at=last.at)
        case "sent":
            return Sent(id=last.id, at=last.at, kind=last.text)
    raise ValueError(f"no inbound is of the kind {last.kind!r}")  # a channel's mistake: answered as trouble


def _answered(taken: Taken | None) -> bool:
    return taken is not None and taken.repeat is not Progress.WAITING


def _deliver(burst: Sequence[_Item], answer: Answer) -> None:
    """A burst has one answer: whoever asked last gets it, the others get the silence they can be given."""
    for item in burst:
        if item.done is not None and not item.done.done():
            item.done.set_result(
                answer
                if item is burst[-1]
                else Answer(messages=(), session=answer.session, repeat=answer.repeat)
            )


def _fail(burst: Sequence[_Item], fault: BotError) -> None:
    for item in burst:
        if item.done is not None and not item.done.done():
            item.done.set_exception(fault)


def _log_fault(inbound: Inbound, fault: Exception) -> None:
    """Where it happened and to which inbound; never the message of the exception, which may quote what was typed."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
    _log.error(
        "turn failed: %s at %s, inbound %s/%s", type(fault).__name__, where, inbound.channel, inbound.id
    )
