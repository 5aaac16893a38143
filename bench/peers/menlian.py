"""Ourselves: service and store as a passive channel meets them; the reply is the answer, after the commit."""

from __future__ import annotations

from pathlib import Path

from bench import ours


class Subject:
    name = "Menlian"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "menlian.db"

    async def open(self) -> None:
        self._store = ours.store(self._path)
        await self._store.open()
        self._service = ours.service(self._store, ours.dialogs(ours.workload_files()))

    async def turn(self, person: int, number: int) -> str:
        answered = await self._service.receive(ours.inbound(person, number))
        return "\n".join(message.text for message in answered.messages)

    async def close(self) -> None:
        await self._store.close()
