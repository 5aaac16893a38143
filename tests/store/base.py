"""What the tests of the store share: inbounds, turns, and ways to look behind the Protocol."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.ports import Inbound, Outcome, Progress, Store, Taken, WriteSet
from bot.store import SqliteStore
from bot.vault import PlainVault

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def inbound(id_: str = "1", address: str = "u1", text: str = "你好", channel: str = "json") -> Inbound:
    return Inbound(id=id_, channel=channel, address=address, at=AT, kind="said", text=text)


async def opened(path: str | Path) -> SqliteStore:
    store = SqliteStore(path, PlainVault())
    await store.open()
    return store


async def answer(
    store: Store,
    *inbounds: Inbound,
    session: bytes | None = b"session",
    bodies: tuple[bytes, ...] = (b"answer",),
    push: bool = False,
    progress: Progress = Progress.DONE,
    forget: bool = False,
    taken: tuple[Taken, ...] = (),
) -> Outcome:
    """One turn as the service does it: take, load, commit."""
    found = taken or tuple([await store.take(i, durable=False) for i in inbounds])
    stored = await store.load(found[0].person)
    return await store.commit(
        WriteSet(
            person=found[0].person,
            inbounds=tuple(zip(inbounds, found, strict=True)),
            rev=stored.rev if stored else 0,
            session=session,
            bodies=bodies,
            push=push,
            progress=progress,
            forget=forget,
        )
    )
