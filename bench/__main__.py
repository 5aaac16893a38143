"""`make bench`: every figure this bot promises, in alternating rounds, each group in a process of its own.

    make bench                              five rounds of everything
    make bench ARGS='--rounds 7 --only engine disk'

Prints a median and a spread for each figure; what spreads over 30% is called not measured, a goal missed is called
missed. Exit 1 only where something could not be run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from bench import starts, turns
from bench.figures import Figure, Row, machine, table

Found = dict[str, float]
ROOT = Path(__file__).resolve().parent.parent
LONGEST = 600  # seconds for one group; what hangs is a failure
HEAD = ("", "median", "spread (range)", "goal", "")

# key: (what, unit, digits, goal, is the goal a ceiling?)
ROWS: dict[str, tuple[str, str, int, float | None, bool]] = {
    "press_work": ("engine alone: presses, 12-step workload", "/s", 0, 60_000, False),
    "press_shipped": (
        "engine alone: presses, random walks through the shipped dialogs",
        "/s",
        0,
        60_000,
        False,
    ),
    "typed_work": ("engine alone: typed answers, 12-step workload", "/s", 0, None, False),
    "plain": ("plain sqlite3, the same rows, a commit a turn", "/s", 0, None, False),
    "one": ("whole turns, one at a time", "/s", 0, None, False),
    "one_ratio": ("  over plain sqlite3", "x", 2, 0.4, False),
    "many": ("whole turns, 200 people at once", "/s", 0, None, False),
    "many_ratio": ("  over plain sqlite3", "x", 2, 1.5, False),
    "p99": ("  p99", "ms", 1, 10, True),
    "arrive_p99": ("1,000 random messages a second from 200 people: p99", "ms", 1, 10, True),
    "slow_plain": ("flush 2 ms slower: plain sqlite3", "/s", 0, None, False),
    "slow_one": ("flush 2 ms slower: whole turns, one at a time", "/s", 0, None, False),
    "slow_many": ("flush 2 ms slower: whole turns, 200 people at once", "/s", 0, None, False),
    "slow_many_ratio": ("  over plain sqlite3", "x", 1, 20, False),
    "slow_p99": ("  p99", "ms", 1, None, True),
    "slow_arrive_p99": ("flush 2 ms slower: 1,000 random messages a second: p99", "ms", 1, None, True),
    "stored_small": ("a turn of somebody not in the cache, 100 sessions stored", "µs", 0, None, True),
    "stored_ratio": ("  100,000 stored, over that", "x", 2, 1.2, True),
    "resume": ("a fresh process answers one of 100,000 stored sessions", "s", 2, 0.3, True),
    "rss_20000": ("memory of its own after 20,000 people", "MB", 0, None, True),
    "rss_100000": ("memory of its own after 100,000 people", "MB", 0, None, True),
    "rss_ratio": ("  over that after 20,000", "x", 2, 1.1, True),
    "chat": ("menlian chat to its first line", "s", 2, None, True),
    "chat_ratio": ("  over importing yaml, transitions, aiosqlite", "x", 2, 3, True),
    "check": ("menlian check, exploration included", "s", 2, 15, True),
    "check_ratio": ("  20 times the dialogs, over that", "x", 1, 40, True),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS))
    parser.add_argument(
        "--group", help=argparse.SUPPRESS
    )  # the worker's own way in: one group, once, as JSON
    given = parser.parse_args()
    if given.group:
        worker(given.group)
    print(f"{given.rounds} alternating rounds. {machine()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["MENLIAN_BENCH"] = folder  # what a round makes and the next one uses again
        seen, failed = rounds(given.only, given.rounds)
    rows = [row(key, seen[key]) for key in ROWS if key in seen]
    print(table(HEAD, [one.cells for one in rows]))
    return verdict(rows, failed)


def worker(group: str) -> None:
    """One group, once, as JSON; then out at once: a store that a fault left open would keep its thread, and us."""
    code = 1
    try:
        print(json.dumps(GROUPS[group]()), flush=True)
        code = 0
    except Exception:  # noqa: BLE001  told to whoever started us
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def rounds(groups: Iterable[str], count: int) -> tuple[dict[str, list[float]], list[str]]:
    seen: dict[str, list[float]] = defaultdict(list)
    failed: list[str] = []
    for number in range(1, count + 1):
        for group in groups:
            if group in failed:
                continue
            print(f"round {number}: {group}", file=sys.stderr, flush=True)
            try:
                for key, value in work(group).items():
                    seen[key].append(value)
            except (subprocess.SubprocessError, OSError) as fault:
                failed.append(group)
                print(f"{group} failed: {fault}\n{getattr(fault, 'stderr', '')}", file=sys.stderr)
    return seen, failed


def work(group: str) -> Found:
    """One group in a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    if group == "slow":
        environment["LD_PRELOAD"] = str(shim(Path(os.environ["MENLIAN_BENCH"])))
    command = [sys.executable, "-m", "bench", "--group", group]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=LONGEST
    )
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return {f"slow_{key}": value for key, value in found.items()} if group == "slow" else found


def shim(folder: Path) -> Path:
    """The library that makes a flush slow; OSError where there is no C compiler."""
    library = folder / "slow_flush.so"
    if not library.exists():
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            raise OSError("no C compiler (cc) to build bench/slow_flush.c with")
        source = Path(__file__).with_name("slow_flush.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return library


def row(key: str, values: list[float]) -> Row:
    what, unit, digits, goal, at_most = ROWS[key]
    return Row(
        what=what, figure=Figure(values=tuple(values), unit=unit, digits=digits), goal=goal, at_most=at_most
    )


def verdict(rows: list[Row], failed: list[str]) -> int:
    judged = [one for one in rows if one.goal is not None]
    missed = [one.what.strip() for one in judged if one.verdict == "MISSED"]
    unsure = [one.what.strip() for one in judged if one.verdict == "not measured"]
    print(f"\n{len(judged) - len(missed) - len(unsure)} of {len(judged)} goals met.")
    if missed:
        print(f"Missed: {'; '.join(missed)}.")
    if unsure:
        print(f"Not measured (spread over 30%): {'; '.join(unsure)}.")
    if failed:
        print(f"Could not be run: {', '.join(failed)}.")
    return 1 if failed else 0


def _resume() -> Found:
    return starts.resume(Path(os.environ["MENLIAN_BENCH"]))


GROUPS: dict[str, Callable[[], Found]] = {
    "engine": turns.engine,
    "disk": turns.disk,
    "slow": turns.slow,
    "stored": turns.stored,
    "resume": _resume,
    "memory": turns.memory,
    "chat": starts.chat,
    "check": starts.check,
}

if __name__ == "__main__":
    sys.exit(main())
