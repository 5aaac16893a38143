"""What a loan costs: from what arrived and what is demanded, the whole cost and the yearly rate.

The rate of a month is the internal rate of return; the year is twelve of them (nominal, 单利口径). One payment at
the end counts the same way. No judgement: which caps apply to whom, statements of the register say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.actions.inputs import whole
from bot.language.model import ActionSpec, Item, Outcome, Result
from bot.values import Value

LONGEST = 600  # months
HIGHEST = 1_000.0  # a month: 1,200,000 % a year; beyond that a figure says nothing

SPEC = ActionSpec(
    name="rates",
    zh="算这笔借款的成本和年化",
    en="work out the cost and the yearly rate of a loan",
    reads=(
        Item(name="received", type="money", zh="实际到手多少", en="what really arrived"),
        Item(name="months", type="int", zh="分几个月还（一次还清就是借了几个月）", en="over how many months"),
        Item(name="each", type="money", zh="每个月还多少", en="what is paid each month", required=False),
        Item(
            name="once", type="money", zh="到期一次还多少", en="what is paid once at the end", required=False
        ),
    ),
    writes=(
        Item(name="total", type="money", zh="一共要还多少", en="what is paid in all"),
        Item(name="cost", type="money", zh="比到手的多还多少", en="what is paid beyond what arrived"),
        Item(name="rate", type="text", zh="年化，例如 23.6%", en="the yearly rate, like 23.6%"),
        Item(name="points", type="int", zh="年化，百分之几乘 100，拿来比", en="the yearly rate in 1/100 %"),
    ),
    outcomes=(
        Outcome(name="算出来了", en="done", sets=("total", "cost", "rate", "points")),
        Outcome(name="没多还", en="no more is paid than arrived", sets=("total",)),
        Outcome(name="算不出", en="no rate can be told", sets=("total", "cost")),
        Outcome(name="没有数", en="no amount, or none that can be"),
    ),
)


def rates(given: Mapping[str, Value]) -> Result:
    """Cost and yearly rate of equal instalments, or of one payment at the end."""
    received, months = whole(given, "received"), whole(given, "months")
    each, once = whole(given, "each"), whole(given, "once")
    if received is None or months is None or not 0 < months <= LONGEST or (each is None) == (once is None):
        return Result(outcome="没有数")
    payment = each if each is not None else once
    if received <= 0 or payment is None or payment <= 0:
        return Result(outcome="没有数")
    payments = [payment] * months if each is not None else [0] * (months - 1) + [payment]
    total = sum(payments)
    if total <= received:
        return Result(outcome="没多还", values={"total": total})
    monthly = rate_of_return(received, payments)
    if monthly is None:
        return Result(outcome="算不出", values={"total": total, "cost": total - received})
    points = round(monthly * 12 * 10_000)
    values: dict[str, Value] = {
        "total": total,
        "cost": total - received,
        "rate": percent(points),
        "points": points,
    }
    return Result(outcome="算出来了", values=values)


def percent(points: int) -> str:
    """Hundredths of a per cent as they are read: 23.6%, 1,234%."""
    if points >= 10_000:
        return f"{round(points / 100):,}%"
    return f"{points / 100:.1f}%"


def rate_of_return(received: int, payments: Sequence[int]) -> float | None:
    """The rate a period at which the payments are worth what was received; None where there is none.

    Payments are never negative, so that the value of them grows with the discount factor d = 1/(1+r) and there is one
    root: halving the interval cannot miss it. 200 halvings leave nothing of a double.
    """
    if received <= 0 or any(payment < 0 for payment in payments) or not any(payments):
        return None
    low, high = 0.0, 1.0
    while _worth(payments, high) < received:  # more was received than is paid: a negative rate
        low, high = high, high * 2
        if high > 1e6:
            return None
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _worth(payments, middle) < received:
            low = middle
        else:
            high = middle
    rate = 1 / high - 1 if high > 0 else HIGHEST + 1
    return rate if rate <= HIGHEST else None


def _worth(payments: Sequence[int], factor: float) -> float:
    worth = 0.0
    for payment in reversed(payments):
        worth = (worth + payment) * factor
        if worth > 1e300:
            break
    return worth
