"""`menlian check`: read, lint, explore; findings on stdout, counts and everything else on stderr."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from time import perf_counter, sleep

from bot.cli.clock import CHINA
from bot.cli.project import Project, ProjectError, complain, find, shown
from bot.cli.words import say
from bot.language import Dialogs, Report
from bot.language import read as read_dialogs
from bot.language.catalogue import explain, filled, rules
from bot.language.marks import Diagnostic, Mark

SUMMARY = "D511"  # statements nobody uses: nothing that anybody did just now
POLL = 0.3  # seconds between two looks at the files: an editor's save feels immediate, the machine stays idle


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One pass over the dialogs."""

    files: int
    dialogs: Dialogs | None
    report: Report
    explored: str = ""  # how many states and turns, in words
    scenarios: Mapping[tuple[str, Mark], str] = field(
        default_factory=dict
    )  # a finding -> a transcript that leads to it


def check(arguments: Namespace) -> int:
    """Run the verb."""
    project = find(arguments.dir, arguments.lang)
    if arguments.against:
        from bot.cli.against import against

        return against(project, arguments.against)
    if arguments.fix:
        _fix(project, arguments)
    if arguments.watch:
        return _watch(project, arguments)
    return _once(project, arguments)


def _once(project: Project, arguments: Namespace) -> int:
    started = perf_counter()
    look = examine(project, arguments.today or datetime.now(CHINA).date(), release=arguments.release)
    _print(look, arguments.format, arguments.lang)
    _count(look, perf_counter() - started, arguments.lang)
    return 1 if look.report.errors else 0


def examine(project: Project, today: date, *, release: bool = False) -> _Look:
    """Everything there is to find. What cannot be read is not linted; what has errors is not explored."""
    files = project.files()
    dialogs, report = _examined(project, files, today, release=release)
    if dialogs is None or report.errors:
        return _Look(files=len(files), dialogs=dialogs, report=report)
    return _explore(project, dialogs, report, len(files))


def _examined(
    project: Project, files: Mapping[str, str | bytes], today: date, *, release: bool
) -> tuple[Dialogs | None, Report]:
    """Read and linted, not explored."""
    dialogs, report = read_dialogs(files)
    if dialogs is not None:
        from bot.check import lint
        from bot.cli.catalogues import Later

        catalogues = {lang: Later(paths) for lang, paths in project.translations().items()}
        report.extend(lint(dialogs, today, release=release, catalogues=catalogues))
    return dialogs, report


def _explore(project: Project, dialogs: Dialogs, report: Report, files: int) -> _Look:
    from bot.check.explore import explore
    from bot.cli.project import program

    found = explore(program(dialogs))
    report.extend(found.findings)
    words = say("explored", project.lang, states=found.states, turns=found.turns)
    scenarios = {
        (d.code, d.mark): text for d, text in zip(found.findings, found.scenarios, strict=False) if text
    }
    return _Look(files=files, dialogs=dialogs, report=report, explored=words, scenarios=scenarios)


# -- printing --------------------------------------------------------------------------------------------------------
def _print(look: _Look, form: str, lang: str | None) -> None:
    """Findings as data: for people, for programs, for GitHub's annotations."""
    write_one: dict[str, Callable[[Diagnostic, str], str]] = {
        "text": explain,
        "json": _json,
        "github": _github,
    }
    for found in _in_order(look.report):
        told = write_one[form](found, lang or "zh-Hans")
        sys.stdout.write((told.split("\n")[0] if found.code == SUMMARY else told) + "\n")
        scenario = look.scenarios.get((found.code, found.mark))
        if scenario and form == "text":
            sys.stdout.writelines(f"    | {line}\n" for line in scenario.splitlines())
    sys.stdout.flush()


def _in_order(report: Report) -> list[Diagnostic]:
    """What must be mended, then what may, each by file and line; the summary of the register closes the list."""
    warnings = report.warnings
    last = [found for found in warnings if found.code == SUMMARY]
    return [*report.errors, *(found for found in warnings if found.code != SUMMARY), *last]


def _sentences(found: Diagnostic, lang: str) -> tuple[str, str, str]:
    rule = rules()[found.code]
    english = lang == "en"
    message = filled(rule.message_en if english else rule.message_zh, found.values)
    return rule.severity, message, filled(rule.cure_en if english else rule.cure_zh, found.values)


def _json(found: Diagnostic, lang: str) -> str:
    severity, message, cure = _sentences(found, lang)
    document = {
        "file": found.mark.file,
        "line": found.mark.line,
        "column": found.mark.column,
        "code": found.code,
        "severity": severity,
        "message": message,
        "cure": cure,
        "values": dict(found.values),
        "fixable": found.fix is not None,
    }
    return json.dumps(document, ensure_ascii=False)


def _github(found: Diagnostic, lang: str) -> str:
    severity, message, cure = _sentences(found, lang)
    text = f"{message} {cure}".replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    mark = found.mark
    where = f"file={mark.file},line={mark.line},col={mark.column},title={found.code}"
    return f"::{severity} {where}::{text}"


def _count(look: _Look, seconds: float, lang: str | None) -> None:
    flows = look.dialogs.flows.values() if look.dialogs else ()
    steps = sum(len(flow.steps) for flow in flows)
    parts = [say("counts", lang, files=look.files, flows=len(flows), steps=steps, seconds=f"{seconds:.2f}")]
    parts += [look.explored] if look.explored else []
    errors, warnings = len(look.report.errors), len(look.report.warnings)
    parts.append(
        say("findings", lang, errors=errors, warnings=warnings) if look.report else say("fine", lang)
    )
    complain("; ".join(parts) if lang == "en" else "；".join(parts))
    if errors:
        complain(say("more_may_follow" if look.dialogs is None else "not_explored", lang))


# -- mending and watching --------------------------------------------------------------------------------------------
def _fix(project: Project, arguments: Namespace) -> None:
    """Write back what can be mended by itself; the findings that stay are printed by the look that follows."""
    from bot.language.fix import fix

    files = project.files()
    today = arguments.today or datetime.now(CHINA).date()
    mended, cured, _ = fix(
        files, lambda changed: _examined(project, changed, today, release=arguments.release)[1]
    )
    changed = [path for path, text in mended.items() if _bytes(text) != files.get(path)]
    for path in changed:
        Path(path).write_bytes(_bytes(mended[path]))
    if changed:
        complain(say("fixed", project.lang, count=len(cured), files=" ".join(changed)))
    else:
        complain(say("not_fixed", project.lang))


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _watch(project: Project, arguments: Namespace) -> int:
    """Look again whenever a file changes, until Ctrl-C."""
    before: object = None
    complain(say("watching", project.lang, path=shown(project.dialogs)))
    try:
        while True:
            now = _stamps(project)
            if now != before:
                before = now
                _look_again(project, arguments)
            sleep(POLL)
    except KeyboardInterrupt:
        return 0


def _look_again(project: Project, arguments: Namespace) -> None:
    complain(f"── {datetime.now(CHINA):%H:%M:%S} ──")
    try:
        _once(project, arguments)
    except (
        ProjectError
    ) as fault:  # the folder is being moved, a file is being saved: wait for the next change
        complain(str(fault))


def _stamps(project: Project) -> tuple[tuple[str, int, int], ...]:
    found: Iterable[Path] = (*project.dialogs.rglob("*.y*ml"), *project.locales.glob("*/LC_MESSAGES/*.po"))
    stamps = []
    for path in found:
        try:
            stat = path.stat()
        except OSError:
            continue
        stamps.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(stamps))
