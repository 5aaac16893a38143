"""Reading a condition: text → tree, tree → text again, and what it can never be. Total: a problem is a return value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.guards import Tree

LONGEST = 500  # characters; a condition longer than this belongs in several branches
DEEPEST = 20  # brackets within brackets

NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")
_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"\n]*"|'[^'\n]*')|(?P<op>==|!=|<=|>=|<|>|=)|(?P<mark>[()\[\],])|(?P<word>[^\s()\[\],=!<>"']+))"""
)
# What an input method leaves behind, and what programmers write. Quotes last: they become plain ones.
WIDE = (
    ("＝＝", "=="), ("！＝", "!="), ("＞＝", ">="), ("＜＝", "<="), ("≥", ">="), ("≤", "<="),
    ("≠", "!="), ("＝", "=="), ("＞", ">"), ("＜", "<"), ("（", "("), ("）", ")"),
    ("［", "["), ("］", "]"), ("【", "["), ("】", "]"), ("，", ","), ("、", ","), ("　", " "),
    ("\u00a0", " "), ("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("「", '"'),
    ("」", '"'), ("＂", '"'), ("＇", "'"),
)  # fmt: skip
_WORDS = (
    (re.compile(r"(?<![=!<>])=(?!=)"), "=="),
    (re.compile(r"\s*(?:&&|＆＆)\s*"), " and "),
    (re.compile(r"\s*(?:\|\||｜｜)\s*"), " or "),
    (re.compile(r"\s(?:并且|而且|且)\s"), " and "),
    (re.compile(r"\s(?:或者|或)\s"), " or "),
    (re.compile(r"\bis\s+not\s+unknown\b"), "is known"),
    (re.compile(r"\bis\s+not\s+known\b"), "is unknown"),
    (re.compile(r"\bAND\b"), "and"),
    (re.compile(r"\bOR\b"), "or"),
    (re.compile(r"\bNOT\b"), "not"),
)
_QUOTED = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")
_KEYWORDS = frozenset(("and", "or", "not", "in", "is", "unknown", "known"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a condition cannot be read. reason: empty, long, deep, end, token, extra; `near` is the word it is about."""

    reason: str
    near: str = ""


def tidy(text: str) -> str:
    """The condition as the language spells it: half-width signs, == for =, and for &&. Quoted words are left alone."""
    if len(text) > LONGEST:
        return text  # `parse` says so
    for wide, plain in WIDE:
        text = text.replace(wide, plain)
    pieces = _QUOTED.split(text)
    for index in range(0, len(pieces), 2):
        for pattern, plain in _WORDS:
            pieces[index] = pattern.sub(plain, pieces[index])
    return "".join(pieces)


def parse(text: str) -> Tree | Trouble:
    """Text → tree with its literals still as written (("raw", …), or ("name", …) where a name is possible)."""
    if not text.strip():
        return Trouble(reason="empty")
    if len(text) > LONGEST:
        return Trouble(reason="long")
    tokens: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return Trouble(reason="token", near=text[at:].strip()[:12])
        tokens.append(match[0].strip())
        at = match.end()
    reader = _Reader(tokens)
    try:
        tree = reader.either(0)
    except _StopError as stop:
        return stop.trouble
    if reader.rest:
        return Trouble(reason="extra", near=reader.rest)
    return tree


class _StopError(Exception):
    """Never leaves this file."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.trouble = trouble


class _Reader:
    """Recursive descent: or, and, not, then one condition."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def rest(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> str:
        token = self.rest
        if not token:
            raise _StopError(Trouble(reason="end"))
        if wanted and token != wanted:
            raise _StopError(Trouble(reason="token", near=token))
        self._at += 1
        return token

    def either(self, depth: int) -> Tree:
        tree = self._both(depth)
        while self.rest == "or":
            self._take()
            tree = ("or", tree, self._both(depth))
        return tree

    def _both(self, depth: int) -> Tree:
        tree = self._one(depth)
        while self.rest == "and":
            self._take()
            tree = ("and", tree, self._one(depth))
        return tree

    def _one(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise _StopError(Trouble(reason="deep"))
        if self.rest == "not":
            self._take()
            return ("not", self._one(depth + 1))
        if self.rest == "(":
            self._take()
            tree = self.either(depth + 1)
            self._take(")")
            return tree
        return self._condition()

    def _condition(self) -> Tree:
        left = self._operand()
        if self.rest in ("==", "!=", "<", "<=", ">", ">="):
            return ("cmp", self._take(), left, self._operand())
        if self.rest == "is":
            self._take()
            what = self._take()
            if what not in ("unknown", "known") or left[0] != "name":
                raise _StopError(Trouble(reason="token", near=what if left[0] == "name" else str(left[1])))
            return (what, left[1])
        if self.rest == "in":
            self._take()
            return self._among(left)
        if left[0] == "name":
            return ("true", left[1])
        raise _StopError(Trouble(reason="token", near=str(left[1])))

    def _among(self, left: Tree) -> Tree:
        if self.rest != "[":
            return ("has", ("raw", left[1]), self._name())
        if left[0] != "name":
            raise _StopError(Trouble(reason="token", near=str(left[1])))
        self._take("[")
        items = [self._literal()]
        while self.rest == ",":
            self._take()
            items.append(self._literal())
        self._take("]")
        return ("in", left, tuple(items))

    def _operand(self) -> Tree:
        token = self._take()
        if NAME.fullmatch(token) and token not in _KEYWORDS:
            return ("name", token)
        self._at -= 1
        return self._literal()

    def _literal(self) -> Tree:
        token = self._take()
        if token[0] in "\"'":
            return ("raw", token[1:-1])
        if token in _KEYWORDS or token[0] in "()[],=!<>":
            raise _StopError(Trouble(reason="token", near=token))
        return ("raw", token)

    def _name(self) -> str:
        token = self._take()
        if not NAME.fullmatch(token) or token in _KEYWORDS:
            raise _StopError(Trouble(reason="token", near=token))
        return token


def show(tree: Tree) -> str:
    """The text that parses to this tree again; untyped trees only."""
    match tree:
        case ("or" | "and" as word, tuple(left), tuple(right)):
            return f"({show(left)}) {word} ({show(right)})"
        case ("not", tuple(inner)):
            return f"not ({show(inner)})"
        case ("cmp", op, tuple(left), tuple(right)):
            return f"{_leaf(left)} {op} {_leaf(right)}"
        case ("in", tuple(left), tuple(items)):
            return f"{_leaf(left)} in [{', '.join(_leaf(item) for item in items if isinstance(item, tuple))}]"
        case ("has", tuple(left), name):
            return f"{_leaf(left)} in {name}"
        case ("unknown" | "known" as word, name):
            return f"{name} is {word}"
    return str(tree[1])


def _leaf(leaf: Tree) -> str:
    text = str(leaf[1])
    if leaf[0] == "name":
        return text
    return f"'{text}'" if '"' in text else f'"{text}"'
