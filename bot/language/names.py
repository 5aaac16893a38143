"""What there is across all files: flows, nodes, variables, statements. Resolves a name, or says which was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.language.clerk import Clerk, narrow
from bot.language.hints import Hint, meant, said
from bot.language.marks import Mark
from bot.language.model import ActionSpec, Statement, Target, Var, Words
from bot.language.source import Node
from bot.language.typed import spec_for
from bot.values import Spec

FIRST = "start"  # what the first step of a flow is called, by custom: nobody means the flow of that name
BUILT_IN_TEXTS = ("now", "today", "hour")


@dataclass(slots=True, kw_only=True)
class FlowNames:
    """One flow before it is read whole."""

    id: str
    file: str
    root: Node
    nodes: tuple[str, ...]
    variables: dict[str, Var]
    mark: Mark


@dataclass(slots=True, kw_only=True)
class Names:
    """The index of a set of files."""

    flows: dict[str, FlowNames] = field(default_factory=dict)
    person: dict[str, Var] = field(default_factory=dict)
    case: dict[str, Var] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    actions: Mapping[str, ActionSpec] = field(default_factory=dict)
    broken: bool = False  # some file could not be read: what is missing may stand in it

    def variable(self, flow: str, name: str) -> Var | None:
        """The declaration of a name as written in a flow."""
        if name.startswith("person."):
            return self.person.get(name)
        if name.startswith("case."):
            return self.case.get(name)
        return self.flows[flow].variables.get(name) if flow in self.flows else None

    def spec(self, flow: str, name: str) -> Spec | None:
        """The type of a name as written in a flow."""
        found = self.variable(flow, name)
        return found.spec if found else None

    def known(self, flow: str) -> tuple[str, ...]:
        """Every name one may write in a flow."""
        own = tuple(self.flows[flow].variables) if flow in self.flows else ()
        return (*own, *self.person, *self.case)


def target(clerk: Clerk, names: Names, flow: str, node: Node | None) -> Target | None:
    """A node of this flow, a flow (its start), or flow.node."""
    text = clerk.text(node, key="to")
    if node is None or not text:
        return None
    found = _place(names, flow, text)
    if found is None and (tidy := narrow(text)) != text and (found := _place(names, flow, tidy)):
        clerk.report.add("D122", node.mark, fix=node.fix(tidy), was=text, text=tidy)
    if found is None:
        _no_target(clerk, names, flow, node, text)
        return None
    if text in names.flows and names.flows[text].nodes and found[0] == flow and text not in (flow, FIRST):
        # no cure of its own: which of the two was meant, only who wrote it knows
        clerk.report.add(
            "D236", node.mark, target=text, flow=flow, other=f"{text}.{names.flows[text].nodes[0]}"
        )
    return Target(flow=found[0], node=found[1], mark=node.mark)


def place(names: Names, flow: str, text: str) -> tuple[str, str] | None:
    """The (flow, node) that a written target means, if there is one."""
    return _place(names, flow, text)


def _place(names: Names, flow: str, text: str) -> tuple[str, str] | None:
    head, dot, tail = text.partition(".")
    if dot:
        found = names.flows.get(head)
        return (head, tail) if found and tail in found.nodes else None
    own = names.flows.get(flow)
    if own and text in own.nodes:
        return flow, text
    other = names.flows.get(text)
    return (text, other.nodes[0]) if other and other.nodes else None


def _no_target(clerk: Clerk, names: Names, flow: str, node: Node, text: str) -> None:
    head, dot, _ = text.partition(".")
    if names.broken and (not dot or head not in names.flows):
        return  # it may well be in the file that could not be read, which is reported
    if dot and head in names.flows and not names.flows[head].nodes:
        return
    own = names.flows[flow].nodes if flow in names.flows else ()
    everywhere = [f"{f.id}.{n}" for f in names.flows.values() for n in f.nodes]
    candidates: Iterable[str] = everywhere if dot else [*own, *names.flows]
    hint = _file(names, text) or meant(text, candidates)
    if not hint["meant_zh"] and not dot:
        hint = meant(text, [p for p in everywhere if p.endswith(f".{text}")])
    clerk.report.add("D210", node.mark, target=text[:60], **hint)


def _file(names: Names, text: str) -> Hint | None:
    """crisis.yaml, dialogs/crisis.yaml: the flow of that file."""
    written = text.replace("\\", "/")
    if not written.endswith((".yaml", ".yml")):
        return None
    return next((said(f.id) for f in names.flows.values() if f"/{f.file}".endswith(f"/{written}")), None)


def shown(clerk: Clerk, names: Names, flow: str, words: Words | None, extra: Iterable[str] = ()) -> None:
    """Every variable of a text is declared."""
    if words is None:
        return
    for name in words.names:
        if name in BUILT_IN_TEXTS or name in extra or names.variable(flow, name):
            continue
        clerk.report.add("D211", words.mark, name=name[:40], **meant(name, [*names.known(flow), *extra]))


def typed(names: Names, flow: str, name: str) -> Spec | None:
    """The type of a name in a condition of this flow, hour and now included."""
    return spec_for(name, lambda n: names.spec(flow, n))
