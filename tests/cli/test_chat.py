"""The chat as a function of two streams: a string in, lines out that read like a conversation."""

import base64
import json
from pathlib import Path

import pytest

from tests.actions.test_letters import read as paragraphs
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("folder")

AT = ("--now", "2026-11-23T12:00")


def test_words_go_in_and_a_conversation_comes_out(menlian: Run) -> None:
    done = menlian("chat", *AT, typed="1\n敲门\n2\n")
    assert done.code == 0
    assert done.err == ""
    assert "我在。\n\n   1 人在门口\n   2 想谈一谈" in done.out
    assert "门可以不开。" in done.out
    assert "门外几个人？\n\n   · 看不清" in done.out, "a number is the answer here, so buttons have none"
    assert "只有2个人。" in done.out
    assert "\033" not in done.out
    assert "> " not in done.out


@pytest.mark.parametrize("typed", ["", "\n", "\n\n\n", "你好", "：quit\n", ":quit\n不再看\n"])
def test_it_ends_quietly_with_the_input(menlian: Run, typed: str) -> None:
    done = menlian("chat", *AT, typed=typed)
    assert (done.code, done.err) == (0, "")
    assert "我在。" in done.out
    assert "不再看" not in done.out


@pytest.mark.parametrize(
    "typed",
    [
        "\udcff\udcfe\n",
        "\x00\x1b[2J\n",
        "a" * 100_000 + "\n",
        "👨‍👩‍👧\u202e\n",
        ":\n",
        "：\n",
        ":goto\n:goto x\n:goto a.b c\n",
    ],
)
def test_nothing_that_is_typed_ends_in_a_traceback(menlian: Run, typed: str) -> None:
    done = menlian("chat", *AT, typed=typed)
    assert done.code == 0
    assert "Traceback" not in done.out + done.err


def test_an_unknown_command_lists_them_all(menlian: Run) -> None:
    done = menlian("chat", *AT, typed=":nonsense\n")
    assert "没有这个命令：:nonsense" in done.out
    for name in "help where vars stack back goto reload wait lang profile save restart quit".split():
        assert f":{name}" in done.out


def test_where_vars_and_stack(menlian: Run) -> None:
    done = menlian("chat", *AT, typed="1\n敲门\n2\n某某贷\n:where\n：vars\n:stack\n")
    assert "check.start  核对  dialogs/check.yaml:" in done.out
    assert "case.company = 某某贷" in done.out
    assert "door.ask_company\n  check.start" in done.out


def test_back_in_time_undoes_turns_and_what_they_answered(menlian: Run) -> None:
    done = menlian("chat", *AT, typed="1\n敲门\n2\n:back\n:where\n:vars\n:back 99\n:where\n")
    assert "（退回 1 句）" in done.out
    assert "door.ask_people" in done.out
    assert "什么都还不知道" in done.out
    assert "start.hello" in done.out


def test_goto_stands_anywhere_with_anything_known(menlian: Run) -> None:
    done = menlian(
        "chat", *AT, typed=":goto talk.show sum=3万5\n:goto dor.start\n:goto door.start people=很多\n"
    )
    assert "一共35000元。" in done.out
    assert "没有这一步，或变量的值读不懂：dor.start" in done.out
    assert "相近的：door.start" in done.out
    assert "people=很多" in done.out


def test_time_passes(menlian: Run) -> None:
    done = menlian("chat", *AT, typed="1\n:wait 7h\n嗯\n:wait 一会儿\n")
    assert "（过了 7h，现在 2026-11-23 19:00）" in done.out
    assert "〔stale〕" in done.out
    assert "这样写：:wait 2h" in done.out


def test_reload_replays_this_chat_on_the_edited_dialogs(
    menlian: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = folder / "dialogs" / "door.yaml"
    edit = ":goto door.start\n敲门\n:reload\n"
    import bot.cli.tester as tester

    load = tester.load

    def edited(project: object) -> object:
        door.write_text(
            door.read_text(encoding="utf-8").replace("门外几个人？", "外面有几个？"), encoding="utf-8"
        )
        return load(project)  # type: ignore[arg-type]

    monkeypatch.setattr(tester, "load", edited)
    done = menlian("chat", *AT, typed=edit)
    before, after = done.out.split("外面有几个？")
    assert "门外几个人？" in before
    assert "（重读了对话，重走 3 句）" in before
    assert after


def test_reload_keeps_the_dialogs_when_the_edited_ones_have_mistakes(
    menlian: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bot.cli.tester as tester

    load = tester.load

    def broken(project: object) -> object:
        (folder / "dialogs" / "door.yaml").write_text(
            "flow: door\nnodes: {a: {go: nowhere}}\n", encoding="utf-8"
        )
        return load(project)  # type: ignore[arg-type]

    monkeypatch.setattr(tester, "load", broken)
    done = menlian("chat", *AT, typed="1\n:reload\n敲门\n")
    assert "还用原来的" in done.out
    assert "门外几个人？" in done.out


def test_save_writes_a_transcript_that_passes(menlian: Run, folder: Path) -> None:
    typed = (
        "1\n敲门\n呃\n看不清\n:wait 7h\n不肯说\n:goto talk.start person.who=家人\n3万5\n:save kept/one.txt\n"
    )
    done = menlian("chat", *AT, "--save", "kept/two.txt", typed=typed)
    assert (done.code, "kept/one.txt" in done.out) == (0, True)
    for name in ("one", "two"):
        text = (folder / "kept" / f"{name}.txt").read_text(encoding="utf-8")
        assert text.startswith("# 为什么有这段：\n@ now 2026-11-23 12:00\n\n> /start\n< 我在。\n")
    checked = menlian("test", "kept")
    assert (checked.out, checked.code) == ("", 0)


def test_a_file_keeps_the_chat_and_each_user_has_their_own(menlian: Run, folder: Path) -> None:
    menlian("chat", *AT, "--db", "chat.db", typed="1\n敲门\n")
    again = menlian("chat", *AT, "--db", "chat.db", typed=":where\n:quit\n")
    assert "door.ask_people" in again.out
    other = menlian("chat", *AT, "--db", "chat.db", "--user", "u2", typed=":where\n")
    assert "start.hello" in other.out


def test_profiles_show_the_chat_as_another_channel_would(menlian: Run) -> None:
    done = menlian("chat", *AT, "--profile", "wechat", typed=":profile nonsense\n:profile plain\n")
    assert "可以是：telegram wechat plain" in done.out
    assert "（渠道：plain）" in done.out


@pytest.mark.parametrize(
    "arguments",
    [["--dialogs", "nowhere"], ["--dialogs", "kept"]],
)
def test_no_dialogs_is_said_in_one_line(menlian: Run, folder: Path, arguments: list[str]) -> None:
    (folder / "kept").mkdir()
    done = menlian("chat", *arguments)
    assert done.code == 1
    assert done.err.startswith("menlian: ")
    assert "--dialogs" in done.err
    assert "Traceback" not in done.err


def test_a_database_that_is_none_is_said_in_one_line(menlian: Run, folder: Path) -> None:
    (folder / "no.db").write_text("这不是数据库" * 100, encoding="utf-8")
    done = menlian("chat", "--db", "no.db", typed="你好\n")
    assert done.code == 1
    assert done.err.startswith("menlian: ")
    assert "Traceback" not in done.err


LETTER = """\
flow: letter
title: 写信
menu: yes
nodes:
  start:
    say: 抄一遍。
    letter: [请书面答复。, 签名：＿＿, ＿＿年＿＿月＿＿日]
    choices: [{id: sent, text: 寄了, to: done}]
  done: {say: 好。, end: yes}
"""


def test_a_letter_is_shown_named_and_saved(menlian: Run, folder: Path) -> None:
    """On the screen to be copied, on the disk as a document; two turns later it is still the last one."""
    (folder / "dialogs" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    done = menlian("chat", *AT, typed="写信\n寄了\n:save-letter kept\n")
    assert (
        "┌ 可以照抄、打印的信\n请书面答复。\n签名：＿＿\n＿＿年＿＿月＿＿日\n└\n  附件：信_2026-11-23.docx"
        in done.out
    )
    saved = folder / "kept" / "信_2026-11-23.docx"
    assert paragraphs(saved.read_bytes()) == ["请书面答复。", "签名：＿＿", "＿＿年＿＿月＿＿日"]
    assert menlian("chat", *AT, typed="你好\n:save-letter\n").out.count("还没有要发出去的话") == 1
    saved.write_bytes(b"another letter of the same day")
    menlian("chat", *AT, typed="写信\n:save-letter kept\n:save-letter kept\n")
    assert saved.read_bytes() == b"another letter of the same day"
    assert [path.name for path in sorted(saved.parent.iterdir())] == [
        "信_2026-11-23.docx",
        "信_2026-11-23_2.docx",
    ]


def test_a_letter_in_a_transcript_and_for_programs(menlian: Run, folder: Path) -> None:
    """`<信` in a saved chat, which passes as a test; `files` in a line of JSON."""
    (folder / "dialogs" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    menlian("chat", *AT, "--save", "kept/one.txt", typed="写信\n")
    text = (folder / "kept" / "one.txt").read_text(encoding="utf-8")
    assert "<信 请书面答复。\n< 签名：＿＿\n" in text
    assert menlian("test", "kept").code == 0
    told = menlian("chat", "--json", *AT, typed='{"user": "u1", "say": "写信"}\n')
    (file,) = [file for reply in json.loads(told.out)["replies"] for file in reply.get("files", ())]
    assert file["name"] == "信_2026-11-23.docx"
    assert paragraphs(base64.b64decode(file["base64"]))[0] == "请书面答复。"
