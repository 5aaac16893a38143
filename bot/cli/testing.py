"""`menlian test`: the conversations that are tests, each played three ways, and what of the dialogs they walk."""

from __future__ import annotations

import asyncio
import difflib
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bot.check import coverage
from bot.check.expect import Said, rewrite
from bot.check.rehearsal import Straight, play
from bot.check.transcript import Problem, Transcript, parse
from bot.cli.project import Project, ProjectError, complain, find, load, program, read, renderer, shown, write
from bot.cli.unwalked import explained
from bot.cli.words import say
from bot.engine import Program, Session
from bot.ports import Inbound, Message
from bot.render import Renderer

HOME = Path("tests/transcripts")
GENERATED = "generated"
TELL = ("unreadable", "nothing", "unknown", "no_button")  # what --update cannot mend


@dataclass(slots=True)
class _Result:
    """One file: what was wrong with it, what it walked."""

    path: Path
    text: str
    transcript: Transcript
    problems: list[Problem] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    trace: set[str] = field(default_factory=set)
    spoken: dict[str, set[str]] = field(default_factory=dict)  # the same by language


def test(arguments: Namespace) -> int:
    """Run the verb."""
    lang = arguments.lang
    if arguments.update and os.environ.get("CI"):
        complain(say("no_update_in_ci", lang))
        return 2
    started = perf_counter()
    project = find(arguments.dialogs, lang)
    dialogs = load(project)
    built, shows = program(dialogs), renderer(project, dialogs)
    if arguments.generate:
        return _generate(arguments, built, shows)
    files = list(_files([Path(p) for p in arguments.path] or [_home(project)], lang))
    results = [_play(path, built, shows, lang, whole=not arguments.update) for path in files]
    if arguments.update:
        return _update(results, lang)
    wrong = [result for result in results if result.problems]
    for result in results:
        if arguments.verbose:
            complain(f"{'✗' if result.problems else '✓'} {shown(result.path)}  {result.transcript.why}")
        sys.stdout.writelines(
            f"{line}\n" for problem in result.problems for line in _explained(result, problem, lang)
        )
    seconds = f"{perf_counter() - started:.1f}"
    if wrong:
        complain(say("failed", lang, count=len(results), wrong=len(wrong)))
        return 1
    complain(say("passed", lang, count=len(results), seconds=seconds))
    whole = not arguments.path and not arguments.no_coverage
    return _covered(built, results, lang) if whole else 0


def _home(project: Project) -> Path:
    """The transcripts beside the dialogs."""
    beside = project.dialogs.resolve().parent / HOME
    return beside if beside.is_dir() else HOME


def _files(paths: Sequence[Path], lang: str | None) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        if not found:
            raise ProjectError(say("no_transcripts", lang, path=shown(path)))
        yield from found


# -- three ways ------------------------------------------------------------------------------------------------------
def _play(path: Path, built: Program, shows: Renderer, lang: str | None, *, whole: bool = True) -> _Result:
    """One file; `whole`: in all three ways."""
    text = read(path, lang).decode("utf-8", "replace")
    transcript = parse(text)
    result = _Result(path, text, transcript, list(transcript.problems))
    if result.problems:
        return result
    if not transcript.why and not transcript.generated:
        result.problems.append(Problem(line=1, what="no_why"))
    straight = Straight(built, shows)
    result.said, problems, walked = play(transcript, built, shows, straight, path.stem)
    result.problems += problems
    result.trace = walked | straight.trace
    result.spoken = straight.spoken
    if whole and not problems:
        result.problems += _other_ways(transcript, built, shows, path.stem, result.said)
    return result


def _other_ways(
    transcript: Transcript, built: Program, shows: Renderer, name: str, said: Sequence[Said]
) -> Iterator[Problem]:
    """The same again with every session stored in between, then through the service with every inbound twice."""
    again, *_ = play(transcript, built, shows, Straight(built, shows, stored=True), name)
    yield from _same(said, again, "stored")
    with asyncio.Runner() as runner:
        served = _Served(built, shows, runner)
        try:
            again, *_ = play(transcript, built, shows, served, name)
        finally:
            served.close()
    yield from _same(said, again, "served")
    yield from (Problem(line=1, what="twice", text=text) for text in served.differing)


def _same(said: Sequence[Said], again: Sequence[Said], way: str) -> Iterator[Problem]:
    for (move, messages, place), (_, others, other) in zip(said, again, strict=True):
        if list(messages) != list(others) or place != other:
            texts = (tuple(message.text for message in messages), tuple(message.text for message in others))
            yield Problem(
                line=move.line, what=way, expected=(*texts[0], f"= {place}"), actual=(*texts[1], f"= {other}")
            )


class _Served:
    """A Player: the real service on SQLite in memory. Every inbound is delivered twice."""

    def __init__(self, built: Program, shows: Renderer, runner: asyncio.Runner) -> None:
        from bot.cli.simulator import Simulator

        self.runner = runner
        self.simulator = Simulator(built, shows, channel="test")
        self.differing: list[str] = []
        runner.run(self.simulator.__aenter__())

    def receive(self, inbound: Inbound) -> Sequence[Message]:
        first, second = self.runner.run(self._twice(inbound))
        if list(first) != list(second):
            self.differing.append(inbound.text)
        return first

    async def _twice(self, inbound: Inbound) -> tuple[Sequence[Message], Sequence[Message]]:
        first = await self.simulator.receive(inbound)
        if await self.simulator.session(inbound.address) is None:
            return (
                first.messages,
                first.messages,
            )  # forgotten, with every id that ever came in: no repeat is known
        return first.messages, (await self.simulator.receive(inbound)).messages

    def session(self, user: str) -> Session | None:
        return self.runner.run(self.simulator.session(user))

    def put(self, user: str, session: Session) -> None:
        self.runner.run(self.simulator.put(user, session))

    def close(self) -> None:
        self.runner.run(self.simulator.__aexit__(None, None, None))


# -- telling ---------------------------------------------------------------------------------------------------------
def _explained(result: _Result, problem: Problem, lang: str | None) -> Iterator[str]:
    yield f"{shown(result.path)}:{problem.line}: {say(f't_{problem.what}', lang, text=problem.text)}"
    if problem.what == "differs":
        yield from (f"    {line}" for line in problem.text.split("\n"))
    if problem.expected or problem.actual:
        diff = difflib.ndiff(problem.expected, problem.actual)
        yield from (f"  {line}".rstrip() for line in diff if not line.startswith("?"))


def _update(results: Sequence[_Result], lang: str | None) -> int:
    changed = 0
    for result in results:
        unreadable = [p for p in result.problems if p.what in TELL]
        sys.stdout.writelines(
            f"{line}\n" for problem in unreadable for line in _explained(result, problem, lang)
        )
        text = rewrite(result.text, result.said) if result.said else result.text
        if text != result.text:
            write(result.path, text, lang)
            changed += 1
    complain(say("updated", lang, count=changed))
    return 1 if any(p.what in TELL for r in results for p in r.problems) else 0


def _covered(built: Program, results: Sequence[_Result], lang: str | None) -> int:
    """Print what was walked; 1 where something was not, or where too little of it by hand."""
    hand = {edge for r in results if not r.transcript.generated for edge in r.trace}
    every = {edge for r in results for edge in r.trace}
    report = coverage.report(built.dialogs, every, hand)
    complain(say("coverage", lang))
    for line in report.lines:
        complain(f"{line.flow:<20} {line.steps:>12} {line.edges:>12} {line.by_hand:>9}")
    complain(say("coverage_langs", lang, names="  ".join(_languages(built, results))))
    if report.missing:
        complain(say("coverage_short", lang))
        sys.stdout.writelines(f"  {explained(built.dialogs, edge, lang)}\n" for edge in report.missing)
    if report.hand_percent < coverage.BY_HAND:
        complain(say("coverage_hand", lang, percent=report.hand_percent, wanted=coverage.BY_HAND))
    return 1 if report.missing or report.hand_percent < coverage.BY_HAND else 0


def _languages(built: Program, results: Sequence[_Result]) -> Iterator[str]:
    """How many of the edges were walked in each language."""
    for name in sorted({name for result in results for name in result.spoken}):
        walked = {edge for result in results for edge in result.spoken.get(name, ())}
        yield f"{name} {coverage.share(built.dialogs, walked)}%"


def _generate(arguments: Namespace, built: Program, shows: Renderer) -> int:
    """Write transcripts for what the hand-written ones do not walk; what was generated before goes."""
    from bot.check.generate import generate

    home = Path(arguments.path[0]) if arguments.path else _home(find(arguments.dialogs, arguments.lang))
    folder = home / GENERATED
    hand = [p for p in sorted(home.rglob("*.txt")) if folder not in p.parents]
    walked: set[str] = set()
    for path in hand:
        walked |= _play(path, built, shows, arguments.lang, whole=False).trace
    made = dict(generate(built, shows, walked))
    for old in folder.glob("*.txt"):
        if old.stem not in made:
            old.unlink()
    for name, text in made.items():
        write(folder / f"{name}.txt", text, arguments.lang)
    complain(say("generated", arguments.lang, count=len(made), path=shown(folder)))
    return 0
