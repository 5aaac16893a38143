"""A letter: a message of its own, with what it rests on below it, and the same as a document to print and sign."""

from __future__ import annotations

from datetime import date

from bot import engine, language
from bot.delivery import pack, unpack
from bot.engine.events import Pressed, Said, Started
from bot.ports import Message
from bot.render import DOCX, Renderer
from bot.texts import Entry, Texts
from bot.understand import Understanding
from tests.actions.test_letters import read
from tests.check.base import base, loaded
from tests.engine.conftest import NOON

LETTER = """\
flow: letter
title: 写信
menu: yes
nodes:
  start:
    ask: 几次？
    save_as: case.amount
    retry: 例如 2。
    unknown: 记不清
    go: whole
  whole:
    say: 抄一遍。
    letter:
      - 关于＿＿的信
      - 一共${case.amount|＿＿元}。请书面答复。
      - ＿＿年＿＿月＿＿日
    law:
      - hot-110: 拿不准，打110照实说
    choices:
      - {id: sent, text: 寄了, to: done}
      - {id: later, text: 先不寄, to: done}
  done:
    say: 好。
    end: yes
"""
TODAY = date(2026, 11, 23)
BELOW = "依据：拿不准，打110照实说（《公开电话》用途）"


def dialogs() -> language.Dialogs:
    phrases = base()["dialogs/phrases.yaml"].replace(
        "  letter_law: 好。\n", "  letter_law: 依据：${short}（${source}）\n"
    )
    return loaded({"dialogs/letter.yaml": LETTER, "dialogs/phrases.yaml": phrases})


def told(*answers: str, texts: Texts | None = None, lang: str = "zh-Hans") -> tuple[Message, ...]:
    """What is said after these presses, from the menu's word on."""
    found = dialogs()
    program = engine.build(found, Understanding(found))
    session = engine.turn(program, None, Started(id="0", at=NOON)).session
    done = engine.turn(program, session, Said(id="1", at=NOON, text="写信"))
    for number, answer in enumerate(answers, 2):
        done = engine.turn(program, done.session, Pressed(id=str(number), at=NOON, choice=answer))
    return Renderer(dialogs=found, texts=texts or Texts()).render(done.effects, lang, TODAY)


def test_a_letter_stands_alone_with_what_it_rests_on_below() -> None:
    """Not behind say, where the statements of other steps stand: whoever copies the letter copies them too."""
    say, letter = told("?")
    assert say.text == "抄一遍。"
    assert say.sources == ()
    assert letter.kind == "letter"
    assert letter.text == f"关于＿＿的信\n一共＿＿元。请书面答复。\n＿＿年＿＿月＿＿日\n{BELOW}"
    assert [source.id for source in letter.sources] == ["hot-110"]
    assert [button.id for button in letter.buttons][:2] == ["sent", "later"]


def test_the_document_opens_and_says_the_same() -> None:
    """A zip of XML that a word processor reads; its name says nothing of money."""
    _, letter = told("?")
    (file,) = letter.attachments
    assert (file.name, file.media) == ("信_2026-11-23.docx", DOCX)
    assert read(file.content) == letter.text.split("\n")


def test_what_was_answered_is_filled_in() -> None:
    found = dialogs()
    step = found.flows["letter"].steps["whole"]
    assert step.letter is not None
    assert (step.letter.names, step.letter.blanks) == (("case.amount",), ("case.amount",))
    assert Texts().sentence(step.letter, values={"case.amount": ("money", 300_000)}).split("\n")[1] == (
        "一共3000元。请书面答复。"
    )


def test_who_reads_another_language_gets_its_meaning_in_a_message_of_its_own() -> None:
    """The letter itself stays as its reader in an office needs it, on the screen and on paper."""
    found = dialogs().flows["letter"].steps["whole"].letter
    assert found is not None
    entry = Entry(source=found.default, text="In all ${case.amount|CNY ＿＿}. Please answer in writing.")
    texts = Texts({"en": {"letter.whole.letter": entry}})
    _, letter, meaning = told("?", texts=texts, lang="en")
    assert letter.text.startswith("关于＿＿的信")
    assert read(letter.attachments[0].content) == letter.text.split("\n")
    assert (meaning.kind, meaning.text) == ("say", "In all CNY ＿＿. Please answer in writing.")
    assert letter.buttons == ()
    assert meaning.buttons


def test_the_document_survives_the_outbox() -> None:
    """What was committed before a crash is sent after it, byte by byte."""
    messages = told("?")
    assert unpack(pack(messages)) == messages


def test_a_blank_is_for_letters_only() -> None:
    """Elsewhere a text that may lack a value is a mistake, not a gap to be filled in by hand."""
    report = language.load(
        {**base(), "dialogs/letter.yaml": LETTER.replace("say: 抄一遍。", "say: 一共${case.amount|＿＿}。")}
    )
    assert isinstance(report, language.Report)
    assert [found.code for found in report.errors] == ["D211"]
