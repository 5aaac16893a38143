from pathlib import Path

import pytest

from bot.values import Refusal, Spec, read
from tests.values.conftest import NOW

LINES = Path(__file__).with_name("no_time_or_amount.txt").read_text(encoding="utf-8").splitlines()
TEXTS = [line.rsplit("|", 1) for line in LINES if line and not line.startswith("#")]
KINDS = {"time": ("date", "datetime"), "money": ("money",), "count": ("int",)}


def test_there_are_enough_of_them() -> None:
    """More than 200 different texts, each without a time, an amount, or both."""
    assert len({text for text, _ in TEXTS}) == len(TEXTS) > 200
    assert sum("time" in none for _, none in TEXTS) > 200
    assert sum("money" in none for _, none in TEXTS) > 200


@pytest.mark.parametrize(("text", "none"), TEXTS, ids=[text for text, _ in TEXTS])
def test_nothing_is_read_where_nothing_is(text: str, none: str) -> None:
    """A text that holds no time, amount or count is refused by the questions for one."""
    for word in none.split():
        for kind in KINDS[word]:
            for bounds in ({}, {"after_now": True}, {"before_now": True}):
                assert isinstance(read(Spec(type=kind, **bounds), text, now=NOW), Refusal), kind
