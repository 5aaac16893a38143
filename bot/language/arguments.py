"""What is handed over and taken back: `with` and `take`, of a sub-flow as of an action."""

from __future__ import annotations

from collections.abc import Callable

from bot.language.clerk import Clerk
from bot.language.conditions import NAME
from bot.language.guards import Expression
from bot.language.hints import meant
from bot.language.names import Names
from bot.language.source import Node
from bot.language.typed import family, literal
from bot.values import Spec

Has = Callable[[Node], Spec | None]
"""The type of a name on the other side; None, and a finding, where it has none of that name."""


def flow_has(clerk: Clerk, names: Names, flow: str, key: str) -> Has:
    """The variables of a flow as the other side."""

    def has(name: Node) -> Spec | None:
        found = names.variable(flow, name.value)
        if found is not None:
            return found.spec
        hint = meant(name.value, names.known(flow))
        clerk.report.add("D213", name.mark, key=key, name=name.value[:40], **hint)
        return None

    return has


def arguments(
    clerk: Clerk, names: Names, home: str, theirs: Has, node: Node | None
) -> tuple[tuple[str, Expression], ...]:
    """`with`: their name: our variable, or a value."""
    if node is None or not clerk.expect(node, "map"):
        return ()
    found = []
    for name, value in node.entries:
        text = clerk.text(value, key="with")
        if text and (wanted := theirs(name)) is not None:
            found.append((name.value, _argument(clerk, names, home, wanted, name.value, value)))
    return tuple(found)


def _argument(clerk: Clerk, names: Names, home: str, wanted: Spec, name: str, node: Node) -> Expression:
    text = node.value.strip()
    ours = None if node.quoted else names.spec(home, text)
    if ours is not None:
        if family(ours.type) != family(wanted.type):
            clerk.report.add(
                "D216", node.mark, value=text, name=name, type=wanted.type, meant_zh="", meant_en=""
            )
        return Expression(text=text, names=(text,), mark=node.mark)
    value = literal(wanted, text)
    if value is None and NAME.fullmatch(text) and not wanted.options:
        clerk.report.add("D213", node.mark, key="with", name=text[:40], **meant(text, names.known(home)))
    elif value is None:
        hint = meant(text, (*wanted.options, *names.known(home)))
        clerk.report.add("D216", node.mark, value=text[:40], name=name, type=wanted.type, **hint)
    if wanted.type == "many_of" and isinstance(value, str):
        value = (value,)
    return Expression(text=text, constant=value, mark=node.mark)


def takes(
    clerk: Clerk, names: Names, home: str, theirs: Has, node: Node | None
) -> tuple[tuple[str, str], ...]:
    """`take`: our variable: their name."""
    if node is None or not clerk.expect(node, "map"):
        return ()
    ours_has = flow_has(clerk, names, home, "take")
    found = []
    for name, value in node.entries:
        if not clerk.text(value, key="take"):
            continue
        ours, other = ours_has(name), theirs(value)
        if ours is None or other is None:
            continue
        if family(ours.type) != family(other.type):
            values = {"value": value.value, "name": name.value, "type": ours.type}
            clerk.report.add("D216", value.mark, values, meant_zh="", meant_en="")
        found.append((name.value, value.value))
    return tuple(found)
