"""Classes of values. A condition only ever tells a few values apart: one stands for all that it cannot tell from it.

A variable's domain is a tuple of representatives: None (unset), then for an ordered type every literal it is compared
with and one value of each gap between them; for one_of its options; for many_of the subsets of the options that are
asked about. Variables that are compared with each other, or handed to each other, share their literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from bot.language.guards import BUILT_IN, Guard
from bot.language.model import Dialogs, Flow, Go, Var
from bot.values import Spec, Value

NOON = datetime.fromisoformat(
    "2026-11-25T12:00+08:00"
)  # stands for `now`; what matters is before, equal, after
ORDERED = ("int", "money", "date", "datetime")
MOST_SUBSETS = 5  # of this many options asked about, every combination is a class


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Every variable's domain by its canonical name, as bit sets are read: bit 0 is unset."""

    domains: Mapping[str, tuple[Value | None, ...]]

    def everything(self, name: str) -> int:
        """All classes of a variable, unset among them."""
        return (1 << len(self.domains[name])) - 1

    def index(self, name: str, value: Value | None) -> int:
        """The class a value belongs to: its own, the gap it falls into, or any that is not unset."""
        domain = self.domains[name]
        if value in domain:
            return domain.index(value)
        if value is None:
            return 0
        if isinstance(value, int):
            numbers = [(abs(v - value), i) for i, v in enumerate(domain) if isinstance(v, int)]
            return min(numbers, default=(0, 0))[1]
        return len(domain) - 1


def canonical(flow: str, name: str) -> str:
    """A variable's name across flows: person.who, case.company, visit:people, hour."""
    return name if "." in name or name in BUILT_IN else f"{flow}:{name}"


def conditions(flow: Flow) -> Iterator[Guard]:
    """Every condition of a flow."""
    for choice in flow.always:
        if choice.when:
            yield choice.when
    for step in flow.steps.values():
        for choice in step.choices:
            if choice.when:
                yield choice.when
        for go in step.go:
            if go.condition:
                yield go.condition


def classes(dialogs: Dialogs) -> Classes:
    """Look at every condition once and say what it can tell apart."""
    literals: dict[str, set[Value]] = {}
    groups = _Groups()
    compared: set[str] = set()  # with another variable
    for flow in dialogs.flows.values():
        for guard in conditions(flow):
            for name, values in guard.literals.items():
                literals.setdefault(canonical(flow.id, name), set()).update(values)
            for left, right in guard.pairs:
                groups.join(canonical(flow.id, left), canonical(flow.id, right))
                compared |= {canonical(flow.id, left), canonical(flow.id, right)}
        for step in flow.steps.values():
            for go in step.go:
                for ours, theirs in _handed(flow, go):
                    groups.join(ours, theirs)
    declared = {canonical(flow, v.name): v for flow, v in _declared(dialogs)}
    shared: dict[str, set[Value]] = {}
    for name in (*declared, *BUILT_IN):
        shared.setdefault(groups.root(name), set()).update(literals.get(name, ()))
    roots = {groups.root(name) for name in compared}
    paired = {name for name in (*declared, *BUILT_IN) if groups.root(name) in roots}
    _anchor(declared, groups, paired, shared)
    domains: dict[str, tuple[Value | None, ...]] = {}
    for name, variable in declared.items():
        unset: tuple[Value | None, ...] = () if variable.default is not None else (None,)
        known = shared[groups.root(name)]
        values = tuple(_representatives(variable.spec, known, between=name in paired))
        domains[name] = (*unset, *values) if variable.default is None else _default_first(variable, values)
    for name in BUILT_IN:
        domains[name] = tuple(_built_in(name, shared[groups.root(name)]))
    return Classes(domains=domains)


def _anchor(
    declared: Mapping[str, Var], groups: _Groups, paired: set[str], shared: dict[str, set[Value]]
) -> None:
    """Numbers that are only compared with each other get a common point: less, equal and more can be told there."""
    lows: dict[str, int] = {}
    for name in paired & declared.keys():
        spec, root = declared[name].spec, groups.root(name)
        if spec.type in ("int", "money") and not shared[root]:
            lows[root] = max(lows.get(root, 0), (spec.low or 0) + 1)
    for root, low in lows.items():
        shared[root].add(low)


def _declared(dialogs: Dialogs) -> Iterator[tuple[str, Var]]:
    for flow in dialogs.flows.values():
        yield from ((flow.id, variable) for variable in flow.variables)
    yield from (("", variable) for variable in (*dialogs.person, *dialogs.case))


def _handed(flow: Flow, go: Go) -> Iterator[tuple[str, str]]:
    if go.use is None:
        return
    for theirs, expression in go.use.arguments:
        for name in expression.names:
            yield canonical(flow.id, name), canonical(go.use.target.flow, theirs)
    for ours, theirs in go.use.take:
        yield canonical(flow.id, ours), canonical(go.use.target.flow, theirs)


def _default_first(variable: Var, values: tuple[Value, ...]) -> tuple[Value | None, ...]:
    # With a default it is never unset; bit 0 is then the default itself.
    default: Value | None = variable.default
    return (default, *(value for value in values if value != default))


def _representatives(spec: Spec, literals: Iterable[Value], *, between: bool) -> Iterator[Value]:
    match spec.type:
        case "yes_no":
            yield from (True, False)
        case "one_of":
            yield from spec.options
        case "many_of":
            yield from _subsets(spec.options, literals)
        case "int" | "money":
            yield from _numbers(spec, {v for v in literals if isinstance(v, int)}, between=between)
        case "date" | "datetime":
            yield from _days(
                spec, {v for v in literals if isinstance(v, str)}, compared=bool(literals) or between
            )
        case _:
            known = sorted(v for v in literals if isinstance(v, str))
            yield from known
            yield "12345678901" if spec.type == "phone" else "某某"


def _subsets(options: tuple[str, ...], literals: Iterable[Value]) -> Iterator[Value]:
    asked = [option for option in options if option in set(literals)][:MOST_SUBSETS]
    other = next((option for option in options if option not in asked), None)
    for size in range(len(asked) + 1):
        for some in combinations(asked, size):
            if some:
                yield some
            else:
                yield (other,) if other else ()


def _numbers(spec: Spec, literals: set[int], *, between: bool) -> Iterator[Value]:
    points = sorted(literals)
    if not points:
        yield spec.low if spec.low is not None else spec.high if spec.high is not None else 1
        return
    found = {points[0] - 1, points[-1] + 1, *points}
    for low, high in pairwise(points):
        if high - low > 1:
            found.add(low + 1)
            if between:
                found.add(high - 1)  # two in one gap, so that `a < b` can be told there
    low = points[0] - 1 if spec.low is None else spec.low
    high = points[-1] + 1 if spec.high is None else spec.high
    # Where no value lies in the range (it has its own rule), all stand.
    yield from (value for value in sorted(found) if low > high or low <= value <= high)


def _days(spec: Spec, literals: set[str], *, compared: bool) -> Iterator[Value]:
    if not compared:  # any day that the question would take
        day = NOON + timedelta(days=1 if spec.after_now else -1)
        yield day.isoformat(timespec="minutes")[: 10 if spec.type == "date" else None]
        return
    days = {NOON, *(d for text in literals if (d := _moment(text)) is not None)}
    step = timedelta(days=1)
    found = {day + delta for day in days for delta in (-step, timedelta(), step)}
    for day in sorted(found):
        yield day.isoformat(timespec="minutes")[: 10 if spec.type == "date" else None]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=NOON.tzinfo)


def _built_in(name: str, literals: Iterable[Value]) -> Iterator[Value]:
    if name == "hour":
        yield from _numbers(
            Spec(type="int", low=0, high=23), {v for v in literals if isinstance(v, int)}, between=False
        )
    else:
        # Everything else is before, equal or after this one moment.
        yield NOON.isoformat(timespec="minutes")[: 10 if name == "today" else None]


class _Groups:
    """Union-find over names that meet in a comparison or an argument."""

    __slots__ = ("_above",)

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            self._above[name] = self._above.get(above, above)
            name = above
        return name

    def join(self, left: str, right: str) -> None:
        self._above[self.root(left)] = self.root(right)
