"""How a conversation moves: along an edge, into a sub-flow and back, into an interrupt and back."""

from __future__ import annotations

from bot.engine import deeds, heard, machine
from bot.engine.draft import Draft
from bot.engine.events import Finish, Forget
from bot.engine.machine import Arrival
from bot.engine.session import Frame, Kind, Values
from bot.language.model import Choice, Do, Go, Target

MOST_STEPS = 60  # a `go` chain longer than this is a loop the checker did not see
MOST_INTERRUPTS = 2  # an errand (菜单, 关于) and a crisis over it; one more takes the place of the last
NOTHING: Values = {}


def choose(draft: Draft, choice: Choice) -> None:
    """Carry out a choice of the open step."""
    top = draft.top
    draft.trace.append(draft.here.edges[choice.id])
    table = draft.program.tables[top.flow]
    state = machine.fire(table, top.node, choice.id, draft.lookup)
    if state is None:
        draft.show()
        return
    arrive(draft, table.arrivals[state])
    run(draft)


def go_on(draft: Draft) -> None:
    """Take the open step's own `go`, as after an answer."""
    if _go(draft):
        run(draft)
    else:
        draft.show()


def _go(draft: Draft) -> bool:
    top = draft.top
    table = draft.program.tables[top.flow]
    state = machine.fire(table, top.node, machine.GO, draft.lookup)
    if state is None:
        return False
    arrival = table.arrivals[state]
    draft.trace.append(f"{top.flow}.{top.node}>go:{_branch(draft, arrival)}")
    arrive(draft, arrival)
    return True


def _do(draft: Draft, done: Do) -> bool:
    """Carry out the step's action and stand where its outcome leads; False where that is nowhere."""
    step = draft.here.step
    outcome = deeds.perform(draft, done)
    table = draft.program.tables[step.flow]
    state = machine.fire(table, step.id, machine.on(outcome), draft.lookup)
    number = next((number for number, go in enumerate(step.go) if go.outcome == outcome), None)
    if state is None or number is None:
        return False
    draft.trace.append(f"{step.place}>go:{number}")
    arrive(draft, table.arrivals[state])
    return True


def _branch(draft: Draft, arrival: Arrival) -> int:
    """Which branch was taken. Two that lead to the same state count as the first whose condition holds."""
    for number, go in enumerate(draft.here.step.go):
        if _leads(go, arrival) and (go.condition is None or go.condition.holds(draft.lookup)):
            return number
    return 0


def _leads(go: Go, arrival: Arrival) -> bool:
    if go.use is not None or arrival.use is not None:
        return go.use is arrival.use
    return go.to is not None and (go.to.flow, go.to.node) == (arrival.flow, arrival.node)


def arrive(draft: Draft, arrival: Arrival) -> None:
    """Stand at the arrival's step; crossing into another flow begins with its own variables unset."""
    top = draft.top
    if arrival.use is not None:
        use = arrival.use
        values = {
            name: value
            for name, expression in use.arguments
            if (value := expression.value(draft.lookup)) is not None
        }
        draft.stack = (
            *draft.stack,
            Frame(arrival.flow, arrival.node, values, Kind.CALL, use.then.node, use.take),
        )
    elif arrival.flow == top.flow:
        draft.stand(Frame(top.flow, arrival.node, top.values, top.kind, top.then, top.take))
    elif _enters_crisis(draft, arrival.flow):
        push(draft, arrival.flow, arrival.node)
    else:
        draft.stand(Frame(arrival.flow, arrival.node, NOTHING, top.kind, top.then, top.take))


def jump(draft: Draft, flow: str, node: str) -> None:
    """Leave for another flow's step; nothing is kept to come back to, unless the flow is a crisis."""
    arrive(draft, Arrival(flow=flow, node=node))


def _enters_crisis(draft: Draft, flow: str) -> bool:
    flows = draft.program.dialogs.flows
    return flows[flow].crisis and not flows[draft.top.flow].crisis and not draft.here.step.end


def push(draft: Draft, flow: str, node: str) -> None:
    """Go there and keep the open question underneath."""
    inside = [i for i, frame in enumerate(draft.stack) if frame.kind is Kind.INTERRUPT]
    stack = draft.stack[: inside[-1]] if len(inside) >= MOST_INTERRUPTS else draft.stack
    draft.stack = (*stack, Frame(flow, node, NOTHING, Kind.INTERRUPT))


def interrupt(draft: Draft, target: Target) -> None:
    """Follow an interrupt's words or button to its step."""
    top = draft.top
    if top.flow == target.flow:
        draft.stand(Frame(top.flow, target.node, top.values, top.kind, top.then, top.take))
    elif draft.here.step.end or _repeats(draft, target):
        draft.stand(Frame(target.flow, target.node, NOTHING, top.kind, top.then, top.take))
    else:
        push(draft, target.flow, target.node)
    run(draft)


def _repeats(draft: Draft, target: Target) -> bool:
    """From one errand to the next: nothing new is worth coming back to, unless danger calls."""
    return (
        draft.top.kind is Kind.INTERRUPT
        and not draft.program.dialogs.flows[target.flow].crisis
        and (not draft.program.dialogs.flows[draft.top.flow].crisis)
    )


def run(draft: Draft) -> None:
    """Say the step one stands at, and follow `go` and `end` until a step waits for an answer."""
    for _ in range(MOST_STEPS):
        here = draft.here
        step = here.step
        if step.forget:
            _forget(draft)
        if step.do is not None:
            if not _do(draft, step.do):
                break
            continue
        if draft.told and heard.take(draft):
            if not _go(draft):
                break
            continue
        draft.show()
        if step.end:
            if not _return(draft):
                return
        elif step.waits:
            return
        elif not _go(draft):
            break
    draft.tell("trouble", draft.open_options())


def come_back(draft: Draft, index: int) -> None:
    """Drop the interrupt at `index` of the stack: the question below is open again, and 返回 means what it meant."""
    draft.stack = draft.stack[:index]
    for number in range(len(draft.history) - 1, -1, -1):
        if draft.history[number].stack == draft.stack:
            draft.history = draft.history[:number]
            break
    draft.tell("moved" if draft.moved else "resumed")
    draft.moved = False
    run(draft)  # a first cry for help came before the greeting: what lies below was never said


def _forget(draft: Draft) -> None:
    """Nothing of the person is left in the session either; the postman erases what is stored."""
    top = draft.top
    draft.stack = (Frame(top.flow, top.node, NOTHING),)
    draft.person, draft.cases, draft.case = NOTHING, (NOTHING,), 0
    draft.history, draft.replay, draft.told = (), (), NOTHING
    draft.effects.append(Forget())


def _return(draft: Draft) -> bool:
    """Leave a flow that ended. True when the walk goes on in the caller; False when the turn is over."""
    top = draft.top
    if top.kind is Kind.FLOW:
        draft.tell("ended", draft.open_options())
        draft.effects.append(Finish(flow=top.flow))
        return False
    if top.kind is Kind.INTERRUPT:
        come_back(draft, len(draft.stack) - 1)
        return False
    draft.stack = draft.stack[:-1]
    for ours, theirs in top.take:
        variable = draft.program.dialogs.variable(draft.top.flow, ours)
        if variable is not None:
            draft.save(variable, top.values.get(theirs))
    caller = draft.top
    draft.trace.append(f"{caller.flow}.{caller.node}>return")
    table = draft.program.tables[caller.flow]
    state = machine.fire(table, caller.node, machine.returning(top.then), draft.lookup)
    draft.stand(Frame(caller.flow, state or top.then, caller.values, caller.kind, caller.then, caller.take))
    return True
