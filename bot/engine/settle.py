"""Moving a stored conversation onto edited dialogs: to the nearest safe place, never dropped, never crashed."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.program import Program
from bot.engine.session import Frame, Kind, Past, Session, Stack, Values
from bot.values import Value

Moves = tuple[tuple[str, str], ...]
Pairs = list[tuple[Frame, Frame | None]]  # each frame as it stood, and as it stands now; None when it went


def settle(program: Program, session: Session) -> tuple[Session, Moves]:
    """The session as the new dialogs can run it, and what moved: (old place, new place), bottom of the stack first.

    A step that was renamed is followed; one that is gone becomes its flow's start with the answers kept. A flow that
    is gone takes its frame away, and the ground floor becomes the start of the conversation. A sub-flow stands only
    while the step below still uses it; an interrupt stands on its own feet: nobody is moved out of a crisis because
    the question below it was edited. `moved` is set where only such a question moved: it is told on return.
    """
    if session.revision == program.revision:
        return session, ()
    pairs = _stack(program, session.stack)
    stack = tuple(new for _, new in pairs if new is not None)
    moves = tuple(
        (old.place, (new or stack[-1]).place)
        for old, new in pairs
        if new is None or not _same(program, old, new)
    )
    stranded = bool(moves) and (pairs[-1][1] is None or not _same(program, session.top, stack[-1]))
    settled = replace(
        session,
        revision=program.revision,
        stack=stack,
        person=_known(program, session.person, ""),
        cases=tuple(_known(program, case, "") for case in session.cases),
        history=tuple(past for past in session.history if _stands(program, past)),
        replay=(),
        panel="" if moves else session.panel,
        kept="" if moves else session.kept,
        cited="",
        moved=session.moved or (bool(moves) and not stranded),
    )
    return settled, moves


def _stack(program: Program, stack: Stack) -> Pairs:
    pairs: Pairs = []
    lost = False  # whether the floor below moved: a sub-flow above it has nothing to come back to
    for old in stack:
        new = _frame(program, old)
        if old.kind is Kind.INTERRUPT:
            lost = False
        if old.kind is Kind.CALL and not lost:
            new = _called(program, pairs, new)
            lost = new is None
        elif lost:
            new = None
        if new is None and not pairs:
            new = Frame("start", program.dialogs.flows["start"].start, {})
        lost = lost or new is None or not _same(program, old, new)
        pairs.append((old, new))
    return pairs


def _called(program: Program, pairs: Pairs, new: Frame | None) -> Frame | None:
    """A sub-flow's frame, bound to the `use` that its caller's step has now; without one the caller starts anew."""
    old, caller = pairs[-1]
    if caller is None:
        return None
    uses = [go.use for go in program.prepared[caller.flow, caller.node].step.go if go.use is not None]
    use = next((u for u in uses if new is not None and u.target.flow == new.flow), None)
    if use is None or new is None:
        start = program.dialogs.flows[caller.flow].start
        pairs[-1] = (old, Frame(caller.flow, start, caller.values, caller.kind, caller.then, caller.take))
        return None
    return Frame(new.flow, new.node, new.values, new.kind, use.then.node, use.take)


def _frame(program: Program, frame: Frame) -> Frame | None:
    flows = program.dialogs.flows
    flow = flows.get(frame.flow) or next((f for f in flows.values() if frame.flow in f.renamed_from), None)
    if flow is None:
        return None
    node = frame.node
    if node not in flow.steps:
        node = next((s.id for s in flow.steps.values() if frame.node in s.renamed_from), flow.start)
    return Frame(flow.id, node, _known(program, frame.values, flow.id), frame.kind, frame.then, frame.take)


def _same(program: Program, old: Frame, new: Frame) -> bool:
    """Whether the new frame is the old one, perhaps under another name."""
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
    """Whether 返回 may lead there: every step of it is still there, and no sub-flow is open in it."""
    stack = past.stack
    return bool(stack) and all(program.stands(f.flow, f.node) and f.kind is not Kind.CALL for f in stack)
