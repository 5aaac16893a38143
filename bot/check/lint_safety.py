"""D6: safety. Help stays one tap and one word away; nobody is asked for a secret or sent to a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.check.exam import Exam, Rule, found
from bot.check.graph import offered
from bot.check.spoken import (
    all_words,
    bare,
    lines,
    plain,
    said_plainly,
    sentences,
    spoken,
    wordings,
)
from bot.language.claims import claims
from bot.language.marks import Diagnostic, Mark
from bot.language.model import Command, Dialogs, Flow, Interrupt, Step, Words

SECRETS = (
    "身份证号", "证件号", "银行卡号", "信用卡号", "卡号", "密码", "验证码", "校验码", "动态码", "CVV", "cvv", "有效期",
    "身份证照片", "身份证正反面", "人脸",
)  # fmt: skip
# What endangers: to speak out, open, film at close range, argue, strike back, block the way, sign to make it stop.
DANGERS = (
    "开门谈", "把门打开", "开门让", "请他们进", "让他们进", "开门看", "跟他们理论", "和他们理论", "理论清楚", "讲道理",
    "还手", "反击", "动手打", "正当防卫", "拦住他", "拦着他", "抢手机", "夺手机", "凑近拍", "怼着拍", "贴着脸拍",
    "追出去", "骂回去", "签了就走", "先签字", "给点钱", "借钱还", "先借钱", "以贷养贷", "不理法院", "不理传票",
    "不用理法院", "不用管传票", "不用收法院", "别收法院", "拒收法院", "转移财产", "把钱转走", "换号躲",
)  # fmt: skip
_ANY_NUMBER = re.compile(r"(?<!\d)(?:1[12]\d|12\d{3}|96\d{3})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Button:
    """A choice as these rules see it: what it catches and where it leads; "" for an answer to a question."""

    texts: tuple[str, ...]
    to: str
    mark: Mark


def crisis_words_elsewhere(exam: Exam) -> Iterator[Diagnostic]:
    """D601: a crisis word in a choice that leads elsewhere: typed, the interrupt takes it; pressed, it would not."""
    alarms = [_listener(i) for i in exam.dialogs.interrupts if _to_crisis(exam.dialogs, i)]
    for flow, step, button in _buttons(exam.dialogs):
        if button.to and exam.dialogs.flows[button.to.partition(".")[0]].crisis:
            continue
        for text in button.texts:
            typed = plain(text)
            if hit := next((w for alarm in alarms if (w := _caught(alarm, typed))), None):
                yield found("D601", button.mark, node=_where(flow, step), text=text, word=hit)
                break


def shadowed_choices(exam: Exam) -> Iterator[Diagnostic]:
    """D602: a choice whose words an interrupt takes first, and carries elsewhere."""
    others = [_listener(i) for i in exam.dialogs.interrupts if not _to_crisis(exam.dialogs, i)]
    for flow, step, button in _buttons(exam.dialogs):
        for text in button.texts:
            typed = plain(text)
            hits = [(ear.interrupt, w) for ear in others if (w := _caught(ear, typed))]
            by, word = next(((i, w) for i, w in hits if not _leads_there(i, button.to)), (None, ""))
            if by:
                yield found(
                    "D602", button.mark, node=_where(flow, step), text=text, word=word, interrupt=by.id
                )
                break


def secrets_asked(exam: Exam) -> Iterator[Diagnostic]:
    """D603: a question for an ID number, a card, a password or a code; at a step that asks, naming one is enough."""
    questions = {
        part.words.key: step
        for flow in exam.dialogs.flows.values()
        for step in flow.steps.values()
        if step.ask
        for part in spoken(step)
        if part.kind in ("say", "ask", "retry")
    }
    for words in all_words(exam.dialogs):
        if words.key.endswith((".aloud", ".phone")):
            continue  # said to the other side: it is they who show their papers
        word = next(_said("secret", words), None)
        if word is None and words.key in questions:
            word = next((w for t in wordings(words) for w in said_plainly(SECRETS, t)), None)
        if word:
            yield found("D603", words.mark, node=words.key, word=word)


def crisis_without_number(exam: Exam) -> Iterator[Diagnostic]:
    """D607: a step of a crisis flow whose first line holds no number to call."""
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values() if flow.crisis else ():
            first = next((part.words for part in spoken(step) if part.kind in ("say", "phone", "ask")), None)
            if first and any(not _ANY_NUMBER.search((lines(t) or [""])[0]) for t in wordings(first)):
                yield found("D607", first.mark, node=step.place)


def crisis_out_of_reach(exam: Exam) -> Iterator[Diagnostic]:
    """D608: a step that waits without a button to a crisis flow."""
    if any(i.button and _to_crisis(exam.dialogs, i) for i in exam.dialogs.interrupts):
        return  # shown on every step
    for flow in exam.dialogs.flows.values():
        for step in flow.steps.values():
            buttons = offered(flow, step)
            if (
                step.waits
                and not flow.crisis
                and not any(exam.dialogs.flows[b.to.flow].crisis for b in buttons)
            ):
                yield found("D608", step.mark, node=step.place)


def dangerous_advice(exam: Exam) -> Iterator[Diagnostic]:
    """D609: advice that endangers: to open, argue, strike back, film at close range, sign or pay to make it stop."""
    for words, told in _advice(exam.dialogs):
        hit = next(_said("danger", words), None)
        if hit is None and not told:
            texts = wordings(words)
            hit = next((w for t in texts for s in sentences(t) for w in said_plainly(DANGERS, s)), None)
        if hit:
            yield found("D609", words.mark, node=words.key, word=hit)


def _advice(dialogs: Dialogs) -> Iterator[tuple[Words, bool]]:
    """What may be taken for advice, and whether it tells the police or a friend what happens. Buttons are none."""
    for flow in dialogs.flows.values():
        yield flow.title, False
        for step in flow.steps.values():
            for part in spoken(step):
                yield part.words, part.kind in ("phone", "send", "letter")
    for words in dialogs.phrases.values():
        yield words, False


def _said(kind: str, words: Words) -> Iterator[str]:
    """The phrases of one part of the list that a text says."""
    for text in wordings(words):
        for sentence in sentences(bare(text)):
            for _, said in claims().said(kind, sentence):
                yield said


def _to_crisis(dialogs: Dialogs, interrupt: Interrupt) -> bool:
    flow = dialogs.flows.get(interrupt.to.flow) if interrupt.to else None
    return flow is not None and flow.crisis


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ear:
    """An interrupt's words as they are compared, worked out once."""

    interrupt: Interrupt
    whole: Mapping[str, str]
    parts: tuple[tuple[str, str], ...]
    unless: tuple[str, ...]


def _listener(interrupt: Interrupt) -> _Ear:
    return _Ear(
        interrupt=interrupt,
        whole={plain(word): word for word in interrupt.also_said},
        parts=tuple((plain(word), word) for word in interrupt.contains if plain(word)),
        unless=tuple(plain(idiom) for idiom in interrupt.unless if plain(idiom)),
    )


def _caught(ear: _Ear, typed: str) -> str | None:
    """The word by which an interrupt takes a text (plain), as the matcher would."""
    if typed in ear.whole:
        return ear.whole[typed]
    hit = next((word for part, word in ear.parts if part in typed), None)
    return None if hit is None or any(idiom in typed for idiom in ear.unless) else hit


def _leads_there(interrupt: Interrupt, place: str) -> bool:
    """Taken by the interrupt, the text leads where the choice does."""
    if interrupt.command is Command.RESTART:
        return place.startswith("start.")
    return interrupt.to is not None and interrupt.to.place == place


def _buttons(dialogs: Dialogs) -> Iterator[tuple[Flow, Step | None, _Button]]:
    for flow in dialogs.flows.values():
        for choice in flow.always:
            texts = (*wordings(choice.text), *choice.also_said)
            yield flow, None, _Button(texts=texts, to=choice.to.place, mark=choice.mark)
        for step in flow.steps.values():
            for choice in step.choices:
                texts = (*wordings(choice.text), *choice.also_said)
                yield flow, step, _Button(texts=texts, to=choice.to.place, mark=choice.mark)
            if step.ask:
                yield from ((flow, step, button) for button in _answers(dialogs, step, step.ask.unknown))


def _answers(dialogs: Dialogs, step: Step, unknown: Words | None) -> Iterator[_Button]:
    variable = dialogs.variable(step.flow, step.ask.save_as) if step.ask else None
    if variable and step.ask:
        for option in variable.spec.options:
            yield _Button(texts=(option,), to="", mark=step.ask.mark)
    if unknown:
        yield _Button(texts=wordings(unknown), to="", mark=unknown.mark)


def _where(flow: Flow, step: Step | None) -> str:
    return step.place if step else f"{flow.id}.always"


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D601": crisis_words_elsewhere, "D602": shadowed_choices, "D603": secrets_asked,
        "D607": crisis_without_number, "D608": crisis_out_of_reach,
        "D609": dangerous_advice,
    }  # fmt: skip
