"""What is tried once at every step besides its own buttons and answers: errands and back, 返回, nonsense, a photo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.check.classes import NOON
from bot.engine import Session, Turn
from bot.engine.events import Pressed, Said, Say, Sent
from bot.engine.session import Kind
from bot.language.model import Command, Interrupt

if TYPE_CHECKING:
    from bot.check.explore import Walk

NONSENSE = "呱叽呱叽咕噜"
WORDS_ARE_ANSWERS = ("text", "quote")


class Probes:
    """Watches one walk; keeps only which steps were tried."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._tried: set[tuple[str, bool]] = set()
        self._crossed: set[tuple[str, str]] = set()
        interrupts = walk.dialogs.interrupts
        self._back = _word(interrupts, Command.BACK)
        self._resume = _word(interrupts, Command.RESUME)
        crisis = {flow.id for flow in walk.dialogs.flows.values() if flow.crisis}
        self._crisis = crisis
        self._dangers = frozenset(f"!{i.id}" for i in interrupts if i.to and i.to.flow in crisis)

    def cold(self) -> None:
        """The first words of somebody never seen: danger, and every flow by its own words."""
        for text in (*self._words(), *self._openings()):
            done = self._walk.turn(None, Said(id="0", at=NOON, text=text), -1, f"> {text}")
            if done is not None:
                self._walk.arrive(done, -1, f"> {text}")

    def arrived(self, number: int) -> None:
        """A new state: help is one tap away, and something can be pressed or typed."""
        state = self._walk.states[number]
        step = self._walk.graph.steps[state.session.top.place]
        if step.end or state.session.top.flow in self._crisis:
            return
        ids = {option.id for option in state.options}
        choices = self._walk.program.prepared[step.flow, step.id].choices
        led = {choices[i].to.flow for i in ids if i in choices}
        if not ids & self._dangers and not led & self._crisis and self._crisis:
            self._walk.find("D396", step.place, number, "", word="按钮")
        if not step.ask and not any(i[0] not in "@!" for i in ids):
            self._walk.find("D397", step.place, number, "")

    def crossed(self, here: int, done: Turn, written: str) -> None:
        """After a step on: an errand comes back exactly; 返回 undoes what was answered. Once for each edge."""
        before = self._walk.states[here].session
        edge = (before.top.place, written)
        if edge in self._crossed:
            return
        self._crossed.add(edge)
        if _errands(done.session) > _errands(before):
            self._comes_back(here, before, done, written)
        if self._back and len(done.session.history) > 0:
            undone = self._say(done.session, self._back, here, f"{written}\n> {self._back}")
            if undone and not _same(undone.session, before):
                self._walk.find("D398", before.top.place, here, f"{written}\n> {self._back}", word=self._back)

    def at(self, here: int) -> None:
        """Everything else, once for each step and whether it stands over another."""
        state = self._walk.states[here]
        key = (state.session.top.place, bool(_errands(state.session)))
        if key in self._tried:
            return
        self._tried.add(key)
        self._errands(here)
        self._nonsense(here)
        self._labels(here)
        photo = Sent(id="1", at=NOON, kind="photo")
        self._walk.turn(state.session, photo, here, "> {照片}")
        for option in state.options:
            if option.id[0] == "@":
                press = Pressed(id="1", at=NOON, choice=option.id, place=state.session.top.place)
                done = self._walk.turn(state.session, press, here, f"> [{option.words.default}]")
                if done and option.id != "@law":
                    self._walk.arrive(done, here, f"> [{option.words.default}]")

    # -- errands -----------------------------------------------------------------------------------------------------
    def _errands(self, here: int) -> None:
        state = self._walk.states[here]
        for interrupt in self._walk.dialogs.interrupts:
            for word in (*interrupt.also_said[:1], *interrupt.contains[:1]):
                done = self._say(state.session, word, here, f"> {word}")
                if done is None or interrupt.to is None:
                    continue
                quoted = self._keeps_words(state.session) == "quote"
                if interrupt.to.flow in self._crisis and done.session.top.flow not in self._crisis and not quoted:
                    self._walk.find("D396", state.session.top.place, here, f"> {word}", word=word)
                if _errands(done.session) > _errands(state.session):
                    self._comes_back(here, state.session, done, f"> {word}")
                self._walk.arrive(done, here, f"> {word}")
        if here < 2 or not self._walk.states[here].parent:
            for word in self._openings():
                done = self._say(state.session, word, here, f"> {word}")
                if done:
                    self._walk.arrive(done, here, f"> {word}")

    def _comes_back(self, here: int, before: Session, done: Turn, written: str) -> None:
        """继续 brings back exactly the open question, with everything that was answered."""
        if not self._resume:
            return
        back = self._say(done.session, self._resume, here, f"{written}\n> {self._resume}")
        if back is None:
            return
        says = [effect for effect in back.effects if isinstance(effect, Say)]
        asked = says[-1].place if says else ""
        if not _same(back.session, before) or asked != before.top.place:
            self._walk.find("D398", before.top.place, here, f"{written}\n> {self._resume}", word=self._resume)

    # -- what nobody planned -----------------------------------------------------------------------------------------
    def _nonsense(self, here: int) -> None:
        session = self._walk.states[here].session
        if self._keeps_words(session) in WORDS_ARE_ANSWERS:
            return
        place = session.top.place
        for turn in range(3):
            written = "\n".join([f"> {NONSENSE}"] * (turn + 1))
            done = self._say(session, NONSENSE, here, written)
            if done is None:
                return
            if done.session.top.place != place or not any(isinstance(e, Say) and e.options for e in done.effects):
                self._walk.find("D397", place, here, written)
                return
            session = done.session

    def _labels(self, here: int) -> None:
        """A button's label, typed, leads where the press leads; a word of crisis may lead to help instead."""
        state = self._walk.states[here]
        place = state.session.top.place
        for option in state.options:
            if option.id[0] in "@!":
                continue
            label = option.words.default
            press = Pressed(id="1", at=NOON, choice=option.id, place=place)
            pressed = self._walk.turn(state.session, press, here, f"> [{label}]")
            typed = self._say(state.session, label, here, f"> {label}")
            if not pressed or not typed or typed.session.top.flow in self._crisis:
                continue
            if typed.session.stack != pressed.session.stack:
                self._walk.find("D398", place, here, f"> {label}", word=label)

    # -- small helpers -----------------------------------------------------------------------------------------------
    def _say(self, session: Session, text: str, here: int, written: str) -> Turn | None:
        return self._walk.turn(session, Said(id="1", at=NOON, text=text), here, written)

    def _keeps_words(self, session: Session) -> str:
        step = self._walk.graph.steps[session.top.place]
        variable = self._walk.dialogs.variable(step.flow, step.ask.save_as) if step.ask else None
        return variable.spec.type if variable else ""

    def _words(self) -> Iterator[str]:
        for interrupt in self._walk.dialogs.interrupts:
            yield from interrupt.also_said[:1]

    def _openings(self) -> Iterator[str]:
        for flow in self._walk.dialogs.flows.values():
            yield flow.title.default


def _errands(session: Session) -> int:
    return sum(frame.kind is Kind.INTERRUPT for frame in session.stack)


def _same(one: Session, other: Session) -> bool:
    return (one.stack, one.person, one.cases) == (other.stack, other.person, other.cases)


def _word(interrupts: tuple[Interrupt, ...], command: Command) -> str:
    return next((i.also_said[0] for i in interrupts if i.command is command and i.also_said), "")
