"""When two conversations are the same for what can still happen: the same cursors, the same classes of the variables
that are read later. History is abstracted away, and what lies under an interrupt is opaque: the engine only comes back
to it, which is checked apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.check.classes import NOON, Classes, canonical
from bot.check.graph import Graph, offered
from bot.check.spoken import spoken
from bot.engine.session import Frame, Kind, Session
from bot.language.guards import BUILT_IN, Guard
from bot.language.model import Dialogs, Flow, Step
from bot.values import Value

Key = tuple[object, ...]
Reading = tuple[str, bool]  # a variable, and whether its value counts or only that it is known
Live = tuple[tuple[Reading, ...], tuple[Reading, ...]]  # the flow's own variables; those of person and case
NOTHING: Live = ((), ())


class Abstraction:
    """Made once for a set of dialogs; `key` costs a few microseconds."""

    __slots__ = ("_classes", "_live", "_memo")

    def __init__(self, dialogs: Dialogs, graph: Graph, known: Classes) -> None:
        self._classes = known
        self._live = live(dialogs, graph)
        self._memo: dict[tuple[str, Value], int] = {}

    def settle(self, session: Session) -> Session:
        """The representative that is walked on from: no history, nothing half said, an errand as if it came first.

        What lies below an errand is opaque to it: the engine reads the frame's kind only when the errand ends or
        another begins. That it comes back, and exactly, is tried apart (probes.py).
        """
        stack = session.stack
        inside = [i for i, frame in enumerate(stack) if frame.kind is Kind.INTERRUPT]
        if inside:
            stack = (grounded(stack[inside[-1]]), *stack[inside[-1] + 1 :])
        return replace(
            session,
            stack=stack,
            history=(),
            replay=(),
            panel="",
            misses=0,
            seen=int(NOON.timestamp()),
            moved=False,
        )

    def key(self, session: Session) -> Key:
        """Equal for conversations that can only go on alike: the same cursors, and classes of what is read later."""
        found: list[object] = []
        lasting: set[Reading] = set()
        above = ""
        for frame in reversed(session.stack):
            own, others = self._live.get(f"{frame.flow}.{above or frame.node}", NOTHING)
            values = tuple(self._class(f"{frame.flow}:{n}", frame.values.get(n), exact) for n, exact in own)
            found.append((frame.flow, frame.node, frame.kind, frame.then, values))
            lasting.update(others)
            above = frame.then
        case = session.cases[session.case] if session.cases else {}
        person = session.person
        known = [
            (n, self._class(n, (person if n[0] == "p" else case).get(n), exact))
            for n, exact in sorted(lasting)
        ]
        return (tuple(found), tuple(known))

    def lasting(self, place: str) -> tuple[Reading, ...]:
        """The variables of person and case on which what happens from a place on depends, up to the next flow."""
        return self._live.get(place, NOTHING)[1]

    def of(self, name: str, value: Value | None) -> int:
        """The class of a person's or a case's variable."""
        return self._class(name, value, True)

    def _class(self, name: str, value: Value | None, exact: bool) -> int:
        if value is None:
            return -1
        if not exact:
            return 0
        index = self._memo.get((name, value))
        if index is None:
            index = self._memo[name, value] = self._classes.index(name, value)
        return index


def grounded(frame: Frame) -> Frame:
    """An errand's frame as the ground floor."""
    return Frame(frame.flow, frame.node, frame.values)


def live(dialogs: Dialogs, graph: Graph) -> dict[str, Live]:
    """For every place what may still be read there or later before it is asked again.

    First the flow's own variables, then those of person and case; the latter only up to the next jump into another
    flow: every flow is walked from its doors with whatever may be known there.
    """
    reads = {p: set(_reads(dialogs.flows[s.flow], s)) for p, s in graph.steps.items()}
    for entry, uses in graph.uses.items():
        taken = {theirs for use in uses for _, theirs in use.take}  # by value: the caller may compare it
        for place in reads:
            if graph.steps[place].end and place.partition(".")[0] == entry.partition(".")[0]:
                reads[place] |= taken  # the caller reads them
    found = {place: set(names) for place, names in reads.items()}
    before: dict[str, list[str]] = {}
    ahead: dict[str, list[tuple[str, bool]]] = {place: [] for place in graph.steps}
    for place, edges in graph.out.items():
        for edge in edges:
            same = edge.target.partition(".")[0] == place.partition(".")[0]
            if (same or edge.kind == "use") and edge.target in found:
                ahead[place].append((edge.target, same))
                before.setdefault(edge.target, []).append(place)
    waiting = list(found)
    while waiting:
        place = waiting.pop()
        step = graph.steps[place]
        later = {n for target, same in ahead[place] for n in found[target] if same or "." in n}
        if step.do:
            later -= {name for ours, _ in step.do.take for name in (ours, f"{ours}?")}
        if step.ask and step.go:
            asked = {step.ask.save_as, f"{step.ask.save_as}?"}
            later -= asked - set(_reads(dialogs.flows[step.flow], step, before_answer=True))
        if not later <= found[place]:
            found[place] |= later
            waiting.extend(before.get(place, ()))
    return {place: (_own(names), _others(names)) for place, names in found.items()}


def _own(names: Iterable[str]) -> tuple[Reading, ...]:
    return _readings(name for name in names if "." not in name and name.rstrip("?") not in BUILT_IN)


def _others(names: Iterable[str]) -> tuple[Reading, ...]:
    return _readings(name for name in names if "." in name)


def _readings(names: Iterable[str]) -> tuple[Reading, ...]:
    names = set(names)
    return tuple(sorted((bare, bare in names) for bare in {name.rstrip("?") for name in names}))


def _reads(flow: Flow, step: Step, *, before_answer: bool = False) -> Iterator[str]:
    """Variables a step reads, with `?` where it only matters that they are known, as in a text.

    With `before_answer` only those that are read before the step's own question is answered.
    """
    texts = [*(part.words for part in spoken(step)), *(choice.text for choice in offered(flow, step))]
    # A blank in a letter may be unset or not: nothing that happens depends on it.
    yield from (f"{name}?" for words in texts for name in words.names if name not in words.blanks)
    for choice in offered(flow, step):
        yield from _asked(choice.when) if choice.when else ()
    if step.do:  # what an action makes of a value nobody here knows; every outcome is walked
        yield from (f"{name}?" for _, expression in step.do.arguments for name in expression.names)
    if before_answer:
        return
    for go in step.go:
        names = [*(_asked(go.condition) if go.condition else ())]
        for _, expression in go.use.arguments if go.use else ():
            names += expression.names
        yield from (name for name in names if not (step.ask and name.rstrip("?") == step.ask.save_as))


def _asked(guard: Guard) -> Iterator[str]:
    compared = {*guard.literals, *(name for pair in guard.pairs for name in pair)}
    yield from (name if name in compared else f"{name}?" for name in guard.names)


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
    return {
        i: value for i, value in enumerate(known.domains.get(canonical(flow, name), ())) if value is not None
    }
