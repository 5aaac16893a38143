"""A conversation that only counts, so that every lost, doubled or swapped turn shows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.delivery import Sender
from bot.engine import Session, Turn
from bot.engine.events import Event, Forget, Said
from bot.engine.session import Frame
from bot.ports import TELEGRAM, Answer, Channel, Inbound, Message, Receive, Store
from bot.service import Service

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def count(program: Any, session: Session | None, event: Event) -> Turn:
    """Answers "3: text" to the third event. 'boom' is an error nobody foresaw, 'forget' erases."""
    if session is None:
        session = Session("r", (Frame("start", "hello", {}),), {}, ({},))
    text = event.text if isinstance(event, Said) else type(event).__name__
    if "boom" in text:
        raise RuntimeError(f"quoting {text}")
    after = replace(session, misses=session.misses + 1)
    effects: tuple[Any, ...] = (f"{after.misses}: {text}",)
    return Turn(session=after, effects=(*effects, Forget()) if text == "forget" else effects)


class Renderer:
    """Effects that are texts are the bubbles."""

    texts = SimpleNamespace(sentence=lambda words, lang: f"{words} in {lang}", languages=("zh-Hans",))

    def render(self, effects: tuple[Any, ...], lang: str, today: Any) -> tuple[Message, ...]:
        return tuple(Message(kind="say", text=text) for text in effects if isinstance(text, str))


def program() -> Any:
    """What the service asks of a program besides turning it."""
    return SimpleNamespace(
        matcher=SimpleNamespace(danger=lambda text: "!" if "打我" in text else None),
        phrase=lambda name: name,
        dialogs=SimpleNamespace(person=()),
    )


def service(store: Store, sender: Sender | None = None, *, burst: float = 0.0, turn: Any = count) -> Service:
    renderer: Any = Renderer()
    return Service(store=store, program=program(), renderer=renderer, sender=sender, burst=burst, turn=turn)


def said(id_: str, text: str = "", user: str = "u1", channel: str = "json", kind: str = "said") -> Inbound:
    return Inbound(id=id_, channel=channel, address=user, at=AT, kind=kind, text=text or id_)


def texts(answer: Answer) -> list[str]:
    return [message.text for message in answer.messages]


@dataclass
class Pushing:
    """A push channel that writes what it sends to a file; `faults` are raised instead, one a send."""

    path: Path
    faults: list[Exception] = field(default_factory=list)
    pause: float = 0.0
    name: str = "push"
    capabilities = TELEGRAM

    async def run(self, receive: Receive) -> None:
        raise NotImplementedError

    async def send(self, address: str, message: Message) -> None:
        if self.pause:
            await asyncio.sleep(self.pause)
        if self.faults:
            raise self.faults.pop(0)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{address} {message.text!r}\n")

    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []


def sender(store: Store, channel: Channel) -> Sender:
    return Sender(store=store, channels={"push": channel}, first_pause=0.01)


async def until(condition: Any, seconds: float = 10.0) -> None:
    """Wait for something that is about to happen."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  what it waits for has no event
            await asyncio.sleep(0.005)
