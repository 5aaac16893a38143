"""Conditions: total, typed when they are read, false on what is unset."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.conditions import Trouble, parse, show, tidy
from bot.language.guards import Guard, guard, holds
from bot.language.marks import Mark
from bot.language.typed import Typist
from bot.values import Spec
from tests.work import calls

SPECS = {
    "people": Spec(type="int", low=1, high=30),
    "other": Spec(type="int"),
    "person.who": Spec(type="one_of", options=("本人", "家人", "别人")),
    "person.language": Spec(type="one_of", options=("zh-Hans", "en")),
    "case.amount": Spec(type="money"),
    "acts": Spec(type="many_of", options=("堵门", "辱骂", "拍照")),
    "visit": Spec(type="datetime"),
    "day": Spec(type="date"),
    "alone": Spec(type="yes_no"),
    "company": Spec(type="text"),
}
MARK = Mark(file="dialogs/visit.yaml")


def read(text: str) -> Guard:
    tree = parse(tidy(text))
    assert not isinstance(tree, Trouble), tree
    typist = Typist(spec_of=SPECS.get)
    found = guard(text, typist.tree(tree), MARK)
    assert typist.misfits == [], typist.misfits
    return found


def misfits(text: str) -> list[tuple[str, str]]:
    tree = parse(tidy(text))
    assert not isinstance(tree, Trouble), tree
    typist = Typist(spec_of=SPECS.get)
    typist.tree(tree)
    return [(m.reason, m.text or m.name) for m in typist.misfits]


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("people >= 4", {"people": 4}, True),
        ("people >= 4", {"people": 3}, False),
        ("people >= 4", {}, False),
        ("people != 4", {}, False),
        ("not people >= 4", {}, True),
        ("4 <= people", {"people": 5}, True),
        ("people is unknown or people >= 4", {}, True),
        ("people is known and people < 4", {"people": 1}, True),
        ("people < other", {"people": 1, "other": 2}, True),
        ("people < other", {"people": 1}, False),
        ("people < other", {"other": 1}, False),
        ("case.amount > 3万", {"case.amount": 30_000_00}, False),
        ("case.amount > 3万", {"case.amount": 30_000_01}, True),
        ("case.amount == 3000元", {"case.amount": 3000_00}, True),
        ("case.amount == 3000", {"case.amount": 3000_00}, True),
        ("person.who == 本人", {"person.who": "本人"}, True),
        ("person.who in [家人, 别人]", {"person.who": "家人"}, True),
        ("person.who in [家人, 别人]", {}, False),
        ('person.who == "本人"', {"person.who": "本人"}, True),
        ("person.language == en", {"person.language": "en"}, True),
        ("person.language == zh-Hans", {"person.language": "zh-Hans"}, True),
        ("堵门 in acts", {"acts": ("堵门", "辱骂")}, True),
        ("拍照 in acts", {"acts": ("堵门", "辱骂")}, False),
        ("拍照 in acts", {}, False),
        ("acts in [拍照, 辱骂]", {"acts": ("堵门", "辱骂")}, True),
        ("visit < now", {"visit": "2026-11-25T10:00+08:00", "now": "2026-11-25T11:00+08:00"}, True),
        ("visit > 2026-11-25", {"visit": "2026-11-25T10:00+08:00"}, True),
        ("day == now", {"day": "2026-11-25", "today": "2026-11-25"}, True),
        ("day > 2026-11-24", {"day": "2026-11-25"}, True),
        ("alone", {"alone": True}, True),
        ("alone", {"alone": False}, False),
        ("not alone", {}, True),
        ("alone == 是", {"alone": True}, True),
        ("alone == no", {"alone": False}, True),
        ("hour >= 22 or hour < 6", {"hour": 23}, True),
        ("not (people > 3 and alone)", {"people": 5, "alone": True}, False),
        ("people > 3 or people < 2 and alone", {"people": 5}, True),
        ("company == 某某银行", {"company": "某某银行"}, True),
        ("people ＞＝ 4 && person.who ＝ “本人”", {"people": 4, "person.who": "本人"}, True),
        ("（people > 3）", {"people": 4}, True),
        ("people = 4", {"people": 4}, True),
        ("people is not unknown", {"people": 4}, True),
    ],
)
def test_conditions_say_what_they_say(text: str, values: dict[str, Any], expected: bool) -> None:
    assert read(text).holds(values.get) is expected
    assert holds(read(text), values.get) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("person.who == 本", [("option", "本")]),
        ("person.who in [本人, 谁]", [("option", "谁")]),
        ("people > 三五个", [("literal", "三五个")]),
        ("day > 明天", [("literal", "明天")]),
        ("hour >= 22:00", [("literal", "22:00")]),
        ("poeple > 3", [("undeclared", "poeple")]),
        ("people > limit", [("undeclared", "limit")]),
        ("person.who > 本人", [("order", ">")]),
        ("acts == 堵门", [("many", "堵门")]),
        ("本人 in person.who", [("single", "本人")]),
        ("5 > 3", [("no_name", "5 > 3")]),
        ("people", [("truth", "people")]),
        ("people < day", [("types", "day")]),
        ("nobody is unknown", [("undeclared", "nobody")]),
    ],
)
def test_what_does_not_fit_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert misfits(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"), ("people >", "end"), ("(people > 3", "end"), ("people > 3 4", "extra"),
        ("people is empty", "token"),
        ("people in []", "token"), ("and people", "token"), ("len(people) > 3", "extra"), ("people >= >= 3", "token"),
        ("(" * 30 + "alone" + ")" * 30, "deep"), ("people > 3 and " * 50 + "alone", "long"), ("a ! b", "token"),
        ('people == "3', "token"), ("__import__('os')", "extra"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_value(text: str, reason: str) -> None:
    tree = parse(text)
    assert isinstance(tree, Trouble)
    assert tree.reason == reason


def test_names_literals_and_pairs_are_known() -> None:
    found = read("people >= 4 and (people < 9 or visit < now) and acts in [堵门]")
    assert found.names == ("people", "visit", "now", "acts")
    assert dict(found.literals) == {"people": (4, 9), "acts": ("堵门",)}
    assert found.pairs == (("visit", "now"),)


def test_a_value_of_another_type_compares_with_nothing() -> None:
    assert not read("people > 3").holds({"people": "四"}.get)
    assert read("not people > 3").holds({"people": "四"}.get)
    assert not read("堵门 in acts").holds({"acts": 3}.get)


def test_a_simple_condition_is_little_work() -> None:
    """What it was parsed into is kept: holding it is a handful of calls, not a walk through its words."""
    found, values = read("people >= 4"), {"people": 5}
    assert calls(lambda: found.holds(values.get)) < 20


# -- properties --------------------------------------------------------------------------------------------------------
ANY_VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.tuples(st.text(max_size=3))
)


@given(st.text(max_size=80), st.dictionaries(st.sampled_from([*SPECS, "now", "hour"]), ANY_VALUE))
def test_any_text_and_any_values_are_answered(text: str, values: dict[str, Any]) -> None:
    _answered(text, values)


PIECES = [*SPECS, "hour", "now", "and", "or", "not", "in", "is", "unknown", "known", "==", "!=", "<", ">=", "(", ")",
          "[", "]", ",", "3", "3万", "本人", "'家人'", "2026-11-25", "堵门", "＞", "“本人”", "是"]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.dictionaries(st.sampled_from([*SPECS, "now", "hour"]), ANY_VALUE),
)
def test_any_row_of_words_is_answered(words: list[str], values: dict[str, Any]) -> None:
    _answered(" ".join(words), values)


def _answered(text: str, values: dict[str, Any]) -> None:
    tree = parse(tidy(text))
    if isinstance(tree, Trouble):
        return
    found = guard(text, Typist(spec_of=SPECS.get).tree(tree), MARK)
    assert found.holds(values.get) in (True, False)


WORD = st.text("abc本人3万-:.", min_size=1, max_size=6).filter(
    lambda w: w[0] != "." and w not in ("and", "or", "not", "in", "is")
)
NAMES = st.sampled_from(list(SPECS))
RAW = st.tuples(st.just("raw"), WORD)
LEAF = st.one_of(st.tuples(st.just("name"), NAMES), RAW)
CONDITION = st.one_of(
    st.tuples(st.just("cmp"), st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), LEAF, LEAF),
    st.tuples(st.sampled_from(["unknown", "known", "true"]), NAMES),
    st.tuples(st.just("has"), RAW, NAMES),
    st.tuples(
        st.just("in"), st.tuples(st.just("name"), NAMES), st.lists(RAW, min_size=1, max_size=3).map(tuple)
    ),
)
TREES = st.recursive(
    CONDITION,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), inner, inner), st.tuples(st.just("not"), inner)
    ),
    max_leaves=6,
)


@given(TREES)
def test_what_is_printed_is_read_again(tree: Any) -> None:
    assert parse(show(tree)) == tree


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text)
    if not isinstance(parse(once), Trouble):
        assert tidy(once) == once
