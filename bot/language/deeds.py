"""`do`: an action at a step, what it is handed, what is taken from it, and that every outcome leads on."""

from __future__ import annotations

from collections.abc import Mapping

from bot.language.arguments import Has, arguments, takes
from bot.language.clerk import Clerk
from bot.language.hints import meant
from bot.language.model import Do, Go, Item
from bot.language.names import Names
from bot.language.source import Node
from bot.values import Spec

_WORDS = ("say", "law", "aloud", "phone", "send", "letter", "ask", "choices", "end", "forget")


def silent(clerk: Clerk, fields: Mapping[str, Node]) -> None:
    """A step that does something says nothing; what belongs to `do` needs it."""
    if "do" in fields:
        for key in _WORDS:
            if key in fields:
                why = {
                    "why_zh": "有 do 的一步自己不说话，说的话写到后面那一步",
                    "why_en": "a step with do says nothing: put it into the step it leads to",
                }
                clerk.report.add("D219", fields[key].mark, why, key=key)
        return
    for key in ("with", "take"):
        if key in fields:
            why = {"why_zh": "旁边要有 do", "why_en": "it needs do beside it"}
            clerk.report.add("D219", fields[key].mark, why, key=key)


def deed(clerk: Clerk, names: Names, home: str, fields: Mapping[str, Node]) -> Do | None:
    """The action of a step; None where there is none of that name."""
    node = fields.get("do")
    own = clerk.text(node, key="do")
    if node is None or not own:
        return None
    action = names.actions.get(own)
    if action is None:
        known = "、".join(names.actions)
        clerk.report.add("D240", node.mark, name=own[:40], known=known, **meant(own, names.actions))
        return None
    given = fields.get("with")
    handed = arguments(clerk, names, home, _has(clerk, action.name, "with", action.reads), given)
    taken = takes(clerk, names, home, _has(clerk, action.name, "take", action.writes), fields.get("take"))
    there = {key.value for key, _ in given.entries} if given is not None and given.kind == "map" else set()
    missing = [item for item in action.reads if item.required and item.name not in there]
    if missing:
        words = {"what_zh": "、".join(i.zh for i in missing), "what_en": ", ".join(i.en for i in missing)}
        clerk.report.add("D243", node.mark, words, action=own, items="、".join(i.name for i in missing))
    return Do(action=action, arguments=handed, take=taken, mark=node.mark)


def _has(clerk: Clerk, action: str, key: str, items: tuple[Item, ...]) -> Has:
    known = {item.name: Spec(type=item.type) for item in items}

    def has(name: Node) -> Spec | None:
        if name.value not in known:
            values = {"key": key, "known": "、".join(known), "name": name.value[:40], "action": action}
            clerk.report.add("D242", name.mark, values, **meant(name.value, known))
        return known.get(name.value)

    return has


def outcomes(clerk: Clerk, done: Do | None, fields: Mapping[str, Node], go: tuple[Go, ...]) -> tuple[Go, ...]:
    """The branches behind an action: one for each outcome, no condition beside it."""
    if done is None:
        if "do" not in fields:
            for branch in go:
                if branch.outcome:
                    why = {"why_zh": "这一步要有 do", "why_en": "the step needs do"}
                    clerk.report.add("D219", branch.mark, why, key="on")
        return go
    known = [outcome.name for outcome in done.action.outcomes]
    seen = _written(fields.get("go"))  # one whose step was misspelt is there all the same
    met: set[str] = set()
    for branch in go:
        _branch(clerk, done, branch, known, met)
    left = [name for name in known if name not in seen]
    if left:
        mark = fields["go"].mark if "go" in fields else done.mark
        clerk.report.add("D241", mark, action=done.action.name, left="、".join(left))
    return go


def _written(node: Node | None) -> set[str]:
    items = node.items if node is not None and node.kind == "list" else [node] if node is not None else []
    found = (item.get("on") for item in items if item.kind == "map")
    return {value.value.strip() for value in found if value is not None}


def _branch(clerk: Clerk, done: Do, branch: Go, known: list[str], seen: set[str]) -> None:
    values = {"action": done.action.name, "known": "、".join(known)}
    if branch.condition is not None or branch.use is not None or not branch.outcome:
        why = {
            "why_zh": "do 后面的每一条写成 {on: 结果, to: 去哪一步}",
            "why_en": "behind do every branch is {on: outcome, to: step}",
        }
        clerk.report.add("D219", branch.mark, why, key="go")
    elif branch.outcome not in known:
        hint = meant(branch.outcome, known)
        clerk.report.add("D244", branch.mark, values, name=branch.outcome[:40], **hint)
    elif branch.outcome in seen:
        why = {"why_zh": f"“{branch.outcome}”写了两次", "why_en": f"“{branch.outcome}” is there twice"}
        clerk.report.add("D219", branch.mark, why, key="on")
    seen.add(branch.outcome)
