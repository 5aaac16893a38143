"""The door of the examiner: every rule asked of one set of dialogs. No file, no clock: today is an argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.check import (
    lint_channels,
    lint_claims,
    lint_contacts,
    lint_law,
    lint_letters,
    lint_paths,
    lint_safety,
    lint_said,
    lint_translations,
    lint_words,
)
from bot.check.exam import Exam, Rule
from bot.check.flowing import learn
from bot.check.graph import survey
from bot.language.marks import Diagnostic
from bot.language.model import Dialogs
from bot.texts import Catalogue


def questions() -> dict[str, Rule]:
    """Every rule by its code, in order."""
    rooms = (
        lint_paths,
        lint_translations,
        lint_words,
        lint_letters,
        lint_law,
        lint_claims,
        lint_safety,
        lint_contacts,
        lint_said,
        lint_channels,
    )
    return {code: rule for room in rooms for code, rule in room.rules().items()}


def lint(
    dialogs: Dialogs,
    today: date,
    *,
    release: bool = False,
    catalogues: Mapping[str, Catalogue] | None = None,
    rules: Mapping[str, Rule] | None = None,
) -> Iterator[Diagnostic]:
    """Every finding, by file and line.

    `release` turns an overdue review into an error; `rules` asks only some of the questions, for tests.
    """
    exam = examine(dialogs, today, release=release, catalogues=catalogues)
    asked = questions() if rules is None else rules
    findings = [finding for rule in asked.values() for finding in rule(exam)]
    yield from sorted(findings, key=lambda d: (d.mark, d.code))


def examine(
    dialogs: Dialogs, today: date, *, release: bool = False, catalogues: Mapping[str, Catalogue] | None = None
) -> Exam:
    """Work out once what the rules ask about."""
    graph = survey(dialogs)
    return Exam(
        dialogs=dialogs,
        today=today,
        release=release,
        graph=graph,
        knowledge=learn(dialogs, graph),
        catalogues=dict(catalogues or {}),
    )
