"""Dialogs edited while people are inside: moved, told once, never crashed, never out of a crisis."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import engine
from bot.engine.events import Said
from tests.engine.conftest import FLOWS, NOON, Chat, load, phrases


def test_a_moved_conversation_is_told_once() -> None:
    """A step that was edited away: nearest safe place, answers kept, told once."""
    chat = Chat(load({**FLOWS, "dialogs/phrases.yaml": phrases()}))
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    edited = FLOWS["dialogs/door.yaml"].replace("ask_company", "ask_firm")
    chat.program = load({**FLOWS, "dialogs/door.yaml": edited, "dialogs/phrases.yaml": phrases()})
    heard = chat.say("捷信")
    assert "〔moved〕" in heard
    assert chat.at == "door.start"
    assert chat.session is not None and chat.session.top.values["people"] == 2
    assert "〔moved〕" not in chat.press("knock")


def test_a_renamed_step_is_followed_silently() -> None:
    """renamed_from carries the place over; nothing is said."""
    chat = Chat(load({**FLOWS, "dialogs/phrases.yaml": phrases()}))
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    edited = FLOWS["dialogs/door.yaml"].replace("ask_company", "ask_firm")
    edited = edited.replace("  ask_firm:\n", "  ask_firm:\n    renamed_from: [ask_company]\n")
    chat.program = load({**FLOWS, "dialogs/door.yaml": edited, "dialogs/phrases.yaml": phrases()})
    assert "〔moved〕" not in chat.say("捷信")
    assert chat.at == "check.start"


def edited(**changes: tuple[str, str]) -> engine.Program:
    """The dialogs with one text replaced in each named file."""
    files = {**FLOWS, "dialogs/phrases.yaml": phrases()}
    for name, (old, new) in changes.items():
        assert old in files[f"dialogs/{name}.yaml"]
        files[f"dialogs/{name}.yaml"] = files[f"dialogs/{name}.yaml"].replace(old, new)
    return load(files)


def inside_the_sub_flow() -> Chat:
    chat = Chat(edited())
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    chat.say("捷信")
    assert chat.at == "check.start"
    return chat


def test_a_sub_flow_follows_where_its_caller_leads_now() -> None:
    """`then` was renamed under a person inside the sub-flow: the way back is the caller's present one."""
    chat = inside_the_sub_flow()
    chat.program = edited(door=("ask_when", "ask_date"))
    chat.say("有")
    assert chat.at == "door.ask_date"
    chat.say("返回")
    chat.say("明天下午3点")


def test_a_sub_flow_nobody_uses_any_more_ends_at_its_callers_start() -> None:
    """The step below lost its `use`: the person stands at the caller's start, is told, and can go on."""
    chat = inside_the_sub_flow()
    chat.program = edited(
        door=(
            "go: {use: check, with: {heads: people}, then: ask_when, take: {people: heads}}",
            "go: ask_when",
        )
    )
    assert chat.say("有").startswith("〔moved〕")
    assert chat.at == "door.start"
    chat.press("knock")
    assert chat.at == "door.ask_people"


def test_nobody_is_moved_out_of_a_crisis() -> None:
    """The question below was edited away: the crisis goes on as it was, and the return says what happened."""
    chat = Chat(edited())
    chat.say("他们来了")
    chat.press("knock")
    chat.say("救命")
    chat.press("forced")
    chat.program = edited(door=("ask_people", "count_people"))
    assert "好，您先歇一下。" in chat.press("called")
    assert "〔moved〕" in chat.heard
    assert chat.at == "door.start"
    assert "〔moved〕" not in chat.press("knock")


def test_words_are_not_taken_for_the_answer_to_a_question_nobody_saw() -> None:
    """2 was typed for the number of people: at the flow's start it is not the second choice."""
    chat = Chat(edited())
    chat.say("他们来了")
    chat.press("knock")
    chat.program = edited(door=("ask_people", "count_people"))
    chat.say("2")
    assert chat.at == "door.start"


def test_a_cry_is_heard_by_somebody_who_was_moved() -> None:
    """Danger first, also in the very turn in which the dialogs changed."""
    chat = Chat(edited())
    chat.say("他们来了")
    chat.press("knock")
    chat.program = edited(door=("ask_people", "count_people"))
    assert chat.say("救命").startswith("先打110。")


def test_a_step_that_only_leads_on_now_is_walked() -> None:
    """A question became a plain bubble: the walk goes on to the next question instead of sticking."""
    chat = inside_the_sub_flow()
    chat.program = edited(
        check=("    ask: 看到证件了吗？\n    save_as: seen\n", "    say: 看证件不用开门。\n")
    )
    chat.say("有")
    assert chat.at == "door.ask_when"


GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.session")), ids=lambda file: file.stem)
def test_sessions_of_every_released_form_still_live(file: Path) -> None:
    """A stored session of any form that was ever written decodes, is settled and answers."""
    session = engine.decode(file.read_bytes())
    program = edited()
    turn = engine.turn(program, session, Said(id="1", at=NOON, text="返回"))
    assert turn.effects
    assert session.history
    assert engine.decode(engine.encode(turn.session)) == turn.session


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b"\xff", b"[9,1,2]", b'[1,"r",[],{},[],0,0,0,"",false,0,"",""]']
)
def test_what_is_no_session_says_so(data: bytes) -> None:
    """SessionError, whatever the bytes: the postman begins anew."""
    with pytest.raises(engine.SessionError):
        engine.decode(data)


def test_what_is_nested_too_deep_is_no_session() -> None:
    """A hundred thousand brackets are refused like any other noise."""
    with pytest.raises(engine.SessionError):
        engine.decode(b"[" * 100_000)


def test_a_damaged_line_of_history_costs_only_itself() -> None:
    """返回 passes over it; nothing raises, now or after an edit."""
    chat = inside_the_sub_flow()
    first, *lines = engine.encode(chat.session).split(b"\n")  # type: ignore[arg-type]
    damaged = engine.decode(b"\n".join([first, *lines[:-1], b"[" * 100_000, b"{broken"]))
    for program in (chat.program, edited(door=("ask_when", "ask_date"))):
        for text in ("返回", "改", "救命", "重来", "1"):
            assert engine.turn(program, damaged, Said(id="1", at=NOON, text=text)).effects
