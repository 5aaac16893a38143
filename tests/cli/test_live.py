"""The chat on a real terminal: a prompt, colours that can be refused, and every way to leave is quiet."""

import os
import select
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest

pty = pytest.importorskip("pty")

ROOT = Path(__file__).parents[2]


class Screen:
    """A child on a pseudo terminal, and what it wrote."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            settings = {
                "PATH": os.environ["PATH"],
                "TERM": "xterm",
                "PYTHONPATH": str(ROOT),
                "HOME": str(folder),
            }
            command = [sys.executable, "-m", "bot", "chat", "--now", "2026-11-23T12:00"]
            os.execve(sys.executable, command, settings | environment)

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def wait_for(self, text: str, times: int = 1) -> None:
        until = monotonic() + 8
        while self.seen.count(text) < times:
            assert monotonic() < until, self.seen
            if not self.hear(until - monotonic()):
                break
        assert self.seen.count(text) >= times, self.seen

    def hear(self, seconds: float) -> bool:
        """Take what was written meanwhile; False when nothing more can come."""
        ready, *_ = select.select([self.fd], [], [], max(seconds, 0))
        try:
            data = os.read(self.fd, 65536) if ready else b""
        except OSError:  # Linux: the child has gone
            data = b""
        self.seen += data.decode("utf-8", "replace")
        return bool(data)

    def end(self) -> int:
        while self.hear(10):
            pass
        os.close(self.fd)  # whoever still waits for a line is hung up on
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Python 3.12 warns of a fork in a process with threads; the child only ever calls exec."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("leave", ["\x04", "\x03", ":quit\r", "：退\r\x04"])
def test_every_way_to_leave_is_quiet(folder: Path, leave: str) -> None:
    screen = Screen(folder)
    screen.wait_for("> ")
    screen.type("1\r")
    screen.wait_for("门可以不开。")
    screen.wait_for("> ", 2)
    sleep(
        0.3
    )  # CPython's readline loses a Ctrl-C between the prompt and its select(); nobody's fingers are that fast
    screen.type(leave)
    assert screen.end() == 0
    assert "Traceback" not in screen.seen


@pytest.mark.usefixtures("quiet")
def test_ctrl_c_during_a_turn_leaves_in_order(folder: Path) -> None:
    screen = Screen(folder)
    screen.wait_for("> ")
    screen.type("1\r")
    screen.wait_for("1\r\n")
    screen.type("\x03")
    sleep(0.5)
    with suppress(OSError):  # it has gone; if not, the first came just before the prompt: see above
        screen.type("\x03")
    assert screen.end() == 0
    assert "Traceback" not in screen.seen


@pytest.mark.usefixtures("quiet")
def test_colours_can_be_refused(folder: Path) -> None:
    for settings, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        screen = Screen(folder, **settings)
        screen.wait_for("> ")
        screen.type("\x04")
        assert screen.end() == 0
        assert ("\x1b[36m" in screen.seen) is coloured
