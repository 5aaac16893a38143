"""docs/writing-dialogs.md does what it says: its files load, its chat plays, its tables are true."""

import itertools
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

import pytest

from bot.actions import declarations, registry
from bot.check import lint
from bot.check.rehearsal import Straight, play
from bot.check.transcript import parse
from bot.engine import build
from bot.language import Dialogs, Report, compile, read  # noqa: A004  a module of ours
from bot.language.catalogue import explain, rules
from bot.language.fix import fix
from bot.render import Renderer
from bot.texts import Texts
from bot.understand import Understanding
from bot.values import Reading, Spec, show
from bot.values import read as read_value
from tests.docs.pages import ROOT, Block, blocks, page, rows

PAGE = "docs/writing-dialogs.md"
WHOLE, PART = "# dialogs/", "# 摘自 dialogs/"
NOW = datetime.fromisoformat("2026-11-23T20:10+08:00")
TODAY = date(2026, 11, 23)
ABOUT_OTHER_FILES = {"D210", "D223", "D225", "D227", "D233"}  # what a file alone cannot have


@pytest.fixture(autouse=True, scope="module")
def files_are_read_once() -> Iterator[None]:
    """A trap is in one file: the trees of the others are those of the last time. Nobody writes into a tree."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compile, "read_source", cache(compile.read_source))
        yield


@cache
def on_disk() -> tuple[tuple[str, bytes], ...]:
    found = sorted((ROOT / "dialogs").rglob("*.yaml"))
    return tuple((path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in found)


def shipped() -> dict[str, str | bytes]:
    return dict(on_disk())


def yaml_blocks(kind: str) -> list[Block]:
    return [block for block in blocks(PAGE, "yaml") if block.text.startswith(kind)]


def path_of(block: Block) -> str:
    return block.text.splitlines()[0].removeprefix("# ").removeprefix("摘自 ")


def loaded(block: Block) -> tuple[Dialogs, Report]:
    dialogs, report = read({**shipped(), path_of(block): block.text}, declarations())
    assert dialogs is not None, "\n".join(explain(found) for found in report.errors)
    return dialogs, report


def at_line(block: Block) -> str:
    return f"line{block.line}"


def test_every_block_of_yaml_says_what_it_is() -> None:
    """A whole file to be copied, or a part of one that is there."""
    assert yaml_blocks(WHOLE)
    assert len(yaml_blocks(WHOLE)) + len(yaml_blocks(PART)) == len(blocks(PAGE, "yaml"))


@pytest.mark.parametrize("block", yaml_blocks(WHOLE), ids=at_line)
def test_a_file_to_copy_passes_the_checker(block: Block) -> None:
    """Put beside the shipped dialogs, each step of the lesson loads and is reported for nothing, not even a warning."""
    dialogs, report = loaded(block)
    report.extend(lint(dialogs, TODAY))
    assert [explain(found) for found in report if found.mark.file == path_of(block)] == []


def test_the_lesson_grows_one_flow() -> None:
    """Later blocks hold the same flow; ids that were given once stay."""
    flows = [loaded(block)[0].flows["work_call"] for block in yaml_blocks(WHOLE)]
    assert len(flows) >= 3
    for before, after in itertools.pairwise(flows):
        assert {choice.id for choice in before.steps["start"].choices} <= {
            choice.id for choice in after.steps["start"].choices
        }


@pytest.mark.parametrize("block", yaml_blocks(PART), ids=at_line)
def test_a_part_of_a_file_is_well_formed(block: Block) -> None:
    """Every key in it exists and every value can be read; other files are not asked for."""
    _, report = read({path_of(block): block.text}, declarations())
    wrong = [explain(found) for found in report if found.code not in ABOUT_OTHER_FILES]
    assert wrong == []


def test_the_chat_of_the_lesson_plays() -> None:
    """The transcript is what the finished flow says."""
    dialogs, _ = loaded(yaml_blocks(WHOLE)[-1])
    program = build(dialogs, Understanding(dialogs), registry(dialogs))
    renderer = Renderer(dialogs=dialogs, texts=Texts({}))
    (chat,) = blocks(PAGE, "chat")
    transcript = parse(chat.text)
    assert transcript.problems == ()
    assert transcript.why
    _, problems, _ = play(transcript, program, renderer, Straight(program, renderer), "lesson")
    assert problems == []


TYPED = [(row[0].strip("`"), row[1], row[2]) for row in rows(PAGE, "借款人打什么，读成什么")]


@pytest.mark.parametrize(
    ("kind", "typed", "shown"), TYPED, ids=[f"{kind}-{typed}" for kind, typed, _ in TYPED]
)
def test_what_is_typed_is_read_as_the_table_says(kind: str, typed: str, shown: str) -> None:
    """The table of answers is true at the moment it names."""
    outcome = read_value(Spec(type=kind), typed, now=NOW)
    if shown.startswith("看不懂"):
        assert not isinstance(outcome, Reading)
        assert (outcome.reason == "number_to_call") == ("电话" in shown)
    else:
        assert isinstance(outcome, Reading)
        assert show(kind, outcome.value) == shown


TRAPS = [(row[0].strip("`"), row[2].strip("`"), row[3]) for row in rows(PAGE, "YAML 的坑")]


def with_line(line: str) -> dict[str, str | bytes]:
    """A flow with this line where lines like it stand: a key of a step, a line of say, a button."""
    head = "flow: trap\ntitle: 坑\nmenu: yes\nnodes:\n  start:\n"
    if re.match(r"say", line):
        text = f"{head}    {line}\n    go: bye\n"
    elif "bye" in line:
        text = f"{head}    say: 好\n    choices:\n      {line}\n"
    else:
        text = f"{head}    say:\n      - 第一句\n      {line}\n    go: bye\n"
    return {**shipped(), "dialogs/trap.yaml": f"{text}  bye:\n    end: yes\n"}


def found_in(files: dict[str, str | bytes]) -> set[str]:
    return {found.code for found in read(files, declarations())[1] if found.mark.file == "dialogs/trap.yaml"}


@pytest.mark.parametrize(("wrong", "right", "code"), TRAPS, ids=[wrong for wrong, _, _ in TRAPS])
def test_a_trap_is_recognised_and_its_cure_is_right(wrong: str, right: str, code: str) -> None:
    """The wrong line is reported with this code; the right one is not reported."""
    assert code in found_in(with_line(wrong))
    assert found_in(with_line(right)) <= {"D208"}  # the short form of a button wants an id, no more


# A text cut in two cannot be told from two keys; a button read as a key and a value has no target that is known.
BY_HAND = ("- {id: a, text: 没空,要走, to: bye}", "- 打110: 他们砸门 -> bye")
MENDED = [(wrong, code) for wrong, _, code in TRAPS if wrong not in BY_HAND]


@pytest.mark.parametrize(("wrong", "code"), MENDED, ids=[wrong for wrong, _ in MENDED])
def test_fix_mends_a_trap(wrong: str, code: str) -> None:
    """As the page says, --fix mends nearly all of them."""
    files = with_line(wrong)
    mended = fix(files, actions=declarations())[0]
    assert code not in found_in({**files, **mended})


def test_the_rules_that_the_page_names_exist() -> None:
    """No code is made up."""
    assert set(re.findall(r"\bD\d{3}\b", page(PAGE))) <= set(rules())


def test_the_finding_on_the_page_is_a_real_one() -> None:
    """The example of a report is word for word what the checker says of the second lesson with that slip."""
    (shown,) = (block.text for block in blocks(PAGE, "text") if "D201" in block.text)
    block = yaml_blocks(WHOLE)[1]
    _, report = read(
        {**shipped(), path_of(block): block.text.replace("    choices:", "    choice:")}, declarations()
    )
    (found,) = (found for found in report if found.code == "D201")
    assert explain(found) == shown.rstrip("\n")
