"""The crisis layer: what must be heard, asked about, let pass. The lists stand in dialogs/topics/alarm.yaml."""

from __future__ import annotations

import pytest

from bot.language import Dialogs
from bot.understand import Router, Understanding
from bot.understand.danger import Verdict


def test_the_lists_of_the_alarm_hold(dialogs: Dialogs, router: Router) -> None:
    alarm = dialogs.teaching.alarm
    assert alarm is not None
    for example in alarm.must:
        found = router.danger.find(router.tidy(example.text))
        assert found is not None, example.text
        assert (found.verdict, found.interrupt.id) == (Verdict.YES, example.topic), example.text
    for example in alarm.must_ask:
        found = router.danger.find(router.tidy(example.text))
        assert found is not None, example.text
        assert found.verdict is Verdict.ASK, example.text
    for example in alarm.must_not:
        assert router.danger.find(router.tidy(example.text)) is None, example.text


@pytest.mark.parametrize(
    ("calm", "cry"),
    [
        ("他们说明天来砸门", "他们正在砸门"),
        ("要是他们撬锁怎么办", "他们在撬锁怎么办"),
        ("催收会不会打人", "催收在打人"),
        ("没有砸门", "还没砸开门"),
        ("我撬了自家的锁", "他们撬了我家的锁"),
        ("电影里有人拿刀", "有人拿刀"),
        ("上次他们踹门了", "上次来过，现在又在踹门"),
        ("想死你了", "想死"),
        ("被打了二十个电话", "被打了"),
    ],
)
def test_tense_person_and_denial(router: Router, calm: str, cry: str) -> None:
    assert router.danger.find(router.tidy(calm)) is None
    assert router.danger.find(router.tidy(cry)) is not None


def test_what_is_in_doubt_leads_to_the_question(understanding: Understanding) -> None:
    found = understanding.danger("如果他们现在就砸门，我怎么办")
    assert found is not None
    assert found.id == "unsure"


@pytest.mark.parametrize(
    "text",
    ["他們正在砸門", "ｔａｍｅｎ ｚａｉ ｚａ ｍｅｎ", "救救救命啊啊啊", "他 们 在 砸 门", "他\u200b们在砸\u200b门",
     "在翘锁", "🆘", "佢哋撞緊門"],
)  # fmt: skip
def test_however_it_is_written(router: Router, text: str) -> None:
    assert router.route(text).crisis, text
