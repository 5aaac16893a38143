"""D513: sentences known to be wrong, wherever words are shown. Which ones: rules/claims.yaml, written by volunteers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.check.exam import Exam, Rule, found
from bot.check.spoken import all_words, bare, sentences, wordings
from bot.language.claims import Claim, claims
from bot.language.marks import Diagnostic


def false_claims(exam: Exam) -> Iterator[Diagnostic]:
    """D513: a claim that no statement makes true, in a text, on a button, or in the register itself."""
    for words in all_words(exam.dialogs):
        for claim, said in _said(wordings(words)):
            yield found("D513", words.mark, where=words.key, word=said, instead=claim.instead)
    for statement in exam.dialogs.statements.values():
        for claim, said in _said((statement.full, statement.short, statement.caveat)):
            yield found("D513", statement.mark, where=statement.id, word=said, instead=claim.instead)


def _said(texts: tuple[str, ...]) -> Iterator[tuple[Claim, str]]:
    for text in texts:
        for sentence in sentences(bare(text)):
            yield from claims().said("false", sentence)


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {"D513": false_claims}
