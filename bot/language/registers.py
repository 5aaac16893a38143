"""The files that hold no flow: interrupts, the bot's own sentences, the register of law."""

from __future__ import annotations

from collections.abc import Iterable

from bot.language.clerk import LAW_ID, Clerk
from bot.language.flows import law, review
from bot.language.hints import meant
from bot.language.marks import Mark
from bot.language.model import Command, Interrupt, Sign, Source, Statement, Words
from bot.language.names import Names, shown, target
from bot.language.schema import COMMANDS, FORCES, KINDS, SHAPES, VERIFIED
from bot.language.sentences import OPTIONAL_PHRASES, PHRASES
from bot.language.source import Node


def interrupts(clerk: Clerk, names: Names, node: Node) -> tuple[Interrupt, ...]:
    """dialogs/interrupts.yaml: words that work from every step."""
    listed = clerk.fields(node, "interrupts").get("interrupts")
    if listed is None or not clerk.expect(listed, "list"):
        return ()
    found: dict[str, Interrupt] = {}
    for item in listed.items:
        interrupt = _interrupt(clerk, names, item)
        if interrupt is None:
            continue
        if interrupt.id in found:
            clerk.report.add("D209", item.mark, id=interrupt.id, what_zh="插话", what_en="interrupt")
        found.setdefault(interrupt.id, interrupt)
    return tuple(found.values())


def _interrupt(clerk: Clerk, names: Names, item: Node) -> Interrupt | None:
    fields = clerk.fields(item, "interrupt")
    own = clerk.name(fields.get("id"))
    button = clerk.words(fields.get("button"), f"interrupts.{own}")
    shown(clerk, names, "", button)
    to = target(clerk, names, "", fields.get("to"))
    command = clerk.word(fields.get("command"), COMMANDS)
    if fields and ("to" in fields) == ("command" in fields):
        why = {
            "why_zh": "to 和 command 要写一个，也只能写一个",
            "why_en": "exactly one of to and command is needed",
        }
        clerk.report.add("D219", item.mark, why, key="interrupts")
    if "unless" in fields and "contains" not in fields:
        why = {"why_zh": "旁边要有 contains", "why_en": "it needs contains beside it"}
        clerk.report.add("D219", fields["unless"].mark, why, key="unless")
    if not own:
        return None
    return Interrupt(
        id=own,
        button=button,
        also_said=clerk.texts(fields.get("also_said"), key="also_said"),
        contains=clerk.texts(fields.get("contains"), key="contains"),
        unless=clerk.texts(fields.get("unless"), key="unless"),
        to=to,
        command=Command(command) if command else None,
        mark=item.mark,
    )


def signs(clerk: Clerk, names: Names, node: Node) -> tuple[Sign, ...]:
    """dialogs/signs.yaml: what a pasted message may show."""
    listed = clerk.fields(node, "signs").get("signs")
    if listed is None or not clerk.expect(listed, "list"):
        return ()
    found: dict[str, Sign] = {}
    for item in listed.items:
        sign = _sign(clerk, names, item)
        if sign is None:
            continue
        if sign.id in found:
            clerk.report.add("D209", item.mark, id=sign.id, what_zh="迹象", what_en="sign")
        found.setdefault(sign.id, sign)
    return tuple(found.values())


def _sign(clerk: Clerk, names: Names, item: Node) -> Sign | None:
    fields = clerk.fields(item, "sign")
    own = clerk.name(fields.get("id"))
    words = clerk.words(fields.get("say"), f"signs.{own}.say")
    shown(clerk, names, "", words)
    if fields and "contains" not in fields and "shape" not in fields:
        why = {"why_zh": "旁边要有 contains 或 shape", "why_en": "it needs contains or shape beside it"}
        clerk.report.add("D219", item.mark, why, key="id")
    if not own or words is None:
        return None
    return Sign(
        id=own,
        kind=clerk.word(fields.get("kind"), KINDS, KINDS[-1]),
        contains=clerk.texts(fields.get("contains"), key="contains"),
        unless=clerk.texts(fields.get("unless"), key="unless"),
        shape=clerk.words_of(fields.get("shape"), SHAPES),
        say=words,
        law=law(clerk, names, fields.get("law")),
        mark=item.mark,
    )


def phrases(clerk: Clerk, names: Names, nodes: Iterable[Node]) -> dict[str, Words]:
    """dialogs/phrases.yaml: what the bot says by itself."""
    found: dict[str, Words] = {}
    last: Mark | None = None
    for node in nodes:
        listed = clerk.fields(node, "phrases").get("phrases")
        if listed is None or not clerk.expect(listed, "map"):
            continue
        last = listed.mark
        for name, value in listed.entries:
            own = name.value
            if own not in PHRASES:
                clerk.report.add("D226", name.mark, id=own[:40], **meant(own, PHRASES))
            elif own in found:
                clerk.report.add("D209", name.mark, id=own, what_zh="句子", what_en="phrase")
            words = clerk.words(value, f"phrases.{own}")
            if words is not None:
                shown(clerk, names, "", words, PHRASES.get(own, ()))
                found.setdefault(own, words)
    missing = [name for name in PHRASES if name not in found and name not in OPTIONAL_PHRASES]
    if missing and last is not None:
        clerk.report.add("D225", last, ids=" ".join(missing))
    return found


def statements(clerk: Clerk, node: Node) -> list[Statement]:
    """One file of the register of law."""
    listed = clerk.fields(node, "law").get("law")
    if listed is None or not clerk.expect(listed, "list"):
        return []
    found = (_statement(clerk, item) for item in listed.items)
    return [statement for statement in found if statement is not None]


def _statement(clerk: Clerk, item: Node) -> Statement | None:
    fields = clerk.fields(item, "statement")
    if not fields:
        return None
    own = clerk.name(fields.get("id"), pattern=LAW_ID)
    source = clerk.fields(fields.get("source"), "source")
    return Statement(
        id=own,
        topic=clerk.text(fields.get("topic"), key="topic"),
        short=clerk.text(fields.get("short"), key="short"),
        full=clerk.text(fields.get("full"), key="full"),
        source=Source(
            name=clerk.text(source.get("name"), key="name"),
            article=clerk.text(source.get("article"), key="article"),
            issuer=clerk.text(source.get("issuer"), key="issuer"),
            effective=clerk.text(source.get("effective"), key="effective"),
            url=clerk.text(source.get("url"), key="url"),
        ),
        force=clerk.word(fields.get("force"), FORCES),
        verified=clerk.word(fields.get("verified"), VERIFIED),
        as_of=clerk.day(fields.get("as_of")),
        review_by=clerk.day(fields.get("review_by")),
        danger_ok=clerk.flag(fields.get("danger_ok")),
        shown_with=clerk.names(fields.get("shown_with"), pattern=LAW_ID),
        card_only=clerk.flag(fields.get("card_only")),
        withhold=clerk.flag(fields.get("withhold")),
        caveat=clerk.text(fields.get("caveat"), key="caveat"),
        review=review(clerk, fields.get("review")),
        mark=item.mark,
    )
