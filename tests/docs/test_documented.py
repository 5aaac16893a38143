"""Nothing is undocumented: every command and option, setting, rule and YAML word has its place in docs/."""

import argparse
import re
from dataclasses import fields

import pytest

from bot.cli import VERBS
from bot.cli.arguments import _parser
from bot.cli.words import WORDS
from bot.config import PREFIX, Settings
from bot.language.catalogue import rules
from bot.language.schema import COMMANDS, FORCES, LATER, TABLES, VERIFIED
from bot.values import TYPES
from tests.docs.pages import ROOT, page, prose, rows

WRITING = "docs/writing-dialogs.md"
RUNNING = "docs/running.md"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def code(text: str) -> set[str]:
    """Every word that stands in backticks, with what stands beside it inside the same ones."""
    return {
        word for span in re.findall(r"`([^`\n]+)`", text) for word in (span, *re.split(r"[\s=，、]+", span))
    }


def parsers() -> dict[str, argparse.ArgumentParser]:
    (verbs,) = (a for a in _parser("en")._actions if isinstance(a, argparse._SubParsersAction))
    return dict(verbs.choices)


def test_the_verbs_are_those_that_run() -> None:
    """What argparse accepts is what there is a module for."""
    assert set(parsers()) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_is_documented(verb: str) -> None:
    """docs/running.md lists it, with all its options."""
    listed = {row[0].strip("`").split()[1]: " ".join(row) for row in rows(RUNNING, "Every command")}
    assert verb in listed, f"menlian {verb} is not in docs/running.md"
    for action in parsers()[verb]._actions:
        if action.help == argparse.SUPPRESS or "--help" in action.option_strings:
            continue
        names = action.option_strings or [action.metavar or action.dest]
        text = listed[verb]
        assert any(str(name) in code(text) for name in names), (
            f"menlian {verb} {names} is not in docs/running.md"
        )


@pytest.mark.parametrize("command", [word for word in WORDS if word.startswith(":")])
def test_every_command_of_the_simulator_is_documented(command: str) -> None:
    """docs/writing-dialogs.md lists it for editors."""
    assert command in {row[0].strip("`").split()[0] for row in rows(WRITING, "模拟器")}


@pytest.mark.parametrize("goal", re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
def test_every_goal_of_make_is_documented(goal: str) -> None:
    """`make goal` stands on some page."""
    pages = ("README.md", "CONTRIBUTING.md", WRITING, RUNNING)
    texts = "\n".join(page(name) for name in pages)
    assert re.search(rf"\bmake {goal}\b", texts), f"make {goal} is on no page"


def test_every_setting_is_documented() -> None:
    """docs/running.md lists every variable of the environment that the program looks at, and no other."""
    asked = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}
    for path in (ROOT / "bot").rglob("*.py"):
        asked |= set(re.findall(r"\bMENLIAN_[A-Z]+\b", path.read_text(encoding="utf-8")))
    listed = {row[0].strip("`") for row in rows(RUNNING, "Settings") if row[0].startswith("`MENLIAN_")}
    assert asked == listed


@pytest.mark.parametrize("code_", sorted(rules()))
def test_every_rule_is_documented(code_: str) -> None:
    """docs/rules.md has a heading for it."""
    assert re.search(rf"^### {code_} ", page("docs/rules.md"), re.MULTILINE)


@pytest.mark.parametrize("table", TABLES)
def test_every_word_of_the_language_is_explained_to_editors(table: str) -> None:
    """docs/writing-dialogs.md, written by hand, speaks of every key; reference.md lists it under its table."""
    spoken = code(prose(WRITING))
    missing = [key.name for key in TABLES[table] if key.name not in spoken]
    assert missing == [], f"docs/writing-dialogs.md does not speak of {missing}"
    listed = {row[0].split("`")[1] for row in rows("docs/reference.md", table)}
    assert listed == {key.name for key in TABLES[table]}


@pytest.mark.parametrize(
    "words",
    [TYPES, COMMANDS, FORCES, VERIFIED, tuple(LATER)],
    ids=["types", "commands", "forces", "verified", "later"],
)
def test_every_other_word_is_explained_to_editors(words: tuple[str, ...]) -> None:
    """Types, commands of interrupts, forces of law, ways of verifying, reserved keys."""
    text = page(WRITING)
    assert [word for word in words if word not in text] == []
