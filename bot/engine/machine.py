"""What moves a conversation from step to step: one `transitions` Machine a flow, and the only file that imports it.

A Machine is built once and fired on a throw-away slot: add_model for each turn would cost twenty times as much, an
AsyncMachine three times. Nothing from YAML is ever given to it as a callable's name: a string condition would be
looked up and imported, so conditions are closures made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from transitions import EventData, Machine, MachineError, Transition

from bot.language.guards import Guard, holds
from bot.language.model import Dialogs, Flow, Go, Step, Use
from bot.values import Value

Lookup = Callable[[str], Value | None]

GO = "@go"


def on(outcome: str) -> str:
    """The trigger that carries on from an action, by its outcome."""
    return f"@on:{outcome}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a state of a machine means: a step of some flow, or a sub-flow to be entered first."""

    flow: str
    node: str
    use: Use | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One flow's machine, and what its states mean."""

    machine: Machine
    arrivals: Mapping[str, Arrival]
    edges: tuple[tuple[str, str, str], ...]  # (state, trigger, state), in file order


class _Edge(Transition):
    """An edge without callbacks, which ours never have. The stock one looks for them before, around and after the move,
    and logs each look, which takes as long as all the rest; a test holds the two against each other.
    """

    def execute(self, event_data: EventData) -> bool:
        if not self._eval_conditions(event_data):
            return False
        if self.dest is not None:
            event_data.machine.set_state(self.dest, event_data.model)
        return True


class _Machine(Machine):
    transition_cls = _Edge


class _Slot:
    """The throw-away model: only what a Machine asks of one."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Tables(dict[str, Table]):
    """Flow -> its Machine, built when the flow is first entered; then found as in any dict.

    States: its steps, "flow.node" for what lies outside, "node#2" for a sub-flow.
    """

    def __init__(self, dialogs: Dialogs) -> None:
        super().__init__()
        self._flows = dialogs.flows

    def __missing__(self, flow: str) -> Table:
        return self.setdefault(flow, _build(self._flows[flow]))


def _build(flow: Flow) -> Table:
    arrivals = {node: Arrival(flow=flow.id, node=node) for node in flow.steps}
    edges: list[tuple[str, str, str, Guard | None]] = []
    for step in flow.steps.values():
        edges += [
            (step.id, choice.id, _outside(flow, choice.to.flow, choice.to.node, arrivals), None)
            for choice in (*step.choices, *flow.always)
        ]
        for number, go in enumerate(step.go):
            trigger = on(go.outcome) if step.do else GO
            edges.append((step.id, trigger, _destination(flow, step, number, go, arrivals), go.condition))
            if go.use is not None:
                edges.append((step.id, returning(go.use.then.node), go.use.then.node, None))
    machine = _Machine(model=None, states=list(arrivals), initial=None, auto_transitions=False, queued=False)
    for source, trigger, target, guard in edges:
        machine.add_transition(trigger, source, target, conditions=[partial(holds, guard)] if guard else None)
    return Table(machine=machine, arrivals=arrivals, edges=tuple(edge[:3] for edge in edges))


def _destination(flow: Flow, step: Step, number: int, go: Go, arrivals: dict[str, Arrival]) -> str:
    if go.use is not None:
        state = f"{step.id}#{number}"
        arrivals[state] = Arrival(flow=go.use.target.flow, node=go.use.target.node, use=go.use)
        return state
    if go.to is None:
        raise ValueError(f"{step.place}: a branch that leads nowhere passed the checker")
    return _outside(flow, go.to.flow, go.to.node, arrivals)


def _outside(flow: Flow, target_flow: str, node: str, arrivals: dict[str, Arrival]) -> str:
    if target_flow == flow.id:
        return node
    state = f"{target_flow}.{node}"
    arrivals[state] = Arrival(flow=target_flow, node=node)
    return state


def returning(then: str) -> str:
    """The trigger that carries a caller on after its sub-flow came back."""
    return f"@then:{then}"


def fire(table: Table, node: str, trigger: str, lookup: Lookup) -> str | None:
    """The state that `trigger` leads to from `node`; None where no transition exists or no condition holds.

    transitions refuses in three ways (False, MachineError, ValueError/KeyError/AttributeError): here they are one.
    """
    event = table.machine.events.get(trigger)
    if event is None:
        return None
    slot = _Slot(node)
    try:
        moved = event.trigger(slot, lookup) if trigger == GO else event.trigger(slot)
    except (MachineError, ValueError, KeyError, AttributeError):
        return None
    return slot.state if moved else None


def mermaid(dialogs: Dialogs, table: Table, flow: str) -> str:
    """The flow as a Mermaid flowchart, drawn from the very table that runs: a step that only decides is a rhombus."""
    steps = dialogs.flows[flow].steps
    lines = ["flowchart TD"]
    for state, arrival in table.arrivals.items():
        lines.append(f"  {_mermaid_id(state)}{_shape(state, arrival, steps.get(state))}")
    branches = {name: iter(step.go) for name, step in steps.items()}
    for source, trigger, target in table.edges:
        go = next(branches[source], None) if trigger == GO else None
        label = (
            _edge_label(dialogs, flow, source, trigger) if go is None else _branch_label(steps[source], go)
        )
        arrow = f'-->|"{_safe(label)}"|' if label else "-->"
        lines.append(f"  {_mermaid_id(source)} {arrow} {_mermaid_id(target)}")
    return "\n".join(lines) + "\n"


def _shape(state: str, arrival: Arrival, step: Step | None) -> str:
    if step is None:
        return f'(["{state if arrival.use is None else f"{arrival.flow}.{arrival.node} ⟲"}"])'
    line = _safe(_first_line(step))
    if line:
        return f'["{state}<br/>{line}"]'
    return f'(["{state}"])' if step.end else f'{{"{state}"}}'


def _first_line(step: Step) -> str:
    """What one reads first at a step; a step of scripts or law alone shows its script or its statement."""
    if step.do is not None:
        return f"⚙ {step.do.action.zh}"
    asked = step.ask.text if step.ask is not None else None
    words = step.say or asked or step.aloud or step.phone or step.send or step.letter
    if words is not None:
        return words.default.split("\n")[0]
    return (step.law[0].mirror or step.law[0].id) if step.law else ""


def _branch_label(step: Step, go: Go) -> str:
    """The condition as it was written; for the last branch of several, that none held."""
    if go.condition is not None:
        return go.condition.text
    return "否则" if len(step.go) > 1 else ""


def _edge_label(dialogs: Dialogs, flow: str, source: str, trigger: str) -> str:
    found = dialogs.flows[flow]
    choices = (*found.steps[source].choices, *found.always) if source in found.steps else ()
    if trigger.startswith(returning("")):
        return "回来以后"
    if trigger.startswith(on("")):
        return trigger.removeprefix(on(""))
    return next((c.text.default for c in choices if c.id == trigger), trigger)


def _safe(text: str) -> str:
    """Signs that Mermaid, or the HTML it makes, would take for its own."""
    text = text.replace(">=", "≥").replace("<=", "≤")
    return text.replace('"', "'").replace("<", "#lt;").replace(">", "#gt;")


def _mermaid_id(state: str) -> str:
    return "s_" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in state)
