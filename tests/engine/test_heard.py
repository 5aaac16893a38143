"""What typed words mean at an open question, and that there is always an answer."""

from __future__ import annotations

import pytest

from bot import engine
from tests.engine.conftest import FLOWS, Chat, load, phrases


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
    assert chat.at == "door.ask_company", "what was typed counts once 接着说 is chosen"
    assert chat.session is not None and chat.session.top.values["people"] == 3
    chat.wait(hours=7)
    chat.say("在吗")
    chat.press("@news")
    assert chat.at == "start.hello"


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
    assert "〔not_voice〕" in chat.send("voice")
    assert "〔not_photo〕" in chat.send("photo")
    assert "〔not_text〕" in chat.send("sticker")
    assert chat.at == "door.start"


@pytest.mark.parametrize(
    "text", ["\ud800", "救" * 100_000, "\u202e110", "🙂", "\x00\x07", " ", "{}", "${people}"]
)
def test_hostile_text(chat: Chat, text: str) -> None:
    """Lone surrogates, 100,000 characters, bidi marks, control characters: an answer."""
    chat.say("他们来了")
    chat.press("knock")
    assert chat.say(text)


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


def test_a_number_after_hours_is_an_answer_once_the_offer_was_passed_over(chat: Chat) -> None:
    """Typing the answer again after 接着说 / 有新情况 was offered counts: nobody is asked twice."""
    chat.say("他们来了")
    chat.press("knock")
    chat.wait(hours=7)
    chat.say("5")
    assert chat.at == "door.ask_people"
    chat.say("5")
    assert chat.at == "door.ask_company"


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


def test_a_visible_label_is_heard_also_after_hours(chat: Chat) -> None:
    """Typing what stands on a button is pressing it."""
    chat.say("他们来了")
    chat.wait(hours=7)
    chat.say("敲门")
    assert chat.at == "door.ask_people"


@pytest.mark.parametrize("words", ["不知道", "看不清啊", "我也不清楚", "没看清", "记不清了"])
def test_not_knowing_is_an_answer(chat: Chat, words: str) -> None:
    """Whatever words people have for it, they press the button that leaves the variable unset."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say(words)
    assert chat.at == "door.ask_company"
    assert chat.session is not None and "people" not in chat.session.top.values


def test_an_identity_number_is_not_kept(chat: Chat) -> None:
    """Nobody asked for it: it is refused kindly and stands nowhere."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("2")
    assert "〔private〕" in chat.say("我叫张三 11010119900307777X")
    assert b"19900307" not in engine.encode(chat.turns[-1].session)


def test_first_words_that_pick_a_choice_of_the_greeting_count(chat: Chat) -> None:
    """人在门口 as the very first message is not answered by asking whether someone is at the door."""
    heard = chat.say("人在门口")
    assert chat.at == "door.start"
    assert "我在。" not in heard
    assert heard.endswith("〔draft_notice〕 [敲门] [走了] [变严重了] [有危险] [〔option_back〕]")


def test_the_same_lender_again_starts_nothing_anew(chat: Chat) -> None:
    """Opening the list of lenders and staying with the one at hand leaves the open question open."""
    chat.say("他们来了")
    chat.press("knock")
    chat.say("换一家")
    assert "[〔case_unnamed〕]" in chat.heard
    assert "〔miss_choice〕" in chat.say("微众银行")
    chat.say("1")
    assert chat.at == "door.ask_people"


def test_a_bare_110_where_a_number_is_asked(chat: Chat) -> None:
    """The number to call comes first; then: was it an amount?"""
    chat.start()
    chat.press("talk")
    heard = chat.say("110")
    assert chat.at == "crisis.start"
    assert heard.startswith("先打110。")
    assert "〔maybe_amount〕" in heard
    chat.say("继续")
    chat.say("110元")
    assert chat.at == "talk.words"
