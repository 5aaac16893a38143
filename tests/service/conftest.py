"""A store on the disk and a channel that pushes, for every test of the room."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import SqliteStore
from tests.service.base import Pushing
from tests.store.base import opened


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await opened(tmp_path / "menlian.db")
    yield store
    await store.close()


@pytest.fixture
def channel(tmp_path: Path) -> Pushing:
    return Pushing(tmp_path / "sent.txt")
