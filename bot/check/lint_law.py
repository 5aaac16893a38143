"""D5: law and its sources. No sentence claims more than a statement of the register carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from bot.check.exam import Exam, Rule, found
from bot.check.signing import flow_signed, statement_signed
from bot.check.spoken import all_words, bare, said_at_all, sentences, spoken, wordings
from bot.language.claims import claims
from bot.language.marks import Diagnostic
from bot.language.model import Dialogs, Flow, LawRef, Statement, Status, Step

# Which word needs which force. A word of the first row says that a statute forbids or punishes; of the second, that a
# regulator's rule is broken; of the third, that somebody must or may.
STATUTE = (
    "违法", "犯罪", "犯法", "非法", "违反法律", "触犯法律", "判刑", "坐牢", "拘留", "依法", "法律规定", "法律保护",
    "法律不允许", "法律责任", "刑事责任", "法定",
)  # fmt: skip
REGULATION = ("违规",)
RULE = ("有权", "无权", "不得", "禁止", "没有权利", "没权利")
CLAIMS = (*STATUTE, *REGULATION, *RULE)
IDIOMS = (
    "不得不",
    "不得已",
    "恨不得",
    "舍不得",
    "巴不得",
    "怪不得",
    "了不得",
    "所有权",
    "有权限",
    "犯罪嫌疑人",
)
# "Is it unlawful?", "not unlawful in itself": still about law, so a statement is needed, but it claims nothing beyond.
HEDGED = re.compile(r"(不当然|不一定|不等于|不一定就|不算|不是|不构成|未必|是否|是不是|算不算)$")

LAW = frozenset(("法律", "司法解释", "行政法规"))
BINDING = LAW | {"部门规章", "监管规定", "地方性法规"}
STANDARD = frozenset(("行业自律", "国家标准（推荐）"))
# What a bot says of itself to be trusted. Who checks another's paper (有没有律师签字) speaks of that paper.
REVIEWED = re.compile(
    "(?:这些话|这些内容|这里的话|这里说的|以上|上面的话|回答|内容|条文|本服务|机器人)[^，。；！？\\n]{0,8}"
    "(?:律师|律所|法律专家|法律人士|专业人士)[^，。；！？\\n]{0,3}(?:签|审|核|看过|把关|确认|认可)"
)
STANDARD_NAMED = ("行业规范", "行业指引", "指引", "公约", "国标", "国家标准", "会员")


def unsourced_claims(exam: Exam) -> Iterator[Diagnostic]:
    """D501: a word of law at a step that rests on no statement; the bot's own phrases can rest on none at all."""
    for _, step in _steps(exam.dialogs):
        if step.law:
            continue
        for part in spoken(step):
            if claim := next(_claims(wordings(part.words)), None):
                yield found("D501", part.words.mark, node=step.place, word=claim[0])
    for words in exam.dialogs.phrases.values():
        if claim := next(_claims(wordings(words)), None):
            yield found("D501", words.mark, node=words.key, word=claim[0])


def overclaimed(exam: Exam) -> Iterator[Diagnostic]:
    """D502: a word of law that no statement of the step has the force for."""
    for _, step in _steps(exam.dialogs):
        statements = [s for ref in step.law if (s := exam.dialogs.statements.get(ref.id))]
        if not statements:
            continue
        forces = {s.force for s in statements}
        for part in spoken(step):
            for word, sentence in _claims(wordings(part.words)):
                if not _allowed(word, sentence, forces):
                    yield found(
                        "D502", part.words.mark, node=step.place, word=word, force="、".join(sorted(forces))
                    )
                    break


def overclaiming_register(exam: Exam) -> Iterator[Diagnostic]:
    """D503: a statement of self-regulation or a mere notice whose own sentence speaks of breaking the law."""
    for statement in exam.dialogs.statements.values():
        if statement.force not in STANDARD:
            continue
        for word, sentence in _claims((statement.full, statement.short)):
            # 非法 and the like may be quoted from the guide itself; these say that its breach is one of the law.
            if word in ("违法", "犯罪", "犯法", "违规") and not _allowed(word, sentence, {statement.force}):
                yield found("D503", statement.mark, id=statement.id, word=word, force=statement.force)
                break


def wrong_mirrors(exam: Exam) -> Iterator[Diagnostic]:
    """D504: the sentence repeated beside an id is not the register's."""
    for _, step in _steps(exam.dialogs):
        for ref, statement in _cited(exam.dialogs, step):
            if ref.mirror != statement.short:
                yield found(
                    "D504", ref.mark, fix=ref.cure, id=ref.id, mirror=ref.mirror or "", short=statement.short
                )


def past_review(exam: Exam) -> Iterator[Diagnostic]:
    """D505: a statement in use that should have been looked at again before today. With --release: D506."""
    if not exam.release:
        yield from _overdue(exam, "D505")


def past_review_at_release(exam: Exam) -> Iterator[Diagnostic]:
    """D506: the same, when a release is being made: then nothing goes out."""
    if exam.release:
        yield from _overdue(exam, "D506")


def unfit_for_danger(exam: Exam) -> Iterator[Diagnostic]:
    """D507: a statement that is not marked danger_ok at a step of danger."""
    for _, step in _steps(exam.dialogs):
        for ref, statement in _cited(exam.dialogs, step):
            if step.danger and not statement.danger_ok:
                yield found("D507", ref.mark, id=ref.id, node=step.place)


def withheld(exam: Exam) -> Iterator[Diagnostic]:
    """D508: a statement that is kept back until a person has verified it."""
    for _, step in _steps(exam.dialogs):
        for ref, statement in _cited(exam.dialogs, step):
            if statement.withhold:
                yield found("D508", ref.mark, id=ref.id, node=step.place)


def torn_apart(exam: Exam) -> Iterator[Diagnostic]:
    """D509: a statement without those that must be shown with it, in the same step or the same breath.

    One that is only for the card comes along there by itself.
    """
    statements = exam.dialogs.statements
    for flow, step in _steps(exam.dialogs):
        beside: set[str] | None = None
        for ref, statement in _cited(exam.dialogs, step):
            if not statement.shown_with:
                continue
            beside = _same_breath(exam, flow, step) if beside is None else beside
            for other in statement.shown_with:
                if other not in beside and not (other in statements and statements[other].card_only):
                    yield found("D509", ref.mark, id=ref.id, other=other, node=step.place)


def cards_in_steps(exam: Exam) -> Iterator[Diagnostic]:
    """D510: a statement that is only for the card behind 依据."""
    for _, step in _steps(exam.dialogs):
        for ref, statement in _cited(exam.dialogs, step):
            if statement.card_only:
                yield found("D510", ref.mark, id=ref.id, node=step.place)


def unused_statements(exam: Exam) -> Iterator[Diagnostic]:
    """D511: statements nobody shows; one summary of the whole register."""
    used = {ref.id for _, step in _steps(exam.dialogs) for ref in step.law}
    used |= {other for s in exam.dialogs.statements.values() if s.id in used for other in s.shown_with}
    # A number to call is used by being printed in a text; a card or a withheld statement waits for its day.
    unused = [
        s
        for s in exam.dialogs.statements.values()
        if s.id not in used and not (s.card_only or s.withhold or s.id.startswith("hot-"))
    ]
    if unused:
        some = "、".join(s.id for s in unused[:3]) + ("…" if len(unused) > 3 else "")
        yield found("D511", unused[0].mark, count=len(unused), ids=some)


def broken_signatures(exam: Exam) -> Iterator[Diagnostic]:
    """D512: a flow that says `signed` though its words or statements changed since, or nobody's name stands there."""
    for flow in exam.dialogs.flows.values():
        if flow.review.status is Status.SIGNED and not flow_signed(exam.dialogs, flow):
            yield found("D512", flow.mark, flow=flow.id, by=flow.review.by or "？")


def broken_statements(exam: Exam) -> Iterator[Diagnostic]:
    """D514: the same for a statement of the register."""
    for statement in exam.dialogs.statements.values():
        if statement.review.status is Status.SIGNED and not statement_signed(statement):
            yield found("D514", statement.mark, id=statement.id, by=statement.review.by or "？")


def claimed_reviews(exam: Exam) -> Iterator[Diagnostic]:
    """D515: words that say a lawyer has looked, while something in these dialogs is a draft."""
    dialogs = exam.dialogs
    if all(flow_signed(dialogs, flow) for flow in dialogs.flows.values()):
        return
    for words in all_words(dialogs):
        for text in wordings(words):
            hit = next(
                (m for s in sentences(bare(text)) if (m := REVIEWED.search(s)) and not _denied(m)), None
            )
            if hit:
                yield found("D515", words.mark, where=words.key, word=hit.group())
                break


def _denied(hit: re.Match[str]) -> bool:
    return any(word in hit.string[: hit.end()] for word in ("没", "未", "不", "还"))


def _claims(texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Words of law, and law said in plain words; what is false whatever it rests on has a rule of its own (D513)."""
    for text in texts:
        for sentence in sentences(bare(text)):
            if any(claims().said("false", sentence)):
                continue
            for word in said_at_all(CLAIMS, sentence, but=IDIOMS):
                yield word, sentence
            for _, words in claims().said("law", sentence):
                yield words, sentence


def _allowed(word: str, sentence: str, forces: set[str]) -> bool:
    plain = next((c.force for c, words in claims().said("law", sentence) if words == word), "")
    if plain == "法律":
        return bool(forces & (LAW | {"推导"}))
    if not plain and HEDGED.search(sentence[: sentence.find(word)]):
        return True
    if word in STATUTE:
        return bool(forces & LAW)
    if word in REGULATION:
        return bool(forces & BINDING)
    if forces & BINDING or "推导" in forces:
        return True
    return bool(forces & STANDARD) and any(name in sentence for name in STANDARD_NAMED)


def _overdue(exam: Exam, code: str) -> Iterator[Diagnostic]:
    used: dict[str, LawRef] = {}
    for _, step in _steps(exam.dialogs):
        for ref in step.law:
            used.setdefault(ref.id, ref)
    for statement in exam.dialogs.statements.values():
        day = _day(statement.review_by)
        if statement.id in used and day is not None and day < exam.today:
            yield found(code, statement.mark, id=statement.id, day=statement.review_by)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _same_breath(exam: Exam, flow: Flow, step: Step) -> set[str]:
    """Ids shown at the step, or at a step of the same flow shown in the same turn just before or after it."""
    ids = {ref.id for ref in step.law}
    for other in flow.steps.values():
        for edge in exam.graph.silent.get(other.place, ()):
            if step.place in (edge.source, edge.target):
                near = exam.graph.steps.get(edge.target if edge.source == step.place else edge.source)
                ids |= {ref.id for ref in near.law} if near else set()
    return ids


def _steps(dialogs: Dialogs) -> Iterator[tuple[Flow, Step]]:
    """Every step, and every sign of a message as a step of a flow of their own: what holds for one holds for all."""
    for flow in dialogs.flows.values():
        for step in flow.steps.values():
            yield flow, step
    if signs := _signs(dialogs):
        first = dialogs.signs[0]
        flow = Flow(id="signs", title=first.say, steps=signs, mark=first.mark)
        yield from ((flow, step) for step in signs.values())


def _signs(dialogs: Dialogs) -> dict[str, Step]:
    return {s.id: Step(flow="signs", id=s.id, say=s.say, law=s.law, mark=s.mark) for s in dialogs.signs}


def _cited(dialogs: Dialogs, step: Step) -> Iterator[tuple[LawRef, Statement]]:
    for ref in step.law:
        if statement := dialogs.statements.get(ref.id):
            yield ref, statement


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D501": unsourced_claims, "D502": overclaimed, "D503": overclaiming_register, "D504": wrong_mirrors,
        "D505": past_review, "D506": past_review_at_release, "D507": unfit_for_danger, "D508": withheld,
        "D509": torn_apart, "D510": cards_in_steps, "D511": unused_statements, "D512": broken_signatures,
        "D514": broken_statements, "D515": claimed_reviews,
    }  # fmt: skip
