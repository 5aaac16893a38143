"""Stands in for the actions while every conversation is walked: answers with each outcome an action declares, in turn.

What an action makes of a number is proved by its own tests; here every outcome has to lead on, whatever the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice, product
from typing import TypeVar

from bot.check.classes import Classes
from bot.check.states import domain_of
from bot.engine.program import Action
from bot.language.model import ActionSpec, Dialogs, Outcome, Result
from bot.values import Value

T = TypeVar("T")
MOST_ANSWERS = 64  # for one outcome: combinations of what conditions can tell apart
_ANY: Mapping[str, Value] = {"int": 2, "money": 20_000, "yes_no": True, "many_of": (), "date": "2026-11-25"}


class Oracle:
    """`actions` for a Program, and `each` to run a turn once for every way its actions can answer."""

    __slots__ = ("_answers", "_place", "_script", "_sizes", "actions")

    def __init__(self, dialogs: Dialogs, known: Classes) -> None:
        steps = [step for flow in dialogs.flows.values() for step in flow.steps.values()]
        specs = {step.do.action.name: step.do.action for step in steps if step.do}
        pools = {name: _pools(dialogs, known, spec) for name, spec in specs.items()}
        self._answers = {
            name: [r for outcome in spec.outcomes for r in _results(outcome, pools[name])]
            for name, spec in specs.items()
        }
        self._script: list[int] = []
        self._sizes: list[int] = []
        self._place = 0
        self.actions: Mapping[str, Action] = {name: partial(self._answer, name) for name in specs}

    def _answer(self, name: str, _given: Mapping[str, Value]) -> Result:
        answers = self._answers[name]
        if self._place == len(self._script):
            self._script.append(0)
        if self._place == len(self._sizes):
            self._sizes.append(len(answers))
        self._place += 1
        return answers[self._script[self._place - 1]]

    def first(self) -> None:
        """The turns to come are answered with the first outcome of each action."""
        self._script, self._sizes, self._place = [], [], 0

    def rewind(self) -> None:
        """A turn begins: the actions it meets are answered from the start of the script."""
        self._sizes, self._place = [], 0

    def each(self, run: Callable[[], T]) -> Iterator[T]:
        """What it gives for each way the actions it meets can answer; once where it meets none."""
        self.first()
        while True:
            given = run()
            # Whoever takes it may run other turns before asking for the next.
            script, sizes = self._script, self._sizes
            self.first()
            yield given
            script = script[: len(sizes)]
            while script and script[-1] + 1 == sizes[len(script) - 1]:
                script.pop()
            if not script:
                return
            script[-1] += 1
            self._script = script


def _pools(dialogs: Dialogs, known: Classes, spec: ActionSpec) -> dict[str, list[Value]]:
    """For each thing the action gives back the values that conditions on it can tell apart."""
    found: dict[str, list[Value]] = {item.name: [] for item in spec.writes}
    for flow in dialogs.flows.values():
        for step in flow.steps.values():
            if step.do and step.do.action.name == spec.name:
                for ours, theirs in step.do.take:
                    new = domain_of(known, flow.id, ours).values()
                    found[theirs] += [value for value in new if value not in found[theirs]]
    return {item.name: found[item.name] or [_ANY.get(item.type, "某某")] for item in spec.writes}


def _results(outcome: Outcome, pools: Mapping[str, list[Value]]) -> Iterator[Result]:
    for values in islice(product(*(pools[name] for name in outcome.sets)), MOST_ANSWERS):
        yield Result(outcome=outcome.name, values=dict(zip(outcome.sets, values, strict=True)))
