"""The examples of D1 and D2 rules, put over a small set that is in order.

A path may say how its text becomes bytes: visit.yaml@gbk, @hex, @times 60000; "-" is no file at all.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.language.catalogue import Rule, rules
from tests.check.base import base

Files = dict[str, str | bytes]


def reading_rules() -> list[Rule]:
    """The rules of reading and of names."""
    return [rule for code, rule in sorted(rules().items()) if code < "D3" and not rule.retired]


def examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in reading_rules()
        for number, example in enumerate(getattr(rule, kind))
    ]


def whole(example: Mapping[str, str]) -> Files:
    """The base with the example's files over it."""
    if "-" in example:
        return {}
    files: Files = dict(base())
    for path, text in example.items():
        name, _, how = path.partition("@")
        files[name] = _bytes(text, how) if how else text
    return files


def _bytes(text: str, how: str) -> bytes:
    if how == "hex":
        return bytes.fromhex(text)
    if how.startswith("times "):
        return text.encode() * int(how[6:])
    return text.encode(how)
