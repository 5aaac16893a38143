"""What one can pay a month: what comes in, less what one needs to live. Never negative."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.inputs import whole
from bot.language.model import ActionSpec, Item, Outcome, Result
from bot.values import Value

NEEDS = ("living", "health", "others", "reserve")

SPEC = ActionSpec(
    name="affordable",
    zh="算每月能拿出多少",
    en="work out what one can pay a month",
    reads=(
        Item(name="income", type="money", zh="每月进账", en="what comes in a month"),
        Item(name="living", type="money", zh="吃住", en="food and housing", required=False),
        Item(name="health", type="money", zh="看病吃药", en="health", required=False),
        Item(
            name="others", type="money", zh="老人孩子、上学", en="children, parents, school", required=False
        ),
        Item(name="reserve", type="money", zh="留着应急", en="kept for the unforeseen", required=False),
    ),
    writes=(
        Item(name="monthly", type="money", zh="每月能拿出多少", en="what one can pay a month"),
        Item(name="needs", type="money", zh="过日子一共要多少", en="what living takes a month"),
        Item(name="short", type="money", zh="过日子还差多少", en="what is lacking to live"),
    ),
    outcomes=(
        Outcome(name="有余", en="something is left", sets=("monthly", "needs")),
        Outcome(name="刚好", en="nothing is left", sets=("needs",)),
        Outcome(name="不够用", en="it is not enough to live", sets=("needs", "short")),
    ),
)


def affordable(given: Mapping[str, Value]) -> Result:
    """Income less needs; what was not said counts as nothing."""
    income = max(0, whole(given, "income") or 0)
    needs = sum(max(0, whole(given, name) or 0) for name in NEEDS)
    left = income - needs
    if left > 0:
        return Result(outcome="有余", values={"monthly": left, "needs": needs})
    if left == 0:
        return Result(outcome="刚好", values={"needs": needs})
    return Result(outcome="不够用", values={"needs": needs, "short": -left})
