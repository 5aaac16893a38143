"""Typed words at an open question."""

from __future__ import annotations

import pytest

from bot.understand import Understanding

DOOR = (
    ("我不敢出声", "不敢出声"),
    ("在敲门、喊话", "敲门"),
    ("门已经开了", "门开了"),
    ("没有人了",),
    ("有危险",),
)
YES_NO = (("是",), ("不是",), ("有危险",))


@pytest.mark.parametrize(
    ("text", "index"),
    [("1", 0), ("１", 0), ("一", 0), ("①", 0), ("第二个", 1), ("选3", 2), ("就第一个吧", 0), ("敲门", 1), ("門開了", 2),
     ("他们在敲门呢", 1), ("没有敲门", None), ("不知道", None), ("你好", None), ("没有啊门关着呢", 3)],
)  # fmt: skip
def test_which_option_is_meant(understanding: Understanding, text: str, index: int | None) -> None:
    assert understanding.option(text, DOOR, numbered=True) == index


@pytest.mark.parametrize(
    ("text", "index"), [("对", 0), ("嗯", 0), ("没错", 0), ("不是", 1), ("没有", 1), ("是的", 0)]
)
def test_yes_and_no(understanding: Understanding, text: str, index: int) -> None:
    assert understanding.option(text, YES_NO, numbered=True) == index


def test_a_company_called_back_stays_one(understanding: Understanding) -> None:
    """Where a word is the answer, only a button's very own words pick it, and a command is the whole message."""
    assert understanding.option("返回科技", (("返回",), ("回到刚才",)), numbered=False) is None
    assert understanding.command("返回科技") is None
    assert understanding.command("返回") is not None


def test_a_command_is_not_a_button_that_holds_its_word(understanding: Understanding) -> None:
    assert understanding.option("菜单", (("回菜单",), ("别的",)), numbered=True) is None
