"""One flow file → Flow: nodes, choices, branches, sub-flows, every name resolved."""

from __future__ import annotations

import re

from bot.language.arguments import arguments, flow_has, takes
from bot.language.choices import choices
from bot.language.clerk import Clerk
from bot.language.conditions import WIDE, Trouble, parse, tidy
from bot.language.deeds import deed, outcomes, silent
from bot.language.guards import Guard, guard
from bot.language.hints import meant
from bot.language.marks import Fix
from bot.language.model import Ask, Choice, Flow, Go, LawRef, Review, Status, Step, Target, Use, Words
from bot.language.names import Names, shown, target
from bot.language.schema import FIELD_NAMES, STATUSES
from bot.language.source import Node
from bot.language.traps import quoted
from bot.language.typed import Misfit, Typist

_RISKY = re.compile(r"[,\[\]{}:#]")


def flow(clerk: Clerk, names: Names, home: str) -> Flow | None:
    """The flow with this id; None where it has no step."""
    index = names.flows[home]
    fields = clerk.fields(index.root, "flow")
    title = clerk.words(fields.get("title"), f"{home}.title")
    shown(clerk, names, home, title)
    danger = clerk.flag(fields.get("danger"))
    for variable in index.variables.values():
        shown(clerk, names, home, variable.label)
    always = choices(clerk, names, home, "always", fields.get("always"), condition, ())
    nodes = fields.get("nodes")
    steps = {}
    if nodes is not None and clerk.expect(nodes, "map"):
        for name, node in nodes.entries:
            taken = tuple(choice.id for choice in always)
            steps[name.value] = _step(clerk, names, home, name, node, danger=danger, taken=taken)
        if not steps:
            clerk.report.add("D207", nodes.mark, key="nodes")
    if not steps:
        return None
    return Flow(
        id=home,
        title=title or Words(key=f"{home}.title", default=home, mark=index.mark),
        topic=clerk.text(fields.get("topic"), key="topic"),
        also_said=clerk.texts(fields.get("also_said"), key="also_said"),
        review=review(clerk, fields.get("review")),
        variables=tuple(index.variables.values()),
        always=always,
        steps=steps,
        crisis=clerk.flag(fields.get("crisis")),
        danger=danger,
        menu=clerk.flag(fields.get("menu")),
        note=clerk.text(fields.get("note"), key="note"),
        renamed_from=clerk.names(fields.get("renamed_from")),
        mark=index.mark,
    )


def review(clerk: Clerk, node: Node | None) -> Review:
    """Who signed it, and for which words; a draft where nothing is written."""
    if node is None:
        return Review()
    fields = clerk.fields(node, "review")
    return Review(
        status=Status(clerk.word(fields.get("status"), STATUSES, "draft")),
        by=clerk.text(fields.get("by"), key="by"),
        on=clerk.day(fields.get("on")),
        hash=clerk.text(fields.get("hash"), key="hash"),
    )


def _step(
    clerk: Clerk, names: Names, home: str, name: Node, node: Node, *, danger: bool, taken: tuple[str, ...]
) -> Step:
    own = clerk.name(name)
    if own in ("always", "vars", "title"):
        clerk.report.add("D230", name.mark, name=own)
    fields = clerk.fields(node, "node")
    address = f"{home}.{own}"

    def words(key: str) -> Words | None:
        found = clerk.words(fields.get(key), f"{address}.{key}", blanks=key == "letter")
        shown(clerk, names, home, found)
        return found

    _together(clerk, fields)
    silent(clerk, fields)
    done = deed(clerk, names, home, fields)
    buttons = choices(clerk, names, home, own, fields.get("choices"), condition, taken)
    _addresses(clerk, fields, buttons)
    return Step(
        flow=home,
        id=own,
        say=words("say"),
        law=law(clerk, names, fields.get("law")),
        aloud=words("aloud"),
        phone=words("phone"),
        send=words("send"),
        letter=words("letter"),
        ask=_ask(clerk, names, home, fields, words("ask"), words("retry"), words("unknown")),
        do=done,
        choices=buttons,
        go=outcomes(clerk, done, fields, _go(clerk, names, home, fields.get("go"))),
        end=clerk.flag(fields.get("end")),
        forget=clerk.flag(fields.get("forget")),
        danger=clerk.flag(fields["danger"]) if "danger" in fields else danger,
        note=clerk.text(fields.get("note"), key="note"),
        renamed_from=clerk.names(fields.get("renamed_from")),
        mark=name.mark,
    )


def _addresses(clerk: Clerk, fields: dict[str, Node], buttons: tuple[Choice, ...]) -> None:
    for choice in buttons:
        if choice.id in FIELD_NAMES and choice.id in fields:  # both would have the address flow.node.say
            clerk.report.add("D230", choice.mark, name=choice.id)


def _together(clerk: Clerk, fields: dict[str, Node]) -> None:
    """Keys that need another one beside them, and keys that rule each other out."""
    for key, other in (("ask", "save_as"), ("save_as", "ask"), ("retry", "ask"), ("unknown", "ask")):
        if key in fields and other not in fields:
            why = {"why_zh": f"旁边要有 {other}", "why_en": f"it needs {other} beside it"}
            clerk.report.add("D219", fields[key].mark, why, key=key)
    if "go" in fields and "choices" in fields and "ask" not in fields:
        why = {
            "why_zh": "有 choices 就不会自己往下走，留一个",
            "why_en": "choices wait, so go is never taken: keep one",
        }
        clerk.report.add("D219", fields["go"].mark, why, key="go")


def _ask(
    clerk: Clerk, names: Names, home: str, fields: dict[str, Node], text: Words | None, retry: Words | None,
    unknown: Words | None,
) -> Ask | None:  # fmt: skip
    node = fields.get("save_as")
    name = clerk.text(node, key="save_as")
    if node is not None and name and names.variable(home, name) is None:
        clerk.report.add("D213", node.mark, key="save_as", name=name[:40], **meant(name, names.known(home)))
    if text is None:
        return None
    return Ask(text=text, save_as=name, retry=retry, unknown=unknown, mark=text.mark)


def law(clerk: Clerk, names: Names, node: Node | None) -> tuple[LawRef, ...]:
    """The statements a step, or a sign, is shown with."""
    if node is None:
        return ()
    items = node.items if node.kind == "list" else (node,)
    return tuple(ref for item in items if (ref := _ref(clerk, names, item)))


def _ref(clerk: Clerk, names: Names, item: Node) -> LawRef | None:
    mirror = None
    name = item
    if item.kind == "map" and len(item.entries) == 1:
        name, value = item.entries[0]
        mirror = clerk.text(value, key="law") or None
    elif not clerk.expect(item, "text"):
        return None
    own = clerk.text(name, key="law")
    statement = names.statements.get(own)
    if statement is None:
        if own and not names.broken:
            clerk.report.add("D227", name.mark, id=own[:60], **meant(own, names.statements))
        return None
    return LawRef(id=own, mirror=mirror, mark=name.mark, cure=_mirror(item, name, mirror, statement.short))


def _mirror(item: Node, name: Node, mirror: str | None, short: str) -> Fix | None:
    """The register's sentence beside the id, where it is missing or differs."""
    if mirror == short:
        return None
    if mirror is not None:
        value = item.entries[0][1]
        return value.fix(quoted(short) if _RISKY.search(short) or value.quoted else short)
    text = f"{name.value}: {quoted(short) if _RISKY.search(short) else short}"
    return name.fix(f"{{{text}}}")


def _go(clerk: Clerk, names: Names, home: str, node: Node | None) -> tuple[Go, ...]:
    if node is None:
        return ()
    if node.kind == "list":
        return tuple(go for item in node.items if (go := _branch(clerk, names, home, item)))
    found = _branch(clerk, names, home, node)
    return (found,) if found else ()


def _branch(clerk: Clerk, names: Names, home: str, node: Node) -> Go | None:
    if node.kind == "text":
        to = target(clerk, names, home, node)
        return Go(to=to, mark=node.mark) if to else None
    fields = clerk.fields(node, "go")
    test = condition(clerk, names, home, fields.get("if"))
    if ("to" in fields) == ("use" in fields):
        if not any(value.value == "\0" for value in fields.values()):
            why = {
                "why_zh": "to 和 use 要写一个，也只能写一个",
                "why_en": "exactly one of to and use is needed",
            }
            clerk.report.add("D219", node.mark, why, key="go")
        return None
    if "use" not in fields:
        for key in ("with", "then", "take"):
            if key in fields:
                clerk.report.add(
                    "D219", fields[key].mark, key=key, why_zh="旁边要有 use", why_en="it needs use beside it"
                )
        to = target(clerk, names, home, fields["to"])
        outcome = clerk.text(fields.get("on"), key="on")
        return Go(condition=test, outcome=outcome, to=to, mark=node.mark) if to else None
    use = _use(clerk, names, home, node, fields)
    return Go(condition=test, use=use, mark=node.mark) if use else None


def _use(clerk: Clerk, names: Names, home: str, node: Node, fields: dict[str, Node]) -> Use | None:
    entry = target(clerk, names, home, fields["use"])
    then = target(clerk, names, home, fields.get("then"))
    if "then" not in fields:
        clerk.report.add("D203", node.mark, key="then", table="use")
    if then is not None and then.flow != home:
        why = {"why_zh": "回来以后要去本流程的一步", "why_en": "it comes back to a step of this flow"}
        clerk.report.add("D219", then.mark, why, key="then")
    if entry is None:
        return None
    handed = arguments(clerk, names, home, flow_has(clerk, names, entry.flow, "with"), fields.get("with"))
    taken = takes(clerk, names, home, flow_has(clerk, names, entry.flow, "take"), fields.get("take"))
    back = then or Target(flow=home, node=names.flows[home].nodes[0], mark=node.mark)
    return Use(target=entry, arguments=handed, take=taken, then=back, mark=node.mark)


def condition(clerk: Clerk, names: Names, home: str, node: Node | None) -> Guard | None:
    """An `if` or `when`, read and typed."""
    text = clerk.text(node, key="if")
    if node is None or not text:
        return None
    plain = tidy(text)
    tree = parse(plain)
    if isinstance(tree, Trouble):
        zh, en = _TROUBLES[tree.reason]
        clerk.report.add("D218", node.mark, {"what_zh": zh, "what_en": en}, near=tree.near, text=text[:60])
        return None
    if plain != text:
        written = quoted(plain) if node.quoted or plain[0] in "\"'[" else plain
        code = "D122" if any(sign in text for sign, _ in WIDE) else "D234"
        clerk.report.add(code, node.mark, fix=node.fix(written) if node.exact else None, was=text, text=plain)
    typist = Typist(spec_of=lambda name: names.spec(home, name))
    found = typist.tree(tree)
    for misfit in typist.misfits:
        _misfit(clerk, names, home, node, misfit)
    return guard(text, found, node.mark)


def _misfit(clerk: Clerk, names: Names, home: str, node: Node, misfit: Misfit) -> None:
    match misfit.reason:
        case "undeclared":
            clerk.report.add("D212", node.mark, name=misfit.name, **meant(misfit.name, names.known(home)))
        case "option" | "literal":
            hint = meant(misfit.text, misfit.options)
            clerk.report.add("D216", node.mark, value=misfit.text, name=misfit.name, type=misfit.type, **hint)
        case _:
            values = {"reason": misfit.reason, "name": misfit.name, "text": misfit.text, "type": misfit.type}
            clerk.report.add("D217", node.mark, {**values, **_SAYINGS[misfit.reason]})


_TROUBLES = {
    "empty": ("这里是空的", "nothing is written"),
    "long": ("太长了，拆成几条", "it is too long; split it into several branches"),
    "deep": ("括号套得太深", "too many brackets within brackets"),
    "end": ("后面还缺东西，或者括号没有收尾", "something is missing at the end, or a bracket is open"),
    "token": ("下面这个词放得不对", "this word is out of place"),
    "extra": ("下面这个词是多出来的", "this word is one too many"),
}
_SAYINGS = {
    "order": {"why_zh": "这种内容没有大小，只能用 == != in", "why_en": "it has no order; use == != in"},
    "types": {"why_zh": "两边的类型不同，不能比", "why_en": "the two sides are of different types"},
    "many": {
        "why_zh": "它可以选好几个，写成“堵门 in acts”",
        "why_en": "it holds several; write “堵门 in acts”",
    },
    "single": {
        "why_zh": "它只有一个值，写成“名字 == 值”",
        "why_en": "it holds one value; write “name == value”",
    },
    "no_name": {"why_zh": "两边都不是变量", "why_en": "neither side is a variable"},
    "truth": {
        "why_zh": "只有 yes_no 可以单独写，别的要写成比较",
        "why_en": "only a yes_no stands alone; write a comparison",
    },
}
