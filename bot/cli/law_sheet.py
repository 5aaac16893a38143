"""The sheet a lawyer prints, reads and signs: plain Markdown on stdout, old words before new, each with its sources."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date

from bot.check.changes import Changes, Edit, FlowChange, StatementChange, StepChange, changes, texts_of
from bot.check.signing import flow_hash, statements_of
from bot.cli.law import card, flow_standing, place
from bot.cli.project import Project, complain, load
from bot.cli.revisions import at_revision
from bot.cli.words import say
from bot.language import Dialogs
from bot.language.model import Statement

BOX = "☐"


def since(project: Project, revision: str, today: date, *, as_json: bool) -> int:
    """Print what changed since a git revision. Nothing to sign is said on stderr, and is no failure."""
    old = at_revision(project, revision)
    found = changes(old, load(project))
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    elif found:
        sys.stdout.writelines(f"{line}\n" for line in _sheet(found, revision, today, project.lang))
    else:
        complain(say("sheet_none", project.lang, since=revision))
    return 0


def flow_sheet(dialogs: Dialogs, name: str, today: date, lang: str | None) -> Iterator[str]:
    """A whole flow: every step with its texts, where they lead, and the statements they rest on, as cards below."""
    flow = dialogs.flows[name]
    yield say("sheet_flow_title", lang, name=f"{flow.id}　{flow.title.default}")
    yield ""
    yield f"{today}　{flow.mark.file}　{say('c_signed', lang)}：{flow_standing(dialogs, name, lang)}"
    for step in flow.steps.values():
        yield from ("", f"## {step.place}　{step.mark.file}:{step.mark.line}", "")
        for title, text in texts_of(step).items():
            yield from _text(title, text)
    for choice in flow.always:
        yield f"- **[{choice.id}]**　{choice.text.default} → {choice.to.place}"
    for statement in statements_of(dialogs, flow):
        yield from ("", f"## {statement.id}　{statement.short}", "")
        yield from (f"- **{title}**　{text}" for title, text in card(statement, today, lang))
    yield from ("", say("sheet_hash", lang, hash=flow_hash(dialogs, flow)), "", say("sheet_sign", lang))


def _sheet(found: Changes, revision: str, today: date, lang: str | None) -> Iterator[str]:
    yield from (say("sheet_title", lang, since=revision), "", say("sheet_lead", lang, day=today))
    if found.statements:
        yield from ("", say("sheet_statements", lang))
    for statement in found.statements:
        yield from _statement(statement, today, lang)
    for flow in found.flows:
        yield from _flow(flow, lang)
    if found.phrases:
        yield from ("", say("sheet_phrases", lang), "")
        for edit in found.phrases:
            yield f"{BOX} **{edit.name}**"
            yield from _edit(edit, lang, named=False)
    yield from ("", "---", say("sheet_sign", lang))


def _statement(change: StatementChange, today: date, lang: str | None) -> Iterator[str]:
    yield from ("", f"### {BOX} {change.statement.id}", "")
    edited = change.edits if change.state == "changed" else ()
    for edit in edited:
        yield from _edit(edit, lang)
    if change.state == "gone":
        yield f"- {say('sheet_old', lang)}：~~{change.statement.full}~~"
        yield f"- {say('sheet_new', lang)}：{say('sheet_gone', lang)}"
        return
    yield from (f"- {title}　{text}" for title, text in card(change.statement, today, lang))
    if change.uses:
        yield f"- {say('sheet_uses', lang, places='；'.join(place(use) for use in change.uses))}"


def _flow(change: FlowChange, lang: str | None) -> Iterator[str]:
    yield from ("", say("sheet_flow", lang, id=change.id, title=change.title))
    if change.state == "gone":
        yield from ("", f"{BOX} {say('sheet_flow_gone', lang)}")
        return
    yield from ("", f"{change.mark.file}　{say('sheet_hash', lang, hash=change.hash)}")
    for step in change.steps:
        yield from _step(step, lang)


def _step(change: StepChange, lang: str | None) -> Iterator[str]:
    yield from ("", f"### {BOX} {change.place}　{change.mark.file}:{change.mark.line}", "")
    for edit in change.edits:
        yield from _edit(edit, lang)
    if change.moved_law:
        yield f"- {say('sheet_law_moved', lang, ids=' '.join(change.moved_law))}"
    if change.beside:
        yield f"- {say('sheet_beside', lang)}："
        yield from (f"    > {name}：{_flat(text)}" for name, text in change.beside)
    yield from _rests(change.law, lang)


def _rests(law: Iterable[Statement], lang: str | None) -> Iterator[str]:
    yield f"- {say('sheet_rests', lang)}：" + ("" if law else say("sheet_no_law", lang))
    for one in law:
        source = " ".join(filter(None, (one.source.name, one.source.article)))
        known = say(f"verified_{one.verified}", lang)
        yield f"    - {one.id}　{one.short}（{source}，{one.force}，{known}）"


def _edit(edit: Edit, lang: str | None, *, named: bool = True) -> Iterator[str]:
    name = f"{edit.name} " if named else ""
    if edit.old is not None:
        yield f"- {name}{say('sheet_old', lang)}：~~{_flat(edit.old)}~~"
    new = say("sheet_gone", lang) if edit.new is None else f"**{_flat(edit.new)}**"
    yield f"- {name}{say('sheet_new', lang)}：{new}"


def _text(title: str, text: str) -> Iterator[str]:
    first, *rest = text.split("\n")
    yield f"- **{title}**　{first}"
    yield from (f"    {line}" for line in rest)


def _flat(text: str) -> str:
    """A text on one line; where a message has several, the breaks are shown."""
    return text.replace("\n", " ⏎ ")
