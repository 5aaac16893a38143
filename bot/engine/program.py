"""What is made once from the dialogs: machines, the matcher, what each step shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.engine import machine
from bot.engine.events import Option, Part, Say
from bot.language.model import Choice, Dialogs, Flow, Interrupt, LawRef, Step, Words


class Matcher(Protocol):
    """Typed text -> interrupt, option or flow. Texts come normalised; nothing here raises."""

    def danger(self, text: str) -> Interrupt | None:
        """An interrupt that leads to a crisis flow, found anywhere in the text."""

    def command(self, text: str) -> Interrupt | None:
        """Any other interrupt: 返回, 菜单, ..."""

    def option(self, text: str, options: Sequence[tuple[str, ...]], *, numbered: bool) -> int | None:
        """Which of the options (each a tuple: its label, then its synonyms) the text picks."""

    def flow(self, text: str) -> str | None:
        """The flow a text opens by its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One step, ready to be shown: everything that does not depend on the person."""

    step: Step
    flow: Flow
    parts: tuple[Part, ...]
    names: tuple[str, ...]  # variables its texts use
    by_person: bool  # whether any text has wordings by person
    choices: Mapping[str, Choice]  # own, then always
    synonyms: Mapping[str, tuple[str, ...]]  # option id -> also_said
    static: bool  # no variable, no wording by person, no `when`: what it shows can be kept


Action = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Dialogs that can be run. Frozen but for `memo`, which only ever holds what could be computed again."""

    dialogs: Dialogs
    matcher: Matcher
    actions: Mapping[str, Action]
    tables: Mapping[str, machine.Table]
    prepared: Mapping[tuple[str, str], Prepared]
    buttons: tuple[Option, ...]  # interrupts shown on every step
    memo: dict[tuple[str, str, bool, bool], Say] = field(default_factory=dict)

    @property
    def revision(self) -> str:
        """The hash of the dialogs it was built from."""
        return self.dialogs.revision

    def phrase(self, name: str) -> Words:
        """One of the bot's own sentences; the schema proves that it is there."""
        return self.dialogs.phrases[name]


def build(dialogs: Dialogs, matcher: Matcher, actions: Mapping[str, Action] | None = None) -> Program:
    """Dialogs -> Program. What loads can be run; a ValueError here is a gap in the checker."""
    buttons = tuple(Option(id=f"!{i.id}", words=i.button) for i in dialogs.interrupts if i.button is not None)
    return Program(
        dialogs=dialogs,
        matcher=matcher,
        actions=dict(actions or {}),
        tables=machine.build(dialogs),
        prepared={
            (f.id, s.id): _prepare(dialogs, f, s) for f in dialogs.flows.values() for s in f.steps.values()
        },
        buttons=buttons,
    )


def _prepare(dialogs: Dialogs, flow: Flow, step: Step) -> Prepared:
    parts = list(_parts(dialogs, step))
    choices = {c.id: c for c in (*step.choices, *flow.always)}
    words = [part.words for part in parts] + [c.text for c in choices.values()]
    names = tuple(dict.fromkeys(name for w in words for name in w.names))
    by_person = any(w.by_person for w in words)
    static = not names and not by_person and not any(c.when for c in choices.values())
    return Prepared(
        step=step,
        flow=flow,
        parts=tuple(parts),
        names=names,
        by_person=by_person,
        choices=choices,
        synonyms={c.id: c.also_said for c in choices.values() if c.also_said},
        static=static,
    )


def _parts(dialogs: Dialogs, step: Step) -> Sequence[Part]:
    parts = []
    if step.say:
        parts.append(Part(kind="say", words=step.say))
    parts += [law_part(dialogs, ref, brief=step.danger) for ref in step.law if ref.id in dialogs.statements]
    for kind, words in (("aloud", step.aloud), ("phone", step.phone), ("send", step.send)):
        if words:
            parts.append(Part(kind=kind, words=words))
    if step.ask:
        parts.append(Part(kind="ask", words=step.ask.text))
    return parts


def law_part(dialogs: Dialogs, ref: LawRef, *, brief: bool) -> Part:
    """A statement as a text: in danger its short form, else the full sentence."""
    statement = dialogs.statements[ref.id]
    text = statement.short if brief else statement.full
    field_name = "short" if brief else "full"
    words = Words(key=f"law.{ref.id}.{field_name}", default=text, mark=statement.mark)
    return Part(kind="law", words=words, sources=(ref.id,))
