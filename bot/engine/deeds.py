"""An action at a step: a pure call inside the turn. Its values are taken, and what it wants said is said."""

from __future__ import annotations

from bot.engine.draft import Draft
from bot.engine.events import Part, Say
from bot.engine.program import law_part
from bot.language.model import Do, Result


def perform(draft: Draft, done: Do) -> str:
    """Carry out the action of the step one stands at; its outcome."""
    handed = {
        name: value
        for name, expression in done.arguments
        if (value := expression.value(draft.lookup)) is not None
    }
    result = draft.program.actions[done.action.name](handed)
    for ours, theirs in done.take:
        variable = draft.program.dialogs.variable(draft.top.flow, ours)
        if variable is not None:
            # What it did not give back is unset: nothing of an earlier answer stays behind.
            draft.save(variable, result.values.get(theirs))
    draft.drawn = result.drawn
    parts = _parts(draft, result)
    if parts:
        step = draft.here.step
        draft.effects.append(Say(place=step.place, parts=parts, who=draft.who(), danger=step.danger))
    return result.outcome


def _parts(draft: Draft, result: Result) -> tuple[Part, ...]:
    """Each sign's words and the statements they rest on; a renderer makes a bubble of each."""
    dialogs = draft.program.dialogs
    found: list[Part] = []
    for sign in dialogs.signs:
        if sign.id in result.said:
            found.append(Part(kind="say", words=sign.say))
            known = (ref for ref in sign.law if ref.id in dialogs.statements)
            found += [law_part(dialogs, ref, brief=draft.here.step.danger) for ref in known]
    return tuple(found)
