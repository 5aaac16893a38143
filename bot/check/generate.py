"""Transcripts for what nobody walked by hand: from each step a walk over the missing edge, breadth first.

They prove that every way can be walked and pin the words; why a way is there, only a person can write.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, product

from bot.check.classes import Classes, canonical, classes
from bot.check.coverage import edges, normal, universe
from bot.check.expect import rewrite, spoken
from bot.check.rehearsal import Straight, jump, play, walked, written
from bot.check.transcript import NOW, parse
from bot.engine import Program, Session, Turn, turn
from bot.engine.events import Event, Pressed, Said, Say, Started
from bot.language.model import Flow, Step
from bot.render import Renderer
from bot.values import Value, show

MOST_SETTINGS = 64  # combinations of variables tried at one step
MOST_TURNS = 600  # from one setting
NONSENSE = "呃"
AROUND_NOW = {
    "date": ("昨天", "明天"),
    "datetime": ("昨天下午3点", "明天下午3点"),
}  # where only one side is allowed

Moves = tuple[tuple[str, str], ...]  # (kind, text), as a transcript has them


@dataclass(frozen=True, slots=True)
class _Walk:
    session: Session
    moves: Moves
    options: Mapping[str, str]  # id -> label, as shown last


def generate(program: Program, renderer: Renderer, known: set[str]) -> Iterator[tuple[str, str]]:
    """(name, text) of one transcript for each flow that has ways nobody walked."""
    search = _Search(program, renderer, set(normal(known)))
    for flow in program.dialogs.flows.values():
        sections = [section for step in flow.steps.values() for section in search.step(flow, step)]
        if sections:
            yield flow.id, _text(program, renderer, flow.id, sections)
    sections = list(search.everywhere())
    if sections:
        yield "everywhere", _text(program, renderer, "everywhere", sections)


def _text(program: Program, renderer: Renderer, name: str, sections: Sequence[tuple[str, Moves]]) -> str:
    lines = ["# generated", "# menlian test --generate 写的：走一遍手写对话没走到的路；改了对话就重新生成"]
    for number, (edge, moves) in enumerate(sections, start=1):
        lines += ["", f"# {edge}", f"@ user u{number}"]
        for kind, text in moves:
            lines += [*spoken(kind, text), *([""] if kind == "said" else [])]
    bare = "\n".join(lines) + "\n"
    transcript = parse(bare)
    said, *_ = play(transcript, program, renderer, Straight(program, renderer), name)
    return rewrite(bare, said)


class _Search:
    """What is known to be walked; grows with every section that is found."""

    def __init__(self, program: Program, renderer: Renderer, known: set[str]) -> None:
        self.program = program
        self.renderer = renderer
        self.known = known
        self.classes: Classes = classes(program.dialogs)

    def step(self, flow: Flow, step: Step) -> Iterator[tuple[str, Moves]]:
        """Sections for everything at one step that is still missing."""
        for edge in (step.place, *edges(self.program.dialogs, flow, step)):
            if edge not in self.known:
                moves = self.find(flow, step, edge)
                if moves is not None:
                    yield edge, moves

    def everywhere(self) -> Iterator[tuple[str, Moves]]:
        """Sections for interrupts, the engine's own words, and flows opened by their own words."""
        for edge in universe(self.program.dialogs):
            if edge in self.known or edge[0] not in "!~@":
                continue
            moves = next(self.openings(edge), None)
            if moves is not None:
                yield edge, moves

    def openings(self, edge: str) -> Iterator[Moves]:
        """A first screen, or some step of another flow, and the words that take the edge from there."""
        starts: list[tuple[Session, Moves]] = [
            (turn(self.program, None, Started(id="g", at=NOW)).session, (("started", ""),))
        ]
        for flow in self.program.dialogs.flows.values():
            place = f"{flow.id}.{flow.start}"
            done = jump(self.program, None, place, {}, NOW)
            if isinstance(done, Turn):
                starts.append((done.session, (("goto", place),)))
        for session, moves in starts:
            for words in self.words_for(edge):
                if edge in self.note(turn(self.program, session, Said(id="g", at=NOW, text=words)), edge):
                    yield (*moves, ("said", words))

    def words_for(self, edge: str) -> Sequence[str]:
        dialogs, name = self.program.dialogs, edge[1:]
        if edge[0] == "~":
            return dialogs.flows[name].also_said
        found = [i for i in dialogs.interrupts if (i.id == name if edge[0] == "!" else i.command == name)]
        return tuple(word for i in found for word in (*i.also_said, *i.contains))

    def note(self, done: Turn, edge: str) -> set[str]:
        """The names of a turn; kept when the wanted one is among them."""
        names = set(normal(walked(done)))
        if edge in names:
            self.known |= names
        return names

    # -- one edge ----------------------------------------------------------------------------------------------------
    def find(self, flow: Flow, step: Step, edge: str) -> Moves | None:
        """The first setting of variables and the shortest walk from the step that takes the edge."""
        for now, values in islice(self.settings(flow, step), MOST_SETTINGS):
            moves = self.walk(step, edge, now, values)
            if moves is not None:
                return moves if now == NOW else (("now", f"{now:%Y-%m-%d %H:%M}"), *moves)
        return None

    def settings(self, flow: Flow, step: Step) -> Iterator[tuple[datetime, dict[str, str]]]:
        """Every class of the variables the step's conditions and words read."""
        guards = [go.condition for go in step.go] + [c.when for c in (*step.choices, *flow.always)]
        names = list(dict.fromkeys(name for guard in guards if guard for name in guard.names))
        own = [
            n for n in names if n not in ("hour", "now", "today") and not (step.ask and n == step.ask.save_as)
        ]
        hours = self.classes.domains["hour"] if "hour" in names else (NOW.hour,)
        for hour, *values in product(hours, *(self.classes.domains[canonical(flow.id, n)] for n in own)):
            texts = {n: self.literal(flow, n, v) for n, v in zip(own, values, strict=True) if v is not None}
            yield NOW.replace(hour=int(str(hour))), {n: t for n, t in texts.items() if t}

    def literal(self, flow: Flow, name: str, value: Value) -> str:
        variable = self.program.dialogs.variable(flow.id, name)
        return written(variable.spec.type, value) if variable else ""

    def walk(self, step: Step, edge: str, now: datetime, values: Mapping[str, str]) -> Moves | None:
        done = jump(self.program, None, step.place, values, now)
        if isinstance(done, str):
            return None
        setting = " ".join([step.place, *(f"{name}={text}" for name, text in values.items())])
        first: Moves = (("goto", setting),)
        if edge in self.note(done, edge):
            return first
        waiting = deque([_Walk(done.session, first, self.options(done))])
        seen = {self.key(done.session)}
        turns = 0
        while waiting and turns < MOST_TURNS:
            here = waiting.popleft()
            for kind, text, event in self.events(here, now):
                turns += 1
                after = turn(self.program, here.session, event)
                moves = (*here.moves, (kind, text))
                if edge in self.note(after, edge):
                    return moves
                key = self.key(after.session)
                if key not in seen:
                    seen.add(key)
                    waiting.append(_Walk(after.session, moves, self.options(after)))
        return None

    def options(self, done: Turn) -> dict[str, str]:
        """What is on the buttons: own choices only, an interrupt leads away from what is looked for."""
        says = [effect for effect in done.effects if isinstance(effect, Say)]
        shown = says[-1].options if says else ()
        return {o.id: self.renderer.label(o, "zh-Hans") for o in shown if o.id[0] not in "!@"}

    def events(self, here: _Walk, now: datetime) -> Iterator[tuple[str, str, Event]]:
        top = here.session.top
        for choice, label in here.options.items():
            yield "pressed", label, Pressed(id="g", at=now, choice=choice, place=top.place)
        step = self.program.dialogs.step(top.flow, top.node)
        if step is None or step.ask is None:
            return
        variable = self.program.dialogs.variable(top.flow, step.ask.save_as)
        if variable is not None:
            known = self.classes.domains[canonical(top.flow, variable.name)]
            texts = [show(variable.spec.type, value) for value in known if value is not None]
            for text in (*texts, *AROUND_NOW.get(variable.spec.type, ())):
                yield "said", text, Said(id="g", at=now, text=text)
        yield "said", NONSENSE, Said(id="g", at=now, text=NONSENSE)

    def key(self, session: Session) -> tuple[object, ...]:
        frames = tuple((frame.place, tuple(frame.values.items())) for frame in session.stack)
        return (frames, tuple(session.person.items()), tuple(session.cases[session.case].items()))
