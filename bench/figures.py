"""Rounds -> a median and a spread; what spreads too far counts as not measured. And the table they are printed in."""

from __future__ import annotations

import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

TOO_WIDE = 0.30


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The same thing measured several times."""

    values: tuple[float, ...]
    unit: str = ""
    digits: int = 0

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> float:
        """How far the middle half of the rounds lies apart, over their median; 0 for one round."""
        if len(self.values) < 2 or not self.median:
            return 0.0
        low, _, high = quantiles(self.values, n=4, method="inclusive")
        return (high - low) / abs(self.median)

    @property
    def measured(self) -> bool:
        return self.spread <= TOO_WIDE

    def __str__(self) -> str:
        return f"{self.median:,.{self.digits}f}{' ' + self.unit if self.unit else ''}"

    @property
    def detail(self) -> str:
        """The spread, and the whole range behind it."""
        low, high = min(self.values), max(self.values)
        return f"{self.spread:.0%} ({low:,.{self.digits}f} … {high:,.{self.digits}f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: what, the figure, and the goal it is held against (None: told, not judged)."""

    what: str
    figure: Figure
    goal: float | None = None
    at_most: bool = False  # the goal is a ceiling, not a floor

    @property
    def verdict(self) -> str:
        if not self.figure.measured:
            return "not measured"
        if self.goal is None:
            return ""
        met = self.figure.median <= self.goal if self.at_most else self.figure.median >= self.goal
        return "met" if met else "MISSED"

    @property
    def cells(self) -> tuple[str, ...]:
        sign = "≤" if self.at_most else "≥"
        goal = (
            ""
            if self.goal is None
            else f"{sign} {self.goal:,g}{' ' + self.figure.unit if self.figure.unit else ''}"
        )
        return (self.what, str(self.figure), self.figure.detail, goal, self.verdict)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that also lines up in a terminal."""
    widths = [max(_width(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [_line(head, widths), "|" + "|".join("-" * (w + 2) for w in widths) + "|"]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def machine() -> str:
    """One line on where this was measured."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    where = f"{platform.system()} {platform.machine()}"
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {where}, load {load:.1f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return (
        "| "
        + " | ".join(cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
        + " |"
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
