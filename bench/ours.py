"""Our own bot, wired as `menlian` wires it: the workload as dialogs, the shipped ones, the service on a store."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from bench.workload import MESSAGES, STEPS, answer

if TYPE_CHECKING:
    from bot.engine import Program
    from bot.language import Dialogs
    from bot.ports import Inbound, Store
    from bot.service import Service

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "dialogs"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=8)))

CHANNEL = "json"  # where `menlian chat --json` keeps people: its process must find who was stored here

TYPES = {"people": "{type: int, between: 1..30}", "company": "{type: text}", "amount": "{type: int}"}
CRISIS = """flow: crisis
title: 有危险
crisis: yes
nodes:
  start:
    say: 先打110。
    end: yes
"""
INTERRUPTS = """interrupts:
  - {id: danger, button: 有危险, also_said: [救命], contains: [砸门, 撬锁, 打人], to: crisis}
  - {id: menu, also_said: [菜单], to: start.menu}
"""


def workload_files() -> dict[str, str]:
    """The 12 steps as dialog files; phrases.yaml and person.yaml are the shipped ones."""
    shipped = {path: (SHIPPED / path).read_text(encoding="utf-8") for path in ("person.yaml", "phrases.yaml")}
    files = {**shipped, "start.yaml": _start(), "crisis.yaml": CRISIS, "interrupts.yaml": INTERRUPTS}
    return {f"dialogs/{path}": text for path, text in files.items()}


def _start() -> str:
    lines = ["flow: start", "title: 开头", "vars:"]
    lines += [f"  {name}: {kind}" for name, kind in TYPES.items()]
    lines.append("nodes:")
    for number, step in enumerate(STEPS):
        lines += [f"  {step.id}:", *(f"    {line}" for line in _node(number))]
    return "\n".join([*lines, "  menu: {say: 从头开始。, go: s1}", ""])


def _node(number: int) -> list[str]:
    step = STEPS[number]
    if number == MESSAGES - 1:
        text = step.text.replace("{", "${")
        return [f"say: {text}", "end: yes"]
    after = STEPS[number + 1].id
    if step.saves:
        return [f"ask: {step.text}", f"save_as: {step.saves}", f"go: {after}"]
    choices = [f"  - {{id: c{i}, text: {text}, to: {after}}}" for i, text in enumerate(step.choices)]
    return [f"say: {step.text}", "choices:", *choices]


def shipped_files() -> dict[str, bytes]:
    """Every shipped dialog file, the register of law in its folder too."""
    found = sorted(path for path in SHIPPED.rglob("*.yaml") if not path.name.startswith("."))
    return {f"dialogs/{path.relative_to(SHIPPED).as_posix()}": path.read_bytes() for path in found}


def dialogs(files: dict[str, str] | dict[str, bytes]) -> Dialogs:
    """Dialogs that load; what is wrong with them otherwise."""
    from bot import language
    from bot.actions import declarations

    found, report = language.read(files, declarations())
    if found is None:
        raise SystemExit(
            "\n".join(f"{finding.mark}: {finding.code} {dict(finding.values)}" for finding in report)
        )
    return found


def program(loaded: Dialogs) -> Program:
    from bot import engine
    from bot.actions import registry
    from bot.understand import Understanding

    return engine.build(loaded, Understanding(loaded), registry(loaded))


def service(store: Store, loaded: Dialogs) -> Service:
    from bot.render import Renderer
    from bot.service import Service
    from bot.texts import Texts

    return Service(store=store, program=program(loaded), renderer=Renderer(dialogs=loaded, texts=Texts()))


def store(path: Path | str) -> Store:
    from bot.store import SqliteStore
    from bot.vault import PlainVault

    return SqliteStore(path, PlainVault())


def inbound(person: int, number: int, run: str = "", address: str = "") -> Inbound:
    """Message `number` of a person as a passive channel hands it over."""
    from bot.ports import Inbound

    said = answer(person, number) if number else None
    place, kind, text = "", "started", ""
    if said is not None:
        pressed = said.pressed is not None
        kind, text = ("pressed", f"c{said.pressed}") if pressed else ("said", said.text)
        place = f"start.{STEPS[number - 1].id}" if pressed else ""
    return Inbound(
        id=f"{run}{person}-{number}",
        channel=CHANNEL,
        address=address or f"{run}{person}",
        at=NOON,
        kind=kind,
        text=text,
        place=place,
    )
