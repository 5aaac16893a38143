"""The shipped letters: each opens as a document, signed and dated by hand, with its statements; none is too early."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.actions import declarations
from bot.check import lint
from bot.check.lint_letters import rules
from bot.engine.events import Say
from bot.engine.program import parts_of
from bot.language import Dialogs, read
from bot.language.model import Step
from bot.ports import Message
from bot.render import Renderer
from bot.texts import Texts
from bot.values import Value
from tests.actions.test_letters import read as paragraphs

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
LETTERS = "dialogs/letters.yaml"
KNOWN: dict[str, Value] = {
    "text": "某某银行", "money": 123_400, "int": 12, "date": "2026-11-20", "datetime": "2026-11-20T20:30+08:00",
}  # fmt: skip


@cache
def files() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "dialogs").rglob("*.yaml"))
    }


def loaded(**changed: str) -> Dialogs:
    dialogs, report = read({**files(), **changed}, declarations())
    assert dialogs is not None, list(report)
    return dialogs


SHIPPED = loaded()
STEPS = [step for flow in SHIPPED.flows.values() for step in flow.steps.values() if step.letter]


def written(step: Step, who: str | None, *, answered: bool) -> Message:
    """The letter of a step, with every value known or none."""
    assert step.letter is not None
    values: dict[str, tuple[str, Value]] = {}
    for name in step.letter.names if answered else ():
        variable = SHIPPED.variable(step.flow, name)
        assert variable is not None
        listed = variable.spec.options[:2] if variable.spec.type == "many_of" else variable.spec.options[:1]
        value = listed if variable.spec.type == "many_of" else (*listed, KNOWN.get(variable.spec.type))[0]
        assert value is not None
        values[name] = (variable.spec.type, value)
    say = Say(place=step.place, parts=tuple(parts_of(SHIPPED, step)), values=values, who=who)
    bubbles = Renderer(dialogs=SHIPPED, texts=Texts()).compose(say, "zh-Hans", TODAY)
    return next(bubble for bubble in bubbles if bubble.kind == "letter")


@pytest.mark.parametrize("step", STEPS, ids=[step.place for step in STEPS])
@pytest.mark.parametrize("who", [None, "本人", "家人", "别人"])
@pytest.mark.parametrize("answered", [True, False])
def test_every_letter_opens_and_says_what_was_shown(step: Step, who: str | None, answered: bool) -> None:
    """The document holds the text to copy, line by line, and below it each statement with its source."""
    letter = written(step, who, answered=answered)
    (file,) = letter.attachments
    lines = paragraphs(file.content)
    assert lines == letter.text.split("\n")
    assert "${" not in letter.text
    assert lines.index("签名：＿＿＿＿") + 1 == lines.index("＿＿年＿＿月＿＿日")
    below = lines[lines.index("＿＿年＿＿月＿＿日") + 1 :]
    assert len(below) == len(step.law)
    for line, ref in zip(below, step.law, strict=True):
        statement = SHIPPED.statements[ref.id]
        assert statement.short in line
        assert statement.source.article in line
        assert ("※来源待核" in line) == (statement.verified != "text")


def test_a_letter_that_rests_on_nothing_says_why_to_maintainers() -> None:
    """Most cite what they rest on; what cites nothing has a note, so that nobody takes it for forgotten."""
    bare = [step for step in STEPS if not step.law]
    assert len(bare) < len(STEPS) / 2
    assert all(step.note for step in bare)


def test_the_letters_of_the_issue_are_there() -> None:
    """Proof, instalments, leave others alone, complaint to lender and regulator, police; each can be entered."""
    assert {step.id for step in STEPS if step.flow == "letters"} == {
        "proof_letter", "card_letter", "loan_letter", "stop_letter", "lender_letter", "regulator_letter",
        "police_letter",
    }  # fmt: skip
    assert {"proof", "instalment", "stop", "complaint", "police"} <= SHIPPED.flows["letters"].steps.keys()


def test_nothing_is_asked_that_cannot_be_left_blank() -> None:
    for step in SHIPPED.flows["letters"].steps.values():
        assert step.ask is None or step.ask.unknown, step.place


@pytest.mark.parametrize(
    ("way", "round_it"),
    [
        ("核对过，是真的, to: gate_old", "核对过，是真的, to: gate_company"),
        ("写信要明细, to: proof", "写信要明细, to: loan_letter"),
    ],
)
def test_a_way_round_the_gate_is_found(way: str, round_it: str) -> None:
    """Neither letter about instalments may be had before anybody asked how old the debt is."""
    text = files()[LETTERS]
    assert way in text
    found = list(lint(loaded(**{LETTERS: text.replace(way, round_it)}), TODAY, rules=rules()))
    assert {finding.code for finding in found} == {"D424"}
    assert list(lint(SHIPPED, TODAY, rules=rules())) == []
