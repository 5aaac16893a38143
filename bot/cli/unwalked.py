"""What no transcript walks, in words: where it is, and the lines of a transcript that would walk it."""

from __future__ import annotations

from collections.abc import Callable

from bot.cli.words import say
from bot.language.model import Choice, Dialogs, Flow, Step

_NOT_AN_ANSWER = "哈哈"  # what to type to be asked again


def explained(dialogs: Dialogs, name: str, lang: str | None) -> str:
    """One line of the report: a name of coverage.universe, then what it is and what to write in a transcript."""
    return f"{name:<44} {_words(dialogs, name, lang)}"


def _words(dialogs: Dialogs, name: str, lang: str | None) -> str:
    told: dict[str, Callable[[], str]] = {
        "!": lambda: say("w_word", lang, typed=_said(dialogs, interrupt=name[1:])),
        "@": lambda: say("w_word", lang, typed=_said(dialogs, command=name[1:])),
        "~": lambda: say("w_flow", lang, typed=dialogs.flows[name[1:]].also_said[0]),
    }
    if name[0] in told:
        return told[name[0]]()
    where, _, way = name.partition(">")
    flow_id, _, node = where.partition(".")
    flow = dialogs.flows[flow_id]
    step = flow.steps[node] if node else _first_waiting(flow)
    if not way:
        return say("w_step", lang, place=where)
    kind, _, which = way.partition(":")
    if kind in ("choice", "always"):
        return say(f"w_{kind}", lang, place=step.place, text=_button(flow, step, which))
    if kind == "go":
        return _branch(step, int(which), lang)
    typed = step.ask.unknown.default if kind == "unknown" and step.ask and step.ask.unknown else ""
    return say(f"w_{kind}", lang, place=step.place, text=typed or _NOT_AN_ANSWER)


def _branch(step: Step, number: int, lang: str | None) -> str:
    go = step.go[number]
    aim = go.to.place if go.to else go.use.target.place if go.use else ""
    if go.condition is not None:
        return say("w_go_if", lang, place=step.place, condition=go.condition.text, to=aim)
    return say("w_go_else" if len(step.go) > 1 else "w_go", lang, place=step.place, to=aim)


def _button(flow: Flow, step: Step, own: str) -> str:
    every: tuple[Choice, ...] = (*step.choices, *flow.always)
    return next((choice.text.default for choice in every if choice.id == own), own)


def _first_waiting(flow: Flow) -> Step:
    steps = tuple(flow.steps.values())
    return next((step for step in steps if step.waits), steps[0])


def _said(dialogs: Dialogs, *, interrupt: str = "", command: str = "") -> str:
    """The first word that is heard as this interrupt, or as this command."""
    for found in dialogs.interrupts:
        if found.id == interrupt or (command and found.command == command):
            button = (found.button.default,) if found.button else ()
            return next(iter((*found.also_said, *found.contains, *button)), found.id)
    return interrupt or command
