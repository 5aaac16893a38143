"""What the files of examples promise: enough, varied, as people talk, and none of the messages we are measured by."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from bot.language import Dialogs
from bot.understand.report import Labelled
from bot.values import normalise
from tests.understand.conftest import ROOT

TOPICS = (
    "emergency distress visit_now visit_threat visit_bank verify_identity debt_proof police lawsuit pay_safety "
    "intermediary_scam credit_report complaint evidence family_third_party phone_sms negotiate usury other"
).split()
SHORT, TYPOS, DIALECT = "短", "错别字", "方言"


def threes(text: str) -> set[str]:
    clean = normalise(text)
    return {clean[i : i + 3] for i in range(len(clean) - 2)} or {clean}


def section(topic: str, word: str) -> list[str]:
    """The sentences below a comment of the file that begins with this word."""
    text = (ROOT / "dialogs" / "topics" / f"{topic}.yaml").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^  # ", text.split("not_said:")[0])
    return [
        line.strip()[2:]
        for part in parts
        if part.startswith(word)
        for line in part.splitlines()[1:]
        if line.strip()
    ]


def test_every_topic_of_the_table_is_there(dialogs: Dialogs) -> None:
    assert set(dialogs.teaching.topics) == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_forty_examples_and_as_many_that_are_none(dialogs: Dialogs, topic: str) -> None:
    found = dialogs.teaching.topics[topic]
    assert len(found.said) >= 40
    assert len(found.not_said) >= 40


@pytest.mark.parametrize("topic", TOPICS)
def test_the_examples_of_a_topic_are_as_people_type(dialogs: Dialogs, topic: str) -> None:
    said = [example.text for example in dialogs.teaching.topics[topic].said]
    assert sum(len(normalise(text)) < 8 for text in said) >= 10
    assert len(section(topic, TYPOS)) >= 5
    assert len(section(topic, DIALECT)) >= 5


@pytest.mark.parametrize("topic", TOPICS)
def test_no_two_examples_of_a_topic_are_alike(dialogs: Dialogs, topic: str) -> None:
    """No two share over 60% of the threes of characters of the shorter one."""
    said = [(example.text, threes(example.text)) for example in dialogs.teaching.topics[topic].said]
    alike = [
        (one, two) for (one, a), (two, b) in combinations(said, 2) if len(a & b) > 0.6 * min(len(a), len(b))
    ]
    assert alike == []


def test_no_message_we_are_measured_by_stands_in_the_dialogs(messages: list[Labelled]) -> None:
    """Normalised, not one of them stands in any file."""
    lines = [
        re.sub(r"^\s*-\s+|^[\"']|[\"']$", "", line.strip())
        for path in sorted(Path(ROOT / "dialogs").rglob("*.yaml"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    there = {normalise(line) for line in lines}
    there |= {normalise(item) for line in lines for item in re.split(r"[\[\],]", line)}
    copied = [m.text for m in messages if normalise(m.text) in there]
    assert copied == []
