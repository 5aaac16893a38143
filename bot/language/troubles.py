"""YAML's own complaints, said in Chinese and English."""

from __future__ import annotations

from typing import Any

from bot.language.marks import Diagnostic, Mark

# (words of libyaml or PyYAML, whether the beginning of the construct is the better place, Chinese, English)
_SAYINGS = (
    (
        "unexpected end of stream",
        True,
        "这里开头的引号没有收尾",
        "the quote that opens here is never closed",
    ),
    (
        "found unexpected document indicator",
        True,
        "这里开头的引号没有收尾",
        "the quote that opens here is never closed",
    ),
    (
        "',' or ']'",
        True,
        "这个方括号里少了逗号，或者没有用 ] 收尾",
        "a comma or the closing ] of this list is missing",
    ),
    (
        "',' or '}'",
        True,
        "这个花括号里少了逗号，或者没有用 } 收尾",
        "a comma or the closing } of this map is missing",
    ),
    (
        "mapping values are not allowed",
        False,
        "这里多了一个冒号，或者这一行、上一行缩进不对",
        "there is one colon too many here, or this line or the one above is indented wrongly",
    ),
    (
        "expected ':'",
        False,
        "这一行少了冒号和空格（键: 值）",
        "this line has no colon followed by a space (key: value)",
    ),
    (
        "did not find expected key",
        False,
        "这一行和上面没有对齐，或者引号、括号后面还有字",
        "this line is not aligned with the ones above, or something follows a closing quote or bracket",
    ),
    (
        "expected <block end>",
        False,
        "这一行和上面没有对齐，或者引号、括号后面还有字",
        "this line is not aligned with the ones above, or something follows a closing quote or bracket",
    ),
    (
        "'-' indicator",
        False,
        "这一行和上面的列表没有对齐，列表的每一行都要以“- ”开头",
        "this line is not aligned with the list above; every line of a list starts with “- ”",
    ),
    (
        "cannot start any token",
        False,
        "文字不能用这个符号开头，要加引号",
        "a text cannot start with this sign; put it in quotes",
    ),
    (
        "expected alphabetic or numeric",
        False,
        "文字不能用 * 或 & 开头，要加引号",
        "a text cannot start with * or &; put it in quotes",
    ),
    (
        "escape",
        False,
        "双引号里的反斜杠 \\ 有特殊含义，改用单引号",
        "a backslash within double quotes is special; use single quotes",
    ),
    (
        "expected comment or line break",
        False,
        "| 或 > 后面要换行再写字",
        "after | or > the text starts on the next line",
    ),
    (
        "chomping or indentation",
        False,
        "| 或 > 后面要换行再写字",
        "after | or > the text starts on the next line",
    ),
    (
        "<document start>",
        False,
        "这一行和上面没有对齐",
        "this line is not aligned with the ones above",
    ),
    (
        "directive",
        False,
        "一行不能用 % 开头，要加引号",
        "a line cannot start with %; put the text in quotes",
    ),
    (
        "tag",
        False,
        "文字不能用感叹号 ! 开头，要加引号",
        "a text cannot start with !; put it in quotes",
    ),
    (
        "tab",
        False,
        "缩进里有制表符（Tab），请改成空格",
        "there is a tab in the indentation; use spaces",
    ),
)


def translated(file: str, error: Any) -> Diagnostic:
    """A yaml.YAMLError as a finding of our own."""
    problem, context = str(getattr(error, "problem", "") or ""), str(getattr(error, "context", "") or "")
    said = next((row for row in _SAYINGS if row[0] in problem), None) or next(
        (r for r in _SAYINGS if r[0] in context), None
    )
    at = getattr(error, "problem_mark", None)
    if said and said[1] and getattr(error, "context_mark", None) is not None:
        at = error.context_mark
    mark = Mark(file=file, line=at.line + 1, column=at.column + 1) if at is not None else Mark(file=file)
    zh, en = (said[2], said[3]) if said else ("这里不合 YAML 的写法", f"this is not YAML: {problem or error}")
    return Diagnostic(code="D110", mark=mark, values={"what_zh": zh, "what_en": en})
