"""`menlian serve`, `health`, `version`: what runs for long, and what asks it how it is."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot import __version__
from bot.cli.project import complain, find, load, program, renderer
from bot.cli.words import say


def version(_: Namespace) -> int:
    """One line on stdout."""
    sys.stdout.write(f"menlian {__version__}\n")
    return 0


def serve(arguments: Namespace) -> int:
    """Listen until SIGTERM or Ctrl-C; what is under way is committed before the end."""
    from bot.config import ConfigError, Settings, read

    settings: Settings = read(os.environ)
    if settings.socket is None:
        raise ConfigError("MENLIAN_SOCKET: with a database in memory the path of the socket must be named")
    logging.basicConfig(level=settings.log.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(_serve(arguments, settings))
    return 0


async def _serve(arguments: Namespace, settings: Any) -> None:
    from bot.channels.socket import SocketChannel
    from bot.cli.lines import Lines
    from bot.cli.simulator import Simulator

    lang = arguments.lang or settings.lang
    project = find(arguments.dialogs or (str(settings.dialogs) if settings.dialogs else None), lang)
    dialogs = load(project)
    stop = _stop_on_signals()
    simulator = Simulator(
        program(dialogs, warm=True),
        renderer(project, dialogs),
        db=settings.database,
        channel="json",
        burst=settings.burst,
    )
    # What was made so far lives as long as we do: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()

    async def health() -> Mapping[str, Any]:
        return {"version": __version__, **await simulator.health()}

    async with simulator:
        lines = Lines(simulator, now=None, run=f"serve-{os.getpid()}-{os.urandom(4).hex()}")
        channel = SocketChannel(settings.socket, answer=lines.answer, health=health)
        await channel.start()
        complain(say("listening", lang, where=settings.socket))
        await stop.wait()
        complain(say("stopping", lang))
        simulator.haste(
            settings.stop * 0.8
        )  # another process may hold the lock: then those waiting are told so
        with suppress(TimeoutError):
            async with asyncio.timeout(settings.stop):
                await channel.stop()
    complain(say("stopped", lang))


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt there
            continue
    return stop


def health(arguments: Namespace) -> int:
    """Exit 0 when a running `serve` answers that it could store a message; one line of JSON on stdout."""
    import json

    from bot.channels.socket import health as ask
    from bot.config import read

    settings = read(os.environ)
    lang = arguments.lang or settings.lang
    if settings.socket is None:
        complain(say("unwell", lang, why="MENLIAN_SOCKET"))
        return 1
    found = asyncio.run(ask(settings.socket))
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    if found.get("ok") is not True:
        complain(say("unwell", lang, why=found.get("error", "")))
        return 1
    complain(say("well", lang))
    return 0
