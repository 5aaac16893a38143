"""What is in the way of the program: a full disk, no home, another process, a file that must not be written."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import cache
from bot.cli.project import find, load
from tests.cli.conftest import Run
from tests.cli.test_json_chat import talk, u
from tests.cli.test_serve import ROOT, ask, start

posix = pytest.mark.skipif(sys.platform == "win32", reason="unix sockets and devices")


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux")
def test_an_answer_that_cannot_be_written_is_said_in_words(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "chat", "--json"],
            input=json.dumps(u("u1", say="你好")).encode() + b"\n",
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


def test_a_user_without_a_home_chats(folder: Path, monkeypatch: pytest.MonkeyPatch, menlian: Run) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(cache.Path, "home", homeless)
    assert menlian("chat", typed="").code == 0


@posix
def test_serve_stops_while_another_process_holds_the_lock(folder: Path) -> None:
    """SIGTERM: those who wait are told so, exit 0 long before the 60 seconds a lock is waited for."""
    process = start(folder)
    other = sqlite3.connect(folder / "m.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        asking = subprocess.Popen(
            [sys.executable, "-c", ASK, str(folder / "s")], stdout=subprocess.PIPE, text=True
        )
        assert asking.stdout is not None
        assert asking.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        err = process.communicate(timeout=30)[1]
        assert "lock" in json.loads(asking.communicate(timeout=10)[0])["error"]
    finally:
        other.close()
        process.kill()
    assert process.returncode == 0
    assert "Traceback" not in err


ASK = """
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(b'{"user": "u", "say": "a"}\\n')
time.sleep(0.5)
print("asked", flush=True)
print(s.makefile().readline())
"""


def test_a_look_at_a_database_writes_nothing(folder: Path, menlian: Run) -> None:
    """Neither migrated nor created; one that cannot be read is counted, not the end."""
    menlian("chat", "--db", "m.db", typed="你好\n")
    connection = sqlite3.connect("m.db")
    connection.executescript(
        "PRAGMA user_version = 1; DROP TABLE aside;"
        "INSERT INTO people VALUES ('0', 0); INSERT INTO sessions VALUES ('0', 1, x'01ff');"
        "INSERT INTO people VALUES ('1', 0); INSERT INTO sessions VALUES ('1', 1, x'00' || zeroblob(9));"
    )
    connection.close()
    before = (folder / "m.db").read_bytes()
    done = menlian("check", "--against", "m.db")
    assert (done.code, (folder / "m.db").read_bytes()) == (1, before)
    assert "2" in done.err
    (folder / "other.db").write_text("买菜", encoding="utf-8")
    assert menlian("check", "--against", "other.db").code == 1
    assert (folder / "other.db").read_text(encoding="utf-8") == "买菜"


@pytest.mark.usefixtures("folder")
def test_an_id_is_used_once_for_saying_or_for_waiting(menlian: Run) -> None:
    """A wait with the id of something said is its repeat, and the other way round: no time passes twice."""
    answers = talk(
        menlian,
        u("a", say="你好", id="s"),
        u("a", say="1", id="t"),
        u("a", wait="7h", id="t"),
        u("a", say="呃"),
        u("a", wait="3h", id="w"),
        u("a", say="人在门口", id="w"),
    )
    assert answers[2]["replies"] == answers[1]["replies"]
    assert "〔stale〕" not in answers[3]["replies"][0]["text"]
    assert answers[5]["replies"] == []


@posix
def test_who_erased_their_data_stays_erased(folder: Path) -> None:
    """Looking at how a conversation stands makes nobody a person."""
    import asyncio

    process = start(folder)
    try:
        asyncio.run(ask(folder, {"user": "u", "wait": "1h"}))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    connection = sqlite3.connect(folder / "m.db")
    assert connection.execute("SELECT count(*) FROM addresses").fetchone() == (0,)
    connection.close()


@posix
def test_the_burst_of_the_settings_reaches_the_service(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.cli import simulator
    from bot.cli.project import program, renderer

    seen: dict[str, Any] = {}

    class Spy:
        def __init__(self, **given: Any) -> None:
            seen.update(given)

    monkeypatch.setattr(simulator, "Service", Spy)
    project = find(None)
    dialogs = load(project)
    simulator.Simulator(program(dialogs), renderer(project, dialogs), burst=3.5)
    assert seen["burst"] == 3.5
