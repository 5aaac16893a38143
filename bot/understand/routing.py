"""Typed text -> what it is about: danger first, then the topic, and the flows to offer when that is not sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.language.model import Dialogs
from bot.language.taught import Example
from bot.understand.danger import Alarmed, Danger, Verdict, bare
from bot.understand.features import Features
from bot.understand.linear import Linear, Sample, teach
from bot.understand.tidy import Tidy

OTHER = "other"
MENU = "start.menu"
SURE = 0.25  # by how much the best topic has to lead the second; tuned on folds, see docs/understanding.md
NEAR = 0.45  # topics this close behind the best are offered too
OFFERED = 3
OUTSIDE = 0.12  # what is out of scope is of more kinds than any list of examples: it starts a little ahead
SPOKEN, HINTED = (
    0.4,
    0.3,
)  # a score from which a text in the middle of a flow is taken to be about another one
SOFT = (
    0.6  # despair without any of its words: below this it is heaviness of heart, which has a flow of its own
)
HEAVY = 0.4  # below this even heaviness of heart is only a likeness
EMERGENCY = "emergency"
QUIET = "~"  # behind a topic's name: its sentences that tell of no danger, a label of the model's own
NEARLY = 0.1  # so close behind its quiet ones the sentences of danger still count: rather ask than miss
GRAVE, AHEAD = (
    0.4,
    0.05,
)  # a message without a word of danger that scores so for danger, and so far ahead, is asked about


Keep = Callable[[Callable[[], Linear]], Linear]
"""Given how to teach the model, the model: taught now, or kept from an earlier run."""


def taught_anew(teach_it: Callable[[], Linear]) -> Linear:
    """Nothing is kept."""
    return teach_it()


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
    named: bool = True  # whether it holds one of its topic's own words


class Router:
    """Built once from dialogs; the model is taught when the first message needs it, or by `prepare`."""

    __slots__ = ("_dialogs", "_features", "_keep", "_model", "danger", "tidy")

    def __init__(self, dialogs: Dialogs, keep: Keep = taught_anew) -> None:
        self._dialogs = dialogs
        self._model: Linear | None = None
        self._keep = keep
        self.tidy = Tidy(dialogs.teaching)
        self.danger = Danger(dialogs, self.tidy)
        self._features = Features(dialogs.teaching)

    @property
    def examples(self) -> tuple[Example, ...]:
        """Every sentence that teaches."""
        return examples(self._dialogs)

    def prepare(self) -> Linear | None:
        """The model, taught if it was not; None where there are no examples."""
        if self._model is None and self._dialogs.teaching.topics:
            self._model = self._keep(lambda: self.taught(self.examples))
        return self._model

    def taught(self, said: Iterable[Example]) -> Linear:
        """A model from these examples alone."""
        topics = self._dialogs.teaching.topics
        labels = (*topics, *(f"{topic.id}{QUIET}" for topic in topics.values() if topic.soft))
        place = {label: index for index, label in enumerate(labels)}
        samples: list[Sample] = []
        for example in said:
            clean = self.tidy(example.text)
            label = self._label(example, clean)
            if label in place:
                samples.append((self._features(clean), place[label]))
        return teach(samples, labels)

    def _label(self, example: Example, clean: str) -> str:
        """The topic, or its quiet side: sentences in its `soft`, and those of other files without a word of danger."""
        topic = self._dialogs.teaching.topics.get(example.topic)
        if topic is None or not topic.soft or example in topic.said:
            return example.topic
        quiet = example in topic.soft or self.danger.find(clean) is None
        return f"{topic.id}{QUIET}" if quiet else topic.id

    def scores(self, text: str, model: Linear | None = None) -> dict[str, float]:
        """A score for every topic, and for the quiet side of a topic as <topic>~; `text` is tidied."""
        found = model or self.prepare()
        if found is None:
            return {OTHER: 0.0}
        scores = dict(zip(found.labels, found.scores(self._features(text)), strict=True))
        scores[OTHER] = scores.get(OTHER, 0.0) + OUTSIDE
        return scores

    def route(self, text: str, model: Linear | None = None) -> Route:
        """Where this message belongs; total for any text."""
        clean = self.tidy(text)
        if not bare(clean):
            return self._nothing()
        alarmed = self.danger.find(clean)
        if alarmed is not None:
            return self._crisis(alarmed)
        scores = self.scores(clean, model)
        ranked = _ranked(scores)
        grave, heard = self._grave(ranked) and not _quiet(scores, ranked[0][1]), self.danger.every(clean)
        if grave and not heard and self._grave_enough(ranked) and not self._told(ranked, clean):
            return self._doubt(ranked)
        if heard and ranked[0][1] == EMERGENCY:
            ranked = [
                pair for pair in ranked if pair[1] != EMERGENCY
            ]  # its words were weighed: not here, not now
        return self._topic(ranked, self._features.kinds(clean))

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
        why = (
            f"{alarmed.interrupt.id}: {alarmed.word}",
            *((f"? {alarmed.against}",) if alarmed.against else ()),
        )
        return Route(
            intent=intent, flow=flow, crisis=True, score=1.0 if sure else 0.5, sure=sure, options=(), why=why,
            alarmed=alarmed,
        )  # fmt: skip

    def _grave(self, ranked: list[tuple[float, str]]) -> bool:
        """Whether the likeliest topic is one of danger."""
        found = self._dialogs.teaching.topics.get(ranked[0][1])
        return found is not None and bool(found.alarms)

    def _grave_enough(self, ranked: list[tuple[float, str]]) -> bool:
        score, topic = ranked[0]
        calm = max((s for s, label in ranked if not self._alarms(label)), default=-1.0)
        return score >= (GRAVE if topic == EMERGENCY else SOFT) and score - calm >= AHEAD

    def _told(self, ranked: list[tuple[float, str]], text: str) -> bool:
        return ranked[0][1] == EMERGENCY and self.danger.told(text)

    def _may_be_offered(self, topic: str, kinds: AbstractSet[str]) -> bool:
        """Danger is asked about or opened, never one of three; what is out of scope only by its own words."""
        found = self._dialogs.flows.get(self.flow_of(topic))
        return (topic != OTHER or f"#{OTHER}!" in kinds) and not (found is not None and found.crisis)

    def _doubt(self, ranked: list[tuple[float, str]]) -> Route:
        """No word of danger, and yet it sounds like the messages that tell of it: ask."""
        score, intent = ranked[0]
        asked = self.danger.asks if intent == EMERGENCY else self.danger.named(self._alarms(intent)[-1:])
        flow = asked.to.place if asked is not None and asked.to is not None else self.flow_of(intent)
        return Route(
            intent=intent, flow=flow, crisis=True, score=round(score, 3), sure=False, options=(), why=_top(ranked),
            alarmed=None if asked is None else Alarmed(interrupt=asked, verdict=Verdict.ASK, word=""),
        )  # fmt: skip

    def _alarms(self, topic: str) -> tuple[str, ...]:
        found = self._dialogs.teaching.topics.get(topic)  # what nobody taught is `other`
        return found.alarms if found is not None else ()

    def _topic_of(self, interrupt: str) -> str:
        topics = self._dialogs.teaching.topics.values()
        return next((t.id for t in topics if interrupt in t.alarms), "emergency")

    def _topic(self, ranked: list[tuple[float, str]], kinds: AbstractSet[str]) -> Route:
        best, intent = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else best - 1
        sure = best - second >= SURE and best > 0
        near = [
            label
            for score, label in ranked[:OFFERED]
            if best - score <= NEAR and self._may_be_offered(label, kinds)
        ]
        options = tuple(dict.fromkeys(self.flow_of(label) for label in near)) if not sure else ()
        flow, alarmed = self.flow_of(intent), None
        if flow in self._dialogs.flows and self._dialogs.flows[flow].crisis:
            # heaviness of heart, and no gentler flow is loaded: the step of the crisis flow that is meant for it
            meant = self.danger.named(self._alarms(intent)[-1:])
            if meant is not None and meant.to is not None and best >= HEAVY:
                flow, alarmed = meant.to.place, Alarmed(interrupt=meant, verdict=Verdict.ASK, word="")
        return Route(
            intent=intent, flow=flow, crisis=False, score=round(best, 3), sure=sure, options=options, why=_top(ranked),
            alarmed=alarmed, named=f"#{intent}!" in kinds,
        )  # fmt: skip

    def clear(self, route: Route) -> bool:
        """Whether a text that was no answer to the open question says enough to speak of another flow."""
        return (route.named or route.intent != OTHER) and route.score >= (SPOKEN if route.sure else HINTED)

    def flow_of(self, topic: str) -> str:
        """The first flow of a topic that is loaded; the menu where there is none."""
        found = self._dialogs.teaching.topics.get(topic)
        flows = found.flows if found else ()
        return next((flow for flow in flows if flow in self._dialogs.flows and flow != "start"), MENU)


def _ranked(scores: dict[str, float]) -> list[tuple[float, str]]:
    """The topics, best first; a topic is as likely as the likelier of its sides."""
    sides = ((max(score, scores.get(f"{label}{QUIET}", score)), label) for label, score in scores.items())
    return sorted((side for side in sides if not side[1].endswith(QUIET)), reverse=True)


def _quiet(scores: dict[str, float], topic: str) -> bool:
    """Whether it is like the topic's sentences that tell of no danger, and not nearly as like the others."""
    return scores.get(f"{topic}{QUIET}", -1.0) - NEARLY > scores[topic]


def _top(ranked: list[tuple[float, str]]) -> tuple[str, ...]:
    return tuple(f"{label} {score:.2f}" for score, label in ranked[:3])


def examples(dialogs: Dialogs) -> tuple[Example, ...]:
    """Every sentence that teaches, each once, under the topic it belongs to."""
    found: dict[str, Example] = {}
    for topic in dialogs.teaching.topics.values():
        for example in (*topic.said, *topic.soft, *topic.not_said):
            found.setdefault(example.text, example)
    return tuple(found.values())
