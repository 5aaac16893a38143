"""When two conversations are the same for what can still happen: the same cursors, the same classes of the variables
that are read later. History is abstracted away, and what lies under an interrupt is opaque: the engine only comes back
to it, which is checked apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.check.classes import NOON, Classes, canonical
from bot.check.graph import Graph, offered
from bot.check.spoken import spoken
from bot.engine.session import Frame, Kind, Session, Stack
from bot.language.guards import BUILT_IN, Guard
from bot.language.model import Dialogs, Flow, Step
from bot.values import Value

Key = tuple[object, ...]


class Abstraction:
    """Made once for a set of dialogs; `key` costs a few microseconds."""

    __slots__ = ("_classes", "_lasting", "_live", "_memo", "ground")

    def __init__(self, dialogs: Dialogs, graph: Graph, known: Classes) -> None:
        self._classes = known
        self._live = live(dialogs, graph)
        read = {name for flow in dialogs.flows.values() for step in flow.steps.values() for name in _reads(flow, step)}
        self._lasting = tuple(v.name for v in (*dialogs.person, *dialogs.case) if v.name in read)
        self._memo: dict[tuple[str, Value], int] = {}
        self.ground: Stack = ()

    def settle(self, session: Session) -> Session:
        """The representative that is walked on from: no history, nothing half said, an opaque floor below errands."""
        stack = session.stack
        inside = [i for i, frame in enumerate(stack) if frame.kind is Kind.INTERRUPT]
        if inside and self.ground:
            stack = (*self.ground, *stack[inside[-1] :])
        return replace(
            session, stack=stack, history=(), replay=(), panel="", misses=0, seen=int(NOON.timestamp()), moved=False
        )

    def key(self, session: Session) -> Key:
        """Equal for conversations that can only go on alike."""
        found: list[object] = []
        above = ""
        for frame in reversed(session.stack):
            found.append((frame.flow, frame.node, frame.kind, frame.then, self._frame(frame, above)))
            above = frame.then
            if frame.kind is Kind.INTERRUPT:
                break
        person = tuple(self._class(name, session.person.get(name)) for name in self._lasting if name[0] == "p")
        case = session.cases[session.case] if session.cases else {}
        kept = tuple(self._class(name, case.get(name)) for name in self._lasting if name[0] == "c")
        return (tuple(found), person, kept)

    def _frame(self, frame: Frame, back_at: str) -> tuple[int, ...]:
        place = f"{frame.flow}.{back_at or frame.node}"
        names = self._live.get(place, ())
        return tuple(self._class(f"{frame.flow}:{name}", frame.values.get(name)) for name in names)

    def _class(self, name: str, value: Value | None) -> int:
        if value is None:
            return -1
        index = self._memo.get((name, value))
        if index is None:
            index = self._memo[name, value] = self._classes.index(name, value)
        return index


def live(dialogs: Dialogs, graph: Graph) -> dict[str, tuple[str, ...]]:
    """For every place the flow's own variables that may still be read there or later, before they are asked again."""
    result: dict[str, tuple[str, ...]] = {}
    for flow in dialogs.flows.values():
        ahead = {
            step.id: [e.target.partition(".")[2] for e in graph.out[step.place] if e.target.startswith(f"{flow.id}.")]
            for step in flow.steps.values()
        }
        found: dict[str, set[str]] = {
            step.id: {name for name in _reads(flow, step) if "." not in name} for step in flow.steps.values()
        }
        # What the ends of a flow hold may be taken by the caller: kept to the end.
        taken = {theirs for name in _takers(graph, flow) for theirs in name}
        changed = True
        while changed:
            changed = False
            for node in reversed(list(found)):
                step = flow.steps[node]
                later = set(taken).union(*(found[n] for n in ahead[node] if n in found))
                if step.ask and step.go:
                    own = set(_reads(flow, step, before_answer=True))
                    later = {name for name in later | found[node] if name != step.ask.save_as or name in own}
                if not later <= found[node]:
                    found[node] |= later
                    changed = True
        for node, names in found.items():
            result[f"{flow.id}.{node}"] = tuple(sorted(names))
    return result


def _takers(graph: Graph, flow: Flow) -> Iterator[tuple[str, ...]]:
    for entry, uses in graph.uses.items():
        if entry.startswith(f"{flow.id}."):
            for use in uses:
                yield tuple(theirs for _, theirs in use.take)


def _reads(flow: Flow, step: Step, *, before_answer: bool = False) -> Iterator[str]:
    """Variables a step reads; with `before_answer` only those read before its own question is answered."""
    for part in spoken(step):
        yield from part.words.names
    for choice in offered(flow, step):
        yield from choice.text.names
        yield from choice.when.names if choice.when else ()
    if before_answer:
        return
    for go in step.go:
        yield from go.condition.names if go.condition else ()
        for _, expression in go.use.arguments if go.use else ():
            yield from expression.names


def timed(dialogs: Dialogs, graph: Graph) -> frozenset[str]:
    """Places from which the next turn may ask what time it is."""
    asking = set()
    for flow in dialogs.flows.values():
        for step in flow.steps.values():
            guards: list[Guard] = [go.condition for go in step.go if go.condition]
            guards += [choice.when for choice in offered(flow, step) if choice.when]
            if any(name in BUILT_IN for guard in guards for name in guard.names):
                asking.add(step.place)
    before: dict[str, set[str]] = {}
    for place, edges in graph.out.items():
        for edge in edges:
            before.setdefault(edge.target, set()).add(place)
    found, waiting = set(asking), list(asking)
    while waiting:
        for place in before.get(waiting.pop(), ()):
            if place not in found:
                found.add(place)
                if not graph.steps[place].waits:
                    waiting.append(place)
    return frozenset(found)


def hours(known: Classes) -> tuple[int, ...]:
    """One hour for each class of hours that conditions tell apart."""
    return tuple(value for value in known.domains["hour"] if isinstance(value, int))


def domain_of(known: Classes, flow: str, name: str) -> Mapping[int, Value]:
    """The values that stand for a variable's classes, unset left out."""
    return {i: value for i, value in enumerate(known.domains.get(canonical(flow, name), ())) if value is not None}
