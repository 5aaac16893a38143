"""From a node's field and its variables to a sentence in somebody's language, with fallback to the Chinese source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.language.model import Words
from bot.values import Value, show

SOURCE_LANGUAGE = "zh-Hans"
BLANK = "＿＿"  # stands where a variable is unset; the checker proves that it never has to

# What values are written with (bot/values): 2万3500元, 11月25日（周三）下午2点30分. What somebody typed stays so.
_TRADITIONAL = str.maketrans("万亿周点", "萬億週點")
_WRITTEN = ("money", "date", "datetime", "yes_no")

_PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One translation, with the source it was made from: another source makes it stale, and it is not shown."""

    source: str
    text: str


Catalogue = Mapping[str, Entry]  # context (flow.node.field, with @家人 for a wording by person) -> entry


def read_catalogue(po: str) -> dict[str, Entry]:
    """The text of a .po file -> its entries that are finished and not fuzzy, by context."""
    import polib  # 12 ms, and only for people who do not read Chinese

    return {
        entry.msgctxt: Entry(source=entry.msgid, text=entry.msgstr)
        for entry in polib.pofile(po)
        if entry.msgctxt and entry.msgstr and not entry.fuzzy and not entry.obsolete
    }


class Texts:
    """The catalogues, and how a value reads in each language."""

    __slots__ = ("_by_source", "_catalogues")

    def __init__(self, catalogues: Mapping[str, Catalogue] | None = None) -> None:
        self._catalogues = dict(catalogues or {})
        self._by_source: dict[str, dict[str, str]] = {}  # made when an option is first shown in that language

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language there is a catalogue for, the source first."""
        return (SOURCE_LANGUAGE, *self._catalogues)

    def sentence(
        self,
        words: Words,
        lang: str = SOURCE_LANGUAGE,
        who: str | None = None,
        values: Mapping[str, tuple[str, Value]] | None = None,
    ) -> str:
        """The text of `words` for one person, its variables filled in. Never raises, never leaves a ${…} standing."""
        source = words.text_for(who)
        text = self._translated(words, source, lang, who)
        if "${" not in text:
            return text
        known = values or {}

        def filled(place: re.Match[str]) -> str:
            name, _, blank = place[1].partition("|")
            typed = known.get(name.strip())
            return blank if typed is None and blank else self.known(typed, lang)

        return _PLACEHOLDER.sub(filled, text)

    def translated(self, words: Words, lang: str, who: str | None = None) -> bool:
        """Whether there is a translation of what these words say now."""
        source = words.text_for(who)
        return self._translated(words, source, lang, who) != source

    def _translated(self, words: Words, source: str, lang: str, who: str | None) -> str:
        catalogue = self._catalogues.get(lang)
        if catalogue is None:
            return source
        variant = next((f"{words.key}@{name}" for name, text in words.by_person if name == who), words.key)
        entry = catalogue.get(variant)
        return entry.text if entry is not None and entry.source == source else source

    def known(self, typed: tuple[str, Value] | None, lang: str) -> str:
        """A value as it stands in a sentence, listed words in the reader's language; a blank where it is unset."""
        if typed is None:
            return BLANK
        kind, value = typed
        if lang in self._catalogues and kind in ("one_of", "many_of"):
            words = value if isinstance(value, tuple) else (str(value),)
            known = self._options(lang)
            return "、".join(known.get(word, word) for word in words)
        return self.value(kind, value, lang)

    def _options(self, lang: str) -> Mapping[str, str]:
        found = self._by_source.get(lang)
        if found is None:
            found = {entry.source: entry.text for entry in self._catalogues[lang].values()}
            self._by_source[lang] = found
        return found

    def value(self, kind: str, value: Value, lang: str) -> str:
        """How a typed value reads: 2万3500元; CNY 23,500 in English."""
        if lang == SOURCE_LANGUAGE or lang.startswith("zh"):
            text = show(kind, value)
            return text.translate(_TRADITIONAL) if lang == "zh-Hant" and kind in _WRITTEN else text
        match kind, value:
            case "money", int():
                return f"CNY {value / 100:,.2f}".removesuffix(".00")
            case "datetime", str():
                return value[:16].replace("T", " ")
            case "yes_no", bool():
                return "yes" if value else "no"
            case (("text" | "quote" | "phone" | "int" | "date"), _):
                return str(value)
        return show(kind, value)
