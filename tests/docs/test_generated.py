"""The pages that come from the program's tables are as fresh as the tables."""

import pytest

from scripts.docs import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    """docs/rules.md and docs/reference.md say what the tables say; else: python -m scripts.docs"""
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"docs/{name} is not fresh: python -m scripts.docs"
