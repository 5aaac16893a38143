"""What is tried once at every step besides its own buttons and answers: errands and back, 返回, nonsense, a photo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.check.classes import NOON
from bot.engine import Session, Turn
from bot.engine.events import Event, Finish, Forget, Pressed, Said, Say, Sent
from bot.engine.session import Frame, Kind
from bot.language.model import Command, Interrupt

if TYPE_CHECKING:
    from bot.check.explore import Walk

NONSENSE = "呱叽呱叽咕噜"
WORDS_ARE_ANSWERS = ("text", "quote")


class Probes:
    """Watches one walk; keeps only which steps were tried."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._tried: set[str] = set()
        self._crossed: set[tuple[str, str]] = set()
        interrupts = walk.dialogs.interrupts
        self._back = _word(interrupts, Command.BACK)
        self._resume = _word(interrupts, Command.RESUME)
        self._change = _word(interrupts, Command.CHANGE)
        crisis = {flow.id for flow in walk.dialogs.flows.values() if flow.crisis}
        self._crisis = crisis
        self._dangers = frozenset(f"!{i.id}" for i in interrupts if i.to and i.to.flow in crisis)

    def cold(self) -> None:
        """The first words of somebody never seen: danger, and every flow by its own words."""
        for text in (*self._words(), *self._openings()):
            event = Said(id="0", at=NOON, text=text)
            done = self._walk.turn(None, event, -1, f"> {text}")
            if done is not None:
                self._walk.entered(None, event, done)
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
        if any(isinstance(effect, Finish) for effect in done.effects):
            self._errand_ends(here, written)
        if self._back and len(done.session.history) > 0:
            undone = self._say(done.session, self._back, here, f"{written}\n> {self._back}")
            if undone and not _same(undone.session, before):
                self._walk.find("D398", before.top.place, here, f"{written}\n> {self._back}", word=self._back)

            self._changes(here, before, done, written)
            self._comes_later(here, done, written)

    def _changes(self, here: int, before: Session, done: Turn, written: str) -> None:
        """改, then the newest answer: its question is open again, as it was."""
        listed = (
            self._say(done.session, self._change, here, f"{written}\n> {self._change}")
            if self._change
            else None
        )
        says = [effect for effect in listed.effects if isinstance(effect, Say)] if listed else []
        option = next((o for say in says for o in say.options if o.id.startswith("@change:")), None)
        if listed is None or option is None:
            return
        press = Pressed(id="1", at=NOON, choice=option.id, place=listed.session.top.place)
        way = f"{written}\n> {self._change}\n> [{option.words.default}]"
        opened = self._walk.turn(listed.session, press, here, way)
        if opened and not _same(opened.session, before):
            self._walk.find("D398", before.top.place, here, way, word=self._change)

    def _comes_later(self, here: int, done: Turn, written: str) -> None:
        """Seven hours on, before anything else is taken for an answer: go on, or has something happened?"""
        at = datetime.fromtimestamp(done.session.seen, NOON.tzinfo) + timedelta(hours=7)
        way = f"{written}\n~ 7h\n> {NONSENSE}"
        back = self._walk.turn(done.session, Said(id="1", at=at, text=NONSENSE), here, way)
        if back is None:
            return
        says = [effect for effect in back.effects if isinstance(effect, Say)]
        ids = {option.id for say in says for option in say.options}
        press = Pressed(id="1", at=at, choice="@continue", place=back.session.top.place)
        on = self._walk.turn(back.session, press, here, way) if "@continue" in ids else None
        if on is None or on.session.stack != done.session.stack:
            self._walk.find("D398", done.session.top.place, here, way, word=NONSENSE)

    def at(self, here: int) -> None:
        """Everything else, once for each step."""
        state = self._walk.states[here]
        place = state.session.top.place
        if place in self._tried:
            return
        self._tried.add(place)
        if here == 0:
            self._begin_again(state.session)
        self._errands(here, state.session)
        self._over_an_errand(here)
        self._nonsense(here)
        self._labels(here)
        self._walk.turn(state.session, Sent(id="1", at=NOON, kind="photo"), here, "> {照片}")
        for option in state.options:
            if option.id[0] == "@":
                press = Pressed(id="1", at=NOON, choice=option.id, place=place)
                self._walk.turn(state.session, press, here, f"> [{option.words.default}]")

    def _begin_again(self, session: Session) -> None:
        """Other flows by their own words, and something new after hours."""
        news = Pressed(id="1", at=NOON, choice="@news", place=session.top.place)
        events: list[tuple[Event, str]] = [
            (Said(id="1", at=NOON, text=text), f"> {text}") for text in self._openings()
        ]
        for event, written in [*events, (news, "> 有新情况")]:
            done = self._walk.turn(session, event, 0, written)
            if done:
                self._walk.entered(session, event, done)
                self._walk.arrive(done, 0, written)

    # -- errands -----------------------------------------------------------------------------------------------------
    def _errands(self, here: int, session: Session) -> None:
        """Every word that works from everywhere: it leads where it should, and 继续 brings back the open question."""
        quoted = self._keeps_words(session) == "quote"
        for interrupt in self._walk.dialogs.interrupts:
            word = next(iter((*interrupt.also_said, *interrupt.contains)), "")
            event = Said(id="1", at=NOON, text=word)
            done = self._walk.turn(session, event, here, f"> {word}") if word else None
            if done is None or interrupt.to is None:
                continue
            if interrupt.to.flow in self._crisis and done.session.top.flow not in self._crisis and not quoted:
                self._walk.find("D396", session.top.place, here, f"> {word}", word=word)
            if _errands(done.session) > _errands(session):
                self._comes_back(here, session, done, f"> {word}")
            self._walk.entered(session, event, done)
            self._walk.arrive(done, here, f"> {word}")

    def _over_an_errand(self, here: int) -> None:
        """The same step as an errand over another question: danger called there comes back to the errand."""
        session = _as_errand(self._walk.states[here].session, self._walk.states[0].session)
        dangers = (i for i in self._walk.dialogs.interrupts if f"!{i.id}" in self._dangers and i.also_said)
        danger = next((i.also_said[0] for i in dangers), "")
        done = self._say(session, danger, here, f"> {danger}") if danger else None
        if done and _errands(done.session) > 1:
            self._comes_back(here, session, done, f"> {danger}")

    def _errand_ends(self, here: int, written: str) -> None:
        """The edge that ended the conversation, walked as an errand, leads back to the question beneath."""
        state = self._walk.states[here]
        label = written.rpartition("> ")[2].strip("[]")
        option = next((o for o in state.options if o.words.text_for(None) == label), None)
        if option is None:
            return
        floor = self._walk.states[0].session
        press = Pressed(id="1", at=NOON, choice=option.id, place=state.session.top.place)
        done = self._walk.turn(_as_errand(state.session, floor), press, here, written)
        if done is None or any(isinstance(effect, Forget) for effect in done.effects):
            return
        if done.session.stack != floor.stack:
            self._walk.find("D398", state.session.top.place, here, written, word=label)

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
            if done.session.top.place != place or not any(
                isinstance(e, Say) and e.options for e in done.effects
            ):
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
            if typed.session.top.place != pressed.session.top.place:
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


def _as_errand(session: Session, floor: Session) -> Session:
    """The same conversation standing over another open question."""
    first, *rest = session.stack
    errand = Frame(first.flow, first.node, first.values, Kind.INTERRUPT)
    return replace(session, stack=(*floor.stack, errand, *rest))


def _errands(session: Session) -> int:
    return sum(frame.kind is Kind.INTERRUPT for frame in session.stack)


def _same(one: Session, other: Session) -> bool:
    """Equal but for the language, which is no answer to take back."""
    if (one.stack, one.cases) != (other.stack, other.cases):
        return False
    changed = {n for n in {*one.person, *other.person} if one.person.get(n) != other.person.get(n)}
    return changed <= {"person.language"}


def _word(interrupts: tuple[Interrupt, ...], command: Command) -> str:
    return next((i.also_said[0] for i in interrupts if i.command is command and i.also_said), "")
