"""Did you mean …? The nearest of the names there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict


class Hint(TypedDict):
    """Values for a message: a clause added to it in each language, or nothing."""

    meant_zh: str
    meant_en: str


def nearest(name: str, candidates: Iterable[str], *, loose: bool = True) -> str:
    """The candidate that was probably meant; "" where none is near enough. Loose: one within the other is near."""
    best, least = "", 99
    lowered = name.casefold()
    for candidate in candidates:
        bound = max(1, max(len(lowered), len(candidate)) // 3)
        distance = _distance(lowered, candidate.casefold(), min(bound, least))
        if (
            loose
            and distance > bound
            and len(name) > 1
            and (lowered in candidate.casefold() or _holds(lowered, candidate))
        ):
            distance = bound
        if distance <= bound and distance < least:
            best, least = candidate, distance
    return best


def meant(name: str, candidates: Iterable[str]) -> Hint:
    """What to add to a message; empty where nothing is near."""
    return said(nearest(name, candidates))


def said(found: str) -> Hint:
    """The clause for a name that was found; empty for none."""
    if not found:
        return {"meant_zh": "", "meant_en": ""}
    return {"meant_zh": f"是不是“{found}”？", "meant_en": f" Did you mean “{found}”?"}


def _holds(name: str, candidate: str) -> bool:
    return len(candidate) > 2 and candidate.casefold() in name


def _distance(one: str, other: str, bound: int) -> int:
    """Edits between two words, two neighbours changed over counted as one; more than `bound` need not be exact."""
    if abs(len(one) - len(other)) > bound or len(one) > 60:
        return bound + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (sign != wanted))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
