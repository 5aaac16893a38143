"""A person who reads English is shown English where it is up to date, and may press what was read."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "start.hello.say"
msgid "我在。"
msgstr "I am here."

msgctxt "start.hello.door"
msgid "人在门口"
msgstr "They are at the door"

msgctxt "door.start.say"
msgid "旧的话。"
msgstr "Stale."
"""
AT = ("--now", "2026-11-23T12:00")


@pytest.fixture(autouse=True)
def english(folder: Path) -> Path:
    path = folder / "locales" / "en" / "LC_MESSAGES" / "menlian.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def test_the_words_on_a_translated_button_can_be_typed(menlian: Run) -> None:
    done = menlian("chat", *AT, "--lang", "en", typed="they are at the door\n:where\n:help\n")
    assert "I am here.\n\n   1 They are at the door" in done.out
    assert "门可以不开。" in done.out, "what is stale is shown in Chinese"
    assert "door.start" in done.out
    assert "Commands:" in done.out


def test_another_language_in_the_middle(menlian: Run) -> None:
    done = menlian("chat", *AT, typed=":lang fr\n:lang en\n重来\n:save one.txt\n")
    assert "可以是：zh-Hans en" in done.out
    assert done.out.index("我在。") < done.out.index("(language: en)") < done.out.index("I am here.")
    assert menlian("test", "one.txt").code == 0


def test_programs_press_what_they_were_shown(menlian: Run, folder: Path) -> None:
    text = (
        "# 英文\n@ lang en\n\n> hi\n< I am here.\n[They are at the door] […]\n\n"
        "> [They are at the door]\n< 门可以不开。\n= door.start\n"
    )
    (folder / "en.txt").write_text(text, encoding="utf-8")
    done = menlian("test", "en.txt")
    assert (done.out, done.code) == ("", 0)


def test_nobody_waits_for_a_language_they_do_not_read(menlian: Run, english: Path) -> None:
    english.unlink()
    english.mkdir()
    assert "我在。" in menlian("chat", *AT, typed="1\n").out, (
        "the catalogue cannot be read, and is not needed"
    )


@pytest.mark.parametrize("typed", ["They are at the door", "they are at the door.", " THEY ARE AT THE DOOR "])
def test_json_lines_hear_a_translated_label(menlian: Run, folder: Path, typed: str) -> None:
    """`say`, as somebody types it on a phone: no channel has to know which buttons it showed."""
    path = folder / "dialogs" / "person.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("default: zh-Hans", "default: en"), encoding="utf-8"
    )
    lines = [{"user": "u", "say": "hi"}, {"user": "u", "say": typed}, {"user": "u", "say": "nonsense words"}]
    done = menlian("chat", "--json", typed="".join(json.dumps(line) + "\n" for line in lines))
    first, second, third = map(json.loads, done.out.splitlines())
    assert first["at"].startswith("start.")
    assert second["at"] == "door.start"
    assert third["at"] == "door.start"


def test_a_transcript_hears_a_translated_label(menlian: Run, folder: Path) -> None:
    """The same three ways of playing: straight, stored, through the service."""
    text = (
        "# 英文，打字\n@ lang en\n\n> hi\n< I am here.\n[They are at the door] […]\n\n"
        "> they are at the door\n< 门可以不开。\n= door.start\n"
    )
    (folder / "en.txt").write_text(text, encoding="utf-8")
    done = menlian("test", "en.txt")
    assert (done.out, done.code) == ("", 0)


def test_json_lines_press_by_translated_label(menlian: Run, folder: Path) -> None:
    path = folder / "dialogs" / "person.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("default: zh-Hans", "default: en"), encoding="utf-8"
    )
    lines = [{"user": "u", "say": "hi"}, {"user": "u", "press": "They are at the door"}]
    done = menlian("chat", "--json", typed="".join(json.dumps(line) + "\n" for line in lines))
    first, second = map(json.loads, done.out.splitlines())
    assert first["replies"][0]["text"] == "I am here."
    assert second["at"] == "door.start"


def test_a_catalogue_that_cannot_be_read_stops_nobody(menlian: Run, english: Path) -> None:
    """In a chat it is named once, the others count, and what it would have said stays Chinese; check refuses it."""
    (english.parent / "door.po").mkdir()
    done = menlian("chat", *AT, "--lang", "en", typed="they are at the door\n")
    assert "I am here." in done.out
    assert "门可以不开。" in done.out
    assert done.err.count("door.po") == 1
    checked = menlian("check")
    assert checked.code == 1
    assert "door.po" in checked.err
