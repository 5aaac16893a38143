"""The machine that runs moves exactly as the stock Machine of `transitions` does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from transitions import Machine

from bot import engine, language
from bot.actions import declarations, registry
from bot.engine.machine import Table, fire
from bot.understand import Understanding
from bot.values import Value

SHIPPED = Path(__file__).resolve().parents[2] / "dialogs"
WORLDS: tuple[dict[str, Value], ...] = (
    {},
    {"person.who": "本人", "hour": 8},
    {"person.who": "家人", "hour": 23, "people": 9, "case.amount": 1},
    {"person.who": "别人", "people": 1, "case.amount": 10_000_000, "monthly": 1},
)


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    files = {
        f"dialogs/{path.relative_to(SHIPPED).as_posix()}": path.read_bytes()
        for path in SHIPPED.rglob("*.yaml")
    }
    dialogs = language.load(files, declarations())
    assert isinstance(dialogs, language.Dialogs)
    tables = engine.build(dialogs, Understanding(dialogs), registry(dialogs)).tables
    return {flow: tables[flow] for flow in dialogs.flows}


def stock(table: Table) -> Table:
    """The same table on a Machine as it comes."""
    machine = Machine(
        model=None, states=list(table.arrivals), initial=None, auto_transitions=False, queued=False
    )
    for trigger, event in table.machine.events.items():
        for source, edges in event.transitions.items():
            for edge in edges:
                conditions = [condition.func for condition in edge.conditions]
                machine.add_transition(trigger, source, edge.dest, conditions=conditions)
    return replace(table, machine=machine)


def firings(table: Table) -> Iterator[tuple[str, str]]:
    """Every trigger from every state, most of which lead nowhere."""
    return (
        (state, trigger) for state in table.arrivals for trigger in (*table.machine.events, "no such trigger")
    )


def test_every_trigger_from_every_state_leads_where_the_stock_machine_leads(tables: dict[str, Table]) -> None:
    """With whatever is known: nothing, a little, a lot."""
    moved = 0
    for table in tables.values():
        other = stock(table)
        for known in WORLDS:
            for state, trigger in firings(table):
                there = fire(table, state, trigger, known.get)
                assert there == fire(other, state, trigger, known.get)
                moved += there is not None
    assert moved > 1000
