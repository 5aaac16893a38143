"""The sender: in order, at least once, and uncertain is not forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.delivery import Sender, pack, unpack
from bot.ports import Attachment, Button, ChannelError, Cited, Message, Store, UncertainError
from tests.service.base import Pushing, sender, until
from tests.store.base import answer, inbound, opened


async def put(store: Store, *words: str, id_: str = "1", user: str = "u1") -> str:
    """An answer of several bubbles, waiting to be sent."""
    came = inbound(id_, user, channel="push")
    taken = await store.take(came)
    await answer(
        store,
        came,
        bodies=tuple(pack([Message(kind="say", text=w)]) for w in words),
        push=True,
        taken=(taken,),
    )
    return taken.person


async def drained(store: Store, carrier: Sender) -> None:
    await until(lambda: not carrier._tasks)
    await carrier.close()
    assert (await store.counts()).due == 0


def test_bubbles_survive_the_outbox() -> None:
    """Every field, every character, half characters too."""
    messages = (
        Message(
            kind="ask",
            text="几点？\n\ud83d",
            buttons=(Button(id="a", label="甲"), Button(id="?", label="不知道")),
            sources=(Cited(id="civil-code-1032", citation="《民法典》第1032条"),),
            place="start.hello",
            numbered=False,
        ),
        Message(
            kind="letter",
            text="信",
            attachments=(
                Attachment(name="信_2026-11-23.docx", media="application/x", content=b"PK\x00\xff"),
            ),
        ),
        Message(kind="say", text=""),
    )
    assert unpack(pack(messages)) == messages


async def test_each_person_in_order_and_nobody_waits_for_another(store: Store, channel: Pushing) -> None:
    channel.pause = 0.01
    people = [await put(store, "a", "b", "c", user=f"u{n}") for n in range(20)]
    carrier = sender(store, channel)
    started = asyncio.get_running_loop().time()
    for person in people:
        carrier.wake(person)
        carrier.wake(person)
    await drained(store, carrier)
    assert asyncio.get_running_loop().time() - started < 20 * 3 * 0.01
    for n in range(20):
        mine = [line for line in channel.lines() if line.startswith(f"u{n} ")]
        assert mine == [f"u{n} '{w}'" for w in "abc"]


async def test_what_surely_did_not_arrive_is_sent_until_it_does(store: Store, channel: Pushing) -> None:
    channel.faults = [ChannelError("429"), ChannelError("502")]
    person = await put(store, "a", "b")
    carrier = sender(store, channel)
    carrier.wake(person)
    await drained(store, carrier)
    assert channel.lines() == ["u1 'a'", "u1 'b'"]


@pytest.mark.parametrize(
    "fault", [UncertainError("timed out"), TimeoutError(), RuntimeError("a vendor's own")]
)
async def test_what_may_have_arrived_is_sent_once_more(
    store: Store, channel: Pushing, fault: Exception
) -> None:
    """And what follows it goes on meanwhile: an answer is worth more than its order here."""
    channel.faults = [fault]
    person = await put(store, "a", "b")
    carrier = sender(store, channel)
    carrier.wake(person)
    await drained(store, carrier)
    assert sorted(channel.lines()) == ["u1 'a'", "u1 'b'"]


async def test_uncertain_twice_is_left_alone(store: Store, channel: Pushing) -> None:
    """Never a third time."""
    channel.faults = [UncertainError(), UncertainError(), UncertainError()]
    person = await put(store, "a")
    carrier = sender(store, channel)
    carrier.wake(person)
    await drained(store, carrier)
    assert channel.lines() == []
    assert len(channel.faults) == 1


async def test_a_wake_up_is_never_lost(store: Store, channel: Pushing) -> None:
    """Rows that come while the sender is about to fall asleep."""
    carrier = sender(store, channel)
    for n in range(100):
        carrier.wake(await put(store, f"{n}", id_=str(n)))
        for _ in range(n % 5):
            await asyncio.sleep(0)
    await drained(store, carrier)
    assert channel.lines() == [f"u1 '{n}'" for n in range(100)]


async def test_closing_leaves_the_rest_for_the_next_start(store: Store, channel: Pushing) -> None:
    channel.pause = 0.02
    person = await put(store, *[str(n) for n in range(50)])
    carrier = sender(store, channel)
    carrier.wake(person)
    await until(lambda: len(channel.lines()) >= 3)
    await carrier.close()
    sent = len(channel.lines())
    assert sent < 50
    channel.pause = 0
    again = sender(store, channel)
    await again.start()
    await drained(store, again)
    assert channel.lines() == [f"u1 '{n}'" for n in range(50)]


async def test_a_letter_committed_before_a_crash_is_sent_after_it_whole(tmp_path: Path) -> None:
    """The document lies in the outbox with its words: nothing has to be made again."""

    class Collecting(Pushing):
        async def send(self, address: str, message: Message) -> None:
            sent.append(message)

    sent: list[Message] = []
    file = Attachment(name="信_2026-11-23.docx", media="a/b", content=bytes(range(256)) * 40)
    letter = Message(kind="letter", text="信", attachments=(file,))
    before = await opened(tmp_path / "menlian.db")
    came = inbound("1", "u1", channel="push")
    taken = await before.take(came)
    await answer(before, came, bodies=(pack([letter]),), push=True, taken=(taken,))
    await before.close()
    after = await opened(tmp_path / "menlian.db")
    carrier = sender(after, Collecting(tmp_path / "sent.txt"))
    await carrier.start()
    await drained(after, carrier)
    await after.close()
    assert sent == [letter]
