"""What is made once from the dialogs: machines, the matcher, what each step shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from bot.engine import machine
from bot.engine.events import Option, Part, Say
from bot.language.guards import Guard
from bot.language.model import Choice, Dialogs, Flow, Interrupt, LawRef, Result, Scope, Step, Var, Words
from bot.values import Value

TONGUES: Mapping[str, str] = MappingProxyType({"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"})
"""Languages as their own readers call them: what stands on the button of a language tag."""


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

    def facts(self, text: str, now: datetime) -> Mapping[str, Value]:
        """What the text tells of variables that have `heard`: name -> value, one that may be saved."""

    def guess(self, text: str) -> Interrupt | tuple[str, ...]:
        """What a free text is about: danger to ask about; one flow: sure; several: which one?; none: no idea."""


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
    edges: Mapping[str, str]  # choice id -> its name in a trace
    asked: Var | None  # what the open question saves
    answers: tuple[Option, ...]  # the buttons of the open question, unknown among them
    offers: tuple[tuple[Guard | None, Option], ...]  # the buttons of the choices, and when they are there
    endings: tuple[Option, ...]  # 菜单 and 重来, where the conversation ends
    fixed: tuple[Option, ...]  # interrupts that lead away, and 依据
    numbered: bool  # a number picks an option; false where it may be the answer itself
    static: bool  # no variable, no wording by person, no `when`: what it shows can be kept


Action = Callable[[Mapping[str, Value]], Result]
"""A pure function: what is known of what it reads -> its answer. Total: no value makes it raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Dialogs that can be run. Frozen but for `memo`, which only ever holds what could be computed again."""

    dialogs: Dialogs
    matcher: Matcher
    actions: Mapping[str, Action]
    tables: Mapping[str, machine.Table]
    prepared: Mapping[tuple[str, str], Prepared]
    buttons: tuple[Option, ...]  # interrupts shown on every step
    passing: Mapping[str, frozenset[str]]  # flow -> its variables that no session keeps
    memo: dict[tuple[str, bool, bool, bool], Say] = field(default_factory=dict)

    @property
    def revision(self) -> str:
        """The hash of the dialogs it was built from."""
        return self.dialogs.revision

    def stands(self, flow: str, node: str) -> bool:
        """Whether there is such a step."""
        return self.dialogs.step(flow, node) is not None

    def phrase(self, name: str) -> Words:
        """One of the bot's own sentences; the schema proves that it is there."""
        return self.dialogs.phrases[name]


def build(dialogs: Dialogs, matcher: Matcher, actions: Mapping[str, Action] | None = None) -> Program:
    """Dialogs -> Program. What loads can be run; a ValueError here is a gap in the checker."""
    if unknown := dialogs.actions - (actions or {}).keys():
        raise ValueError(f"no such action: {', '.join(sorted(unknown))}")
    buttons = tuple(Option(id=f"!{i.id}", words=i.button) for i in dialogs.interrupts if i.button is not None)
    return Program(
        dialogs=dialogs,
        matcher=matcher,
        actions=dict(actions or {}),
        tables=machine.Tables(dialogs),
        prepared=_Shown(dialogs, buttons),
        buttons=buttons,
        passing=_Passing(dialogs),
    )


class _Shown(dict[tuple[str, str], Prepared]):
    """(flow, node) -> its step, made when it is first stood at: a chat begins before sixty flows are looked through.

    A dict, because every turn looks here and a step that was made is then found without a call of ours. Ask
    `Program.stands` whether a step exists: `in` only knows those that were made.
    """

    def __init__(self, dialogs: Dialogs, buttons: tuple[Option, ...]) -> None:
        super().__init__()
        self._made_from = (dialogs, buttons)

    def __missing__(self, place: tuple[str, str]) -> Prepared:
        dialogs, buttons = self._made_from
        step = dialogs.step(*place)
        if step is None:
            raise KeyError(place)
        return self.setdefault(place, _prepare(dialogs, dialogs.flows[place[0]], step, buttons))


class _Passing(dict[str, frozenset[str]]):
    """Flow -> its variables that no session keeps; empty for most."""

    def __init__(self, dialogs: Dialogs) -> None:
        super().__init__()
        self._flows = dialogs.flows

    def __missing__(self, flow: str) -> frozenset[str]:
        found = self._flows.get(flow)
        names = frozenset(v.name for v in found.variables if not v.keep) if found else frozenset()
        return self.setdefault(flow, names)


def _prepare(dialogs: Dialogs, flow: Flow, step: Step, buttons: tuple[Option, ...]) -> Prepared:
    parts = list(parts_of(dialogs, step))
    choices = {c.id: c for c in (*step.choices, *flow.always)}
    words = [part.words for part in parts] + [c.text for c in choices.values()]
    names = tuple(dict.fromkeys(name for w in words for name in w.names))
    by_person = any(w.by_person for w in words)
    own = {c.id for c in step.choices}
    asked = dialogs.variable(flow.id, step.ask.save_as) if step.ask else None
    unknown = (Option(id="?", words=step.ask.unknown),) if step.ask and step.ask.unknown else ()
    law = (Option(id="@law", words=dialogs.phrases["option_law"]),) if step.law else ()
    static = not names and not by_person and not any(c.when for c in choices.values())
    return Prepared(
        step=step,
        flow=flow,
        parts=tuple(parts),
        names=names,
        by_person=by_person,
        choices=choices,
        synonyms={c.id: c.also_said for c in choices.values() if c.also_said},
        edges={id_: f"{step.place}>{'choice' if id_ in own else 'always'}:{id_}" for id_ in choices},
        asked=asked,
        answers=(*_listed(dialogs, flow, asked), *unknown),
        offers=tuple((c.when, Option(id=c.id, words=c.text)) for c in choices.values()),
        endings=_endings(dialogs) if step.end else (),
        fixed=(*(b for b in buttons if _leads_away(dialogs, b.id[1:], flow)), *law),
        numbered=asked is None or asked.spec.type in ("yes_no", "one_of", "many_of"),
        static=static,
    )


def _listed(dialogs: Dialogs, flow: Flow, asked: Var | None) -> tuple[Option, ...]:
    """The answers a question offers by itself: yes and no, or the options of its variable."""
    if asked is None:
        return ()
    if asked.spec.type == "yes_no":
        return tuple(Option(id=f"={word}", words=dialogs.phrases[word]) for word in ("yes", "no"))
    key = asked.name if asked.scope is not Scope.FLOW else f"{flow.id}.{asked.name}"
    return tuple(
        Option(
            id=f"={i}", words=Words(key=f"{key}.option.{i}", default=TONGUES.get(text, text), mark=asked.mark)
        )
        for i, text in enumerate(asked.spec.options)
    )


def _endings(dialogs: Dialogs) -> tuple[Option, ...]:
    menu = Option(id="!menu", words=dialogs.phrases["option_menu"])
    return (menu, Option(id="@restart", words=dialogs.phrases["option_restart"]))


def _leads_away(dialogs: Dialogs, interrupt: str, flow: Flow) -> bool:
    """A button to the flow one is in already would only confuse."""
    found = next(i for i in dialogs.interrupts if i.id == interrupt)
    if found.to is None:
        return True
    return found.to.flow != flow.id and not (flow.crisis and dialogs.flows[found.to.flow].crisis)


def parts_of(dialogs: Dialogs, step: Step) -> Sequence[Part]:
    """What a step shows, in the order in which it is shown."""
    parts = []
    if step.say:
        parts.append(Part(kind="say", words=step.say))
    refs = [ref for ref in step.law if ref.id in dialogs.statements]
    if not step.letter:  # a letter carries them itself
        parts += [law_part(dialogs, ref, brief=step.danger) for ref in refs]
    for kind, words in (("aloud", step.aloud), ("phone", step.phone), ("send", step.send)):
        if words:
            parts.append(Part(kind=kind, words=words))
    if step.letter:
        parts.append(Part(kind="letter", words=step.letter, sources=tuple(ref.id for ref in refs)))
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
