"""What of the dialogs the transcripts walk: every step, and every way on from it.

Names are those of engine.Turn.trace: `flow.node>choice:id`, `>go:0`, `>answer`, `>unknown`, `>retry`, `>return` (of a
sub-flow); `!id` an interrupt, `~flow` a flow opened by its own words, `@word` one of the engine's own words. A button
that stands on every step of a flow counts once: `flow>always:id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.language.model import Dialogs, Flow, Step

BY_HAND = 70
"""Per cent of the edges that transcripts written by a person must walk."""

MISSABLE = ("int", "money", "date", "datetime", "phone", "yes_no", "one_of", "many_of")
"""Types that can be answered with something that is none: the others take any text."""

EVERYWHERE = "*"
"""The line of the report for what belongs to no flow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One flow: walked/all."""

    flow: str
    steps: str
    edges: str
    by_hand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The whole report."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...]  # steps and edges nobody walked, in file order
    hand_percent: int


def universe(dialogs: Dialogs) -> tuple[str, ...]:
    """Every step (flow.node) and every edge there is, in file order."""
    return tuple(dict.fromkeys(_everything(dialogs)))


def _everything(dialogs: Dialogs) -> Iterator[str]:
    for flow in dialogs.flows.values():
        for step in flow.steps.values():
            if not (
                step.end and step.say is None
            ):  # a silent end is only passed through: its way in says it all
                yield step.place
            yield from edges(dialogs, flow, step)
        if flow.also_said and flow.id != "start":  # a greeting is greeted back where one stands
            yield f"~{flow.id}"
    yield from (f"!{interrupt.id}" for interrupt in dialogs.interrupts if interrupt.to is not None)
    yield from dict.fromkeys(f"@{i.command}" for i in dialogs.interrupts if i.command is not None)


def edges(dialogs: Dialogs, flow: Flow, step: Step) -> Iterator[str]:
    """The ways on from one step."""
    place = step.place
    yield from (f"{place}>choice:{choice.id}" for choice in step.choices)
    if step.waits:
        yield from (f"{flow.id}>always:{choice.id}" for choice in flow.always)
    if step.ask is not None:
        variable = dialogs.variable(flow.id, step.ask.save_as)
        yield f"{place}>answer"
        if step.ask.unknown is not None:
            yield f"{place}>unknown"
        if variable is not None and variable.spec.type in MISSABLE:
            yield f"{place}>retry"
    for number, go in enumerate(step.go):
        yield f"{place}>go:{number}"
        if go.use is not None:
            yield f"{place}>return"


def normal(walked: Iterable[str]) -> frozenset[str]:
    """A trace in the names of `universe`; having left a step is having been there."""
    found: set[str] = set()
    for name in walked:
        place, arrow, way = name.partition(">")
        if way.startswith("always:"):
            found.add(f"{place.partition('.')[0]}>{way}")
        else:
            found.add(name)
        if arrow:
            found.add(place)
    return frozenset(found)


def report(dialogs: Dialogs, walked: Iterable[str], by_hand: Iterable[str]) -> Coverage:
    """Compare what was walked with what there is."""
    every, hand = normal(walked), normal(by_hand)
    names = universe(dialogs)
    lines = [
        _line(flow, [n for n in names if _flow_of(n) == flow], every, hand)
        for flow in (*dialogs.flows, EVERYWHERE)
    ]
    return Coverage(
        lines=tuple(lines),
        missing=tuple(name for name in names if name not in every),
        hand_percent=share(dialogs, hand),
    )


def share(dialogs: Dialogs, walked: Iterable[str]) -> int:
    """How many per cent of the edges were walked, rounded down."""
    found = normal(walked)
    ways = [name for name in universe(dialogs) if _is_edge(name)]
    return 100 * sum(name in found for name in ways) // max(len(ways), 1)


def _line(flow: str, names: list[str], every: frozenset[str], hand: frozenset[str]) -> Line:
    steps = [name for name in names if not _is_edge(name)]
    ways = [name for name in names if _is_edge(name)]
    return Line(
        flow=flow,
        steps=f"{sum(n in every for n in steps)}/{len(steps)}",
        edges=f"{sum(n in every for n in ways)}/{len(ways)}",
        by_hand=f"{sum(n in hand for n in ways)}/{len(ways)}",
    )


def _is_edge(name: str) -> bool:
    return ">" in name or name.startswith(("!", "~", "@"))


def _flow_of(name: str) -> str:
    return EVERYWHERE if name.startswith(("!", "~", "@")) else name.partition(">")[0].partition(".")[0]
