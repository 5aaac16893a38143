"""`menlian check --against`: before edited dialogs go live, who would be moved where."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.cli.project import Project, ProjectError, complain, load, program
from bot.cli.revisions import at_revision
from bot.cli.words import say
from bot.engine import Program, Session, SessionError, decode, settle
from bot.engine.session import Frame
from bot.language import Dialogs
from bot.store.looking import stored_sessions
from bot.vault import PlainVault


def against(project: Project, what: str) -> int:
    """Print the plan: for a database every stored chat, for a folder or a git revision every step there was."""
    built = program(load(project))
    path = Path(what)
    if path.is_file():
        return _stored(built, path, project.lang)
    old = _folder(path, project) if path.is_dir() else _revision(what, project)
    return _steps(built, old, project.lang)


def _stored(built: Program, path: Path, lang: str | None) -> int:
    moves: Counter[tuple[str, str]] = Counter()
    count = moved = broken = 0
    for blob in stored_sessions(path, PlainVault()):
        count += 1
        try:
            _, found = settle(built, decode(blob))
        except (SessionError, RecursionError):
            broken += 1
            continue
        moved += bool(found)
        moves.update(found)
    if broken:
        complain(say("unreadable_sessions", lang, count=broken))
    if not moved:
        complain(say("against_none", lang, count=count))
        return 1 if broken else 0
    complain(say("against_some", lang, count=count, moved=moved))
    for (old, new), people in moves.most_common():
        sys.stdout.write(say("against_line", lang, count=people, old=old, new=new) + "\n")
    return 1 if broken else 0


def _folder(path: Path, project: Project) -> Dialogs:
    return load(Project(dialogs=path, lang=project.lang))


def _revision(revision: str, project: Project) -> Dialogs:
    try:
        return at_revision(project, revision)
    except ProjectError:
        raise ProjectError(say("against_what", project.lang, what=revision)) from None


def _steps(built: Program, old: Dialogs, lang: str | None) -> int:
    """Where somebody standing at each old step would be."""
    lines = list(_moved(built, old))
    steps = sum(len(flow.steps) for flow in old.flows.values())
    if not lines:
        complain(say("against_none", lang, count=steps))
        return 0
    for before, after in lines:
        sys.stdout.write(say("against_gone", lang, old=before, new=after) + "\n")
    return 0


def _moved(built: Program, old: Dialogs) -> Iterator[tuple[str, str]]:
    for flow in old.flows.values():
        for node in flow.steps:
            session = Session(old.revision, (Frame(flow.id, node, {}),), {}, ({},), seen=1)
            _, moves = settle(built, session)
            yield from moves
