"""aiogram-dialog on a real Dispatcher. aiogram ships no SQLite storage, so it gets the fastest plain one: WAL, FULL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StorageKey
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from aiogram_dialog.widgets.text import Const, Format

from bench.peers.telegram import TOKEN, Vendor
from bench.workload import MESSAGES, STEPS, answer


class Offline(BaseSession):
    """The transport: every request is answered here, through aiogram's own response checks."""

    def __init__(self, vendor: Vendor) -> None:
        super().__init__()
        self._vendor = vendor

    async def close(self) -> None:
        pass

    async def make_request(self, bot, method, **_kw):
        fields = method.model_dump(
            exclude_none=True, exclude={"parse_mode", "link_preview_options", "protect_content"}
        )
        result = self._vendor.answer(method.__api_method__, fields)
        content = json.dumps({"ok": True, "result": result})
        return self.check_response(bot, method, 200, content).result

    async def stream_content(self, *_args, **_kw):
        yield b""


class Storage(BaseStorage):
    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE IF NOT EXISTS fsm (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._keys = DefaultKeyBuilder(with_destiny=True)

    def _write(self, key: str, value: str | None) -> None:
        self._db.execute(
            "INSERT INTO fsm VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def _read(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM fsm WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    async def set_state(self, key: StorageKey, state=None) -> None:
        self._write(self._keys.build(key, "state"), state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        return self._read(self._keys.build(key, "state"))

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        self._write(self._keys.build(key, "data"), json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return json.loads(self._read(self._keys.build(key, "data")) or "{}")

    async def close(self) -> None:
        self._db.close()


class Subject:
    name = "aiogram-dialog + SQLite"

    def __init__(self, folder: Path) -> None:
        self.vendor = Vendor()
        self._path = folder / "aiogram.db"

    async def open(self) -> None:
        self._storage = Storage(self._path)
        self._bot = Bot(TOKEN, session=Offline(self.vendor))
        self._dispatcher = Dispatcher(storage=self._storage)
        self._dispatcher.message.register(_start, CommandStart())
        self._dispatcher.include_router(dialog())
        setup_dialogs(self._dispatcher)

    async def turn(self, person: int, number: int) -> str:
        said = answer(person, number) if number else None
        text = said.text if said else "/start"
        pressed = text if said and said.pressed is not None else None
        await self._dispatcher.feed_raw_update(self._bot, self.vendor.update(person, text, label=pressed))
        return self.vendor.texts[person]

    async def close(self) -> None:
        await self._storage.close()


Work = type("Work", (StatesGroup,), {step.id: State() for step in STEPS})


async def _start(_message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Work.s1, mode=StartMode.RESET_STACK)


def dialog() -> Dialog:
    return Dialog(*(_window(number) for number in range(MESSAGES)))


def _window(number: int) -> Window:
    step = STEPS[number]
    state = getattr(Work, step.id)
    if number == MESSAGES - 1:
        return Window(Format(step.text), state=state, getter=_values)
    after = getattr(Work, STEPS[number + 1].id)

    async def pressed(_query, _button, manager: DialogManager) -> None:
        await manager.switch_to(after)

    async def typed(message: Message, _input, manager: DialogManager) -> None:
        manager.dialog_data[step.saves] = message.text
        await manager.switch_to(after)

    if step.saves:
        return Window(Const(step.text), MessageInput(typed), state=state)
    buttons = [Button(Const(text), id=f"b{i}", on_click=pressed) for i, text in enumerate(step.choices)]
    return Window(Const(step.text), *buttons, state=state)


async def _values(dialog_manager: DialogManager, **_kw) -> dict[str, str]:
    return dict(dialog_manager.dialog_data)
