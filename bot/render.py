"""From what the engine wants said to bubbles: joins the parts, cites the law, fills in the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.engine import Program, Session
from bot.engine.events import Effect, Event, Option, Part, Pressed, Said, Say
from bot.engine.turn import offered
from bot.language.forces import EVERYBODY, binds
from bot.language.model import Dialogs, Statement, Words
from bot.ports import Attachment, Button, Cited, Message
from bot.texts import SOURCE_LANGUAGE, Texts
from bot.values import Value, normalise

SCRIPTS = ("aloud", "phone", "send", "letter")  # each a message of its own, easy to copy
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(slots=True)
class _Bubble:
    """A message while its parts come together."""

    kind: str
    lines: list[str]
    sources: list[str] = field(default_factory=list)
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Dialogs and catalogues together: all that rendering needs besides the Say."""

    dialogs: Dialogs
    texts: Texts
    # What became of shared Says: (itself, the day, its bubbles) by its id and language. One for each step and language.
    kept: dict[tuple[int, str], tuple[Say, date | None, tuple[Message, ...]]] = field(default_factory=dict)

    def render(
        self, effects: tuple[Effect, ...], lang: str = SOURCE_LANGUAGE, today: date | None = None
    ) -> tuple[Message, ...]:
        """Every bubble of a turn in order. Buttons hang on the last bubble; only the last Say keeps any."""
        says = [effect for effect in effects if isinstance(effect, Say)]
        if len(says) == 1 and says[0].shared:
            return self._shared(says[0], lang, today)
        found: list[Message] = []
        for index, say in enumerate(says):
            found += self.compose(say, lang, today, buttons=index == len(says) - 1)
        return tuple(found)

    def _shared(self, say: Say, lang: str, today: date | None) -> tuple[Message, ...]:
        kept = self.kept.get((id(say), lang))
        if kept is None or kept[0] is not say or kept[1] != today:  # the day decides what is overdue
            kept = self.kept[id(say), lang] = (say, today, tuple(self.compose(say, lang, today)))
        return kept[2]

    def compose(
        self, say: Say, lang: str, today: date | None = None, *, buttons: bool = True
    ) -> list[Message]:
        """One Say -> its bubbles: say and law and question together, each script on its own, each card on its own."""
        options = tuple(Button(id=o.id, label=self.label(o, lang)) for o in say.options) if buttons else ()
        values = self._values(say, lang)
        bubbles: list[_Bubble] = []
        for part in say.parts:
            if part.kind == "letter":
                bubbles += self._letter(part, say, lang, values, today)
                continue
            text = self._part(part, say, lang, values, today)
            if bubbles and part.kind in ("law", "ask") and bubbles[-1].kind in ("say", "law", "ask"):
                bubbles[-1].lines.append(text)
                bubbles[-1].sources.extend(part.sources)
            else:
                bubbles.append(_Bubble(part.kind, [text], list(part.sources)))
        if not bubbles and options:
            bubbles.append(_Bubble("ask", [""]))
        if say.drawn and bubbles:
            bubbles[0].files += (_drawing(say.drawn, today),)
        return [
            Message(
                kind=bubble.kind,
                text="\n".join(bubble.lines),
                buttons=options if bubble is bubbles[-1] else (),
                sources=tuple(self.cited(i, lang) for i in dict.fromkeys(bubble.sources)),
                place=say.place,
                numbered=say.numbered,
                attachments=bubble.files,
            )
            for bubble in bubbles
        ]

    def _letter(
        self, part: Part, say: Say, lang: str, values: Mapping[str, tuple[str, Value]], today: date | None
    ) -> list[_Bubble]:
        """A letter, what it rests on below it, and the same as a document: both as whoever gets it reads them.

        For somebody who reads another language its meaning follows, in a message of its own, so that the first one
        can be copied as it is.
        """
        from bot.letters import docx, file_name  # a zip and its friends: 6 ms, and few turns hold a letter

        text = self.texts.sentence(part.words, SOURCE_LANGUAGE, say.who, values)
        law = [self._below(self.dialogs.statements[i], today) for i in part.sources]
        name = "信.docx" if today is None else file_name(today)
        file = Attachment(name=name, media=DOCX, content=docx(text, law, titled=True))
        found = [_Bubble("letter", [text, *law], list(part.sources), (file,))]
        if not lang.startswith("zh") and self.texts.translated(part.words, lang, say.who):
            found.append(_Bubble("say", [self.texts.sentence(part.words, lang, say.who, values)]))
        return found

    def _below(self, statement: Statement, today: date | None) -> str:
        values: dict[str, tuple[str, Value]] = {
            "short": ("text", statement.short + self._overdue(statement, SOURCE_LANGUAGE, today)),
            "source": ("text", self.citation(statement, SOURCE_LANGUAGE)),
        }
        return self.texts.sentence(self.dialogs.phrases["letter_law"], SOURCE_LANGUAGE, None, values)

    def heard(self, program: Program, session: Session | None, event: Event, lang: str) -> Event:
        """What was typed, or the press it stands for: the words of an open button in the person's own language.

        The Chinese words are the matcher's to hear; a translation is known here alone. Every channel comes through.
        """
        if session is None or lang == SOURCE_LANGUAGE or not isinstance(event, Said):
            return event
        typed = _alike(event.text)
        for option in offered(program, session, event.at):
            if _alike(self.label(option, lang)) == typed:
                return Pressed(id=event.id, at=event.at, choice=option.id, place=session.top.place)
        return event

    def label(self, option: Option, lang: str) -> str:
        """What stands on a button."""
        text = self.texts.sentence(option.words, lang)
        if option.value is None:
            return text
        return f"{text}：{self.texts.known(option.value, lang)}"

    def _values(self, say: Say, lang: str) -> Mapping[str, tuple[str, Value]]:
        if not any("options" in part.words.names for part in say.parts):
            return say.values
        lines = [self._in_other_words(o, lang) for o in say.options if o.id[:1] not in "@!"]
        return {**say.values, "options": ("text", "\n".join(lines))}

    def _in_other_words(self, option: Option, lang: str) -> str:
        """What a button means, for someone who did not find themselves in its label."""
        label = self.label(option, lang)
        if not option.also_said or lang != SOURCE_LANGUAGE:
            return f"· {label}"
        return f"· {label}：{'、'.join(option.also_said[:3])}"

    def _part(
        self, part: Part, say: Say, lang: str, values: Mapping[str, tuple[str, Value]], today: date | None
    ) -> str:
        if part.kind == "card":
            return self.card(self.dialogs.statements[part.sources[0]], lang, today)
        text = self.texts.sentence(part.words, lang, say.who, values)
        if part.kind != "law":
            return text
        statement = self.dialogs.statements[part.sources[0]]
        if not say.danger:
            text = f"{text}（{self.citation(statement, lang)}）"
        return text + self._overdue(statement, lang, today)

    def _overdue(self, statement: Statement, lang: str, today: date | None) -> str:
        if today is None or statement.review_by >= today.isoformat():
            return ""
        return self.texts.sentence(self.dialogs.phrases["law_due"], lang)

    def cited(self, statement: str, lang: str) -> Cited:
        """A statement as a message names it."""
        return Cited(id=statement, citation=self.citation(self.dialogs.statements[statement], lang))

    def citation(self, statement: Statement, lang: str) -> str:
        """《民法典》第1032条; with ※来源待核 where the text was not read."""
        name = statement.source.name
        short = name if name.startswith("《") else f"《{name}》"
        unverified = self.texts.sentence(self.dialogs.phrases["unverified"], lang)
        return short + statement.source.article + ("" if statement.verified == "text" else unverified)

    def card(self, statement: Statement, lang: str, today: date | None = None) -> str:
        """The full card: the sentence, its force, where it stands, since when, as of, what it does not say."""
        mark = (
            ""
            if statement.verified == "text"
            else self.texts.sentence(self.dialogs.phrases["unverified"], lang)
        )
        full = self.texts.sentence(_words(statement), lang)
        values: dict[str, tuple[str, Value]] = {
            "full": ("text", full + self._overdue(statement, lang, today)),
            "force": ("text", statement.force + _bound(statement, lang) + mark),
            "source": ("text", f"{self.citation(statement, lang)}　{statement.source.issuer}".strip()),
            "effective": ("text", statement.source.effective),
            "as_of": ("text", statement.as_of),
            "review_by": ("text", statement.review_by),
            "caveat": ("text", statement.caveat),
        }
        return self.texts.sentence(self.dialogs.phrases["card"], lang, None, values)


def _bound(statement: Statement, lang: str) -> str:
    """Who has to keep to it, where that is not everybody."""
    who = "" if statement.force in EVERYBODY else binds(statement.force, lang)
    if not who:
        return ""
    return f"（{who}）" if lang.startswith("zh") else f" ({who})"


def _drawing(amounts: tuple[int, ...], today: date | None) -> Attachment:
    from bot.picture import MEDIA, file_name, png  # drawn for one plan in a thousand turns

    return Attachment(name=file_name(today), media=MEDIA, content=png(amounts))


def _alike(text: str) -> str:
    """A label as it is compared: width, case, spaces around it and a full stop do not count."""
    return normalise(text).strip(" .!?。！？").casefold()


def _words(statement: Statement) -> Words:
    return Words(key=f"law.{statement.id}.full", default=statement.full, mark=statement.mark)
