"""scripts/install.sh alone makes a program that starts, is well, answers, and stops with nothing lost."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.packaging.image import ROOT, Image, bare_environment

PEOPLE = 20


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """The image's files and environment, built in a folder that is no git checkout."""
    with TemporaryDirectory(prefix="小明 ") as folder:  # short: a socket's path has about 100 bytes
        image = Image(Path(folder))
        image.build()
        yield image


@contextmanager
def serving(image: Image, database: str) -> Iterator[subprocess.Popen[str]]:
    """The program as the container starts it, until its health check says that it is well."""
    environment = image.run_environment() | {"MENLIAN_DATABASE": database}
    program = subprocess.Popen(
        image.command, cwd=image.inside(image.workdir), env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 20
        while not healthy(image, database):
            assert program.poll() is None, f"it ended by itself: {program.communicate()[1]}"
            assert time.monotonic() < deadline, "it was not well within 20 s"
            time.sleep(0.05)
        yield program
    finally:
        if program.poll() is None:
            program.kill()
        program.communicate()


def healthy(image: Image, database: str) -> bool:
    environment = image.run_environment() | {"MENLIAN_DATABASE": database}
    check = subprocess.run(image.health, env=environment, capture_output=True, check=False, timeout=10)
    return check.returncode == 0


def stop(program: subprocess.Popen[str]) -> float:
    """Asks the program to stop as `docker stop` does; returns how long it took."""
    asked = time.monotonic()
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=10) == 0
    return time.monotonic() - asked


@contextmanager
def connection(database: str) -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as plug:
        plug.settimeout(10)
        plug.connect(f"{database}.sock")
        yield plug


def sessions(database: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        return int(rows.execute("SELECT count(*) FROM sessions").fetchone()[0])


def line(user: str, say: str) -> bytes:
    return json.dumps({"user": user, "say": say}, ensure_ascii=False).encode() + b"\n"


@pytest.mark.install
def test_the_program_answers_and_stops(image: Image) -> None:
    """A container starts, is well, answers a person, and on SIGTERM ends with 0 and the session on disk."""
    database = image.run_environment()["MENLIAN_DATABASE"]
    assert not healthy(image, database), "nobody serves yet"
    with serving(image, database) as program:
        with connection(database) as plug, plug.makefile(encoding="utf-8") as answers:
            plug.sendall(line("u1", "你好"))
            answer = json.loads(answers.readline())
        assert answer["user"] == "u1"
        assert answer["replies"]
        assert answer["replies"][0]["text"].strip()
        stop(program)
    assert sessions(database) == 1
    assert not healthy(image, database), "a stopped program is not well"

    with serving(image, database), connection(database) as plug, plug.makefile(encoding="utf-8") as answers:
        plug.sendall(line("u1", "返回"))
        assert json.loads(answers.readline())["at"], "the next start knows the person"


@pytest.mark.install
def test_turns_in_flight_are_committed(image: Image) -> None:
    """Whoever was answered before the end is in the database, also when SIGTERM comes in the middle."""
    database = image.inside(f"{image.volume}/flight.db")
    with serving(image, database) as program:
        with connection(database) as plug, plug.makefile(encoding="utf-8") as answers:
            plug.sendall(b"".join(line(f"u{person}", "他们在门口") for person in range(PEOPLE)))
            answered = [answers.readline()]
            program.send_signal(signal.SIGTERM)
            answered += answers.readlines()
        assert program.wait(timeout=10) == 0
    users = {json.loads(text)["user"] for text in answered}
    assert len(users) == len(answered) >= 1
    assert sessions(database) >= len(users)


@pytest.mark.install
def test_the_second_run_is_instant_and_silent(image: Image) -> None:
    """An environment that stands is seen in less than 0.2 s, without a word."""
    took = []
    for _ in range(5):
        begun = time.monotonic()
        done = image.run(["sh", "scripts/install.sh", "run"])
        took.append(time.monotonic() - begun)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert min(took) < 0.2, took


@pytest.mark.install
def test_two_at_once_do_no_harm(image: Image) -> None:
    """Two makes that start together leave one sound environment; only one of them installs."""
    home = Path(image.inside(image.workdir))
    (home / ".venv/.made-for-run").unlink()
    both = [
        subprocess.Popen(
            ["sh", "scripts/install.sh"], cwd=home, env=image.run_environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [run.communicate(timeout=300) for run in both]
    assert [run.returncode for run in both] == [0, 0], said
    assert [out for out, _ in said] == ["", ""], "stdout belongs to the chat"
    assert sorted("Installing" in words for _, words in said) == [False, True]
    done = image.run(["menlian", "version"])
    assert done.returncode == 0, done.stderr


@pytest.mark.install
def test_one_program_under_two_names(image: Image) -> None:
    """`menlian` and `python -m bot` are the same program, in a folder with any name and under any locale."""
    names = [["menlian"], ["python", "-m", "bot"], ["env", "LC_ALL=C", "menlian"]]
    said = [image.run([*name, "version"]) for name in names]
    assert [run.returncode for run in said] == [0, 0, 0], said
    (only,) = {run.stdout for run in said}
    assert only.strip()


# ── Where something is missing ────────────────────────────────────────────────────────────────────

TOOLS = ("cat", "cmp", "dirname", "mkdir", "rm", "sh", "sleep")


def copy(folder: Path, *, tools: tuple[str, ...] = TOOLS, python: str | None = None) -> dict[str, str]:
    """The files that install.sh reads, and an environment with a few tools and a Python that is `python`."""
    for name in ("scripts/install.sh", "requirements/run.lock", "bot/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / "bin").mkdir()
    for tool in tools:
        found = shutil.which(tool)
        assert found
        (folder / "bin" / tool).symlink_to(found)
    if python is not None:
        (folder / "bin/python3").write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
        (folder / "bin/python3").chmod(0o755)
    return bare_environment() | {"PATH": str(folder / "bin")}


def install(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "scripts/install.sh"], cwd=folder, env=environment, text=True, capture_output=True,
        check=False, timeout=60,
    )  # fmt: skip


WITHOUT_VENV = "case $2 in *ensurepip*) exit 1 ;; *version*) echo 3.11 ;; esac"


def test_without_venv_it_prints_the_line_that_helps(tmp_path: Path) -> None:
    """Debian's Python comes without venv: the message has the one line that installs it."""
    done = install(tmp_path, copy(tmp_path, python=WITHOUT_VENV))
    assert done.returncode == 1
    assert done.stdout == ""
    assert [text for text in done.stderr.splitlines() if text.startswith(" ")] == [
        "    sudo apt-get install python3-venv"
    ]
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("python", "words"),
    [("echo 3.9", "Menlian needs Python 3.11 or newer; the one here is 3.9"), (None, "there is none here")],
)
def test_an_old_python_or_none(tmp_path: Path, python: str | None, words: str) -> None:
    """Where Python is too old or missing, a sentence says so."""
    done = install(tmp_path, copy(tmp_path, python=python))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_killed_run_does_not_block_the_next(tmp_path: Path) -> None:
    """Where there is no flock, the lock of a run that was killed is taken over."""
    environment = copy(tmp_path, python=WITHOUT_VENV)
    with subprocess.Popen(["true"]) as gone:
        pass
    (tmp_path / ".venv.lock.d").mkdir()
    (tmp_path / ".venv.lock.d/pid").write_text(f"{gone.pid}\n", encoding="utf-8")
    assert install(tmp_path, environment).returncode == 1
    assert not (tmp_path / ".venv.lock.d").exists()


def test_an_unknown_word_is_refused(tmp_path: Path) -> None:
    """install.sh knows run and dev."""
    done = subprocess.run(["sh", ROOT / "scripts/install.sh", "prod"], capture_output=True, check=False)
    assert done.returncode == 2


# ── make ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.install
def test_make_chat_keeps_stdout_for_the_chat() -> None:
    """What make prints on stdout is what the bot says: one JSON line for a line of JSON."""
    done = subprocess.run(
        ["make", "chat", "ARGS=--json"], cwd=ROOT, input=line("u1", "你好"), capture_output=True, check=False,
        timeout=300, env=bare_environment() | {"LANG": os.environ.get("LANG", "C.UTF-8")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    (only,) = done.stdout.splitlines()
    assert json.loads(only)["user"] == "u1"


@pytest.mark.install
def test_make_chat_ends_quietly() -> None:
    """`printf '你好\\n' | make chat` shows a chat and ends with 0."""
    done = subprocess.run(
        ["make", "chat"], cwd=ROOT, input="你好\n".encode(), capture_output=True, check=False, timeout=300,
        env=bare_environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip()
    assert b"Traceback" not in done.stderr
