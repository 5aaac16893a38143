"""D32x: what a volunteer teaches: sentences that catch each other, that miss their topic, cries that are not heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.check.exam import Exam, Rule, found
from bot.language.marks import Diagnostic
from bot.language.model import Dialogs
from bot.language.taught import Example
from bot.understand import Router, examples
from bot.understand.danger import Verdict, bare

_ALIKE = 0.8  # share of the longer sentence's threes of characters that both hold
_MOST = 30  # findings of one kind; after that the rest would only be noise


def caught(exam: Exam) -> Iterator[Diagnostic]:
    """D320: two topics claim nearly the same sentence: whichever wins, the other is lost."""
    router = Router(exam.dialogs)
    said: list[tuple[Example, int]] = []
    holding: dict[str, list[int]] = {}
    count = 0
    for example in _all(exam.dialogs):
        threes = _threes(router.tidy(example.text))
        shared = Counter(index for three in threes for index in holding.get(three, ()))
        for index, common in shared.items():
            rival, size = said[index]
            if rival.topic != example.topic and common >= _ALIKE * max(len(threes), size):
                count += 1
                yield found(
                    "D320",
                    example.mark,
                    text=example.text,
                    topic=example.topic,
                    rival=rival.text,
                    other=rival.topic,
                )
                break
        for three in threes:
            holding.setdefault(three, []).append(len(said))
        said.append((example, len(threes)))
        if count >= _MOST:
            return


def astray(exam: Exam) -> Iterator[Diagnostic]:
    """D321: a sentence that does not reach the topic it teaches, though the model has seen it.

    Asked before a release: routing every sentence takes seconds. Day by day `menlian understand report` shows it.
    """
    if not exam.release:
        return
    router = Router(exam.dialogs)
    count = 0
    for example in examples(exam.dialogs):
        route = router.route(example.text)
        if route.intent != example.topic:
            count += 1
            yield found("D321", example.mark, text=example.text, topic=example.topic, other=route.intent)
        if count >= _MOST:
            return


def unheard(exam: Exam) -> Iterator[Diagnostic]:
    """D322: the lists of the alarm: what must be heard, asked about, and let pass."""
    alarm = exam.dialogs.teaching.alarm
    if alarm is None:
        return
    router = Router(exam.dialogs)
    wanted = [*((e, Verdict.YES) for e in alarm.must), *((e, Verdict.ASK) for e in alarm.must_ask)]
    for example, verdict in [*wanted, *((e, Verdict.NO) for e in alarm.must_not)]:
        heard = router.danger.find(router.tidy(example.text))
        taken = Verdict.NO if heard is None else heard.verdict
        place = heard.interrupt.id if heard is not None else ""
        if taken is not verdict or (verdict is Verdict.YES and place != example.topic):
            word = heard.word if heard is not None else "–"
            yield found("D322", example.mark, text=example.text, word=word, id=place or "–")


def claimed(exam: Exam) -> Iterator[Diagnostic]:
    """D323: two flows that the same words open: the one that comes first wins, and nobody learns of the other."""
    tidy = Router(exam.dialogs).tidy
    opened: dict[str, str] = {}
    for flow in exam.dialogs.flows.values():
        for said in dict.fromkeys((flow.title.default, *flow.also_said)):
            other = opened.setdefault(bare(tidy(said)), flow.id)
            if other != flow.id:
                yield found("D323", flow.mark, text=said, flow=flow.id, other=other)


def _all(dialogs: Dialogs) -> Iterator[Example]:
    for topic in dialogs.teaching.topics.values():
        yield from topic.said
        yield from topic.soft
        yield from topic.not_said


def _threes(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 3] for i in range(len(text) - 2)) or frozenset((text,))


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {"D320": caught, "D321": astray, "D322": unheard, "D323": claimed}
