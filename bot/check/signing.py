"""What a signature is for: a hash over every word a person reads, and over the statements those words rest on.

Any edit of them makes the signature void (D512, D514). The way through a flow is part of it: the same sentence at
another turning says something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from bot.check.spoken import labels, spoken
from bot.language.model import Choice, Dialogs, Flow, Go, Review, Statement, Status, Step, Words

LENGTH = 32  # hexadecimal digits: nobody finds another text with the same ones, and they fit on a line


def flow_hash(dialogs: Dialogs, flow: Flow) -> str:
    """The hash a signature of this flow holds: its words, where they lead, the statements and signs behind them."""
    return _digest(_of_flow(dialogs, flow))


def statement_hash(statement: Statement) -> str:
    """The hash a signature of this statement holds: all of it but the signature itself."""
    return _digest(_of_statement(statement))


def signed(review: Review, hash_: str) -> bool:
    """Whether a signature stands: by somebody, on a day, for these very words."""
    return review.status is Status.SIGNED and bool(review.by and review.on) and review.hash == hash_


def flow_signed(dialogs: Dialogs, flow: Flow) -> bool:
    """Whether somebody signed this flow as it is now."""
    return signed(flow.review, flow_hash(dialogs, flow))


def statement_signed(statement: Statement) -> bool:
    """Whether somebody signed this statement as it is now."""
    return signed(statement.review, statement_hash(statement))


def statements_of(dialogs: Dialogs, flow: Flow) -> tuple[Statement, ...]:
    """Every statement a flow shows, each once, with those that must be shown beside it."""
    ids = [ref.id for step in flow.steps.values() for ref in step.law]
    if _looks(flow):
        ids += [ref.id for sign in dialogs.signs for ref in sign.law]
    found = dict.fromkeys(ids)
    for id_ in ids:
        if statement := dialogs.statements.get(id_):
            found |= dict.fromkeys(statement.shown_with)
    return tuple(dialogs.statements[id_] for id_ in found if id_ in dialogs.statements)


def _of_flow(dialogs: Dialogs, flow: Flow) -> Iterator[str]:
    yield _words("title", flow.title)
    for variable in flow.variables:
        yield f"{variable.name}|{variable.label.default if variable.label else ''}|{variable.spec.options}"
    for step in flow.steps.values():
        yield from _of_step(step)
    yield from (_button(choice) for choice in flow.always)
    if _looks(flow):
        yield from (_words(sign.id, sign.say) for sign in dialogs.signs)
    for statement in statements_of(dialogs, flow):
        yield from _of_statement(statement)


def _of_step(step: Step) -> Iterator[str]:
    yield f"{step.id}|{step.danger}|{step.end}|{step.forget}"
    yield from (_words(part.kind, part.words) for part in spoken(step))
    yield from (_words("label", words) for words in labels(step))
    yield from (_button(choice) for choice in step.choices)
    yield from (_branch(go) for go in step.go)
    yield from (ref.id for ref in step.law)


def _of_statement(statement: Statement) -> Iterator[str]:
    source = statement.source
    yield from (
        statement.id, statement.short, statement.full, statement.caveat, statement.force, statement.verified,
        statement.as_of, statement.review_by, source.name, source.article, source.issuer, source.effective, source.url,
        " ".join(statement.shown_with), f"{statement.danger_ok}{statement.card_only}{statement.withhold}",
    )  # fmt: skip


def _words(name: str, words: Words) -> str:
    return f"{name}={words.default}|{words.by_person}"


def _button(choice: Choice) -> str:
    when = choice.when.text if choice.when else ""
    return f"{choice.id}={choice.text.default}|{choice.text.by_person}|{when}>{choice.to.place}"


def _branch(go: Go) -> str:
    to = go.to.place if go.to else f"{go.use.target.place}>{go.use.then.place}" if go.use else ""
    return f"{go.condition.text if go.condition else ''}|{go.outcome}>{to}"


def _looks(flow: Flow) -> bool:
    """Whether it shows what a look at a message found."""
    return any(step.do and step.do.action.most_said for step in flow.steps.values())


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()[:LENGTH]
