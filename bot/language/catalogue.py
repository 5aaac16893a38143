"""The catalogue of rules: one YAML file each in rules/, with its sentences in Chinese and English and its own examples.

A rule file has the fields of `Rule` as keys; `bad` and `good` are lists of {path: text}. An example is put over a small
set that is in order (tests/rules), so it holds only the files it is about. {name} in a message is a diagnostic's value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.language.marks import Diagnostic
from bot.language.source import plain

_PLACE = re.compile(r"(?<!\$)\{([a-z_]+)\}")
_KINDS = {"error": ("错误", "error"), "warning": ("提醒", "warning")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. Codes are never given out twice: a rule that is gone keeps its file, with `retired` saying why."""

    code: str
    name: str
    severity: str  # error | warning
    title_zh: str
    title_en: str
    message_zh: str
    message_en: str
    cure_zh: str
    cure_en: str
    why_zh: str
    why_en: str
    bad: tuple[Mapping[str, str], ...] = ()
    good: tuple[Mapping[str, str], ...] = ()
    retired: str = ""
    fixable: bool = False


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code. Read when something is reported for the first time, not before."""
    files = sorted((Path(__file__).parent / "rules").glob("D*.yaml"))
    found = (_rule(plain(file.read_text(encoding="utf-8"))) for file in files)
    return {rule.code: rule for rule in found}


def _rule(fields: dict[str, Any]) -> Rule:
    texts = {
        name: value.rstrip("\n")
        for name, value in fields.items()
        if isinstance(value, str) and name != "fixable"
    }
    bad, good = (tuple(fields.get(name) or ()) for name in ("bad", "good"))
    return Rule(**texts, bad=bad, good=good, fixable=fields.get("fixable") == "yes")


def explain(diagnostic: Diagnostic, lang: str = "zh-Hans") -> str:
    """Two lines: place, code and what is wrong; then, indented, what to do about it."""
    rule = rules().get(diagnostic.code)
    if rule is None:
        return f"{diagnostic.mark}: {diagnostic.code} {dict(diagnostic.values)}"
    chinese = lang.startswith("zh")
    kind = _KINDS[rule.severity][0 if chinese else 1]
    message = filled(rule.message_zh if chinese else rule.message_en, diagnostic.values)
    cure = filled(rule.cure_zh if chinese else rule.cure_en, diagnostic.values)
    return f"{diagnostic.mark}: {diagnostic.code} {kind} {message}\n    {cure}"


def filled(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its {places} filled; unlike str.format it lets every other brace stand."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), sentence)
