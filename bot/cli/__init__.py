"""The verbs; the only place that wires everything, opens files, prints and exits. stdout is data, stderr is words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from argparse import Namespace

OK, FINDINGS, USAGE = 0, 1, 2
"""Exit codes: fine (warnings too); something was found or went wrong; the command itself was not understood."""

INTERRUPTED = 130
"""Ctrl-C, as every shell expects it."""

VERBS = {
    "chat": "bot.cli.chat",
    "check": "bot.cli.checking",
    "test": "bot.cli.testing",
    "route": "bot.cli.understanding",
    "understand": "bot.cli.understanding",
    "law": "bot.cli.law",
    "graph": "bot.cli.making",
    "new": "bot.cli.making",
    "serve": "bot.cli.serving",
    "health": "bot.cli.serving",
    "version": "bot.cli.serving",
}
"""Which module runs a verb: it is imported when the verb is called, so that `chat` does not wait for `serve`."""


def main(argv: list[str]) -> int:
    """Run one command; its exit code. Nothing that a person does to the terminal leaves a traceback."""
    speak_utf8(sys.stdin, sys.stdout, sys.stderr)
    try:
        from bot.cli.arguments import parse

        arguments = parse(argv)
        return arguments if isinstance(arguments, int) else _run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # `menlian … | head`: the reader has gone; Python would complain once more when it flushes at exit
        _hush()
        return OK
    except (
        OSError
    ) as fault:  # the disk behind stdout is full, a file cannot be read: the system's words, no traceback
        _hush()
        where = f"{fault.filename}: " if fault.filename else ""
        print(f"menlian: {where}{fault.strerror or type(fault).__name__}", file=sys.stderr)
        return FINDINGS


def _hush() -> None:
    """What could not be written is tried once more at exit, and would end in a traceback there."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: Namespace) -> int:
    from bot import BotError

    run: Callable[[Namespace], int] = getattr(import_module(VERBS[arguments.verb]), arguments.verb)
    try:
        code = run(arguments)
        sys.stdout.flush()
    except BotError as fault:
        print(f"menlian: {fault}", file=sys.stderr)
        return FINDINGS
    return code


def speak_utf8(*streams: TextIO) -> None:
    """UTF-8 whatever the console's code page or the locale says; what is no UTF-8 becomes �, never a traceback."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def entry() -> None:
    """What the installed `menlian` calls."""
    sys.exit(main(sys.argv[1:]))
