"""A served program: it answers on its socket, says how it is, and stops with nothing lost."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="unix sockets")


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MENLIAN_DATABASE": str(folder / "m.db"),
        "MENLIAN_SOCKET": str(folder / "s"),
    }


def start(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=folder,
        env=environment(folder),
        stderr=subprocess.PIPE,
        text=True,
    )
    until = monotonic() + 20
    while monotonic() < until and not (folder / "s").exists():
        assert process.poll() is None, process.communicate()[1]
        sleep(0.02)
    return process


async def ask(folder: Path, *lines: dict[str, str]) -> list[dict[str, Any]]:
    reader, writer = await asyncio.open_unix_connection(folder / "s")
    found = []
    for line in lines:
        writer.write(json.dumps(line).encode() + b"\n")
        found.append(json.loads(await reader.readline()))
    writer.close()
    await writer.wait_closed()
    return found


def test_serve_answers_is_well_and_stops_on_sigterm(
    folder: Path, monkeypatch: pytest.MonkeyPatch, menlian: Run
) -> None:
    process = start(folder)
    monkeypatch.setenv("MENLIAN_DATABASE", str(folder / "m.db"))
    monkeypatch.setenv("MENLIAN_SOCKET", str(folder / "s"))
    try:
        first, second = asyncio.run(
            ask(folder, {"user": "u1", "say": "你好"}, {"user": "u1", "press": "door"})
        )
        assert (first["at"], second["at"]) == ("start.hello", "door.start")
        well = menlian("health")
        assert well.code == 0
        assert json.loads(well.out)["people"] == 1
    finally:
        process.send_signal(signal.SIGTERM)
        err = process.communicate(timeout=10)[1]
    assert process.returncode == 0
    assert "Traceback" not in err
    assert menlian("health").code == 1
    process = start(folder)
    try:
        (third,) = asyncio.run(ask(folder, {"user": "u1", "press": "knock"}))
        assert third["at"] == "door.ask_people"
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_settings_that_cannot_be_used_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, menlian: Run
) -> None:
    monkeypatch.setenv("MENLIAN_DATABSE", "x")
    done = menlian("serve")
    assert done.code == 1
    assert "MENLIAN_DATABASE" in done.err


def test_version(menlian: Run) -> None:
    assert menlian("version").out.startswith("menlian ")
