"""The map of a set of dialogs: every step, every edge, every door from outside. Knows no variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.language.marks import Mark
from bot.language.model import Choice, Dialogs, Flow, Step, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One way on. kind: choice, always, go, use (into a sub-flow), then (back from it)."""

    source: str  # flow.node
    target: str
    kind: str
    mark: Mark
    name: str = ""  # the choice's id; the number of the branch


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Who leads where. `doors` are the places that are entered from outside a conversation's own path."""

    steps: Mapping[str, Step]
    out: Mapping[str, tuple[Edge, ...]]
    doors: Mapping[str, str]  # place -> what opens it: start, menu, said, interrupt
    uses: Mapping[str, tuple[Use, ...]]  # place of a sub-flow's entry -> who uses it
    ending: frozenset[str]  # places from which an end can be reached
    silent: Mapping[str, tuple[Edge, ...]]  # edges that are taken without waiting for anybody

    def reached(self) -> frozenset[str]:
        """Every place some path leads to."""
        return closure(self.doors, lambda place: (edge.target for edge in self.out.get(place, ())))

    def from_outside(self, flow: Flow) -> bool:
        """Whether anybody opens this flow: a door, or an edge of another flow."""
        inside = {step.place for step in flow.steps.values()}
        if any(place in inside for place in self.doors):
            return True
        return any(
            e.target in inside for place, edges in self.out.items() if place not in inside for e in edges
        )


def survey(dialogs: Dialogs) -> Graph:
    """Draw the map once; every rule about paths reads it."""
    steps = {step.place: step for flow in dialogs.flows.values() for step in flow.steps.values()}
    out = {place: tuple(_edges(dialogs.flows[step.flow], step)) for place, step in steps.items()}
    uses: dict[str, tuple[Use, ...]] = {}
    for step in steps.values():
        for go in step.go:
            if go.use:
                uses[go.use.target.place] = (*uses.get(go.use.target.place, ()), go.use)
    crisis = frozenset(flow.id for flow in dialogs.flows.values() if flow.crisis)
    ending = _ending(steps, out, crisis)
    return Graph(
        steps=steps,
        out=out,
        doors=_doors(dialogs),
        uses=uses,
        ending=ending,
        silent=_silent(steps, out),
    )


def offered(flow: Flow, step: Step) -> tuple[Choice, ...]:
    """The choices shown at a step: its own, then the flow's `always`; none where nothing is waited for."""
    return (*step.choices, *flow.always) if step.waits else ()


def _edges(flow: Flow, step: Step) -> Iterator[Edge]:
    for choice in step.choices:
        yield Edge(source=step.place, target=choice.to.place, kind="choice", mark=choice.mark, name=choice.id)
    if step.waits:
        for choice in flow.always:
            yield Edge(
                source=step.place, target=choice.to.place, kind="always", mark=choice.mark, name=choice.id
            )
    for number, go in enumerate(step.go):
        if go.to:
            yield Edge(source=step.place, target=go.to.place, kind="go", mark=go.mark, name=str(number))
        if go.use:
            into, back = go.use.target.place, go.use.then.place
            yield Edge(source=step.place, target=into, kind="use", mark=go.mark, name=str(number))
            yield Edge(source=step.place, target=back, kind="then", mark=go.mark, name=str(number))


def _doors(dialogs: Dialogs) -> dict[str, str]:
    doors: dict[str, str] = {}
    for interrupt in dialogs.interrupts:
        if interrupt.to:
            doors[interrupt.to.place] = "interrupt"
    for flow in dialogs.flows.values():
        if flow.menu or flow.also_said:
            doors[f"{flow.id}.{flow.start}"] = "menu" if flow.menu else "said"
    if start := dialogs.flows.get("start"):
        doors[f"start.{start.start}"] = "start"
        if "menu" in start.steps:
            doors["start.menu"] = "menu"
    return doors


def _ending(
    steps: Mapping[str, Step], out: Mapping[str, tuple[Edge, ...]], crisis: frozenset[str]
) -> frozenset[str]:
    """Places from which an end can be reached. A use needs both: its sub-flow comes back, and `then` ends.

    An edge from elsewhere into a crisis flow is no way out: it comes back to the open question.
    """
    before: dict[str, list[str]] = {}
    onward = {
        place: tuple(
            e for e in edges if steps[place].flow in crisis or e.target.partition(".")[0] not in crisis
        )
        for place, edges in out.items()
    }
    for place, edges in onward.items():
        for edge in edges:
            before.setdefault(edge.target, []).append(place)
    known = {place for place, step in steps.items() if step.end}
    waiting = list(known)
    while waiting:
        for place in before.get(waiting.pop(), ()):
            if place not in known and _can_end(onward[place], known):
                known.add(place)
                waiting.append(place)
    return frozenset(known)


def _can_end(edges: tuple[Edge, ...], known: set[str]) -> bool:
    for edge in edges:
        if edge.kind == "use":
            back = (e for e in edges if e.kind == "then" and e.name == edge.name and e.target in known)
            if edge.target in known and any(back):
                return True
        elif edge.kind != "then" and edge.target in known:
            return True
    return False


def _silent(steps: Mapping[str, Step], out: Mapping[str, tuple[Edge, ...]]) -> dict[str, tuple[Edge, ...]]:
    """Edges taken in the same turn. `then` counts where the sub-flow can come back without asking anything."""
    quiet = {place for place, step in steps.items() if not step.waits}
    calls = {place: tuple(e for e in out[place] if e.kind != "then") for place in quiet}
    through: dict[str, bool] = {}

    def passes(entry: str) -> bool:
        if entry not in through:
            through[entry] = False  # recursion of use has its own rule
            inside = closure([entry], lambda p: (e.target for e in calls.get(p, ())))
            through[entry] = any(steps[p].end and not steps[p].waits for p in inside if p in steps)
        return through[entry]

    result = {}
    for place in quiet:
        into = {edge.name: edge.target for edge in out[place] if edge.kind == "use"}
        result[place] = tuple(e for e in out[place] if e.kind != "then" or passes(into[e.name]))
    return result


def closure(roots: Iterable[str], following: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """Everything that can be reached from the roots, themselves included."""
    seen = set(roots)
    waiting = list(seen)
    while waiting:
        for place in following(waiting.pop()):
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    return frozenset(seen)


def loops(places: Iterable[str], following: Callable[[str], Iterable[str]]) -> list[tuple[str, ...]]:
    """Strongly connected components that hold a cycle (Tarjan, without recursion), in the order of `places`."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    inside: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in places:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(tuple(following(root))))]
        index[root] = low[root] = len(index)
        stack.append(root)
        inside.add(root)
        while work:
            place, ahead = work[-1]
            nxt = next(ahead, None)
            if nxt is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == index[place]:
                    found.extend(_component(place, stack, inside, following))
            elif nxt not in index:
                index[nxt] = low[nxt] = len(index)
                stack.append(nxt)
                inside.add(nxt)
                work.append((nxt, iter(tuple(following(nxt)))))
            elif nxt in inside:
                low[place] = min(low[place], index[nxt])
    return found


def _component(
    root: str, stack: list[str], inside: set[str], following: Callable[[str], Iterable[str]]
) -> Iterator[tuple[str, ...]]:
    members = []
    while True:
        place = stack.pop()
        inside.discard(place)
        members.append(place)
        if place == root:
            break
    if len(members) > 1 or root in following(root):
        yield tuple(reversed(members))
