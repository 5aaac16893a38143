"""The dialogs as git holds them at a revision; nothing is checked out."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from bot.actions import declarations
from bot.cli.project import Project, ProjectError, findings
from bot.cli.words import say
from bot.language import Dialogs, Report
from bot.language import read as read_dialogs

LENT = "lent-phrases.yaml"


def at_revision(project: Project, revision: str) -> Dialogs:
    """The dialogs at a revision; ProjectError outside of git, for no revision, and for what cannot be read today."""
    here = project.dialogs.resolve()
    if git(here, "rev-parse", "--git-dir") is None:
        raise ProjectError(say("no_git", project.lang, path=project.dialogs))
    known = None if revision.startswith("-") else git(here, "rev-parse", "--verify", f"{revision}^{{commit}}")
    if known is None:
        raise ProjectError(say("no_revision", project.lang, what=revision))
    commit = known.decode().strip()
    names = _names(here, commit)
    files = {f"{here.name}/{name}": text for name in names if (text := _text(here, commit, name)) is not None}
    if not files:
        raise ProjectError(say("no_dialogs_then", project.lang, what=revision))
    dialogs, report = read_dialogs(files, declarations())
    if dialogs is None and (lacking := _lacking(report)):
        # sentences this program says by itself and that one did not: lent for the reading, and taken out again
        lent = "phrases:\n" + "".join(f"  {name}: 好。\n" for name in lacking)
        dialogs, report = read_dialogs({**files, f"{here.name}/{LENT}": lent}, declarations())
        if dialogs is not None:
            own = {name: words for name, words in dialogs.phrases.items() if name not in lacking}
            dialogs = replace(dialogs, phrases=own)
    if dialogs is None:
        first = findings(report, project.lang)[:3]
        raise ProjectError("\n".join((say("old_unreadable", project.lang, what=revision), *first)))
    return dialogs


def _lacking(report: Report) -> frozenset[str]:
    """The phrases that were not there yet."""
    return frozenset(name for one in report if one.code == "D225" for name in one.values["ids"].split())


def _names(folder: Path, commit: str) -> list[str]:
    listed = git(folder, "ls-tree", "-r", "--name-only", "-z", commit, ".") or b""
    return [name for name in listed.decode().split("\0") if name.endswith((".yaml", ".yml"))]


def _text(folder: Path, commit: str, name: str) -> bytes | None:
    return git(folder, "show", f"{commit}:./{name}")


def git(folder: Path, *words: str) -> bytes | None:
    """What git answers in this folder; None where it refuses, or is not there."""
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
