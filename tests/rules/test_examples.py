"""Every rule of reading and names runs its own examples; every rule of the catalogue is complete in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from bot.actions import declarations
from bot.language import read
from bot.language.catalogue import Rule, explain, rules
from bot.language.fix import fix
from tests.rules.examples import examples, reading_rules, whole

PLACE = re.compile(r"(?<!\$)\{([a-z_]+)\}")


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_a_bad_example_is_reported_with_both_sentences_filled(rule: Rule, example: Mapping[str, str]) -> None:
    _, report = read(whole(example), declarations())
    mine = [finding for finding in report if finding.code == rule.code]
    assert mine, [explain(finding) for finding in report]
    needed = {*PLACE.findall(f"{rule.message_zh} {rule.message_en} {rule.cure_zh} {rule.cure_en}")}
    for finding in mine:
        assert needed <= set(finding.values), finding


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_a_bad_example_says_little_else(rule: Rule, example: Mapping[str, str]) -> None:
    """One mistake, one finding: what follows from it is not reported again."""
    _, report = read(whole(example), declarations())
    others = [
        explain(finding)
        for finding in report
        if finding.code not in (rule.code, *COMPANIONS.get(rule.code, ()))
    ]
    assert others == []


# Findings that belong beside each other: a choice mended in the short form still lacks its id, …
COMPANIONS = {
    "D107": ("D202",), "D114": ("D208",), "D119": ("D208",), "D223": ("D210",),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "example"), examples("good"))
def test_a_good_example_is_silent(rule: Rule, example: Mapping[str, str]) -> None:
    dialogs, report = read(whole(example), declarations())
    assert rule.code not in {finding.code for finding in report}
    assert dialogs is not None, [explain(finding) for finding in report]


@pytest.mark.parametrize(
    "rule", [rule for rule in reading_rules() if rule.fixable], ids=lambda rule: rule.code
)
def test_what_is_called_fixable_is_fixed(rule: Rule) -> None:
    fixed = 0
    for example in rule.bad:
        files = whole(example)
        mended, applied, _ = fix(files, actions=declarations())
        if any(done.code == rule.code for done in applied):
            _, report = read(mended, declarations())
            assert rule.code not in {finding.code for finding in report}
            fixed += 1
    assert fixed


@pytest.mark.parametrize(
    "rule", [rule for rule in reading_rules() if not rule.fixable], ids=lambda rule: rule.code
)
def test_what_is_not_called_fixable_is_left_alone(rule: Rule) -> None:
    for example in rule.bad:
        _, applied, _ = fix(whole(example), actions=declarations())
        assert rule.code not in {done.code for done in applied}


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_a_rule_is_complete(rule: Rule) -> None:
    """Both languages say the same with the same values; names and codes are unique; examples are there."""
    assert rule.severity in ("error", "warning")
    assert set(PLACE.findall(rule.message_zh)) - {
        "meant_zh",
        "what_zh",
        "why_zh",
        "wanted_zh",
        "found_zh",
    } == {name for name in PLACE.findall(rule.message_en) if not name.endswith("_en")}
    for text in (rule.title_zh, rule.title_en, rule.message_zh, rule.message_en, rule.cure_zh, rule.cure_en):
        assert text.strip()
    assert rule.why_zh.strip()
    assert rule.why_en.strip()
    assert (rule.bad and rule.good) or rule.retired


def test_names_of_rules_differ() -> None:
    names = [rule.name for rule in rules().values()]
    assert len(names) == len(set(names))


def test_a_place_that_a_message_leaves_out_is_noticed() -> None:
    assert PLACE.findall("这里没有“{key}”") == ["key"]
