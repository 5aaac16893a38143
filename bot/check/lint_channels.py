"""D7: channels. What is written fits every channel's bubbles and buttons, with the longest values a person may give."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from bot.check.exam import Exam, Rule, found
from bot.check.graph import offered
from bot.check.spoken import option_words
from bot.engine.events import Option, Say
from bot.engine.program import parts_of
from bot.language.marks import Diagnostic
from bot.language.model import Dialogs, Flow, Step, Words
from bot.ports import PROFILES, Capabilities, Message
from bot.render import Renderer
from bot.texts import SOURCE_LANGUAGE, Texts
from bot.values import Value

# A company's full name is about this long; a longer answer to a question is not what texts are made for.
LONG_TEXT = "某某某某某某某某信息技术咨询服务（北京）有限责任公司催收事业部"
LONGEST: Mapping[str, Value] = {
    "text": LONG_TEXT, "quote": LONG_TEXT * 4, "int": 999_999, "money": 9_999_999_999, "phone": "+86 138 0013 8000",
    "date": "2026-12-31", "datetime": "2026-12-31T23:59+08:00", "yes_no": False,
}  # fmt: skip
OWN_WORDS = 240  # bytes that a turn may add in front: 读回, 对话改过了, 回到刚才
CHANGE = "@change:19"  # the longest id of the engine's own


def long_labels(exam: Exam) -> Iterator[Diagnostic]:
    """D701: a label longer than a phone shows; counted in Chinese characters, two letters to one."""
    limit = min(profile.label_limit for profile in PROFILES.values())
    for words in _labels(exam.dialogs):
        for lang, text in _readings(exam, words):
            if (size := _width(text)) > limit:
                yield found(
                    "D701", words.mark, where=words.key, lang=lang, text=text, count=size, limit=limit
                )
                break


def long_ids(exam: Exam) -> Iterator[Diagnostic]:
    """D702: `flow.node:choice` over the bytes a channel brings back; a flow's and a step's names are in it."""
    limits = [p.callback_bytes for p in PROFILES.values() if p.callback_bytes]
    limit = min(limits, default=64)
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            ids = [(choice.id, choice.mark) for choice in offered(flow, step)] + [(CHANGE, step.mark)]
            for name, mark in ids:
                data = f"{step.place}:{name}"
                if len(data.encode()) > limit:
                    yield found("D702", mark, id=data, count=len(data.encode()), limit=limit)


def long_messages(exam: Exam) -> Iterator[Diagnostic]:
    """D703: a bubble, or a whole turn where a channel has one message for it, over the limit of a channel."""
    renderer = Renderer(dialogs=exam.dialogs, texts=Texts(exam.catalogues))
    turns: dict[str, int] = {}
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            bubbles = [
                m for lang in renderer.texts.languages for m in renderer.compose(_say(exam, flow, step), lang)
            ]
            for profile in PROFILES.values():
                worst = max((_measure(profile, m) for m in bubbles), default=0)
                if profile.messages_a_turn == 1:
                    worst = _turn(exam, renderer, profile, step.place, turns) + OWN_WORDS
                if worst > profile.text_limit:
                    yield found(
                        "D703",
                        step.mark,
                        node=step.place,
                        channel=profile.name,
                        count=worst,
                        limit=profile.text_limit,
                    )


def long_cards(exam: Exam) -> Iterator[Diagnostic]:
    """D704: a statement's full card over the limit of a channel."""
    renderer = Renderer(dialogs=exam.dialogs, texts=Texts(exam.catalogues))
    for statement in exam.dialogs.statements.values():
        text = renderer.card(statement, SOURCE_LANGUAGE, exam.today)
        for profile in PROFILES.values():
            count = _units(profile, text)
            if count > profile.text_limit:
                yield found(
                    "D704",
                    statement.mark,
                    id=statement.id,
                    channel=profile.name,
                    count=count,
                    limit=profile.text_limit,
                )


def many_buttons(exam: Exam) -> Iterator[Diagnostic]:
    """D705: more buttons than a channel has room for: own, unknown, always, and the fixed ones."""
    limit = min(profile.max_buttons for profile in PROFILES.values())
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            if step.waits:
                count = len(_options(exam.dialogs, flow, step))
                if count > limit:
                    yield found("D705", step.mark, node=step.place, count=count, limit=limit)


def _labels(dialogs: Dialogs) -> Iterator[Words]:
    for flow in dialogs.flows.values():
        yield from (choice.text for choice in flow.always)
        for step in flow.steps.values():
            if step.ask and step.ask.unknown:
                yield step.ask.unknown
            yield from (choice.text for choice in step.choices)
    yield from (i.button for i in dialogs.interrupts if i.button)
    yield from option_words(dialogs)
    yield from (words for name, words in dialogs.phrases.items() if name.startswith("option_"))


def _readings(exam: Exam, words: Words) -> Iterator[tuple[str, str]]:
    for context, text in ((words.key, words.default), *((f"{words.key}@{n}", t) for n, t in words.by_person)):
        yield SOURCE_LANGUAGE, text
        for lang, catalogue in exam.catalogues.items():
            entry = catalogue.get(context)
            if entry and entry.source == text:
                yield lang, entry.text


def _width(text: str) -> int:
    halves = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
    return (halves + 1) // 2


def _say(exam: Exam, flow: Flow, step: Step) -> Say:
    """What the engine shows at a step, with every variable at its longest."""
    parts = parts_of(exam.dialogs, step)
    values: dict[str, tuple[str, Value]] = {}
    for name in {name for part in parts for name in part.words.names}:
        variable = exam.dialogs.variable(flow.id, name)
        kind = variable.spec.type if variable else "datetime"
        longest: Value = (
            max(variable.spec.options, key=len) if variable and variable.spec.options else LONGEST[kind]
        )
        if kind == "many_of" and variable:
            longest = variable.spec.options
        values[name] = (kind, longest)
    options = _options(exam.dialogs, flow, step) if step.waits else ()
    return Say(place=step.place, parts=tuple(parts), options=options, values=values, danger=step.danger)


def _options(dialogs: Dialogs, flow: Flow, step: Step) -> tuple[Option, ...]:
    """The buttons of a step at its fullest, as the engine adds them; 返回 only comes while there is room.

    回到刚才 may stand at every step: each flow opens by its own words, over any question.
    """
    found: list[Option] = []
    variable = dialogs.variable(flow.id, step.ask.save_as) if step.ask else None
    if variable and variable.spec.type == "yes_no":
        shown = (name for name in ("yes", "no") if name in dialogs.phrases)
        found += [Option(id=f"={name}", words=dialogs.phrases[name]) for name in shown]
    elif variable:
        found += [
            Option(id=f"={i}", words=Words(key="", default=text, mark=step.mark))
            for i, text in enumerate(variable.spec.options)
        ]
    if step.ask and step.ask.unknown:
        found.append(Option(id="?", words=step.ask.unknown))
    found += [Option(id=choice.id, words=choice.text) for choice in offered(flow, step)]
    for interrupt in dialogs.interrupts:
        if interrupt.button and not (interrupt.to and interrupt.to.flow == flow.id):
            found.append(Option(id=f"!{interrupt.id}", words=interrupt.button))
    for name, wanted in (("resume", True), ("law", bool(step.law))):
        if wanted and f"option_{name}" in dialogs.phrases:
            found.append(Option(id=f"@{name}", words=dialogs.phrases[f"option_{name}"]))
    return tuple(found)


def _units(profile: Capabilities, text: str) -> int:
    match profile.text_unit:
        case "utf16":
            return len(text.encode("utf-16-le", "replace")) // 2
        case "utf8":
            return len(text.encode("utf-8", "replace"))
        case _:
            return len(text)


def _measure(profile: Capabilities, message: Message) -> int:
    text = message.text
    if profile.buttons == "numbers":
        text += "".join(f"\n{n}. {b.label}" for n, b in enumerate(message.buttons, 1))
    return _units(profile, text)


def _turn(exam: Exam, renderer: Renderer, profile: Capabilities, place: str, known: dict[str, int]) -> int:
    """All bubbles from this step to the next one that waits, along the longest way."""
    if place not in known:
        known[place] = 0  # a silent loop has its own rule
        step = exam.graph.steps[place]
        say = _say(exam, exam.dialogs.flows[step.flow], step)
        sizes = [
            sum(_measure(profile, message) + 2 for message in renderer.compose(say, lang))
            for lang in renderer.texts.languages
        ]
        ahead = (_turn(exam, renderer, profile, e.target, known) for e in exam.graph.silent.get(place, ()))
        known[place] = max(sizes) + max(ahead, default=0)
    return known[place]


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D701": long_labels, "D702": long_ids, "D703": long_messages, "D704": long_cards, "D705": many_buttons,
    }  # fmt: skip
