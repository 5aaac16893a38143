"""How often messages are taken for what they are: over the examples themselves, held out, or over labelled messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

from bot.language.taught import Example
from bot.understand.routing import OTHER, Route, Router

_Z = 1.96  # of a 95% interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A message and what it is: its topic, other topics that will do, and whether it is urgent."""

    text: str
    intent: str
    also: tuple[str, ...] = ()
    urgent: str = ""  # high | soft | ambiguous | no | "" where nobody said


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A message and where it went."""

    said: Labelled
    route: Route

    @property
    def right(self) -> bool:
        """The very topic."""
        return self.route.intent == self.said.intent

    @property
    def accepted(self) -> bool:
        """The topic, or one that will do."""
        return self.right or self.route.intent in self.said.also


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """k of n, with its interval (Wilson, 95%)."""

    part: int
    whole: int

    def __str__(self) -> str:
        if not self.whole:
            return "–"
        low, high = self.interval
        return f"{self.part}/{self.whole} = {self.part / self.whole:.1%} [{low:.1%}, {high:.1%}]"

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) of nothing."""
        if not self.whole:
            return 0.0, 1.0
        share, square = self.part / self.whole, _Z * _Z
        scale = 1 + square / self.whole
        middle = share + square / (2 * self.whole)
        half = _Z * sqrt(share * (1 - share) / self.whole + square / (4 * self.whole**2))
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def routed(router: Router, messages: Iterable[Labelled]) -> Iterator[Result]:
    """Labelled messages that taught nothing."""
    for message in messages:
        yield Result(said=message, route=router.route(message.text))


def cross_validated(router: Router, folds: int) -> Iterator[Result]:
    """The examples, each routed by a model that never saw it. folds = 0: one at a time, which takes minutes."""
    said = _mixed(router.examples)
    parts = folds or len(said)
    for fold in range(parts):
        model = router.taught(e for i, e in enumerate(said) if i % parts != fold)
        for example in said[fold::parts]:
            message = Labelled(text=example.text, intent=example.topic)
            yield Result(said=message, route=router.route(example.text, model))


def figures(results: Sequence[Result]) -> Iterator[tuple[str, Share]]:
    """What is promised, by the name of its words."""
    yield "report_accepted", _share(results, lambda r: r.accepted)
    yield "report_right", _share(results, lambda r: r.right)
    sure = [r for r in results if r.route.sure]
    yield "report_sure", _share(sure, lambda r: r.accepted)
    yield (
        "report_kept_out",
        _share([r for r in results if r.said.intent == OTHER], lambda r: r.route.intent == OTHER),
    )
    yield "report_urgent", _share([r for r in results if r.said.urgent == "high"], lambda r: r.route.crisis)
    calm = [r for r in results if r.said.urgent == "no"]
    yield "report_alarms", _share(calm, lambda r: r.route.crisis)


def by_topic(results: Sequence[Result]) -> Iterator[tuple[str, int, int]]:
    """Topic, accepted, of how many."""
    count = Counter(r.said.intent for r in results)
    good = Counter(r.said.intent for r in results if r.accepted)
    for topic in sorted(count, key=lambda t: (good[t] / count[t], t)):
        yield topic, good[topic], count[topic]


def confusions(results: Sequence[Result]) -> list[tuple[tuple[str, str], int]]:
    """(meant, taken for) -> how often, the worst first."""
    return Counter((r.said.intent, r.route.intent) for r in results if not r.accepted).most_common()


def _mixed(said: Sequence[Example]) -> list[Example]:
    """In an order that has nothing to do with the files, so that neighbours are not held out together."""
    return sorted(said, key=lambda e: sha256(e.text.encode()).digest())


def _share(results: Sequence[Result], holds: Callable[[Result], bool]) -> Share:
    return Share(part=sum(holds(r) for r in results), whole=len(results))
