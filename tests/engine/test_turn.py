"""How a conversation moves, as conversations one can read aloud."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import engine
from bot.engine.events import Forget, Said
from tests.engine.conftest import FLOWS, NOON, Chat, load, phrases


def test_first_contact_greets_and_shows_every_way(chat: Chat) -> None:
    """The first reply already helps: words, the flow's choices, and the button for danger."""
    assert chat.start() == "我在。 [人在门口] [想谈一谈] [有危险]"


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
    chat.press("@change:1:door.start")
    assert chat.at == "door.start"
    chat.press("knock")
    assert chat.at == "door.ask_people"


def test_old_button_is_answered_kindly(chat: Chat) -> None:
    """A press of an earlier step shows the open question."""
    chat.say("他们来了")
    chat.press("knock")
    assert "〔old_button〕" in chat.press("gone", place="door.start")
    assert chat.at == "door.ask_people"


def test_wording_by_person() -> None:
    """The relative hears 他, the borrower 您; unset, the first wording counts."""
    program = load({**FLOWS, "dialogs/phrases.yaml": phrases()})
    chat = Chat(program)
    chat.start()
    assert "您欠多少？" in chat.press("talk")


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


def test_closing_the_list_of_answers_stays_in_the_crisis(chat: Chat) -> None:
    """改, then 回到刚才: the list is closed; the crisis under it is not left by that."""
    chat.say("他们来了")
    chat.press("worse")
    chat.say("改")
    chat.press("@resume")
    assert chat.at == "crisis.forced"


def test_an_old_list_of_answers_opens_no_other_question(chat: Chat) -> None:
    """A button of 改 that stayed on the screen: the place it was for is another by now."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    chat.say("改")
    pressed = chat.says[-1].options[0].id
    chat.say("返回")
    chat.say("返回")
    chat.press("gone")
    assert "〔old_button〕" in chat.press(pressed)


def test_a_lender_that_is_not_on_the_list_changes_nothing(chat: Chat) -> None:
    """@case:9 is an old or made-up button."""
    chat.say("他们来了")
    chat.press("knock")
    assert "〔old_button〕" in chat.press("@case:9")
    assert chat.at == "door.ask_people"
