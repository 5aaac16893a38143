"""`read({path: text})`: every file read, every name resolved, every problem at once; and the hash of the result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.language.clerk import Clerk
from bot.language.flows import flow
from bot.language.guards import Guard
from bot.language.hints import meant
from bot.language.marks import Mark
from bot.language.model import ActionSpec, Dialogs, Flow, Scope
from bot.language.names import FlowNames, Names
from bot.language.registers import interrupts, phrases, signs, statements
from bot.language.report import Report
from bot.language.schema import RESERVED_NAMES
from bot.language.source import Node
from bot.language.source import read as read_source
from bot.language.teaching import teaching
from bot.language.variables import variables

Files = Mapping[str, str | bytes]
TEXT_ENDINGS = (".yaml.txt", ".yml.txt")
"""What Notepad makes of start.yaml where Windows hides the ends of names."""

_KINDS = (
    "flow",
    "topic",
    "interrupts",
    "phrases",
    "law",
    "signs",
    "person",
    "case",
    "classes",
    "spelling",
    "alarm",
)


def load(files: Files, actions: Iterable[ActionSpec] = ()) -> Dialogs | Report:
    """Dialogs that can be run, or everything that keeps them from it. Warnings are to be had from `read`."""
    dialogs, report = read(files, actions)
    return report if dialogs is None else dialogs


def read(files: Files, actions: Iterable[ActionSpec] = ()) -> tuple[Dialogs | None, Report]:
    """The dialogs, None where there is an error, and every finding of reading, warnings too.

    `actions` are the declarations of what a step may `do`; who wrote them, nobody here knows.
    """
    report = Report()
    roots, broken = _roots(files, report)
    names = Names(broken=broken, actions={action.name: action for action in actions})
    clerk = _register(names, roots, report)
    flows = {home: found for home in names.flows if (found := flow(clerk, names, home))}
    woven = tuple(item for node in roots["interrupts"] for item in interrupts(clerk, names, node))
    said = phrases(clerk, names, roots["phrases"])
    marks = tuple(item for node in roots["signs"] for item in signs(clerk, names, node))
    taught = teaching(clerk, roots, tuple(item.id for item in woven), broken=broken)
    _renames(clerk, flows)
    if not broken:
        _needed(report, names, roots, files)
    if report.errors:
        return None, report
    dialogs = Dialogs(
        flows=flows,
        interrupts=woven,
        phrases=said,
        statements=names.statements,
        person=tuple(names.person.values()),
        case=tuple(names.case.values()),
        signs=marks,
        teaching=taught,
        revision="",
    )
    done = {step.do.action.name for flow in dialogs.flows.values() for step in flow.steps.values() if step.do}
    return replace(dialogs, actions=frozenset(done), revision=revision(dialogs)), report


def _roots(files: Files, report: Report) -> tuple[dict[str, list[Node]], bool]:
    """The trees of all files by what they hold; whether some file could not be read."""
    roots: dict[str, list[Node]] = {kind: [] for kind in _KINDS}
    broken = False
    for path in sorted(files):
        tree, found = read_source(path, files[path])
        report.extend(found)
        if path.lower().endswith(TEXT_ENDINGS):
            name = path.rpartition("/")[2]
            report.add("D131", Mark(file=path), name=name, wanted=name[: -len(".txt")])
        if tree is None:
            broken = True
        elif tree.kind != "map":
            report.add("D224", tree.mark, keys=" ".join(_KINDS), **meant("", ()))
            broken = True
        else:
            broken |= not _sort(tree, roots, report)
    return roots, broken


def _sort(tree: Node, roots: dict[str, list[Node]], report: Report) -> bool:
    keys = [name.value for name, _ in tree.entries]
    kind = next((kind for kind in _KINDS if kind in keys), None)
    if kind is None:
        first = keys[0] if keys else ""
        report.add("D224", tree.mark, keys=" ".join(_KINDS), **meant(first, _KINDS))
        return False
    roots["person" if kind == "case" else kind].append(tree)
    return True


def _register(names: Names, roots: dict[str, list[Node]], report: Report) -> Clerk:
    """First walk: what is declared. The clerk of the second walk knows the words for who is chatting."""
    clerk = Clerk(report)
    clerk.people = _people(roots["person"])
    for node in roots["person"]:
        found = clerk.fields(node, "person")
        for home, scope, pool in (("person", Scope.PERSON, names.person), ("case", Scope.CASE, names.case)):
            for name, variable in variables(clerk, found.get(home), scope, home).items():
                if pool.setdefault(name, variable) is not variable:
                    report.add("D209", variable.mark, id=name, what_zh="变量", what_en="variable")
    for node in roots["law"]:
        for statement in statements(clerk, node):
            if names.statements.setdefault(statement.id, statement) is not statement:
                report.add("D209", statement.mark, id=statement.id, what_zh="条文", what_en="statement")
    for statement in names.statements.values():
        for other in statement.shown_with:
            if other not in names.statements and not names.broken:
                report.add("D227", statement.mark, id=other, **meant(other, names.statements))
    for node in roots["flow"]:
        _flow_names(clerk, names, node)
    return clerk


def _people(nodes: list[Node]) -> tuple[str, ...]:
    """Options of person.who, looked up before anything is read: labels may have wordings by person too."""
    for node in nodes:
        person = node.get("person")
        who = person.get("who") if person and person.kind == "map" else None
        options = who.get("options") if who and who.kind == "map" else None
        if options and options.kind == "list":
            return tuple(item.value for item in options.items)
    return ()


def _flow_names(clerk: Clerk, names: Names, root: Node) -> None:
    name = root.get("flow")
    own = clerk.name(name)
    if name is None or not own:
        names.broken = True
        return
    if own in RESERVED_NAMES:
        clerk.report.add("D230", name.mark, name=own)
    if own in names.flows:
        first = names.flows[own].mark
        clerk.report.add("D220", name.mark, id=own, first=f"{first.file}:{first.line}")
        return
    nodes = root.get("nodes")
    steps = tuple(key.value for key, _ in nodes.entries) if nodes is not None and nodes.kind == "map" else ()
    declared = variables(clerk, root.get("vars"), Scope.FLOW, own)
    names.flows[own] = FlowNames(
        id=own, file=root.mark.file, root=root, nodes=steps, variables=declared, mark=name.mark
    )


def _renames(clerk: Clerk, flows: dict[str, Flow]) -> None:
    """An old id that is in use again would send stored chats to the wrong place."""
    for found in flows.values():
        for old in found.renamed_from:
            if old in flows:
                clerk.report.add("D222", found.mark, old=old)
        for step in found.steps.values():
            for old in step.renamed_from:
                if old in found.steps:
                    clerk.report.add("D222", step.mark, old=old)


def _needed(report: Report, names: Names, roots: dict[str, list[Node]], files: Files) -> None:
    """What every set of dialogs needs."""
    mark = Mark(file=min(files, default="dialogs/start.yaml"))
    if not files:
        report.add("D233", Mark(file="dialogs"))
        return
    if "start" not in names.flows:
        report.add("D223", mark, what="flow: start", **meant("start", names.flows))
    elif "menu" not in names.flows["start"].nodes:
        report.add(
            "D223", names.flows["start"].mark, what="start.menu", **meant("menu", names.flows["start"].nodes)
        )
    if not roots["phrases"]:
        report.add("D223", mark, what="phrases", meant_zh="", meant_en="")
    who = names.person.get("person.who")
    if who is None:
        report.add("D223", mark, what="person.who", meant_zh="", meant_en="")


# -- the hash: all that a conversation depends on, none of where it stands ---------------------------------------------
_LEFT_OUT = frozenset(("mark", "note", "revision", "cure", "teaching", "actions"))


def revision(dialogs: Dialogs) -> str:
    """16 hex digits that change when anything a person or a stored session could notice changes."""
    parts: list[str] = []
    _note(dialogs, parts)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _note(value: object, parts: list[str]) -> None:
    if type(value) is str:
        parts.append(value)
    elif isinstance(value, tuple):
        parts.append(f"({len(value)}")
        for item in value:
            _note(item, parts)
    elif isinstance(value, Guard):
        parts.append(value.text)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            parts.append(str(key))
            _note(item, parts)
    elif names := getattr(type(value), "__dataclass_fields__", ()):
        for name in names:
            if name not in _LEFT_OUT:
                _note(getattr(value, name), parts)
    else:
        parts.append(str(value))
