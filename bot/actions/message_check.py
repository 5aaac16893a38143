"""Which signs a pasted message shows. What they prove and what not is written in dialogs/signs.yaml, by volunteers.

Nothing is opened, nothing is fetched, nothing is kept; the message is looked at and never obeyed. There is no verdict:
a message without a sign may be false, one full of them may be a real court's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from bot.actions.inputs import text
from bot.language.model import ActionSpec, Item, Outcome, Result, Sign
from bot.values import Value

LONGEST = 20_000  # characters; what comes after is not looked at
MOST_SAID = 3  # signs told at once, the gravest first: more is not read
SHORTEST = 4  # characters that can be a message

OUTCOMES = {"危险": "有威胁", "官方": "像官方", "要钱": "要钱要信息", "催促": "只是催促"}
SPEC = ActionSpec(
    name="message_check",
    zh="看一条短信有哪些迹象",
    en="look for signs in a message",
    reads=(Item(name="message", type="quote", zh="短信原文", en="the message as it came"),),
    most_said=MOST_SAID,
    writes=(Item(name="count", type="int", zh="看到几处", en="how many signs"),),
    outcomes=(
        Outcome(name="有威胁", en="it threatens", sets=("count",)),
        Outcome(name="像官方", en="it names a court, the police or a lawyer", sets=("count",)),
        Outcome(name="要钱要信息", en="it wants money or data", sets=("count",)),
        Outcome(name="只是催促", en="it only presses", sets=("count",)),
        Outcome(name="没看出", en="no sign was seen", sets=("count",)),
        Outcome(name="太短", en="too short to say anything"),
    ),
)

_SENTENCE = re.compile(r"[\n。！？!?；;]+")
_SHAPES = {
    # 网址不写全也认：dx.cn/3kf、t.cn/abc。不打开。
    "link": re.compile(
        r"https?:|www\.|(?<![a-z0-9@.])[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,3}"
        r"\.(?:com|cn|net|org|top|xyz|vip|club|cc|me|info|shop|site|link|hk|tw|io|co)(?![a-z0-9])"
    ),
    "card_number": re.compile(r"(?<!\d)(?:\d[ -]?){15,18}\d(?!\d)"),
    "phone_number": re.compile(
        r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}|[48]00[ -]?\d{3}[ -]?\d{4})(?!\d)"
    ),
}


class Patterns:
    """The signs of a set of dialogs, as they are compared. Made when the first message is looked at."""

    __slots__ = ("_made", "_signs", "_table")

    def __init__(self, signs: Iterable[Sign]) -> None:
        self._signs = tuple(signs)
        self._table: Mapping[str, str] = {}
        self._made: tuple[tuple[Sign, tuple[tuple[str, ...], ...], tuple[str, ...]], ...] = ()

    def _make(self) -> None:
        if not self._table:
            self._table = _simplifying()
            self._made = tuple(
                (s, tuple(self._parts(words) for words in s.contains), tuple(self.plain(u) for u in s.unless))
                for s in self._signs
            )

    def plain(self, message: str) -> str:
        """A text as it is compared: half width, simplified, lower case, without spaces and what draws nothing."""
        self._make()
        table = {ord(char): _folded(char, self._table) for char in set(message)}
        return message.translate(table)

    def _parts(self, words: str) -> tuple[str, ...]:
        return tuple(part for word in words.split("+") if (part := self.plain(word)))

    def seen(self, message: str) -> tuple[Sign, ...]:
        """The signs a message shows, in the order of the file."""
        whole = self.plain(message)
        clauses = [clause for clause in _SENTENCE.split(whole) if clause]
        return tuple(
            sign
            for sign, wanted, idioms in self._made
            if any(_SHAPES[shape].search(whole) for shape in sign.shape)
            or any(_says(words, whole, clauses, idioms) for words in wanted)
        )


def message_check(patterns: Patterns, given: Mapping[str, Value]) -> Result:
    """Look at a message: the gravest kind of sign decides the outcome; at most MOST_SAID signs are told."""
    message = text(given, "message")[:LONGEST]
    seen = patterns.seen(message)
    if not seen and len(patterns.plain(message)) < SHORTEST:
        return Result(outcome="太短")
    kinds = {sign.kind for sign in seen}
    outcome = next((name for kind, name in OUTCOMES.items() if kind in kinds), "没看出")
    order = sorted(seen, key=lambda sign: list(OUTCOMES).index(sign.kind))
    said = tuple(sign.id for sign in order[:MOST_SAID])
    return Result(outcome=outcome, values={"count": len(seen)}, said=said)


def _says(words: tuple[str, ...], whole: str, clauses: list[str], idioms: tuple[str, ...]) -> bool:
    if not words or not all(word in whole for word in words):
        return False
    if not idioms:
        return True
    return any(words[0] in clause and not any(idiom in clause for idiom in idioms) for clause in clauses)


def _folded(char: str, simple: Mapping[str, str]) -> str:
    if char in simple:
        return simple[char]
    if "一" <= char <= "鿿":
        return char
    if char == "\n":
        return char
    if char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Mn", "Me"):
        return ""
    return unicodedata.normalize("NFKC", char).lower()


def _simplifying() -> dict[str, str]:
    """Traditional character -> simplified, from the file beside this one."""
    from importlib.resources import (
        files,
    )  # not before somebody pastes a message: it costs a chat's start 5 ms

    lines = files(__package__).joinpath("traditional.txt").read_text("utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return {pair[0]: pair[1] for pair in pairs}
