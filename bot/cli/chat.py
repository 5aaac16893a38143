"""`menlian chat`: the simulator, for people and (with --json) for programs."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.channels.terminal import Style, Terminal
from bot.cli.project import Project, complain, find, load, program, renderer, write
from bot.cli.simulator import Simulator
from bot.cli.words import say
from bot.ports import PROFILES

PROMPT = "> "


def chat(arguments: Namespace) -> int:
    """Run the verb."""
    gc.disable()  # until the first line: what is made by then stays, looking through it again and again is vain
    try:
        project = find(arguments.dialogs, arguments.lang)
        dialogs = load(project)
        channel = "json" if arguments.json else "terminal"
        simulator = Simulator(program(dialogs), renderer(project, dialogs), db=arguments.db, channel=channel)
        with asyncio.Runner() as runner:
            runner.run(
                _programs(simulator, arguments) if arguments.json else _people(simulator, project, arguments)
            )
    except KeyboardInterrupt:  # Ctrl-C is how people leave a chat; a program that sends it wants to know
        return 130 if arguments.json else 0
    finally:
        gc.enable()
    return 0


async def _people(simulator: Simulator, project: Project, arguments: Namespace) -> None:
    from bot.cli.clock import Clock
    from bot.cli.tester import Tester

    live = sys.stdin.isatty() and sys.stdout.isatty()
    terminal = Terminal(
        _reader(live=live), _write, profile=PROFILES[arguments.profile], style=_style(arguments.lang)
    )
    clock = Clock(arguments.now)
    tester = Tester(simulator, project, terminal, user=arguments.user, clock=clock, run=_unique())
    async with simulator:
        if arguments.lang and await tester.session() is None:
            await tester.speak(arguments.lang)
        if live:
            complain(terminal.style.dim(say("welcome", terminal.style.lang)))
        terminal.show(await tester.begin())
        gc.enable()
        await terminal.run(tester.answer)
    if arguments.save:
        write(Path(arguments.save), tester.transcript(), arguments.lang)
        complain(say("saved", terminal.style.lang, path=arguments.save))


async def _programs(simulator: Simulator, arguments: Namespace) -> None:
    from bot.cli.lines import serve_lines

    async with simulator:
        gc.enable()
        await serve_lines(
            simulator, lambda: _interruptible(sys.stdin.readline), _write, now=arguments.now, run=_unique()
        )


def _interruptible(wait: Callable[[], str]) -> str:
    """Wait for a line; Ctrl-C ends the wait at once.

    While a turn runs it ends the turn's task instead, and everything is closed in order: a KeyboardInterrupt in the
    middle of the loop would leave the store's thread alive and the program hanging.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _reader(*, live: bool) -> Callable[[], Awaitable[str | None]]:
    """The next line of stdin. It blocks the loop, and may: nothing else runs while the person thinks."""
    if live:
        with suppress(ImportError):
            import readline  # noqa: F401  arrow keys and history in input(), where the system has it

    def wait() -> str:
        if not live:
            return sys.stdin.readline()
        line = input(PROMPT)
        _write("\n")
        return f"{line}\n"

    async def read() -> str | None:
        await asyncio.sleep(0)  # a Ctrl-C that came during the turn is felt here, not after the next line
        try:
            line = _interruptible(wait)
        except (EOFError, KeyboardInterrupt):
            if live:
                _write("\n")
            return None
        return line.rstrip("\r\n") if line else None

    return read


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _style(lang: str | None) -> Style:
    """Colours for a person at a terminal who wants them (no-color.org); lines as wide as the window."""
    live = sys.stdout.isatty()
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    columns = min(os.get_terminal_size(sys.stdout.fileno()).columns, 80) if live else 0
    return Style(colour=live and not plain, columns=columns, lang="en" if lang == "en" else "zh")


def _unique() -> str:
    """Ids of inbounds start with this: a --db file remembers those of other runs."""
    return f"{datetime.now().astimezone().timestamp():.6f}-{os.getpid()}"
