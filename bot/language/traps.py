"""The traps of YAML for people who write Chinese: each recognised in the line as typed, each with the line repaired."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from bot.language.marks import Diagnostic, Fix, Mark

# Every key of the language (a test holds them against the table in schema.py): a line that starts with one of them
# and a wrong colon is meant as a key.
KEYS = (
    "flow", "title", "topic", "also_said", "review", "vars", "always", "nodes", "crisis", "danger", "menu",
    "note", "renamed_from", "signs", "kind", "shape", "keep", "say", "law", "aloud", "phone", "send", "letter",
    "ask", "save_as", "retry", "unknown",
    "choices", "go", "end", "forget", "do", "record", "remind", "id", "text", "to", "when", "if", "use",
    "with", "then", "take", "type", "options", "between", "unit", "after", "before", "label", "heard", "default",
    "status", "by", "on", "hash", "person", "case", "interrupts", "button", "contains", "unless", "command",
    "phrases", "short", "full", "source", "force", "verified", "as_of", "review_by", "danger_ok",
    "shown_with", "card_only", "withhold", "caveat", "name", "article", "issuer", "effective", "url",
    "flows", "alarms", "said", "soft", "not_said", "words", "classes", "spelling", "pinyin", "alarm", "now", "denials",
    "must", "must_ask", "must_not", "for", "where", "even_now",
)  # fmt: skip
STRUCTURAL = frozenset(("D109", "D112", "D113", "D114", "D121", "D125", "D127", "D128", "D130"))
"""Traps that hide structure: with them mended, the file says something else."""

_KEY = f"(?:{'|'.join(sorted(KEYS, key=len, reverse=True))})"
_CHINESE = "[\u2e80-\u303f\u3400-\u9fff\uff00-\uffef\u2018-\u201d]"
BLANKS = "\u3000\u00a0\u2002\u2003\u2009"

_LEAD = re.compile(f"^[ -]*?([\t{BLANKS}][ \t{BLANKS}]*)")
_ITEM = re.compile("^ *(?:- +)*")
_WIDE_COLON = re.compile(f"({_KEY})[ {BLANKS}]*：[ {BLANKS}]*|([a-z_][a-z0-9_]*)：[ {BLANKS}]*$")
_TIGHT_COLON = re.compile(f"({_KEY}):(?=[^\\s/])")
_BLANK_COLON = re.compile(f"[A-Za-z_][\\w.]*:[ ]*([\t{BLANKS}][\t {BLANKS}]*)")
_TIGHT_DASH = re.compile(
    f"-[{BLANKS}]+|-(?=[^\\s\\->=.0-9])|-(?=[0-9].*(?:->|{_CHINESE}))|[－—–][ {BLANKS}]*(?=\\S)"
)
_LIST_LINE = re.compile(r"^\s*(?:[-－—–]|[^#]*:\s*(?:#.*)?$)")
_INSIDE_WIDE = re.compile(f"(?<=[{{,，\\[])(\\s*{_KEY})\\s*：\\s*")
_INSIDE_TIGHT = re.compile(f"(?<=[{{,，\\[])(\\s*{_KEY}):(?=[^\\s/\\]}}])")
_INSIDE_COMMA = re.compile(f"，\\s*(?={_KEY}\\s*[:：])")
_BLOCK = re.compile(r"(?:^|[:-]\s+)[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_VALUE = re.compile(r"^( *(?:- +)*(?:[A-Za-z_][\w.-]*: +)?)(\S.*?)(\s+#\s.*)?\s*$")
_HELD = re.compile(r"(?:: +|[\[{,] *)((?![\"'])[^\[\]{},:\"']*\$\{[^{}]*\}(?:\$\{[^{}]*\}|[^,\]{}])*)")
_SPECIAL = "*@%!&`|>]},"
LONGEST = 2000  # a line longer than this was not typed by a person; patterns with blanks would crawl over it
_PAIRS = {"[": "]", "{": "}"}
_WIDE_BRACES = re.compile(f"｛\\s*{_KEY}\\s*[:：].*?[｝}}]")
_WIDE_LIST = re.compile("[【［]([^】］\\]]*)[】］]")
_WIDE_KEY = re.compile(f"(?<=[{{,])\\s*({_KEY})\\s*[:：]\\s*")
_NO_KEY = re.compile("\\s*(?![-#\\[{|>\"'}\\]])(?![A-Za-z_][\\w.]*\\s*[:：])\\S")
_KEY_AND_TEXT = re.compile(r"\s*(?:- +)*[A-Za-z_][\w.]*:\s+[^\s|>\[{\"'#]")
_LOST = re.compile(r"^(\s+)#(.?)")


class Scalar(Protocol):
    """What lost_text needs to know of a node."""

    mark: Mark
    end: tuple[int, int]
    value: str


def quoted(text: str) -> str:
    """The text in quotes, so that YAML takes it as it is."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def lost_text(file: str, line: str, node: Scalar) -> list[Diagnostic]:
    """不要开门 #重要: what follows the # is a comment to YAML, and may have been meant as text."""
    rest = line[node.end[1] - 1 :]
    match = _LOST.match(rest)
    if match is None or not (
        re.search(_CHINESE, node.value) or (not node.value and match[2] not in ("", " ", "#"))
    ):
        return []
    glued = match[2] not in ("", " ", "#")
    if not glued and len(match[1]) > 1:
        return []  # two spaces, #, a space: nobody means that as text
    lost = rest.strip()
    fix = None
    if node.mark.line == node.end[0] and not any(sign in lost for sign in "]}"):
        start = node.mark.column if node.value else node.end[1] + len(match[1])
        whole = line[start - 1 :].rstrip()
        end = (node.mark.line, start + len(whole))
        fix = Fix(file=file, start=(node.mark.line, start), end=end, text=quoted(whole))
    mark = Mark(file=file, line=node.end[0], column=node.end[1] + len(match[1]))
    return [
        Diagnostic(
            code="D116" if glued else "D117",
            mark=mark,
            values={"lost": lost[:40]},
            fix=fix if glued else None,
        )
    ]


_Trap = tuple[str, int, int, str]  # code, start and end in the line (from 0), what belongs there


def scan(file: str, lines: Sequence[str], suspects: Collection[int] | None) -> list[Diagnostic]:
    """Traps in the lines named (counted from 0); in every line where `suspects` is None, for YAML could not read on."""
    found: list[Diagnostic] = []
    block = -1  # indentation of the key above a block of free text (| or >); its lines are nobody's business
    previous = ""
    tabs = _Tabs()
    for number, line in enumerate(lines):
        bare = line.strip()
        if not bare or bare[0] == "#" or len(line) > LONGEST:
            continue
        indent = len(line) - len(line.lstrip())
        if block >= 0 and indent > block:
            continue
        block = indent if _BLOCK.search(line) else -1
        if suspects is None or number in suspects:
            traps = list(_line(line, previous, tabs))
            if suspects is None and not traps:
                traps = list(_layout(line, previous)) or list(_value(line))
            found += _findings(file, number, line, traps)
            if any(code == "D128" for code, *_ in traps):
                continue  # it belongs to the line above, as may the next
            previous = _mended(line, traps)
        else:
            previous = line
        tabs.saw(previous)
    return found


class _Tabs:
    """How wide a tab of this file is: as wide as puts the line where it can belong."""

    def __init__(self) -> None:
        self.width = 2
        self.levels: list[int] = []

    def saw(self, line: str) -> None:
        indent = _indent(line)
        self.levels = [level for level in self.levels if level < indent] + [indent]

    def spaces(self, blanks: str, line: str, previous: str) -> str:
        """The spaces for an indentation with tabs in it."""
        above, opened = _indent(previous), previous.rstrip().endswith(":")
        listed = line.lstrip()[:1] == "-"

        def fits(size: int) -> bool:
            return size > above or (listed and size == above) if opened else size == above

        sizes = {width: _expanded(blanks, width) for width in dict.fromkeys((self.width, 2, 4, 8))}
        here = [width for width, size in sizes.items() if fits(size)]
        known = sorted((w for w, size in sizes.items() if size in self.levels), key=lambda w: -sizes[w])
        self.width = next(iter((*here, *known)), self.width)
        return " " * sizes[self.width]


def _expanded(blanks: str, width: int) -> int:
    return sum(width if sign == "\t" else 1 if sign == " " else 2 for sign in blanks)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _layout(line: str, previous: str) -> Iterator[_Trap]:
    """Lines that stand where they mean nothing: an entry without its dash, the second half of a text at the margin."""
    indent = _indent(line)
    if not _NO_KEY.match(line) and not (line.lstrip()[:1] == "{" and line.rstrip()[-1:] == "}"):
        return
    if previous.lstrip().startswith("- ") and indent == _indent(previous):
        yield "D127", indent, indent, "- "
    elif _KEY_AND_TEXT.match(previous) and indent <= _indent(previous) and _NO_KEY.match(line):
        yield "D128", 0, indent, " " * (_indent(previous) + 2)


def _findings(file: str, number: int, line: str, traps: Sequence[_Trap]) -> Iterator[Diagnostic]:
    repaired = _mended(line, traps).strip()[:80]
    for code, start, end, text in traps:
        fix = Fix(file=file, start=(number + 1, start + 1), end=(number + 1, end + 1), text=text)
        mark = Mark(file=file, line=number + 1, column=start + 1)
        was = line[start:end].split(": ", maxsplit=1)[0] if code == "D118" else line[start:end]
        values = {"line": repaired, "was": was[:20].strip()}
        yield Diagnostic(code=code, mark=mark, values=values, fix=fix)


def _mended(line: str, traps: Sequence[_Trap]) -> str:
    fixes = [Fix(file="", start=(1, start + 1), end=(1, end + 1), text=text) for _, start, end, text in traps]
    return apply([line], fixes)[0] if fixes else line


def _line(line: str, previous: str, tabs: _Tabs) -> Iterator[_Trap]:
    """Signs that were meant as structure: tabs, wide blanks, wide colons, missing spaces."""
    lead = _LEAD.match(line)
    if lead:
        blanks = lead[1]
        code = "D109" if "\t" in blanks else "D121"
        if code == "D109" and not line[: lead.start(1)].strip():
            yield code, 0, lead.end(1), tabs.spaces(line[: lead.end(1)], line, previous)
        else:
            yield code, lead.start(1), lead.end(1), "".join("  " if sign != " " else " " for sign in blanks)
        return
    item = _ITEM.match(line)
    at = item.end() if item else 0
    wide = _WIDE_BRACES.match(line, at)
    if wide:
        yield "D130", at, wide.end(), _narrow_braces(wide[0])
        return
    dash = _TIGHT_DASH.match(line, at)
    if dash and _LIST_LINE.match(previous):
        yield "D114", dash.start(), dash.end(), "- "
        return
    for code, pattern in (("D113", _WIDE_COLON), ("D112", _TIGHT_COLON)):
        match = pattern.match(line, at)
        if match:
            key = match[1] or match[2]
            yield code, at, match.end(), f"{key}:" if match.end() == len(line) else f"{key}: "
            return
    blank = _BLANK_COLON.match(line, at)
    if blank:
        yield "D109" if "\t" in blank[1] else "D121", blank.start(1), blank.end(1), " "
    if "{" in line or "[" in line:
        yield from _inside(line)


def _narrow_braces(text: str) -> str:
    """｛id：left，text：走了，also_said：【走了、出门了】｝ → {id: left, text: 走了, also_said: [走了, 出门了]}"""
    text = _WIDE_LIST.sub(lambda found: f"[{', '.join(re.split('[，、,] *', found[1].strip()))}]", text)
    text = _INSIDE_COMMA.sub(", ", text.replace("｛", "{").replace("｝", "}"))
    return _WIDE_KEY.sub(lambda found: f" {found[1]}: ", text).replace("{ ", "{", 1)


def _inside(line: str) -> Iterator[_Trap]:
    """Within brackets: {id：knock，text:敲门}."""
    for match in _INSIDE_WIDE.finditer(line):
        yield "D113", match.end(1), match.end(), ": "
    for match in _INSIDE_TIGHT.finditer(line):
        yield "D112", match.end(1), match.end(), ": "
    for match in _INSIDE_COMMA.finditer(line):
        yield "D125", match.start(), match.end(), ", "


def _value(line: str) -> Iterator[_Trap]:
    """Values YAML stumbles over: a sign it wants for itself at the start, a colon within, words after a quote."""
    match = _VALUE.match(line)
    if match is None or (not match[1].strip() and re.match(r"[A-Za-z_][\w.-]*:", match[2])):
        return
    value, start = match[2], match.start(2)
    end = start + len(value)
    first = value[0]
    if first in "\"'":
        closing = value.find(first, 1)
        if (
            0 < closing < len(value) - 1
            and not (first == "'" and "''" in value)
            and value[closing + 1] not in ",:]}"
        ):
            yield "D126", start, end, quoted(value)
    elif first in _PAIRS:
        if _closes_early(value):
            yield "D120", start, end, quoted(value)
        for held in _HELD.finditer(value):
            yield "D120", start + held.start(1), start + held.end(1), quoted(held[1].rstrip())
    elif first in _SPECIAL and not _BLOCK.search(line):
        yield "D120", start, end, quoted(value)
    elif re.search(r":(?:\s|$)", value) and match[1].strip():
        yield "D118", start, end, quoted(value)


def _closes_early(value: str) -> bool:
    """[警告] 开门: the bracket closes, and text follows."""
    depth = 0
    for index, sign in enumerate(value):
        depth += (sign in "[{") - (sign in "]}")
        if depth == 0:
            return bool(value[index + 1 :].strip(" ,"))
    return False


def apply(lines: Sequence[str], fixes: Sequence[Fix]) -> list[str]:
    """The lines with fixes of single lines put in; of two that overlap, the first in the line."""
    mended = list(lines)
    by_line: dict[int, list[Fix]] = {}
    for fix in fixes:
        if fix.start[0] == fix.end[0]:
            by_line.setdefault(fix.start[0] - 1, []).append(fix)
    for number, some in by_line.items():
        line, done = lines[number], ""
        at = 0
        for fix in sorted(some, key=lambda f: f.start):
            if fix.start[1] - 1 >= at:
                done += line[at : fix.start[1] - 1] + fix.text
                at = fix.end[1] - 1
        mended[number] = done + line[at:]
    return mended
