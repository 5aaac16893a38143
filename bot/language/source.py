"""YAML text → a tree of nodes, each with its place. Every scalar stays text, nothing is guessed, nothing is raised.

The only file that imports yaml. It reads events, not objects: no recursion, no aliases, no tags, no types of YAML's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from bot.language.encoding import decoded
from bot.language.marks import Diagnostic, Fix, Mark
from bot.language.traps import BLANKS, STRUCTURAL, apply, lost_text, scan
from bot.language.troubles import translated

__all__ = ["Diagnostic", "Fix", "Mark", "Node", "plain", "read"]

LARGEST = 2_000_000  # bytes of one file; the largest flow of today is a hundredth of it
DEEPEST = 40  # levels of nesting; a flow needs eight
MOST = 200  # findings of one file; after that the rest would only be noise

# libyaml is ten times as fast; where the wheel has none, the pure one reads the same events.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CJK = "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014"
_IS_CJK = re.compile(f"[{_CJK}]")


@dataclass(slots=True, kw_only=True, eq=False)
class Node:
    """A part of a file. kind: map (entries), list (items) or text (value)."""

    kind: str
    mark: Mark
    end: tuple[int, int] = (0, 0)  # line and column after its last character
    value: str = ""
    entries: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()
    quoted: bool = False
    flow: bool = False  # written in brackets

    @property
    def exact(self) -> bool:
        """Whether value[i] stands at column mark.column + i (+ 1 within quotes): plain text on one line."""
        length = self.end[1] - self.mark.column
        return (
            self.kind == "text"
            and self.end[0] == self.mark.line
            and length == len(self.value) + 2 * self.quoted
        )

    def get(self, key: str) -> Node | None:
        """The value under a key of a map; None where there is none."""
        return next((value for name, value in self.entries if name.value == key), None)

    def fix(self, text: str) -> Fix:
        """Replace the whole node."""
        return Fix(file=self.mark.file, start=(self.mark.line, self.mark.column), end=self.end, text=text)


def read(file: str, data: str | bytes) -> tuple[Node | None, list[Diagnostic]]:
    """One file → its tree (None where nothing could be read) and everything that is wrong with it as YAML."""
    if len(data) > LARGEST:
        size = f"{len(data) / 1e6:.1f}"
        return None, [
            Diagnostic(
                code="D103", mark=Mark(file=file), values={"size": size, "limit": f"{LARGEST / 1e6:.0f}"}
            )
        ]
    text, found = decoded(file, data)
    if text is None:
        return None, found
    lines = text.split("\n")
    tree, problems, error = _compose(file, text, lines)
    if error is None:
        return _second_look(file, lines, tree, problems), _some([*found, *problems])
    traps = scan(file, lines, None)
    if not traps:
        return None, _some([*found, *problems, error])
    # with the traps mended the rest can usually be read, so that the editor sees everything at once
    mended = apply(lines, [trap.fix for trap in traps if trap.fix])
    tree, problems, still = _compose(file, "\n".join(mended), mended)
    if still is not None:
        trapped = {trap.mark.line for trap in traps}
        near = error if error.mark.line not in trapped and error.mark.line - 1 not in trapped else still
        problems = [*problems, *([near] if near.mark.line not in trapped else [])]
        tree = None
    return tree, _some([*found, *traps, *(p for p in problems if p not in traps)])


def _second_look(file: str, lines: list[str], tree: Node | None, problems: list[Diagnostic]) -> Node | None:
    """What the file means once its traps are mended, so that one missing space is not reported as ten wrong keys."""
    fixes = [problem.fix for problem in problems if problem.fix and problem.code in STRUCTURAL]
    if not fixes:
        return tree
    mended = apply(lines, fixes)
    again, _, error = _compose(file, "\n".join(mended), mended)
    return tree if error is not None else again


def plain(text: str) -> Any:
    """YAML that is our own, trusted and tested: dicts, lists and texts."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a base loader makes nothing but texts


def _some(found: list[Diagnostic]) -> list[Diagnostic]:
    return found[:MOST]


class _Open:
    """A map or list that is not finished."""

    __slots__ = ("entries", "items", "key", "keys", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.items: list[Node] = []
        self.entries: list[tuple[Node, Node]] = []
        self.keys: dict[str, Node] = {}
        self.key: Node | None = None


class _Builder:
    """Puts events together. `done` is set when there is no use in going on."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.found: list[Diagnostic] = []
        self.suspects: set[int] = set()  # lines whose text may have been meant as structure
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.done = False

    def report(self, code: str, mark: Mark, fix: Fix | None = None, **values: str) -> None:
        self.found.append(Diagnostic(code=code, mark=mark, values=values, fix=fix))

    def mark(self, at: Any) -> Mark:
        return Mark(file=self.file, line=at.line + 1, column=at.column + 1)

    def event(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, "map" if kind is yaml.MappingStartEvent else "list")
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close(event)
        elif kind is yaml.AliasEvent:
            self.report("D107", self.mark(event.start_mark), sign=f"*{event.anchor}")
            self._place(Node(kind="text", mark=self.mark(event.start_mark), value="", quoted=True))
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            self.report("D106", self.mark(event.start_mark))
            self.done = True  # the first document is read all the same

    def _properties(self, event: Any, mark: Mark) -> None:
        if event.anchor:
            self.report("D107", mark, sign=f"&{event.anchor}")
        if event.tag:
            self.report("D108", mark, sign=str(event.tag))

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        mark = Mark(file=self.file, line=start.line + 1, column=start.column + 1)
        style = event.style
        value: str = event.value
        if event.anchor or event.tag:
            self._properties(event, mark)
        if start.line != end.line and style != "|":
            value = self._joined(value, start, end, style)
        node = Node(
            kind="text", mark=mark, end=(end.line + 1, end.column + 1), value=value, quoted=bool(style)
        )
        is_key = bool(self.stack) and self.stack[-1].node.kind == "map" and self.stack[-1].key is None
        if not style and value:
            if is_key:
                if (
                    ":" in value
                    or "：" in value
                    or "\t" in self.lines[start.line]
                    or value[0] in f"{BLANKS}｛"
                ):
                    self.suspects.add(start.line)
            else:
                self._suspect(start, end)
        if not style and not is_key and end.line < len(self.lines) and "#" in self.lines[end.line]:
            lost = lost_text(self.file, self.lines[end.line], node)
            self.found += lost
            if lost and not value:
                node.value = lost[0].values["lost"]  # it is not empty, only hidden
        self._place(node)

    def _suspect(self, start: Any, end: Any) -> None:
        """Plain text that begins a line, or goes on over several, may hold a key with a wrong colon or a dash."""
        if start.line != end.line:
            self._without_dash(start, end)
            self.suspects.update(range(start.line, end.line + 1))
        elif self.lines[start.line][: start.column].strip("- ") == "":
            self.suspects.add(start.line)

    def _without_dash(self, start: Any, end: Any) -> None:
        """An entry without its dash above entries that have theirs: to YAML one text, dashes and all."""
        rows = self.lines[start.line : end.line + 1]
        first = rows[0][start.column :].strip()
        if any(row.lstrip().startswith("- ") for row in rows[1:]) and not rows[0][: start.column].strip():
            place = (start.line + 1, start.column + 1)
            fix = Fix(file=self.file, start=place, end=place, text="- ")
            self.report("D127", self.mark(start), fix, line=f"- {first}"[:80], was="")

    def _joined(self, value: str, start: Any, end: Any, style: str | None) -> str:
        """Take out the spaces that folding put between two lines of Chinese."""
        rows = self.lines[start.line : end.line + 1]
        if end.line < len(self.lines):
            rows[-1] = rows[-1][: end.column - bool(style and style in "'\"")]
        rows[0] = rows[0][start.column + bool(style) :]
        at = 0
        for above, below in pairwise(rows):
            tail, head = above.rstrip(), below.strip()
            if not (tail and head and _IS_CJK.match(tail[-1]) and _IS_CJK.match(head[0])):
                continue
            for size in (6, 3, 1):  # escapes within quotes may keep a longer stretch from being found
                left, right = tail[-size:].lstrip(), head[:size].rstrip()
                found = value.find(f"{left} {right}", at)
                if found >= 0:
                    at = found + len(left)
                    value = value[:at] + value[at + 1 :]
                    break
        return value.rstrip("\n") if style == ">" else value

    def _open(self, event: Any, kind: str) -> None:
        mark = self.mark(event.start_mark)
        if event.anchor or event.tag:
            self._properties(event, mark)
        if len(self.stack) >= DEEPEST:
            self.report("D105", mark, limit=str(DEEPEST))
            self.root = None
            self.done = True
            return
        self.stack.append(_Open(Node(kind=kind, mark=mark, flow=bool(event.flow_style))))

    def _close(self, event: Any) -> None:
        top = self.stack.pop()
        top.node.end = (event.end_mark.line + 1, event.end_mark.column + 1)
        top.node.entries, top.node.items = tuple(top.entries), tuple(top.items)
        self._place(top.node)

    def _place(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if top.node.kind == "list":
            top.items.append(node)
        elif top.key is None:
            top.key = node
            self._key(top, node)
        else:
            if top.keys.get(top.key.value) is top.key:
                top.entries.append((top.key, node))
            top.key = None

    def _key(self, top: _Open, node: Node) -> None:
        if node.kind != "text":
            self.report("D123", node.mark)
            return
        first = top.keys.setdefault(node.value, node)
        if first is not node:
            self.report("D111", node.mark, key=node.value, first=f"{first.mark.line}:{first.mark.column}")


def _compose(
    file: str, text: str, lines: list[str]
) -> tuple[Node | None, list[Diagnostic], Diagnostic | None]:
    """The tree, what is wrong with it, and YAML's own complaint where it could not read on."""
    builder = _Builder(file, lines)
    error = None
    loader = _Loader(text)
    try:
        while not builder.done and loader.check_event():
            builder.event(loader.get_event())
    except yaml.YAMLError as problem:
        error = translated(file, problem)
    finally:
        loader.dispose()
    if error is not None or (builder.done and builder.root is None):
        return None, builder.found, error
    if builder.suspects:
        builder.found += scan(file, lines, builder.suspects)
    if builder.root is None or (builder.root.kind == "text" and not builder.root.value):
        return None, [*builder.found, Diagnostic(code="D124", mark=Mark(file=file))], None
    return builder.root, builder.found, None
