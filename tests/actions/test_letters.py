"""A letter as .docx: opens, says what it should, and its name says nothing."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bot.letters import docx, file_name

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(document: bytes) -> list[str]:
    """The paragraphs, read as a word processor would: every part is there, typed, and well formed."""
    with zipfile.ZipFile(io.BytesIO(document)) as folder:
        assert folder.testzip() is None
        names = folder.namelist()
        trees = {name: ET.fromstring(folder.read(name)) for name in names}
    assert names[0] == "[Content_Types].xml"
    typed = {node.get("PartName") for node in trees["[Content_Types].xml"] if node.get("PartName")}
    assert {name.lstrip("/") for name in typed} == {"word/document.xml", "word/styles.xml"}
    for rels, folder_name in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        assert all(f"{folder_name}{node.get('Target')}" in names for node in trees[rels])
    body = trees["word/document.xml"].find(f"{W}body")
    assert body is not None
    assert body[-1].tag == f"{W}sectPr"
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p")]


def test_a_letter_is_its_lines() -> None:
    text = "我愿意还款。\n请书面答复：总额<5万 & 期数。\n  ＿＿年＿＿月＿＿日"
    assert read(docx(text, ["《民法典》第585条"])) == [*text.split("\n"), "《民法典》第585条"]


def test_what_it_is_about_stands_in_the_middle() -> None:
    """Only of a letter: a text to send has no title."""
    with zipfile.ZipFile(io.BytesIO(docx("关于对账\n请书面答复。", titled=True))) as folder:
        first, second = ET.fromstring(folder.read("word/document.xml")).iter(f"{W}p")
    assert first.find(f"{W}pPr/{W}jc") is not None
    assert second.find(f"{W}pPr") is None
    assert read(docx("一\n二", titled=True)) == read(docx("一\n二"))


@given(st.text())
def test_any_text_gives_a_document(text: str) -> None:
    read(docx(text))
    assert docx(text) == docx(text)


def test_the_name_says_nothing() -> None:
    """Nothing on a lock screen or in a file name tells of collection or debts."""
    assert file_name(date(2026, 11, 22)) == "信_2026-11-22.docx"
