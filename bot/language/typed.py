"""Giving the words of a condition their types: 3万 beside an amount is 3,000,000 分, 本人 beside a choice an option."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.language.guards import BUILT_IN, Tree
from bot.values import Reading, Spec, Value, read

SpecOf = Callable[[str], Spec | None]
ORDERED = frozenset(("int", "money", "date", "datetime"))
WORDS = frozenset(("text", "quote", "phone"))
_ANY_DAY = datetime.fromisoformat("2026-01-01T12:00+08:00")  # amounts and counts do not depend on it
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?:\+08:00)?")
_YES = {
    "是": True,
    "yes": True,
    "true": True,
    "有": True,
    "否": False,
    "no": False,
    "false": False,
    "没有": False,
}
LONGEST = 200  # characters of a number, a day or an option


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """What does not fit. reason: undeclared, option, literal, order, types, many, single, plain, no_name, truth."""

    reason: str
    name: str = ""
    text: str = ""
    type: str = ""
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Typist:
    """Walks one tree and notes every misfit; what does not fit stands in the result as a value that never matches."""

    spec_of: SpecOf
    misfits: list[Misfit] = field(default_factory=list)

    def tree(self, tree: Tree) -> Tree:
        """The same tree with every literal a value of its variable's type."""
        match tree:
            case ("or" | "and" as word, tuple(left), tuple(right)):
                return (word, self.tree(left), self.tree(right))
            case ("not", tuple(inner)):
                return ("not", self.tree(inner))
            case ("cmp", str(op), tuple(left), tuple(right)):
                return self._comparison(op, left, right)
            case ("in", ("name", str(name)), tuple(items)):
                spec = self._spec(name)
                raws = [str(item[1]) for item in items if isinstance(item, tuple)]
                return (
                    "in",
                    ("name", name),
                    tuple(("value", self._literal(name, spec, raw)) for raw in raws),
                )
            case ("has", (_, raw), str(name)):
                return self._has(str(raw), name)
            case ("unknown" | "known" as word, str(name)):
                self._spec(name)
                return (word, name)
        return self._truth(str(tree[1]))

    def _spec(self, name: str) -> Spec | None:
        spec = spec_for(name, self.spec_of)
        if spec is None:
            self.misfits.append(Misfit(reason="undeclared", name=name))
        return spec

    def _declared(self, side: Tree) -> bool:
        return side[0] == "name" and spec_for(str(side[1]), self.spec_of) is not None

    def _comparison(self, op: str, left: Tree, right: Tree) -> Tree:
        if self._declared(left) and self._declared(right):
            return self._two(op, str(left[1]), str(right[1]))
        if left[0] != "name" and right[0] != "name":
            self.misfits.append(Misfit(reason="no_name", text=f"{left[1]} {op} {right[1]}"))
            return ("cmp", op, ("value", str(left[1])), ("value", str(right[1])))
        flipped = not self._declared(left) and (self._declared(right) or left[0] != "name")
        ours, theirs = (right, left) if flipped else (left, right)
        name = str(ours[1])
        spec = self._spec(name)
        self._check_order(op, name, spec)
        if spec is not None and spec.type in ORDERED and theirs[0] == "name":
            self.misfits.append(Misfit(reason="undeclared", name=str(theirs[1])))
            value: Value = ""
        else:
            if spec is not None and spec.type == "many_of":
                self.misfits.append(Misfit(reason="many", name=name, text=str(theirs[1])))
                spec = None
            value = self._literal(name, spec, str(theirs[1]))
        sides = (("value", value), ("name", name)) if flipped else (("name", name), ("value", value))
        return ("cmp", op, *sides)

    def _check_order(self, op: str, name: str, spec: Spec | None) -> None:
        if spec is not None and op not in ("==", "!=") and spec.type not in ORDERED:
            self.misfits.append(Misfit(reason="order", name=name, text=op, type=spec.type))

    def _two(self, op: str, left: str, right: str) -> Tree:
        ours, theirs = spec_for(left, self.spec_of), spec_for(right, self.spec_of)
        assert ours is not None, "the caller asked"
        assert theirs is not None, "the caller asked"
        if {ours.type, theirs.type} == {"date", "datetime"}:
            # a day compares with a moment's day: `now` beside a date means today
            if left == "now":
                left, ours = "today", theirs
            elif right == "now":
                right, theirs = "today", ours
        if family(ours.type) != family(theirs.type):
            self.misfits.append(
                Misfit(reason="types", name=left, text=right, type=f"{ours.type}, {theirs.type}")
            )
        self._check_order(op, left, ours)
        return ("cmp", op, ("name", left), ("name", right))

    def _has(self, raw: str, name: str) -> Tree:
        spec = self._spec(name)
        if spec is not None and spec.type != "many_of":
            self.misfits.append(Misfit(reason="single", name=name, text=raw, type=spec.type))
            return ("has", ("value", raw), name)
        return ("has", ("value", self._literal(name, spec, raw)), name)

    def _truth(self, name: str) -> Tree:
        spec = self._spec(name)
        if spec is not None and spec.type != "yes_no":
            self.misfits.append(Misfit(reason="truth", name=name, type=spec.type))
        return ("true", name)

    def _literal(self, name: str, spec: Spec | None, raw: str) -> Value:
        if spec is None:
            return raw
        value = literal(spec, raw)
        if value is None:
            reason = "option" if spec.options else "literal"
            self.misfits.append(
                Misfit(reason=reason, name=name, text=raw, type=spec.type, options=spec.options)
            )
            return raw
        return value


def spec_for(name: str, spec_of: SpecOf) -> Spec | None:
    """The declared type of a name; hour, now and today are there without being declared."""
    found = spec_of(name)
    if found is None and name in BUILT_IN:
        return Spec(type="int", low=0, high=23) if name == "hour" else Spec(type=BUILT_IN[name])
    return found


def family(kind: str) -> str:
    """Types whose values may be compared with each other."""
    return "text" if kind in WORDS or kind == "one_of" else kind


def literal(spec: Spec, raw: str) -> Value | None:
    """A word of the file as a value of this type; None where it is none. many_of: one of its options."""
    raw = raw.strip()
    if len(raw) > LONGEST and spec.type not in WORDS:
        return None
    match spec.type:
        case "one_of" | "many_of":
            return raw if raw in spec.options else None
        case "yes_no":
            return _YES.get(raw.lower())
        case "int" | "money":
            outcome = read(Spec(type=spec.type, low=-(10**12)), raw, now=_ANY_DAY)
            return outcome.value if isinstance(outcome, Reading) and not outcome.assumed else None
        case "date":
            return raw if _DAY.fullmatch(raw) and _is_day(raw) else None
        case "datetime":
            return _moment(raw)
    return raw or None


def _moment(raw: str) -> str | None:
    match = _MOMENT.fullmatch(raw)
    if match and _is_day(match[1]) and match[2] < "24:00" and match[2][3:] < "60":
        return f"{match[1]}T{match[2]}+08:00"
    return f"{raw}T00:00+08:00" if _DAY.fullmatch(raw) and _is_day(raw) else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
