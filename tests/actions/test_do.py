"""`do` inside a conversation: outcomes lead on, values are taken, a pasted message is kept nowhere."""

from datetime import datetime, timedelta

import pytest

from bot import engine
from bot.actions import registry
from bot.engine import decode, encode, turn
from bot.engine.events import Pressed, Said, Say
from bot.understand import Understanding
from tests.check.base import loaded

NOW = datetime.fromisoformat("2026-11-22T12:00+08:00")
FLOW = """\
flow: look
title: 看短信
menu: yes
vars:
  message: {type: quote, keep: no}
  total: {type: money}
  monthly: {type: money}
  months: {type: int}
nodes:
  start:
    ask: 贴过来。
    save_as: message
    unknown: 没有
    go: [{if: message is unknown, to: sum}, {to: look}]
  look:
    do: message_check
    with: {message: message}
    go:
      - {on: 有威胁, to: grave}
      - {on: 像官方, to: sum}
      - {on: 要钱要信息, to: sum}
      - {on: 只是催促, to: sum}
      - {on: 没看出, to: sum}
      - {on: 太短, to: sum}
  grave:
    say: 先打110。
    choices:
      - {id: on, text: 往下, to: sum}
  sum:
    ask: 一共多少？
    save_as: total
    retry: 例如：35000。
    go: per_month
  per_month:
    ask: 每月多少？
    save_as: monthly
    retry: 例如：800。
    go: count
  count:
    do: plan
    with: {total: total, monthly: monthly, months: 24}
    take: {months: months}
    go:
      - {on: 排好了, to: made}
      - {on: 每月一样, to: made}
      - {on: 一次就够, to: bye}
      - {on: 排不下, to: bye}
      - {on: 拿不出, to: bye}
      - {on: 太久, to: bye}
      - {on: 没有数, to: bye}
  made:
    say: 分${months}个月。
    choices:
      - {id: again, text: 再来, to: sum}
      - {id: bye, text: 好, to: bye}
  bye:
    say: 好。
    end: yes
"""
SIGNS = """\
signs:
  - {id: threat, kind: 危险, contains: [砍死], say: 有吓人的话。, law: [{hot-110: 拿不准，打110照实说}]}
"""


class Chat:
    """A conversation, stored and read between every two turns."""

    def __init__(self) -> None:
        dialogs = loaded({"dialogs/look.yaml": FLOW, "dialogs/signs.yaml": SIGNS})
        self.program = engine.build(dialogs, Understanding(dialogs), registry(dialogs))
        self.at = NOW
        self.stored: bytes | None = None

    def say(self, text: str) -> list[str]:
        return self._turn(Said(id="1", at=self.at, text=text))

    def press(self, choice: str) -> list[str]:
        return self._turn(Pressed(id="1", at=self.at, choice=choice))

    def _turn(self, event: Said | Pressed) -> list[str]:
        self.at += timedelta(seconds=5)
        done = turn(self.program, decode(self.stored) if self.stored else None, event)
        self.stored = encode(done.session)
        self.trace = done.trace
        self.place = done.session.top.place
        return [p.words.default for e in done.effects if isinstance(e, Say) for p in e.parts]


@pytest.fixture
def chat() -> Chat:
    found = Chat()
    found.say("看短信")
    return found


def test_a_quoted_threat_is_looked_at_and_110_is_said(chat: Chat) -> None:
    """砸门 leads to the crisis everywhere else; inside a quote it is kept from doing so, and 110 is said."""
    said = chat.say("再不还钱砸门进来砍死你")
    assert chat.place == "look.grave"
    assert said[0] == "有吓人的话。"
    assert "先打110。" in said


def test_a_pasted_message_is_in_no_stored_session(chat: Chat) -> None:
    chat.say("老王你欠的钱快还，砍死你")
    assert chat.stored is not None
    assert "老王" not in chat.stored.decode()
    chat.press("on")
    chat.say("返回")
    assert "老王" not in chat.stored.decode()


def test_back_from_a_looked_at_message_asks_again(chat: Chat) -> None:
    chat.say("老王你欠的钱快还，砍死你")
    assert "贴过来。" in chat.say("返回")


def test_a_line_of_a_quote_picks_no_button(chat: Chat) -> None:
    """没有 is a button here; as one line of what they wrote it is their word."""
    chat.say("你到底还不还\n没有\n砍死你")
    assert chat.place == "look.grave"
    chat.say("返回")
    chat.say("没有")
    assert chat.place == "look.sum"


def test_an_outcome_leads_on_and_its_values_are_taken(chat: Chat) -> None:
    chat.say("没有")
    chat.say("一万")
    assert "分${months}个月。" in chat.say("900")
    assert chat.trace[-1] == "look.count>go:0"
    assert b'"months":12' in (chat.stored or b"")


def test_what_an_outcome_does_not_set_is_unset(chat: Chat) -> None:
    """The months of the first plan do not stay behind when the second comes to nothing."""
    chat.say("没有")
    chat.say("一万")
    chat.say("900")
    chat.press("again")
    chat.say("800")
    chat.say("900")
    assert chat.place == "look.bye"
    assert b"months" not in (chat.stored or b"").split(b"\n")[0]


def test_a_changed_answer_is_worked_out_anew(chat: Chat) -> None:
    """改: the total is asked again, the later answer is kept, the plan is the new one."""
    chat.say("没有")
    chat.say("一万")
    chat.say("900")
    chat.say("改")
    options = chat.say("1")
    assert options
    chat.say("1000")
    assert b'"months":10' in (chat.stored or b"")


def test_dialogs_that_do_what_nobody_wrote_are_not_built() -> None:
    dialogs = loaded({"dialogs/look.yaml": FLOW})
    with pytest.raises(ValueError, match="message_check"):
        engine.build(dialogs, Understanding(dialogs))
