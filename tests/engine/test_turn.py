"""The engine's promises, as conversations one can read aloud."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import engine
from bot.engine.events import Forget, Said
from tests.engine.conftest import FLOWS, NOON, Chat, load, phrases


def test_first_contact_greets_and_shows_every_way(chat: Chat) -> None:
    """The first reply already helps: words, the flow's choices, and the button for danger."""
    assert chat.start() == "我在。 [人在门口] [想谈一谈] [有危险]"


def test_first_words_open_the_flow_they_name(chat: Chat) -> None:
    """Someone who starts with 他们来了 is not greeted first."""
    assert "门可以不开。" in chat.say("他们来了")
    assert chat.at == "door.start"


def test_first_words_of_danger_come_before_everything(chat: Chat) -> None:
    """The number to call stands in the first line of the first reply."""
    assert chat.say("他们在踹门！").startswith("先打110。")
    assert chat.at == "crisis.start"


def test_an_idiom_voids_a_crisis_word(chat: Chat) -> None:
    """没踹门 is no cry for help."""
    chat.start()
    chat.say("没踹门")
    assert chat.at == "start.hello"


def test_a_whole_visit(chat: Chat) -> None:
    """Choices, typed answers, branches, a sub-flow and its return, to the end."""
    chat.start()
    chat.press("door")
    assert chat.press("knock").startswith("门外几个人？")
    assert "只有3个人。" in chat.say("三个")
    assert chat.say("捷信").startswith("看到证件了吗？")
    assert chat.at == "check.start"
    assert "好。" in chat.say("没有")
    assert chat.at == "door.ask_when"
    heard = chat.say("明天下午3点")
    assert heard.startswith("〔heard〕11月24日")
    assert "记下了。" in heard
    assert chat.session is not None
    assert chat.session.cases[0]["case.company"] == "捷信"
    assert chat.session.top.values["people"] == 3


def test_unknown_leaves_the_variable_unset_on_purpose(chat: Chat) -> None:
    """看不清 goes where `is unknown` says."""
    chat.say("他们来了")
    chat.press("knock")
    assert "人多，别出声。" in chat.press("?")


def test_back_undoes_what_was_answered_several_times(chat: Chat) -> None:
    """返回 restores the step and the variables, again and again."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("3")
    assert chat.session is not None and chat.session.top.values["people"] == 3
    chat.say("返回")
    assert chat.at == "door.ask_people"
    assert "people" not in chat.session.top.values
    chat.say("返回")
    assert chat.at == "door.start"
    chat.say("返回")
    assert chat.at == "start.hello"
    assert "〔back_none〕" in chat.say("返回")


def test_an_interrupt_comes_back_to_exactly_the_open_question(chat: Chat) -> None:
    """110 inside a sub-flow, then 回到刚才: same question, answers kept."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("3")
    chat.say("捷信")
    before = chat.session
    assert chat.say("110").startswith("先打110。")
    assert "[〔option_resume〕]" in chat.heard
    chat.press("forced")
    assert "看到证件了吗？" in chat.say("回到刚才")
    assert before is not None and chat.session is not None
    assert chat.session.stack == before.stack
    chat.say("有")
    assert chat.at == "door.ask_when"


def test_a_crisis_flow_that_ends_resumes_by_itself(chat: Chat) -> None:
    """安全了 leads back to the open question."""
    chat.say("他们来了")
    chat.press("worse")
    heard = chat.press("called")
    assert "〔resumed〕" in heard
    assert chat.at == "door.start"


def test_menu_in_the_middle_keeps_the_question(chat: Chat) -> None:
    """菜单 is an errand; 继续 comes back from it, also after a crisis on top of it."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("菜单")
    assert chat.at == "start.menu"
    chat.say("救命")
    assert chat.at == "crisis.start"
    chat.say("继续")
    assert chat.at == "start.menu"
    chat.say("继续")
    assert chat.at == "door.ask_people"


def test_change_lists_answers_and_reuses_later_ones(chat: Chat) -> None:
    """改 from 3 to 2 people: the path is the same, so company and card are not asked again."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("3")
    chat.say("捷信")
    chat.say("有")
    assert "门外人数：3" in chat.say("改")
    chat.say("3")  # newest first: 看到证件, 捷信, 门外人数
    assert chat.at == "door.ask_people"
    chat.say("2")
    assert chat.at == "door.ask_when"
    assert chat.session is not None and chat.session.top.values["people"] == 2


def test_change_asks_again_what_depends_on_it(chat: Chat) -> None:
    """A changed answer that leads elsewhere drops the answers of the path it left."""
    chat.start()
    chat.press("door")
    chat.press("gone")
    chat.say("改")
    chat.press("@change:1")
    assert chat.at == "door.start"
    chat.press("knock")
    assert chat.at == "door.ask_people"


def test_three_misses_never_silence(chat: Chat) -> None:
    """The question's own help, the choices in other words, then the way out by day."""
    chat.say("他们来了")
    chat.press("knock")
    assert "请打一个数字，例如 2。" in chat.say("天气不错")
    assert "〔miss_more〕" in chat.say("天气不错")
    heard = chat.say("天气不错")
    assert "〔miss_help_day〕" in heard
    assert "[〔option_restart〕]" in heard
    chat.wait(hours=5, minutes=59)
    chat.wait(hours=5, minutes=1)
    chat.session = chat.session
    assert "3" and chat.say("帮助").startswith("〔help〕")


def test_out_of_range_says_so(chat: Chat) -> None:
    """80 people is refused with the bound, 110 as a number is not taken for an amount."""
    chat.say("他们来了")
    chat.press("knock")
    assert "〔too_high〕" in chat.say("80")


def test_coming_back_after_six_hours_offers_both(chat: Chat) -> None:
    """A text is not taken for the answer to a stale question; a button still is."""
    chat.say("他们来了")
    chat.press("knock")
    chat.wait(hours=7)
    assert "〔stale〕" in chat.say("3")
    chat.press("@continue")
    assert chat.at == "door.ask_people"
    chat.wait(hours=7)
    chat.say("在吗")
    chat.press("@news")
    assert chat.at == "start.hello"


def test_old_button_is_answered_kindly(chat: Chat) -> None:
    """A press of an earlier step shows the open question."""
    chat.say("他们来了")
    chat.press("knock")
    assert "〔old_button〕" in chat.press("gone", place="door.start")
    assert chat.at == "door.ask_people"


def test_a_company_called_fanhui_stays_one(chat: Chat) -> None:
    """Free answers are never taken for commands."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    chat.say("返回科技")
    assert chat.session is not None
    assert chat.session.cases[0]["case.company"] == "返回科技"


def test_a_quote_is_kept_and_never_obeyed(chat: Chat) -> None:
    """我砍死你 inside someone's quoted words does not leave the question's path, but the number is said."""
    chat.start()
    chat.press("talk")
    chat.say("三万五")
    heard = chat.say("他说我砍死你")
    assert "〔quote_danger〕" in heard
    assert chat.at == "talk.show"
    assert "一共" in heard


def test_photos_and_voice_get_a_way_on(chat: Chat) -> None:
    """What is no text is answered, and the question stays open."""
    chat.say("他们来了")
    assert "〔not_text〕" in chat.send("voice")
    assert chat.at == "door.start"


def test_wording_by_person() -> None:
    """The relative hears 他, the borrower 您; unset, the first wording counts."""
    program = load({**FLOWS, "dialogs/phrases.yaml": phrases()})
    chat = Chat(program)
    chat.start()
    assert "您欠多少？" in chat.press("talk")


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


def test_restart_forgets_the_answers(chat: Chat) -> None:
    """重来 begins anew."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    assert "我在。" in chat.say("重来")
    assert chat.session is not None
    assert not chat.session.history


def test_forget_is_an_effect(program: engine.Program) -> None:
    """A step with `forget: yes` asks the postman to erase the person."""
    files = {**FLOWS, "dialogs/phrases.yaml": phrases()}
    files["dialogs/start.yaml"] = files["dialogs/start.yaml"].replace(
        "say: 您想看什么？", "say: 您想看什么？\n    forget: yes"
    )
    chat = Chat(load(files))
    chat.start()
    chat.say("菜单")
    assert any(isinstance(e, Forget) for e in chat.turns[-1].effects)


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(
        st.text(max_size=30)
        | st.sampled_from(
            [
                "110",
                "返回",
                "改",
                "重来",
                "继续",
                "菜单",
                "1",
                "2",
                "3",
                "对",
                "他们来了",
                "三万五",
                "明天下午3点",
                "依据",
                "帮助",
                "捷信",
            ]
        ),
        max_size=12,
    )
)
def test_total(program: engine.Program, texts: list[str]) -> None:
    """Whatever is typed, in whatever order: an answer, never an exception, never silence, and a storable session."""
    session = None
    for number, text in enumerate(texts):
        turn = engine.turn(program, session, Said(id=str(number), at=NOON, text=text))
        assert turn.effects
        session = engine.decode(engine.encode(turn.session))


@pytest.mark.parametrize(
    "text", ["\ud800", "救" * 100_000, "\u202e110", "🙂", "\x00\x07", " ", "{}", "${people}"]
)
def test_hostile_text(chat: Chat, text: str) -> None:
    """Lone surrogates, 100,000 characters, bidi marks, control characters: an answer."""
    chat.say("他们来了")
    chat.press("knock")
    assert chat.say(text)


def test_two_lenders_are_kept_apart(chat: Chat) -> None:
    """换一家: each lender's answers stay its own, and what was gone through for one is gone through for the next."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    chat.say("捷信")
    chat.say("换一家")
    assert "[〔case_one〕：捷信]" in chat.heard
    chat.press("@case:new")
    assert chat.session is not None
    assert chat.session.cases == ({"case.company": "捷信"}, {})
    assert chat.session.case == 1
    chat.say("换一家")
    chat.say("1")
    assert chat.session.case == 0
    assert chat.at == "door.start"
    assert not chat.session.top.values


def test_going_back_after_an_interrupt_means_the_question_before_it(chat: Chat) -> None:
    """110, 回到刚才, 返回: the step before the open question, not the crisis again."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("110")
    chat.press("forced")
    chat.say("继续")
    chat.say("返回")
    assert chat.at == "door.start"


def test_a_first_cry_for_help_comes_back_to_the_greeting() -> None:
    """The greeting was never said: after the crisis it is said whole, with its choices, also when it only leads on."""
    start = FLOWS["dialogs/start.yaml"].replace(
        "  hello:\n    say: 我在。", "  hi:\n    say: 您好。\n    go: hello\n  hello:\n    say: 我在。"
    )
    chat = Chat(load({**FLOWS, "dialogs/start.yaml": start, "dialogs/phrases.yaml": phrases()}))
    chat.say("救命")
    heard = chat.say("继续")
    assert "您好。\n我在。 [人在门口]" in heard
    assert chat.at == "start.hello"


def test_forgetting_leaves_nothing_in_the_session() -> None:
    """After `forget` the session itself holds no answer, no case, no history."""
    files = {**FLOWS, "dialogs/phrases.yaml": phrases()}
    files["dialogs/start.yaml"] = files["dialogs/start.yaml"].replace(
        "say: 您想看什么？", "say: 您想看什么？\n    forget: yes"
    )
    chat = Chat(load(files))
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    chat.say("捷信")
    chat.say("菜单")
    assert "捷信".encode() not in engine.encode(chat.turns[-1].session)
    assert not chat.turns[-1].session.history


def test_a_number_after_hours_is_an_answer_once_the_offer_was_passed_over(chat: Chat) -> None:
    """Typing the answer again after 接着说 / 有新情况 was offered counts: nobody is asked twice."""
    chat.say("他们来了")
    chat.press("knock")
    chat.wait(hours=7)
    chat.say("5")
    assert chat.at == "door.ask_people"
    chat.say("5")
    assert chat.at == "door.ask_company"


def test_closing_the_list_of_answers_stays_in_the_crisis(chat: Chat) -> None:
    """改, then 回到刚才: the list is closed; the crisis under it is not left by that."""
    chat.say("他们来了")
    chat.press("worse")
    chat.say("改")
    chat.press("@resume")
    assert chat.at == "crisis.forced"


def test_a_bare_cry_leaves_a_quote(chat: Chat) -> None:
    """救命 alone at the question for someone's words is the person's own cry."""
    chat.start()
    chat.press("talk")
    chat.say("三万五")
    chat.say("救命")
    assert chat.at == "crisis.start"


def test_other_words_are_shown_at_the_second_miss(chat: Chat) -> None:
    """Not the same list again: each choice with what else people call it."""
    chat.start()
    chat.say("天气不错")
    assert "· 人在门口：敲门了" in chat.say("天气不错")


def test_a_greeting_in_the_middle_shows_the_open_question(chat: Chat) -> None:
    """开始 is the title of the first flow: no miss, and nothing is left for it."""
    chat.say("他们来了")
    chat.press("knock")
    assert chat.say("开始").startswith("门外几个人？")
    assert chat.session is not None and chat.session.misses == 0


def test_an_idiom_voids_only_its_own_clause(chat: Chat) -> None:
    """没踹门，他们说要砍死我: the second clause is a cry all the same."""
    chat.start()
    chat.say("没踹门，他说砍死我")
    assert chat.at == "crisis.start"


LAW = """
law:
  - {id: a-law, topic: t, short: 短句, full: 整句。, source: {name: 某法, article: 第1条}, force: 法律, verified: text,
     as_of: "2026-01-01", review_by: "2027-01-01"}
"""


def test_law_shown_just_before_a_go_can_still_be_opened() -> None:
    """依据 opens the statements of the last step that showed any."""
    files = {**FLOWS, "dialogs/phrases.yaml": phrases(), "dialogs/law.yaml": LAW}
    files["dialogs/door.yaml"] = files["dialogs/door.yaml"].replace(
        "    say: 人多，别出声。", "    say: 人多，别出声。\n    law: [a-law]"
    )
    chat = Chat(load(files))
    chat.say("他们来了")
    chat.press("knock")
    chat.press("?")
    assert chat.at == "door.ask_company"
    assert "〔law_more〕" in chat.say("依据")
    chat.say("捷信")
    assert "〔law_none〕" in chat.say("依据")
