"""How a chat looks: widths of Chinese, scripts that can be copied, nothing that repaints the screen."""

import pytest

from bot.channels.terminal import Style, bubble, shape, visible, width, wrap
from bot.ports import PLAIN, TELEGRAM, WECHAT, Attachment, Button, Cited, Message


def lines(message: Message, style: Style | None = None) -> list[str]:
    return list(bubble(message, style or Style(), PLAIN))


def test_chinese_takes_two_columns() -> None:
    assert width("门链ab，") == 8
    assert width("e\u0301") == 1


@pytest.mark.parametrize("columns", [10, 11, 20, 39])
def test_lines_fit_and_none_begins_with_a_full_stop(columns: int) -> None:
    text = "砸门、闯进来、打人：先打110。有人倒下：120。没有危险的话，现在是哪种？call 12348 or 12356 now."
    pieces = list(wrap(text, columns))
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert all(width(piece) <= columns for piece in pieces)
    assert not any(piece[:1] in "，。：？" for piece in pieces[1:])
    assert any("110。" in piece for piece in pieces)


def test_a_long_word_is_cut_at_last() -> None:
    assert list(wrap("a" * 25, 10)) == ["a" * 10, "a" * 10, "a" * 5]


def test_a_script_stands_alone_whole_and_flush_left() -> None:
    text = "请报公司名，把证件举到猫眼前。" * 5
    shown = lines(Message(kind="aloud", text=text), Style(columns=40))
    assert text in shown
    assert shown[0] == "┌ 可以这样说"


def test_choices_are_numbered_and_those_of_every_step_share_a_line() -> None:
    buttons = (
        Button(id="a", label="人在门口"),
        Button(id="!danger", label="有危险"),
        Button(id="@back", label="返回"),
    )
    shown = lines(Message(kind="say", text="现在？", buttons=buttons))
    assert shown == ["现在？", "", "   1 人在门口", "   2 有危险   3 返回"]


def test_no_numbers_where_a_number_is_the_answer() -> None:
    message = Message(kind="ask", text="几个人？", buttons=(Button(id="?", label="看不清"),), numbered=False)
    assert lines(message)[-1] == "   · 看不清"


def test_sources_are_small_and_not_said_twice() -> None:
    cited = (Cited(id="x", citation="《民法典》第1032条"),)
    assert lines(Message(kind="say", text="可以不开门。", sources=cited))[-1] == "  依据：《民法典》第1032条"
    assert lines(Message(kind="say", text="可以（《民法典》第1032条）", sources=cited)) == [
        "可以（《民法典》第1032条）"
    ]


def test_no_colours_unless_wanted() -> None:
    message = Message(kind="aloud", text="请", buttons=(Button(id="a", label="好"),))
    assert not any("\033" in line for line in lines(message))
    assert any("\033" in line for line in lines(message, Style(colour=True)))


def test_somebodys_text_cannot_repaint_the_screen() -> None:
    assert visible("a\033[2Jb\x07\u202ec") == "a�[2Jb��c"
    assert visible("👨‍👩‍👧\n好") == "👨‍👩‍👧\n好"


def test_wechat_gets_one_bubble_and_is_told_what_is_too_long() -> None:
    many = [
        Message(kind="say", text="一"),
        Message(kind="aloud", text="二", buttons=(Button(id="a", label="好"),)),
    ]
    (one,) = shape(many, WECHAT)
    assert (one.text, one.kind, len(one.buttons)) == ("一\n\n二", "say", 1)
    assert shape(many, TELEGRAM) == many
    long = Message(kind="say", text="长" * 700)
    assert any("2047" in line for line in bubble(long, Style(), WECHAT))
    assert not any("4096" in line for line in bubble(long, Style(), TELEGRAM))


def test_a_file_is_named_where_the_channel_carries_files() -> None:
    message = Message(
        kind="letter",
        text="信",
        attachments=(Attachment(name="信_2026-11-23.docx", media="a/b", content=b"x"),),
    )
    assert "  附件：信_2026-11-23.docx（打 :save-letter 存下来）" in lines(message)
    assert not any("docx" in line for line in bubble(message, Style(), WECHAT))
    (joined,) = shape((message, Message(kind="say", text="好")), WECHAT)
    assert joined.attachments == message.attachments
