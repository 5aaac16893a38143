"""The rate of a loan is what numpy-financial finds, and what has no rate is answered in words."""

import random
import warnings

import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.rates import HIGHEST, SPEC, percent, rate_of_return, rates

LOANS = 10_000


def loan(chance: random.Random) -> tuple[int, list[int]]:
    """Something between 100 and 500,000 元, over one month to three years, dear or cheap."""
    received = chance.randrange(100_00, 500_000_00)
    months = chance.randint(1, 36)
    whole = received * (1 + chance.choice((0.02, 0.1, 0.3, 1.0, 3.0)) * chance.random())
    kind = chance.randrange(3)
    if kind == 0:
        return received, [max(1, round(whole / months))] * months
    if kind == 1:
        return received, [0] * (months - 1) + [round(whole)]
    weights = [chance.random() + 0.05 for _ in range(months)]
    return received, [max(1, round(whole * w / sum(weights))) for w in weights]


def test_the_rate_agrees_with_numpy_financial_over_10_000_loans() -> None:
    """Within 1e-6 of the monthly rate; what does not converge is counted, and here nothing may fail to."""
    chance = random.Random(20261122)
    failed, worst = 0, 0.0
    for _ in range(LOANS):
        received, payments = loan(chance)
        ours = rate_of_return(received, payments)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = float(numpy_financial.irr([received, *(-p for p in payments)]))
        if ours is None:
            failed += 1
            continue
        worst = max(worst, abs(ours - theirs))
    assert (failed, worst < 1e-6) == (0, True), (
        f"{failed} of {LOANS} failed, the largest difference is {worst:.1e}"
    )


@given(
    st.integers(-5, 10**14),
    st.lists(st.integers(-1, 10**14), max_size=40),
)
def test_a_rate_makes_the_payments_worth_what_was_received(received: int, payments: list[int]) -> None:
    rate = rate_of_return(received, payments)
    if rate is None:
        return
    assert -1 < rate <= HIGHEST
    worth = sum(p / (1 + rate) ** k for k, p in enumerate(payments, 1))
    assert worth == pytest.approx(received, rel=1e-6)


@given(
    st.dictionaries(
        st.sampled_from(("received", "months", "each", "once")), st.integers(-10, 10**14) | st.just("x")
    )
)
def test_every_number_has_an_outcome_with_all_it_promises(given_: dict[str, int]) -> None:
    result = rates(given_)
    outcome = SPEC.outcome(result.outcome)
    assert outcome is not None
    assert set(result.values) == set(outcome.sets)


@pytest.mark.parametrize(
    ("given_", "outcome"),
    [
        ({}, "没有数"),
        ({"received": 0, "months": 12, "each": 100}, "没有数"),
        ({"received": 100, "months": 0, "each": 100}, "没有数"),
        ({"received": 100, "months": 601, "each": 100}, "没有数"),
        ({"received": 100, "months": 2, "each": 100, "once": 100}, "没有数"),
        ({"received": 1000, "months": 10, "each": 100}, "没多还"),
        ({"received": 1, "months": 1, "once": 10**14}, "算不出"),
        ({"received": 1, "months": 600, "each": 1}, "算出来了"),
        ({"received": 1000, "months": 1, "once": 1100}, "算出来了"),
    ],
)
def test_what_a_number_ends_in(given_: dict[str, int], outcome: str) -> None:
    assert rates(given_).outcome == outcome


def test_a_loan_anybody_can_check() -> None:
    """1,000 received, 1,100 after a month: 10 % a month, 120 % a year."""
    found = rates({"received": 1000_00, "months": 1, "once": 1100_00})
    assert found.values == {"total": 1100_00, "cost": 100_00, "rate": "120%", "points": 12_000}
    assert percent(2360) == "23.6%"
