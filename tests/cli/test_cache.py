"""Dialogs read before are found again; whatever is wrong with what was kept, they are read."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import cache
from bot.cli.project import find, load, program
from bot.engine import turn
from bot.engine.events import Started
from bot.language import Dialogs
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kept(folder: Path) -> Path:
    return folder / "cache" / "menlian"


def never() -> Dialogs:
    raise AssertionError("read again")


def test_the_second_time_nothing_is_read(folder: Path, kept: Path) -> None:
    first = load(find(None))
    files = find(None).files()
    assert cache.remembered(files, never) == first
    assert len(list(kept.iterdir())) == 1
    step = cache.remembered(files, never).flows["door"].steps["ask_people"]
    assert step.go[0].condition is not None
    assert step.go[0].condition.holds(lambda name: 5)
    assert not step.go[0].condition.holds(lambda name: 2)


def test_another_byte_is_another_set(folder: Path, kept: Path) -> None:
    load(find(None))
    path = folder / "dialogs" / "door.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("门可以不开", "门别开"), encoding="utf-8")
    say = load(find(None)).flows["door"].steps["start"].say
    assert say is not None
    assert say.default == "门别开。"


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"\x80\x05N."])
def test_what_is_damaged_is_read_again(folder: Path, kept: Path, rubbish: bytes) -> None:
    load(find(None))
    for path in kept.iterdir():
        path.write_bytes(rubbish)
    assert isinstance(load(find(None)), Dialogs)


def test_one_byte_anywhere_in_it_is_noticed_at_once(folder: Path, kept: Path) -> None:
    """What is taken out later was whole from the start: nobody's chat breaks off at the door of a flow."""
    first = load(find(None))
    (path,) = kept.iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(AssertionError, match="read again"):
        cache.remembered(find(None).files(), never)
    assert load(find(None)) == first


def test_a_first_message_takes_out_the_flows_it_needs_and_no_more(folder: Path, kept: Path) -> None:
    load(find(None))
    dialogs = load(find(None))
    begun = turn(program(dialogs), None, Started(id="1", at=datetime(2026, 11, 23, 12, tzinfo=UTC)))
    assert begun.effects
    assert isinstance(dialogs.flows, cache.Kept)
    assert 0 < len(dialogs.flows._made) < len(dialogs.flows)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes")
def test_a_folder_that_others_can_write_to_is_not_trusted(folder: Path, kept: Path) -> None:
    load(find(None))
    kept.chmod(0o777)
    with pytest.raises(AssertionError, match="read again"):
        cache.remembered(find(None).files(), never)


def test_only_a_few_sets_are_kept(folder: Path, kept: Path) -> None:
    path = folder / "dialogs" / "door.yaml"
    text = path.read_text(encoding="utf-8")
    for number in range(8):
        path.write_text(text.replace("门可以不开", f"门{number}"), encoding="utf-8")
        load(find(None))
    assert len(list(kept.iterdir())) == cache.KEPT


def test_no_place_to_keep_anything_is_no_trouble(
    folder: Path, monkeypatch: pytest.MonkeyPatch, menlian: Run
) -> None:
    (folder / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(folder / "file"))
    assert menlian("chat", typed="").code == 0


def test_the_examiner_and_the_yaml_reader_stay_out_of_the_first_line(folder: Path) -> None:
    code = (
        "import sys, io; sys.stdin = io.StringIO(''); from bot.cli import main; main(['chat']);"
        "print([m for m in ('yaml', 'bot.check', 'bot.language.schema', 'telegram', 'polib') if m in sys.modules])"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
    assert done.stdout.splitlines()[-1] == "[]"
