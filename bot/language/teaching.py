"""The files a volunteer teaches by: how people say it, words of one kind, spellings, and what is no danger now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.language.clerk import Clerk
from bot.language.hints import meant
from bot.language.schema import WHERE
from bot.language.source import Node
from bot.language.taught import Alarm, Example, Teaching, Topic, Void

Roots = Mapping[str, Sequence[Node]]


def teaching(clerk: Clerk, roots: Roots, interrupts: tuple[str, ...], *, broken: bool) -> Teaching:
    """dialogs/topics/*.yaml, read whole; `interrupts` are the ids that may be named."""
    topics: dict[str, Topic] = {}
    for node in roots["topic"]:
        found = _topic(clerk, node)
        if found is not None and topics.setdefault(found.id, found) is not found:
            clerk.report.add("D209", found.mark, id=found.id, what_zh="主题", what_en="topic")
    classes: dict[str, tuple[str, ...]] = {}
    for node in roots["classes"]:
        for name, words in _lists(clerk, clerk.fields(node, "classes").get("classes")):
            classes[name.value] = clerk.texts(words, key=name.value)
    spelling, pinyin = _spelling(clerk, roots["spelling"])
    alarm = _alarm(clerk, roots["alarm"])
    if not broken:
        _known(clerk, (e for t in topics.values() for e in t.not_said), topics)
        for root in roots["topic"]:
            _known_names(clerk, root.get("alarms"), interrupts)
        for root in roots["alarm"]:
            _known_names(clerk, root.get("ask"), interrupts)
        _known(clerk, alarm.must if alarm else (), interrupts)
    return Teaching(topics=topics, classes=classes, spelling=spelling, pinyin=pinyin, alarm=alarm)


def _topic(clerk: Clerk, node: Node) -> Topic | None:
    fields = clerk.fields(node, "topic")
    own = clerk.name(fields.get("topic"))
    if not own:
        return None
    return Topic(
        id=own,
        flows=clerk.names(fields.get("flows")),
        alarms=clerk.names(fields.get("alarms")),
        said=_examples(clerk, fields.get("said"), own),
        soft=_examples(clerk, fields.get("soft"), own),
        not_said=_said_of(clerk, fields.get("not_said")),
        words=clerk.texts(fields.get("words"), key="words"),
        mark=node.mark,
    )


def _examples(clerk: Clerk, node: Node | None, topic: str) -> tuple[Example, ...]:
    """A list of sentences, each with its place: a rule that is broken by one of them says which."""
    if node is None or (node.kind != "text" and not clerk.expect(node, "list")):
        return ()
    items = node.items if node.kind == "list" else (node,)
    found: dict[str, Example] = {}
    for item in items:
        text = clerk.text(item, key=topic)
        if text and text in found:
            clerk.report.add("D231", item.mark, text=text)
        elif text:
            found[text] = Example(text=text, topic=topic, mark=item.mark)
    return tuple(found.values())


def _said_of(clerk: Clerk, node: Node | None) -> tuple[Example, ...]:
    return tuple(e for name, value in _lists(clerk, node) for e in _examples(clerk, value, name.value))


def _lists(clerk: Clerk, node: Node | None) -> tuple[tuple[Node, Node], ...]:
    return node.entries if node is not None and clerk.expect(node, "map") else ()


def _spelling(clerk: Clerk, roots: Iterable[Node]) -> tuple[tuple[tuple[str, str], ...], ...]:
    spelling: dict[str, str] = {}
    pinyin: dict[str, str] = {}
    for root in roots:
        fields = clerk.fields(root, "spelling")
        for key, pool in (("spelling", spelling), ("pinyin", pinyin)):
            for name, value in _lists(clerk, fields.get(key)):
                pool[name.value] = clerk.text(value, key=name.value)
    return tuple(spelling.items()), tuple(pinyin.items())


def _alarm(clerk: Clerk, roots: Sequence[Node]) -> Alarm | None:
    if not roots:
        return None
    for other in roots[1:]:
        clerk.report.add("D209", other.mark, id="alarm", what_zh="文件", what_en="file")
    fields = clerk.fields(roots[0], "alarm")
    listed = fields.get("alarm")
    voids = listed.items if listed is not None and clerk.expect(listed, "list") else ()
    return Alarm(
        voids=tuple(_void(clerk, item) for item in voids),
        now=clerk.texts(fields.get("now"), key="now"),
        denials=clerk.texts(fields.get("denials"), key="denials"),
        ask=clerk.name(fields.get("ask")),
        must=_said_of(clerk, fields.get("must")),
        must_ask=_examples(clerk, fields.get("must_ask"), "must_ask"),
        must_not=_examples(clerk, fields.get("must_not"), "must_not"),
        mark=roots[0].mark,
    )


def _void(clerk: Clerk, item: Node) -> Void:
    fields = clerk.fields(item, "void")
    return Void(
        id=clerk.name(fields.get("id")),
        words=clerk.texts(fields.get("words"), key="words"),
        only=clerk.names(fields.get("for")),
        where=clerk.word(fields.get("where"), WHERE, "anywhere"),
        even_now=clerk.flag(fields.get("even_now")),
        mark=item.mark,
    )


def _known(clerk: Clerk, examples: Iterable[Example], names: Iterable[str]) -> None:
    """Each name once, at its first sentence: a misspelt topic would teach nobody."""
    known = tuple(names)
    told: set[str] = set()
    for example in examples:
        if example.topic not in known and example.topic not in told:
            told.add(example.topic)
            words = " ".join(known)
            value = example.topic[:40]
            clerk.report.add("D204", example.mark, value=value, words=words, **meant(value, known))


def _known_names(clerk: Clerk, node: Node | None, known: tuple[str, ...]) -> None:
    if node is None:
        return
    for item in node.items if node.kind == "list" else (node,):
        if item.value not in known:
            words = " ".join(known)
            clerk.report.add(
                "D204", item.mark, value=item.value[:40], words=words, **meant(item.value, known)
            )
