"""Where `review` stands in a dialog file, and how its value is replaced: every other byte stays as it is."""

from __future__ import annotations

import re

from bot.language.marks import Mark

_BOM = "\ufeff"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BEHIND = ("review_by", "title", "id")  # the line a new `review` goes below: the first of these that there is
_COMMENT = re.compile(r"[ \t]+#[^\r\n]*$")


def put(content: bytes, value: str, *, mark: Mark, flow: bool) -> bytes | None:
    """The file with `review: value` for its flow, or for the statement that begins at `mark`.

    None where the file is no UTF-8, or is written in a way nobody expected: then nothing may be guessed.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    bom, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    lines = _LINE.findall(text)
    first, last, indent = (0, len(lines), "") if flow else _item(lines, mark.line - 1)
    if last == first:
        return None
    at = _key(lines, first, last, indent, "review")
    if at is not None:
        end = _end(lines, at, last, indent)
        lines[at:end] = [_replaced(lines[at:end], indent, value)]
    else:
        below = next((i for key in _BEHIND if (i := _key(lines, first, last, indent, key)) is not None), None)
        if below is None:
            return None
        below = _end(lines, below, last, indent) - 1
        ends = _ending(lines[below])
        if not ends:  # the last line of a file that ends without one
            lines[below] += "\n"
        lines.insert(below + 1, f"{indent}review: {value}{ends}")
    return (bom + "".join(lines)).encode()


def _item(lines: list[str], at: int) -> tuple[int, int, str]:
    """The lines of the list entry that begins there, and how far its keys are indented."""
    if not 0 <= at < len(lines):
        return 0, 0, ""
    found = re.match(r"([ \t]*)-([ \t]+)\S", lines[at])
    if found is None:
        return 0, 0, ""
    indent = " " * found.end(2)
    last = at + 1
    while last < len(lines) and (_blank(lines[last]) or _depth(lines[last]) >= len(indent)):
        last += 1
    return at, last, indent


def _key(lines: list[str], first: int, last: int, indent: str, key: str) -> int | None:
    """The line of a key at this very depth; the entry's first key stands behind the dash."""
    begins = re.compile(rf"{re.escape(indent)}{key}[ \t]*:(?:[ \t]|$)")
    dash = re.compile(rf"[ \t]*-[ \t]+{key}[ \t]*:(?:[ \t]|$)")
    for index in range(first, last):
        line = lines[index].rstrip("\r\n")
        if begins.match(line) or (indent and index == first and dash.match(line)):
            return index
    return None


def _end(lines: list[str], at: int, last: int, indent: str) -> int:
    """Behind the value that begins at this line: all that is deeper belongs to it, blank lines at its end do not."""
    end = at + 1
    while end < last and (_blank(lines[end]) or _depth(lines[end]) > len(indent)):
        end += 1
    while end > at + 1 and _blank(lines[end - 1]):
        end -= 1
    return end


def _replaced(old: list[str], indent: str, value: str) -> str:
    """One line for a value of any form; a comment behind it stays."""
    line = old[0].rstrip("\r\n")
    comment = _COMMENT.search(line)
    return f"{indent}review: {value}{comment.group() if comment else ''}{_ending(old[-1])}"


def _ending(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
