"""`check --fix`: only what is mechanical, only where the set is better for it, every other byte as it was."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import check
from bot.actions import declarations
from bot.language import read
from bot.language.fix import fix, replaced
from bot.language.marks import Diagnostic, Fix, Mark
from tests.check.base import TODAY, base
from tests.language.sets import PATH, flow

MIXED = flow(
    "start:\n  say：门可以不开。  # 备注\n  choices:\n    - 走了 → two\n    -没走 －> two\ntwo:\n  say: *好\n  end: yes"
)
MENDED = flow(
    "start:\n  say: 门可以不开。  # 备注\n  choices:\n    - {id: two, text: 走了, to: two}\n"
    '    - {id: two_2, text: 没走, to: two}\ntwo:\n  say: "*好"\n  end: yes'
)


def mended(text: str | bytes) -> str | bytes:
    return fix({**base(), PATH: text})[0][PATH]


def test_a_file_full_of_traps_is_mended_in_layers() -> None:
    files, applied, left = fix({**base(), PATH: MIXED})
    assert files[PATH] == MENDED
    assert sorted(d.code for d in applied) == ["D113", "D114", "D115", "D115", "D120"]
    assert left == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("as_bytes", [True, False])
def test_line_ends_and_bom_stay(newline: str, bom: str, *, as_bytes: bool) -> None:
    before, after = (bom + text.replace("\n", newline) for text in (MIXED, MENDED))
    assert mended(before.encode() if as_bytes else before) == (after.encode() if as_bytes else after)


def test_a_block_choice_gets_its_id_on_a_line_of_its_own() -> None:
    text = flow("start:\n  say: 门\n  choices:\n    - text: 走了\n      to: two\ntwo:\n  say: 好\n  end: yes")
    assert "    - id: two\n        text: 走了\n".replace("    -", "      -") in str(mended(text))
    assert "\r\n        text: 走了\r\n" in str(mended(text.replace("\n", "\r\n")))


def test_ids_differ_from_those_of_always() -> None:
    head = "always:\n  - {id: two, text: 不说了, to: two}\n"
    text = flow("start:\n  say: 门\n  choices:\n    - 走了 -> two\ntwo:\n  say: 好\n  end: yes", head)
    assert "{id: two_2, text: 走了, to: two}" in str(mended(text))


def test_text_with_signs_of_yaml_is_quoted() -> None:
    text = flow("start:\n  say: 门\n  choices:\n    - 走了, 真的走了 -> two\ntwo:\n  say: 好\n  end: yes")
    assert '{id: two, text: "走了, 真的走了", to: two}' in str(mended(text))


def test_gbk_becomes_utf8_and_says_the_same() -> None:
    good = flow("start:\n  say: 门可以不开。\n  end: yes")
    assert mended(good.encode("gbk")) == good.encode()
    assert mended(good.encode("utf-16")) == good.encode()


TWO = "\ntwo:\n  say: 好\n  end: yes"
BUTTON = "start:\n  say: 门\n  choices:\n    - {}" + TWO


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("回菜单 -->two", "{id: two, text: 回菜单, to: two}"),
        ("回菜单 --->  two", "{id: two, text: 回菜单, to: two}"),
        ("回菜单 ==>two", "{id: two, text: 回菜单, to: two}"),
        (
            "｛id: left, text: 走了, to: two, also_said: 【出门了、他们走了】｝",
            "{id: left, text: 走了, to: two, also_said: [出门了, 他们走了]}",
        ),
        ("{id: a, text: 我不在,家人在, to: two}", '{id: a, text: "我不在，家人在", to: two}'),
        (
            "{id: a, text: 走了, to: two, also_said: 出门了、他们走了}",
            "{id: a, text: 走了, to: two, also_said: [出门了, 他们走了]}",
        ),
    ],
)
def test_what_an_input_method_types_becomes_what_was_meant(typed: str, meant: str) -> None:
    assert mended(flow(BUTTON.format(typed))) == flow(BUTTON.format(meant))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  start:\n\tsay: 门\n\tend: yes\n", "  start:\n    say: 门\n    end: yes\n"),
        ("\tstart:\n\t\tsay: 门\n\t\tend: yes\n", "  start:\n    say: 门\n    end: yes\n"),
        ("  start:\n    say: 门\n\tend: yes\n", "  start:\n    say: 门\n    end: yes\n"),
        ("  start:\n    say:\n\t- 门\n\t- 别\n", "  start:\n    say:\n    - 门\n    - 别\n"),
        ("  start:\n    say:\n      - 门\n      别\n", "  start:\n    say:\n      - 门\n      - 别\n"),
        ("  start:\n    say: 门\n别动\n    end: yes\n", "  start:\n    say: 门\n      别动\n    end: yes\n"),
    ],
)  # fmt: skip
def test_a_line_is_put_where_it_can_belong(typed: str, meant: str) -> None:
    head = "flow: visit\ntitle: 上门\nnodes:\n"
    end = "    end: yes\n" if "end" not in typed else ""
    assert mended(head + typed + end) == head + meant + end


def test_a_file_named_as_target_is_known_by_its_flow() -> None:
    found = read({**base(), PATH: flow(BUTTON.format("{id: a, text: 走了, to: crisis.yaml}"))})[1]
    assert [finding.values["meant_zh"] for finding in found] == ["是不是“crisis”？"]


def test_what_is_in_order_is_not_touched() -> None:
    files = {**base(), PATH: MENDED, "dialogs/more.yaml": flow("start:\n  say: x").replace("visit", "more")}
    after, applied, _ = fix(files)
    assert after == files
    assert applied == []


def test_mending_twice_changes_nothing_more() -> None:
    once, _, _ = fix({**base(), PATH: MIXED})
    twice, applied, _ = fix(once)
    assert twice == once
    assert applied == []


def test_a_name_that_is_only_alike_is_left_to_a_person() -> None:
    """`also_say` holds `say`, but was hardly meant as that."""
    text = flow("start:\n  also_say: 门\n  end: yes")
    assert mended(text) == text


def test_a_cure_that_makes_something_worse_is_refused() -> None:
    """`sya` is near `say`, but say is there already: the key stays for a person to look at."""
    text = flow("start:\n  sya: 门\n  say: 好\n  end: yes")
    assert mended(text) == text


def test_a_cure_is_refused_where_the_examiner_would_find_something_new() -> None:
    text = flow("start:\n  say: 门\n  choices:\n    - 走了 -> two\ntwo:\n  say: 好\n  end: yes")

    def strict(files: Mapping[str, str | bytes]) -> list[Diagnostic]:
        worse = [Diagnostic(code="D999", mark=Mark(file=PATH))] if "id: two" in str(files[PATH]) else []
        return [*read(files, declarations())[1], *worse]

    assert fix({**base(), PATH: text}, strict)[0][PATH] == text


@pytest.mark.parametrize("written", ["hot-110", "hot-110: 别的话", 'hot-110: "别的话"'])
def test_the_short_sentence_is_written_beside_the_id(written: str) -> None:
    def every(files: Mapping[str, str | bytes]) -> list[Diagnostic]:
        dialogs, report = read(files, declarations())
        return [*report, *(check.lint(dialogs, TODAY) if dialogs else ())]

    text = flow(f"start:\n  say: 门\n  law:\n    - {written}\n  end: yes", "menu: yes\n")
    after, applied, _ = fix({**base(), PATH: text}, every)
    assert [d.code for d in applied] == ["D504"]
    dialogs, _ = read(after, declarations())
    assert dialogs is not None
    assert dialogs.flows["visit"].steps["start"].law[0].mirror == dialogs.statements["hot-110"].short


@given(
    st.text("a你\n\r", max_size=30),
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 6)), max_size=1),
    st.text("xy\n"),
)
def test_a_replacement_touches_nothing_else(text: str, places: list[tuple[int, int]], new: str) -> None:
    fixes = [Fix(file=PATH, start=place, end=place, text=new) for place in places]
    after = str(replaced(text, fixes))
    inserted = new.replace("\n", "\r\n") if "\r\n" in text and places else new if places else ""
    assert len(after) == len(text) + len(inserted)
    assert after.encode() == replaced(text.encode(), fixes)


SIGNS = [
    *"ab:： -－>→#{}[],，\"'“”|&*!%@`\n\t　$你。1?=",
    "say",
    "choices",
    "->",
    "${people}",
    " #重要",
    "\n  ",
]


@settings(max_examples=60)
@given(
    st.integers(0, len(MENDED)),
    st.lists(st.sampled_from(SIGNS), min_size=1, max_size=3).map("".join),
    st.integers(0, 6),
)
def test_whatever_is_typed_into_a_flow_mending_only_betters_it(at: int, typed: str, cut: int) -> None:
    text = MENDED[:at] + typed + MENDED[at + cut :]
    files = {**base(), PATH: text}
    before = list(read(files, declarations())[1])
    after, applied, left = fix(files, actions=declarations())
    assert len(left) <= len(before) - len({d.code for d in applied})
    assert [d.code for d in read(after, declarations())[1]] == [d.code for d in left]
    assert fix(after, actions=declarations())[1] == []
