"""`make bench-peers`: our bot and three frameworks, the same 12 messages from 200 people, in alternating rounds."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bench.figures import Figure, machine, table
from bench.workload import MESSAGES, PEOPLE

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".bench-peers"
PINS = Path(__file__).with_name("requirements.txt")
NAMES = {
    "menlian": "Menlian: service + store, no vendor",
    "aiogram": "aiogram-dialog + SQLite",
    "ptb": "PTB ConversationHandler + pickle",
    "chatsky": "Chatsky + SQLite",
}
DISTRIBUTIONS = {"aiogram": "aiogram-dialog", "ptb": "python-telegram-bot", "chatsky": "chatsky"}
LONGEST = 600  # seconds for one run; what hangs is a failure
HEAD = (
    "",
    "turns/s one at a time",
    "turns/s at once",
    "p99 ms at once",
    "fresh process → reply, ms",
    "syncs a turn",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    given = parser.parse_args()
    peers = environment()
    print(f"{given.people} people x {MESSAGES} messages, {given.rounds} rounds. {machine()}", flush=True)
    seen: dict[str, dict[str, list[float]]] = {key: defaultdict(list) for key in given.only}
    failed: set[str] = set()
    for number in range(1, given.rounds + 1):
        for key in given.only:
            print(f"round {number}: {key}", file=sys.stderr, flush=True)
            try:
                one_round(python(key, peers), key, given.people, seen[key])
            except subprocess.SubprocessError as fault:
                failed.add(key)
                print(f"{key} failed: {fault}\n{getattr(fault, 'stderr', '')}", file=sys.stderr)
    syncs = {key: count_syncs(python(key, peers), key) for key in given.only if key not in failed}
    print(table(HEAD, [line(key, seen[key], syncs.get(key, "")) for key in given.only]))
    print("\n" + "; ".join(versions(peers, given.only)))
    return 1 if failed else 0


def python(key: str, peers: Path) -> Path:
    return Path(sys.executable) if key == "menlian" else peers


def environment() -> Path:
    """The peers' own interpreter, made when its pins changed."""
    interpreter = HOME / "bin" / "python"
    made_for = HOME / ".made-for"
    pins = PINS.read_bytes()
    if not interpreter.exists() or not made_for.exists() or made_for.read_bytes() != pins:
        print("Setting up .bench-peers …", file=sys.stderr, flush=True)
        venv.create(HOME, clear=True, with_pip=True)
        command = [interpreter, "-I", "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check",
                   "--require-hashes", "--only-binary", ":all:", "-r", PINS]  # fmt: skip
        subprocess.run(command, check=True, stdout=sys.stderr)
        made_for.write_bytes(pins)
    return interpreter


def drive(interpreter: Path, *arguments: object, wrap: Iterable[str] = ()) -> dict[str, float]:
    command = [*wrap, str(interpreter), "-m", "bench.peers.drive", *map(str, arguments)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=clean(), timeout=LONGEST
    )
    return json.loads(done.stdout.splitlines()[-1])


def clean() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": "", "PYTHONHASHSEED": "0"}


def one_round(interpreter: Path, key: str, people: int, seen: dict[str, list[float]]) -> None:
    for name, value in drive(interpreter, "measure", key, "--people", people).items():
        seen[name].append(value)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        drive(interpreter, "leave", key, "--people", min(people, 50), "--folder", folder)
        seen["restart"].append(restart(interpreter, key, folder))


def restart(interpreter: Path, key: str, folder: str) -> float:
    """Milliseconds from the start of a process to the first reply: interpreter, imports, set-up, state, turn."""
    command = [str(interpreter), "-m", "bench.peers.drive", "resume", key, "--folder", folder]
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=clean()
    ) as child:
        first = child.stdout.readline() if child.stdout else ""
        took = time.perf_counter() - started
        _, words = child.communicate()
    if not first:
        raise subprocess.CalledProcessError(child.returncode or 1, command, stderr=words)
    return took * 1000


def count_syncs(interpreter: Path, key: str, people: int = 40) -> str:
    """fsync and fdatasync a turn, one at a time / at once, by strace; "" where there is none."""
    if shutil.which("strace") is None:
        return ""
    counts = []
    for modes in ("one", "many"):
        with tempfile.NamedTemporaryFile(mode="r") as log:
            wrap = ("strace", "-f", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o", log.name)
            turns = drive(interpreter, "measure", key, "--people", people, "--modes", modes, wrap=wrap)[
                "turns"
            ]
            counts.append(len(re.findall(r" f(?:data)?sync\(", log.read())) / turns)
    return " / ".join(f"{count:.2f}" for count in counts)


def line(key: str, seen: dict[str, list[float]], syncs: str) -> tuple[str, ...]:
    cells = []
    for name, digits in (("one", 0), ("many", 0), ("p99", 1), ("restart", 0)):
        figure = Figure(values=tuple(seen[name]), digits=digits) if seen[name] else None
        cells.append(
            "–" if figure is None else f"{figure} {figure.detail}" if figure.measured else "not measured"
        )
    return (NAMES[key], *cells, syncs or "–")


def versions(peers: Path, keys: Iterable[str]) -> list[str]:
    names = [DISTRIBUTIONS[key] for key in keys if key in DISTRIBUTIONS]
    code = "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep='\\n')"
    done = subprocess.run([peers, "-I", "-c", code, *names], check=True, capture_output=True, text=True)
    return done.stdout.split("\n")[:-1]


if __name__ == "__main__":
    sys.exit(main())
