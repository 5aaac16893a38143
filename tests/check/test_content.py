"""What the shipped dialogs promise as a whole: every flow is found, from the menu and by words, and says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot import engine
from bot.actions import registry
from bot.engine import Program
from bot.engine.events import Said, Say
from bot.language.model import Dialogs, Flow
from bot.understand import Understanding
from tests.check.test_planted import loaded

NOON = datetime.fromisoformat("2026-11-23T12:00+08:00")
SMALL = {"start", "who", "visit_note"}
"""The greeting itself, and what other flows borrow: nobody opens them from a menu."""


@pytest.fixture(scope="module")
def dialogs() -> Dialogs:
    return loaded()


@pytest.fixture(scope="module")
def program(dialogs: Dialogs) -> Program:
    return engine.build(dialogs, Understanding(dialogs), registry(dialogs))


def listed(dialogs: Dialogs) -> set[str]:
    """The flows that buttons of the menu and its pages lead to."""
    start = dialogs.flows["start"]
    pages, found = ["menu"], set()
    for page in pages:
        for choice in start.steps[page].choices:
            if choice.to.flow != "start":
                found.add(choice.to.flow)
            elif choice.to.node.startswith("menu") and choice.to.node not in pages:
                pages.append(choice.to.node)
    return found


def doors(dialogs: Dialogs) -> Iterator[tuple[Flow, str]]:
    """Every flow with each of the wordings that are said to open it."""
    for flow in dialogs.flows.values():
        yield from ((flow, said) for said in flow.also_said)


def test_every_flow_that_is_offered_opens_from_the_menu(dialogs: Dialogs) -> None:
    offered = {flow.id for flow in dialogs.flows.values() if flow.menu}
    assert offered - listed(dialogs) == set()


def test_every_flow_is_offered_or_reached_by_its_words(dialogs: Dialogs) -> None:
    anywhere = {interrupt.to.flow for interrupt in dialogs.interrupts if interrupt.to is not None}
    found = {
        flow.id for flow in dialogs.flows.values() if flow.menu or flow.also_said or flow.crisis
    } | anywhere
    assert dialogs.flows.keys() - found <= SMALL


def test_the_words_of_a_flow_open_it(dialogs: Dialogs, program: Program) -> None:
    """As a first message: in that very flow, or in one that it leads to at once, or in danger, which goes before."""
    wrong = []
    for flow, said in doors(dialogs):
        done = engine.turn(program, None, Said(id="1", at=NOON, text=said))
        walked = {edge.split(".")[0].lstrip("!~>") for edge in done.trace}
        there = {frame.flow for frame in done.session.stack} | walked
        if flow.id not in there and not any(dialogs.flows[frame.flow].crisis for frame in done.session.stack):
            wrong.append((flow.id, said, done.session.top.place))
    assert wrong == []


def test_no_flow_is_signed_by_anybody_yet(dialogs: Dialogs) -> None:
    """Nobody has: a flow that says so is somebody's mistake until a lawyer's own commit changes this test."""
    assert {flow.review.status for flow in dialogs.flows.values()} == {"draft"}


def test_every_first_message_is_short_and_has_a_way_on(dialogs: Dialogs, program: Program) -> None:
    for flow in dialogs.flows.values():
        if flow.id in SMALL or not flow.also_said:
            continue
        done = engine.turn(program, None, Said(id="1", at=NOON, text=flow.also_said[0]))
        says = [effect for effect in done.effects if isinstance(effect, Say)]
        assert says, flow.id
        assert says[-1].options, flow.id


PAGE = Path(__file__).parents[2] / "docs" / "content.md"
PLACE = re.compile(r"`([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?`")
NO_FLOW = {"withhold", "said_", "law"}


def test_the_page_about_the_content_names_what_there_is(dialogs: Dialogs) -> None:
    """docs/content.md: every flow and step it sends a reviewer to exists, and no flow of the menu is left out."""
    named = set(PLACE.findall(PAGE.read_text(encoding="utf-8")))
    places = {(flow, node) for flow, node in named if flow not in NO_FLOW}
    assert {f"{flow}.{node}" for flow, node in places if node and dialogs.step(flow, node) is None} == set()
    assert {flow for flow, node in places if not node} - dialogs.flows.keys() == set()
    assert listed(dialogs) - {flow for flow, _ in places} <= {"about", "my_data", "language", "away"}
