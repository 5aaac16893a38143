"""A small set that is in order: what an example of a rule is put over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot import check, engine
from bot.actions import declarations, registry
from bot.language import Dialogs, read
from bot.language.marks import Diagnostic
from bot.language.sentences import PHRASES
from bot.texts import Catalogue, read_catalogue
from bot.understand import Understanding

TODAY = date(2026, 11, 22)

START = """\
flow: start
title: 开头
nodes:
  start:
    say: 现在是哪种？
    choices:
      - {id: all_well, text: 没有事, to: bye}
      - {id: list, text: 看看有什么, to: menu}
  menu:
    say: 您要哪一样？
    choices:
      - {id: back_home, text: 回开头, to: start}
  bye:
    say: 好，有事再来。
    end: true
"""
CRISIS = """\
flow: crisis
title: 有危险
crisis: yes
danger: yes
nodes:
  start:
    say: 现在打110。
    choices:
      - {id: safe, text: 安全了, to: over}
  over:
    say: 再有事就打110。
    end: true
"""
INTERRUPTS = """\
interrupts:
  - {id: danger, button: 有危险, also_said: [救命], contains: [砸门], to: crisis.start}
  - {id: back, also_said: [返回], command: back}
  - {id: change, also_said: [改], command: change}
  - {id: restart, also_said: [重来], command: restart}
  - {id: help, also_said: [帮助], command: help}
  - {id: resume, also_said: [继续], command: resume}
  - {id: law, also_said: [依据], command: law}
  - {id: menu, also_said: [菜单], to: start.menu}
"""
PERSON = """\
person:
  who: {type: one_of, options: [本人, 家人, 别人]}
  language: {type: one_of, options: [zh-Hans, en], default: zh-Hans}
case:
  company: {type: text}
  amount: {type: money}
"""
LAW = """\
law:
  - id: hot-110
    topic: hotline
    short: 拿不准，打110照实说
    full: 110：正在发生的危险，打110照实说。120：有人倒下。12348：免费法律咨询。
    source: {name: 公开电话, article: 用途, issuer: 某机关, effective: 现行, url: "https://example.org"}
    force: 官方提示
    verified: text
    as_of: "2026-01-01"
    review_by: "2027-12-31"
    danger_ok: yes
"""


def base() -> dict[str, str]:
    """Path -> text."""
    phrases = "".join(f"  {name}: 好。\n" for name in PHRASES if name != "card")
    return {
        "dialogs/start.yaml": START,
        "dialogs/crisis.yaml": CRISIS,
        "dialogs/interrupts.yaml": INTERRUPTS,
        "dialogs/person.yaml": PERSON,
        "dialogs/numbers.yaml": LAW,
        "dialogs/phrases.yaml": f"phrases:\n{phrases}  card: ${{full}}（${{source}}）${{caveat}}\n",
    }


def loaded(files: Mapping[str, str]) -> Dialogs:
    """The set with these files put over the base; it has to load."""
    dialogs, report = read(
        {path: text for path, text in {**base(), **files}.items() if path.endswith(".yaml")}, declarations()
    )
    assert dialogs is not None, [(str(d.mark), d.code, dict(d.values)) for d in report]
    return dialogs


def catalogues(files: Mapping[str, str]) -> dict[str, Catalogue]:
    """The .po files of a set by language."""
    return {path.split("/")[1]: read_catalogue(text) for path, text in files.items() if path.endswith(".po")}


def linted(files: Mapping[str, str], **options: object) -> list[Diagnostic]:
    """What the rules say about the base with these files over it."""
    return list(check.lint(loaded(files), TODAY, catalogues=catalogues(files), **options))


def explored(dialogs: Dialogs) -> check.Exploration:
    """Every conversation of these dialogs."""
    return check.explore(engine.build(dialogs, Understanding(dialogs), registry(dialogs)))
