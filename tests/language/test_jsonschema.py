"""The JSON Schema: fresh, content with the shipped files, and not with what a schema can see is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.language.catalogue import rules
from bot.language.jsonschema import schema, text
from bot.language.schema import TABLES
from tests.check.base import base

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "dialogs").rglob("*.yaml"))
# What a schema can see, whichever way the mistake is planted; other findings need names, order or the text itself.
SEEN = frozenset("D112 D115 D201 D202 D203 D204 D205 D206 D207 D215 D219 D221 D224 D226 D228 D230".split())
UNSEEN = {
    ("D230", 2): "whether a button has the name of a text beside it takes both",
    ("D219", 8): "which outcomes there are, actions say",
    ("D219", 11): "variables of a person and of a flow share a table",
}


@pytest.fixture(scope="module")
def validator() -> Any:
    found = jsonschema.Draft7Validator(schema())
    found.check_schema(schema())
    return found


def parsed(source: str) -> list[Any]:
    """As the program reads it (all text), and as an editor does (numbers, yes and no)."""
    try:
        return [yaml.load(source, loader) for loader in (yaml.BaseLoader, Editor)]
    except yaml.YAMLError:
        return []


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: true and numbers have types, yes and dates are text."""


Editor.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^-?[0-9]+$", "-0123456789"),
    ("tag:yaml.org,2002:float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
):
    Editor.add_implicit_resolver(tag, re.compile(pattern), list(first))


def test_the_committed_file_is_fresh() -> None:
    committed = (ROOT / "dialogs" / ".schema.json").read_text(encoding="utf-8")
    assert committed == text(), "run python -m scripts.schema"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_shipped_files_are_valid(validator: Any, path: Path) -> None:
    for tree in parsed(path.read_text(encoding="utf-8")):
        assert [error.message[:200] for error in validator.iter_errors(tree)] == []


@pytest.mark.parametrize("name", sorted(base()))
def test_the_small_set_is_valid(validator: Any, name: str) -> None:
    for tree in parsed(base()[name]):
        assert [error.message[:200] for error in validator.iter_errors(tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(source, id=f"{code}-{number}")
        for code in sorted(SEEN)
        for number, example in enumerate(rules()[code].bad)
        for path, source in example.items()
        if parsed(source) and (code, number) not in UNSEEN
    ],
)
def test_a_mistake_that_can_be_seen_is_rejected(validator: Any, source: str) -> None:
    for tree in parsed(source):
        assert list(validator.iter_errors(tree)), source


@pytest.mark.parametrize("code", [code for code in rules() if code < "D3"])
def test_a_good_example_is_valid(validator: Any, code: str) -> None:
    for example in rules()[code].good:
        for path, source in example.items():
            for tree in parsed(source) if "@" not in path else ():
                assert [error.message[:200] for error in validator.iter_errors(tree)] == []


def test_every_key_is_described_in_chinese() -> None:
    definitions = schema()["definitions"]
    for table, keys in TABLES.items():
        for key in keys:
            assert definitions[table]["properties"][key.name]["description"].startswith(key.zh)
