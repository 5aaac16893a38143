"""The phrases of rules/claims.yaml: what may not be said, written down by volunteers, compiled once.

A pattern is a few words in their order with a little room between them; what stands before, between and after them
decides whether a text says it or warns of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.language.source import plain

FILE = Path(__file__).parent / "rules" / "claims.yaml"
KINDS = ("false", "law", "danger", "secret")
_STOP = "，,。！？!?；;：:、\n"  # a clause ends here
_ROOM = {" ": f"[^{_STOP}]{{0,8}}?", "~": f"[^{_STOP}]{{0,3}}?", "…": "[^。！？!?；;\n]{0,16}?"}
_SAYS_NO = re.compile(
    "[不没无别勿未免抓动作管]"
)  # a word that carries its own negation: only 不是… before it turns it
_DOUBLE = re.compile(
    "(不是|不等于|并非|不代表|不意味|不能说|未必|不一定|别以为|没说|不见得|不|别|(?<![所没])有)$"
)
_BEFORE = 12  # characters before a phrase that can turn it
_BLANK = re.compile(r"[\s\u200b-\u200d\ufeff“”\"'‘’「」『』]+")
_SAME = str.maketrans("你她它", "您他他")
_GAP = re.compile(r"\s*([~…])\s*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One entry: how it is said, what excuses it, what to say instead."""

    id: str
    kind: str
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[str, ...]
    force: str = ""  # 法律 | 规则, for kind law
    instead: str = ""
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The whole list, and the words around a phrase that take it back."""

    entries: Mapping[str, tuple[Claim, ...]]
    before: re.Pattern[str]
    before_law: re.Pattern[str]
    before_advice: re.Pattern[str]
    after: re.Pattern[str]
    after_advice: re.Pattern[str]
    innocent: re.Pattern[str]
    hints: Mapping[str, re.Pattern[str]]  # kind -> a quick look that most sentences fail

    def said(self, kind: str, sentence: str) -> Iterator[tuple[Claim, str]]:
        """The entries of a kind that a sentence says, each with the words it was said in."""
        text = tidy(sentence)
        if not self.hints[kind].search(text) or (kind != "secret" and text.endswith(("?", "？"))):
            return
        for claim in self.entries[kind]:
            words = next((w for pattern in claim.patterns if (w := self._said(claim, pattern, text))), None)
            if words:
                yield claim, words

    def _said(self, claim: Claim, pattern: re.Pattern[str], text: str) -> str:
        match = pattern.search(text)
        while match:
            if not self._taken_back(claim, match, text):
                return match[0]
            match = pattern.search(text, match.start() + 1)
        return ""

    def _taken_back(self, claim: Claim, match: re.Match[str], text: str) -> bool:
        """Warned of, doubted or reported rather than said."""
        numbers = range(1, pattern_words(match) + 1)
        gaps = "|".join(match[f"g{number}"] for number in numbers)
        around = f"{gaps}|{text[match.end() - 1 : match.end() + 2]}"
        if any(word in around for word in claim.unless):
            return True
        clause = re.split(f"[{_STOP}]", text[max(0, match.start() - _BEFORE) : match.start()])[-1]
        before, after = self.innocent.sub("", clause), text[match.end() :]
        turned = self.before_law if claim.kind == "law" else self.before
        if turned.search(before) or self.after.search(after):
            return True
        if claim.kind == "danger" and (self.before_advice.search(before) or self.after_advice.search(after)):
            return True
        for number in numbers:
            gap, word = self.innocent.sub("", match[f"g{number}"]), match[f"w{number}"]
            if _DOUBLE.search(gap) if _SAYS_NO.match(word) else self.before.search(gap):
                return True
        return False


def pattern_words(match: re.Match[str]) -> int:
    """How many words follow the first."""
    return (match.re.groups - 1) // 2


def tidy(text: str) -> str:
    """A text as it is compared: width, case, blanks, quotes and who is addressed do not count."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold()).translate(_SAME)


@cache
def claims() -> Claims:
    """The list, read when it is first asked for."""
    fields = plain(FILE.read_text(encoding="utf-8"))
    entries = {kind: tuple(_claim(kind, entry) for entry in fields[kind]) for kind in KINDS}
    return Claims(
        entries=entries,
        before=_any(fields["before"]),
        before_law=_any(fields["before_law"]),
        before_advice=_any(fields["before_advice"]),
        after=_any(fields["after"]),
        after_advice=_any(fields["after_advice"]),
        innocent=_any(fields["not_negations"]),
        hints={kind: _any(sorted(_last_words(fields[kind]))) for kind in KINDS},
    )


def _claim(kind: str, entry: Mapping[str, Any]) -> Claim:
    return Claim(
        id=entry["id"],
        kind=kind,
        patterns=tuple(_pattern(says) for says in _listed(entry["says"])),
        unless=tuple(tidy(word) for word in entry.get("unless") or ()),
        force=entry.get("force", ""),
        instead=entry.get("instead", ""),
        bad=tuple(entry["bad"]),
        good=tuple(entry["good"]),
    )


def _listed(says: str | list[str]) -> list[str]:
    return [says] if isinstance(says, str) else says


def _pattern(says: str) -> re.Pattern[str]:
    """上门/登门 ~ 违法 → words w0, w1 … with the room g1 … before each but the first."""
    parts = _GAP.split(says.strip())
    made = f"(?P<w0>{_alternatives(parts[0])})"
    for number, (sign, words) in enumerate(zip(parts[1::2], parts[2::2], strict=True), 1):
        made += f"(?P<g{number}>{_ROOM[sign or ' ']})(?P<w{number}>{_alternatives(words)})"
    return re.compile(made)


def _alternatives(words: str) -> str:
    return "|".join(re.escape(tidy(word)) for word in sorted(words.split("/"), key=len, reverse=True))


def _last_words(entries: list[Mapping[str, Any]]) -> set[str]:
    return {
        tidy(word)
        for entry in entries
        for says in _listed(entry["says"])
        for word in _GAP.split(says)[-1].split("/")
    }


def _any(words: list[str] | tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words))
