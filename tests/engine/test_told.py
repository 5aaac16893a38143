"""Several facts in one message: each fills its question once, is read back, and can be changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import engine
from tests.engine.conftest import FLOWS, NOON, Chat, load, phrases

CUES = {
    "dialogs/door.yaml": ("people: {type: int, ", "people: {type: int, heard: [个人, 个男的], "),
    "dialogs/talk.yaml": ("sum:  {type: money, ", "sum:  {type: money, heard: [欠], "),
    "dialogs/person.yaml": ("company: {type: text", "company: {type: text, heard: [自称…的]"),
}


def files() -> dict[str, str]:
    changed = dict(FLOWS)
    for name, (old, new) in CUES.items():
        assert old in changed[name], f"{name}: {changed[name]}"
        changed[name] = changed[name].replace(old, new)
    classes = "classes:\n  platform: [捷信, 网贷]\n  lender_kinds: [网贷]\n"
    return {**changed, "dialogs/phrases.yaml": phrases(), "dialogs/topics/classes.yaml": classes}


@pytest.fixture(scope="module")
def told() -> engine.Program:
    return load(files())


@pytest.fixture
def talk(told: engine.Program) -> Chat:
    return Chat(told)


def test_three_facts_fill_the_questions_that_come(talk: Chat) -> None:
    """The open question takes its own, the next is passed over; in danger only money and times are read back."""
    talk.say("他们来了")
    talk.press("knock")
    heard = talk.say("门口三个人，自称捷信的，说欠两万三")
    assert talk.at == "check.start"
    assert "〔heard〕" not in heard
    assert talk.session is not None
    assert talk.session.cases[0]["case.company"] == "捷信"
    assert talk.session.told == {"sum": 2300000}


def test_back_asks_what_was_passed_over(talk: Chat) -> None:
    """返回 stands at the question that was never shown, and it is not answered again behind one's back."""
    talk.say("他们来了")
    talk.press("knock")
    talk.say("三个人，自称捷信的")
    assert "哪家公司？" in talk.say("返回")
    assert talk.at == "door.ask_company"


def test_the_first_message_counts(talk: Chat) -> None:
    """Before any greeting: what it tells waits for its question."""
    talk.say("他们来了，两个男的")
    assert talk.session is not None
    assert talk.session.told.get("people") == 2
    assert engine.decode(engine.encode(talk.session)) == talk.session


def test_what_was_missed_or_is_old_tells_nothing(talk: Chat) -> None:
    """A message nobody understood leaves nothing behind, nor does one of yesterday."""
    talk.say("他们来了")
    talk.say("三个人的火锅好吃吗")
    assert talk.session is not None and talk.session.misses
    assert not talk.session.told
    talk.press("knock")
    talk.say("两个，说欠三万")
    talk.wait(hours=7)
    talk.say("在吗")
    assert talk.session.told == {}


def test_words_of_others_tell_nothing(talk: Chat) -> None:
    """At a question for free words the whole text is the answer."""
    talk.say("他们来了")
    talk.press("knock")
    talk.say("2")
    talk.say("三个人一起欠的科技公司")
    assert talk.session is not None and not talk.session.told


def test_an_older_message_does_not_answer_for_this_one(talk: Chat) -> None:
    """A question that was asked after all is answered by what is typed now, or asked again."""
    talk.say("人在门口")
    talk.press("knock")
    talk.say("门口三个人，自称捷信的，说欠两万三")
    talk.say("菜单")
    talk.press("talk")
    assert talk.at == "talk.start"
    assert talk.session is not None and talk.session.told == {"sum": 2300000}
    talk.say("不是这个数，我还没算清楚呢")
    assert talk.at == "talk.start"
    assert talk.session.misses == 1
    talk.say("哎呀，一共就欠了他们两万一，别的没有了")
    assert talk.at == "talk.words"


def test_what_was_told_of_one_lender_is_not_known_of_another(talk: Chat) -> None:
    """换一家: the next lender is asked for everything."""
    talk.say("他们来了，自称捷信的，说欠两万三")
    talk.say("换一家")
    talk.press("@case:new")
    assert talk.session is not None and not talk.session.told


def test_a_variable_of_the_same_name_without_cues_is_asked_for() -> None:
    """Two flows may each have a `sum`; only the one that has `heard` takes what was told."""
    other = FLOWS["dialogs/talk.yaml"].replace("flow: talk", "flow: plan").replace("想谈一谈", "算一算")
    start = (
        FLOWS["dialogs/start.yaml"]
        .replace("to: talk, also", "to: plan, also")
        .replace("{id: talk, text: 想谈一谈, to: talk}", "{id: talk, text: 想谈一谈, to: plan.sum_only}")
    )
    other += "  sum_only:\n    ask: 还多少？\n    save_as: sum\n    go: words\n"
    chat = Chat(load({**files(), "dialogs/plan.yaml": other, "dialogs/start.yaml": start}))
    chat.say("他们来了，说欠两万三")
    chat.say("菜单")
    assert chat.session is not None and chat.session.told == {"sum": 2300000}
    assert "还多少？" in chat.press("talk")
    assert chat.at == "plan.sum_only"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="三个人自称捷信的说欠两万一二10元,，。 男的来第", max_size=40))
def test_any_text_tells_something_that_may_be_saved(told: engine.Program, text: str) -> None:
    for name, value in told.matcher.facts(text, NOON).items():
        assert name in ("people", "sum", "case.company")
        assert isinstance(value, int | str) and value != ""
    chat = Chat(told)
    chat.say("他们来了")
    chat.press("knock")
    assert chat.say(text)
