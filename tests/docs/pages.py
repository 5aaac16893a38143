"""Reading the project's own pages: fenced blocks, headings, links, table rows."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ("README.md", "README.zh.md")

_FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what stands behind the fence, the text, the line of the fence."""

    kind: str
    text: str
    line: int


@cache
def page(name: str) -> str:
    """The text of a page, by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def pages() -> list[str]:
    """Every Markdown page of the project."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def blocks(name: str, kind: str | None = None) -> list[Block]:
    """The fenced blocks of a page, in order; of one kind where it is named."""
    text = page(name)
    found = [Block(m[2].strip(), m[3], text.count("\n", 0, m.start()) + 1) for m in _FENCE.finditer(text)]
    return [block for block in found if kind is None or block.kind == kind]


def prose(name: str) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page(name))


def headings(name: str) -> list[tuple[int, str]]:
    """(level, text) of every heading."""
    return [(len(m[1]), m[2]) for m in _HEADING.finditer(prose(name))]


def links(name: str) -> list[str]:
    """The targets of every link and picture, in order."""
    return _LINK.findall(_CODE.sub("", prose(name)))


def anchor(heading: str) -> str:
    """What GitHub makes of a heading: lower case, punctuation gone, blanks to hyphens."""
    bare = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).lower())
    return bare.replace(" ", "-")


def rows(name: str, under: str) -> list[list[str]]:
    """The cells of the tables under one heading, without their heads."""
    text = page(name)
    start = re.search(rf"^#+ +{re.escape(under)}\s*$", text, re.MULTILINE)
    assert start, f"{name} has no heading “{under}”"
    end = re.search(r"^#+ ", text[start.end() :], re.MULTILINE)
    part = text[start.end() : start.end() + end.start()] if end else text[start.end() :]
    found = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in part.splitlines()
        if line.startswith("|")
    ]
    return [row for at, row in enumerate(found) if not _is_head(found, at)]


def _is_head(table: list[list[str]], at: int) -> bool:
    """A head is the row above a rule, or the rule itself."""
    ruled = [all(set(cell) <= set("-: ") and cell for cell in row) for row in table]
    return ruled[at] or (at + 1 < len(table) and ruled[at + 1])
