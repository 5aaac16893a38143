"""Every conversation that can happen, walked through engine.turn itself: proved, not hoped.

A state is a cursor with what is read later (states.py). From each state every button is pressed and every class of
answer is typed; at each step once, everything else is tried: all interrupts and back again, 返回, nonsense, a photo
(probes.py). What cannot be walked to the end is a finding, and so is a walk that was cut off.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product

from bot.check.classes import NOON, Classes
from bot.check.flowing import Knowledge, learn
from bot.check.graph import Graph, closure, offered, survey
from bot.check.hearing import Hearing
from bot.check.oracle import Oracle
from bot.check.probes import Probes
from bot.check.scenario import scenario
from bot.check.states import Abstraction, Key, domain_of, hours, timed
from bot.engine import Program, Session, Turn, turn
from bot.engine.events import Event, Finish, Option, Pressed, Said, Say, Started
from bot.engine.session import Kind
from bot.engine.turn import fresh
from bot.language.marks import Diagnostic, Mark
from bot.language.model import Dialogs
from bot.values import Value, show

MOST_STATES = 400_000
DEEPEST = 4  # the ground floor and three sub-flows
OWN = "@!"  # how ids of the engine's and of interrupts' buttons begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """What was walked, and what was found on the way."""

    findings: tuple[Diagnostic, ...]
    states: int
    turns: int
    nodes: tuple[int, int]  # reached, of
    edges: tuple[int, int]
    scenarios: tuple[str, ...] = ()  # for each finding a transcript that leads there; "" where there is none


def explore(program: Program, *, limit: int = MOST_STATES) -> Exploration:
    """Walk every reachable state; at most `limit` of them, and then say so."""
    walk = Walk(program, limit)
    walk.run()
    findings = sorted(walk.findings, key=lambda pair: (pair[0].mark, pair[0].code))
    return Exploration(
        findings=tuple(diagnostic for diagnostic, _ in findings),
        states=len(walk.states),
        turns=walk.turns,
        nodes=(len(walk.nodes & walk.all_nodes), len(walk.all_nodes)),
        edges=(len(walk.edges & walk.all_edges.keys()), len(walk.all_edges)),
        scenarios=tuple(
            scenario(program, f"{found.code} {found.values.get('node', '')}", moves) if moves else ""
            for found, moves in findings
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How a flow is entered: this event at this session."""

    session: Session | None
    event: Event


@dataclass(slots=True)
class State:
    """One representative: the session, its open buttons, and how it was come by."""

    session: Session
    options: tuple[Option, ...]
    parent: int
    event: str  # as a transcript writes it
    after: list[int] = field(default_factory=list)
    ends: bool = False


class Walk:
    """The work list; thrown away when the numbers are printed."""

    def __init__(self, program: Program, limit: int) -> None:
        self.program = program
        self.dialogs: Dialogs = program.dialogs
        self.limit = limit
        self.graph: Graph = survey(self.dialogs)
        self.knowledge: Knowledge = learn(self.dialogs, self.graph)
        self.known: Classes = self.knowledge.classes
        self.oracle = Oracle(self.dialogs, self.known)
        self.program = replace(program, actions=self.oracle.actions, matcher=Hearing(program.matcher))
        self.abstraction = Abstraction(self.dialogs, self.graph, self.known)
        self.timed = timed(self.dialogs, self.graph)
        self.states: list[State] = []
        self.index: dict[Key, int] = {}
        self.waiting: deque[int] = deque()
        self.turns = 0
        self.nodes: set[str] = set()
        self.edges: set[str] = set()
        self.findings: list[tuple[Diagnostic, str]] = []
        self.told: set[tuple[str, str]] = set()
        self.cut = False
        self.doors: dict[str, Door] = {}  # a flow's entry -> an event that leads there
        self.seen: dict[str, set[int]] = {v.name: {-1} for v in (*self.dialogs.person, *self.dialogs.case)}
        self.all_nodes = frozenset(self.graph.steps)
        self.all_edges = dict(self._all_edges())
        self.targets = dict(self._targets())
        self.opened: set[tuple[str, tuple[int, ...]]] = set()
        self.probes = Probes(self)

    def run(self) -> None:
        """Until nothing is left to walk, or the limit is reached."""
        self._first()
        while self.waiting or self._open_doors():
            here = self.waiting.popleft()
            for event, written in self._events(self.states[here]):
                self.step(here, event, written)
            self.probes.at(here)
        if not self.cut:
            self._unreached()
            self._endless()

    # -- one turn ----------------------------------------------------------------------------------------------------
    def turn(self, session: Session | None, event: Event, here: int, written: str) -> Turn | None:
        """engine.turn, watched: it must not raise, must say something, and must not show what is unset."""
        self.turns += 1
        place = session.top.place if session else "start"
        self.oracle.rewind()
        try:
            done = turn(self.program, session, event)
        except Exception as fault:  # noqa: BLE001  the engine's promise is that there is none
            self.find("D392", place, here, written, event=written, fault=f"{type(fault).__name__}: {fault}")
            return None
        says = [effect for effect in done.effects if isinstance(effect, Say)]
        self.nodes.add(done.session.top.place)
        for say in says:
            self.nodes.add(say.place)
            self._filled(say, here, written)
        self.edges.update(done.trace)
        for edge in done.trace:
            self.nodes.add(edge.partition(">")[0])
        if not says:
            self.find("D392", place, here, written, event=written, fault="一句话也没有")
        elif any(part.words.key == "phrases.trouble" for say in says for part in say.parts):
            self.find(
                "D392", done.session.top.place, here, written, event=written, fault="转个不停，停不下来"
            )
        return done

    def _filled(self, say: Say, here: int, written: str) -> None:
        for part in say.parts:
            if part.words.names and part.kind not in ("phrase", "card"):
                for name in part.words.names:
                    if name not in say.values and name not in part.words.blanks:
                        self.find("D393", say.place, here, written, name=name)

    def step(self, here: int, event: Event, written: str) -> None:
        """Carry out one event at a known state and note the state it leads to."""
        session = self.states[here].session
        for done in self.oracle.each(lambda: self.turn(session, event, here, written)):
            if done is not None:
                self._stepped(here, event, written, done)

    def _stepped(self, here: int, event: Event, written: str, done: Turn) -> None:
        state = self.states[here]
        if any(isinstance(effect, Finish) for effect in done.effects):
            state.ends = True
        self.probes.crossed(here, done, written)
        self.entered(state.session, event, done)
        there = self.arrive(done, here, written)
        if there is not None:
            state.after.append(there)

    def entered(self, session: Session | None, event: Event, done: Turn) -> None:
        """Remember how a flow is entered: it is walked from there with whatever may be known of the person."""
        for name, classes in self.seen.items():
            value = done.session.person.get(name) if name[0] == "p" else done.session.cases[0].get(name)
            classes.add(self.abstraction.of(name, value))
        for edge in done.trace:
            target = self.targets.get(edge, "")
            if target and target not in self.doors and target.partition(".")[0] != edge.partition(".")[0]:
                self.doors[target] = Door(session=session, event=event)
        opened = f"{done.session.top.flow}.{self.dialogs.flows[done.session.top.flow].start}"
        if opened not in self.doors and (session is None or session.top.flow != done.session.top.flow):
            self.doors[opened] = Door(session=session, event=event)

    def _open_doors(self) -> bool:
        """Enter every flow with every combination of what was seen to be known; False when nothing is new."""
        for place, door in list(self.doors.items()):
            readings = self.abstraction.lasting(place)
            columns = [sorted(self.seen[n]) if exact else sorted(self.seen[n])[:2] for n, exact in readings]
            for combination in product(*columns):
                if (place, combination) not in self.opened:
                    self.opened.add((place, combination))
                    self._open(place, door, dict(zip((n for n, _ in readings), combination, strict=True)))
        return bool(self.waiting)

    def _open(self, place: str, door: Door, known: Mapping[str, int]) -> None:
        values = {n: self.known.domains[n][i] for n, i in known.items() if i >= 0}
        set_up = {n: v for n, v in values.items() if v is not None}
        session = door.session or fresh(self.program)
        person = {**session.person, **{n: v for n, v in set_up.items() if n[0] == "p"}}
        case = {**session.cases[0], **{n: v for n, v in set_up.items() if n[0] == "c"}}
        for name in known.keys() - set_up.keys():
            (person if name[0] == "p" else case).pop(name, None)
        written = f"= {place} " + " ".join(f"{n}={self._shown(n, v)}" for n, v in set_up.items())
        varied = replace(
            session, person=person, cases=(case,), case=0
        )  # a door before the first word stays one
        for done in self.oracle.each(lambda: self.turn(varied, door.event, -1, written.strip())):
            if done is not None:
                self.entered(varied, door.event, done)
                self.arrive(done, -1, written.strip())

    def _shown(self, name: str, value: Value) -> str:
        variable = self.dialogs.variable("", name)
        return show(variable.spec.type, value) if variable else str(value)

    def arrive(self, done: Turn, here: int, written: str) -> int | None:
        """The number of the state a turn led to; a new one is put on the list."""
        session = self.abstraction.settle(done.session)
        depth = sum(frame.kind is Kind.CALL for frame in session.stack)
        if depth >= DEEPEST or len(self.states) >= self.limit:
            self._cut_off(session.top.place, here, written, depth)
            return None
        key = self.abstraction.key(session)
        number = self.index.get(key)
        if number is None:
            number = self.index[key] = len(self.states)
            says = [effect for effect in done.effects if isinstance(effect, Say)]
            options = says[-1].options if says else ()
            self.states.append(State(session=session, options=options, parent=here, event=written))
            self.waiting.append(number)
            self.probes.arrived(number)
        return number

    # -- what can happen at a state ----------------------------------------------------------------------------------
    def _first(self) -> None:
        begun = self.turn(None, Started(id="0", at=NOON), -1, "/start")
        if begun is not None:
            self.arrive(begun, -1, "/start")
            self.entered(None, Started(id="0", at=NOON), begun)
            self.probes.cold()

    def _events(self, state: State) -> Iterator[tuple[Event, str]]:
        place = state.session.top.place
        for at in self._moments(place):
            shift = "" if at == NOON else f"@ now {at:%Y-%m-%d %H:%M}\n"
            for option in state.options:
                if option.id[0] not in OWN:
                    label = option.words.text_for(None)
                    yield Pressed(id="1", at=at, choice=option.id, place=place), f"{shift}> [{label}]"
            for text in self._answers(state):
                yield Said(id="1", at=at, text=text), f"{shift}> {text}"

    def _moments(self, place: str) -> Iterator[datetime]:
        yield NOON
        if place in self.timed:
            for hour in hours(self.known):
                if hour != NOON.hour:
                    yield NOON.replace(hour=hour)
            yield NOON + timedelta(days=2)

    def _answers(self, state: State) -> Iterator[str]:
        step = self.graph.steps[state.session.top.place]
        variable = self.dialogs.variable(step.flow, step.ask.save_as) if step.ask else None
        if variable and variable.spec.type not in ("yes_no", "one_of"):
            for value in domain_of(self.known, step.flow, variable.name).values():
                yield show(variable.spec.type, value)

    # -- what was not walked -----------------------------------------------------------------------------------------
    def _all_edges(self) -> Iterator[tuple[str, Mark]]:
        for flow in self.dialogs.flows.values():
            for step in flow.steps.values():
                for choice in offered(flow, step):
                    kind = "choice" if choice in step.choices else "always"
                    yield f"{step.place}>{kind}:{choice.id}", choice.mark
                if step.ask:
                    yield f"{step.place}>answer", step.ask.mark
                    if step.ask.unknown:
                        yield f"{step.place}>unknown", step.ask.unknown.mark
                branches = self.knowledge.branches.get(step.place)
                for number, go in enumerate(step.go):
                    # A last resort that the conditions before it leave nothing for is written for safety.
                    if go.condition or not branches or branches.envs[number] is not None:
                        yield f"{step.place}>go:{number}", go.mark
                if any(go.use for go in step.go):
                    yield f"{step.place}>return", step.mark

    def _targets(self) -> Iterator[tuple[str, str]]:
        """Edges as the engine's trace names them, and where they lead."""
        for place, edges in self.graph.out.items():
            for edge in edges:
                if edge.kind in ("choice", "always", "go"):
                    yield f"{place}>{edge.kind}:{edge.name}", edge.target

    def _unreached(self) -> None:
        for place in sorted(self.all_nodes - self.nodes):
            self.find("D394", place, -1, "", edge=place)
        for edge, mark in self.all_edges.items():
            place = edge.partition(">")[0]
            if edge not in self.edges and place in self.nodes:
                self.find("D394", place, -1, "", mark=mark, edge=edge)

    def _endless(self) -> None:
        before: list[list[int]] = [[] for _ in self.states]
        for number, state in enumerate(self.states):
            for there in state.after:
                before[there].append(number)
        ends = [n for n, s in enumerate(self.states) if s.ends or self.graph.steps[s.session.top.place].end]
        good = closure(map(str, ends), lambda n: map(str, before[int(n)]))
        for number, state in enumerate(self.states):
            if str(number) not in good:
                self.find("D395", state.session.top.place, number, "")

    def _cut_off(self, place: str, here: int, written: str, depth: int) -> None:
        self.cut = True
        self.find("D399", place, here, written, depth=depth, count=len(self.states))

    # -- telling -----------------------------------------------------------------------------------------------------
    def find(
        self, code: str, place: str, here: int, written: str, *, mark: Mark | None = None, **values: object
    ) -> None:
        """Note a finding once for a place, with the way there."""
        if (code, f"{place}{values.get('edge', '')}{values.get('name', '')}") in self.told:
            return
        self.told.add((code, f"{place}{values.get('edge', '')}{values.get('name', '')}"))
        step = self.graph.steps.get(place)
        where = mark or (step.mark if step else next(iter(self.dialogs.flows.values())).mark)
        told = {name: " ".join(str(value).split()) for name, value in values.items()}
        diagnostic = Diagnostic(code=code, mark=where, values={"node": place, **told})
        self.findings.append((diagnostic, self._scenario(here, written)))

    def _scenario(self, here: int, written: str) -> str:
        lines = [written] if written else []
        while here >= 0:
            lines.append(self.states[here].event)
            here = self.states[here].parent
        moves = (line if line.startswith((">", "@", "=")) else f"> {line}" for line in reversed(lines))
        # An empty line between: two typed lines in a row would be one message.
        return "\n\n".join(moves).replace("\n>", "\n\n>") + "\n" if lines else ""
