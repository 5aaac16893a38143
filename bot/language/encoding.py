"""Bytes of a file → text. GBK and UTF-16 are recognised and named, a BOM is welcome; nothing invisible passes."""

from __future__ import annotations

import re

from bot.language.marks import Diagnostic, Mark

# Everything YAML cannot print, the line ends of other worlds, and signs that turn the reading direction.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONGEST_LIST = 5  # places of control characters that are named one by one


def decoded(file: str, data: str | bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text with \\n at the end of lines and no BOM; None where it is no text at all."""
    found: list[Diagnostic] = []
    if isinstance(data, bytes):
        text, problem = _text(file, data)
        if problem:
            found.append(problem)
        if text is None:
            return None, found
    else:
        text = data
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text, found
    for match in _CONTROL.finditer(text):
        if len(found) < _LONGEST_LIST:
            before = text.rfind("\n", 0, match.start())
            mark = Mark(file=file, line=text.count("\n", 0, match.start()) + 1, column=match.start() - before)
            found.append(Diagnostic(code="D104", mark=mark, values={"sign": f"U+{ord(match[0]):04X}"}))
    return _CONTROL.sub(" ", text), found


def gbk(data: bytes) -> str | None:
    """The text of a file saved as GBK (ANSI, as old Windows editors call it); None where it is none."""
    if b"\0" in data:
        return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    unusual = sum(1 for char in text if ord(char) > 0xFFFF or 0xE000 <= ord(char) < 0xF900)
    return text if len(_CHINESE.findall(text)) > 2 * unusual else None


def _text(file: str, data: bytes) -> tuple[str | None, Diagnostic | None]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        mark = Mark(file=file)
        try:
            return data.decode("utf-16"), Diagnostic(code="D101", mark=mark, values={"encoding": "UTF-16"})
        except UnicodeDecodeError:
            return None, Diagnostic(code="D102", mark=mark, values={"byte": "0"})
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        mark = Mark(file=file, line=line)
        text = gbk(data)
        if text is not None:
            return text, Diagnostic(code="D101", mark=mark, values={"encoding": "GBK"})
        return None, Diagnostic(code="D102", mark=mark, values={"byte": f"0x{data[error.start]:02X}"})
