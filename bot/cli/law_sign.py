"""`menlian law sign`: a person, at a terminal, puts their name to the words of a flow or of one statement.

Refused wherever no person can be: without a terminal, in CI, while the file has errors. What is written is one value,
`review`; all else in the file stays as it is, byte for byte, and what was written is read again before it counts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.check.lint import lint
from bot.check.signing import flow_hash, flow_signed, statement_hash, statement_signed
from bot.cli.law import card, named
from bot.cli.project import Project, ProjectError, complain, replace_bytes, shown
from bot.cli.signature import put
from bot.cli.words import say
from bot.language import Dialogs
from bot.language.catalogue import explain
from bot.language.model import Review

BROKEN = ("D512", "D514")  # a signature that broke: to sign anew is the cure
NAMES = 60  # characters of a name and a role; what is longer is no name


def sign(project: Project, name: str, today: date) -> int:
    """Show it whole, ask who signs, write it. ProjectError where nobody may sign, or the file is not in order."""
    lang = project.lang
    if os.environ.get("CI"):
        raise ProjectError(say("sign_ci", lang))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ProjectError(say("sign_no_terminal", lang))
    files = project.files()
    dialogs = _read(files, lang)
    name = named(dialogs, name, lang)
    path = (dialogs.flows.get(name) or dialogs.statements[name]).mark.file
    _in_order(dialogs, path, today, lang)
    review, stands = _standing(dialogs, name)
    if stands:
        complain(say("sign_already", lang, name=name, by=review.by, on=review.on))
        return 0
    sys.stdout.writelines(f"{line}\n" for line in _shown(dialogs, name, today, lang))
    by = _asked(name, lang)
    if by is None:
        return 1
    signed_ = _signed(files, path, dialogs, name, by, today, lang)
    if project.files() != files:  # an editor saved something while it was read: those are other words
        raise ProjectError(say("sign_edited", lang, name=name))
    replace_bytes(Path(path), signed_, lang)
    complain(say("sign_done", lang, path=path, by=by, on=today))
    complain(say("sign_notice", lang))
    return 0


def _read(files: dict[str, bytes], lang: str | None) -> Dialogs:
    """Read from the files themselves, never from the cache: what is signed is what lies there."""
    from bot.actions import declarations
    from bot.cli.project import findings
    from bot.language import read

    dialogs, report = read(files, declarations())
    if dialogs is None:
        raise ProjectError("\n".join((say("refused", lang), *findings(report, lang)[:5])))
    return dialogs


def _in_order(dialogs: Dialogs, path: str, today: date, lang: str | None) -> None:
    from bot.language.catalogue import rules

    wrong = [
        finding
        for finding in lint(dialogs, today)
        if finding.mark.file == path
        and rules()[finding.code].severity == "error"
        and finding.code not in BROKEN
    ]
    if wrong:
        told = [explain(finding, "en" if lang == "en" else "zh") for finding in wrong[:5]]
        raise ProjectError("\n".join((say("sign_errors", lang, path=path), *told)))


def _standing(dialogs: Dialogs, name: str) -> tuple[Review, bool]:
    flow = dialogs.flows.get(name)
    if flow is not None:
        return flow.review, flow_signed(dialogs, flow)
    return dialogs.statements[name].review, statement_signed(dialogs.statements[name])


def _shown(dialogs: Dialogs, name: str, today: date, lang: str | None) -> Iterator[str]:
    if name in dialogs.flows:
        from bot.cli.law_sheet import flow_sheet

        yield from flow_sheet(dialogs, name, today, lang)
        return
    statement = dialogs.statements[name]
    yield f"{statement.id}　{statement.short}"
    yield from (f"  {title}　{text}" for title, text in card(statement, today, lang))
    yield say("sheet_hash", lang, hash=statement_hash(statement))


def _asked(name: str, lang: str | None) -> str | None:
    """Who signs: the name and who that is. None where they think better of it."""
    complain(say("sign_ask", lang))
    try:
        who = _line(say("sign_name", lang))
        role = _line(say("sign_role", lang)) if who else ""
        if not who or not role:
            complain(say("sign_empty", lang))
            return None
        if _line(say("sign_confirm", lang, name=name)) != name:
            complain(say("sign_differs", lang, name=name))
            return None
    except EOFError:
        complain(say("sign_empty", lang))
        return None
    return f"{who}（{role}）"


def _line(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    # what no page can show is no part of a name: control characters, halves of a character
    return "".join(sign for sign in " ".join(line.split()) if sign.isprintable())[:NAMES]


def _signed(
    files: dict[str, bytes], path: str, dialogs: Dialogs, name: str, by: str, today: date, lang: str | None
) -> bytes:
    """The file with the signature, read again: the signature stands, and not one word of anything is another."""
    flow = dialogs.flows.get(name)
    hash_ = flow_hash(dialogs, flow) if flow else statement_hash(dialogs.statements[name])
    value = f'{{status: signed, by: {_quoted(by)}, on: "{today}", hash: "{hash_}"}}'
    mark = flow.mark if flow else dialogs.statements[name].mark
    written = put(files[path], value, mark=mark, flow=flow is not None)
    unfit = ProjectError(say("sign_unfit", lang, path=shown(Path(path))))
    if written is None:
        raise unfit
    try:
        again = _read({**files, path: written}, lang)
    except ProjectError:
        raise unfit from None
    if _words_of(again) != _words_of(dialogs) or not _standing(again, name)[1]:
        raise unfit
    return written


def _words_of(dialogs: Dialogs) -> dict[str, str]:
    flows = {f"flow {id_}": flow_hash(dialogs, flow) for id_, flow in dialogs.flows.items()}
    return flows | {f"law {id_}": statement_hash(one) for id_, one in dialogs.statements.items()}


def _quoted(text: str) -> str:
    """A name as a YAML text in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
