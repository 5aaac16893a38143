"""What is walked is counted, what is not is named, and the rest can be generated."""

from bot import engine
from bot.check.coverage import normal, report, universe
from bot.check.expect import compare
from bot.check.generate import generate
from bot.check.rehearsal import Straight, jump, play
from bot.check.transcript import NOW, parse
from bot.render import Renderer
from bot.texts import Texts
from tests.engine.conftest import FLOWS, load, phrases

PROGRAM = load({**FLOWS, "dialogs/phrases.yaml": phrases()})
RENDERER = Renderer(dialogs=PROGRAM.dialogs, texts=Texts())


def test_every_way_on_is_in_the_universe() -> None:
    names = universe(PROGRAM.dialogs)
    assert len(names) == len(set(names))
    assert {
        "door.start",
        "door.start>choice:knock",
        "door>always:worse",
        "door.ask_people>answer",
        "door.ask_people>unknown",
        "door.ask_people>retry",
        "door.ask_people>go:0",
        "door.ask_people>go:1",
        "door.ask_company>return",
        "!danger",
        "@back",
        "~door",
    } <= set(names)
    assert "talk.words>retry" not in names, "somebody else's words are taken whatever they are"


def test_a_button_of_every_step_counts_once() -> None:
    assert normal(["door.many>always:worse"]) == {"door>always:worse", "door.many"}


def test_nothing_walked_is_nothing_covered() -> None:
    found = report(PROGRAM.dialogs, (), ())
    assert found.hand_percent == 0
    assert found.missing == universe(PROGRAM.dialogs)


def test_generated_transcripts_walk_everything_and_pass() -> None:
    """From nothing to all: what the generator writes covers every step and edge, and says what the bot says."""
    made = dict(generate(PROGRAM, RENDERER, set()))
    trace: set[str] = set()
    for name, text in made.items():
        transcript = parse(text)
        assert transcript.generated
        assert transcript.problems == ()
        for stored in (False, True):
            player = Straight(PROGRAM, RENDERER, stored=stored)
            said, problems, walked = play(transcript, PROGRAM, RENDERER, player, name)
            assert problems == []
            assert all(move.expected for move, messages, _ in said if messages and move.kind != "goto")
            trace |= walked | player.trace
    assert report(PROGRAM.dialogs, trace, ()).missing == ()
    assert dict(generate(PROGRAM, RENDERER, trace)) == {}


def test_a_transcript_that_expects_something_else_fails() -> None:
    transcript = parse("# 为什么\n> 你好\n< 不在。\n")
    said, problems, _ = play(transcript, PROGRAM, RENDERER, Straight(PROGRAM, RENDERER), "x")
    assert [p.what for p in problems] == ["differs"]
    assert list(compare(said[0][0], [], ""))


def test_a_jump_reads_values_as_a_person_types_them() -> None:
    done = jump(
        PROGRAM, None, "talk.show", {"sum": "3万5", "case.company": "某某", "person.who": "家人"}, NOW
    )
    assert isinstance(done, engine.Turn)
    assert done.session.top.values == {"sum": 3500000}
    assert done.session.person == {"person.who": "家人"}
    assert jump(PROGRAM, None, "talk.nowhere", {}, NOW) == "talk.nowhere"
    assert jump(PROGRAM, None, "talk.show", {"sum": "很多"}, NOW) == "sum=很多"
    assert jump(PROGRAM, None, "talk.show", {"sun": "3"}, NOW) == "sun=3"


def test_a_transcript_may_start_anywhere_in_any_language_with_several_people() -> None:
    text = """\
# 为什么
= door.few people=2
< 只有2个人。
<
< 哪家公司？
= door.ask_company

@ user u2
> 你好
< 我在。
@ user u1
> [不肯说]
< 看到证件了吗？
"""
    transcript = parse(text)
    _, problems, _ = play(transcript, PROGRAM, RENDERER, Straight(PROGRAM, RENDERER), "x")
    assert problems == []
