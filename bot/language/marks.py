"""Where something stands in a file, what is wrong there, and the mechanical cure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """A place in a file as an editor shows it: line and column count from 1, columns in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A replacement: from `start` up to, not including, `end`; both (line, column), counted from 1."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. `values` fill the sentences of the catalogue; `fix` is there when the cure is mechanical."""

    code: str
    mark: Mark
    values: Mapping[str, str] = field(default_factory=dict)
    fix: Fix | None = None
