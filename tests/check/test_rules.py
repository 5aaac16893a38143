"""Every rule runs its own examples: what must be reported is, what must be silent is; without the rule, nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from bot import check
from bot.actions import declarations
from bot.check.lint import questions
from bot.language import read
from bot.language.catalogue import Rule, rules
from bot.language.fix import fix
from bot.language.marks import Diagnostic
from tests.check.base import TODAY, base, catalogues, explored, linted, loaded

PLACE = re.compile(r"(?<!\$)\{([a-z_]+)\}")
EXPLORED = "D39"  # what only the walk through every conversation finds


def mine() -> list[Rule]:
    return [rule for code, rule in sorted(rules().items()) if code >= "D3" and not rule.retired]


def examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in mine()
        for number, example in enumerate(getattr(rule, kind))
    ]


def codes(rule: Rule, example: Mapping[str, str], *, without: bool = False) -> set[str]:
    dialogs = loaded(example)
    if rule.code.startswith(EXPLORED):
        return {finding.code for finding in explored(dialogs).findings}
    asked = {code: question for code, question in questions().items() if not (without and code == rule.code)}
    release = rule.code in ("D506", "D321")
    found = check.lint(dialogs, TODAY, release=release, catalogues=catalogues(example), rules=asked)
    return {finding.code for finding in found}


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_a_bad_example_is_reported(rule: Rule, example: Mapping[str, str]) -> None:
    assert rule.code in codes(rule, example)


@pytest.mark.parametrize(("rule", "example"), examples("good"))
def test_a_good_example_is_silent(rule: Rule, example: Mapping[str, str]) -> None:
    assert rule.code not in codes(rule, example)


@pytest.mark.parametrize(
    "rule", [rule for rule in mine() if not rule.code.startswith(EXPLORED)], ids=lambda r: r.code
)
def test_a_rule_switched_off_reports_nothing(rule: Rule) -> None:
    assert rule.code not in codes(rule, rule.bad[0], without=True)


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_both_sentences_are_filled(rule: Rule, example: Mapping[str, str]) -> None:
    dialogs = loaded(example)
    if rule.code.startswith(EXPLORED):
        found = [finding for finding in explored(dialogs).findings if finding.code == rule.code]
    else:
        question = {rule.code: questions()[rule.code]}
        release = rule.code in ("D506", "D321")
        found = list(
            check.lint(dialogs, TODAY, release=release, catalogues=catalogues(example), rules=question)
        )
    sentences = (rule.message_zh, rule.message_en, rule.cure_zh, rule.cure_en)
    needed = {name for sentence in sentences for name in PLACE.findall(sentence)}
    assert [finding for finding in found if not needed <= set(finding.values)] == []
    assert found
    assert all(finding.mark.file in {**base(), **example} for finding in found)


def test_a_wrong_mirror_is_mended() -> None:
    files = {**base(), **rules()["D504"].bad[0]}
    dialogs = loaded(files)
    finding = next(f for f in check.lint(dialogs, TODAY) if f.code == "D504")

    def ask(some: Mapping[str, str | bytes]) -> list[Diagnostic]:
        found, report = read(some, declarations())
        return [*report, *(check.lint(found, TODAY) if found else ())]

    mended, applied, _ = fix(files, ask)
    assert finding.fix is not None
    assert "D504" in {done.code for done in applied}
    assert "D504" not in {f.code for f in linted(mended)}


def test_every_question_has_its_rule_and_every_rule_its_question() -> None:
    described = {rule.code for rule in mine()}
    assert set(questions()) == {code for code in described if not code.startswith(EXPLORED)}


def test_every_rule_has_a_bad_and_a_good_example() -> None:
    assert [rule.code for rule in mine() if not rule.bad or not rule.good] == []
