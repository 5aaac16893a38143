"""Playing a transcript: a player answers each move; straight from the engine, or with every session stored between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.check.expect import Said, compare
from bot.check.transcript import NOW, Move, Problem, Transcript, assignments
from bot.engine import Program, Session, Turn, decode, encode, events, moves, turn
from bot.engine.draft import Draft
from bot.engine.events import Event, Forget, Pressed, Say, Sent, Started
from bot.engine.session import Frame
from bot.engine.turn import fresh
from bot.ports import Inbound, Message
from bot.render import Renderer
from bot.texts import SOURCE_LANGUAGE
from bot.values import Reading, Value, read
from bot.values.moments import duration, moment

LANGUAGE = "person.language"


class Player(Protocol):
    """Whoever answers for the bot: the engine alone, or the whole service."""

    def receive(self, inbound: Inbound) -> Sequence[Message]:
        """Answer one inbound; what the person gets to read."""

    def session(self, user: str) -> Session | None:
        """How this person's conversation stands."""

    def put(self, user: str, session: Session) -> None:
        """Make it stand there."""


class Straight:
    """The engine and nothing else. With `stored`, each session goes through its bytes between two turns."""

    def __init__(self, program: Program, renderer: Renderer, *, stored: bool = False) -> None:
        self.program = program
        self.renderer = renderer
        self.stored = stored
        self.trace: set[str] = set()
        self.spoken: dict[str, set[str]] = {}  # what was walked in which language
        self._sessions: dict[str, Session] = {}
        self._bytes: dict[str, bytes] = {}

    def receive(self, inbound: Inbound) -> Sequence[Message]:
        """One turn of the engine."""
        event = event_of(inbound)
        if event is None:
            return ()
        before = self.session(inbound.address)
        event = self.renderer.heard(self.program, before, event, language(self.program, before))
        done = turn(self.program, before, event)
        self.trace |= walked(done)
        if any(isinstance(effect, Forget) for effect in done.effects):
            self._sessions.pop(
                inbound.address, None
            )  # as the service does: who was forgotten is somebody new
            self._bytes.pop(inbound.address, None)
        else:
            self.put(inbound.address, done.session)
        lang = language(self.program, done.session)
        self.spoken.setdefault(lang, set()).update(walked(done))
        return self.renderer.render(done.effects, lang, inbound.at.date())

    def session(self, user: str) -> Session | None:
        """As it was left; read back from its bytes where it is stored."""
        if self.stored:
            data = self._bytes.get(user)
            return None if data is None else decode(data)
        return self._sessions.get(user)

    def put(self, user: str, session: Session) -> None:
        """Keep it."""
        if self.stored:
            self._bytes[user] = encode(session)
        else:
            self._sessions[user] = session


def walked(done: Turn) -> set[str]:
    """Every edge and every step of one turn."""
    said = {effect.place for effect in done.effects if isinstance(effect, Say)}
    return {*done.trace, *said, done.session.top.place}


def event_of(inbound: Inbound) -> Event | None:
    """Theirs to ours; None where time only passed."""
    match inbound.kind:
        case "started":
            return Started(id=inbound.id, at=inbound.at)
        case "said":
            return events.Said(id=inbound.id, at=inbound.at, text=inbound.text)
        case "pressed":
            return Pressed(id=inbound.id, at=inbound.at, choice=inbound.text, place=inbound.place)
        case "sent":
            return Sent(id=inbound.id, at=inbound.at, kind=inbound.text)
        case _:
            return None


def language(program: Program, session: Session | None) -> str:
    """The language a person chose; until then the one that person.yaml gives."""
    chosen = session.person.get(LANGUAGE) if session else None
    given = next((v.default for v in program.dialogs.person if v.name == LANGUAGE), None)
    return str(chosen or given or SOURCE_LANGUAGE)


def speaking(program: Program, session: Session | None, lang: str) -> Session:
    """The same conversation in another language."""
    session = session or fresh(program)
    return replace(session, person={**session.person, LANGUAGE: lang})


def jump(
    program: Program, session: Session | None, place: str, written: Mapping[str, str], at: datetime
) -> Turn | str:
    """Stand at flow.node with these variables and hear what is said there; the name nobody knows where there is one.

    Values are written as a person would type them: people=3, case.amount=3万5, person.who=家人.
    """
    flow, _, node = place.partition(".")
    if not program.stands(flow, node):
        return place
    session = session or fresh(program)
    stay = session.top.flow == flow
    own, person = dict(session.top.values) if stay else {}, dict(session.person)
    case = dict(session.cases[session.case]) if session.cases else {}
    for name, text in written.items():
        value = _read(program, flow, name, text, at)
        if value is None:
            return f"{name}={text}"
        (person if name.startswith("person.") else case if name.startswith("case.") else own)[name] = value
    cases = (*session.cases[: session.case], case, *session.cases[session.case + 1 :])
    frame = Frame(flow, node, own)
    standing = replace(
        session, stack=(frame,), person=person, cases=cases, history=(), misses=0, panel="", replay=(), seen=1
    )
    draft = Draft(program, standing, at)
    moves.run(draft)
    return Turn(session=draft.session(), effects=tuple(draft.effects), trace=tuple(draft.trace))


def written(kind: str, value: Value) -> str:
    """A value as `name=value` takes it: one word."""
    match kind, value:
        case "money", int():
            return f"{value / 100:g}元"
        case "yes_no", bool():
            return "是" if value else "否"
        case _, tuple():
            return "、".join(value)
    return "".join(str(value).split())


def _read(program: Program, flow: str, name: str, text: str, at: datetime) -> Value | None:
    variable = program.dialogs.variable(flow, name)
    if variable is None:
        return None
    if variable.spec.type in ("date", "datetime") and (when := moment(text)) is not None:
        return when.date().isoformat() if variable.spec.type == "date" else when.isoformat(timespec="minutes")
    outcome = read(variable.spec, text, now=at)
    return outcome.value if isinstance(outcome, Reading) else None


class _Stage:
    """Where a rehearsal stands: the clock, who is chatting, what buttons everybody has been shown."""

    def __init__(self, program: Program, renderer: Renderer, player: Player, name: str) -> None:
        self.program, self.renderer, self.player, self.name = program, renderer, player, name
        self.now = NOW
        self.user = "u1"
        self.count = 0
        self.shown: dict[str, dict[str, tuple[str, str]]] = {}  # user -> label -> (id, place)
        self.trace: set[str] = set()

    def move(self, move: Move) -> Sequence[Message]:
        """Carry out one move; the messages that answer it."""
        match move.kind:
            case "now":
                self.now = moment(move.text) or self.now
            case "user":
                self.user = move.text
            case "lang":
                self.player.put(self.user, speaking(self.program, self.player.session(self.user), move.text))
            case "goto":
                return self.jump(move.text)
            case _:
                if move.kind == "waited":
                    self.now += duration(move.text) or timedelta()
                return self.deliver(move)
        return ()

    def deliver(self, move: Move) -> Sequence[Message]:
        self.count += 1
        shown = self.shown.setdefault(self.user, {})
        text, place = shown.get(move.text, (move.text, "")) if move.kind == "pressed" else (move.text, "")
        inbound = Inbound(
            id=f"{self.name}-{self.count}",
            channel="test",
            address=self.user,
            at=self.now,
            kind=move.kind,
            text=text,
            place=place,
        )
        messages = self.player.receive(inbound)
        self.note(messages)
        return messages

    def jump(self, text: str) -> Sequence[Message]:
        place, *values = text.split()
        done = jump(self.program, self.player.session(self.user), place, assignments(values) or {}, self.now)
        match done:
            case str():
                raise LookupError(done)
        self.trace |= walked(done)
        self.player.put(self.user, done.session)
        messages = self.renderer.render(done.effects, language(self.program, done.session), self.now.date())
        self.note(messages)
        return messages

    def note(self, messages: Sequence[Message]) -> None:
        shown = self.shown.setdefault(self.user, {})
        for message in messages:
            shown.update({button.label: (button.id, message.place) for button in message.buttons})

    @property
    def offers(self) -> frozenset[str]:
        """Every button this person was ever shown: one of an older step can still be pressed, as on a phone."""
        return frozenset(self.shown.get(self.user, ()))

    @property
    def place(self) -> str:
        session = self.player.session(self.user)
        return session.top.place if session else ""


def play(
    transcript: Transcript, program: Program, renderer: Renderer, player: Player, name: str
) -> tuple[list[Said], list[Problem], set[str]]:
    """Every move in order: what was said, what differs from what was written, and the edges the jumps walked."""
    stage = _Stage(program, renderer, player, name)
    said: list[Said] = []
    problems: list[Problem] = []
    for move in transcript.moves:
        before = stage.offers
        try:
            messages = stage.move(move)
        except LookupError as fault:
            problems.append(Problem(line=move.line, what="unknown", text=str(fault.args[0])))
            break
        if move.kind == "pressed" and move.text not in before:
            problems.append(Problem(line=move.line, what="no_button", text=move.text))
        if move.answers:
            said.append((move, messages, stage.place))
            problems += compare(move, messages, stage.place)
    return said, problems, stage.trace
