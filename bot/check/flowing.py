"""What may be known at every step: for each variable the classes it can be in when the step is entered.

A fixed point over the map. Sub-flows are entered with their arguments and left with what they set; a flow entered from
elsewhere begins with its own variables unset; at a door from outside anything may be known about person and case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.check.classes import Classes, canonical, classes
from bot.check.graph import Graph, closure
from bot.language.guards import BUILT_IN, Expression, Guard, walk
from bot.language.model import Choice, Dialogs, Do, Flow, Step, Use
from bot.values import Value

Env = Mapping[str, int]  # canonical name -> bit set of classes; a name that is missing is unset
MOST_COMBINATIONS = 20_000  # beyond this the branches of one list are taken as all possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """What a list of conditions can do: for each branch the classes that reach it; None where none do."""

    envs: tuple[Env | None, ...]
    leftover: bool  # some combination takes no branch at all
    unheard: str = ""  # a variable that may be unset here, is compared, and no branch handles that
    unheard_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The fixed point. A place that is missing is never entered."""

    classes: Classes
    before: Mapping[str, Env]  # on entry
    branches: Mapping[str, Branches]  # of the steps with a condition
    written: Mapping[str, frozenset[str]]  # entry of a sub-flow -> person and case variables it may set

    def may_be_unset(self, flow: str, place: str, name: str) -> bool:
        """Whether a text shown at this place could lack this variable."""
        if name in BUILT_IN:
            return False
        name = canonical(flow, name)
        env = self.before.get(place)
        if env is None or name not in self.classes.domains:
            return False
        return unset(self.classes, env, name)

    def possible(self, flow: str, place: str, *guards: Guard) -> bool:
        """Whether these conditions can all hold at this place."""
        env = self.before.get(place)
        if env is None:
            return True
        names = _names(flow, guards)
        combos = _combinations(self.classes, env, names)
        if combos is None:
            return True
        return any(all(g.holds(_looking(flow, names, values)) for g in guards) for values, _ in combos)

    def choices(self, flow: str, place: str, guards: tuple[Guard, ...]) -> Branches | None:
        """What a row of conditional choices can do at a place; None where the place is never entered."""
        env = self.before.get(place)
        return None if env is None else decide(self.classes, flow, env, guards)


def unset(known: Classes, env: Env, name: str) -> bool:
    """Whether a variable may be unset in this state of knowledge."""
    return known.domains[name][0] is None and bool(env.get(name, 1) & 1)


def learn(dialogs: Dialogs, graph: Graph) -> Knowledge:
    """Walk the map until nothing new is learned."""
    return _Walk(dialogs, graph).run()


def decide(known: Classes, flow: str, env: Env, conditions: Sequence[Guard | None]) -> Branches:
    """Which branches of a first-match list can be taken from this state of knowledge, and with what."""
    guards = [guard for guard in conditions if guard is not None]
    names = _names(flow, guards)
    combos = _combinations(known, env, names)
    if combos is None:
        return Branches(envs=tuple(env for _ in conditions), leftover=conditions[-1] is not None)
    taken: list[dict[str, int]] = [{} for _ in conditions]
    leftover, unheard, unheard_at = False, "", 0
    for values, bits in combos:
        look = _looking(flow, names, values)
        number = next((i for i, c in enumerate(conditions) if c is None or c.holds(look)), len(conditions))
        leftover = leftover or number == len(conditions)
        if not unheard and None in values:
            unheard, unheard_at = _unheard(flow, names, values, conditions[: number + 1])
        if number < len(conditions):
            for name, bit in zip(names, bits, strict=True):
                taken[number][name] = taken[number].get(name, 0) | bit
            taken[number].setdefault("", 1)
    envs = tuple({**env, **{n: b for n, b in some.items() if n}} if some else None for some in taken)
    return Branches(envs=envs, leftover=leftover, unheard=unheard, unheard_at=unheard_at)


def _unheard(
    flow: str, names: Sequence[str], values: Sequence[Value | None], conditions: Sequence[Guard | None]
) -> tuple[str, int]:
    """A comparison with an unset variable decided, and none up to there asked whether it is unknown."""
    open_names = {name for name, value in zip(names, values, strict=True) if value is None}
    handled = {canonical(flow, n) for c in conditions if c for n in asked_after(c)}
    for number, condition in enumerate(conditions):
        for name in condition.names if condition else ():
            if (full := canonical(flow, name)) in open_names and full not in handled:
                return name, number
    return "", 0


def asked_after(guard: Guard) -> frozenset[str]:
    """The variables of which a condition asks whether they are known at all."""
    return frozenset(str(part[1]) for part in walk(guard.tree) if part[0] in ("unknown", "known"))


def _names(flow: str, guards: Sequence[Guard]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(canonical(flow, name) for guard in guards for name in guard.names))


def _combinations(
    known: Classes, env: Env, names: Sequence[str]
) -> Iterator[tuple[tuple[Value | None, ...], tuple[int, ...]]] | None:
    """Every combination of classes these variables can be in; None when there are too many to look at."""
    columns: list[list[tuple[Value | None, int]]] = []
    count = 1
    for name in names:
        domain = known.domains.get(name, (None,))
        mask = env.get(name, known.everything(name) if name in BUILT_IN else 1)
        columns.append([(value, 1 << i) for i, value in enumerate(domain) if mask >> i & 1])
        count *= len(columns[-1])
    if count > MOST_COMBINATIONS:
        return None
    return ((tuple(v for v, _ in row), tuple(b for _, b in row)) for row in product(*columns))


def _looking(
    flow: str, names: Sequence[str], values: Sequence[Value | None]
) -> Callable[[str], Value | None]:
    table = dict(zip(names, values, strict=True))
    return lambda name: table.get(canonical(flow, name))


class _Walk:
    """The work list; everything here is thrown away when `run` returns."""

    def __init__(self, dialogs: Dialogs, graph: Graph) -> None:
        self.dialogs = dialogs
        self.graph = graph
        self.known = classes(dialogs)
        self.before: dict[str, dict[str, int]] = {}
        self.branches: dict[str, Branches] = {}
        self.waiting: deque[str] = deque()
        self.lasting = {v.name: v for v in (*dialogs.person, *dialogs.case)}
        self.exits: dict[str, frozenset[str]] = {}  # entry of a sub-flow -> its ends
        self.callers: dict[str, set[str]] = {}  # end -> steps to look at again when more is known there
        self.passing = frozenset(
            canonical(f.id, v.name) for f in dialogs.flows.values() for v in f.variables if not v.keep
        )
        self.written = self._written()

    def run(self) -> Knowledge:
        anything = {name: self.known.everything(name) for name in self.lasting}
        for place in self.graph.doors:
            if place in self.graph.steps:
                self._enter(place, anything)
        while self.waiting:
            place = self.waiting.popleft()
            step = self.graph.steps[place]
            self._leave(self.dialogs.flows[step.flow], step)
        return Knowledge(classes=self.known, before=self.before, branches=self.branches, written=self.written)

    def _enter(self, place: str, env: Env) -> None:
        step = self.graph.steps.get(place)
        if step and step.waits and self.passing:
            env = {name: mask for name, mask in env.items() if name not in self.passing}
        old = self.before.get(place)
        if old is None:
            self.before[place] = {
                name: mask for name, mask in env.items() if mask != 1 or name in self.lasting
            }
            self.waiting.append(place)
            self._call_back(place)
            return
        changed = False
        for name in {**old, **env}:
            # A name that is missing is unset: bit 0.
            mask = old.get(name, 1) | env.get(name, 1)
            if mask != old.get(name, 1):
                old[name] = mask
                changed = True
        if changed:
            self.waiting.append(place)
            self._call_back(place)

    def _call_back(self, place: str) -> None:
        self.waiting.extend(self.callers.get(place, ()))

    def _leave(self, flow: Flow, step: Step) -> None:
        env: Env = self.before[step.place]
        if step.forget:
            env = dict.fromkeys(self.lasting, 1)
        if step.waits:
            for choice in (*step.choices, *flow.always):
                if (after := self._when(flow.id, env, choice)) is not None:
                    self._cross(flow.id, choice.to.flow, choice.to.place, after)
        if step.do:
            self._do(flow.id, step, step.do, env)
        elif step.go:
            if step.ask:
                env = self._answered(flow.id, step, env)
            self._go(flow.id, step, env)

    def _when(self, flow: str, env: Env, choice: Choice) -> Env | None:
        if choice.when is None:
            return env
        return decide(self.known, flow, env, (choice.when, None)).envs[0]

    def _answered(self, flow: str, step: Step, env: Env) -> Env:
        assert step.ask is not None
        name = canonical(flow, step.ask.save_as)
        if name not in self.known.domains:
            return env
        mask = self.known.everything(name) if step.ask.unknown else self._anything(name)
        return {**env, name: mask}

    def _go(self, flow: str, step: Step, env: Env) -> None:
        branches = decide(self.known, flow, env, [go.condition for go in step.go])
        if any(go.condition for go in step.go):
            self.branches[step.place] = branches
        for go, after in zip(step.go, branches.envs, strict=True):
            if after is None:
                continue
            if go.to:
                self._cross(flow, go.to.flow, go.to.place, after)
            if go.use:
                self._use(flow, step, go.use, after)

    def _do(self, flow: str, step: Step, done: Do, env: Env) -> None:
        """Each outcome with what it sets: any value; whatever else was to be taken is unset."""
        for go in step.go:
            outcome = done.action.outcome(go.outcome)
            after = dict(env)
            for ours, theirs in done.take:
                name = canonical(flow, ours)
                if outcome and name in self.known.domains:
                    after[name] = self._anything(name) if theirs in outcome.sets else 1
            if go.to:
                self._cross(flow, go.to.flow, go.to.place, after)

    def _anything(self, name: str) -> int:
        mask = self.known.everything(name)
        return mask & ~1 if self.known.domains[name][0] is None else mask

    def _cross(self, here: str, there: str, place: str, env: Env) -> None:
        if here != there:
            env = {name: mask for name, mask in env.items() if name in self.lasting}
        self._enter(place, env)

    def _use(self, flow: str, step: Step, use: Use, env: Env) -> None:
        entry = use.target.place
        inside = {name: mask for name, mask in env.items() if name in self.lasting}
        for theirs, expression in use.arguments:
            inside[canonical(use.target.flow, theirs)] = self._handed(flow, use, theirs, expression, env)
        self._enter(entry, inside)
        for end in self._exits(entry):
            self.callers.setdefault(end, set()).add(step.place)
            if (left := self.before.get(end)) is not None:
                self._enter(use.then.place, self._returned(flow, use, env, left))

    def _handed(self, flow: str, use: Use, theirs: str, expression: Expression, env: Env) -> int:
        target = canonical(use.target.flow, theirs)
        if target not in self.known.domains:
            return 1
        if not expression.names:
            return 1 << self.known.index(target, expression.constant)
        ours = canonical(flow, expression.names[0])
        return self._mapped(ours, target, env.get(ours, self._default(ours)))

    def _default(self, name: str) -> int:
        return self.known.everything(name) if name in BUILT_IN else 1

    def _mapped(self, source: str, target: str, mask: int) -> int:
        found = 0
        for i, value in enumerate(self.known.domains.get(source, (None,))):
            if mask >> i & 1:
                found |= 1 << self.known.index(target, value)
        return found or 1

    def _returned(self, flow: str, use: Use, env: Env, left: Env) -> Env:
        after = dict(env)
        for name in self.written[use.target.place]:
            after[name] = left.get(name, 1)
        for ours, theirs in use.take:
            source = canonical(use.target.flow, theirs)
            target = canonical(flow, ours)
            if target in self.known.domains:
                after[target] = self._mapped(source, target, left.get(source, 1))
        return after

    def _exits(self, entry: str) -> frozenset[str]:
        if entry not in self.exits:
            inside = closure(
                [entry], lambda p: (e.target for e in self.graph.out.get(p, ()) if e.kind != "use")
            )
            self.exits[entry] = frozenset(p for p in inside if self.graph.steps[p].end)
        return self.exits[entry]

    def _written(self) -> dict[str, frozenset[str]]:
        result = {}
        for entry in self.graph.uses:
            names: set[str] = set()
            for place in closure([entry], lambda p: (e.target for e in self.graph.out.get(p, ()))):
                step = self.graph.steps[place]
                names |= set(self.lasting) if step.forget else set()
                names |= {step.ask.save_as} if step.ask else set()
                names |= {ours for ours, _ in step.do.take} if step.do else set()
                names |= {ours for go in step.go if go.use for ours, _ in go.use.take}
            result[entry] = frozenset(names & set(self.lasting))
        return result
