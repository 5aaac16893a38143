"""`menlian law`: the register for whoever answers for it. Data on stdout, words for the person on stderr."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import date

from bot.check.register import Due, Use, due, summary, uses, words_of
from bot.check.signing import flow_signed, signed, statement_hash
from bot.cli.clock import Clock
from bot.cli.project import Project, ProjectError, complain, find, load
from bot.cli.words import say
from bot.language import Dialogs
from bot.language.forces import binds
from bot.language.hints import nearest
from bot.language.model import Review, Statement, Status

NAMED = 8  # ids in a line of the summary


def law(arguments: Namespace) -> int:
    """Run the verb; 1 where something is overdue."""
    project = find(arguments.dialogs, arguments.lang)
    today = arguments.today or Clock(None).now().date()
    what: list[str] = arguments.what
    if arguments.since is not None:
        from bot.cli.law_sheet import since

        _nothing_else(what, arguments.lang)
        return since(project, arguments.since, today, as_json=arguments.json)
    if what[:1] == ["sign"]:
        from bot.cli.law_sign import sign

        if len(what) != 2:
            raise ProjectError(say("sign_what", arguments.lang))
        if arguments.today:
            raise ProjectError(say("sign_today", arguments.lang))
        return sign(project, what[1], today)
    dialogs = load(project)
    if not what:
        return _summary(dialogs, arguments.lang, as_json=arguments.json)
    _nothing_else(what[1:], arguments.lang)
    if what == ["due"]:
        return _due(dialogs, today, arguments)
    return _one(project, dialogs, what[0], today, as_json=arguments.json)


def _nothing_else(rest: list[str], lang: str | None) -> None:
    if rest:
        raise ProjectError(say("law_usage", lang))


def named(dialogs: Dialogs, name: str, lang: str | None) -> str:
    """The name of a statement or a flow; ProjectError, with the nearest, where there is none."""
    if name in dialogs.statements or name in dialogs.flows:
        return name
    near = nearest(name, (*dialogs.statements, *dialogs.flows))
    meant = say("law_meant", lang, name=near) if near else ""
    raise ProjectError(say("law_unknown", lang, name=name, meant=meant))


def _print(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


# -- summary ---------------------------------------------------------------------------------------------------------
def _summary(dialogs: Dialogs, lang: str | None, *, as_json: bool) -> int:
    found = summary(dialogs)
    if as_json:
        _print(
            {
                "statements": found.statements, "by_force": dict(found.by_force),
                "by_verified": dict(found.by_verified), "unused": list(found.unused), "withheld": found.withheld,
                "signed": found.signed, "flows": found.flows, "flows_signed": found.flows_signed,
            }
        )  # fmt: skip
        return 0
    verified = "　".join(f"{name}（{say(f'verified_{name}', lang)}）{n}" for name, n in found.by_verified)
    print(say("law_count", lang, count=found.statements))
    print(say("law_forces", lang, names="　".join(f"{name} {count}" for name, count in found.by_force)))
    print(say("law_verified", lang, names=verified))
    if found.unused:
        some = " ".join(found.unused[:NAMED]) + (" …" if len(found.unused) > NAMED else "")
        print(say("law_unused", lang, count=len(found.unused), names=some))
    print(say("law_withheld", lang, count=found.withheld))
    print(
        say(
            "law_drafts",
            lang,
            signed=found.signed,
            count=found.statements,
            flows_signed=found.flows_signed,
            flows=found.flows,
        )
    )
    complain(say("law_verbs", lang))
    return 0


# -- due -------------------------------------------------------------------------------------------------------------
def _due(dialogs: Dialogs, today: date, arguments: Namespace) -> int:
    lang, within = arguments.lang, arguments.within
    found = due(dialogs, today, within)
    if arguments.json:
        _print([_due_document(one) for one in found])
    for one in () if arguments.json else found:
        when = _when((one.day - today).days, lang)
        idle = "" if one.uses else f"　{say('due_unused', lang)}"
        print(f"{one.day}　{when}　{one.statement.id}　{one.statement.short}{idle}")
        for use in one.uses:
            print(f"    {place(use)}")
    overdue = sum(one.overdue for one in found)
    near = len(found) - overdue
    complain(
        say("due_some", lang, overdue=overdue, near=near, within=within)
        if found
        else say("due_none", lang, within=within)
    )
    return 1 if overdue else 0


def _due_document(one: Due) -> Mapping[str, object]:
    return {
        "id": one.statement.id,
        "review_by": one.statement.review_by,
        "overdue": one.overdue,
        "short": one.statement.short,
        "uses": [_use(use) for use in one.uses],
    }


def _use(use: Use) -> Mapping[str, object]:
    return {"place": use.place, "file": use.mark.file, "line": use.mark.line}


def place(use: Use) -> str:
    """dialogs/visit.yaml:42 visit.rights"""
    return f"{use.mark.file}:{use.mark.line} {use.place}"


def _when(days: int, lang: str | None) -> str:
    if days < 0:
        return say("due_overdue", lang, days=-days)
    return say("due_soon", lang, days=days) if days else say("due_today", lang)


# -- one of them -----------------------------------------------------------------------------------------------------
def _one(project: Project, dialogs: Dialogs, name: str, today: date, *, as_json: bool) -> int:
    name = named(dialogs, name, project.lang)
    if name in dialogs.flows:
        from bot.cli.law_sheet import flow_sheet

        sys.stdout.writelines(f"{line}\n" for line in flow_sheet(dialogs, name, today, project.lang))
        return 0
    statement = dialogs.statements[name]
    found = uses(dialogs).get(name, ())
    if as_json:
        _print(_document(statement, found))
        return 0
    print(f"{statement.id}　{statement.short}")
    for title, text in card(statement, today, project.lang):
        print(f"  {title}　{text}")
    print(f"  {say('c_uses', project.lang)}　{len(found) or say('due_unused', project.lang)}")
    for use in found:
        print(f"    {place(use)}")
    return 0


def card(statement: Statement, today: date, lang: str | None) -> Iterator[tuple[str, str]]:
    """Everything the register knows of a statement, line by line: title, text."""
    source = statement.source
    yield say("c_full", lang), statement.full
    yield say("c_force", lang), statement.force
    yield say("c_binds", lang), binds(statement.force, lang)
    yield say("c_words", lang), "、".join(words_of(statement.force)) or say("c_no_words", lang)
    yield say("c_source", lang), " ".join(filter(None, (source.name, source.article, source.issuer)))
    if source.effective:
        yield say("c_since", lang), source.effective
    if source.url:
        yield say("c_url", lang), source.url
    yield say("c_verified", lang), f"{statement.verified}　{say(f'verified_{statement.verified}', lang)}"
    yield say("c_as_of", lang), statement.as_of
    yield say("c_review", lang), f"{statement.review_by}　{_until(statement.review_by, today, lang)}"
    if statement.caveat:
        yield say("c_caveat", lang), statement.caveat
    yield say("c_danger", lang), say("c_danger_yes" if statement.danger_ok else "c_danger_no", lang)
    for name, flag in (("c_only", statement.card_only), ("c_withhold", statement.withhold)):
        if flag:
            yield say(name, lang), say("yes_", lang)
    if statement.shown_with:
        yield say("c_with", lang), " ".join(statement.shown_with)
    yield say("c_signed", lang), standing(statement.review, statement_hash(statement), lang)


def standing(review: Review, hash_: str, lang: str | None) -> str:
    """How far a person has gone with it, in words; never more than is true."""
    if review.status is Status.WITHDRAWN:
        return say("signed_withdrawn", lang)
    if review.status is Status.DRAFT:
        return say("signed_draft", lang)
    stands = signed(review, hash_)
    return say("signed_by" if stands else "signed_broken", lang, by=review.by or "？", on=review.on)


def flow_standing(dialogs: Dialogs, name: str, lang: str | None) -> str:
    """The same for a flow."""
    review = dialogs.flows[name].review
    return standing(review, review.hash if flow_signed(dialogs, dialogs.flows[name]) else "-", lang)


def _until(day: str, today: date, lang: str | None) -> str:
    try:
        return _when((date.fromisoformat(day) - today).days, lang)
    except ValueError:
        return ""


def _document(statement: Statement, found: tuple[Use, ...]) -> Mapping[str, object]:
    source = statement.source
    return {
        "id": statement.id, "topic": statement.topic, "short": statement.short, "full": statement.full,
        "force": statement.force, "binds": binds(statement.force, None), "may_say": list(words_of(statement.force)),
        "source": {
            "name": source.name, "article": source.article, "issuer": source.issuer,
            "effective": source.effective, "url": source.url,
        },
        "verified": statement.verified, "as_of": statement.as_of, "review_by": statement.review_by,
        "caveat": statement.caveat, "danger_ok": statement.danger_ok, "card_only": statement.card_only,
        "withhold": statement.withhold, "shown_with": list(statement.shown_with),
        "review": {
            "status": statement.review.status, "by": statement.review.by, "on": statement.review.on,
            "stands": signed(statement.review, statement_hash(statement)),
        },
        "hash": statement_hash(statement), "uses": [_use(use) for use in found],
    }  # fmt: skip
