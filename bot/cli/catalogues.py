"""Translations that are read when somebody wants them: most chats are Chinese and need none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.cli.project import ProjectError, complain, read
from bot.texts import Entry, read_catalogue


class Later(Mapping[str, Entry]):
    """A Catalogue that reads its .po files when it is first asked for anything.

    `patient`: somebody is chatting; a file that cannot be read is named on stderr, and its sentences stay Chinese.
    """

    def __init__(self, paths: Sequence[Path], *, patient: bool = False) -> None:
        self._paths = paths
        self._patient = patient
        self._made: dict[str, Entry] | None = None

    @property
    def _entries(self) -> dict[str, Entry]:
        if self._made is None:
            made: dict[str, Entry] = {}
            for path in self._paths:
                try:
                    made.update(read_catalogue(read(path).decode("utf-8", "replace")))
                except ProjectError as fault:
                    if not self._patient:
                        raise
                    complain(str(fault))
            self._made = made
        return self._made

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
