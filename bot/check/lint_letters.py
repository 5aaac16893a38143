"""D42x: letters. What is signed and posted stays: dated, asking for an answer, owning up to nothing, not too early."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.check.exam import Exam, Rule, found
from bot.check.graph import closure
from bot.check.lint_safety import SECRETS
from bot.check.lint_words import WRITTEN
from bot.check.spoken import bare, said_plainly, sentences, wordings
from bot.language.marks import Diagnostic
from bot.language.model import Step, Words

_DAY = re.compile(r"[0-9０-９＿]+\s*年\s*[0-9０-９＿]+\s*月\s*[0-9０-９＿]+\s*日")
# Who writes one of these has taken the debt, or a sum, for right; an old debt may begin to count anew.
ADMITTING = (
    "我欠", "欠你们", "欠贵", "欠银行", "承认", "确认欠", "确认债", "欠款属实", "所欠", "还欠", "尚欠", "我的欠款",
    "我的债务", "无异议", "没有异议", "认可该", "认可上", "认可这笔",
)  # fmt: skip
# Who writes one of these offers to pay: the same, unless somebody looked first how old the debt is.
OFFERING = (
    "愿意还", "愿意归还", "愿意按", "申请分期", "分期还", "分期归还", "每月还", "申请延期", "申请缓", "一次还清",
    "一次结清", "减免", "还款计划", "还款方案",
)  # fmt: skip
OLD = "case.last"
"""The variable that says whether the debt may be an old one."""


def undated_letters(exam: Exam) -> Iterator[Diagnostic]:
    """D422: a letter without a place for the day, or without a request for an answer in writing."""
    for step, words in _letters(exam):
        for text in wordings(words):
            dated = _DAY.search(bare(text)) or "${today}" in text
            if not dated or not any(word in text for word in WRITTEN):
                yield found("D422", words.mark, node=step.place)
                break


def admitting_letters(exam: Exam) -> Iterator[Diagnostic]:
    """D423: a letter that owns up to a debt or a sum."""
    for step, words in _letters(exam):
        if hit := _said(ADMITTING, words):
            yield found("D423", words.mark, node=step.place, word=hit)


def ungated_letters(exam: Exam) -> Iterator[Diagnostic]:
    """D424: a letter that offers to pay, and a way to it on which nobody asks how old the debt is."""
    offering = [(step, words, hit) for step, words in _letters(exam) if (hit := _offer(words))]
    if not offering:
        return
    gates = {place for place, step in exam.graph.steps.items() if _asks_how_old(step)}
    open_ = closure(
        (door for door in exam.graph.doors if door not in gates),
        lambda place: (e.target for e in exam.graph.out.get(place, ()) if e.target not in gates),
    )
    for step, words, hit in offering:
        if step.place in open_:
            yield found("D424", words.mark, node=step.place, word=hit, variable=OLD)


def private_letters(exam: Exam) -> Iterator[Diagnostic]:
    """D425: a letter with a number that is nobody's business: of a card, of identity, of a telephone typed here."""
    for step, words in _letters(exam):
        hit = _said(SECRETS, words)
        for name in words.names:
            variable = exam.dialogs.variable(step.flow, name)
            if variable is not None and variable.spec.type == "phone":
                hit = hit or name
        if hit:
            yield found("D425", words.mark, node=step.place, word=hit)


def _letters(exam: Exam) -> Iterator[tuple[Step, Words]]:
    for step in exam.graph.steps.values():
        if step.letter:
            yield step, step.letter


def _said(list_: tuple[str, ...], words: Words) -> str:
    texts = (sentence for text in wordings(words) for sentence in sentences(bare(text)))
    return next((hit for sentence in texts for hit in said_plainly(list_, sentence)), "")


def _offer(words: Words) -> str:
    return "case.amount" if "case.amount" in words.names else _said(OFFERING, words)


def _asks_how_old(step: Step) -> bool:
    """A step that asks it, or goes on by the answer: whoever passes has met the question."""
    if step.ask and step.ask.save_as == OLD:
        return True
    return any(go.condition is not None and OLD in go.condition.names for go in step.go)


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D422": undated_letters, "D423": admitting_letters, "D424": ungated_letters, "D425": private_letters,
    }  # fmt: skip
