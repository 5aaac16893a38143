"""One turn, from what was said to what is committed: steps 3 to 6 of the recipe (see the room's door)."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import engine
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
from bot.texts import SOURCE_LANGUAGE

SESSIONS = 2_000  # kept decoded
PACKED = 1_000  # answers many people get, kept as bodies
ATTEMPTS = 3  # to be faster than another process that moves the same conversation; then we insist
LIMIT = 100  # of attempts in all: each one that fails answers somebody of the burst, or another process has moved on

Inbounds = Sequence[tuple[Inbound, Taken]]
NEW = Taken(person="")  # not written anywhere yet
Turning = Callable[[Program, Session | None, Event], Turn]
Pack = Callable[[tuple[Message, ...]], tuple[bytes, ...]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Made:
    """A turn, ready to be committed."""

    answer: Answer
    blob: bytes | None  # the session from now on; None leaves the stored one as it is
    bodies: tuple[bytes, ...]
    progress: Progress = Progress.DONE
    forget: bool = False


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
        self._packed: dict[int, tuple[tuple[Message, ...], tuple[bytes, ...]]] = {}

    async def serve(self, burst: Sequence[tuple[Inbound, Taken | None]]) -> tuple[Answer, ...]:
        """Answer a burst, each of it; with Taken it is durable already, and pushed. StoreError: nothing was stored.

        What was answered before gets the words of then. The rest is one event: the last of it gets the answer, the
        others the silence they can be given. The same id twice is one inbound, and both get what it gets.
        """
        asked: dict[str, tuple[Inbound, Taken]] = {}
        for inbound, taken in burst:
            asked.setdefault(inbound.id, (inbound, taken or NEW))
        answers: dict[str, Answer] = {}
        attempts = 0
        while new := [pair for id_, pair in asked.items() if id_ not in answers]:
            if attempts == LIMIT:
                raise StoreError("another process keeps moving this conversation: nothing was stored")
            attempts += 1
            answers |= await self._attempt(
                new, push=burst[0][1] is not None, joined=len(asked) > 1, insist=attempts > ATTEMPTS
            )
        return _each(burst, answers)

    async def _attempt(self, new: Inbounds, *, push: bool, joined: bool, insist: bool) -> dict[str, Answer]:
        """Answers by id: of those answered before, else of all. Empty when somebody was faster: try again."""
        # Asked each time: another process may have forgotten this person, who is then somebody new.
        taken = await self._store.take(new[0][0], durable=False)
        if taken.repeat is not None:  # the message that had them forgotten, again
            return {new[0][0].id: await self._again(taken)}
        person = taken.person
        if not push:
            new = [(inbound, taken) for inbound, _ in new]
            # What was answered before is no part of this event. Whoever is alone learns of it at the commit.
            if joined and (known := await self._known(person, new)):
                return known
        answer, writes, outcome = await self._turned(person, new, push=push, insist=insist)
        if outcome is Outcome.REPEAT:
            known = await self._known(person, new)
            if not known:
                raise StoreError("an inbound is refused as known and cannot be found: nothing was stored")
            return known
        if outcome is Outcome.CONFLICT:
            return {}
        self._remember(person, writes, answer.session)
        if push and self._sender is not None:
            self._sender.wake(NOBODY if writes.forget else person)
        silence = replace(answer, messages=()) if len(new) > 1 else answer
        return {inbound.id: answer if inbound is new[-1][0] else silence for inbound, _ in new}

    async def _known(self, person: str, inbounds: Inbounds) -> dict[str, Answer]:
        """Those that were answered before, with the words of then."""
        found = [(inbound.id, await self._store.recall(person, inbound)) for inbound, _ in inbounds]
        return {
            id_: await self._again(taken)
            for id_, taken in found
            if taken is not None and taken.repeat is not Progress.WAITING
        }

    async def _turned(
        self, person: str, inbounds: Inbounds, *, push: bool, insist: bool
    ) -> tuple[Answer, WriteSet, Outcome]:
        """Steps 3 to 5, once."""
        if not insist:
            stored = await self._store.load(person)
            session = self._decoded(person, stored)
            made = self._answer(session, inbounds, pack=_singly if push else self._body)
            writes = _written(person, stored, session, inbounds, made, push=push)
            return made.answer, writes, await self._store.commit(writes)
        tried: list[_Made] = []

        def turn(stored: Stored | None) -> WriteSet:  # on another thread: nothing here touches what we keep
            session = _decode(person, stored)
            tried.append(self._answer(session, inbounds, pack=_singly if push else _whole))
            return _written(person, stored, session, inbounds, tried[-1], push=push)

        writes, outcome = await self._store.insist(person, turn)
        return tried[-1].answer, writes, outcome

    async def _again(self, known: Taken) -> Answer:
        messages: list[Message] = []
        for body in known.answer:
            try:
                messages += unpack(body)
            except Exception as fault:  # noqa: BLE001  damaged: whoever repeats gets what is left of it
                _log.error("answer of inbox %d cannot be read: %s", known.seq, type(fault).__name__)
        session = self._decoded(known.person, await self._store.load(known.person))
        return Answer(messages=tuple(messages), session=session, repeat=True)

    def _answer(self, session: Session | None, inbounds: Inbounds, *, pack: Pack) -> _Made:
        """Step 4. An error nobody foresaw is an answer too."""
        last = inbounds[-1][0]
        try:
            event = _event(inbounds)
            if (lang := self._language(session)) != SOURCE_LANGUAGE:
                event = self.renderer.heard(self.program, session, event, lang)
            turn = self._turn(self.program, session, event)
            messages = self.renderer.render(turn.effects, self._language(turn.session), last.at.date())
            if Forget in map(type, turn.effects):
                return _Made(Answer(messages=messages), None, pack(messages), Progress.DONE, forget=True)
            blob = engine.encode(turn.session)
            return _Made(Answer(messages=messages, session=turn.session), blob, pack(messages))
        except Exception as fault:  # noqa: BLE001  whatever it is: the person is answered, the raw words are kept
            _log_fault(last, fault)
            answer = Answer(messages=self._trouble(session), session=session)
            return _Made(answer, None, _whole(answer.messages), Progress.FAILED)

    def _body(self, messages: tuple[Message, ...]) -> tuple[bytes, ...]:
        kept = self._packed.get(id(messages))
        if kept is not None and kept[0] is messages:  # the renderer's very tuple: said before, to somebody
            return kept[1]
        if len(self._packed) >= PACKED:
            self._packed.clear()
        bodies = _whole(messages)
        self._packed[id(messages)] = (messages, bodies)
        return bodies

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
        """Time passed and nothing was said: how the conversation stands. Nobody becomes a person by waiting.

        With the id of something that was said it is a repeat of that.
        """
        person = await self._store.known(inbound.channel, inbound.address)
        if person is None:
            return Answer(messages=())
        known = await self._known(person, [(inbound, NEW)])
        if known:
            return known[inbound.id]
        return Answer(messages=(), session=self._decoded(person, await self._store.load(person)))

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
    except (SessionError, RecursionError):
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


def _written(
    person: str,
    stored: Stored | None,
    session: Session | None,
    inbounds: Inbounds,
    made: _Made,
    *,
    push: bool,
) -> WriteSet:
    """What a turn leaves behind."""
    return WriteSet(
        person=person,
        inbounds=tuple(inbounds),
        rev=stored.rev if stored is not None else 0,
        session=made.blob,
        bodies=made.bodies,
        push=push,
        progress=made.progress,
        forget=made.forget,
        aside=stored is not None and session is None and made.blob is not None,
    )


def _whole(messages: tuple[Message, ...]) -> tuple[bytes, ...]:
    """A passive channel shows all bubbles at once."""
    return (pack(messages),)


def _singly(messages: tuple[Message, ...]) -> tuple[bytes, ...]:
    """A push channel delivers bubble by bubble."""
    return tuple(pack((message,)) for message in messages)


def _each(burst: Sequence[tuple[Inbound, Taken | None]], answers: Mapping[str, Answer]) -> tuple[Answer, ...]:
    """Answers by id to answers in order; the second of two with the same id is a repeat."""
    if len(burst) == 1:
        return (answers[burst[0][0].id],)
    seen: set[str] = set()
    told = []
    for inbound, _ in burst:
        answer = answers[inbound.id]
        told.append(replace(answer, repeat=True) if inbound.id in seen else answer)
        seen.add(inbound.id)
    return tuple(told)


def _log_fault(inbound: Inbound, fault: Exception) -> None:
    """Where it happened and to which inbound; never the message of the exception, which may quote what was typed."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
    _log.error(
        "turn failed: %s at %s, inbound %s/%s", type(fault).__name__, where, inbound.channel, inbound.id
    )
