"""Dialogs that were read before: kept by content, so that a chat begins without reading 6,000 lines of YAML again.

What lies here was written by this program for this user, as a .pyc is; anything else is not opened: the folder must be
ours and writable by nobody else. Whatever goes wrong, the dialogs are simply read. `check` never looks here.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from bot import __version__
from bot.cli.project import HERE
from bot.language.model import Dialogs
from bot.language.taught import Teaching

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

    from bot.understand import Linear

T = TypeVar("T")
KEPT = 4  # sets of dialogs, newest first
ROOMS = (
    "actions",
    "language",
    "values",
)  # the code that makes Dialogs: when it changes, what is kept is of no use


def remembered(files: Mapping[str, bytes], read: Callable[[], Dialogs]) -> Dialogs:
    """The dialogs of these very files: from the cache, else read and kept. Raises what `read` raises."""
    try:
        folder = _folder()
        place = folder / f"{_key(files)}.dialogs"
    except (OSError, RuntimeError):  # RuntimeError: a user without a home (a container's uid)
        return read()
    with suppress(Exception):  # damaged, of another Python, gone meanwhile: read them
        return _unpacked(place.read_bytes())
    dialogs = read()
    with suppress(OSError, pickle.PicklingError):
        _keep(folder, place, _packed(dialogs))
    return dialogs


class Kept(Mapping[str, T]):
    """What is taken out of its bytes when somebody asks for it: the first screen needs one flow of sixty."""

    __slots__ = ("_bytes", "_made")

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._bytes = packed
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        try:
            return self._made[key]
        except KeyError:
            made: T = pickle.loads(self._bytes[key])  # noqa: S301  written by ourselves, see above
            return self._made.setdefault(key, made)

    def __contains__(self, key: object) -> bool:
        return key in self._bytes

    def __iter__(self) -> Iterator[str]:
        return iter(self._bytes)

    def __len__(self) -> int:
        return len(self._bytes)


def _packed(dialogs: Dialogs) -> bytes:
    """Dialogs -> bytes, behind their own hash: what is taken out later was whole when the program began."""
    parts = (dialogs.flows, dialogs.statements, dialogs.teaching.topics)
    bare = replace(dialogs, flows={}, statements={}, teaching=replace(dialogs.teaching, topics={}))
    body = _dumped((bare, [{key: _dumped(value) for key, value in part.items()} for part in parts]))
    return hashlib.sha256(body).digest() + body


def _unpacked(data: bytes) -> Dialogs:
    digest, body = data[:32], data[32:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError("damaged")
    bare, (flows, statements, topics) = pickle.loads(body)  # noqa: S301  written by ourselves, see above
    teaching = replace(bare.teaching, topics=Kept(topics))
    dialogs: Dialogs = replace(bare, flows=Kept(flows), statements=Kept(statements), teaching=teaching)
    return dialogs


def _dumped(made: object) -> bytes:
    return pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)


def model(teaching: Teaching, teach: Callable[[], Linear]) -> Linear:
    """The model of these very examples: from the cache, else taught and kept."""
    try:
        folder = _folder()
        place = folder / f"{_model_key(teaching)}.model"
    except OSError:
        return teach()
    with suppress(Exception):
        kept = pickle.loads(place.read_bytes())  # noqa: S301  written by ourselves, see above
        if type(kept).__name__ == "Linear":  # by name: its module comes with it
            return cast("Linear", kept)
    taught = teach()
    with suppress(OSError, pickle.PicklingError):
        _keep(folder, place, _dumped(taught))
    return taught


def _model_key(teaching: Teaching) -> str:
    found = hashlib.sha256(f"{__version__} {sys.version}".encode())
    _stamp(found, ("understand", "values"))
    for topic in teaching.topics.values():
        for example in (*topic.said, *topic.soft, *topic.not_said):
            found.update(f"{example.topic}\0{example.text}\0".encode("utf-8", "replace"))
        found.update(f"{len(topic.said)} {len(topic.soft)}\0".encode())
        found.update(repr(topic.words).encode("utf-8", "replace"))
    found.update(repr((teaching.classes, teaching.spelling, teaching.pinyin)).encode("utf-8", "replace"))
    return found.hexdigest()[:32]


def _stamp(found: Hash, rooms: tuple[str, ...]) -> None:
    for room in rooms:
        for entry in sorted(os.scandir(HERE / room), key=lambda e: e.name):
            if entry.name.endswith(".py"):
                state = entry.stat()
                found.update(f"{entry.name} {state.st_size} {state.st_mtime_ns}\0".encode())


def _folder() -> Path:
    """A folder nobody else can write to; OSError where there is none."""
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    folder = (Path(base) if base else Path.home() / ".cache") / "menlian"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.stat()
    if sys.platform != "win32" and (state.st_uid != os.getuid() or state.st_mode & 0o022):
        raise PermissionError(folder)
    return folder


def _key(files: Mapping[str, bytes]) -> str:
    """Everything the result depends on: the files, the code that reads them, the interpreter."""
    found = hashlib.sha256(f"{__version__} {sys.version} {sys.implementation.cache_tag}".encode())
    _stamp(found, ROOMS)
    for name in sorted(files):
        found.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return found.hexdigest()[:32]


def _keep(folder: Path, place: Path, data: bytes) -> None:
    fresh = folder / f"{place.name}.{os.getpid()}"
    fresh.write_bytes(data)
    fresh.replace(place)
    old = sorted(folder.glob(f"*{place.suffix}"), key=lambda path: -path.stat().st_mtime_ns)[KEPT:]
    for path in old:
        path.unlink(missing_ok=True)
