"""Typed text -> what it is about: danger first, then the topic, and the flows to offer when that is not sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.language.model import Dialogs, Example
from bot.understand.danger import Alarmed, Danger, Verdict, bare
from bot.understand.features import Features
from bot.understand.linear import Linear, Sample, teach
from bot.understand.tidy import Tidy

OTHER = "other"
MENU = "start.menu"
SURE = 0.25  # by how much the best topic has to lead the second; tuned on folds, see docs/understanding.md
NEAR = 0.45  # topics this close behind the best are offered too
OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a message belongs. `sure` is False where it should be asked which of `options` is meant."""

    intent: str
    flow: str
    crisis: bool
    score: float
    sure: bool
    options: tuple[str, ...]
    why: tuple[str, ...]
    alarmed: Alarmed | None = None


class Router:
    """Built once from dialogs; the model is taught when the first message needs it, or by `prepare`."""

    __slots__ = ("_dialogs", "_features", "_model", "danger", "tidy")

    def __init__(self, dialogs: Dialogs, model: Linear | None = None) -> None:
        self._dialogs = dialogs
        self._model = model
        self.tidy = Tidy(dialogs.teaching)
        self.danger = Danger(dialogs, self.tidy)
        self._features = Features(dialogs.teaching)

    def prepare(self) -> Linear | None:
        """The model, taught if it was not; None where there are no examples."""
        if self._model is None and self._dialogs.teaching.topics:
            self._model = self.taught(examples(self._dialogs))
        return self._model

    def taught(self, said: Iterable[Example]) -> Linear:
        """A model from these examples alone."""
        labels = tuple(self._dialogs.teaching.topics)
        place = {label: index for index, label in enumerate(labels)}
        samples: list[Sample] = [
            (self._features(self.tidy(e.text)), place[e.topic]) for e in said if e.topic in place
        ]
        return teach(samples, labels)

    def ranked(self, text: str, model: Linear | None = None) -> list[tuple[float, str]]:
        """Every topic with its score, best first; `text` is tidied."""
        found = model or self.prepare()
        if found is None:
            return [(0.0, OTHER)]
        return sorted(zip(found.scores(self._features(text)), found.labels, strict=True), reverse=True)

    def route(self, text: str, model: Linear | None = None) -> Route:
        """Where this message belongs; total for any text."""
        clean = self.tidy(text)
        if not bare(clean):
            return self._nothing()
        alarmed = self.danger.find(clean)
        if alarmed is not None:
            return self._crisis(alarmed)
        ranked = self.ranked(clean, model)
        return self._topic(ranked)

    def _nothing(self) -> Route:
        flow = self.flow_of(OTHER)
        return Route(intent=OTHER, flow=flow, crisis=False, score=0.0, sure=False, options=(), why=("empty",))

    def _crisis(self, alarmed: Alarmed) -> Route:
        to = alarmed.interrupt.to
        intent = self._topic_of(alarmed.interrupt.id)
        sure = alarmed.verdict is Verdict.YES
        asked = self.danger.asks
        place = to if sure or asked is None else asked.to
        flow = place.place if place is not None else MENU
        why = (f"{alarmed.interrupt.id}: {alarmed.word}", *((f"? {alarmed.against}",) if alarmed.against else ()))
        return Route(
            intent=intent, flow=flow, crisis=True, score=1.0 if sure else 0.5, sure=sure, options=(), why=why, alarmed=alarmed
        )  # fmt: skip

    def _topic_of(self, interrupt: str) -> str:
        topics = self._dialogs.teaching.topics.values()
        return next((t.id for t in topics if interrupt in t.alarms), "emergency")

    def _topic(self, ranked: list[tuple[float, str]]) -> Route:
        best, intent = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else best - 1
        sure = best - second >= SURE and best > 0
        near = [label for score, label in ranked[:OFFERED] if best - score <= NEAR and label != OTHER]
        options = tuple(dict.fromkeys(self.flow_of(label) for label in near)) if not sure else ()
        why = tuple(f"{label} {score:.2f}" for score, label in ranked[:3])
        return Route(
            intent=intent, flow=self.flow_of(intent), crisis=False, score=round(best, 3), sure=sure, options=options, why=why
        )  # fmt: skip

    def flow_of(self, topic: str) -> str:
        """The first flow of a topic that is loaded; the menu where there is none."""
        found = self._dialogs.teaching.topics.get(topic)
        flows = found.flows if found else ()
        return next((flow for flow in flows if flow in self._dialogs.flows and flow != "start"), MENU)


def examples(dialogs: Dialogs) -> tuple[Example, ...]:
    """Every sentence that teaches, each once, under the topic it belongs to."""
    found: dict[str, Example] = {}
    for topic in dialogs.teaching.topics.values():
        for example in (*topic.said, *topic.not_said):
            found.setdefault(example.text, example)
    return tuple(found.values())
