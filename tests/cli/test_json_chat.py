"""`menlian chat --json`: one object in, exactly one out, in order, whatever comes."""

import json
from typing import Any

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("folder")


def talk(
    menlian: Run, *lines: Any, now: str = "2026-11-23T12:00", more: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    typed = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = menlian("chat", "--json", "--now", now, *more, typed=typed)
    assert done.code == 0
    assert done.err == ""
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert len(answers) == len(lines)
    return answers


def u(user: str, **what: str) -> dict[str, str]:
    return {"user": user, **what}


def test_a_visit_from_the_first_word(menlian: Run) -> None:
    first, second, third, fourth = talk(
        menlian, u("u1", say="你好"), u("u1", press="人在门口"), u("u1", press="knock"), u("u1", say="2")
    )
    assert set(first) == {"user", "at", "stack", "vars", "replies"}
    assert first["at"] == "start.hello"
    assert first["stack"] == ["start.hello"]
    assert set(first["replies"][0]) == {"text", "choices", "sources"}
    assert first["replies"][0]["choices"][0] == {"id": "door", "label": "人在门口"}
    assert second["at"] == "door.start"
    assert third["at"] == "door.ask_people"
    assert fourth["vars"] == {"people": 2}
    assert [reply["text"] for reply in fourth["replies"]] == ["只有2个人。", "哪家公司？"]


def test_people_do_not_meet(menlian: Run) -> None:
    mixed = talk(
        menlian, *[u(who, say=what) for what in ("你好", "1", "敲门", "看不清") for who in ("a", "b", "c")]
    )
    alone = talk(menlian, *[u("a", say=what) for what in ("你好", "1", "敲门", "看不清")])
    for who in ("a", "b", "c"):
        own = [{**answer, "user": "a"} for answer in mixed if answer["user"] == who]
        assert own == alone


def test_bad_lines_are_answered_and_the_next_is_served(menlian: Run) -> None:
    bad: list[str] = [
        "",
        "{",
        "[]",
        '{"user": "u1"}',
        '{"user": "u1", "wait": "soon"}',
        '{"user": "u1", "wait": "999999999d"}',
        "\\ud800",
        "[" * 50_000,
    ]
    answers = talk(menlian, *[line for text in bad for line in (text, u("u1", say="你好"))])
    assert all(set(answer) == {"error"} for answer in answers[::2])
    assert all(answer["replies"] for answer in answers[1::2])


def test_the_same_id_is_a_repeat_and_changes_nothing(menlian: Run) -> None:
    answers = talk(
        menlian,
        u("u1", say="你好", id="a"),
        u("u1", press="door", id="b"),
        u("u1", press="door", id="b"),
        u("u1", say="你好", id="a"),
        u("u1", press="knock", id="c"),
    )
    assert answers[2]["replies"] == answers[1]["replies"]
    assert answers[3]["replies"] == answers[0]["replies"]
    assert answers[4]["at"] == "door.ask_people"


def test_waiting_moves_the_clock_of_that_person_and_a_repeat_does_not(menlian: Run) -> None:
    answers = talk(
        menlian,
        *[u(who, say=what) for who in ("a", "b") for what in ("你好", "1")],
        u("a", wait="3h", id="w"),
        u("a", wait="3h", id="w"),
        u("a", say="呃"),
        u("a", wait="7h"),
        u("a", say="嗯"),
        u("b", say="呃"),
    )
    assert answers[4]["replies"] == []
    assert "〔stale〕" not in answers[6]["replies"][0]["text"]
    assert "〔stale〕" in answers[8]["replies"][0]["text"]
    assert "〔stale〕" not in answers[9]["replies"][0]["text"]


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "\ud800", "\x00\x07", "\u202e反", "👩‍👩‍👧", "", " ", "\n\n", "١٢", "${people}"]
)
def test_every_text_is_answered(menlian: Run, text: str) -> None:
    answers = talk(
        menlian, u("u1", say="你好"), u("u1", say=text), u("u1", press=text), u("u1", press="door")
    )
    assert all(answer["replies"] for answer in answers[:3])
    assert answers[3]["at"] == "door.start"


def test_a_button_of_an_older_step_is_answered_kindly(menlian: Run) -> None:
    answers = talk(menlian, u("u1", say="你好"), u("u1", press="door"), u("u1", press="talk"))
    assert answers[2]["at"] == "door.start"
    assert "〔old_button〕" in answers[2]["replies"][0]["text"]


def test_thousands_of_unknown_people(menlian: Run) -> None:
    answers = talk(menlian, *[u(f"u{n}", say="你好") for n in range(3000)])
    assert {answer["at"] for answer in answers} == {"start.hello"}


def test_a_database_carries_on_in_a_new_process(menlian: Run) -> None:
    db = ("--db", "chat.db")
    talk(menlian, u("u1", say="你好"), u("u1", press="door", id="x"), more=db)
    repeated, on = talk(menlian, u("u1", press="door", id="x"), u("u1", press="knock"), more=db)
    assert repeated["at"] == "door.start"
    assert on["at"] == "door.ask_people"


def test_nothing_in_nothing_out(menlian: Run) -> None:
    assert talk(menlian) == []
