"""The list of phrases: every sentence it names is heard, every honest one is not, and nobody hears it by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.check.spoken import all_words, bare, sentences, wordings
from bot.language.catalogue import filled, rules
from bot.language.claims import KINDS, Claim, Claims, claims, tidy
from tests.check.base import linted
from tests.check.test_planted import loaded

EVERY = [pytest.param(claim, id=f"{kind}-{claim.id}") for kind in KINDS for claim in claims().entries[kind]]
FLOW = "flow: demo\ntitle: 示例\nmenu: yes\nnodes:\n  start:\n    say: {}\n    end: true\n"


def heard(asked: Claims, claim: Claim, text: str) -> bool:
    return any(
        found.id == claim.id for sentence in sentences(text) for found, _ in asked.said(claim.kind, sentence)
    )


@pytest.mark.parametrize("claim", EVERY)
def test_what_it_names_is_heard_and_what_is_honest_is_not(claim: Claim) -> None:
    assert [text for text in claim.bad if not heard(claims(), claim, text)] == []
    assert [text for text in claim.good if heard(claims(), claim, text)] == []
    assert claim.bad
    assert claim.good


@pytest.mark.parametrize("claim", EVERY)
def test_switched_off_it_is_not_heard(claim: Claim) -> None:
    others = tuple(other for other in claims().entries[claim.kind] if other is not claim)
    without = replace(claims(), entries={**claims().entries, claim.kind: others})
    assert [text for text in claim.bad if heard(without, claim, text)] == []


@pytest.mark.parametrize("claim", [claim for claim in EVERY if claim.values[0].kind == "false"])
def test_a_false_claim_says_what_to_say_instead(claim: Claim) -> None:
    """And its own cure is not a claim of the same kind."""
    (finding,) = [f for f in linted({"dialogs/demo.yaml": FLOW.format(claim.bad[0])}) if f.code == "D513"][:1]
    assert claim.instead in filled(rules()["D513"].cure_zh, finding.values)
    assert not heard(claims(), claim, claim.instead)


def test_a_law_claim_names_its_force() -> None:
    assert {claim.force for claim in claims().entries["law"]} == {"法律", "规则"}


def test_ids_differ() -> None:
    ids = [claim.id for kind in KINDS for claim in claims().entries[kind]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ["false", "secret"])
def test_no_shipped_text_is_taken_for_one(kind: str) -> None:
    texts = [text for words in all_words(loaded()) for text in wordings(words)]
    found = [text for text in texts for s in sentences(bare(text)) if any(claims().said(kind, s))]
    assert found == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("上 门 是 违 法 的。", True),
        ("上门本身就属于违法行为。", True),
        ("上门，然后打人，违法。", False),
        ("如果说上门违法，他们会顶回来。", False),
        ("上门算不算违法？", False),
    ],
)
def test_small_changes_of_wording(text: str, said: bool) -> None:
    assert any(any(claims().said("false", sentence)) for sentence in sentences(text)) == said


@pytest.mark.parametrize(("one", "other"), [("你的２４％", "您的24%"), ("“上门”", "上门"), ("她 家", "他家")])
def test_what_does_not_count(one: str, other: str) -> None:
    assert tidy(one) == tidy(other)
