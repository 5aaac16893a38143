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
# What an intermediary calls himself, and how he asks to be reached.
INTERMEDIARIES = (
    "微信号", "加微信", "加我微信", "加V", "加v", "微信：", "微信:",
    "VX", "vx", "V信", "QQ号", "加QQ", "QQ群", "QQ：", "扣扣", "私聊", "加老师",
    "债务优化", "代理维权", "债务重组公司", "法务公司", "反催收", "小七信查", "扫码进群", "进群",
)  # fmt: skip
PROMISES = (
    "保证", "一定能", "一定会", "一定可以", "肯定能", "肯定会", "包过", "包成", "百分百", "100%", "绝对不会", "绝对能",
    "不会起诉", "不会被起诉", "不会坐牢", "不会上征信", "雷声大雨点小", "不用还了", "不用还钱", "可以不还",
    "都是假的", "都是吓人的",
)  # fmt: skip
PROMISE_IDIOMS = ("保证人", "保证金", "一定会听", "保证书", "保证合同", "保证责任", "保证期")
# What endangers: to speak out, open, film at close range, argue, strike back, block the way, sign to make it stop.
DANGERS = (
    "开门谈", "把门打开", "开门让", "请他们进", "让他们进", "开门看", "跟他们理论", "和他们理论", "理论清楚", "讲道理",
    "还手", "反击", "动手打", "正当防卫", "拦住他", "拦着他", "抢手机", "夺手机", "凑近拍", "怼着拍", "贴着脸拍",
    "追出去", "骂回去", "签了就走", "先签字", "给点钱", "借钱还", "先借钱", "以贷养贷", "不理法院", "不理传票",
    "不用理法院", "不用管传票", "不用收法院", "别收法院", "拒收法院", "转移财产", "把钱转走", "换号躲",
)  # fmt: skip
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4})(?!\d)")
_HOTLINE = re.compile(
    r"(?<![\d.,，:：年*])(?:1[12]\d|12\d{3}|9[56]\d{3,4})"
    r"(?![\d.%％元块万千百人天年月日号次个分条页]|[:：]\d)"
)
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
            if hit := next((w for alarm in alarms if (w := _caught(alarm, text))), None):
                yield found("D601", button.mark, node=_where(flow, step), text=text, word=hit)
                break


def shadowed_choices(exam: Exam) -> Iterator[Diagnostic]:
    """D602: a choice whose words an interrupt takes first, and carries elsewhere."""
    others = [_listener(i) for i in exam.dialogs.interrupts if not _to_crisis(exam.dialogs, i)]
    for flow, step, button in _buttons(exam.dialogs):
        for text in button.texts:
            hits = ((ear.interrupt, w) for ear in others if (w := _caught(ear, text)))
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


def strangers(exam: Exam) -> Iterator[Diagnostic]:
    """D604: contact details, or the trade names, of intermediaries."""
    for words in all_words(exam.dialogs):
        for text in wordings(words):
            private = _MOBILE.search(text)
            hit = private.group() if private else next(said_plainly(INTERMEDIARIES, bare(text)), None)
            if hit:
                yield found("D604", words.mark, where=words.key, word=hit)
                break


def unknown_numbers(exam: Exam) -> Iterator[Diagnostic]:
    """D605: a number to call that no hot-* statement of the register holds."""
    known = _register_numbers(exam.dialogs)
    for words in all_words(exam.dialogs):
        for text in wordings(words):
            numbers = (m.group() for pattern in (_LANDLINE, _HOTLINE) for m in pattern.finditer(bare(text)))
            if hit := next((n for n in numbers if n.replace("-", "").replace(" ", "") not in known), None):
                yield found("D605", words.mark, where=words.key, number=hit)
                break


def promises(exam: Exam) -> Iterator[Diagnostic]:
    """D606: an outcome promised that nobody can promise."""
    for words in all_words(exam.dialogs):
        for text in wordings(words):
            if hit := next(said_plainly(PROMISES, bare(text), but=PROMISE_IDIOMS), None):
                yield found("D606", words.mark, where=words.key, word=hit)
                break


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


def _caught(ear: _Ear, text: str) -> str | None:
    """The word by which an interrupt takes a text, as the matcher would."""
    typed = plain(text)
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


def _register_numbers(dialogs: Dialogs) -> frozenset[str]:
    known: set[str] = set()
    for statement in dialogs.statements.values():
        if statement.id.startswith("hot-") and not statement.withhold:
            for text in (statement.id, statement.full, statement.short):
                known.update(re.findall(r"\d{3,}", text.replace("-", "")))
                known.update(re.findall(r"\d{3,}", text))
    return frozenset(known)


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D601": crisis_words_elsewhere, "D602": shadowed_choices, "D603": secrets_asked, "D604": strangers,
        "D605": unknown_numbers, "D606": promises, "D607": crisis_without_number, "D608": crisis_out_of_reach,
        "D609": dangerous_advice,
    }  # fmt: skip
