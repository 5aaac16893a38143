"""Small sets and the shipped one, for the tests of this room."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.language import read
from bot.language.marks import Diagnostic
from tests.check.base import base

ROOT = Path(__file__).resolve().parents[2]
PATH = "dialogs/visit.yaml"
HEAD = "flow: visit\ntitle: 上门\n"


@cache
def shipped() -> dict[str, str]:
    """Every file of dialogs/ by its path from the root."""
    files = sorted((ROOT / "dialogs").rglob("*.yaml"))
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


def flow(nodes: str, head: str = "") -> str:
    """A flow called visit with these nodes, written without their indentation."""
    return (
        HEAD
        + head
        + "nodes:\n"
        + "".join(f"  {line}\n" if line else "\n" for line in nodes.strip("\n").split("\n"))
    )


def found(text: str | bytes, path: str = PATH) -> list[Diagnostic]:
    """Every finding of the small set with this file put in."""
    return list(read({**base(), path: text})[1])


def codes(text: str | bytes, path: str = PATH) -> list[str]:
    """The codes alone, in the order of the file."""
    return [finding.code for finding in found(text, path)]
