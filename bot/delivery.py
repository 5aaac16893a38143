"""The sender: one per person, drains the outbox in order; every body is pending, sent or uncertain.

Delivery is at least once. The one window that cannot be closed: the vendor took a bubble and we fell before noting it;
it is sent again after the restart. A send that broke off without an answer is uncertain and is tried once more, because
a sentence read twice does less harm than one that never came.
"""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress

from bot.ports import (
    Attachment,
    Button,
    Channel,
    ChannelError,
    Cited,
    Delivery,
    Message,
    OutRow,
    Store,
    UncertainError,
)

FIRST_PAUSE = 0.5  # seconds after a send that failed; doubles up to LONGEST_PAUSE
LONGEST_PAUSE = 60.0

_log = logging.getLogger(__name__)


def pack(messages: Iterable[Message]) -> bytes:
    """Bubbles -> the body of an outbox row."""
    rows = [
        [
            m.kind,
            m.text,
            m.place,
            m.numbered,
            [[b.id, b.label] for b in m.buttons],
            [[s.id, s.citation] for s in m.sources],
            *([_files(m)] if m.attachments else []),
        ]
        for m in messages
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode(
        "utf-8", "surrogatepass"
    )


def _files(message: Message) -> list[list[str]]:
    return [[one.name, one.media, b64encode(one.content).decode()] for one in message.attachments]


def unpack(body: bytes) -> tuple[Message, ...]:
    """The body of an outbox row -> bubbles."""
    return tuple(
        Message(
            kind=kind,
            text=text,
            place=place,
            numbered=numbered,
            buttons=tuple(Button(id=id_, label=label) for id_, label in buttons),
            sources=tuple(Cited(id=id_, citation=citation) for id_, citation in sources),
            attachments=tuple(
                Attachment(name=name, media=media, content=b64decode(content))
                for found in files
                for name, media, content in found
            ),
        )
        for kind, text, place, numbered, buttons, sources, *files in json.loads(
            body.decode("utf-8", "surrogatepass")
        )
    )


class Sender:
    """Carries what lies in the outbox to the push channels."""

    def __init__(
        self, *, store: Store, channels: Mapping[str, Channel], first_pause: float = FIRST_PAUSE
    ) -> None:
        self._store = store
        self._channels = dict(channels)
        self._first_pause = first_pause
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._closing = asyncio.Event()

    def carries(self, channel: str) -> bool:
        """Whether answers on this channel are pushed; everywhere else the answer itself delivers them."""
        return channel in self._channels

    async def start(self) -> None:
        """After a restart: everybody with bodies still to be sent."""
        for person in await self._store.due():
            self.wake(person)

    def wake(self, person: str) -> None:
        """There may be something for this person."""
        if self._closing.is_set():
            return
        if person in self._tasks:
            self._again.add(person)
            return
        self._tasks[person] = asyncio.create_task(self._drain(person), name="sender")

    async def close(self) -> None:
        """Let the bubbles on their way arrive; the rest stays pending."""
        self._closing.set()
        await asyncio.gather(*self._tasks.values())

    async def _drain(self, person: str) -> None:
        pause = self._first_pause
        try:
            while not self._closing.is_set():
                self._again.discard(person)
                try:
                    sent = await self._send_all(person)
                except Exception as fault:  # noqa: BLE001  a sender that dies leaves its person without an answer
                    _log.warning("delivery of %s waits %.1f s: %s", person, pause, type(fault).__name__)
                    await self._wait(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                    continue
                pause = self._first_pause
                if not sent and person not in self._again:
                    return  # no await between this look and the end: a wake-up cannot be lost
        finally:
            self._again.discard(person)
            del self._tasks[person]

    async def _send_all(self, person: str) -> bool:
        rows = await self._store.outbox(person)
        for row in rows:
            if self._closing.is_set():
                return False
            await self._store.mark(row, await self._send(row))
        return bool(rows)

    async def _send(self, row: OutRow) -> Delivery:
        channel = self._channels.get(row.channel)
        if channel is None:
            raise ChannelError(f"{row.channel}: not running, and {row.person} waits for an answer there")
        try:
            for message in unpack(row.body):
                await channel.send(row.address, message)
        except (UncertainError, TimeoutError):
            _log.warning("outbox %d is uncertain", row.seq)
            return Delivery.UNCERTAIN
        except ChannelError:
            raise
        except Exception as fault:  # noqa: BLE001  a vendor's library raises what it likes, and may have sent
            _log.error("outbox %d: %s", row.seq, type(fault).__name__)  # no traceback: it may quote
            return Delivery.UNCERTAIN
        return Delivery.SENT

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)
