"""What is only for now: the working state of one turn, and how it becomes words. Nothing here outlives the turn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.engine.events import NO_VALUES, Effect, Option, Part, Say
from bot.engine.program import Prepared, Program
from bot.engine.session import HISTORY_STEPS, Answer, Frame, Kind, Past, Session, Stack
from bot.language.model import Command, Scope, Var, Words
from bot.values import Value

ROOM_FOR_BACK = 7  # 返回 is always a word; it is a button only while the phone's screen has room


class Draft:
    """Mutable while a turn runs; `session()` freezes it."""

    __slots__ = (
        "at", "case", "cases", "cited", "drawn", "effects", "history", "kept", "misses", "moved", "panel", "person",
        "program", "replay", "shown", "stack", "told", "trace",
    )  # fmt: skip

    def __init__(self, program: Program, session: Session, at: datetime) -> None:
        self.program = program
        self.at = at
        self.stack = session.stack
        self.person = session.person
        self.cases = session.cases
        self.case = session.case
        self.history = session.history
        self.misses = session.misses
        self.panel = session.panel
        self.replay = session.replay
        self.moved = session.moved
        self.effects: list[Effect] = []
        self.trace: list[str] = []
        self.cited = session.cited
        self.kept = session.kept
        self.told = session.told
        self.shown = False
        self.drawn: tuple[int, ...] = ()  # by an action of this turn, for the step that tells of it

    def session(self) -> Session:
        """What lasts of it."""
        return Session(
            self.program.dialogs.revision, self._kept(), self.person, self.cases, self.case, self.history,
            self.misses, int(self.at.timestamp()), self.panel, self.replay, self.moved, self.kept, self.told,
            self.cited,
        )  # fmt: skip

    def _kept(self) -> Stack:
        """The stack without what was only to be looked at: somebody's pasted message is in no session."""
        passing = self.program.passing
        if not any(name in passing[frame.flow] for frame in self.stack for name in frame.values):
            return self.stack
        return tuple(
            Frame(
                frame.flow, frame.node,
                {n: v for n, v in frame.values.items() if n not in passing[frame.flow]},
                frame.kind, frame.then, frame.take,
            )
            for frame in self.stack
        )  # fmt: skip

    # -- where we are ------------------------------------------------------------------------------------------------
    @property
    def top(self) -> Frame:
        """The visit one stands in."""
        return self.stack[-1]

    @property
    def here(self) -> Prepared:
        """The step one stands at, ready to be shown."""
        top = self.stack[-1]
        return self.program.prepared[top.flow, top.node]

    @property
    def interrupted(self) -> int | None:
        """Index of the topmost frame that comes back to an open question; None when there is none."""
        for index in range(len(self.stack) - 1, 0, -1):
            if self.stack[index].kind is Kind.INTERRUPT:
                return index
        return None

    def stand(self, frame: Frame) -> None:
        """Put another frame in the place of the top one."""
        self.stack = (*self.stack[:-1], frame)

    # -- what is known -----------------------------------------------------------------------------------------------
    def lookup(self, name: str) -> Value | None:
        """A variable as written in a text or a condition at this place; None while unset. now, today, hour too."""
        if name.startswith("person."):
            known = self.person.get(name)
            return self._default(name) if known is None else known
        if name.startswith("case."):
            return self.cases[self.case].get(name) if self.cases else None
        found = self.stack[-1].values.get(name)
        if found is None and name in ("hour", "now", "today"):
            return (
                self.at.hour
                if name == "hour"
                else self.at.isoformat(timespec="minutes")[: 10 if name == "today" else None]
            )
        return found

    def _default(self, name: str) -> Value | None:
        return next((v.default for v in self.program.dialogs.person if v.name == name), None)

    def save(self, variable: Var, value: Value | None) -> None:
        """Set a variable, or unset it with None. Copies: history keeps the old mapping."""
        if variable.name in self.told:  # asked or answered by now: it is not told twice
            self.told = {name: each for name, each in self.told.items() if name != variable.name}
        if variable.scope is Scope.PERSON:
            self.person = _with(self.person, variable.name, value)
        elif variable.scope is Scope.CASE:
            cases = list(self.cases or ({},))
            cases[self.case] = _with(cases[self.case], variable.name, value)
            self.cases = tuple(cases)
        else:
            top = self.stack[-1]
            self.stand(
                Frame(
                    top.flow, top.node, _with(top.values, variable.name, value), top.kind, top.then, top.take
                )
            )

    def remember(self, answer: Answer | None) -> None:
        """Keep how it stands now, before an answer is carried out: 返回 comes back to here."""
        past = Past(self.stack, self.person, self.cases, self.case, answer)
        self.history = (*self.history[1 - HISTORY_STEPS :], past)

    # -- what is said ------------------------------------------------------------------------------------------------
    def open_options(self) -> tuple[Option, ...]:
        """The buttons of the open step: its own, unknown, always, then the fixed ones."""
        here = self.here
        offers = (option for when, option in here.offers if when is None or when.holds(self.lookup))
        own = [*here.answers, *offers, *here.endings]
        if self.interrupted is not None:
            own.append(self.command_option(Command.RESUME))
        own += here.fixed
        if self.history and len(own) < ROOM_FOR_BACK:
            own.append(self.command_option(Command.BACK))
        if self.cited and not here.step.law and len(own) < ROOM_FOR_BACK:
            own.append(self.command_option(Command.LAW))
        return tuple(own)

    def show(self) -> None:
        """Say the current step, whole."""
        here = self.here
        if not self.shown:
            self.shown, self.cited = True, ""
        if here.step.law:
            self.cited = here.step.place
        if not here.parts and not here.choices:
            return
        if not here.static or self.drawn:
            self.effects.append(self._say(here))
            return
        key = (here.step.place, bool(self.history), self.interrupted is not None, bool(self.cited))
        kept = self.program.memo.get(key)
        if kept is None:
            kept = self.program.memo[key] = self._say(here)
        self.effects.append(kept)

    def _say(self, here: Prepared) -> Say:
        drawn = self._drawing()
        return Say(
            place=here.step.place,
            parts=here.parts,
            options=self.open_options() if here.step.waits else (),
            values=self._values(here.names) if here.names else NO_VALUES,
            who=self.who() if here.by_person else None,
            danger=here.step.danger,
            numbered=here.numbered,
            drawn=drawn,
            shared=here.static and not drawn,
        )

    def _drawing(self) -> tuple[int, ...]:
        """What was drawn goes with the first step that says something."""
        drawn, self.drawn = self.drawn, ()
        return drawn

    @property
    def numbered(self) -> bool:
        """A number picks an option, unless the open question may be answered by one."""
        return bool(self.panel) or self.here.numbered

    def who(self) -> str | None:
        """Who is chatting, as far as it is known."""
        who = self.lookup("person.who")
        return who if isinstance(who, str) else None

    def _values(self, names: tuple[str, ...]) -> Mapping[str, tuple[str, Value]]:
        found = {}
        for name in names:
            value = self.lookup(name)
            if value is not None:
                found[name] = (self._type(name), value)
        return found

    def _type(self, name: str) -> str:
        variable = self.program.dialogs.variable(self.top.flow, name)
        if variable is not None:
            return variable.spec.type
        return {"today": "date", "now": "datetime", "hour": "int"}.get(name, "text")

    def tell(
        self,
        phrase: str,
        options: tuple[Option, ...] | None = None,
        values: Mapping[str, tuple[str, Value]] = NO_VALUES,
    ) -> None:
        """Say one of the bot's own sentences; None gives it no buttons."""
        words = self.program.phrase(phrase)
        self.effects.append(self.own(words, options, values))

    def own(
        self,
        words: Words,
        options: tuple[Option, ...] | None,
        values: Mapping[str, tuple[str, Value]] = NO_VALUES,
    ) -> Say:
        """A Say of one sentence that belongs to no step."""
        place = self.here.step.place
        return Say(
            place=place,
            parts=(Part(kind="phrase", words=words),),
            options=options or (),
            values=values,
            who=self.who() if words.by_person else None,
            numbered=self.numbered,
        )

    def command_option(self, command: Command) -> Option:
        """The button of one of the engine's own words."""
        return Option(id=f"@{command}", words=self.program.phrase(f"option_{command}"))


def _with(values: Mapping[str, Value], name: str, value: Value | None) -> Mapping[str, Value]:
    changed = dict(values)
    if value is None:
        changed.pop(name, None)
    else:
        changed[name] = value
    return changed
