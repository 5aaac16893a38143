"""What is made in docs/ is as fresh as what it is made from."""

from xml.etree import ElementTree as ET

import pytest

from scripts.docs import DOCS, PAGES
from scripts.picture import text_width


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    """rules.md and reference.md say what the tables say, chat.svg what the bot says; else: python -m scripts.docs"""
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"docs/{name} is not fresh: python -m scripts.docs"


def test_the_picture_is_sound() -> None:
    """docs/chat.svg is XML, no line of it runs out of its bubble's room, and the number to call is in it."""
    drawn = ET.fromstring((DOCS / "chat.svg").read_text(encoding="utf-8"))
    width = int(drawn.attrib["width"])
    lines = list(drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert all(float(line.attrib["x"]) + text_width(line.text or "") <= width for line in lines)
    assert any("110" in (line.text or "") for line in lines)
