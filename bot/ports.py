"""What the postman knows of the world: a Store, a Channel, and the plain data between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot import BotError

if TYPE_CHECKING:  # who only carries messages (the health check, a store) need not load the engine
    from bot.engine.session import Session


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
class Attachment:
    """A file that goes with a message: a letter to print, a picture of a plan."""

    name: str  # as the person sees it: neutral, never 催收 or 欠款
    media: str  # application/vnd.openxmlformats-officedocument.wordprocessingml.document, image/png
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One bubble. kind: say, aloud, phone, send, letter, ask, card, phrase; the scripts are easy to copy."""

    kind: str
    text: str
    buttons: tuple[Button, ...] = ()
    sources: tuple[Cited, ...] = ()
    place: str = ""  # flow.node the buttons belong to
    numbered: bool = (
        True  # false: a number typed now is the answer itself, so buttons are picked by their words
    )
    attachments: tuple[Attachment, ...] = ()  # whole, so that what was committed can be sent after a crash


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
    files: bool = True  # whether it carries attachments; where not, the words alone have to do


TELEGRAM = Capabilities(
    name="telegram",
    text_limit=4096,
    text_unit="utf16",
    buttons="inline",
    max_buttons=8,
    label_limit=14,
    callback_bytes=64,
    messages_a_turn=None,
    push=True,
)
WECHAT = Capabilities(
    name="wechat",
    text_limit=2047,
    text_unit="utf8",
    buttons="numbers",
    max_buttons=9,
    label_limit=20,
    callback_bytes=None,
    messages_a_turn=1,
    push=False,
    files=False,  # a passive reply carries text; a document would have to be uploaded first
)
PLAIN = Capabilities(
    name="plain",
    text_limit=100_000,
    text_unit="chars",
    buttons="numbers",
    max_buttons=12,
    label_limit=40,
    callback_bytes=None,
    messages_a_turn=None,
    push=False,
)
PROFILES = {profile.name: profile for profile in (TELEGRAM, WECHAT, PLAIN)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One update as a channel hands it over. `id` is the vendor's, unique per channel and bot for ever."""

    id: str
    channel: str
    address: str = field(repr=False)  # the vendor's name for the person; stored in a table of its own
    at: datetime
    kind: str  # started | said | pressed | sent | waited; damaged: was stored and cannot be read any more
    text: str = field(
        default="", repr=False
    )  # said: the text; pressed: option id or label; sent: what kind of thing
    place: str = ""  # pressed: flow.node of the button


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a turn led to, as a passive channel shows it. `session` is how the conversation stands now."""

    messages: tuple[Message, ...]
    session: Session | None = None
    repeat: bool = False  # the inbound was answered before: these are the words of then


Receive = Callable[[Inbound], Awaitable[Answer]]


class Channel(Protocol):
    """Translation only. A push channel ignores what receive returns; a passive one answers with it."""

    name: str
    capabilities: Capabilities

    async def run(self, receive: Receive) -> None:
        """Take updates until cancelled; tell the vendor an update is taken only when `receive` returned."""

    async def send(self, address: str, message: Message) -> None:
        """Hand one bubble to the vendor. ChannelError: it surely did not arrive; UncertainError: it may have."""


class ChannelError(BotError):
    """A channel cannot work, or did not send; for the operator."""


class UncertainError(ChannelError):
    """A bubble was given to the vendor, who never said whether it arrived."""


# -- the store -------------------------------------------------------------------------------------------------------
class StoreError(BotError):
    """The store cannot do what was asked, and nothing of it was done; for the operator."""


class Progress(StrEnum):
    """How far an inbound has come."""

    WAITING = "waiting"  # durable, not yet answered
    DONE = "done"
    FAILED = "failed"  # its turn went wrong in a way nobody foresaw; the raw update is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the store knows of an inbound that was handed to it."""

    person: str
    seq: int = 0  # its place in the inbox; 0 when it was not written (see Store.take)
    repeat: Progress | None = None  # not None: the same id came before, and this is how far it got
    answer: tuple[bytes, ...] = field(default=(), repr=False)  # the bodies it was answered with, when it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An inbound that was made durable and not answered, found again after a restart."""

    inbound: Inbound
    taken: Taken


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it lies in the store. The same object comes back while it is cached: compare with `is`."""

    rev: int  # counts the commits
    blob: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteSet:
    """All that one turn leaves behind; committed as a whole or not at all."""

    person: str
    inbounds: tuple[tuple[Inbound, Taken], ...]  # what is answered; several for a burst, in order
    rev: int  # of the session the turn started from; 0 when there was none
    session: bytes | None = field(repr=False)  # None leaves the stored session as it is
    bodies: tuple[bytes, ...] = field(
        default=(), repr=False
    )  # the answer: one body for each thing that is delivered by itself
    push: bool = False  # the bodies wait for the sender; otherwise the answer itself delivers them
    progress: Progress = Progress.DONE  # FAILED keeps the raw updates
    forget: bool = False  # erases everything of this person but the bodies still to be sent
    aside: bool = False  # the stored session could not be read: keep its bytes for whoever looks into it


class Outcome(StrEnum):
    """What became of a write-set."""

    COMMITTED = "committed"
    CONFLICT = "conflict"  # somebody else moved this conversation on, or forgot it: load again, turn again
    REPEAT = "repeat"  # one of the inbounds was answered already: recall it


class Delivery(StrEnum):
    """How far a body of the outbox has come."""

    PENDING = "pending"
    SENT = "sent"
    UNCERTAIN = "uncertain"  # given to the vendor, who never confirmed: it is sent once more


@dataclass(frozen=True, slots=True, kw_only=True)
class OutRow:
    """One body on its way to a person of a push channel."""

    seq: int  # the order in which a person gets them
    person: str
    channel: str
    address: str = field(repr=False)
    state: Delivery
    tries: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much lies in a store."""

    people: int
    sessions: int
    waiting: int
    failed: int
    due: int  # bodies not yet sent


NOBODY = ""
"""Whose the last words to somebody just forgotten are, until they are sent."""

UNREADABLE = b""
"""Stands for stored bytes that the vault cannot open: no session, no answer and no bubble is empty."""


class Store(Protocol):
    """Write-sets in, rows out. What returned is durable; what raised StoreError was not done."""

    async def open(self) -> None:
        """Create, migrate or refuse (StoreError) what is there."""

    def haste(self, seconds: float) -> None:
        """The program is about to end: from now on wait for other processes at most so long in all."""

    async def close(self) -> None:
        """Commit what waits, then let go of the files."""

    async def take(self, inbound: Inbound, *, durable: bool = True) -> Taken:
        """Learn whose it is; somebody never seen before becomes a person.

        durable=True writes the raw update down, so that the vendor can be told that we have it; `repeat` says whether
        the same id came before. A passive channel tells nobody anything before the turn is committed: durable=False
        writes nothing, the write-set brings the inbox row along, and a repeat is found by `commit`. A repeat of the
        very inbound that had somebody forgotten makes nobody: its `person` is NOBODY, its `answer` the last words.
        """

    async def known(self, channel: str, address: str) -> str | None:
        """Whose address this is; None for somebody never seen, who stays so."""

    async def recall(self, person: str, inbound: Inbound) -> Taken | None:
        """What is known of this person's inbound with this id; None when it never came."""

    async def load(self, person: str) -> Stored | None:
        """The stored session, from a bounded cache where it is there. UNREADABLE where the vault cannot open it."""

    def sessions(self) -> AsyncIterator[bytes]:
        """Every stored session, for a look over all of them; UNREADABLE for what the vault cannot open."""

    async def commit(self, writes: WriteSet) -> Outcome:
        """One turn, all or nothing, grouped with whatever else waits."""

    async def insist(
        self, person: str, turn: Callable[[Stored | None], WriteSet]
    ) -> tuple[WriteSet, Outcome]:
        """Commit for somebody whom another process keeps moving on: `turn` is run while nobody else can write.

        The one exception to the rule that no transaction is open while a turn runs; `turn` is pure, takes
        microseconds and is called on another thread.
        """

    async def pending(self) -> tuple[Held, ...]:
        """After a restart: every inbound that was made durable and not answered, oldest first.

        One that cannot be read any more is of the kind "damaged": whoever sent it waits for an answer all the same.
        """

    async def due(self) -> tuple[str, ...]:
        """Everybody with bodies still to be sent."""

    async def outbox(self, person: str) -> tuple[OutRow, ...]:
        """What is still to be sent to one person, in order."""

    async def mark(self, row: OutRow, state: Delivery) -> None:
        """Note what became of a body."""

    async def forget(self, person: str) -> None:
        """Erase everything of this person, overwriting it on the disk."""

    async def counts(self) -> Counts:
        """How much lies there."""

    async def health(self) -> None:
        """Return when a write would work; StoreError where it would not."""
