"""One settings object from the environment; every mistake in one message; secrets hide in repr."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot import BotError

T = TypeVar("T")
PREFIX = "MENLIAN_"
MEMORY = ":memory:"


class ConfigError(BotError):
    """The environment holds something the program cannot use; the message names every mistake."""


class Secret:
    """A text that shows itself only when asked: not in repr, not in a log, not in a traceback."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may set. Each field is the variable MENLIAN_ and its name in capitals."""

    database: str  # path of the SQLite file, or :memory:
    dialogs: Path | None  # None: found as the README says
    socket: Path | None  # where `serve` listens; None only with a database in memory
    lang: str | None  # zh or en: the program's own words to operators and editors
    burst: float  # seconds a push channel waits for the next line of somebody who types in pieces
    stop: float  # seconds that turns under way may take after SIGTERM
    log: str  # error, warning, info, debug


def read(environment: Mapping[str, str]) -> Settings:
    """Environment -> Settings; ConfigError with every mistake in it."""
    reader = _Reader(environment)
    database = reader.get("DATABASE", "menlian.db", _database)
    socket = reader.get("SOCKET", None, _path)
    if socket is None and database != MEMORY:
        socket = Path(f"{database}.sock")
    if socket is not None and len(str(socket.absolute()).encode()) > 100:
        reader.wrong("SOCKET", "the path of a socket may have 100 bytes: name a shorter one")
    settings = Settings(
        database=database,
        dialogs=reader.get("DIALOGS", None, _path),
        socket=socket,
        lang=reader.get("LANG", None, _one_of("zh", "en")),
        burst=reader.get("BURST", 1.2, _seconds(0, 10)),
        stop=reader.get("STOP", 8.0, _seconds(0.1, 60)),
        log=reader.get("LOG", "warning", _one_of("error", "warning", "info", "debug")),
    )
    reader.finish()
    return settings


class _Reader:
    """Collects the mistakes while the settings are read."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
        self._known: set[str] = set()
        self._mistakes: list[str] = []

    def get(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        self._known.add(PREFIX + name)
        text = self._given.get(PREFIX + name, "")
        if not text.strip():
            return default
        try:
            return parse(text.strip())
        except ValueError as fault:
            self.wrong(name, str(fault))
            return default

    def wrong(self, name: str, why: str) -> None:
        self._mistakes.append(f"{PREFIX}{name}: {why}")

    def finish(self) -> None:
        for name in sorted(set(self._given) - self._known):
            near = next((k for k in sorted(self._known) if _near(k, name)), None)
            hint = f"did you mean {near}?" if near else f"known are {', '.join(sorted(self._known))}"
            self._mistakes.append(f"{name}: there is no such setting; {hint}")
        if self._mistakes:
            raise ConfigError(
                "the settings cannot be used; change these and start again:\n  " + "\n  ".join(self._mistakes)
            )


def _near(known: str, given: str) -> bool:
    """One letter too many, too few, or wrong, or two swapped."""
    if sorted(known) == sorted(given):
        return True
    short, long = sorted((known, given), key=len)
    if len(long) - len(short) > 1:
        return False
    if len(long) == len(short):
        return sum(a != b for a, b in zip(known, given, strict=True)) == 1
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _database(text: str) -> str:
    if text != MEMORY and text.endswith(("/", "\\")):
        raise ValueError("must be a file, not a folder")
    return text


def _path(text: str) -> Path:
    if "\0" in text:
        raise ValueError("is no path")
    return Path(text)


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be one of {', '.join(words)}, not {text!r}")
        return text

    return parse


def _seconds(least: float, most: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if not least <= found <= most:
            raise ValueError(f"must be seconds from {least:g} to {most:g}, not {text!r}")
        return found

    return parse
