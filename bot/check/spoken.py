"""What a step says, taken apart: wordings, sentences, lines; and the small questions rules ask of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language.model import Dialogs, Step, Var, Words

SCRIPTS = ("aloud", "phone", "send", "letter")  # words the person says or sends to the other side
PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_SENTENCE = re.compile(r"[^。！？!?；;\n…]+[。！？!?；;…]*[”’」』）)]*")
_NOT_SAID = re.compile(r"[\W_]+")
# Words that turn the one behind them into its opposite, at most eight characters before it, in the same clause.
_NEGATION = re.compile(r"(别|不|没|未|勿|莫|无|非|算不算|是否|有没有)[^，。！？；、：,;:\n]{0,8}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One text of a step with what it is: say, aloud, phone, send, letter, ask, retry."""

    kind: str
    words: Words


def spoken(step: Step) -> Iterator[Spoken]:
    """Every text of a step in the order in which it is shown; choices apart."""
    scripts = (("aloud", step.aloud), ("phone", step.phone), ("send", step.send), ("letter", step.letter))
    for kind, words in (("say", step.say), *scripts):
        if words:
            yield Spoken(kind=kind, words=words)
    if step.ask:
        yield Spoken(kind="ask", words=step.ask.text)
        if step.ask.retry:
            yield Spoken(kind="retry", words=step.ask.retry)


def labels(step: Step) -> Iterator[Words]:
    """What stands on a step's own buttons."""
    if step.ask and step.ask.unknown:
        yield step.ask.unknown
    for choice in step.choices:
        yield choice.text


def all_words(dialogs: Dialogs) -> Iterator[Words]:
    """Every text a person can be shown, in file order; what the catalogues translate."""
    for flow in dialogs.flows.values():
        yield flow.title
        for variable in flow.variables:
            if variable.label:
                yield variable.label
        for choice in flow.always:
            yield choice.text
        for step in flow.steps.values():
            for part in spoken(step):
                yield part.words
            yield from labels(step)
    for sign in dialogs.signs:
        yield sign.say
    for interrupt in dialogs.interrupts:
        if interrupt.button:
            yield interrupt.button
    yield from dialogs.phrases.values()
    for variable in (*dialogs.person, *dialogs.case):
        if variable.label:
            yield variable.label
    yield from option_words(dialogs)


def option_words(dialogs: Dialogs) -> Iterator[Words]:
    """The options of one_of and many_of, addressed as the engine addresses them."""
    for flow in dialogs.flows.values():
        for variable in flow.variables:
            yield from _options(variable, f"{flow.id}.{variable.name}")
    for variable in (*dialogs.person, *dialogs.case):
        yield from _options(variable, variable.name)


def _options(variable: Var, name: str) -> Iterator[Words]:
    for index, text in enumerate(variable.spec.options):
        yield Words(key=f"{name}.option.{index}", default=text, mark=variable.mark)


def wordings(words: Words) -> tuple[str, ...]:
    """The default text and every wording by person, each once."""
    texts = [words.default]
    for _, text in words.by_person:
        if text not in texts:
            texts.append(text)
    return tuple(texts)


def sentences(text: str) -> list[str]:
    """A text in sentences; a line break ends one too."""
    return [found.strip() for found in _SENTENCE.findall(text) if _NOT_SAID.sub("", found)]


def lines(text: str) -> list[str]:
    """The lines that hold something."""
    return [line for line in text.split("\n") if line.strip()]


def length(text: str) -> int:
    """Characters as a reader counts them: a placeholder is two, spaces and closing marks are none."""
    return len(_NOT_SAID.sub("", PLACEHOLDER.sub("某某", text)))


def plain(text: str) -> str:
    """A text as it is compared: width, case, spaces and punctuation do not count."""
    return _NOT_SAID.sub("", unicodedata.normalize("NFKC", text).casefold())


def bare(text: str) -> str:
    """A text without its placeholders, so that ${case.amount} is never taken for words."""
    return PLACEHOLDER.sub("＿", text)


def said_plainly(words: Sequence[str], text: str, *, but: Sequence[str] = ()) -> Iterator[str]:
    """The words of a list that a text really says: not negated, and not part of an idiom in `but`."""
    text = _without(text, but)
    for word in words:
        start = text.find(word)
        while start >= 0:
            if not _NEGATION.search(text[max(0, start - 12) : start]):
                yield word
                break
            start = text.find(word, start + 1)


def said_at_all(words: Sequence[str], text: str, *, but: Sequence[str] = ()) -> Iterator[str]:
    """The words of a list that occur in a text, negated or not, idioms apart."""
    text = _without(text, but)
    for word in words:
        if word in text:
            yield word


def _without(text: str, idioms: Sequence[str]) -> str:
    for idiom in idioms:
        text = text.replace(idiom, "＿" * len(idiom))
    return text
