"""Declarations: vars of a flow, and what dialogs/person.yaml knows about the person and the case."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.language.clerk import Clerk
from bot.language.model import Scope, Var
from bot.language.schema import RESERVED_NAMES
from bot.language.source import Node
from bot.language.typed import literal
from bot.values import TYPES, UNITS, Spec

_RANGE = re.compile(r"(?P<low>.+?)\s*\.\.\s*(?P<high>.+)")
_OTHER_RANGE = re.compile(r"(-?\d+)\s*(?:-|~|～|—|…|。。|\.\.\.|到|至|，|,)\s*(-?\d+)")
_OTHER_NAMES = {
    "数字": "int", "整数": "int", "个数": "int", "number": "int", "integer": "int", "钱": "money", "金额": "money",
    "日期": "date", "时间": "datetime", "time": "datetime", "电话": "phone", "是否": "yes_no", "bool": "yes_no",
    "boolean": "yes_no", "单选": "one_of", "enum": "one_of", "多选": "many_of", "list": "many_of", "文字": "text",
    "string": "text", "str": "text", "引用": "quote",
}  # fmt: skip
LISTED = ("one_of", "many_of")
HEARD = ("int", "money", "text", "date", "datetime")


def variables(clerk: Clerk, node: Node | None, scope: Scope, home: str) -> dict[str, Var]:
    """Every declaration of one map, by the name it is used under (people, person.who)."""
    found: dict[str, Var] = {}
    if node is None or (node.kind == "text" and not node.value) or not clerk.expect(node, "map"):
        return found
    prefix = "" if scope is Scope.FLOW else f"{home}."
    address = f"{home}.vars" if scope is Scope.FLOW else home
    for name, value in node.entries:
        own = clerk.name(name)
        if own in RESERVED_NAMES:
            clerk.report.add("D230", name.mark, name=own)
        variable = _variable(clerk, value, scope, f"{prefix}{own}", f"{address}.{own}")
        if own:
            found[variable.name] = variable
    return found


def _variable(clerk: Clerk, node: Node, scope: Scope, name: str, address: str) -> Var:
    if node.kind == "text":  # people: int
        kind = clerk.word(node, TYPES, "text", _OTHER_NAMES)
        if kind in LISTED:
            clerk.report.add("D215", node.mark, name=name, type=kind)
        return Var(name=name, scope=scope, spec=Spec(type=kind), mark=node.mark)
    fields = clerk.fields(node, "var")
    if "type" not in fields:
        return Var(name=name, scope=scope, spec=Spec(type="text"), mark=node.mark)
    kind = clerk.word(fields.get("type"), TYPES, "text", _OTHER_NAMES)
    options = _options(clerk, node, fields, kind, name)
    low, high = _range(clerk, fields.get("between"), kind)
    spec = Spec(
        type=kind,
        options=options,
        low=low,
        high=high,
        after_now=_now(clerk, fields, "after", kind),
        before_now=_now(clerk, fields, "before", kind),
        unit=_unit(clerk, fields.get("unit"), kind),
    )
    default = _default(clerk, fields.get("default"), spec, scope)
    return Var(
        name=name,
        scope=scope,
        spec=spec,
        label=clerk.words(fields.get("label"), address),
        default=default,
        heard=_heard(clerk, fields.get("heard"), kind, scope),
        keep=_keep(clerk, fields.get("keep"), scope),
        mark=node.mark,
    )


def _options(clerk: Clerk, node: Node, fields: Mapping[str, Node], kind: str, name: str) -> tuple[str, ...]:
    options = clerk.texts(fields.get("options"), key="options")
    if kind in LISTED:
        if len(options) < 2:
            clerk.report.add("D215", node.mark, name=name, type=kind)
        return options
    if options:
        why = {"why_zh": f"{kind} 没有选项", "why_en": f"{kind} has no options"}
        clerk.report.add("D219", fields["options"].mark, why, key="options")
    return ()


def _heard(clerk: Clerk, node: Node | None, kind: str, scope: Scope) -> tuple[str, ...]:
    if node is None:
        return ()
    if kind in HEARD and scope is not Scope.PERSON:
        return clerk.texts(node, key="heard")
    why = {
        "why_zh": f"从别的话里只听得出 {'、'.join(HEARD)}，本人的事要当面问",
        "why_en": f"only {', '.join(HEARD)} are heard among other words, and nothing of the person's own",
    }
    clerk.report.add("D219", node.mark, why, key="heard")
    return ()


def _range(clerk: Clerk, node: Node | None, kind: str) -> tuple[int | None, int | None]:
    if node is None:
        return None, None
    text = clerk.text(node, key="between")
    if kind not in ("int", "money"):
        why = {
            "why_zh": f"{kind} 没有范围，只有 int 和 money 有",
            "why_en": f"{kind} has no range; int and money have",
        }
        clerk.report.add("D219", node.mark, why, key="between")
        return None, None
    match = _RANGE.fullmatch(text[:100])
    bounds = [_bound(part, kind) for part in (match["low"], match["high"])] if match else []
    if not match or None in bounds:
        other = _OTHER_RANGE.fullmatch(text[:100])
        repaired = f"{other[1]}..{other[2]}" if other else "1..30"
        clerk.report.add(
            "D228",
            node.mark,
            fix=node.fix(repaired) if other and node.exact else None,
            value=text[:40],
            line=repaired,
        )
        return None, None
    return bounds[0], bounds[1]


def _bound(text: str, kind: str) -> int | None:
    value = literal(Spec(type=kind), text)
    return value if isinstance(value, int) else None


def _unit(clerk: Clerk, node: Node | None, kind: str) -> str:
    if node is None:
        return ""
    if kind != "int":
        why = {"why_zh": f"{kind} 没有单位，只有 int 有", "why_en": f"{kind} has no unit; int has"}
        clerk.report.add("D219", node.mark, why, key="unit")
        return ""
    return clerk.word(node, UNITS)


def _now(clerk: Clerk, fields: dict[str, Node], key: str, kind: str) -> bool:
    node = fields.get(key)
    if node is None:
        return False
    clerk.word(node, ("now",))
    if kind not in ("date", "datetime"):
        why = {"why_zh": "只有 date 和 datetime 能用", "why_en": "only date and datetime have it"}
        clerk.report.add("D219", node.mark, why, key=key)
    return True


def _keep(clerk: Clerk, node: Node | None, scope: Scope) -> bool:
    if node is None:
        return True
    if scope is not Scope.FLOW:
        why = {"why_zh": "只有流程的 vars 能写", "why_en": "only vars of a flow have it"}
        clerk.report.add("D219", node.mark, why, key="keep")
    return clerk.flag(node)


def _default(clerk: Clerk, node: Node | None, spec: Spec, scope: Scope) -> str | None:
    if node is None:
        return None
    value = clerk.text(node, key="default")
    if scope is not Scope.PERSON:
        why = {"why_zh": "只有 person.yaml 里的 person 能写", "why_en": "only person in person.yaml has it"}
        clerk.report.add("D219", node.mark, why, key="default")
    elif spec.options and value not in spec.options:
        clerk.word(node, spec.options)
    return value
