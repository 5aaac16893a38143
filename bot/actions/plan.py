"""A repayment plan: an amount in equal instalments, the last takes the rest. Integer 分 throughout: it sums exactly."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.inputs import whole
from bot.language.model import ActionSpec, Item, Outcome, Result
from bot.values import Value

LONGEST = 360  # months: thirty years; whoever needs more needs another answer than a table

SPEC = ActionSpec(
    name="plan",
    zh="排一张还款表",
    en="make a repayment plan",
    reads=(
        Item(name="total", type="money", zh="一共要还多少", en="how much is to be paid"),
        Item(
            name="monthly", type="money", zh="每月能拿出多少", en="what one can pay a month", required=False
        ),
        Item(name="months", type="int", zh="想分几个月", en="in how many months", required=False),
    ),
    writes=(
        Item(name="months", type="int", zh="一共几个月", en="how many months"),
        Item(name="before", type="int", zh="最后一个月之前有几个月", en="how many months before the last"),
        Item(name="each", type="money", zh="每个月还多少", en="what is paid each month"),
        Item(name="last", type="money", zh="最后一个月还多少", en="what is paid in the last month"),
        Item(name="table", type="text", zh="还款表，几行数字", en="the plan, a few lines of figures"),
        Item(name="picture", type="text", zh="一行小图：还剩多少", en="a small picture of what is left"),
        Item(name="needed", type="money", zh="照那个期限，每月要多少", en="what a month it would take"),
    ),
    outcomes=(
        Outcome(
            name="排好了",
            en="done; the last month takes the rest",
            sets=("months", "before", "each", "last", "table", "picture"),
        ),
        Outcome(
            name="每月一样", en="done; every month the same", sets=("months", "each", "table", "picture")
        ),
        Outcome(name="一次就够", en="one month is enough", sets=("last",)),
        Outcome(name="排不下", en="not in so few months", sets=("needed", "months")),
        Outcome(name="拿不出", en="nothing to pay with"),
        Outcome(name="太久", en="it would take more than thirty years"),
        Outcome(name="没有数", en="no amount, or none that can be"),
    ),
)


def plan(given: Mapping[str, Value]) -> Result:
    """The plan for `total`: by what one can pay, or by the months one has, or by both."""
    total, monthly, months = whole(given, "total"), whole(given, "monthly"), whole(given, "months")
    if total is None or total <= 0 or (monthly is None and months is None):
        return Result(outcome="没有数")
    if monthly is not None and monthly <= 0:
        return Result(outcome="拿不出")
    if months is not None and months <= 0:
        return Result(outcome="没有数")
    if monthly is None:
        assert months is not None, "one of the two is there"
        monthly = -(-total // months)
    elif months is not None and monthly * months < total:
        return Result(outcome="排不下", values={"needed": -(-total // months), "months": months})
    return _laid_out(total, monthly)


def _laid_out(total: int, monthly: int) -> Result:
    if monthly >= total:
        return Result(outcome="一次就够", values={"last": total})
    months = -(-total // monthly)
    if months > LONGEST:
        return Result(outcome="太久")
    rows = instalments(total, monthly)
    if rows[-1] == monthly:
        same: dict[str, Value] = {"each": monthly, "table": table(rows), "picture": picture(rows)}
        return Result(outcome="每月一样", values={"months": months, **same}, drawn=rows)
    values: dict[str, Value] = {
        "months": months,
        "before": months - 1,
        "each": monthly,
        "last": rows[-1],
        "table": table(rows),
        "picture": picture(rows),
    }
    return Result(outcome="排好了", values=values, drawn=rows)


def instalments(total: int, monthly: int) -> tuple[int, ...]:
    """Every instalment in 分, in order; all are equal but the last, and their sum is `total`."""
    full, rest = divmod(total, monthly)
    return (*(monthly for _ in range(full)), *((rest,) if rest else ()))


def table(rows: tuple[int, ...]) -> str:
    """The plan in figures, which every language reads: months that pay the same share a line; the sum is below."""
    lines = []
    start = 0
    for number, amount in enumerate(rows):
        if number + 1 == len(rows) or rows[number + 1] != amount:
            months = str(number + 1) if start == number else f"{start + 1}–{number + 1}"
            lines.append(f"{months}：{figures(amount)}")
            start = number + 1
    return "\n".join((*lines, f"＝ {figures(sum(rows))}"))


def figures(fen: int) -> str:
    """1,234.50"""
    return f"{fen // 100:,}.{fen % 100:02d}"


BARS = "▁▂▃▄▅▆▇█"


def picture(rows: tuple[int, ...]) -> str:
    """What is left to pay, from the first month to the last, in at most twelve bars."""
    total, width = sum(rows), min(12, len(rows))
    bars = []
    for bar in range(width):
        paid = sum(rows[: len(rows) * bar // width])
        bars.append(BARS[(total - paid) * (len(BARS) - 1) // total])
    return "".join(bars)
