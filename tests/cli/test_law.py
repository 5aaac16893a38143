"""`menlian law`: what is due, one statement with its uses, what changed since a revision, a person's signature."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.cli.clock import CHINA, Clock
from bot.cli.signature import put
from bot.language.marks import Mark
from tests.check.base import base
from tests.cli.conftest import Run

LAW = """\
# 条文
law:
  - id: door-closed
    topic: visit
    short: 可以不开门，隔门谈
    full: 您可以不开门，隔着门谈。
    force: 法律
    verified: text
    as_of: 2026-01-01
    review_by: 2026-12-10
    danger_ok: yes
    caveat: 火灾、急救例外
    source: {name: 某某法, article: 第1条, issuer: 某机关, effective: 2026-01-01, url: "https://example.org/law"}

  - id: guide-hours
    topic: visit
    short: 夜里不宜打电话
    full: 会员机构夜里不宜打电话。
    force: 行业自律
    verified: secondary
    as_of: 2026-01-01
    review_by: 2027-12-31
    danger_ok: no
    source: {name: 某某指引, article: 第2条, issuer: 某协会, effective: 2026-01-01, url: "https://example.org/guide"}
"""
FLOW = """\
flow: visit
title: 有人上门
menu: yes
review: {status: draft}   # 还没有人签过
nodes:
  start:
    say: 门可以不开。
    law:
      - door-closed: 可以不开门，隔门谈
    choices:
      - {id: gone, text: 走了, to: done}
      - {id: stay, text: 没走, to: done}
  done:
    say: 好，有事再来。
    end: true
"""


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with two statements, one of them shown."""
    for name, text in {**base(), "dialogs/visit.yaml": FLOW, "dialogs/law.yaml": LAW}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "dialogs" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# -- looking -----------------------------------------------------------------------------------------------------------
def test_the_summary_counts_and_claims_nothing(menlian: Run, register: Path) -> None:
    done = menlian("law")
    assert done.code == 0
    assert "条文 3 条" in done.out
    assert "没有一步用到：1 条（guide-hours）" in done.out
    assert "签字：条文 0/3，流程 0/" in done.out
    assert "menlian law due" in done.err
    found = json.loads(menlian("law", "--json").out)
    assert (found["statements"], found["by_force"]["法律"], found["signed"], found["unused"]) == (
        3,
        1,
        0,
        ["guide-hours"],
    )


def test_due_names_what_is_near_and_fails_when_something_is_overdue(menlian: Run, register: Path) -> None:
    near = menlian("law", "due", "--today", "2026-11-22")
    assert near.code == 0
    assert near.out.startswith("2026-12-10　还有 18 天　door-closed　可以不开门，隔门谈\n")
    assert "    dialogs/visit.yaml:9 visit.start\n" in near.out
    assert "guide-hours" not in near.out
    assert menlian("law", "due", "--today", "2026-11-22", "--within", "7d").out == ""
    late = menlian("law", "due", "--today", "2026-12-12", "--within", "400")
    assert late.code == 1
    assert [line.split("　")[1:3] for line in late.out.splitlines() if not line.startswith(" ")][:2] == [
        ["过了 2 天", "door-closed"],
        ["还有 384 天", "guide-hours"],
    ]
    assert menlian("law", "due", "--today", "9999-12-30", "--within", "99999").code == 1
    (found,) = json.loads(menlian("law", "due", "--today", "2026-12-10", "--json").out)
    assert (found["id"], found["overdue"], found["uses"][0]["line"]) == ("door-closed", False, 9)


def test_a_card_tells_its_force_who_is_bound_and_where_it_stands(menlian: Run, register: Path) -> None:
    done = menlian("law", "guide-hours", "--today", "2026-11-22")
    assert done.code == 0
    for line in (
        "效力　行业自律", "约束谁　只管会员机构，和替会员催收的公司", "可以说　不符合行业规范",
        "核对　secondary　转述，来源待核",
        "签字　草稿，没有人签过", "危险的步　不能用",
    ):  # fmt: skip
        assert line in done.out
    used = menlian("law", "door-closed", "--today", "2026-11-22").out
    assert "没说什么　火灾、急救例外" in used
    assert "    dialogs/visit.yaml:9 visit.start" in used
    found = json.loads(menlian("law", "door-closed", "--json").out)
    assert (found["force"], found["uses"], found["review"]["stands"]) == (
        "法律",
        [{"place": "visit.start", "file": "dialogs/visit.yaml", "line": 9}],
        False,
    )


def test_a_name_nobody_knows_gets_the_nearest(menlian: Run, register: Path) -> None:
    done = menlian("law", "door-closd")
    assert (done.code, done.out) == (1, "")
    assert "是不是 door-closed？" in done.err
    assert menlian("law", "due", "extra").code == 1
    assert menlian("law", "--within", "soon").code == 2


def test_a_flow_is_shown_whole(menlian: Run, register: Path) -> None:
    """Every word, where it leads, and the cards of what it rests on: what one would sign."""
    out = menlian("law", "visit", "--today", "2026-11-22").out
    for part in (
        "门可以不开。",
        "走了 → visit.done",
        "## door-closed",
        "您可以不开门，隔着门谈。",
        "签的是这一版：",
    ):
        assert part in out


def test_in_english(menlian: Run, register: Path) -> None:
    assert "may be called" in menlian("law", "door-closed", "--lang", "en").out
    assert "a draft: nobody has signed it" in menlian("law", "door-closed", "--lang", "en").out


# -- since -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def repository(register: Path) -> Path:
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "dialogs"], ["commit", "-qm", "One"]):
        subprocess.run([*git, *command], cwd=register, check=True, capture_output=True)
    return register


def test_what_changed_is_told_old_before_new_with_its_sources(menlian: Run, repository: Path) -> None:
    nothing = menlian("law", "--since", "HEAD")
    assert (nothing.code, nothing.out) == (0, "")
    assert "都没有改" in nothing.err
    edit(repository, "visit", "say: 门可以不开。", "say: 门不用开。")
    edit(repository, "visit", "没走, to: done", "还没走, to: done")
    edit(repository, "law", "会员机构夜里不宜打电话", "会员机构夜里不打电话")
    out = menlian("law", "--since", "HEAD", "--today", "2026-11-22").out
    assert "- say 旧：~~门可以不开。~~\n- say 新：**门不用开。**\n" in out
    assert "- [stay] 新：**还没走 → visit.done**" in out
    assert "    > [gone]：走了 → visit.done" in out, "what stands beside it is the context"
    assert "door-closed　可以不开门，隔门谈（某某法 第1条，法律，读过原文）" in out
    assert "- full 旧：~~会员机构夜里不宜打电话。~~" in out
    assert "visit.done" not in [line.split("　")[0].removeprefix("### ☐ ") for line in out.splitlines()]
    assert "姓名 ___" in out
    found = json.loads(menlian("law", "--since", "HEAD", "--json").out)
    assert [flow["id"] for flow in found["flows"]] == ["visit"]
    assert [change["statement"]["id"] for change in found["statements"]] == ["guide-hours"]


def test_a_changed_statement_brings_up_the_steps_that_rest_on_it(menlian: Run, repository: Path) -> None:
    edit(repository, "law", "您可以不开门，隔着门谈", "您可以不开门，也可以隔着门谈")
    out = menlian("law", "--since", "HEAD").out
    assert "### ☐ visit.start" in out
    assert "依据改了：door-closed" in out


def test_what_is_new_and_what_is_gone(menlian: Run, repository: Path) -> None:
    (repository / "dialogs" / "other.yaml").write_text(
        FLOW.replace("flow: visit", "flow: other").replace("title: 有人上门", "title: 别的"), encoding="utf-8"
    )
    (repository / "dialogs" / "visit.yaml").unlink()
    out = menlian("law", "--since", "HEAD").out
    assert "## 流程 other　别的" in out
    assert "这个流程没有了。" in out


def test_a_revision_from_before_a_sentence_was_needed_can_be_read(menlian: Run, register: Path) -> None:
    """What the bot says by itself grows with the program; the old dialogs are still compared, the sentence is new."""
    path = register / "dialogs" / "phrases.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("  trouble: 好。\n", ""), encoding="utf-8")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "dialogs"], ["commit", "-qm", "One"]):
        subprocess.run([*git, *command], cwd=register, check=True, capture_output=True)
    path.write_text(whole, encoding="utf-8")
    out = menlian("law", "--since", "HEAD").out
    assert "☐ **phrases.trouble**\n- 新：**好。**\n" in out
    assert out.count("☐") == 1


def test_no_git_and_no_revision_are_told_apart(menlian: Run, repository: Path, tmp_path: Path) -> None:
    for revision in ("nowhere", "--exec=x", "HEAD~9"):
        done = menlian("law", f"--since={revision}")
        assert (done.code, done.out) == (1, "")
        assert f"git 里没有 {revision} 这个版本" in done.err
    (repository / ".git").rename(repository / "git")
    done = menlian("law", "--since", "HEAD")
    assert "不在 git 里" in done.err
    assert done.code == 1


# -- signing -----------------------------------------------------------------------------------------------------------
class Tty:
    """A stream that says it is a terminal."""

    def __init__(self, stream: Any, lines: tuple[str | Callable[[], str], ...] = ()) -> None:
        self.stream, self.lines = stream, list(lines)

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        line = self.lines.pop(0) if self.lines else None
        return "" if line is None else f"{line() if callable(line) else line}\n"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def signing(monkeypatch: pytest.MonkeyPatch, name: str, *typed: str | Callable[[], str]) -> int:
    monkeypatch.setattr(sys, "stdin", Tty(sys.stdin, typed))
    monkeypatch.setattr(sys, "stdout", Tty(sys.stdout))
    monkeypatch.setattr(Clock, "now", lambda _: datetime(2026, 11, 22, 12, tzinfo=CHINA))
    return main(["law", "sign", name])


def test_a_signature_stands_until_a_word_changes(
    menlian: Run, register: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every other byte of the file stays; the comment behind the old value too. One edit, and D512 says so."""
    before = (register / "dialogs" / "visit.yaml").read_text(encoding="utf-8").splitlines()
    with monkeypatch.context() as patch:
        assert signing(patch, "visit", "王律师", "某某律师事务所律师", "visit") == 0
    shown = capfd.readouterr()
    assert "门可以不开。" in shown.out
    assert "您可以不开门，隔着门谈。" in shown.out, "the statements are part of what is signed"
    assert "“还没有律师签字”没有变" in shown.err
    after = (register / "dialogs" / "visit.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if not line.startswith("review:")] == [
        line for line in before if not line.startswith("review:")
    ]
    (signed,) = (line for line in after if line.startswith("review:"))
    assert signed.startswith(
        'review: {status: signed, by: "王律师（某某律师事务所律师）", on: "2026-11-22", hash: "'
    )
    assert signed.endswith("}   # 还没有人签过")
    assert "签字：条文 0/3，流程 1/" in menlian("law").out
    assert "D512" not in menlian("check", "--today", "2026-11-22").out
    edit(register, "law", "您可以不开门，隔着门谈", "您可以不开门，也可以隔着门谈")
    broken = menlian("check", "--today", "2026-11-22")
    assert broken.code == 1
    assert "D512" in broken.out, "the words are the same, what they rest on is not"
    assert "王律师（某某律师事务所律师） 签过，后来改了" in menlian("law", "visit").out
    assert "流程 0/" in menlian("law").out


def test_a_statement_is_signed_by_itself(
    menlian: Run, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        assert signing(patch, "guide-hours", "王律师", "律师", "guide-hours") == 0
    assert "签字　王律师（律师），2026-11-22" in menlian("law", "guide-hours").out
    assert "签字　草稿" in menlian("law", "door-closed").out
    edit(register, "law", "某某指引", "某某办法")
    assert "D514" in menlian("check", "--today", "2026-11-22").out


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("王律师", "律师", "visitt"), "打的不是 visit，没有签"),
        (("王律师", "律师", ""), "打的不是 visit，没有签"),
        (("", "律师", "visit"), "没写，没有签"),
        (("王律师", "", "visit"), "没写，没有签"),
        (("王律师",), "没写，没有签"),
        ((), "没写，没有签"),
    ],
)
def test_whoever_does_not_mean_it_has_not_signed(
    register: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    typed: tuple[str, ...],
    why: str,
) -> None:
    before = (register / "dialogs" / "visit.yaml").read_bytes()
    with monkeypatch.context() as patch:
        assert signing(patch, "visit", *typed) == 1
    assert why in capfd.readouterr().err
    assert (register / "dialogs" / "visit.yaml").read_bytes() == before


def test_no_program_signs(menlian: Run, register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = menlian("law", "sign", "visit", typed="王律师\n律师\nvisit\n")
    assert done.code == 1
    assert "要本人坐在终端前" in done.err
    monkeypatch.setenv("CI", "true")
    assert "CI 里不能签字" in menlian("law", "sign", "visit").err
    assert "签哪一个" in menlian("law", "sign").err
    assert "不能用 --today" in menlian("law", "sign", "visit", "--today", "2020-01-01").err


def test_a_file_with_errors_is_not_signed(
    register: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(register, "visit", "say: 好，有事再来。", "say: 好，这是违法的。")
    with monkeypatch.context() as patch:
        assert signing(patch, "visit", "王律师", "律师", "visit") == 1
    told = capfd.readouterr().err
    assert "dialogs/visit.yaml 还有错误" in told
    assert "D501" in told


def test_what_was_edited_meanwhile_is_neither_signed_nor_lost(
    register: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """An editor saves while the sheet is read: a text of the flow, or a statement it rests on."""
    for name, old, new in (("visit", "门可以不开", "门不用开"), ("law", "隔着门谈", "隔门谈")):
        before = (register / "dialogs" / "visit.yaml").read_text(encoding="utf-8")

        def confirmed(name: str = name, old: str = old, new: str = new) -> str:
            edit(register, name, f"{old}。", f"{new}。")
            return "visit"

        with monkeypatch.context() as patch:
            assert signing(patch, "visit", "王律师", "律师", confirmed) == 1
        assert "对话文件被改了；没有签" in capfd.readouterr().err
        assert (register / "dialogs" / "visit.yaml").read_text(encoding="utf-8") == before.replace(
            "门可以不开。", "门不用开。"
        )


def test_what_no_page_can_show_is_no_part_of_a_name(
    menlian: Run, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a character from a terminal of another encoding, a control character, one that turns the line round."""
    with monkeypatch.context() as patch:
        assert signing(patch, "visit", "王\udce5律\x07师\u202e", "律师", "visit") == 0
    assert "签字：王律师（律师），2026-11-22" in menlian("law", "visit").out


def test_a_disk_that_is_full_leaves_the_file_as_it_was(
    register: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The signature is there whole or not at all."""
    path = register / "dialogs" / "visit.yaml"
    before = path.read_bytes()

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:40])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert signing(patch, "visit", "王律师", "律师", "visit") == 1
    assert "No space left on device" in capfd.readouterr().err
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir() if each.name.startswith(".")) == []


def test_signing_again_is_said_and_a_broken_one_is_mended_by_signing(
    menlian: Run, register: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        with monkeypatch.context() as patch:
            assert signing(patch, "visit", "王律师", "律师", "visit") == 0
    assert "visit 已经签了（王律师（律师），2026-11-22），没有改过" in capfd.readouterr().err
    edit(register, "visit", "say: 门可以不开。", "say: 门不用开。")
    with monkeypatch.context() as patch:
        assert signing(patch, "visit", '李"四\\', "律师: {x} # y", "visit") == 0
    assert '李"四\\（律师: {x} # y），2026-11-22' in menlian("law", "visit").out


@pytest.mark.skipif(os.name != "posix", reason="a pseudo terminal")
def test_on_a_real_terminal(register: Path) -> None:
    """The whole way, with a pseudo terminal: what a person sees and types."""
    import pty

    pid, fd = pty.fork()
    if pid == 0:
        root = str(Path(__file__).parents[2])
        settings = {"PATH": os.environ["PATH"], "TERM": "xterm", "PYTHONPATH": root, "HOME": str(register)}
        command = [sys.executable, "-m", "bot", "law", "sign", "door-closed"]
        os.execve(sys.executable, command, settings)
    seen, answers = "", ["王律师\n", "律师\n", "door-closed\n"]
    questions = ["您的姓名：", "您是谁", "要签，请打一遍 door-closed"]
    try:
        while data := os.read(fd, 65536):
            seen += data.decode("utf-8", "ignore")
            if questions and questions[0] in seen:
                os.write(fd, answers.pop(0).encode())
                questions.pop(0)
    except OSError:  # Linux: the child has gone
        pass
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    assert os.waitstatus_to_exitcode(status) == 0, seen
    assert "signed" in (register / "dialogs" / "law.yaml").read_text(encoding="utf-8")


# -- the place in the file ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("flow: a\nreview: {status: draft}\nx: 1\n", "flow: a\nreview: V\nx: 1\n"),
        ("flow: a\nreview:\n  status: draft\n  by: x\n\nx: 1\n", "flow: a\nreview: V\n\nx: 1\n"),
        ("flow: a\r\ntitle: 好\r\nx: 1\r\n", "flow: a\r\ntitle: 好\r\nreview: V\r\nx: 1\r\n"),
        ("\ufeffflow: a\ntitle: 好\nx: 1", "\ufeffflow: a\ntitle: 好\nreview: V\nx: 1"),
        ("x: 1\ntitle: 好", "x: 1\ntitle: 好\nreview: V"),
        ("title:\n  本人: 好\n  家人: 好\nx: 1\n", "title:\n  本人: 好\n  家人: 好\nreview: V\nx: 1\n"),
        ("title: 好\nnodes:\n  review:\n    say: x\n", "title: 好\nreview: V\nnodes:\n  review:\n    say: x\n"),
        ("review: draft # 注\n# 下面\nx: 1\n", "review: V # 注\n# 下面\nx: 1\n"),
    ],
)  # fmt: skip
def test_a_flow_gets_one_line(before: str, after: str) -> None:
    """Whatever form the old value had; line ends, a byte order mark and comments stay."""
    made = put(before.encode(), "V", mark=Mark(file="x"), flow=True)
    assert made is not None
    assert made.decode() == after


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        ("law:\n  - id: a\n    review_by: x\n  - id: b\n", 2,
         "law:\n  - id: a\n    review_by: x\n    review: V\n  - id: b\n"),
        ("law:\n- id: a\n  short: x\n- id: b\n", 4, "law:\n- id: a\n  short: x\n- id: b\n  review: V\n"),
        ("law:\n  - topic: x\n    id: a\n    review: {status: draft} # y\n\n  - id: b\n", 2,
         "law:\n  - topic: x\n    id: a\n    review: V # y\n\n  - id: b\n"),
    ],
)  # fmt: skip
def test_a_statement_gets_it_at_its_own_depth(before: str, line: int, after: str) -> None:
    made = put(before.encode(), "V", mark=Mark(file="x", line=line), flow=False)
    assert made is not None
    assert made.decode() == after


@pytest.mark.parametrize("content", [b"\xd6\xd0", b"", b"law: [{id: a}]\n"])
def test_what_is_written_otherwise_is_left_alone(content: bytes) -> None:
    assert put(content, "V", mark=Mark(file="x", line=1), flow=False) is None
