"""Rows about processes: the first line of a chat, a fresh process for a stored conversation, the checker."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench import ours
from bench.generate import generated
from bench.seed import STANDS_AT, seeded
from bench.workload import answer

Found = dict[str, float]
MENLIAN = (sys.executable, "-P", "-m", "bot")  # what the launcher .venv/bin/menlian runs
LIBRARIES = "import yaml, transitions, aiosqlite"
PAIRS = 5
NOW = f"{ours.NOON:%Y-%m-%dT%H:%M}"


def chat() -> Found:
    """Seconds to the first line of `menlian chat`, and how many times the bare import of our libraries that is."""
    chats, imports = [], []
    for _ in range(PAIRS):
        chats.append(first_line((*MENLIAN, "chat"), ""))
        imports.append(whole((sys.executable, "-P", "-c", LIBRARIES)))
    return {"chat": median(chats), "chat_ratio": median(chats) / median(imports)}


def resume(folder: Path) -> Found:
    """Seconds from the start of a process to its answer for one of 100,000 stored conversations."""
    database, dialogs = folder / "crowd.db", folder / "dialogs"
    if not database.exists():
        asyncio.run(seeded(100_000, database))
        dialogs.mkdir()
        for path, text in ours.workload_files().items():
            (dialogs / Path(path).name).write_text(text, encoding="utf-8")
    times = []
    for number in range(PAIRS):
        command = (*MENLIAN, "chat", "--json", "--db", str(database), "--dialogs", str(dialogs), "--now", NOW)
        person = time.time_ns() % 90_000 + number
        said = {"user": f"p{person}", "say": answer(0, STANDS_AT).text}
        times.append(first_line(command, json.dumps(said) + "\n", needs='"at": "start.s7"'))
    return {"resume": median(times)}


def check() -> Found:
    """Seconds for `menlian check` on the shipped dialogs, and how many times that for twenty times the dialogs."""
    once = whole((*MENLIAN, "check", str(ours.SHIPPED)), allowed=(0,))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        generated(Path(folder) / "dialogs", 20)
        twenty = whole((*MENLIAN, "check", str(Path(folder) / "dialogs")))
    return {"check": once, "check_ratio": twenty / once}


def here() -> dict[str, str]:
    """Our own program, whatever is installed beside it."""
    return {**os.environ, "PYTHONPATH": str(ours.ROOT)}


def first_line(command: tuple[str, ...], said: str, needs: str = "") -> float:
    """Seconds from the start of a process, its input held open, to its first line of output."""
    pipe = subprocess.PIPE
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ours.ROOT, text=True, env=here()
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(said)
        child.stdin.flush()
        line = child.stdout.readline()
        took = time.perf_counter() - started
        _, words = child.communicate("")
    if not line or needs not in line:
        raise RuntimeError(f"{' '.join(command)}: said {line!r}\n{words}")
    return took


def whole(command: tuple[str, ...], allowed: tuple[int, ...] = (0,)) -> float:
    """Seconds that a process takes from start to end."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ours.ROOT, capture_output=True, text=True, check=False, env=here())
    took = time.perf_counter() - started
    if done.returncode not in allowed:
        raise RuntimeError(
            f"{' '.join(command)}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        )
    return took
