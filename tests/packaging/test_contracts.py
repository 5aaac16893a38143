"""Who may import whom: every contract in pyproject.toml turns red when somebody breaks it."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.packaging.image import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]

HOUSE = (
    "__main__ actions channels.telegram channels.terminal check cli config delivery engine.machine evidence"
    " language.compile language.guards language.model language.schema language.source ports render service"
    " store.postgres store.sqlite texts understand values vault"
).split()

BREACHES = [
    ("floors", "engine.machine", "bot.service"),
    ("floors", "values", "bot.language.source"),
    ("floors", "engine.machine", "bot.understand"),
    ("floors", "attic", "os"),  # a room that the table does not know
    ("language reads", "language.source", "bot.language.schema"),
    ("the engine knows dialogs", "engine.machine", "bot.language.compile"),
    ("only the command line knows the shops", "service", "bot.store.sqlite"),
    ("only the command line knows the shops", "delivery", "bot.channels.telegram"),
    ("only the command line knows the postman", "channels.terminal", "bot.service"),
    ("checks ask dialogs", "check", "bot.store.sqlite"),
    ("a channel does not know another", "channels.terminal", "bot.channels.telegram"),
    ("a store does not know another", "store.postgres", "bot.store.sqlite"),
    ("await", "engine.machine", "asyncio"),
    ("no clock", "language.guards", "time"),
    ("no clock", "understand", "random"),
    ("logs", "check", "logging"),
    ("every library", "service", "aiosqlite"),
    ("every library", "engine.machine", "yaml"),
    ("every library", "language.guards", "transitions"),
    ("every library", "channels.terminal", "telegram"),
]


def build(folder: Path, breach: tuple[str, str] | None) -> None:
    """A house with a line in every room, and one room that imports what it must not."""
    for room in [*HOUSE, *([breach[0]] if breach and breach[0] not in HOUSE else [])]:
        *packages, name = ["bot", *room.split(".")]
        place = folder.joinpath(*packages)
        place.mkdir(parents=True, exist_ok=True)
        for package in range(len(packages)):
            folder.joinpath(*packages[: package + 1], "__init__.py").touch()
        (place / f"{name}.py").write_text(f"import {breach[1]}\n" if breach and breach[0] == room else "")


def verdicts(folder: Path) -> dict[str, str]:
    """Contract → KEPT or BROKEN, as lint-imports says it."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(
        [*command, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout.splitlines()
    found = {
        contract["name"]: line.removeprefix(contract["name"]).split()[0]
        for contract in CONTRACTS
        for line in said
        if line.startswith(contract["name"] + " ")
        and line.removeprefix(contract["name"]).split()[0].isupper()
    }
    assert set(found) == {contract["name"] for contract in CONTRACTS}, done.stdout + done.stderr
    return found


def test_the_house_as_planned_keeps_them_all(tmp_path: Path) -> None:
    """A house in which nobody imports anything is lawful."""
    build(tmp_path, None)
    assert set(verdicts(tmp_path).values()) == {"KEPT"}


@pytest.mark.parametrize(("contract", "room", "imported"), BREACHES)
def test_a_breach_is_seen(tmp_path: Path, contract: str, room: str, imported: str) -> None:
    """One import that the table forbids breaks the contract that forbids it."""
    build(tmp_path, (room, imported))
    broken = [name for name, verdict in verdicts(tmp_path).items() if verdict == "BROKEN"]
    assert [name for name in broken if name.startswith(contract)], broken


def test_every_contract_has_a_breach() -> None:
    """A contract without a planted breach might never bite."""
    for contract in CONTRACTS:
        assert [breach for breach in BREACHES if contract["name"].startswith(breach[0])], contract["name"]
