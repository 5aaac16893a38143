"""The finer points of what may be known where: sub-flows, conditions on choices, the time, forgetting."""

# ruff: noqa: E501  a dialog reads best in its own lines
from __future__ import annotations

import pytest

from tests.check.base import explored, linted, loaded

DONE = "  done:\n    say: 好。\n    end: true\n"


def demo(nodes: str, head: str = "") -> str:
    return f"flow: demo\ntitle: 示例\nmenu: yes\n{head}nodes:\n{nodes}{DONE}"


def codes(nodes: str, head: str = "", **more: str) -> set[str]:
    files = {f"dialogs/{name}.yaml": text for name, text in more.items()}
    return {f.code for f in linted({"dialogs/demo.yaml": demo(nodes, head), **files})}


PEOPLE = "vars:\n  people: {type: int, between: 1..30}\n"
ASKED = "  start:\n    ask: 几个人？\n    save_as: people\n    retry: 例如 2。\n    go: next\n"


def test_choices_that_are_never_offered_together_may_share_their_words() -> None:
    nodes = ASKED + (
        "  next:\n    say: 接下来？\n    choices:\n"
        "      - {id: few, text: 好, to: done, when: people < 4}\n"
        "      - {id: many, text: 好, to: start, when: people >= 4}\n"
    )
    assert codes(nodes, PEOPLE) == set()
    assert codes(nodes.replace("people < 4", "people < 9"), PEOPLE) == {"D311"}


def test_a_condition_of_a_choice_that_never_holds() -> None:
    nodes = ASKED + (
        "  next:\n    say: 接下来？\n    choices:\n"
        "      - {id: few, text: 好, to: done, when: people > 30}\n"
        "      - {id: on, text: 走, to: done}\n"
    )
    assert codes(nodes, PEOPLE) == {"D307"}


@pytest.mark.parametrize(("unknown", "expected"), [("", set()), ("    unknown: 看不清\n", {"D304"})])
def test_what_a_sub_flow_returns_is_set_when_it_always_asks(unknown: str, expected: set[str]) -> None:
    helper = (
        "flow: helper\ntitle: 小流程\nvars:\n  number: {type: int}\nnodes:\n  start:\n    ask: 几个？\n    save_as: number\n"
        f"    retry: 例如 2。\n{unknown}    go: over\n  over:\n    say: 好。\n    end: true\n"
    )
    nodes = (
        "  start:\n    go: {use: helper, take: {people: number}, then: told}\n"
        "  told:\n    say: 有${people}个人。\n    go: done\n"
    )
    assert codes(nodes, PEOPLE, helper=helper) == expected
    walked = {
        f.code
        for f in explored(
            loaded({"dialogs/demo.yaml": demo(nodes, PEOPLE), "dialogs/helper.yaml": helper})
        ).findings
    }
    assert walked == ({"D393"} if expected else set())


@pytest.mark.parametrize(("given", "expected"), [("5", set()), ("people", {"D304"})])
def test_an_argument_that_may_be_unset_is_unset_inside(given: str, expected: set[str]) -> None:
    helper = (
        "flow: helper\ntitle: 小流程\nvars:\n  number: {type: int}\nnodes:\n"
        "  start:\n    say: 有${number}个。\n    end: true\n"
    )
    nodes = f"  start:\n    go: {{use: helper, with: {{number: {given}}}, then: done}}\n"
    assert codes(nodes, PEOPLE, helper=helper) == expected


def test_a_company_asked_in_one_flow_may_be_unknown_in_another() -> None:
    nodes = "  start:\n    say: 是${case.company}。\n    go: done\n"
    assert codes(nodes) == {"D304"}
    assert "D304" not in codes(
        nodes.replace(
            "start:", "start:\n    go: [{if: case.company is known, to: tell}, {to: done}]\n  tell:"
        )
    )


def test_what_was_forgotten_is_unknown() -> None:
    nodes = (
        "  start:\n    ask: 哪家？\n    save_as: case.company\n    retry: 例如：某某银行。\n    go: gone\n"
        "  gone:\n    say: 都删掉了，${case.company}也删了。\n    forget: yes\n    go: tell\n"
        "  tell:\n    say: 是${case.company}。\n    go: done\n"
    )
    assert "D304" in codes(nodes)


def test_the_hour_is_always_known_and_every_hour_is_walked() -> None:
    nodes = (
        "  start:\n    say: 现在呢？\n    choices: [{id: on, text: 看看, to: split}]\n"
        "  split:\n    go: [{if: hour >= 22 or hour < 8, to: night}, {to: day}]\n"
        "  night:\n    say: 夜里打110。\n    go: done\n  day:\n    say: 白天打12348。\n    go: done\n"
    )
    assert codes(nodes) == set()
    found = explored(loaded({"dialogs/demo.yaml": demo(nodes)}))
    assert found.findings == ()


def test_a_day_is_before_or_after_now() -> None:
    head = "vars:\n  visit: {type: datetime}\n"
    nodes = (
        "  start:\n    ask: 什么时候？\n    save_as: visit\n    retry: 例如：明天下午3点。\n"
        "    go: [{if: visit > now, to: later}, {to: over}]\n"
        "  later:\n    say: 还没到。\n    go: done\n  over:\n    say: 已经过了。\n    go: done\n"
    )
    assert codes(nodes, head) == set()
    assert explored(loaded({"dialogs/demo.yaml": demo(nodes, head)})).findings == ()


def test_sub_flows_four_deep_are_too_deep() -> None:
    def helper(number: int, go: str) -> str:
        return f"flow: h{number}\ntitle: 小流程{number}\nnodes:\n  start:\n    say: 好。\n{go}  over:\n    say: 好。\n    end: true\n"

    def use(number: int) -> str:
        return f"    go: {{use: h{number}, then: over}}\n"

    nodes = "  start:\n    go: {use: h1, then: done}\n"
    chain = {f"h{n}": helper(n, use(n + 1)) for n in (1, 2)}
    three = {**chain, "h3": helper(3, "    go: over\n")}
    four = {**chain, "h3": helper(3, use(4)), "h4": helper(4, "    go: over\n")}
    assert codes(nodes, **three) == set()
    assert codes(nodes, **four) == {"D310"}


def test_a_default_is_never_unset() -> None:
    nodes = "  start:\n    go: [{if: person.language == en, to: english}, {to: done}]\n  english:\n    say: OK.\n    go: done\n"
    assert codes(nodes) == set()
    assert codes(nodes.replace("language == en", "who == 家人")) == {"D305"}


def test_two_numbers_that_are_compared_can_be_less_equal_and_more() -> None:
    head = "vars:\n  monthly: {type: money, between: 1..1000}\n"
    nodes = (
        "  start:\n    ask: 每月多少？\n    save_as: monthly\n    retry: 例如 800。\n    go: total\n"
        "  total:\n    ask: 一共多少？\n    save_as: case.amount\n    retry: 例如 800。\n    go: split\n"
        "  split:\n    go: [{if: monthly > case.amount, to: more}, {if: monthly == case.amount, to: same}, {to: less}]\n"
        "  more:\n    say: 比总数还多。\n    go: done\n  same:\n    say: 一样多。\n    go: done\n  less:\n    say: 少些。\n    go: done\n"
    )
    assert codes(nodes, head) == set()
    assert explored(loaded({"dialogs/demo.yaml": demo(nodes, head)})).findings == ()
