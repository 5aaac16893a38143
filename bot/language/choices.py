"""Buttons: the long form {id, text, to, …} and the short one, 文字 -> 目标."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from bot.language.clerk import Clerk, narrow
from bot.language.guards import Guard
from bot.language.marks import Fix
from bot.language.model import Choice, Target
from bot.language.names import Names, shown, target
from bot.language.schema import FIELD_NAMES
from bot.language.source import Node
from bot.language.traps import LONGEST, quoted

Condition = Callable[[Clerk, Names, str, Node | None], Guard | None]

_WRONG_ARROW = re.compile(
    r"\s*(?:→|⇒|➔|➜|➡|＝＞|=>|[-－—–]+\s*[＞]|[－—–]+\s*>|-{2,}>|-\s+>|=＞|＝>|>>|》|——|>)\s*(?=[A-Za-z_“\"])"
)
_RISKY = re.compile(r"[,\[\]{}#:&*!|>'\"%@`]|^[-? ]| $")


def choices(
    clerk: Clerk,
    names: Names,
    home: str,
    step: str,
    node: Node | None,
    condition: Condition,
    taken: tuple[str, ...],
) -> tuple[Choice, ...]:
    """The buttons of a step, or of `always`; ids differ from each other and from those `taken` by always."""
    if node is None or not clerk.expect(node, "list"):
        return ()
    found: dict[str, Choice] = {}
    written = {item_id.value for item in node.items if item.kind == "map" and (item_id := item.get("id"))}
    free = _Free({*written, *taken})
    for number, item in enumerate(node.items):
        following = node.items[number + 1] if number + 1 < len(node.items) else None
        choice = _choice(clerk, names, home, step, (item, following), condition, free)
        if choice is None:
            continue
        if choice.id in found or choice.id in taken:
            clerk.report.add("D209", item.mark, id=choice.id, what_zh="按钮", what_en="choice")
        found.setdefault(choice.id, choice)
    return tuple(found.values())


class _Free:
    """Hands out ids that nobody has yet."""

    def __init__(self, used: set[str]) -> None:
        self.used = used

    def take(self, wanted: str) -> str:
        name, count = wanted, 1
        while name in self.used or name in FIELD_NAMES:
            count += 1
            name = f"{wanted}_{count}"
        self.used.add(name)
        return name


def _choice(
    clerk: Clerk,
    names: Names,
    home: str,
    step: str,
    items: tuple[Node, Node | None],
    condition: Condition,
    free: _Free,
) -> Choice | None:
    item, following = items
    if item.kind == "text":
        return _short(clerk, names, home, step, item, following, free)
    if item.kind == "map" and len(item.entries) == 1 and _split_by_colon(clerk, names, home, item, free):
        return None
    fields = clerk.fields(item, "choice")
    to = target(clerk, names, home, fields.get("to"))
    own = clerk.name(fields.get("id"))
    address = f"{home}.{step}"
    text = clerk.words(fields.get("text"), f"{address}.{own}" if own else address)
    also = clerk.texts(fields.get("also_said"), key="also_said")
    when = condition(clerk, names, home, fields.get("when"))
    renamed = clerk.names(fields.get("renamed_from"))
    shown(clerk, names, home, text)
    if text is None or to is None or not text.default:
        return None
    if "id" not in fields:
        proposal = free.take(_ascii(to, home))
        clerk.report.add("D208", item.mark, fix=_insert(item, proposal), text=text.default[:20], id=proposal)
        own = derived(text.default)
        text = replace(text, key=f"{address}.{own}")
    written = "id" in fields
    return Choice(
        id=own, text=text, to=to, also_said=also, when=when, renamed_from=renamed, written_id=written, mark=item.mark
    )  # fmt: skip


def derived(text: str) -> str:
    """The id of a choice that has none: it changes when the text does, which is why `check --fix` writes one."""
    return "c" + hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:6]


def _short(
    clerk: Clerk, names: Names, home: str, step: str, item: Node, following: Node | None, free: _Free
) -> Choice | None:
    value = clerk.text(item, key="choices")
    if not value:
        return None
    text, arrow, to_text = _parts(value)
    if not arrow:
        _no_arrow(clerk, item, following, value)
        return None
    if not text:
        clerk.report.add("D207", item.mark, key="choices")
        return None
    to = target(
        clerk, names, home, Node(kind="text", mark=item.mark, end=item.end, value=to_text, quoted=True)
    )
    proposal = free.take(_ascii(to, home)) if to else ""
    # a mended arrow gets its id at once, for a cure may not leave a new finding behind
    long = f"{{id: {proposal}, text: {quoted(text) if _RISKY.search(text) else text}, to: {narrow(to_text)}}}"
    cure = item.fix(long) if to else None
    if arrow != "->":
        clerk.report.add("D115", item.mark, fix=cure, line=f"{text} -> {narrow(to_text)}", was=arrow)
    elif to:
        clerk.report.add("D208", item.mark, fix=cure, text=text[:20], id=proposal)
    own = derived(text)
    node = Node(kind="text", mark=item.mark, end=item.end, value=text, quoted=item.quoted)
    words = clerk.words(node, f"{home}.{step}.{own}")
    shown(clerk, names, home, words)
    if to is None or words is None:
        return None
    return Choice(id=own, text=words, to=to, written_id=False, mark=item.mark)


def _parts(value: str) -> tuple[str, str, str]:
    """Text, the arrow as written ("" where there is none), target."""
    text, arrow, to_text = value.rpartition("->")
    if arrow and to_text.strip():
        short = text.rstrip("-－—–=＝")
        if short.strip():
            return short.strip(), text[len(short) :] + arrow, to_text.strip()
        return text.strip(), arrow, to_text.strip()
    wrong = None
    if len(value) > LONGEST:
        return value, "", ""
    for wrong in _WRONG_ARROW.finditer(value):  # noqa: B007 - the last one counts
        pass
    if wrong is None:
        return value, "", ""
    text = value[: wrong.start()].rstrip("-－—–=＝ ")
    return text.strip(), value[len(text) : wrong.end()].strip(), value[wrong.end() :].strip()


def _no_arrow(clerk: Clerk, item: Node, following: Node | None, value: str) -> None:
    """[没空,要走 -> x] is two items to YAML; anything else simply lacks its target."""
    if following is None or not _continues(item, following):
        clerk.report.add("D221", item.mark, text=value[:30])
        return
    whole = f"{value},{' ' * (following.mark.column - item.end[1] - 1)}{following.value}"
    start = (item.mark.line, item.mark.column)
    text, _, to_text = _parts(whole)
    long = (
        f"{{text: {quoted(text)}, to: {to_text}}}"  # the id comes with the next cure, as for the second half
    )
    fix = Fix(file=item.mark.file, start=start, end=following.end, text=long)
    clerk.report.add("D119", item.mark, fix=fix, line=quoted(whole))


def _continues(item: Node, following: Node) -> bool:
    """Whether the next item is the rest of this one: after a comma, with at most a space, and it has the arrow."""
    if following.kind != "text" or "->" not in following.value or item.quoted or following.quoted:
        return False
    gap = following.mark.column - item.end[1]
    return following.mark.line == item.mark.line and 1 <= gap <= 2


def _split_by_colon(clerk: Clerk, names: Names, home: str, item: Node, free: _Free) -> bool:
    """- 打110: 他们砸门 -> x: to YAML a map with one key."""
    name, value = item.entries[0]
    whole = f"{name.value}: {value.value}"
    text, arrow, to_text = _parts(whole)
    if value.kind != "text" or not arrow:
        return False
    leads = Node(kind="text", mark=name.mark, end=value.end, value=to_text, quoted=True)
    to = target(clerk, names, home, leads)
    exact = value.end[0] == name.mark.line and value.end[1] - name.mark.column == len(whole)
    fix = None
    if exact and to:
        long = f"{{id: {free.take(_ascii(to, home))}, text: {quoted(text)}, to: {narrow(to_text)}}}"
        start = (name.mark.line, name.mark.column)
        fix = Fix(file=item.mark.file, start=start, end=value.end, text=long)
    clerk.report.add("D118", name.mark, fix=fix, line=quoted(f"{text} -> {to_text}"), was=name.value[:20])
    return True


def _ascii(to: Target, home: str) -> str:
    """An id in plain letters: where the button leads."""
    return to.node if to.flow == home else to.flow if to.node == "start" else to.node


def _insert(item: Node, own: str) -> Fix | None:
    if not item.entries:
        return None
    first = item.entries[0][0].mark
    text = f"id: {own}, " if item.flow else f"id: {own}\n{' ' * (first.column - 1)}"
    return Fix(file=first.file, start=(first.line, first.column), end=(first.line, first.column), text=text)
