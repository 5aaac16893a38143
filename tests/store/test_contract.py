"""What every store promises. A new store adds itself to the fixture and must pass all of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import NOBODY, Delivery, Outcome, Progress, Store, StoreError, WriteSet
from tests.store.base import answer, inbound, opened


@pytest.fixture(params=["file", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    path = ":memory:" if request.param == "memory" else tmp_path / "new" / "menlian.db"
    store = await opened(path)
    yield store
    await store.close()


class TestInbox:
    async def test_one_address_is_one_person(self, store: Store) -> None:
        """A person keeps their opaque id; another address is another person."""
        first = await store.take(inbound("1"))
        assert (await store.take(inbound("2"))).person == first.person
        assert (await store.take(inbound("3"), durable=False)).person == first.person
        other = await store.take(inbound("4", "u2"))
        assert other.person != first.person
        assert len(first.person) == 32
        assert "u1" not in first.person

    async def test_the_same_address_on_two_channels_is_two_people(self, store: Store) -> None:
        """Vendors' numbers may be equal by chance."""
        assert (await store.take(inbound("1", channel="a"))).person != (
            await store.take(inbound("1", channel="b"))
        ).person

    async def test_what_was_taken_is_found_after_a_restart(self, store: Store) -> None:
        """Oldest first, every character of it, half characters too."""
        texts = ["他们来了", "\ud83d 坏的", "\u202e倒着\x00", "好" * 100_000]
        for n, text in enumerate(texts):
            await store.take(inbound(str(n), text=text))
        held = await store.pending()
        assert [h.inbound for h in held] == [inbound(str(n), text=text) for n, text in enumerate(texts)]

    async def test_a_repeat_while_waiting(self, store: Store) -> None:
        """The vendor asks again before we answered: known, and no answer yet."""
        first = await store.take(inbound())
        again = await store.take(inbound())
        assert (first.repeat, again.repeat, again.answer) == (None, Progress.WAITING, ())
        assert again.seq == first.seq

    @pytest.mark.parametrize("push", [True, False])
    async def test_a_repeat_after_the_answer(self, store: Store, push: bool) -> None:
        """The words of then come back, in order, from either kind of channel."""
        taken = (await store.take(inbound()),) if push else ()
        await answer(store, inbound(), bodies=(b"a", b"b"), push=push, taken=taken)
        again = await store.take(inbound())
        assert (again.repeat, again.answer) == (Progress.DONE, (b"a", b"b"))

    async def test_a_passive_repeat_is_refused_and_recalled(self, store: Store) -> None:
        """Nothing of the second turn is kept."""
        assert await answer(store, inbound(), session=b"1", bodies=(b"a",)) is Outcome.COMMITTED
        assert await answer(store, inbound(), session=b"2", bodies=(b"b",)) is Outcome.REPEAT
        person = (await store.take(inbound(), durable=False)).person
        stored, known = await store.load(person), await store.recall(person, inbound())
        assert stored is not None
        assert known is not None
        assert (stored.blob, stored.rev, known.answer) == (b"1", 1, (b"a",))

    async def test_a_burst_shares_one_answer(self, store: Store) -> None:
        """Whichever line of it comes again."""
        await answer(store, inbound("1"), inbound("2"), inbound("3"), bodies=(b"a",))
        for id_ in "123":
            assert (await store.take(inbound(id_))).answer == (b"a",)

    async def test_equal_ids_of_two_people_are_no_repeat(self, store: Store) -> None:
        """Nobody is ever shown somebody else's answer."""
        await answer(store, inbound("1", "u1"), bodies=(b"for u1",))
        assert await answer(store, inbound("1", "u2"), bodies=(b"for u2",)) is Outcome.COMMITTED
        assert (await store.take(inbound("1", "u2"))).answer == (b"for u2",)

    async def test_a_failed_turn_keeps_the_update(self, store: Store) -> None:
        """Marked failed, answered, session untouched, counted."""
        await answer(store, inbound("1"), session=b"before")
        taken = await store.take(inbound("2"))
        outcome = await answer(
            store, inbound("2"), session=None, bodies=(b"sorry",), progress=Progress.FAILED, taken=(taken,)
        )
        again = await store.take(inbound("2"))
        stored = await store.load(taken.person)
        assert outcome is Outcome.COMMITTED
        assert (again.repeat, again.answer) == (Progress.FAILED, (b"sorry",))
        assert stored is not None
        assert (stored.blob, stored.rev) == (b"before", 1)
        assert (await store.counts()).failed == 1
        assert await store.pending() == ()


class TestSessions:
    async def test_nobody_has_no_session(self, store: Store) -> None:
        assert await store.load("f" * 32) is None

    async def test_revisions_count_the_commits(self, store: Store) -> None:
        person = (await store.take(inbound(), durable=False)).person
        for n in range(1, 5):
            await answer(store, inbound(str(n)), session=b"%d" % n)
            stored = await store.load(person)
            assert stored is not None
            assert (stored.rev, stored.blob) == (n, b"%d" % n)

    async def test_the_cached_session_is_the_same_object(self, store: Store) -> None:
        """So that the service need not decode it again."""
        blob = b"a session"
        await answer(store, inbound(), session=blob)
        stored = await store.load((await store.take(inbound(), durable=False)).person)
        assert stored is not None
        assert stored.blob is blob

    async def test_the_slower_of_two_turns_is_refused(self, store: Store) -> None:
        """Both from the same revision: one moves on, the other learns of it and leaves nothing."""
        taken = await store.take(inbound("1"), durable=False)
        sets = [
            WriteSet(
                person=taken.person, inbounds=((inbound(id_), taken),), rev=0, session=b"s", bodies=(b"b",)
            )
            for id_ in "12"
        ]
        outcomes = await asyncio.gather(*[store.commit(writes) for writes in sets])
        assert sorted(outcomes) == [Outcome.COMMITTED, Outcome.CONFLICT]
        loser = inbound("12"[outcomes.index(Outcome.CONFLICT)])
        assert await store.recall(taken.person, loser) is None

    async def test_every_session_can_be_looked_at(self, store: Store) -> None:
        for n in range(450):
            await answer(store, inbound("1", f"u{n}"), session=b"%d" % n)
        assert {blob async for blob in store.sessions()} == {b"%d" % n for n in range(450)}


class TestGroups:
    async def test_two_hundred_at_once(self, store: Store) -> None:
        """Each gets an answer of their own and exactly one."""

        async def one(n: int) -> None:
            for turn in range(5):
                text = b"%d.%d" % (n, turn)
                assert (
                    await answer(store, inbound(str(turn), f"u{n}"), session=text, bodies=(text,))
                    == "committed"
                )

        await asyncio.gather(*[one(n) for n in range(200)])
        assert (await store.counts()).sessions == 200
        for n in (0, 77, 199):
            person = (await store.take(inbound("x", f"u{n}"), durable=False)).person
            stored = await store.load(person)
            known = await store.recall(person, inbound("3", f"u{n}"))
            assert stored is not None
            assert known is not None
            assert (stored.rev, stored.blob, known.answer) == (5, b"%d.4" % n, (b"%d.3" % n,))

    async def test_one_bad_row_fails_nobody_else(self, store: Store) -> None:
        """A conflict, a repeat and a row that cannot be stored, in the middle of a batch."""
        await answer(store, inbound("old", "repeats"), bodies=(b"a",))
        people = {
            name: await store.take(inbound("1", name), durable=False) for name in ("a", "b", "stale", "huge")
        }
        people["repeats"] = await store.take(inbound("1", "repeats"), durable=False)

        def writes(name: str, id_: str = "1", rev: int = 0) -> WriteSet:
            pair = (inbound(id_, name), people[name])
            return WriteSet(
                person=people[name].person, inbounds=(pair,), rev=rev, session=b"s", bodies=(b"b",)
            )

        bad = replace(writes("huge"), rev=2**63)  # no INTEGER of SQLite's
        outcomes = await asyncio.gather(
            store.commit(writes("a")),
            store.commit(writes("stale", rev=5)),
            store.commit(bad),
            store.commit(writes("repeats", "old", rev=1)),
            store.commit(writes("b")),
            return_exceptions=True,
        )
        assert isinstance(outcomes[2], StoreError)
        assert [outcomes[i] for i in (0, 3, 4)] == [Outcome.COMMITTED, Outcome.REPEAT, Outcome.COMMITTED]
        # A session that was never there cannot be moved on from revision 5; nothing was there to conflict with either.
        assert outcomes[1] in (Outcome.COMMITTED, Outcome.CONFLICT)
        assert await store.load(people["huge"].person) is None

    async def test_a_cancelled_turn_is_whole_or_not_at_all(self, store: Store) -> None:
        """Whoever waited is gone; what the store says afterwards is the truth."""
        taken = await store.take(inbound("0"), durable=False)
        for n in range(30):
            task = asyncio.create_task(answer(store, inbound(str(n)), session=b"%d" % n))
            for _ in range(n % 7):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await store.health()  # behind it in the line: by now it is written or never will be
            known = await store.recall(taken.person, inbound(str(n)))
            stored = await store.load(taken.person)
            if known is not None:
                assert stored is not None
                assert stored.blob == b"%d" % n


class TestOutbox:
    async def test_bodies_wait_in_order_and_are_marked(self, store: Store) -> None:
        """Pending, then sent; uncertain once more, then never again."""
        taken = await store.take(inbound("1"))
        await answer(store, inbound("1"), bodies=(b"a", b"b"), push=True, taken=(taken,))
        taken = await store.take(inbound("2"))
        await answer(store, inbound("2"), bodies=(b"c",), push=True, taken=(taken,))
        assert await store.due() == (taken.person,)
        rows = await store.outbox(taken.person)
        assert [(r.body, r.address, r.channel, r.state) for r in rows] == [
            (body, "u1", "json", Delivery.PENDING) for body in (b"a", b"b", b"c")
        ]
        await store.mark(rows[0], Delivery.SENT)
        await store.mark(rows[1], Delivery.UNCERTAIN)
        rows = await store.outbox(taken.person)
        assert [(r.body, r.state, r.tries) for r in rows] == [(b"b", "uncertain", 1), (b"c", "pending", 0)]
        for row in rows:
            await store.mark(row, Delivery.UNCERTAIN)
        assert [row.body for row in await store.outbox(taken.person)] == [b"c"]
        await store.mark(rows[1], Delivery.SENT)
        assert (await store.outbox(taken.person), await store.due()) == ((), ())

    async def test_a_passive_answer_waits_for_no_sender(self, store: Store) -> None:
        await answer(store, inbound(), bodies=(b"a",))
        assert (await store.due(), (await store.counts()).due) == ((), 0)


class TestForgetting:
    async def test_everything_goes(self, store: Store) -> None:
        """And whoever writes again is somebody new."""
        for n in range(3):
            await answer(store, inbound(str(n)), session=b"secret")
        person = (await store.take(inbound("4"), durable=False)).person
        await store.forget(person)
        assert await store.load(person) is None
        assert (await store.counts()).people == 0
        assert (await store.take(inbound("4"), durable=False)).person != person
        assert await store.recall(person, inbound("1")) is None

    async def test_the_last_words_are_still_said(self, store: Store) -> None:
        """Pushed to an address that is nobody's any more; when they are sent, nothing is left."""
        taken = await store.take(inbound("1"))
        await answer(store, inbound("1"), session=b"secret", push=True, taken=(taken,))
        taken = await store.take(inbound("2"))
        outcome = await answer(
            store, inbound("2"), session=None, bodies=(b"gone",), push=True, forget=True, taken=(taken,)
        )
        assert outcome is Outcome.COMMITTED
        assert await store.due() == (NOBODY,)
        (row,) = await store.outbox(NOBODY)
        assert (row.address, row.channel, row.body) == ("u1", "json", b"gone")
        assert (await store.counts()).people == 0
        await store.mark(row, Delivery.SENT)
        assert await store.due() == ()
        assert (await store.take(inbound("2"))).repeat is Progress.DONE  # the same request, delivered twice

    async def test_what_waits_begins_a_new_life(self, store: Store) -> None:
        """Acknowledged before the person was forgotten, not yet answered: it is answered, as from somebody new."""
        first, second = await store.take(inbound("1")), await store.take(inbound("2", text="还在吗"))
        await answer(store, inbound("1"), session=None, push=True, forget=True, taken=(first,))
        (held,) = await store.pending()
        assert held.inbound == inbound("2", text="还在吗")
        assert (held.taken.seq, held.taken.person != first.person) == (second.seq, True)

    async def test_a_turn_from_before_does_not_bring_them_back(self, store: Store) -> None:
        """Computed from the old session, committed after it was erased."""
        await answer(store, inbound("1"))
        taken = await store.take(inbound("2"), durable=False)
        stored = await store.load(taken.person)
        assert stored is not None
        await store.forget(taken.person)
        late = WriteSet(
            person=taken.person, inbounds=((inbound("2"), taken),), rev=stored.rev, session=b"late"
        )
        assert await store.commit(late) is Outcome.CONFLICT
        assert (await store.counts()).sessions == 0

    async def test_a_turn_from_before_does_not_forget_what_came_after(self, store: Store) -> None:
        taken = await store.take(inbound("1"), durable=False)
        await answer(store, inbound("1"))
        late = WriteSet(
            person=taken.person, inbounds=((inbound("2"), taken),), rev=0, session=None, forget=True
        )
        assert await store.commit(late) is Outcome.CONFLICT
        assert (await store.counts()).sessions == 1


class TestClosing:
    async def test_a_closed_store_says_so(self, store: Store) -> None:
        await store.close()
        for attempt in (store.take(inbound()), store.load("x"), store.health(), store.counts()):
            with pytest.raises(StoreError, match="closed"):
                await attempt

    async def test_closing_commits_what_waits(self, store: Store) -> None:
        turns = [asyncio.create_task(store.take(inbound(str(n)))) for n in range(50)]
        await asyncio.sleep(0)
        await store.close()
        assert len({(await turn).seq for turn in turns}) == 50
