"""Every conversation of the shipped dialogs, and what the walk says when one goes wrong."""

from __future__ import annotations

import sys
from functools import cache

import pytest

from bot import check, engine
from bot.actions import registry
from bot.check.classes import classes
from bot.check.graph import closure, loops, survey
from bot.check.rehearsal import Straight, play
from bot.check.transcript import parse
from bot.language.catalogue import rules
from bot.render import Renderer
from bot.texts import BLANK, Texts
from bot.understand import Understanding
from tests.check.base import base, explored, loaded
from tests.check.test_planted import loaded as shipped


@cache
def walked() -> check.Exploration:
    return explored(shipped())


def test_every_step_and_every_edge_of_the_shipped_dialogs_is_walked_and_nothing_is_found() -> None:
    found = walked()
    assert [(d.code, str(d.mark), dict(d.values)) for d in found.findings] == []
    assert found.nodes[0] == found.nodes[1] > 200
    assert found.edges[0] == found.edges[1] > 700
    assert found.states > found.nodes[1]
    assert found.turns > found.states


def test_the_small_base_is_in_order() -> None:
    assert explored(loaded(base())).findings == ()


def test_a_counter_example_is_a_transcript_that_runs() -> None:
    dialogs = loaded(rules()["D393"].bad[0])
    found = explored(dialogs)
    scenario = dict(zip((d.code for d in found.findings), found.scenarios, strict=True))["D393"]
    program, renderer = (
        engine.build(dialogs, Understanding(dialogs), registry(dialogs)),
        Renderer(dialogs=dialogs, texts=Texts()),
    )
    said, problems, _ = play(parse(scenario), program, renderer, Straight(program, renderer), "scenario")
    assert problems == []
    assert any(BLANK in message.text for message in said[-1][1])


def test_what_is_cut_off_is_a_finding() -> None:
    dialogs = shipped()
    found = check.explore(engine.build(dialogs, Understanding(dialogs), registry(dialogs)), limit=50)
    assert "D399" in {finding.code for finding in found.findings}
    assert found.states == 50


def test_an_engine_that_raises_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = loaded(base())
    program = engine.build(dialogs, Understanding(dialogs), registry(dialogs))

    def broken(*_: object) -> engine.Turn:
        raise RuntimeError("no")

    monkeypatch.setattr(sys.modules["bot.check.explore"], "turn", broken)
    found = check.explore(program)
    assert {finding.code for finding in found.findings} >= {"D392"}


def test_an_errand_that_forgets_where_it_was_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = loaded(base())
    monkeypatch.setattr("bot.engine.commands.resume", lambda draft: draft.tell("resume_none"))
    assert "D398" in {finding.code for finding in explored(dialogs).findings}


def test_back_that_undoes_nothing_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = loaded(base())
    monkeypatch.setattr(
        "bot.engine.commands.back", lambda draft: draft.tell("back_none", draft.open_options())
    )
    assert "D398" in {finding.code for finding in explored(dialogs).findings}


def test_a_change_that_reopens_nothing_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = loaded(base())
    monkeypatch.setattr("bot.engine.commands.change", lambda draft, index: draft.show())
    assert "D398" in {finding.code for finding in explored(dialogs).findings}


def test_coming_back_after_hours_to_nothing_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = loaded(base())
    monkeypatch.setattr("bot.engine.commands.offer_continue", lambda draft, *_: draft.tell("stale"))
    assert "D398" in {finding.code for finding in explored(dialogs).findings}


def test_a_turn_without_a_word_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = loaded(base())
    monkeypatch.setattr("bot.engine.commands.list_answers", lambda draft: draft.effects.clear())
    monkeypatch.setattr("bot.engine.draft.Draft.tell", lambda *_: None)
    assert "D392" in {finding.code for finding in explored(dialogs).findings}


def test_a_variable_stands_for_what_conditions_tell_apart() -> None:
    known = classes(shipped()).domains
    people = [value for value in known["visit_at_door:people"] if value is not None]
    assert any(value < 4 for value in people) and any(value >= 4 for value in people)
    assert None in known["visit_at_door:people"]
    assert known["person.who"] == (None, "本人", "家人", "别人")
    assert len(known["after_visit:when"]) == 2  # it is shown, never compared: set or unset


def test_the_map_knows_its_doors() -> None:
    graph = survey(shipped())
    assert graph.doors["start.start"] == "start"
    assert graph.reached() == frozenset(graph.steps)
    assert {place.partition(".")[0] for place in graph.doors} >= {
        "crisis",
        "about",
        "negotiate",
        "visit_at_door",
    }


def test_rings_are_found_without_recursion() -> None:
    chain = {str(n): [str(n + 1)] for n in range(5_000)}
    chain["5000"] = ["4998"]
    assert [set(ring) for ring in loops(chain, lambda n: chain.get(n, []))] == [{"4998", "4999", "5000"}]
    assert len(closure(["0"], lambda n: chain.get(n, []))) == 5_001
