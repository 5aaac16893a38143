"""A patient clerk: takes a node, gives a value or a harmless default, notes what is wrong, and never raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from bot.language.hints import meant, nearest, said
from bot.language.marks import Fix
from bot.language.model import Words
from bot.language.report import Report
from bot.language.schema import FLAGS, LATER, TABLES, Key
from bot.language.source import Node
from bot.language.traps import quoted

ID = re.compile(r"[a-z][a-z0-9_]*")
LAW_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS = {
    "text": ("一句文字", "a text"), "list": ("一个列表（每行以“- ”开头）", "a list"), "map": ("几个“键: 值”", "a map"),
    "words": ("文字、几行文字，或按“本人/家人/别人”分开写的文字", "a text, a list of texts, or wordings by person"),
}  # fmt: skip
_PLACE = re.compile(r"\$\{([^{}\n]*)\}")
_BAD_PLACE = re.compile(r"\$\s*[｛{]|[｛{]\s*[a-z_][a-z0-9_.]*\s*[｝}]|\$[a-z_]")
_LISTENED = ("also_said", "contains", "unless")
_SEVERAL = re.compile("[、；;/／|｜]")
_RISKY = re.compile(r"[,\[\]{}#:&*!>'\"%@`]")
LONGEST_ID = 40


class Clerk:
    """Reads the parts every file is made of."""

    def __init__(self, report: Report, people: tuple[str, ...] = ()) -> None:
        self.report = report
        self.people = people  # options of person.who: keys of wordings by person

    def fields(self, node: Node | None, table: str) -> dict[str, Node]:
        """The known keys of a map; unknown and missing ones are noted."""
        if node is None:
            return {}
        keys = {key.name: key for key in TABLES[table]}
        found: dict[str, Node] = {}
        if not self.expect(node, "map"):
            return {}
        split = _split_texts(node)
        for name, value in node.entries:
            if name in split:
                continue
            if name.value in keys:
                found[name.value] = self._joined(value, split)
            elif table == "node" and name.value in LATER:
                self.report.add("D206", name.mark, key=name.value)
            else:
                self._unknown_key(name, keys, table, found)
        for key in keys.values():
            if key.required and key.name not in found:
                self.report.add("D203", node.mark, key=key.name, table=table)
        return found

    def _joined(self, value: Node, split: Mapping[Node, Node]) -> Node:
        """text: 我不在,家人在 within braces: the comma made a key of the second half."""
        halves = [name for name, first in split.items() if first is value]
        if not halves:
            return value
        text = "，".join((value.value, *(name.value for name in halves)))
        fix = Fix(
            file=value.mark.file,
            start=(value.mark.line, value.mark.column),
            end=halves[-1].end,
            text=quoted(text),
        )
        self.report.add("D129", halves[0].mark, fix=fix, lost=halves[0].value[:40], line=quoted(text)[:80])
        return Node(kind="text", mark=value.mark, end=halves[-1].end, value=text, quoted=True)

    def _unknown_key(self, name: Node, keys: Mapping[str, Key], table: str, found: dict[str, Node]) -> None:
        tidy = (
            unicodedata.normalize("NFKC", name.value).strip().casefold().replace("-", "_").replace(" ", "_")
        )
        near = tidy if tidy in keys else nearest(tidy, [key for key in keys if key not in found])
        sure = near and (near == tidy or near == nearest(tidy, keys, loose=False))
        fix = name.fix(near) if sure and name.exact and not name.quoted else None
        hint = said(near)
        names = " ".join(keys)
        self.report.add("D201", name.mark, fix=fix, key=name.value[:40], table=table, keys=names, **hint)
        if near:
            found.setdefault(
                near, Node(kind="text", mark=name.mark, value="\0")
            )  # it is there, only misspelt

    def expect(self, node: Node, kind: str) -> bool:
        """Whether the node has this shape; noted where it has another."""
        if node.value == "\0" and node.kind == "text":
            return False
        if node.kind == kind:
            return True
        zh, en = _KINDS[kind]
        is_zh, is_en = ("空的", "empty") if node.kind == "text" and not node.value else _KINDS[node.kind]
        self.report.add("D202", node.mark, wanted_zh=zh, wanted_en=en, found_zh=is_zh, found_en=is_en)
        return False

    # -- texts -------------------------------------------------------------------------------------------------------
    def text(self, node: Node | None, *, key: str = "") -> str:
        """One text, never empty; what YAML made of a text with a colon is recognised."""
        if node is None or (node.kind == "text" and node.value == "\0"):
            return ""
        if node.kind == "map" and not node.flow and len(node.entries) == 1 and self._split_by_colon(node):
            return ""
        if not self.expect(node, "text"):
            return ""
        value = node.value.strip()
        if not value:
            self.report.add("D207", node.mark, key=key)
        return value

    def _split_by_colon(self, node: Node) -> bool:
        name, value = node.entries[0]
        one_line = (
            value.kind == "text" and value.end[0] == name.mark.line and not value.quoted and not name.quoted
        )
        if not one_line:
            return False
        text = f"{name.value}: {value.value}"
        fix = Fix(
            file=node.mark.file, start=(name.mark.line, name.mark.column), end=value.end, text=quoted(text)
        )
        whole = value.end[1] - name.mark.column == len(text)
        self.report.add("D118", name.mark, fix=fix if whole else None, line=quoted(text), was=name.value[:20])
        return True

    def texts(self, node: Node | None, *, key: str = "") -> tuple[str, ...]:
        """A list of texts; a single one is taken as a list of one."""
        if node is None:
            return ()
        if node.kind == "text":
            value = self.text(node, key=key)
            self._wide_list(node, value)
            self._several(node, value, key, "[{}]", ", ")
            return (value,) if value else ()
        if not self.expect(node, "list"):
            return ()
        found: dict[str, Node] = {}
        for item in node.items:
            value = self.text(item, key=key)
            between = ", " if node.flow else f"\n{' ' * (item.mark.column - 3)}- "
            self._several(item, value, key, "{}", between)
            if value and value in found:
                self.report.add("D231", item.mark, text=value)
            elif value:
                found[value] = item
        return tuple(found)

    def _wide_list(self, node: Node, value: str) -> None:
        """［没空，要走］: brackets and commas of an input method make one text of a list."""
        if node.quoted or not (value.startswith(("［", "【")) and value.endswith(("］", "】"))):
            return
        items = [item.strip() for item in re.split("[，、,]", value[1:-1])]
        plain = f"[{', '.join(item for item in items if item)}]"
        self.report.add(
            "D122", node.mark, fix=node.fix(plain) if node.exact else None, was=value[:40], text=plain[:40]
        )

    def _several(self, node: Node, value: str, key: str, form: str, between: str) -> None:
        """also_said: 走了、他们走了 is one sentence nobody will ever type. In quotes it is meant as it stands."""
        if key not in _LISTENED or node.quoted or value[:1] in "【［":
            return
        parts = [part.strip() for part in _SEVERAL.split(value) if part.strip()]
        if len(parts) < 2:
            return
        plain = form.format(between.join(parts))
        fix = node.fix(plain) if node.exact and not _RISKY.search("".join(parts)) else None
        self.report.add(
            "D235", node.mark, fix=fix, was=value[:40], line=f"[{', '.join(parts)}]"[:80], key=key
        )

    def words(self, node: Node | None, address: str, *, blanks: bool = False) -> Words | None:
        """What a person reads: a text, lines, or wordings by person. `blanks`: ${name|＿＿} may be unset (a letter)."""
        if node is None or (node.kind == "text" and node.value == "\0"):
            return None
        field = address.rpartition(".")[2]
        if node.kind != "map" or self._split(node):
            default = self._lines(node, field)
            return self._words(address, default, (), node, blanks=blanks)
        pairs: list[tuple[str, str]] = []
        for name, value in node.entries:
            if name.value not in self.people:
                options = "、".join(self.people)
                self.report.add(
                    "D232", name.mark, name=name.value[:20], options=options, **meant(name.value, self.people)
                )
            pairs.append((name.value, self._lines(value, field)))
        if not pairs:
            self.report.add("D207", node.mark, key=field)
            return None
        return self._words(address, pairs[0][1], tuple(pairs), node, blanks=blanks)

    def _split(self, node: Node) -> bool:
        """打110: 快 where a text was meant; wordings by person have names we know, or more than one."""
        return len(node.entries) == 1 and not node.flow and node.entries[0][0].value not in self.people

    def _lines(self, node: Node, key: str) -> str:
        if node.kind != "list":
            return self.text(node, key=key)
        if not node.items:
            self.report.add("D207", node.mark, key=key)
        return "\n".join(self.text(item, key=key) for item in node.items)

    def _words(
        self, address: str, default: str, pairs: tuple[tuple[str, str], ...], node: Node, *, blanks: bool
    ) -> Words:
        names: dict[str, None] = {}
        for text in dict.fromkeys((default, *(text for _, text in pairs))):
            if "$" in text or "{" in text or "｛" in text:
                names.update(dict.fromkeys(self._places(text, node)))
        open_: tuple[str, ...] = ()
        if blanks:  # only on paper can somebody fill one in; elsewhere a `|` makes a name nobody declared
            written = [name.partition("|") for name in names]
            filled = {head.strip() for head, bar, _ in written if not bar}
            names = {head.strip(): None for head, _, _ in written}
            open_ = tuple(name for name in names if name not in filled)
        return Words(
            key=address, default=default, by_person=pairs, names=tuple(names), blanks=open_, mark=node.mark
        )

    def _places(self, text: str, node: Node) -> Iterable[str]:
        found = [name.strip() for name in _PLACE.findall(text)]
        rest = _PLACE.sub("", text)
        bad = _BAD_PLACE.search(rest)
        if bad or not all(found):
            self.report.add("D214", node.mark, near=(bad[0] if bad else "${}"))
        return [name for name in found if name]

    # -- names and words ---------------------------------------------------------------------------------------------
    def name(self, node: Node | None, *, pattern: re.Pattern[str] = ID) -> str:
        """An id. Full-width letters and quotes of an input method are recognised."""
        value = self.text(node, key="id")
        if node is None or not value:
            return ""
        tidy = narrow(value)
        if tidy != value and pattern.fullmatch(tidy):
            self.report.add("D122", node.mark, fix=node.fix(tidy), was=value, text=tidy)
            return tidy
        if not pattern.fullmatch(value) or len(value) > LONGEST_ID:
            self.report.add("D205", node.mark, name=value[:40])
        return value

    def names(self, node: Node | None, *, pattern: re.Pattern[str] = ID) -> tuple[str, ...]:
        """A list of ids; a single one is taken as a list of one."""
        if node is None:
            return ()
        items = node.items if node.kind == "list" else (node,)
        return tuple(name for item in items if (name := self.name(item, pattern=pattern)))

    def flag(self, node: Node | None) -> bool:
        """yes or no."""
        if node is None:
            return False
        value = self.text(node)
        if value and value.lower() not in FLAGS:
            self.report.add("D204", node.mark, value=value[:40], words="yes no", **meant(value, FLAGS))
        return FLAGS.get(value.lower(), False)

    def word(
        self,
        node: Node | None,
        words: Iterable[str],
        default: str = "",
        also: Mapping[str, str] | None = None,
    ) -> str:
        """One of a few words. `also`: what others call them, for the hint."""
        value = self.text(node)
        choices = tuple(words)
        if node is None or not value or value in choices:
            return value or default
        near = (also or {}).get(value.lower()) or nearest(value, choices)
        sure = near and (
            (also or {}).get(value.lower()) == near or near == nearest(value, choices, loose=False)
        )
        fix = node.fix(near) if sure and node.exact and not node.quoted else None
        self.report.add("D204", node.mark, fix=fix, value=value[:40], words=" ".join(choices), **said(near))
        return near or default

    def words_of(self, node: Node | None, words: Iterable[str]) -> tuple[str, ...]:
        """A list of a few known words; a single one is taken as a list of one."""
        if node is None:
            return ()
        items = node.items if node.kind == "list" else (node,)
        return tuple(found for item in items if (found := self.word(item, words)))

    def day(self, node: Node | None) -> str:
        """A day, YYYY-MM-DD, quoted or not."""
        value = self.text(node)
        if node is None or not value:
            return ""
        try:
            if len(value) == 10:
                return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
        self.report.add("D229", node.mark, value=value[:40])
        return value


def _split_texts(node: Node) -> dict[Node, Node]:
    """Names without a value that follow a text within braces, each with that text."""
    found: dict[Node, Node] = {}
    last: Node | None = None
    for name, value in node.entries if node.flow else ():
        bare = value.kind == "text" and not value.value and not name.value.isascii() and not name.quoted
        if bare and last is not None and name.mark.line == last.mark.line:
            found[name] = last
        else:
            last = value if value.kind == "text" and not value.quoted and value.value else None
    return found


def narrow(text: str) -> str:
    """A name without what an input method put around it: ｒｉｇｈｔｓ, “rights”, visit。start → plain letters."""
    text = unicodedata.normalize("NFKC", text).strip("“”‘’\"'「」 ")
    return text.replace("。", ".").replace("－", "-").replace("—", "_").strip()
