"""YAML that cannot surprise: every scalar is text, every trap is named with its cure, nothing is ever raised."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.language import read, source
from bot.language.schema import LATER, TABLES
from bot.language.source import Node
from bot.language.source import read as read_source
from bot.language.traps import KEYS
from tests.check.base import base
from tests.language.sets import PATH, codes, flow, found
from tests.work import calls


def tree(text: str | bytes) -> Any:
    """A file as plain data."""
    node, findings = read_source(PATH, text)
    assert [f.code for f in findings] == []
    return data(node)


def data(node: Node | None) -> Any:
    if node is None:
        return None
    if node.kind == "text":
        return node.value
    if node.kind == "list":
        return [data(item) for item in node.items]
    return {key.value: data(value) for key, value in node.entries}


@pytest.mark.parametrize(
    "text",
    [
        "22:00",
        "010",
        "on",
        "off",
        "yes",
        "no",
        "1.0",
        "null",
        "~",
        "2026-11-25",
        "0x1F",
        "1e3",
        "<<",
        "=",
        ".5",
    ],
)
def test_every_scalar_stays_text(text: str) -> None:
    assert tree(f"a: {text}\n") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("别开门。\n  隔着门谈", "别开门。隔着门谈"),
        ('"别开门。\n  隔着门谈"', "别开门。隔着门谈"),
        ("'别开门。\n  隔着门谈'", "别开门。隔着门谈"),
        (">\n  别开门。\n  隔着门谈\n", "别开门。隔着门谈"),
        ("别开门\n  ok", "别开门 ok"),
        ("one\n  two", "one two"),
        ("一\n  二\n  三", "一二三"),
        ("一 二\n  三 四", "一 二三 四"),
        ("一\n\n  二", "一\n二"),
        ("|\n  一\n  二\n", "一\n二\n"),
    ],
)
def test_wrapped_chinese_is_joined_without_a_space(text: str, value: str) -> None:
    assert tree(f"a: {text}\n") == {"a": value}


def test_marks_count_from_one_in_characters() -> None:
    node, _ = read_source(PATH, "说明: x\n甲乙: [丙, 丁]\n")
    assert node is not None
    inner = node.entries[1][1].items[1]
    assert (inner.mark.file, inner.mark.line, inner.mark.column) == (PATH, 2, 9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_bom_and_line_ends_make_no_difference(encoding: str, newline: str) -> None:
    text = "a: 你好\nb: |\n  一\n  二\n"
    assert tree(text.replace("\n", newline).encode(encoding)) == {"a": "你好", "b": "一\n二\n"}


@pytest.mark.parametrize(
    ("line", "code", "repaired"),
    [
        ("say：你好", "D113", "say: 你好"),
        ("say: 不要开门 #重要", "D116", None),
        ("say:你好", "D112", "say: 你好"),
        ("say:　你好", "D121", "say: 你好"),
        ("say:\t你好", "D109", "say: 你好"),
        ("\tsay: 你好", "D109", "say: 你好"),
        ("　　say: 你好", "D121", "say: 你好"),
        ("say: *重要* 别开门", "D120", 'say: "*重要* 别开门"'),
        ("say: @他", "D120", 'say: "@他"'),
        ("say: %的人", "D120", 'say: "%的人"'),
        ("say: !快跑", "D120", 'say: "!快跑"'),
        ("say: [警告] 别开门", "D120", 'say: "[警告] 别开门"'),
        ("say: {警告} 别开门", "D120", 'say: "{警告} 别开门"'),
        ("say: &别开门", "D120", 'say: "&别开门"'),
        ("say: `别开门`", "D120", 'say: "`别开门`"'),
        ("say: > 别开门", "D120", 'say: "> 别开门"'),
        ("say: 打110: 快", "D118", 'say: "打110: 快"'),
        ('say: "他说"快开门', "D126", "say: '\"他说\"快开门'"),
    ],
)
def test_each_trap_is_named_with_the_repaired_line(line: str, code: str, repaired: str | None) -> None:
    text = flow("start:\n    say: 一\n    go: two\ntwo:\n    LINE\n    end: yes").replace(
        "    LINE", "    " + line
    )
    text = text.replace("      \t", "\t").replace("      　　", "　　　　　　")
    findings = found(text)
    assert [f.code for f in findings][:1] == [code]
    assert findings[0].mark.line == text[: text.index(line.strip())].count("\n") + 1
    if repaired:
        assert findings[0].values["line"] == repaired


def test_problems_after_a_trap_are_reported_too() -> None:
    """One wrong colon does not hide what is wrong further down, nor in other files."""
    text = flow("start:\n  say：你好\n  go: nowhere\ntwo:\n  sya: x\n  end: yes")
    assert codes(text) == ["D113", "D210", "D201"]


def test_several_traps_in_one_file_are_all_reported() -> None:
    text = flow(
        "start:\n  say: *重要*\n  choices:\n    - 走了 → two\n    -没走 -> two\ntwo:\n  say: @他\n  end: yes"
    )
    assert codes(text) == ["D120", "D115", "D114", "D208", "D120"]


def test_what_lies_in_free_text_is_nobodys_business() -> None:
    text = flow(
        "start:\n  say: |-\n    say：你好\n    -敲门\n    \ttab\n    打110: 快\n    不要 #重要\n  end: yes"
    )
    assert codes(text) == []


def test_equal_keys_name_both_places() -> None:
    (finding,) = found(flow("start:\n  say: 一\n  end: yes\n  say: 二"))
    assert (finding.code, finding.mark.line, finding.values["first"]) == ("D111", 7, "5:5")


def test_five_megabytes_and_a_thousand_brackets_are_refused_at_once() -> None:
    before = time.perf_counter()
    assert codes("a: 好\n" * 800_000) == ["D103"]
    assert codes("a: " + "[" * 1000 + "]" * 1000) == ["D105"]
    assert codes("a: " + "{a: " * 1000 + "}" * 1000) == ["D105"]
    assert codes("".join("  " * depth + "a:\n" for depth in range(1000))) == ["D105"]
    assert time.perf_counter() - before < 3


LONG = [
    " " * 99_999 + "b",
    "b" * 99_999,
    *(two * 50_000 for two in ("- ", "${", "→ ", "$ ", "a ", "，", "(", "“", "1", "一", "#")),
]


@pytest.mark.parametrize("long", LONG, ids=lambda long: repr(long[:4]))
@pytest.mark.parametrize("key", ["say", "choices", "go", "save_as", "law", "note", "x", "also_said"])
def test_a_very_long_line_is_read_at_once(key: str, long: str) -> None:
    lines = f'start:\n  {key}: "a{long}"\n  choices:\n    - "a{long} → start"\n    - "a{long} -> start"\n'
    lines += f'    - {{text: b, to: "{long}", when: "a{long}"}}\n  go: {{use: start, with: {{a: "{long}"}}}}'
    head = f'vars:\n  a: {{type: int, between: "a{long}", options: ["{long}"]}}\nalso_said: ["{long}"]\n'
    before = time.perf_counter()
    for text in (flow(lines, head), flow(lines, head).replace('"', "")):
        read({PATH: text})
    assert time.perf_counter() - before < 2


def test_an_alias_bomb_does_not_go_off() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
    )
    before = time.perf_counter()
    assert set(codes(bomb)) >= {"D107"}
    assert time.perf_counter() - before < 1


def test_control_characters_are_named_with_their_place() -> None:
    (finding,) = found(flow("start:\n  say: 一\x07二\n  end: yes"))
    assert (finding.code, finding.mark.line, finding.mark.column, finding.values["sign"]) == (
        "D104",
        5,
        11,
        "U+0007",
    )


def test_gbk_is_named_and_read_on() -> None:
    text = flow("start:\n  say: 门可以不开。\n  go: nowhere")
    assert codes(text.encode("gbk")) == ["D101", "D210"]
    assert codes(text.encode("utf-16")) == ["D101", "D210"]
    assert codes(b"\x89PNG\r\n\x1a\n\x00\x00") == ["D102"]


def test_a_file_that_cannot_be_read_causes_no_errors_elsewhere() -> None:
    """start.menu is gone with its file; interrupts.yaml, which leads there, is not to blame."""
    _, report = read({**base(), "dialogs/start.yaml": 'a: "x\n'})
    assert [(f.code, f.mark.file) for f in report] == [("D110", "dialogs/start.yaml")]


def test_the_traps_know_every_key() -> None:
    assert set(KEYS) == {key.name for keys in TABLES.values() for key in keys} | set(LATER)


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00\xd8")
@example(b"a: *" + b"b" * 300)
def test_no_bytes_raise(some: bytes) -> None:
    node, findings = read_source(PATH, some)
    assert node is not None or findings
    read({PATH: some})


SIGNS = "ab:： -－>→#{}[],，\"'“”|&*!%@`\n\t　\\$你好。1?~<="


@given(st.text(SIGNS, max_size=120))
def test_no_text_raises_and_every_place_lies_in_the_file(text: str) -> None:
    _, report = read({PATH: text})
    lines = text.split("\n")
    for finding in report:
        assert 1 <= finding.mark.line <= len(lines) + 1
        assert finding.mark.column >= 1
        if finding.fix:
            assert finding.fix.start <= finding.fix.end


@given(st.text(SIGNS, max_size=60))
def test_a_flow_with_any_text_never_raises(text: str) -> None:
    read(
        {
            PATH: flow(
                f"start:\n  say: {text}\n  choices:\n    - {text}\n  go: {{if: {text}, to: {text}}}\n  law: {text}"
            )
        }
    )


@given(st.text(SIGNS, max_size=80))
def test_the_pure_reader_agrees_with_libyaml(text: str) -> None:
    """Where there is no C library, the same files mean the same."""
    fast, fast_findings = read_source(PATH, text)
    kept = source._Loader
    try:
        source._Loader = yaml.BaseLoader
        pure, pure_findings = read_source(PATH, text)
    finally:
        source._Loader = kept
    if fast is not None and pure is not None and not fast_findings and not pure_findings:
        assert data(fast) == data(pure)


def test_twice_the_lines_are_twice_the_work() -> None:
    step = "  s{0}:\n    say: 门可以不开，也可以不出声。\n    choices:\n"
    step += "      - {{id: a, text: 走了, to: s0, also_said: [走, 人走了]}}\n"

    def work(steps: int) -> int:
        text = "flow: visit\ntitle: 上门\nnodes:\n" + "".join(step.format(number) for number in range(steps))
        return calls(lambda: read({PATH: text}))

    assert work(200) < 2.2 * work(100)
