"""Moving a stored conversation onto edited dialogs: to the nearest safe place, never dropped, never crashed."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.program import Program
from bot.engine.session import Frame, Past, Session, Stack, Values
from bot.values import Value

Moves = tuple[tuple[str, str], ...]


def settle(program: Program, session: Session) -> tuple[Session, Moves]:
    """The session as the new dialogs can run it, and what moved: (old place, new place), bottom of the stack first.

    A step that was renamed is followed; one that is gone becomes its flow's start with the answers kept; a flow that
    is gone takes its frame away, and the ground floor becomes the start of the conversation.
    """
    if session.revision == program.revision:
        return session, ()
    stack = _stack(program, session.stack)
    moves = tuple(
        (old.place, new.place)
        for old, new in zip(session.stack, (*stack, *[stack[-1]] * len(session.stack)), strict=False)
        if old.place != new.place and not _renamed(program, old, new)
    )
    if len(stack) < len(session.stack) and not moves:
        moves = ((session.top.place, stack[-1].place),)
    settled = replace(
        session,
        revision=program.revision,
        stack=stack,
        person=_known(program, session.person, ""),
        cases=tuple(_known(program, case, "") for case in session.cases),
        history=tuple(past for past in session.history if _stands(program, past)),
        replay=(),
        panel="" if moves else session.panel,
        moved=session.moved or bool(moves),
    )
    return settled, moves


def _stack(program: Program, stack: Stack) -> Stack:
    frames: list[Frame] = []
    for frame in stack:
        moved = _frame(program, frame)
        if moved is None:
            break  # what lay above a lost floor has nothing to come back to
        frames.append(moved)
        if moved.node != frame.node and not _renamed(program, frame, moved):
            break
    if frames:
        return tuple(frames)
    return (Frame("start", program.dialogs.flows["start"].start, {}),)


def _frame(program: Program, frame: Frame) -> Frame | None:
    flows = program.dialogs.flows
    flow = flows.get(frame.flow) or next((f for f in flows.values() if frame.flow in f.renamed_from), None)
    if flow is None:
        return None
    node = frame.node
    if node not in flow.steps:
        node = next((s.id for s in flow.steps.values() if frame.node in s.renamed_from), flow.start)
    return Frame(flow.id, node, _known(program, frame.values, flow.id), frame.kind, frame.then, frame.take)


def _renamed(program: Program, old: Frame, new: Frame) -> bool:
    flow = program.dialogs.flows[new.flow]
    same_flow = old.flow == new.flow or old.flow in flow.renamed_from
    return same_flow and (old.node == new.node or old.node in flow.steps[new.node].renamed_from)


def _known(program: Program, values: Values, flow: str) -> Values:
    """Answers whose variable is still declared and still of a type that holds them."""
    kept: dict[str, Value] = {}
    for name, value in values.items():
        variable = program.dialogs.variable(flow, name)
        if variable is not None and _fits(variable.spec.type, variable.spec.options, value):
            kept[name] = value
    return values if len(kept) == len(values) else kept


def _fits(kind: str, options: tuple[str, ...], value: Value) -> bool:
    match kind:
        case "yes_no":
            return isinstance(value, bool)
        case "int" | "money":
            return isinstance(value, int) and not isinstance(value, bool)
        case "one_of":
            return isinstance(value, str) and value in options
        case "many_of":
            return isinstance(value, tuple) and all(v in options for v in value)
        case _:
            return isinstance(value, str)


def _stands(program: Program, past: Past) -> bool:
    return all((frame.flow, frame.node) in program.prepared for frame in past.stack)
