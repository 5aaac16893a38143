"""Mechanical cures. One is applied only when the set then has no new finding and has lost the old one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.language.compile import read
from bot.language.encoding import gbk
from bot.language.marks import Diagnostic, Fix
from bot.language.model import ActionSpec
from bot.language.report import Report

Files = Mapping[str, str | bytes]
Check = Callable[[Files], Iterable[Diagnostic]]

_LINES = re.compile("[^\r\n]*(?:\r\n|\r|\n|$)")
MOST_ROUNDS = 8  # a round mends one layer: first the YAML, then names, then ids


def fix(
    files: Files, check: Check | None = None, actions: Iterable[ActionSpec] = ()
) -> tuple[dict[str, str | bytes], list[Diagnostic], list[Diagnostic]]:
    """The files mended, the findings that were cured, and those that are left.

    `check` gives every finding of a set, those of the examiner too; without it only reading and names are asked.
    Files that nobody touched come back as they were; a touched one keeps its line ends, its BOM and every other byte.
    """
    known = tuple(actions)
    ask = check or (lambda changed: read(changed, known)[1])
    mended: dict[str, str | bytes] = dict(files)
    applied: list[Diagnostic] = []
    found = list(ask(mended))
    refused: set[tuple[str, Fix]] = set()
    for _ in range(MOST_ROUNDS):
        before = len(applied)
        recoded = _recode(mended, found)
        if recoded:
            applied += recoded
            found = list(ask(mended))
        found = _round(mended, found, applied, refused, ask)
        if len(applied) == before:
            break
    return mended, applied, found


def _round(
    mended: dict[str, str | bytes],
    found: list[Diagnostic],
    applied: list[Diagnostic],
    refused: set[tuple[str, Fix]],
    ask: Check,
) -> list[Diagnostic]:
    """Try the cures of one layer: all at once, and one by one where together they go wrong."""
    curable = [
        d for d in found if d.fix and (d.code, d.fix) not in refused and _is_text(mended.get(d.fix.file))
    ]
    layer = [d for d in curable if d.code < "D2"] or curable  # places are only sure once the YAML is
    if not layer:
        return found
    apart = _apart(layer)
    after = _try(mended, found, apart, ask)
    if after is not None:
        applied += apart
        return after
    for diagnostic in apart:
        after = _try(mended, found, [diagnostic], ask)
        if after is None:
            assert diagnostic.fix is not None, "the layer holds nothing else"
            refused.add((diagnostic.code, diagnostic.fix))
        else:
            applied.append(diagnostic)
            return after  # places may have moved: the next round starts from what is found now
    return found


def _try(
    mended: dict[str, str | bytes], found: Sequence[Diagnostic], some: Sequence[Diagnostic], ask: Check
) -> list[Diagnostic] | None:
    """The findings with these cures in place; None, and nothing changed, where that is no gain."""
    trial = dict(mended)
    for path in {d.fix.file for d in some if d.fix}:
        trial[path] = replaced(trial[path], [d.fix for d in some if d.fix and d.fix.file == path])
    after = list(ask(trial))
    if not _gains(found, after, some):
        return None
    mended.update(trial)
    return after


def _gains(before: Sequence[Diagnostic], after: Sequence[Diagnostic], cured: Sequence[Diagnostic]) -> bool:
    """Every cured finding is gone, and nothing is there that was not, counted by code and file."""
    gone = Counter(_kind(d) for d in before) - Counter(_kind(d) for d in after)
    new = Counter(_kind(d) for d in after) - Counter(_kind(d) for d in before)
    if any(d.code < "D3" for d in Report(before).errors):
        # what does not load is not examined: the examiner's findings were there, only nobody could ask
        new = Counter({kind: count for kind, count in new.items() if kind[0] < "D3"})
    wanted = Counter(_kind(d) for d in cured)
    return not (wanted - gone) and not new


def _kind(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.code, diagnostic.mark.file


def _apart(some: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Cures that do not touch each other; of two that overlap, the first."""
    chosen: list[Diagnostic] = []
    ends: dict[str, tuple[int, int]] = {}
    for diagnostic in sorted(
        some, key=lambda d: (d.fix.file, d.fix.start, d.fix.end) if d.fix else ("", (0, 0), (0, 0))
    ):
        cure = diagnostic.fix
        if cure is not None and cure.start >= ends.get(cure.file, (0, 0)):
            chosen.append(diagnostic)
            ends[cure.file] = max(cure.end, (cure.start[0], cure.start[1] + 1))
    return chosen


def _is_text(data: str | bytes | None) -> bool:
    if isinstance(data, bytes):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return False
    return data is not None


def _recode(mended: dict[str, str | bytes], found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Files of another encoding become UTF-8; what they say stays."""
    done = []
    for diagnostic in found:
        data = mended.get(diagnostic.mark.file)
        if diagnostic.code != "D101" or not isinstance(data, bytes):
            continue
        text = data.decode("utf-16") if diagnostic.values["encoding"] == "UTF-16" else gbk(data)
        if text is not None:
            mended[diagnostic.mark.file] = text.encode("utf-8")
            done.append(diagnostic)
    return done


def replaced(data: str | bytes, fixes: Sequence[Fix]) -> str | bytes:
    """One file with these replacements; line ends, BOM and all other bytes as they were."""
    if isinstance(data, bytes):
        mended = replaced(data.decode("utf-8"), fixes)
        assert isinstance(mended, str), "text in, text out"
        return mended.encode("utf-8")
    bom = "\ufeff" if data.startswith("\ufeff") else ""
    text = data.removeprefix(bom)
    starts = [match.start() for match in _LINES.finditer(text)]
    newline = "\r\n" if "\r\n" in text else "\n"
    for cure in sorted(fixes, key=lambda f: f.start, reverse=True):
        start, end = (_offset(starts, len(text), place) for place in (cure.start, cure.end))
        text = text[:start] + cure.text.replace("\n", newline) + text[end:]
    return bom + text


def _offset(starts: Sequence[int], length: int, place: tuple[int, int]) -> int:
    line, column = place
    return min(starts[line - 1] + column - 1, length) if line <= len(starts) else length
