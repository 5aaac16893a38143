"""What loads can be run: names resolved, every problem at once; the revision changes with what matters."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from bot.actions import declarations
from bot.language import Dialogs, Report, load, read
from bot.language.catalogue import explain
from bot.language.model import Dialogs as Model
from bot.language.model import Scope
from tests.check.base import base
from tests.language.sets import PATH, flow, found, shipped
from tests.work import calls

VISIT = """\
start:
  say: {本人: [门可以不开。, 也可以不出声。], 家人: 今天什么都不用答应。}
  law: [{hot-110: 拿不准，打110照实说}]
  choices:
    - {id: gone, text: 走了, to: ask, also_said: [走], when: hour < 22}
    - 没走 -> crisis
ask:
  ask: 几个人？
  save_as: people
  retry: 例如 2。
  unknown: 看不清
  go:
    - if: people is unknown or people >= 4
      use: count.start
      with: {number: people, kind: 上门}
      take: {people: number}
      then: told
    - {if: case.amount > 3万, to: crisis.over}
    - {to: told}
told:
  say: ${people}个，是${case.company}。
  aloud: 请报公司名。
  end: yes
  renamed_from: tell
"""
COUNT = """\
flow: count
title: 数一数
vars:
  number: int
  kind: {type: one_of, options: [上门, 电话]}
nodes:
  start:
    say: 数好了。
    end: yes
"""
HEAD = "vars:\n  people: {type: int, between: 1..30, label: 几个人}\nalways:\n  - {id: stop, text: 不说了, to: told}\n"


def small(**changed: str) -> dict[str, str]:
    return {**base(), PATH: flow(VISIT, HEAD), "dialogs/count.yaml": COUNT, **changed}


def loaded(**changed: str) -> Model:
    dialogs, report = read(small(**changed))
    assert dialogs is not None, [explain(f) for f in report]
    return dialogs


def test_a_flow_is_what_it_says() -> None:
    visit = loaded().flows["visit"]
    start, ask, told = visit.steps.values()
    assert (visit.start, visit.title.default, visit.title.key) == ("start", "上门", "visit.title")
    assert start.say is not None
    assert start.say.by_person == (("本人", "门可以不开。\n也可以不出声。"), ("家人", "今天什么都不用答应。"))
    assert start.say.text_for("别人") == "门可以不开。\n也可以不出声。"
    assert start.say.key == "visit.start.say"
    assert [(c.id, c.to.place, c.text.key) for c in start.choices] == [
        ("gone", "visit.ask", "visit.start.gone"),
        ("cf25aa5", "crisis.start", "visit.start.cf25aa5"),
    ]
    assert start.choices[1].to.place == "crisis.start"
    assert not start.choices[1].written_id
    assert [(ref.id, ref.mirror, ref.cure) for ref in start.law] == [("hot-110", "拿不准，打110照实说", None)]
    assert ask.ask is not None
    assert (ask.ask.save_as, ask.ask.unknown and ask.ask.unknown.default) == ("people", "看不清")
    assert told.say is not None
    assert told.say.names == ("people", "case.company")
    assert told.renamed_from == ("tell",)
    assert [c.text.key for c in visit.always] == ["visit.always.stop"]
    assert visit.variables[0].label is not None


def test_branches_and_sub_flows_are_resolved() -> None:
    first, second, third = loaded().flows["visit"].steps["ask"].go
    assert first.use is not None
    assert (first.use.target.place, first.use.then.place, first.use.take) == (
        "count.start",
        "visit.told",
        (("people", "number"),),
    )
    values = {name: expression.value({"people": 5}.get) for name, expression in first.use.arguments}
    assert values == {"number": 5, "kind": "上门"}
    assert second.condition is not None
    assert dict(second.condition.literals) == {"case.amount": (30_000_00,)}
    assert (second.to and second.to.place, third.to and third.to.place) == ("crisis.over", "visit.told")


def test_variables_live_where_they_are_declared() -> None:
    dialogs = loaded()
    who = dialogs.variable("visit", "person.who")
    assert who is not None
    assert (who.scope, who.spec.options) == (Scope.PERSON, ("本人", "家人", "别人"))
    language = dialogs.variable("visit", "person.language")
    assert language is not None
    assert language.default == "zh-Hans"
    people = dialogs.variable("visit", "people")
    assert people is not None
    assert (people.scope, people.spec.low, people.spec.high) == (Scope.FLOW, 1, 30)
    assert dialogs.variable("count", "people") is None


def test_money_is_written_in_yuan_and_kept_in_fen() -> None:
    people = "vars:\n  sum: {type: money, between: 0.5..3万}\n"
    variable = loaded(
        **{"dialogs/more.yaml": flow("start:\n  end: yes", people).replace("flow: visit", "flow: more")}
    ).variable("more", "sum")
    assert variable is not None
    assert (variable.spec.low, variable.spec.high) == (50, 30_000_00)


def test_loaded_dialogs_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        loaded().flows["visit"].topic = "x"  # type: ignore[misc]


def test_the_short_door_gives_dialogs_or_the_report() -> None:
    assert isinstance(load(small()), Dialogs)
    assert isinstance(load({**small(), PATH: "x"}), Report)


def test_every_problem_of_every_file_comes_at_once_in_order() -> None:
    one = flow("start:\n  sya: 一\n  go: nowhere\ntwo:\n  say: ${x}\n  end: maybe")
    _, report = read(
        {**small(), PATH: one, "dialogs/count.yaml": COUNT.replace("int", "imt").replace("say:", "say：")}
    )
    places = [(f.mark.file, f.mark.line, f.mark.column) for f in report]
    assert places == sorted(places)
    assert [f.code for f in report] == ["D204", "D113", "D201", "D210", "D211", "D204"]


def test_one_mistake_is_said_once() -> None:
    _, report = read({**small(), PATH: flow(VISIT, HEAD).replace("people: {type", "poeple: {type")})
    assert {f.code for f in report} == {"D212", "D213", "D211", "D208"}
    assert {f.values["name"] for f in report if "name" in f.values} == {"people"}
    assert len([f for f in report if f.code == "D212"]) == 1


# -- the revision ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("走了, to", "走啦, to"), ("hour < 22", "hour < 21"), ("people >= 4", "people >= 5"), ("1..30", "1..31"),
        ("也可以不出声", "也可以出声"), ("renamed_from: tell", "renamed_from: tale"), ("看不清", "没看清"),
        ("to: told}", "to: ask}"),
        ("also_said: [走]", "also_said: [走, 跑]"), ("end: yes", "forget: yes\n    end: yes"), ("上门}", "电话}"),
    ],
)  # fmt: skip
def test_the_revision_changes_with_what_a_person_or_a_session_notices(old: str, new: str) -> None:
    text = flow(VISIT, HEAD)
    assert old in text
    assert loaded(**{PATH: text.replace(old, new, 1)}).revision != loaded().revision


def test_the_revision_does_not_change_with_comments_places_or_notes() -> None:
    text = flow(VISIT, HEAD)
    moved = "# 第一行\n\n" + text.replace("end: yes", "note: 给维护者\n    end: yes  # 备注")
    assert loaded(**{PATH: moved}).revision == loaded().revision
    assert loaded(**{PATH: text.replace("\n", "\r\n")}).revision == loaded().revision


def test_the_revision_is_sixteen_hex_digits_and_stable() -> None:
    revision = loaded().revision
    assert len(revision) == 16
    assert int(revision, 16) >= 0
    assert revision == loaded().revision


# -- did you mean ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("go: tlod", "told"), ("go: crisis.ovr", "crisis.over"), ("go: crsis", "crisis"), ("go: over", "crisis.over"),
        ("law: hot-10", "hot-110"), ("say: ${poeple}", "people"), ("say: ${case.compny}", "case.company"),
        ("save_as: poeple", "people"), ("chioces: []", "choices"), ("Say: 一", "say"), ("says: 一", "say"),
        ("ＳＡＹ: 一", "say"), ("go: {if: person.who == 本, to: told}", "本人"), ("also_say: 一", "say"),
        ("xyzzy: 一", ""), ("go: nirgends", ""), ("law: hot-999-x", ""),
    ],
)  # fmt: skip
def test_did_you_mean(line: str, hint: str) -> None:
    text = flow(f"first:\n  {line}\n  end: no\n" + VISIT, HEAD)
    findings = [
        f
        for f in found(text)
        if f.mark.line == text.split("\n").index(f"    {line}") + 1 and "meant_zh" in f.values
    ]
    assert findings
    assert (f"“{hint}”" in findings[0].values["meant_zh"]) if hint else not findings[0].values["meant_zh"]


def test_the_shipped_dialogs_are_so_much_work_a_line() -> None:
    files = shipped()
    lines = sum(text.count("\n") for text in files.values())
    assert calls(lambda: read(files, declarations())) < lines * 160
