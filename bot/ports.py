"""What the postman knows of the world: a Store, a Channel, and the plain data between them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol



@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What a person may press: the id comes back, the label is read."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A statement a message rests on, in the language of the message."""

    id: str
    citation: str  # 《民法典》第1032条; 来源待核 is part of it where the text was not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One bubble. kind: say, aloud, phone, send, ask, card, phrase; the scripts are easy to copy."""

    kind: str
    text: str
    buttons: tuple[Button, ...] = ()
    sources: tuple[Cited, ...] = ()
    place: str = ""  # flow.node the buttons belong to
    numbered: bool = True  # false: a number typed now is the answer itself, so buttons are picked by their words


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can carry; the checker holds every step against it."""

    name: str
    text_limit: int
    text_unit: str  # "utf16" | "utf8" | "chars"
    buttons: str  # "inline" | "numbers"
    max_buttons: int
    label_limit: int  # Chinese characters a phone shows
    callback_bytes: int | None  # longest id that comes back
    messages_a_turn: int | None
    push: bool


TELEGRAM = Capabilities(name="telegram", text_limit=4096, text_unit="utf16", buttons="inline", max_buttons=8,
                        label_limit=14, callback_bytes=64, messages_a_turn=None, push=True)
WECHAT = Capabilities(name="wechat", text_limit=2047, text_unit="utf8", buttons="numbers", max_buttons=9,
                      label_limit=20, callback_bytes=None, messages_a_turn=1, push=False)
PLAIN = Capabilities(name="plain", text_limit=100_000, text_unit="chars", buttons="numbers", max_buttons=12,
                     label_limit=40, callback_bytes=None, messages_a_turn=None, push=False)
PROFILES = {profile.name: profile for profile in (TELEGRAM, WECHAT, PLAIN)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One update as a channel hands it over. `id` is the vendor's, unique per channel and bot for ever."""

    id: str
    channel: str
    address: str  # the vendor's name for the person; stored in a table of its own
    at: datetime
    kind: str  # started | said | pressed | sent | waited
    text: str = ""  # said: the text; pressed: option id or label; sent: what kind of thing
    place: str = ""  # pressed: flow.node of the button


Receive = Callable[[Inbound], Awaitable[Sequence[Message]]]


class Channel(Protocol):
    """Translation only. A push channel ignores what receive returns; a passive one answers with it."""

    name: str
    capabilities: Capabilities

    async def run(self, receive: Receive) -> None: ...

    async def send(self, address: str, message: Message) -> None: ...
