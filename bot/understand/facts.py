"""Several facts in one message, by the cues a volunteer writes (`heard` of a variable): 三个人, 自称…的, 欠.

A fact is taken only where it is plain: beside its cue, and said once. What is doubtful is asked for later, as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.language.model import Dialogs, Var
from bot.understand.danger import GAP
from bot.values import Reading, Spec, Value, read

_LENDERS, _KINDS = ("platform", "bank"), "lender_kinds"  # classes of dialogs/topics/classes.yaml
_LEAST, _MOST = 6, 300  # characters: a shorter text is one answer, a longer one a story
_CLAUSES = re.compile("[，。！？；,!?;\\n]|(?<![0-9])\\.|\\.(?![0-9])")
_RUN = "(?<![第0-9一二三四五六七八九十几])(?P<run>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_OURS = re.compile(
    "(?:我家|我们|家里|我|自己|独自|就|只有?|孩子|老人)$"
)  # 我一个人在家 counts nobody at the door
_LEAD = re.compile("^(?:是|叫|来自|属于)")
_NO_NAME = re.compile("[我你他她不没要还欠说打敲门让谁哪啥什么]")


class Facts:
    """Built once from dialogs. Callable: a normalised text and the time -> name of a variable -> its value. Total."""

    __slots__ = ("_kinds", "_lenders", "_wanted")

    def __init__(self, dialogs: Dialogs) -> None:
        wanted: dict[str, Var] = {}
        for variable in (*dialogs.case, *(v for flow in dialogs.flows.values() for v in flow.variables)):
            if variable.heard and variable.keep:
                wanted.setdefault(variable.name, variable)
        self._wanted = wanted
        classes = dialogs.teaching.classes
        self._kinds = frozenset(classes.get(_KINDS, ()))
        self._lenders = sorted({w for name in _LENDERS for w in classes.get(name, ())}, key=len, reverse=True)

    def __call__(self, text: str, now: datetime) -> dict[str, Value]:
        """What the text says of the variables that have cues."""
        if not self._wanted or not _LEAST <= len(text) <= _MOST:
            return {}
        clauses = [clause for clause in _CLAUSES.split(text) if clause]
        found: dict[str, Value] = {}
        for name, variable in self._wanted.items():
            values = {value for clause in clauses for value in self._in(variable, clause, now)}
            if len(values) == 1:
                found[name] = values.pop()
        return found

    def _in(self, variable: Var, clause: str, now: datetime) -> Iterator[Value]:
        spec = variable.spec
        if spec.type == "int":
            yield from _counts(variable.heard, clause, spec, now)
        elif spec.type == "text":
            yield from self._names(variable.heard, clause)
        elif spec.type in ("money", "date", "datetime"):
            cue = next((cue for cue in variable.heard if cue in clause), None)
            if cue is not None:
                # an amount stands behind its cue (欠两万三), a time on either side (明天下午三点来我家)
                part = self._nameless(clause[clause.index(cue) :]) if spec.type == "money" else clause
                outcome = read(spec, part, now=now)
                if isinstance(outcome, Reading) and not isinstance(outcome.value, tuple):
                    yield outcome.value

    def _nameless(self, part: str) -> str:
        """欠捷信两万三 -> 欠两万三"""
        for lender in self._lenders:
            if lender in part:
                return part.replace(lender, "", 1)
        return part

    def _names(self, cues: Sequence[str], clause: str) -> Iterator[str]:
        for cue in cues:
            before, _, after = cue.partition(GAP)
            if before:
                end = re.escape(after) or "$"
                match = (
                    re.search(f"{re.escape(before)}(?P<name>.{{2,14}}?){end}", clause)
                    if before in clause
                    else None
                )
                name = _LEAD.sub("", match["name"]).removesuffix("的") if match else ""
                if self._is_lender(name):
                    yield name
                    return
            elif after and after in clause:
                head = clause[: clause.index(after)]
                name = next((each for each in self._lenders if head.endswith(each)), "")
                if name and name not in self._kinds:
                    yield name
                    return

    def _is_lender(self, name: str) -> bool:
        if len(name) < 2 or name in self._kinds or _NO_NAME.search(name):
            return False
        return any(lender in name for lender in self._lenders)


def _counts(cues: Sequence[str], clause: str, spec: Spec, now: datetime) -> Iterator[Value]:
    for cue in cues:
        for match in re.finditer(_RUN + re.escape(cue), clause) if cue in clause else ():
            if _OURS.search(clause[: match.start()]):
                continue
            outcome = read(spec, f"{match['run']}个人", now=now)
            if isinstance(outcome, Reading) and isinstance(outcome.value, int):
                yield outcome.value
