"""A small set of dialogs of its own, so that the engine's promises do not depend on the shipped words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot import engine, language
from bot.engine.events import Event, Pressed, Said, Say, Sent, Started
from bot.language.sentences import PHRASES
from bot.render import Renderer
from bot.texts import Texts
from bot.understand import Understanding

CHINA = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=CHINA)

FLOWS = {
    "dialogs/start.yaml": """
flow: start
title: 开始
nodes:
  hello:
    say: 我在。
    choices:
      - {id: door, text: 人在门口, to: door, also_said: [敲门了]}
      - {id: talk, text: 想谈一谈, to: talk}
  menu:
    say: 您想看什么？
    choices:
      - {id: door, text: 人在门口, to: door}
      - {id: talk, text: 想谈一谈, to: talk}
""",
    "dialogs/door.yaml": """
flow: door
title: 有人在门口
also_said: [他们来了]
danger: yes
vars:
  people: {type: int, between: 1..30, label: 门外人数}
  when:   {type: datetime, after: now}
always:
  - {id: worse, text: 变严重了, to: crisis.forced}
nodes:
  start:
    say: 门可以不开。
    choices:
      - {id: knock, text: 敲门, to: ask_people}
      - {id: gone, text: 走了, to: bye}
  ask_people:
    ask: 门外几个人？
    save_as: people
    retry: 请打一个数字，例如 2。
    unknown: 看不清
    go: [{if: people is unknown or people >= 4, to: many}, {to: few}]
  many:
    say: 人多，别出声。
    go: ask_company
  few:
    say: 只有${people}个人。
    go: ask_company
  ask_company:
    ask: 哪家公司？
    save_as: case.company
    unknown: 不肯说
    go: {use: check, with: {heads: people}, then: ask_when, take: {people: heads}}
  ask_when:
    ask: 说什么时候再来？
    save_as: when
    unknown: 没说
    go: bye
  bye:
    say: 记下了。
    end: true
""",
    "dialogs/check.yaml": """
flow: check
title: 核对
vars:
  heads: {type: int}
  seen:  {type: yes_no}
nodes:
  start:
    ask: 看到证件了吗？
    save_as: seen
    go: done
  done:
    say: 好。
    end: true
""",
    "dialogs/talk.yaml": """
flow: talk
title: 想谈一谈
vars:
  sum:  {type: money, between: 1..1000000}
  word: {type: quote}
nodes:
  start:
    say: {本人: 您欠多少？, 家人: 他欠多少？}
    ask: 打一个数就行。
    save_as: sum
    go: words
  words:
    ask: 对方原话是什么？
    save_as: word
    go: show
  show:
    say: 一共${sum}。
    choices:
      - {id: ok, text: 对, to: over}
  over:
    say: 好了。
    end: true
""",
    "dialogs/crisis.yaml": """
flow: crisis
title: 现在有危险
crisis: yes
danger: yes
nodes:
  start:
    say: 先打110。
    choices:
      - {id: forced, text: 有人闯进来, to: forced}
      - {id: safe, text: 安全了, to: safe}
  forced:
    say: 现在打110，进里屋锁门。
    choices:
      - {id: called, text: 打通了, to: safe}
  safe:
    say: 好，您先歇一下。
    end: true
""",
    "dialogs/interrupts.yaml": """
interrupts:
  - {id: danger, button: 有危险, also_said: ['110', 救命], contains: [踹门, 砍死], unless: [没踹门], to: crisis}
  - {id: back, also_said: [返回], command: back}
  - {id: change, also_said: [改], command: change}
  - {id: restart, also_said: [重来], command: restart}
  - {id: help, also_said: [帮助], command: help}
  - {id: resume, also_said: [继续, 回到刚才], command: resume}
  - {id: law, also_said: [依据], command: law}
  - {id: case, also_said: [换一家], command: case}
  - {id: menu, also_said: [菜单], to: start.menu}
""",
    "dialogs/person.yaml": """
person:
  who: {type: one_of, options: [本人, 家人, 别人], label: 谁在说话}
  language: {type: one_of, options: [zh-Hans, en], default: zh-Hans}
case:
  company: {type: text, label: 哪家公司}
""",
}


def phrases() -> str:
    """Each phrase says its own name, with whatever placeholders it may carry."""
    extra = {"heard": "${value}", "heard_assumed": "${value} ${assumed}", "miss_more": "${options}"}
    lines = [f"  {name}: 〔{name}〕{extra.get(name, '')}" for name in PHRASES]
    return "phrases:\n" + "\n".join(lines) + "\n"


@dataclass
class Chat:
    """A conversation one can read aloud: say, press, and what came back."""

    program: engine.Program
    session: engine.Session | None = None
    now: datetime = NOON
    number: int = 0
    turns: list[engine.Turn] = field(default_factory=list)

    def _send(self, make: Callable[[str, datetime], Event]) -> str:
        self.number += 1
        turn = engine.turn(self.program, self.session, make(str(self.number), self.now))
        self.turns.append(turn)
        self.session = engine.decode(engine.encode(turn.session))
        assert self.session == turn.session, "a session must survive its stored form"
        return self.heard

    def start(self) -> str:
        return self._send(lambda i, at: Started(id=i, at=at))

    def say(self, text: str) -> str:
        return self._send(lambda i, at: Said(id=i, at=at, text=text))

    def press(self, choice: str, place: str = "") -> str:
        return self._send(lambda i, at: Pressed(id=i, at=at, choice=choice, place=place))

    def send(self, kind: str) -> str:
        return self._send(lambda i, at: Sent(id=i, at=at, kind=kind))

    def wait(self, **spans: float) -> None:
        self.now += timedelta(**spans)

    @property
    def heard(self) -> str:
        """All bubbles of the last turn, one a line, buttons in brackets."""
        renderer = Renderer(dialogs=self.program.dialogs, texts=Texts())
        bubbles = renderer.render(self.turns[-1].effects)
        return "\n".join(b.text + "".join(f" [{x.label}]" for x in b.buttons) for b in bubbles)

    @property
    def at(self) -> str:
        assert self.session is not None
        return self.session.top.place

    @property
    def says(self) -> list[Say]:
        return [e for e in self.turns[-1].effects if isinstance(e, Say)]


def load(files: dict[str, str]) -> engine.Program:
    dialogs = language.load(files)
    assert isinstance(dialogs, language.Dialogs), [str(d) for d in dialogs]
    return engine.build(dialogs, Understanding(dialogs))


@pytest.fixture(scope="session")
def program() -> engine.Program:
    return load({**FLOWS, "dialogs/phrases.yaml": phrases()})


@pytest.fixture
def chat(program: engine.Program) -> Chat:
    return Chat(program)


@pytest.fixture
def utc() -> datetime:
    return datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
