"""One turn, from what was said to what is committed: steps 3 to 6 of the recipe (see the room's door)."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot import engine
from bot.delivery import Sender, pack, unpack
from bot.engine import Program, Session, SessionError, Turn
from bot.engine.events import Event, Forget, Pressed, Said, Sent, Started
from bot.ports import NOBODY, Answer, Inbound, Message, Outcome, Progress, Store, Stored, Taken, WriteSet
from bot.render import Renderer

SESSIONS = 2_000  # kept decoded
PACKED = 1_000  # answers many people get, kept as bodies
ATTEMPTS = 3  # to be faster than another process that moves the same conversation; then we insist

Inbounds = Sequence[tuple[Inbound, Taken]]
NEW = Taken(person="")  # not written anywhere yet
Turning = Callable[[Program, Session | None, Event], Turn]

_log = logging.getLogger(__name__)


class Desk:
    """Where turns are made. Keeps the dialogs, and recent sessions decoded."""

    def __init__(
        self, *, store: Store, program: Program, renderer: Renderer, sender: Sender | None, turn: Turning
    ) -> None:
        self._store = store
        self._sender = sender
        self._turn = turn
        self.swap(program, renderer)
        self._sessions: OrderedDict[str, tuple[bytes, Session]] = OrderedDict()
        self._packed: dict[int, tuple[tuple[Message, ...], bytes]] = {}

    async def serve(self, burst: Sequence[tuple[Inbound, Taken | None]]) -> Answer:
        """Answer a burst; with Taken it is durable already, and pushed. StoreError when nothing could be stored."""
        push = burst[0][1] is not None
        inbounds: Inbounds = [(inbound, taken or NEW) for inbound, taken in burst]
        attempts = 0
        while True:
            # Asked each time: another process may have forgotten this person, who is then somebody new.
            taken = await self._store.take(inbounds[0][0], durable=False)
            person = taken.person
            if not push:
                inbounds = [(inbound, taken) for inbound, _ in inbounds]
            insist = attempts >= ATTEMPTS
            answer, writes, outcome = await self._turned(person, inbounds, push=push, insist=insist)
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
                        return await self._again(person, known[-1])
                case Outcome.CONFLICT:
                    attempts += 1

    async def _turned(
        self, person: str, inbounds: Inbounds, *, push: bool, insist: bool
    ) -> tuple[Answer, WriteSet, Outcome]:
        """Steps 3 to 5, once."""
        if not insist:
            stored = await self._store.load(person)
            answer, writes = self._answer(person, stored, self._decoded(person, stored), inbounds, push=push)
            return answer, writes, await self._store.commit(writes)
        answers: list[Answer] = []

        def turn(stored: Stored | None) -> WriteSet:  # on another thread: nothing here touches what we keep
            answer, writes = self._answer(person, stored, _decode(person, stored), inbounds, push=push)
            answers.append(answer)
            return writes

        writes, outcome = await self._store.insist(person, turn)
        return answers[-1], writes, outcome

    async def _again(self, person: str, known: Taken | None) -> Answer:
        bodies = known.answer if known is not None else ()
        messages = tuple(message for body in bodies for message in unpack(body))
        session = self._decoded(person, await self._store.load(person))
        return Answer(messages=messages, session=session, repeat=True)

    def _answer(
        self,
        person: str,
        stored: Stored | None,
        session: Session | None,
        inbounds: Inbounds,
        *,
        push: bool,
    ) -> tuple[Answer, WriteSet]:
        """Step 4, and what it leaves behind. An error nobody foresaw is an answer too."""
        forget = False
        blob: bytes | None = None
        progress = Progress.DONE
        last = inbounds[-1][0]
        try:
            turn = self._turn(self.program, session, _event(inbounds))
            messages = self.renderer.render(turn.effects, self._language(turn.session), last.at.date())
            forget = Forget in map(type, turn.effects)
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
            inbounds=tuple(inbounds),
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
        found = session.person.get("person.language") if session is not None else None
        return str(found) if found is not None else self._default

    @property
    def program(self) -> Program:
        """The dialogs that are spoken."""
        return self._program

    def swap(self, program: Program, renderer: Renderer) -> None:
        """Speak other dialogs from the next turn on."""
        self._program, self.renderer = program, renderer
        default = next((v.default for v in program.dialogs.person if v.name == "person.language"), None)
        self._default = default or renderer.texts.languages[0]

    async def stand(self, inbound: Inbound) -> Answer:
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
        session = _decode(person, stored)
        if session is not None:
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


def _decode(person: str, stored: Stored | None) -> Session | None:
    if stored is None:
        return None
    try:
        return engine.decode(stored.blob)
    except SessionError:
        # Of a newer program, or damaged. Somebody may be at the door: begin anew rather than not at all.
        _log.error("session of %s cannot be read: begun anew", person)  # no traceback: it may quote
        return None


def _event(inbounds: Inbounds) -> Event:
    last, _ = inbounds[-1]
    match last.kind:
        case "pressed":
            return Pressed(id=last.id, at=last.at, choice=last.text, place=last.place)
        case "said":
            text = last.text if len(inbounds) == 1 else "\n".join(inbound.text for inbound, _ in inbounds)
            return Said(id=last.id, at=last.at, text=text)
        case "started":
            return Started(id=last.id, at=last.at)
        case "sent":
            return Sent(id=last.id, at=last.at, kind=last.text)
    raise ValueError(f"no inbound is of the kind {last.kind!r}")  # a channel's mistake: answered as trouble


def _answered(taken: Taken | None) -> bool:
    return taken is not None and taken.repeat is not Progress.WAITING


def _log_fault(inbound: Inbound, fault: Exception) -> None:
    """Where it happened and to which inbound; never the message of the exception, which may quote what was typed."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
    _log.error(
        "turn failed: %s at %s, inbound %s/%s", type(fault).__name__, where, inbound.channel, inbound.id
    )
