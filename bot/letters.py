"""A letter as a file: text -> the bytes of a .docx, for whoever has to print it and sign it.

Nothing but the format (ECMA-376, transitional): a zip of four small XML files. The same text gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
# 宋体 12 pt, lines one and a half apart: what an office expects of a letter.
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
    '<w:sz w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>'
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'  # A4
    '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" w:footer="992" w:gutter="0"/>'
    "</w:sectPr>"
)
_TITLE = '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'
_SMALL = '<w:rPr><w:sz w:val="18"/></w:rPr>'
# What XML 1.0 cannot hold, escaped or not.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def docx(text: str, cited: Sequence[str] = (), *, titled: bool = False) -> bytes:
    """A letter: one paragraph a line; what it rests on stands below, smaller. Any text gives a file that opens.

    `titled`: the first line is what the letter is about, and stands in the middle.
    """
    first, *rest = text.splitlines() or [""]
    lines = [_paragraph(first, _TITLE if titled else ""), *map(_paragraph, rest)]
    lines += [_paragraph(line, _SMALL) for line in cited]
    body = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{"".join(lines)}{_PAGE}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/document.xml": body,
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in parts.items():
            folder.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def file_name(day: date) -> str:
    """信_2026-11-22.docx: who looks at the phone over a shoulder reads nothing in it."""
    return f"信_{day.isoformat()}.docx"


def _paragraph(line: str, style: str = "") -> str:
    text = escape(_UNFIT.sub("", line))
    middle = '<w:pPr><w:jc w:val="center"/></w:pPr>' if style == _TITLE else ""
    return f'<w:p>{middle}<w:r>{style}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
