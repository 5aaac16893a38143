"""A plan sums exactly, whatever the numbers; what cannot be planned has an outcome."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.affordable import affordable
from bot.actions.plan import LONGEST, SPEC, figures, instalments, picture, plan, table

money = st.integers(-(10**6), 10**16)


@given(st.integers(1, 10**14), st.integers(1, 10**12))
def test_instalments_sum_exactly(total: int, monthly: int) -> None:
    """Every instalment but the last is the same, the last takes the rest, and nothing is lost."""
    if -(-total // monthly) > LONGEST:
        return
    rows = instalments(total, monthly)
    assert sum(rows) == total
    assert set(rows[:-1]) <= {monthly}
    assert 0 < rows[-1] <= monthly


@given(money, st.none() | money, st.none() | st.integers(-5, 10**9))
def test_every_number_has_an_outcome_with_all_it_promises(
    total: int, monthly: int | None, months: int | None
) -> None:
    """Zero, less than zero, 10^12 元, months that never end: nothing raises, and what is declared is there."""
    given_ = {k: v for k, v in (("total", total), ("monthly", monthly), ("months", months)) if v is not None}
    result = plan(given_)
    outcome = SPEC.outcome(result.outcome)
    assert outcome is not None
    assert set(result.values) == set(outcome.sets)
    if result.outcome == "排好了":
        assert result.values["each"] * result.values["before"] + result.values["last"] == total
    if result.outcome == "每月一样":
        assert result.values["each"] * result.values["months"] == total


@pytest.mark.parametrize(
    ("given_", "outcome"),
    [
        ({"total": 0, "monthly": 100}, "没有数"),
        ({"total": -1, "monthly": 100}, "没有数"),
        ({"total": 100}, "没有数"),
        ({"total": 100, "monthly": 0}, "拿不出"),
        ({"total": 100, "months": 0}, "没有数"),
        ({"total": 10**14, "monthly": 100}, "太久"),
        ({"total": 100_00, "monthly": 30_00, "months": 3}, "排不下"),
        ({"total": 90_00, "monthly": 30_00, "months": 3}, "每月一样"),
        ({"total": 100_00, "months": 3}, "排好了"),
        ({"total": 100_00, "monthly": 100_00}, "一次就够"),
        ({"total": "很多", "monthly": True}, "没有数"),
    ],
)
def test_what_a_number_ends_in(given_: dict[str, int], outcome: str) -> None:
    assert plan(given_).outcome == outcome


def test_the_table_of_100_in_3_months() -> None:
    """100 元 in three months: 33.34, 33.34, 33.32; by the month's figure rounded up, so that three are enough."""
    result = plan({"total": 100_00, "months": 3})
    assert result.values["table"] == "1–2：33.34\n3：33.32\n＝ 100.00"
    assert (result.values["each"], result.values["before"], result.values["last"]) == (3334, 2, 3332)


def test_the_table_is_short_and_its_lines_tell_the_months() -> None:
    assert table((5, 5, 5, 2)) == "1–3：0.05\n4：0.02\n＝ 0.17"
    assert table((7,)) == "1：0.07\n＝ 0.07"
    assert figures(123456789) == "1,234,567.89"
    assert picture((5, 5, 5, 2)) == "█▅▃▁"


@given(st.dictionaries(st.sampled_from(("income", "living", "health", "others", "reserve")), money))
def test_what_one_can_pay_is_never_negative(given_: dict[str, int]) -> None:
    result = affordable(given_)
    assert result.values.get("monthly", 1) > 0
    assert result.values["needs"] >= 0
    assert (result.outcome == "不够用") == ("short" in result.values)


def test_income_less_needs() -> None:
    assert affordable({"income": 5000, "living": 3000, "health": 500}).values == {
        "monthly": 1500,
        "needs": 3500,
    }
    assert affordable({"income": 5000, "living": 5000}).outcome == "刚好"
    assert affordable({"income": 0, "living": 100}).values == {"needs": 100, "short": 100}
