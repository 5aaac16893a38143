"""D41x: wording. What a frightened person can read, and what is never said to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.check.exam import Exam, Rule, found
from bot.check.spoken import (
    all_words,
    bare,
    length,
    lines,
    said_at_all,
    sentences,
    spoken,
    wordings,
)
from bot.language.marks import Diagnostic
from bot.language.model import Dialogs, Step

# Words that blame, and what to say instead.
BLAME = (
    "老赖", "赖账", "欠债不还", "失信人员", "活该", "自作自受", "谁让您", "谁叫你", "不懂法", "您应该早点", "怪您自己",
)  # fmt: skip
# Words of offices: nobody says them at a door.
OFFICIAL = (
    "兹", "之规定", "予以", "敬请", "贵方", "阁下", "尊敬的用户", "温馨提示", "请知悉", "特此", "鉴于", "届时", "依照",
    "相关部门", "上述", "该等", "如下所示", "债务人", "征信黑名单", "停息挂账",
)  # fmt: skip
OFFICIAL_IDIOMS = ("拒不执行",)
WRITTEN = ("书面", "发给我", "短信", "邮件", "回复", "答复", "盖章")
# Facts a person at the other side of a door must not hear from us.
PRIVATE = ("我的身份证", "我的工资", "我在哪上班", "我的单位", "我的银行卡", "我家住", "我的收入", "我的住址")
_SHOUTING = re.compile(r"[！!？?]{2,}|[！!][^！!？?。\n]{0,3}[！!]")
_DIGITS = re.compile(r"[0-9０-９]")
_DATE = re.compile(
    r"[0-9０-９一二三四五六七八九十两_＿×]+\s*(月|日|号|天|小时|点)|今天|明天|后天|周[一二三四五六日末]|之前"
)


def long_scripts(exam: Exam) -> Iterator[Diagnostic]:
    """D411: a script to say aloud of more than two sentences cannot be said with a shaking voice."""
    for step in _steps(exam.dialogs):
        for text in wordings(step.aloud) if step.aloud else ():
            if len(sentences(text)) > 2 and step.aloud:
                yield found("D411", step.aloud.mark, node=step.place, count=len(sentences(text)))
                break


def told_aloud(exam: Exam) -> Iterator[Diagnostic]:
    """D412: what is said aloud at a door is heard by the neighbours: no case data, no private facts."""
    for step in _steps(exam.dialogs):
        if not step.aloud:
            continue
        names = [n for n in step.aloud.names if n.startswith(("case.", "person.")) or _private(exam, step, n)]
        heard = [*names, *(w for text in wordings(step.aloud) for w in said_at_all(PRIVATE, text))]
        if heard:
            yield found("D412", step.aloud.mark, node=step.place, word=heard[0])


def loose_messages(exam: Exam) -> Iterator[Diagnostic]:
    """D413: a message to send names a day or asks for an answer in writing; else it proves nothing later."""
    for step in _steps(exam.dialogs):
        for text in wordings(step.send) if step.send else ():
            dated = _DATE.search(bare(text)) or _names_a_time(exam, step)
            if not dated and not any(word in text for word in WRITTEN) and step.send:
                yield found("D413", step.send.mark, node=step.place)
                break


def blaming_words(exam: Exam) -> Iterator[Diagnostic]:
    """D414: words that shame the person who reads."""
    yield from _listed(exam, "D414", BLAME, ())


def office_words(exam: Exam) -> Iterator[Diagnostic]:
    """D415: words of offices, which nobody says at a door."""
    yield from _listed(exam, "D415", OFFICIAL, OFFICIAL_IDIOMS)


def shouting(exam: Exam) -> Iterator[Diagnostic]:
    """D416: rows of exclamation or question marks."""
    for words in all_words(exam.dialogs):
        for text in wordings(words):
            if hit := _SHOUTING.search(text):
                yield found("D416", words.mark, where=words.key, word=hit.group())
                break


def long_sentences(exam: Exam) -> Iterator[Diagnostic]:
    """D417: over 30 characters in one sentence where danger is near."""
    for step in _steps(exam.dialogs):
        if not step.danger:
            continue
        for part in spoken(step):
            worst = max((s for t in wordings(part.words) for s in sentences(t)), key=length, default="")
            if length(worst) > 30:
                yield found("D417", part.words.mark, node=step.place, count=length(worst), text=_cut(worst))


def many_lines(exam: Exam) -> Iterator[Diagnostic]:
    """D418: more than five lines where danger is near."""
    for step in _steps(exam.dialogs):
        if not step.danger:
            continue
        shown = [part.words for part in spoken(step) if part.kind != "retry"]
        count = sum(max(len(lines(text)) for text in wordings(words)) for words in shown)
        if count > 5:
            yield found("D418", shown[0].mark, node=step.place, count=count)


def long_texts(exam: Exam) -> Iterator[Diagnostic]:
    """D419: over 120 characters of the bot's own words before the buttons."""
    for step in _steps(exam.dialogs):
        shown = [part.words for part in spoken(step) if part.kind in ("say", "ask")]
        count = sum(max(length(text) for text in wordings(words)) for words in shown)
        if count > 120:
            yield found("D419", shown[0].mark, node=step.place, count=count)


def many_choices(exam: Exam) -> Iterator[Diagnostic]:
    """D420: more than five choices of its own at one step."""
    for step in _steps(exam.dialogs):
        if len(step.choices) > 5:
            yield found("D420", step.choices[5].mark, node=step.place, count=len(step.choices))


def bare_retries(exam: Exam) -> Iterator[Diagnostic]:
    """D421: a retry that shows no example; a question answered by buttons shows them anyway."""
    for step in _steps(exam.dialogs):
        retry = step.ask.retry if step.ask and not _by_buttons(exam, step) else None
        for text in wordings(retry) if retry else ():
            if not _DIGITS.search(text) and not any(word in text for word in ("例如", "比如", "譬如", "像“")):
                yield found("D421", retry.mark if retry else step.mark, node=step.place)
                break


def _listed(exam: Exam, code: str, words: tuple[str, ...], idioms: tuple[str, ...]) -> Iterator[Diagnostic]:
    for text in all_words(exam.dialogs):
        hit = next((w for one in wordings(text) for w in said_at_all(words, bare(one), but=idioms)), None)
        if hit:
            yield found(code, text.mark, where=text.key, word=hit)


def _steps(dialogs: Dialogs) -> Iterator[Step]:
    for flow in dialogs.flows.values():
        yield from flow.steps.values()


def _private(exam: Exam, step: Step, name: str) -> bool:
    """Names of people, telephone numbers and sums are nobody's business on a staircase."""
    variable = exam.dialogs.variable(step.flow, name)
    return variable is not None and variable.spec.type in ("money", "phone")


def _by_buttons(exam: Exam, step: Step) -> bool:
    variable = exam.dialogs.variable(step.flow, step.ask.save_as) if step.ask else None
    return variable is not None and variable.spec.type in ("yes_no", "one_of", "many_of")


def _names_a_time(exam: Exam, step: Step) -> bool:
    declared = (exam.dialogs.variable(step.flow, name) for name in (step.send.names if step.send else ()))
    return any(v is not None and v.spec.type in ("date", "datetime") for v in declared)


def _cut(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D411": long_scripts, "D412": told_aloud, "D413": loose_messages, "D414": blaming_words,
        "D415": office_words, "D416": shouting, "D417": long_sentences, "D418": many_lines,
        "D419": long_texts, "D420": many_choices, "D421": bare_retries,
    }  # fmt: skip
