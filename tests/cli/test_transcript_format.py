"""A transcript reads back as what was written, and only what is equal passes."""

import pytest

from bot.check.expect import compare, expectation, rewrite, spoken
from bot.check.transcript import Bubble, Move, parse
from bot.ports import Button, Cited, Message
from bot.values.moments import duration, moment

TEXT = """\
# 不敢出声的人要有路走
@ now 2026-11-23 20:10
= door.start person.who=家人

> 你好
< 我在。
< 手机调静音。
<
< 先别开门。
<念 请报公司名。
< 把证件举到猫眼前。
[人在门口] [说要来] […]
§ visit-you-may-decline
= start.hello

> [人在门口]
> 他们来了
> 在门口
~ 2h
> {照片}
> /start
> \\[不是按钮]
"""


def hello(text: str = "我在。", kind: str = "say", *labels: str) -> Message:
    return Message(kind=kind, text=text, buttons=tuple(Button(id=x, label=x) for x in labels))


def test_every_line_is_read_as_what_it_is() -> None:
    transcript = parse(TEXT)
    assert transcript.problems == ()
    assert transcript.why == "不敢出声的人要有路走"
    assert [(m.kind, m.text) for m in transcript.moves] == [
        ("now", "2026-11-23 20:10"),
        ("goto", "door.start person.who=家人"),
        ("said", "你好"),
        ("pressed", "人在门口"),
        ("said", "他们来了\n在门口"),
        ("waited", "2h"),
        ("sent", "photo"),
        ("started", ""),
        ("said", "[不是按钮]"),
    ]
    first = transcript.moves[2]
    assert first.place == "start.hello"
    assert first.expected == (
        Bubble(kind="", text="我在。\n手机调静音。"),
        Bubble(kind="", text="先别开门。"),
        Bubble(
            kind="aloud",
            text="请报公司名。\n把证件举到猫眼前。",
            buttons=("人在门口", "说要来"),
            more=True,
            sources=("visit-you-may-decline",),
        ),
    )


@pytest.mark.parametrize(
    "line",
    [
        "你好",
        "@ when now",
        "@ now 昨天",
        "~ 一会儿",
        "< 没人说话就回答",
        "[按钮]",
        "= 不是地方",
        "@ goto x",
        "[甲 乙",
    ],
)
def test_a_line_nobody_can_read_is_named(line: str) -> None:
    transcript = parse(f"# 为什么\n{line}\n")
    assert [p.line for p in transcript.problems] == [2]


def test_an_empty_file_is_no_test() -> None:
    assert [p.what for p in parse("# 空\n").problems] == ["nothing"]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [hello()],
        [hello("一\n\n二", "say", "甲", "乙")],
        [hello("一"), hello("二"), hello("三", "aloud"), hello("四", "send", "a]b", "c\\d")],
        [hello("一", "say", "甲"), hello("二")],
        [hello("[像按钮]"), hello("{像照片}"), hello("\\反斜杠"), hello(" 前面有空格"), hello("念 也是字")],
        [Message(kind="say", text="有依据", sources=(Cited(id="x-y", citation="《法》"),))],
    ],
)
def test_what_was_said_reads_back_as_what_was_said(messages: list[Message]) -> None:
    """Whatever the bot says, writing it down and reading it again is no difference; one bubble less is one."""
    written = "\n".join(["# 为什么", "> 你好", *expectation(messages)])
    (move,) = parse(written).moves
    assert list(compare(move, messages, "")) == []
    if messages:
        assert list(compare(move, messages[:-1], ""))
        assert list(compare(move, [*messages, messages[-1]], ""))


def test_missing_and_extra_bubbles_fail() -> None:
    move = Move(kind="said", text="你好", line=1, expected=(Bubble(kind="", text="我在。"),))
    assert list(compare(move, [hello()], "")) == []
    assert [p.what for p in compare(move, [], "")] == ["differs"]
    assert [p.what for p in compare(move, [hello(), hello()], "")] == ["differs"]
    assert [p.what for p in compare(move, [hello("我在")], "")] == ["differs"]
    assert [p.what for p in compare(move, [hello("我在。", "aloud")], "")] == ["differs"]


def test_buttons_are_compared_where_they_are_listed() -> None:
    def differs(buttons: tuple[str, ...] | None, more: bool, *labels: str) -> bool:
        move = Move(
            kind="said",
            text="x",
            line=1,
            expected=(Bubble(kind="", text="我在。", buttons=buttons, more=more),),
        )
        return bool(list(compare(move, [hello("我在。", "say", *labels)], "")))

    assert not differs(None, False, "甲")
    assert not differs(("甲", "乙"), False, "甲", "乙")
    assert differs(("甲", "乙"), False, "乙", "甲")
    assert differs(("甲",), False, "甲", "乙")
    assert not differs(("甲", "丙"), True, "甲", "乙", "丙")
    assert differs(("丙", "甲"), True, "甲", "乙", "丙")
    assert differs((), False, "甲")
    assert not differs((), False)


def test_where_it_stands_is_compared() -> None:
    move = Move(kind="said", text="x", line=3, place="a.b")
    assert [p.what for p in compare(move, [], "a.c")] == ["place"]


def test_update_keeps_comments_and_what_was_listed() -> None:
    text = "# 为什么\n> 你好\n# 先问安全\n< 旧的\n[甲] […]\n= a.b\n\n> [甲]\n"
    moves = parse(text).moves
    said = [(moves[0], [hello("新的", "say", "甲", "乙")], "c.d"), (moves[1], [hello("再见")], "c.e")]
    updated = rewrite(text, said)
    assert updated == "# 为什么\n> 你好\n# 先问安全\n< 新的\n[甲] […]\n= c.d\n\n> [甲]\n< 再见\n"
    again = parse(updated)
    assert [list(compare(m, ms, p)) for m, (_, ms, p) in zip(again.moves, said, strict=True)] == [[], []]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("said", "一\n二"),
        ("said", ""),
        ("said", "[x]"),
        ("pressed", "a]b"),
        ("sent", "photo"),
        ("waited", "2h"),
        ("started", ""),
    ],
)
def test_what_a_person_did_reads_back(kind: str, text: str) -> None:
    moves = parse("# 为什么\n" + "\n".join(spoken(kind, text)) + "\n").moves
    assert [(m.kind, m.text) for m in moves] == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", 120),
        ("30m", 30),
        ("1d", 1440),
        ("1h30m", 90),
        ("2小时", 120),
        ("半小时", 30),
        ("1个半小时", 90),
        ("3天", 4320),
        ("90s", 1.5),
    ],
)
def test_spans(text: str, minutes: float) -> None:
    span = duration(text)
    assert span is not None
    assert span.total_seconds() == minutes * 60


@pytest.mark.parametrize("text", ["", "h", "2", "soon", "2h later", "9" * 40 + "d", "-2h"])
def test_what_is_no_span(text: str) -> None:
    assert duration(text) is None


def test_times_are_of_shanghai_where_nothing_else_is_said() -> None:
    assert str(moment("2026-11-23 20:10")) == "2026-11-23 20:10:00+08:00"
    assert str(moment("2026-11-23T12:10Z")) == "2026-11-23 20:10:00+08:00"
    assert moment("昨天") is None
