"""D40x: translations. A catalogue entry says what the Chinese says now, with the same variables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bot.check.exam import Exam, Rule, found
from bot.check.spoken import PLACEHOLDER, all_words
from bot.language.marks import Diagnostic
from bot.language.model import Dialogs, Words
from bot.texts import Entry


def lost_placeholders(exam: Exam) -> Iterator[Diagnostic]:
    """D401: the translation lost a variable that the Chinese shows."""
    for lang, words, source, entry in _entries(exam):
        if entry.source == source and (lost := sorted(_names(source) - _names(entry.text))):
            yield found("D401", words.mark, lang=lang, where=words.key, name=lost[0])


def stale_translations(exam: Exam) -> Iterator[Diagnostic]:
    """D402: the Chinese changed since; the person is shown the Chinese."""
    for lang, words, source, entry in _entries(exam):
        if entry.source != source:
            yield found("D402", words.mark, lang=lang, where=words.key)


def missing_translations(exam: Exam) -> Iterator[Diagnostic]:
    """D403: texts without a finished translation; one summary for a file and a language."""
    for lang, catalogue in exam.catalogues.items():
        files: dict[str, list[Words]] = defaultdict(list)
        for words, context, _ in contexts(exam.dialogs):
            if context not in catalogue:
                files[words.mark.file].append(words)
        for lacking in files.values():
            some = "、".join(list(dict.fromkeys(w.key for w in lacking))[:3]) + (
                "…" if len(lacking) > 3 else ""
            )
            yield found("D403", lacking[0].mark, lang=lang, count=len(lacking), where=some)


def invented_placeholders(exam: Exam) -> Iterator[Diagnostic]:
    """D404: the translation names a variable that the Chinese does not have: it would be shown as a blank."""
    for lang, words, source, entry in _entries(exam):
        if entry.source == source and (new := sorted(_names(entry.text) - _names(source))):
            yield found("D404", words.mark, lang=lang, where=words.key, name=new[0])


def contexts(dialogs: Dialogs) -> Iterator[tuple[Words, str, str]]:
    """Every text with its address in a catalogue and its Chinese: the default, then each wording by person."""
    seen: set[str] = set()
    for words in (*all_words(dialogs), *_law(dialogs)):
        for context, text in (
            (words.key, words.default),
            *((f"{words.key}@{n}", t) for n, t in words.by_person),
        ):
            if context not in seen and text.strip():
                seen.add(context)
                yield words, context, text


def _law(dialogs: Dialogs) -> Iterator[Words]:
    """The sentences of the register that some step shows."""
    for flow in dialogs.flows.values():
        for step in flow.steps.values():
            for ref in step.law:
                if statement := dialogs.statements.get(ref.id):
                    text = statement.short if step.danger else statement.full
                    key = f"law.{statement.id}.{'short' if step.danger else 'full'}"
                    yield Words(key=key, default=text, mark=statement.mark)


def _entries(exam: Exam) -> Iterator[tuple[str, Words, str, Entry]]:
    for lang, catalogue in exam.catalogues.items():
        for words, context, source in contexts(exam.dialogs):
            if entry := catalogue.get(context):
                yield lang, words, source, entry


def _names(text: str) -> set[str]:
    return {name.partition("|")[0].strip() for name in PLACEHOLDER.findall(text)}


def rules() -> Mapping[str, Rule]:
    """Code -> question."""
    return {
        "D401": lost_placeholders, "D402": stale_translations, "D403": missing_translations,
        "D404": invented_placeholders,
    }  # fmt: skip
