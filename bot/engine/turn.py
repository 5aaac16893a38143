"""The door of the engine: one event on one session -> the next session and what to do about it.

Promise: total. For any event on any session it answers; nothing a person types, presses or sends may raise. The same
input gives the same output: time and ids come with the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.engine import answers, commands, moves
from bot.engine.draft import Draft
from bot.engine.events import Effect, Event, Option, Pressed, Said, Sent, Started
from bot.engine.program import Program
from bot.engine.session import Frame, Session
from bot.engine.settle import settle
from bot.values import normalise

STALE_AFTER = 6 * 3600  # seconds; after that the open question is offered again before a text answers it


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one event led to. `trace` names the edges that were walked, for coverage and the simulator."""

    session: Session
    effects: tuple[Effect, ...]
    trace: tuple[str, ...] = ()


def fresh(program: Program) -> Session:
    """A conversation that has not begun: it stands before its first step."""
    start = program.dialogs.flows["start"].start
    return Session(program.revision, (Frame("start", start, {}),), {}, ({},))


def turn(program: Program, session: Session | None, event: Event) -> Turn:
    """Answer one event. `session` None is a person never seen before."""
    if session is None:
        session = fresh(program)
    moved = False
    if session.revision != program.revision:
        place = session.top.place
        session, moves_ = settle(program, session)
        moved = any(old == place for old, _ in moves_)
    draft = Draft(program, session, event.at)
    if session.seen and (moved or not _stands(draft)) and not _cries(draft, event):
        _strand(draft, moved=moved)
    else:
        _answer(draft, session, event)
    return Turn(session=draft.session(), effects=tuple(draft.effects), trace=tuple(draft.trace))


def offered(program: Program, session: Session, at: datetime) -> tuple[Option, ...]:
    """Every button that lies open now; none before the first word, or where the dialogs were edited meanwhile."""
    if not session.seen or session.revision != program.revision:
        return ()
    draft = Draft(program, session, at)
    return (*commands.panel_options(draft), *draft.open_options())


def _answer(draft: Draft, session: Session, event: Event) -> None:
    match event:
        case Pressed():
            _pressed(draft, session, event)
        case Said():
            _said(draft, session, event)
        case Started():
            _started(draft, session)
        case Sent():
            _sent(draft, session, event)
        case _:
            assert_never(event)
    if not draft.effects:
        # Shown again, a step that ended without a word says nothing: never silence.
        draft.tell("ended", draft.open_options())


def _stands(draft: Draft) -> bool:
    """Whether the open step waits for anything: an edit may have made it one that only leads on."""
    step = draft.here.step
    return step.waits or step.end


def _cries(draft: Draft, event: Event) -> bool:
    """Danger, or a button that works from every step: carried out wherever the person was moved to."""
    if isinstance(event, Said):
        return draft.program.matcher.danger(normalise(event.text)) is not None
    return isinstance(event, Pressed) and event.choice.startswith("!")


def _strand(draft: Draft, *, moved: bool) -> None:
    """The question this event answers is gone: what is asked now is shown, and nothing is taken for its answer."""
    draft.tell("moved" if moved else "resumed")
    moves.run(draft)


def _pressed(draft: Draft, session: Session, event: Pressed) -> None:
    if not session.seen:
        moves.run(draft)  # a button of a chat that was erased meanwhile: begin anew
        return
    if event.place and event.place != draft.top.place and not event.choice.startswith(("@", "!")):
        commands.old_button(draft)
        return
    answers.press(draft, event.choice)


def _said(draft: Draft, session: Session, event: Said) -> None:
    if not session.seen:
        answers.first_words(draft, event.text)
        return
    answers.hear(draft, event.text, stale=_is_stale(session, event.at))


def _started(draft: Draft, session: Session) -> None:
    if not session.seen:
        moves.run(draft)
    elif draft.here.step.end:
        commands.news(draft)
    elif draft.history:
        commands.offer_continue(draft)  # pressed /start in the middle: nothing is thrown away unasked
    else:
        draft.show()


def _sent(draft: Draft, session: Session, event: Sent) -> None:
    phrase = {"voice": "not_voice", "photo": "not_photo"}.get(event.kind, "not_text")
    draft.tell(phrase, draft.open_options() if session.seen else None)
    if not session.seen:
        moves.run(draft)


def _is_stale(session: Session, at: datetime) -> bool:
    return int(at.timestamp()) - session.seen >= STALE_AFTER and bool(session.history)
