"""What changed between two sets of dialogs, in the words people read: what a lawyer has to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.check.register import Use, uses
from bot.check.signing import flow_hash
from bot.check.spoken import spoken
from bot.language.marks import Mark
from bot.language.model import Dialogs, Flow, Go, Statement, Step, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One text: as it was, as it is. None: it was not there, it is gone."""

    name: str  # say, aloud, …, @家人 behind it; [id] of a button; law; go
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """One step with what changed in it, what stayed beside it, and the statements it rests on now."""

    place: str
    mark: Mark
    edits: tuple[Edit, ...]
    beside: tuple[tuple[str, str], ...]  # (name, text) that did not change: the context
    law: tuple[Statement, ...]
    moved_law: tuple[str, ...] = ()  # ids of statements among these whose own words changed


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChange:
    """One flow, new, gone or edited. The hash is what a signature under this sheet would hold."""

    id: str
    title: str
    mark: Mark
    state: str  # new | changed | gone
    hash: str
    steps: tuple[StepChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementChange:
    """One statement of the register, new, gone or edited."""

    statement: Statement
    state: str
    edits: tuple[Edit, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that changed. Empty where nobody has to look at anything."""

    statements: tuple[StatementChange, ...]
    flows: tuple[FlowChange, ...]
    phrases: tuple[Edit, ...]

    def __bool__(self) -> bool:
        return bool(self.statements or self.flows or self.phrases)


def changes(old: Dialogs, new: Dialogs) -> Changes:
    """From `old` to `new`: statements, then flows in the order of the files, then the bot's own sentences."""
    statements = tuple(_statements(old, new))
    moved = frozenset(change.statement.id for change in statements)
    flows = (*_flows(old, new, moved), *_gone(old, new))
    return Changes(statements=statements, flows=flows, phrases=tuple(_edits(_phrases(old), _phrases(new))))


def texts_of(step: Step) -> dict[str, str]:
    """Every text of a step by its name, as a person reads it, and where it leads."""
    found: dict[str, str] = {}
    for part in spoken(step):
        found |= _wordings(part.kind, part.words)
    if step.ask and step.ask.unknown:
        found |= _wordings("unknown", step.ask.unknown)
    for choice in step.choices:
        when = f"（if {choice.when.text}）" if choice.when else ""
        found |= {
            name: f"{text} → {choice.to.place}{when}"
            for name, text in _wordings(f"[{choice.id}]", choice.text).items()
        }
    if step.law:
        found["law"] = "、".join(ref.id for ref in step.law)
    if step.go:
        found["go"] = "；".join(map(_branch, step.go))
    return found


def _statements(old: Dialogs, new: Dialogs) -> Iterator[StatementChange]:
    used = uses(new)
    for id_, statement in new.statements.items():
        before = old.statements.get(id_)
        edits = tuple(_edits(_fields(before) if before else {}, _fields(statement)))
        if edits:
            state = "changed" if before else "new"
            yield StatementChange(statement=statement, state=state, edits=edits, uses=used.get(id_, ()))
    for id_, statement in old.statements.items():
        if id_ not in new.statements:
            edits = tuple(_edits(_fields(statement), {}))
            yield StatementChange(statement=statement, state="gone", edits=edits, uses=())


def _fields(statement: Statement) -> dict[str, str]:
    source = statement.source
    found = {
        "short": statement.short, "full": statement.full, "caveat": statement.caveat, "force": statement.force,
        "verified": statement.verified, "as_of": statement.as_of, "review_by": statement.review_by,
        "source": " ".join(filter(None, (source.name, source.article, source.issuer, source.effective))),
        "url": source.url, "shown_with": " ".join(statement.shown_with),
        "danger_ok": "yes" if statement.danger_ok else "", "card_only": "yes" if statement.card_only else "",
        "withhold": "yes" if statement.withhold else "",
    }  # fmt: skip
    return {name: text for name, text in found.items() if text}


def _flows(old: Dialogs, new: Dialogs, moved: frozenset[str]) -> Iterator[FlowChange]:
    for flow in new.flows.values():
        before = _before(old, flow)
        steps = tuple(_steps(new, before, flow, moved))
        if steps:
            yield FlowChange(
                id=flow.id,
                title=flow.title.default,
                mark=flow.mark,
                state="changed" if before else "new",
                hash=flow_hash(new, flow),
                steps=steps,
            )


def _gone(old: Dialogs, new: Dialogs) -> Iterator[FlowChange]:
    kept = {was.id for flow in new.flows.values() if (was := _before(old, flow))}
    for flow in old.flows.values():
        if flow.id not in kept:
            yield FlowChange(
                id=flow.id, title=flow.title.default, mark=flow.mark, state="gone", hash="", steps=()
            )


def _before(old: Dialogs, flow: Flow) -> Flow | None:
    return next((old.flows[name] for name in (flow.id, *flow.renamed_from) if name in old.flows), None)


def _steps(new: Dialogs, before: Flow | None, flow: Flow, moved: frozenset[str]) -> Iterator[StepChange]:
    """Steps with an edit, or resting on a statement that has one; the flow's own title and buttons come first."""
    own = tuple(_edits(_of_flow(before) if before else {}, _of_flow(flow)))
    if own:
        yield StepChange(place=flow.id, mark=flow.mark, edits=own, beside=(), law=())
    was = dict(before.steps) if before else {}
    for step in flow.steps.values():
        earlier = next((was.pop(name) for name in (step.id, *step.renamed_from) if name in was), None)
        old_texts, texts = texts_of(earlier) if earlier else {}, texts_of(step)
        edits = tuple(_edits(old_texts, texts))
        touched = tuple(ref.id for ref in step.law if ref.id in moved)
        if edits or touched:
            changed = {edit.name for edit in edits}
            beside = tuple((n, t) for n, t in texts.items() if n not in changed and n != "law")
            law = tuple(new.statements[ref.id] for ref in step.law if ref.id in new.statements)
            yield StepChange(
                place=step.place, mark=step.mark, edits=edits, beside=beside, law=law, moved_law=touched
            )
    for step in was.values():
        edits = tuple(_edits(texts_of(step), {}))
        yield StepChange(place=step.place, mark=step.mark, edits=edits, beside=(), law=())


def _of_flow(flow: Flow) -> dict[str, str]:
    found = _wordings("title", flow.title)
    for choice in flow.always:
        found[f"[{choice.id}]"] = f"{choice.text.default} → {choice.to.place}"
    return found


def _phrases(dialogs: Dialogs) -> dict[str, str]:
    every: Iterable[tuple[str, Words]] = (
        *((f"phrases.{name}", words) for name, words in dialogs.phrases.items()),
        *((f"signs.{sign.id}", sign.say) for sign in dialogs.signs),
        *((f"interrupts.{i.id}", i.button) for i in dialogs.interrupts if i.button),
    )
    return {key: text for name, words in every for key, text in _wordings(name, words).items()}


def _edits(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Edit]:
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield Edit(name=name, old=old.get(name), new=new.get(name))


def _wordings(name: str, words: Words) -> dict[str, str]:
    return {name: words.default} | {
        f"{name}@{who}": text for who, text in words.by_person if text != words.default
    }


def _branch(go: Go) -> str:
    targets = (go.use.target.place, go.use.then.place) if go.use else (go.to.place,) if go.to else ()
    to = " → ".join(targets)
    why = go.outcome or (go.condition.text if go.condition else "")
    return f"{why} → {to}" if why else f"→ {to}"
