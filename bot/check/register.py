"""The register looked at from the desk of whoever answers for it: what is due, what each statement is used for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.check.lint_law import BINDING, LAW, STANDARD
from bot.check.signing import flow_signed, statement_signed
from bot.language.marks import Mark
from bot.language.model import Dialogs, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place that shows a statement."""

    place: str  # flow.node, or signs.id
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A statement whose day of review has come, or is near."""

    statement: Statement
    day: date
    overdue: bool  # the day is behind us
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The register in figures."""

    statements: int
    by_force: tuple[tuple[str, int], ...]
    by_verified: tuple[tuple[str, int], ...]
    unused: tuple[str, ...]  # ids; a number to call, a card and what is withheld are waiting, not unused
    withheld: int
    signed: int  # statements
    flows: int
    flows_signed: int


def uses(dialogs: Dialogs) -> Mapping[str, tuple[Use, ...]]:
    """Statement id -> every place that shows it, in the order of the files."""
    found: dict[str, list[Use]] = {}
    for flow in dialogs.flows.values():
        for step in flow.steps.values():
            for ref in step.law:
                found.setdefault(ref.id, []).append(Use(place=step.place, mark=ref.mark))
    for sign in dialogs.signs:
        for ref in sign.law:
            found.setdefault(ref.id, []).append(Use(place=f"signs.{sign.id}", mark=ref.mark))
    return {id_: tuple(sorted(places, key=lambda use: use.mark)) for id_, places in found.items()}


def due(dialogs: Dialogs, today: date, within: int) -> tuple[Due, ...]:
    """What has to be looked at again by `today` plus `within` days, the longest overdue first."""
    used = uses(dialogs)
    last = today + timedelta(days=min(within, (date.max - today).days))
    found = []
    for statement in dialogs.statements.values():
        day = _day(statement.review_by)
        if day is not None and day <= last:
            places = used.get(statement.id, ())
            found.append(Due(statement=statement, day=day, overdue=day < today, uses=places))
    return tuple(sorted(found, key=lambda one: (one.day, one.statement.id)))


def unused(dialogs: Dialogs) -> tuple[Statement, ...]:
    """Statements nobody shows."""
    used = set(uses(dialogs))
    used |= {other for s in dialogs.statements.values() if s.id in used for other in s.shown_with}
    # A number to call is used by being printed in a text; a card or a withheld statement waits for its day.
    return tuple(
        s
        for s in dialogs.statements.values()
        if s.id not in used and not (s.card_only or s.withhold or s.id.startswith("hot-"))
    )


def summary(dialogs: Dialogs) -> Summary:
    """How many there are, of which kind, how well verified, and what nobody has signed."""
    statements = dialogs.statements.values()
    return Summary(
        statements=len(statements),
        by_force=_counted([s.force for s in statements]),
        by_verified=_counted([s.verified for s in statements]),
        unused=tuple(s.id for s in unused(dialogs)),
        withheld=sum(s.withhold for s in statements),
        signed=sum(map(statement_signed, statements)),
        flows=len(dialogs.flows),
        flows_signed=sum(flow_signed(dialogs, flow) for flow in dialogs.flows.values()),
    )


def words_of(force: str) -> tuple[str, ...]:
    """The words of law a step may say when it rests on a statement of this force; see docs/writing-dialogs.md."""
    if force in LAW:
        return ("违法", "犯罪", "依法", "违规", "有权", "无权", "不得", "禁止")
    if force in BINDING:
        return ("违规", "有权", "无权", "不得", "禁止")
    if force == "推导":
        return ("有权", "无权", "不得", "禁止")
    if force in STANDARD:
        return ("不符合行业规范", "行业规范（国标）不得")
    return ()


def _counted(words: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(words).most_common())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
