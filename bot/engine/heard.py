"""What was heard before it was asked: 门口三个人，自称捷信的，说欠两万三 answers three questions.

A fact waits in the session until its question is reached. There it is the answer, as if it had been typed: it is read
back, 返回 asks it, 改 lists it. Each fact is used once; a question that says more than its question is still asked.
"""

from __future__ import annotations

from bot.engine.draft import Draft
from bot.language.model import Var
from bot.values import Reading, Value, read, show

READ_BACK = ("money", "date", "datetime")
_MOST = 8  # facts that wait; a story holds no more that anybody asks about


def note(draft: Draft, clean: str) -> None:
    """Keep what the message says of questions that are still to come."""
    asked = draft.here.asked
    if asked is not None and asked.spec.type in ("text", "quote"):
        return  # free words, perhaps somebody else's
    found = draft.program.matcher.facts(clean, draft.at)
    if found:
        draft.told = dict([*draft.told.items(), *found.items()][-_MOST:])


def now(draft: Draft, variable: Var, clean: str) -> Reading | None:
    """What this very message tells, among other things, of the open question; never what an older one told."""
    if variable.spec.type in ("text", "quote"):
        return None
    return _checked(draft, variable, draft.program.matcher.facts(clean, draft.at).get(variable.name))


def _checked(draft: Draft, variable: Var, value: Value | None) -> Reading | None:
    """The value as an answer to this question, if it may still stand there."""
    if value is None or not variable.heard:  # of the same name in another flow, and no matter of this one
        return None
    outcome = read(variable.spec, show(variable.spec.type, value), now=draft.at)
    return Reading(value=value) if isinstance(outcome, Reading) else None


def take(draft: Draft) -> bool:
    """Answer the open question by what was heard before. False: it has to be asked."""
    here = draft.here
    variable = here.asked
    if variable is None or here.step.choices or any(part.kind != "ask" for part in here.parts):
        return False
    found = _checked(draft, variable, draft.told.get(variable.name))
    if found is None:
        return False
    draft.remember(("value", found.value) if variable.keep else None)
    draft.trace.append(f"{draft.top.place}>answer")
    draft.save(variable, found.value)
    if variable.spec.type in READ_BACK or not here.step.danger:
        read_back(draft, variable, found)
    return True


def read_back(draft: Draft, variable: Var, found: Reading) -> None:
    """Say what was understood, and that 改 changes it."""
    values: dict[str, tuple[str, Value]] = {"value": (variable.spec.type, found.value)}
    if found.assumed:
        values["assumed"] = ("text", "；".join(found.assumed))
    draft.tell("heard_assumed" if found.assumed else "heard", None, values)
