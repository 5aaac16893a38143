"""The file: whose it is, who may read it, and everything that can be in the way. Clear errors, nothing lost."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from bot import engine
from bot.ports import NOBODY, Outcome, Progress, StoreError
from bot.store.opening import migrations
from tests.store.base import answer, inbound, opened

GOLDEN = Path(__file__).parent / "golden"
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX file modes")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="becomes another user")


def build(path: Path, script: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()


async def refused(path: Path) -> str:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError) as caught:
        await opened(path)
    assert str(path) in str(caught.value)
    assert not path.is_file() or path.read_bytes() == before
    return str(caught.value)


class TestWhoMayRead:
    @posix
    async def test_files_are_for_their_owner_only(self, tmp_path: Path) -> None:
        """The file, its log and its index 0600, a folder made for it 0700, whatever the umask says."""
        before = os.umask(0)
        try:
            store = await opened(tmp_path / "data" / "menlian.db")
            await answer(store, inbound())
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "data").iterdir()}
            assert modes == dict.fromkeys(("menlian.db", "menlian.db-wal", "menlian.db-shm"), 0o600)
            assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
            await store.close()
        finally:
            os.umask(before)

    @posix
    async def test_a_file_that_was_open_to_others_is_closed(self, tmp_path: Path) -> None:
        path = tmp_path / "menlian.db"
        await (await opened(path)).close()
        path.chmod(0o644)
        await (await opened(path)).close()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    async def test_the_forgotten_leave_no_trace_on_the_disk(self, tmp_path: Path) -> None:
        """Not in the tables, not in free pages, not in the log."""
        path = tmp_path / "menlian.db"
        store = await opened(path)
        for n in range(20):
            bodies = (f"ANSWER{n}".encode() * 50,)
            await answer(
                store, inbound(str(n), "SECRETADDRESS"), session=f"SECRET{n}".encode() * 200, bodies=bodies
            )
        await store.take(inbound("99", "SECRETADDRESS", text="SECRETWORDS"))
        await store.forget((await store.take(inbound("x", "SECRETADDRESS"), durable=False)).person)
        (held,) = await store.pending()
        await answer(store, held.inbound, session=None, forget=True, taken=(held.taken,))
        files = [p for p in tmp_path.iterdir() if not p.name.endswith("-shm")]
        found = [p.name for p in files if b"SECRET" in p.read_bytes() or b"ANSWER" in p.read_bytes()]
        await store.close()
        assert found == []


class TestWhoseFile:
    async def test_a_text_file(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("买菜\n", encoding="utf-8")
        assert "no SQLite database" in await refused(path)

    async def test_a_folder(self, tmp_path: Path) -> None:
        assert "folder" in await refused(tmp_path)

    async def test_another_programs_database(self, tmp_path: Path) -> None:
        """By its mark, by its version, or by its tables."""
        for name, script in (
            ("a", "PRAGMA application_id = 1;"),
            ("b", "PRAGMA user_version = 1;"),
            ("c", "CREATE TABLE t (x);"),
        ):
            build(tmp_path / name, script + "CREATE TABLE u (x);")
            assert "another program's" in await refused(tmp_path / name)

    async def test_a_newer_database(self, tmp_path: Path) -> None:
        path = tmp_path / "menlian.db"
        await (await opened(path)).close()
        build(path, "PRAGMA user_version = 999;")
        assert "newer Menlian" in await refused(path)

    async def test_a_damaged_database(self, tmp_path: Path) -> None:
        path = tmp_path / "menlian.db"
        store = await opened(path)
        for n in range(200):
            await answer(store, inbound(str(n)), bodies=(b"x" * 2000,))
        await store.close()
        data = bytearray(path.read_bytes())
        data[100:4096] = b"\xff" * 3996
        path.write_bytes(data)
        assert "damaged" in await refused(path)

    async def test_an_empty_file_becomes_ours(self, tmp_path: Path) -> None:
        path = tmp_path / "menlian.db"
        path.touch()
        store = await opened(path)
        await store.health()
        await store.close()

    async def test_odd_names(self, tmp_path: Path) -> None:
        """A path is a path: blanks, per cent, question marks, Chinese."""
        for name in ("a b.db", "100%25.db", "what?.db#x", "门链.db"):
            store = await opened(tmp_path / name)
            await answer(store, inbound())
            assert (await store.counts()).sessions == 1
            await store.close()

    @root
    @pytest.mark.parametrize("what", ["file", "folder", "both"])
    def test_what_may_not_be_written(self, tmp_path: Path, what: str) -> None:
        """Read-only file, read-only folder: said at the start, not at the first message."""
        code = """
            import asyncio, os, sys
            from pathlib import Path
            from bot.ports import StoreError
            from tests.store.base import opened
            async def main():
                try:
                    await opened(Path(sys.argv[1]))
                except StoreError as fault:
                    print(fault)
            import bot.store
            os.setuid(65534)
            asyncio.run(main())
        """
        folder = tmp_path / "data"
        path = folder / "menlian.db"
        asyncio.run(_touch(path))
        for parent in (tmp_path, *tmp_path.parents):
            if parent.owner() == "root" and parent != Path("/") and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
        os.chown(folder, 65534, 65534)
        os.chown(path, 65534, 65534)
        folder.chmod(0o500 if what != "file" else 0o700)
        path.chmod(0o400 if what != "folder" else 0o600)
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code), path],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.stderr == ""
        assert str(path) in done.stdout
        assert "permission" in done.stdout


async def _touch(path: Path) -> None:
    await (await opened(path)).close()


class TestTrouble:
    @pytest.mark.parametrize("people", [1, 50])
    async def test_a_full_disk(self, tmp_path: Path, people: int) -> None:
        """An error while it is full; everything acknowledged is there; it works again when there is room."""
        store = await opened(tmp_path / "menlian.db")
        connection = store._connection
        assert connection is not None
        await connection.execute("PRAGMA max_page_count = 150")
        done: dict[str, int] = {}

        async def talk(user: str) -> str:
            for n in range(1000):
                try:
                    outcome = await answer(
                        store, inbound(str(n), user), session=b"%d" % n, bodies=(b"x" * 3000,)
                    )
                except StoreError as fault:
                    return str(fault)
                assert outcome is Outcome.COMMITTED
                done[user] = n
            return ""

        words = await asyncio.gather(*[talk(f"u{n}") for n in range(people)])
        assert all("disk is full" in text for text in words)
        await connection.execute("PRAGMA max_page_count = 100000")
        for user, n in done.items():
            person = (await store.take(inbound("x", user), durable=False)).person
            stored = await store.load(person)
            assert stored is not None
            assert (stored.blob, stored.rev) == (b"%d" % n, n + 1)
            assert await answer(store, inbound("again", user)) is Outcome.COMMITTED
        await store.close()

    @pytest.mark.slow
    async def test_a_lock_held_for_30_seconds(self, tmp_path: Path) -> None:
        """Everybody waits, nobody is refused, and look-ups of others go on meanwhile."""
        path = tmp_path / "menlian.db"
        store = await opened(path)
        await answer(store, inbound("0", "known"))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        turns = [asyncio.create_task(answer(store, inbound("1", f"u{n}"))) for n in range(5)]
        for _ in range(60):
            await asyncio.sleep(0.5)
            before = time.monotonic()
            assert await store.recall(
                (await store.take(inbound("0", "known"), durable=False)).person, inbound("0")
            )
            assert time.monotonic() - before < 0.4
        assert not any(turn.done() for turn in turns)
        other.execute("COMMIT")
        other.close()
        assert await asyncio.gather(*turns) == [Outcome.COMMITTED] * 5
        assert time.monotonic() - started > 29
        await store.close()

    async def test_a_lock_held_too_long(self, tmp_path: Path) -> None:
        """Said in words, and the next attempt works."""
        path = tmp_path / "menlian.db"
        store = await opened(path)
        assert store._writer is not None
        store._writer._patience = 0.05
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(
            *[store.take(inbound(str(n))) for n in range(20)], return_exceptions=True
        )
        assert all(isinstance(r, StoreError) and "lock" in str(r) for r in results)
        other.execute("COMMIT")
        other.close()
        await answer(store, inbound("1"))
        await store.close()


class TestFormats:
    @pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.sql")), ids=lambda p: p.stem)
    async def test_every_released_format_is_read(self, tmp_path: Path, golden: Path) -> None:
        """What was promised to people then is kept: session, answers, what waits, last words."""
        path = tmp_path / "menlian.db"
        build(path, golden.read_text(encoding="utf-8"))
        store = await opened(path)
        person = (await store.take(inbound("x"), durable=False)).person
        stored = await store.load(person)
        assert stored is not None
        assert stored.rev == 1
        if golden.stem == "v1":
            assert stored.blob == b'{"v":1}'
        else:
            assert engine.decode(stored.blob).top.place == "door.ask_company"
        assert (await store.take(inbound("1"))).answer == ("你好".encode(),)
        assert (await store.take(inbound("2", channel="push"))).repeat is Progress.DONE
        assert [h.inbound for h in await store.pending()] == [inbound("3", channel="push", text="还没回答")]
        pusher = (await store.take(inbound("x", channel="push"), durable=False)).person
        assert sorted(await store.due()) == sorted([pusher, NOBODY])
        assert [row.body for row in await store.outbox(pusher)] == [b"pending"]
        assert [(row.body, row.address) for row in await store.outbox(NOBODY)] == [(b"gone", "u4")]
        await store.close()

    def test_there_is_a_golden_file_for_every_format(self) -> None:
        """A migration without the database it starts from is not tested."""
        assert {f"v{n}" for n, _ in migrations()} == {path.stem for path in GOLDEN.glob("*.sql")}

    async def test_two_processes_may_create_it_at_once(self, tmp_path: Path) -> None:
        stores = await asyncio.gather(*[opened(tmp_path / "menlian.db") for _ in range(4)])
        for n, store in enumerate(stores):
            await answer(store, inbound("1", f"u{n}"))
        assert (await stores[0].counts()).people == 4
        for store in stores:
            await store.close()


class TestAge:
    async def test_answered_inbounds_go_after_a_week(self, tmp_path: Path) -> None:
        """With their answers; what waits, and what is not sent, stays however old."""
        path = tmp_path / "menlian.db"
        store = await opened(path)
        for n in range(1500):
            await answer(store, inbound(str(n)))
        await store.take(inbound("waits"))
        taken = await store.take(inbound("unsent"))
        await answer(store, inbound("unsent"), push=True, taken=(taken,))
        await store.close()
        build(path, f"UPDATE inbox SET at = {int(time.time()) - 7 * 86400 - 60};")
        store = await opened(path)
        await answer(store, inbound("new"))
        await answer(store, inbound("newer"))
        await store.close()
        connection = sqlite3.connect(path)
        ids = [row[0] for row in connection.execute("SELECT id FROM inbox ORDER BY seq")]
        bodies = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
        connection.close()
        assert ids == ["waits", "unsent", "new", "newer"]
        assert bodies == 3
