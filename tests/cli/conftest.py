"""A small project on the disk, and the program called as a shell would call it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from tests.engine.conftest import FLOWS, phrases


@dataclass
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def project(files: Mapping[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with these files, and a user cache of its own."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder / "cache"))
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with the engine tests' dialogs in dialogs/."""
    return project({**FLOWS, "dialogs/phrases.yaml": phrases()}, tmp_path, monkeypatch)


@pytest.fixture
def menlian(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: arguments, what is typed -> exit code, stdout, stderr."""

    def run(*arguments: str, typed: str = "") -> Outcome:
        monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode("utf-8", "surrogateescape")))
        )
        capfd.readouterr()
        code = main(list(arguments))
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return run
