"""The bot as `menlian chat` and the transcripts meet it: the real service on the real store, in one process."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from bot.engine import Program, Session, SessionError, decode, encode
from bot.engine.turn import fresh
from bot.ports import Answer, Inbound, Outcome, Store, StoreError, WriteSet
from bot.render import Renderer
from bot.service import BURST_SECONDS, Service
from bot.store.sqlite import MEMORY, SqliteStore
from bot.vault import PlainVault

CHANNEL = "terminal"


class Simulator:
    """Service and store together, with the back doors a tester needs. Use as an async context manager."""

    def __init__(
        self,
        program: Program,
        renderer: Renderer,
        *,
        db: str | None = None,
        channel: str = CHANNEL,
        burst: float = BURST_SECONDS,
    ) -> None:
        self.program = program
        self.renderer = renderer
        self.channel = channel
        self._store: Store = SqliteStore(db or MEMORY, PlainVault())
        self._service = Service(store=self._store, program=program, renderer=renderer, burst=burst)
        self._count = 0

    async def __aenter__(self) -> Self:
        await self._store.open()
        await self._service.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        await self._service.close()
        await self._store.close()

    async def receive(self, inbound: Inbound) -> Answer:
        """One inbound through inbox, turn, commit; the answer a passive channel shows."""
        return await self._service.receive(inbound)

    async def session(self, user: str) -> Session | None:
        """How this person's conversation stands; None before the first word, or where it cannot be read."""
        person = await self._store.known(self.channel, user)  # who was just forgotten stays forgotten
        stored = None if person is None else await self._store.load(person)
        try:
            return None if stored is None else decode(stored.blob)
        except (SessionError, RecursionError):
            return None

    def haste(self, seconds: float) -> None:
        """The program is about to end: wait for other processes at most so long."""
        self._store.haste(seconds)

    async def put(self, user: str, session: Session | None) -> None:
        """Make a conversation stand somewhere else; None: as before its first word. One commit like any turn."""
        for _ in range(3):  # another process may move the same conversation meanwhile
            inbound = self._nothing(user)
            taken = await self._store.take(inbound, durable=False)
            stored = await self._store.load(taken.person)
            writes = WriteSet(
                person=taken.person,
                inbounds=((inbound, taken),),
                rev=stored.rev if stored else 0,
                session=encode(session or fresh(self.program)),
            )
            if await self._store.commit(writes) is Outcome.COMMITTED:
                return
        raise StoreError("another process keeps moving this conversation: end one of the two, then try again")

    async def health(self) -> dict[str, int]:
        """How much lies in the store; StoreError where a write would not work."""
        await self._store.health()
        counts = await self._store.counts()
        return {
            "people": counts.people,
            "sessions": counts.sessions,
            "waiting": counts.waiting,
            "failed": counts.failed,
        }

    def replace(self, program: Program, renderer: Renderer) -> None:
        """Go on with edited dialogs."""
        self.program, self.renderer = program, renderer
        self._service.swap(program, renderer)

    def _nothing(self, user: str) -> Inbound:
        """What the store is told when the tester, and nobody in the conversation, does something."""
        self._count += 1
        now = datetime.now().astimezone()
        name = f"tester-{now.timestamp():.6f}-{self._count}"
        return Inbound(id=name, channel=self.channel, address=user, at=now, kind="waited")
