"""What a message tells before it is asked: the cues of the shipped dialogs."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.understand import Understanding
from bot.values import Value, normalise

NOW = datetime.fromisoformat("2026-11-23T10:00+08:00")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "门口三个人，自称捷信的，说欠两万三",
            {"people": 3, "case.company": "捷信", "case.amount": 2_300_000},
        ),
        ("来了两个男的，说是招商银行信用卡中心的", {"people": 2, "case.company": "招商银行信用卡中心"}),
        ("昨天晚上八点来了四个人", {"people": 4, "when": "2026-11-22T20:00+08:00"}),
        ("门口是平安普惠的人，要我还五万六", {"case.company": "平安普惠", "case.amount": 5_600_000}),
        ("我一个人在家，门口有人", {}),
        ("我家三个人都吓坏了", {}),
        ("两个男的一个女的", {}),  # which of them is the number? asked
        ("我欠两万，他说欠三万", {}),
        ("自称法院的人", {}),
        ("第三个人说欠钱", {}),
    ],
)
def test_facts(understanding: Understanding, text: str, facts: dict[str, Value]) -> None:
    assert understanding.facts(normalise(text), NOW) == facts
