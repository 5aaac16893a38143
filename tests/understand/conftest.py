"""The shipped dialogs, and what they are understood by: read once, taught once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.project import Project, load
from bot.language import Dialogs
from bot.understand import Router, Understanding
from bot.understand.report import Labelled

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "tests" / "data" / "utterances-dev.jsonl"


@pytest.fixture(scope="session")
def dialogs() -> Dialogs:
    return load(Project(dialogs=ROOT / "dialogs", lang=None))


@pytest.fixture(scope="session")
def understanding(dialogs: Dialogs) -> Understanding:
    found = Understanding(dialogs)
    found.router.prepare()
    return found


@pytest.fixture(scope="session")
def router(understanding: Understanding) -> Router:
    return understanding.router


@pytest.fixture(scope="session")
def messages() -> list[Labelled]:
    lines = map(json.loads, DEV.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(text=line["text"], intent=line["intent"], also=tuple(line["also"]), urgent=line["urgent"])
        for line in lines
    ]
