"""check, test, graph, new and the command line's own mistakes: what is printed where, and the exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import VERBS
from tests.check.base import base
from tests.cli.conftest import Run, project

ROOT = Path(__file__).parents[2]
TODAY = ("--today", "2026-11-22")


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project without a mistake."""
    return project(base(), tmp_path, monkeypatch)


def spoil(folder: Path, old: str, new: str, name: str = "start") -> None:
    path = folder / "dialogs" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# -- the command line itself -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_in_both_languages(menlian: Run, verb: str) -> None:
    chinese, english = menlian(verb, "--help"), menlian(verb, "--lang", "en", "--help")
    assert (chinese.code, english.code) == (0, 0)
    assert chinese.out.startswith("用法：menlian")
    assert english.out.startswith("usage: menlian")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("chat", "--nonsense"),
        ("chat", "--now", "later"),
        ("check", "--format", "xml"),
        ("graph",),
        ("chat", "--db"),
    ],
)
def test_what_is_not_understood_is_said_in_chinese_and_is_a_usage_error(
    menlian: Run, arguments: tuple[str, ...]
) -> None:
    done = menlian(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "用法：" in done.err
    assert not any(
        word in done.err for word in ("error:", "invalid", "expected", "unrecognized", "Traceback")
    )


def test_both_names_are_the_same_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("menlian ")


def test_a_reader_that_leaves_is_no_trouble(sound: Path) -> None:
    """`menlian chat --json | head -1`"""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write('{"user": "u1", "say": "x"}\n')
    process.stdin.flush()
    assert process.stdout.readline()
    process.stdout.close()
    process.stdin.write('{"user": "u1", "say": "x"}\n' * 50)
    process.stdin.close()
    assert process.wait(10) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


# -- check -------------------------------------------------------------------------------------------------------------
def test_a_sound_set_passes_and_counts_go_to_stderr(menlian: Run, sound: Path) -> None:
    done = menlian("check", *TODAY)
    assert (done.code, done.out) == (0, "")
    assert "6 个文件，2 个流程" in done.err
    assert "种状态" in done.err


def test_an_error_is_exit_1_with_its_place_and_cure(menlian: Run, sound: Path) -> None:
    spoil(sound, "to: bye}", "to: byee}")
    done = menlian("check", *TODAY)
    assert done.code == 1
    first, cure, *_ = done.out.splitlines()
    assert first.startswith("dialogs/start.yaml:7:")
    assert "错误" in first
    assert cure.startswith("    ")
    english = menlian("check", "--lang", "en", *TODAY)
    assert " error " in english.out


def test_findings_for_programs_and_for_github(menlian: Run, sound: Path) -> None:
    spoil(sound, "to: bye}", "to: byee}")
    found = [json.loads(line) for line in menlian("check", "--format", "json", *TODAY).out.splitlines()]
    assert {"file", "line", "column", "code", "severity", "message", "cure", "values", "fixable"} == set(
        found[0]
    )
    assert (found[0]["file"], found[0]["line"], found[0]["severity"]) == ("dialogs/start.yaml", 7, "error")
    github = menlian("check", "--format", "github", *TODAY).out
    assert github.startswith("::error file=dialogs/start.yaml,line=7,col=")


def test_past_its_review_is_a_warning_and_for_a_release_an_error(menlian: Run, sound: Path) -> None:
    spoil(
        sound,
        "    say: 好，有事再来。\n",
        "    say: 好，有事再来。\n    law: [{hot-110: 拿不准，打110照实说}]\n",
    )
    late = ("--today", "2030-01-01")
    usual, release = menlian("check", *late), menlian("check", "--release", *late)
    assert "提醒" in usual.out
    assert (usual.code, release.code) == (0, 1)


def test_fix_writes_the_ids_and_then_there_is_nothing_left(menlian: Run, sound: Path) -> None:
    spoil(sound, "{id: all_well, text: 没有事, to: bye}", "没有事 → bye")
    done = menlian("check", "--fix", *TODAY)
    assert "dialogs/start.yaml" in done.err
    assert "→" not in (sound / "dialogs" / "start.yaml").read_text(encoding="utf-8")
    again = menlian("check", "--fix", *TODAY)
    assert "没有能自动改的" in again.err
    assert again.code == 0


def test_no_folder_and_an_empty_one(menlian: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "missing"):
        done = menlian("check", str(tmp_path / folder))
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("menlian: ")


def test_bytes_that_are_no_dialogs(menlian: Run, sound: Path) -> None:
    (sound / "dialogs" / "gbk.yaml").write_bytes("flow: x\ntitle: 门口".encode("gbk"))
    (sound / "dialogs" / "deep.yaml").write_bytes(b"[" * 100_000)
    done = menlian("check", *TODAY)
    assert done.code == 1
    assert "dialogs/gbk.yaml" in done.out
    assert "dialogs/deep.yaml" in done.out
    assert "Traceback" not in done.err


def test_watch_looks_again_when_a_file_changes(
    menlian: Run, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bot.cli.checking as checking

    looks = 0

    def nap(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            spoil(sound, "to: bye}", "to: byee}")
        if looks == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(checking, "sleep", nap)
    done = menlian("check", "--watch", *TODAY)
    assert done.code == 0
    assert [count for count in ("没有错", "1 个错误") if done.err.count(count) == 1] == ["没有错", "1 个错误"]
    assert done.out.count("dialogs/start.yaml:7") == 1


def test_against_a_database_names_who_would_be_moved(menlian: Run, sound: Path) -> None:
    lines = [
        {"user": f"u{n}", what: text}
        for n in range(3)
        for what, text in (("say", "你好"), ("press", "all_well"))
    ]
    menlian("chat", "--json", "--db", "m.db", typed="".join(json.dumps(line) + "\n" for line in lines[:-1]))
    assert "没有存着的对话要挪动（看了 3 个）" in menlian("check", "--against", "m.db").err
    spoil(sound, "to: bye}", "to: gone}")
    spoil(sound, "  bye:\n", "  gone:\n")
    done = menlian("check", "--against", "m.db")
    assert done.code == 0
    assert done.out.split() == ["2", "人", "start.bye", "→", "start.start"]
    assert "3 个存着的对话里，有 2 个会被挪动" in done.err


def test_against_an_older_folder_and_what_is_neither(menlian: Run, sound: Path) -> None:
    (sound / "old").mkdir()
    for path in (sound / "dialogs").iterdir():
        (sound / "old" / path.name).write_bytes(path.read_bytes())
    spoil(sound, "to: bye}", "to: gone}")
    spoil(sound, "  bye:\n", "  gone:\n")
    done = menlian("check", "--against", "old")
    assert (done.code, done.out.strip()) == (0, "没有了的步：start.bye → start.start")
    assert menlian("check", "--against", "--", "x").code == 2
    assert menlian("check", "--against", "no-such-revision").code == 1


def test_against_a_git_revision(menlian: Run, sound: Path) -> None:
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "dialogs"], ["commit", "-qm", "One"]):
        subprocess.run([*git, *command], cwd=sound, check=True, capture_output=True)
    spoil(sound, "to: bye}", "to: gone}")
    spoil(sound, "  bye:\n", "  gone:\n")
    done = menlian("check", "--against", "HEAD")
    assert (done.code, done.out.strip()) == (0, "没有了的步：start.bye → start.start")


# -- graph and new -----------------------------------------------------------------------------------------------------
def test_graph_draws_the_machine_itself(menlian: Run, sound: Path) -> None:
    done = menlian("graph", "start")
    assert done.code == 0
    assert done.out.startswith("flowchart TD\n")
    assert '-->|"没有事"|' in done.out
    unknown = menlian("graph", "nowhere")
    assert unknown.code == 1
    assert "start" in unknown.err


GATE = """  bye:
    say: 好，有事再来。
    go: gate
  gate:
    go: [{if: hour >= 22, to: late}, {if: person.who is unknown, to: menu}, {to: over}]
  late:
    aloud: 太晚了，请走。
    go: over
  over:
    end: true
"""


def test_graph_shows_what_decides_and_no_empty_box(menlian: Run, sound: Path) -> None:
    spoil(sound, "  bye:\n    say: 好，有事再来。\n    end: true\n", GATE)
    out = menlian("graph", "start").out
    assert 's_gate{"gate"}' in out
    assert 's_over(["over"])' in out
    assert 's_late["late<br/>太晚了，请走。"]' in out
    assert 's_gate -->|"hour ≥ 22"| s_late' in out
    assert 's_gate -->|"person.who is unknown"| s_menu' in out
    assert 's_gate -->|"否则"| s_over' in out
    assert "s_bye --> s_gate" in out
    assert "@go" not in out
    assert '<br/>"' not in out


def test_errors_come_first_and_the_register_last(menlian: Run, sound: Path) -> None:
    path = sound / "dialogs" / "numbers.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.split("law:\n")[1].replace("hot-110", "a-110"), encoding="utf-8")
    spoil(sound, "现在是哪种？", "上门是违法的。")
    spoil(sound, "您要哪一样？", "您要哪一样，是这一样，还是那一样，还是都不要，还是现在什么都先不说？")
    done = menlian("check", *TODAY)
    codes = [line.split()[1] for line in done.out.splitlines() if not line.startswith(" ")]
    assert codes[0] == "D513"
    assert codes.count("D511") == 1
    assert codes[-1] == "D511"
    assert done.out.splitlines()[-1].split()[1] == "D511", "one line, no cure"
    assert "可能还有" in done.err


def test_a_name_that_ends_in_txt_is_all_there_is_to_mend(menlian: Run, sound: Path) -> None:
    start = sound / "dialogs" / "start.yaml"
    start.rename(start.with_name("start.yaml.txt"))
    done = menlian("check", *TODAY)
    assert done.code == 1
    (line, _) = done.out.splitlines()
    assert "D131" in line
    assert "start.yaml.txt" in line
    start.write_text(start.with_name("start.yaml.txt").read_text(encoding="utf-8"), encoding="utf-8")
    assert menlian("check", *TODAY).code == 0, "a copy beside the file is nobody's business"


def test_what_cannot_be_read_says_that_more_may_follow(menlian: Run, sound: Path) -> None:
    spoil(sound, "to: menu}", "to: manu}")
    assert "法律和安全都还没查" in menlian("check", *TODAY).err
    assert "more may follow" in menlian("check", "--lang", "en", *TODAY).err


def test_a_new_flow_passes_the_checker_at_once(menlian: Run, sound: Path) -> None:
    made = menlian("new", "neighbours")
    assert made.code == 0
    assert "neighbours.yaml" in made.err
    done = menlian("check", *TODAY)
    assert (done.out, done.code) == ("", 0)
    assert menlian("new", "neighbours").code == 1, "it is never overwritten"
    for name in ("邻居", "a.b", "../x", "A", "1a"):
        assert menlian("new", name).code == 1


# -- test --------------------------------------------------------------------------------------------------------------
GOOD = "# 没有事也要好好说再见\n> 你好\n< 现在是哪种？\n[没有事] […]\n\n> [没有事]\n< 好，有事再来。\n<\n< 好。\n"


def transcript(folder: Path, text: str, name: str = "one") -> Path:
    path = folder / "tests" / "transcripts" / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_transcript_passes_three_ways(menlian: Run, sound: Path) -> None:
    path = transcript(sound, GOOD)
    done = menlian("test", str(path))
    assert (done.out, done.code) == ("", 0)
    assert "每段走三遍" in done.err


def test_a_difference_is_shown_with_its_place(menlian: Run, sound: Path) -> None:
    path = transcript(sound, GOOD.replace("好，有事再来。", "再见。"))
    done = menlian("test", str(path))
    assert done.code == 1
    assert "tests/transcripts/one.txt:7: 机器人说的和写的不一样\n    > [没有事]\n" in done.out
    assert "  - < 再见。\n  + < 好，有事再来。\n" in done.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("> 你好\n", "为什么"),
        ("# 为什么\n你好\n", "看不懂"),
        ("# 为什么\n", "没有对话"),
        ("# 为什么\n= start.nowhere\n> 你好\n", "没有这一步"),
        ("# 为什么\n> [没有的按钮]\n", "从没出现过"),
    ],
)
def test_a_transcript_that_is_none_is_said_so(menlian: Run, sound: Path, text: str, words: str) -> None:
    done = menlian("test", str(transcript(sound, text)))
    assert done.code == 1
    assert words in done.out


def test_update_writes_what_is_said_now_and_is_refused_in_ci(
    menlian: Run, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = transcript(sound, "# 没有事也要好好说再见\n> 你好\n\n> [没有事]\n= start.start\n")
    monkeypatch.setenv("CI", "true")
    refused = menlian("test", "--update", str(path))
    assert refused.code == 2
    assert "CI" in refused.err
    monkeypatch.delenv("CI")
    assert menlian("test", "--update", str(path)).code == 0
    text = path.read_text(encoding="utf-8")
    assert text.splitlines() == [
        "# 没有事也要好好说再见",
        "> 你好",
        "< 现在是哪种？",
        "[没有事] [看看有什么] [有危险]",
        "",
        "> [没有事]",
        "< 好，有事再来。",
        "<",
        "< 好。",
        "[好。] [好。] [有危险] [好。]",
        "= start.bye",
    ]
    assert menlian("test", str(path)).code == 0


def test_what_nobody_walked_is_named_and_can_be_generated(menlian: Run, sound: Path) -> None:
    transcript(sound, GOOD)
    short = menlian("test")
    assert short.code == 1
    assert "  start.menu " in short.out
    assert "写：= start.menu\n" in short.out
    assert "写：= start.start，下一行 > [看看有什么]\n" in short.out
    assert "start.start>choice:all_well" not in short.out
    assert menlian("test", "--no-coverage").code == 0
    made = menlian("test", "--generate")
    assert made.code == 0
    whole = menlian("test")
    assert "没走到的" not in whole.err
    assert whole.code == 1, "too little of it is walked by hand"
    assert "70%" in whole.err


def test_no_transcripts_is_said(menlian: Run, sound: Path) -> None:
    (sound / "tests" / "transcripts").mkdir(parents=True)
    done = menlian("test")
    assert done.code == 1
    assert "没有 .txt" in done.err
