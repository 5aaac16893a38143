"""What every rule is handed: the dialogs, the day, and what was worked out about them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from bot.check.flowing import Knowledge
from bot.check.graph import Graph
from bot.language.marks import Diagnostic, Fix, Mark
from bot.language.model import Dialogs
from bot.texts import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """Rules ask this and yield; they keep nothing."""

    dialogs: Dialogs
    today: date
    release: bool = False
    graph: Graph
    knowledge: Knowledge
    catalogues: Mapping[str, Catalogue] = field(default_factory=dict)  # language -> context -> entry


Rule: TypeAlias = Callable[[Exam], Iterator[Diagnostic]]


def found(code: str, mark: Mark, /, *, fix: Fix | None = None, **values: object) -> Diagnostic:
    """A diagnostic; its values are what the catalogue's sentences name."""
    return Diagnostic(code=code, mark=mark, values={k: str(v) for k, v in values.items()}, fix=fix)
