"""Every page: links that lead somewhere, twins that say the same, nothing of one machine."""

import re
import subprocess
from itertools import zip_longest
from urllib.parse import unquote

import pytest

from tests.docs.pages import README, ROOT, anchor, blocks, headings, links, page, pages, rows

OUTSIDE = ("http://", "https://", "mailto:")
# A tracked file that names these would tell about the machine it was written on, or send people to one mirror.
NOT_OURS = (
    re.compile(r"(?<![\w.])/(?:work|tmp/plan|tmp/venv|root|home/(?!小明)\w+)/"),
    re.compile(r"\.\./shared/"),
    re.compile(r"\b(?:pypi|pypi\.org|files\.pythonhosted|mirrors?\.\w+)\.(?:org|com|cn|edu)\b"),
)


@pytest.mark.parametrize("name", pages())
def test_every_link_leads_somewhere(name: str) -> None:
    """A link is a file of the project, with a heading where it names one, or an address outside."""
    for link in links(name):
        if link.startswith(OUTSIDE):
            continue
        path, _, heading = unquote(link).partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name} links to {link}, which does not exist"
        assert target.resolve().is_relative_to(ROOT), f"{name} links to {link}, outside the project"
        if heading:
            there = target.resolve().relative_to(ROOT).as_posix()
            assert heading in {anchor(text) for _, text in headings(there)}, (
                f"{name}: no such heading: {link}"
            )


def test_every_page_of_docs_is_found_from_the_readme() -> None:
    """Whoever starts at README.md reaches every page by links."""
    reached, waiting = set[str](), ["README.md"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for link in links(name):
            path = ((ROOT / name).parent / link.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.is_relative_to(ROOT) and path.is_file():
                waiting.append(path.relative_to(ROOT).as_posix())
    lost = set(pages()) - reached
    assert lost == set(), f"link {lost} from README.md or a page it leads to"


def test_the_twins_have_the_same_headings() -> None:
    """README.md and README.zh.md: as many headings, of the same levels, in the same order."""
    english, chinese = (headings(name) for name in README)
    pairs = list(zip_longest(english, chinese))
    assert [
        (one and one[0], other and other[0])
        for one, other in pairs
        if (one and one[0]) != (other and other[0])
    ] == []


def test_the_twins_have_the_same_blocks() -> None:
    """Commands and the chat are the same, letter by letter."""
    english, chinese = ([(block.kind, block.text) for block in blocks(name)] for name in README)
    assert english == chinese


def test_the_twins_have_the_same_links() -> None:
    """They lead to the same places; the one difference is that each leads to the other."""
    english, chinese = (set(links(name)) - set(README) for name in README)
    assert english == chinese
    assert README[1] in links(README[0])
    assert README[0] in links(README[1])


@pytest.mark.parametrize("name", README)
def test_a_readme_says_what_has_to_be_said(name: str) -> None:
    """The numbers to call, that nobody has signed, the two commands, Windows."""
    text = page(name)
    for needed in ("110", "120", "12348", "make chat", "make test", ".venv\\Scripts\\python -m bot chat"):
        assert needed in text
    assert ("reviewed by a lawyer yet" if name == "README.md" else "还没有任何律师审过") in text


def test_the_lines_for_windows_install_what_is_pinned() -> None:
    """The first of the two lines takes run.lock with its hashes, the second starts the chat.

    Windows PowerShell 5.1 knows no &&: `cmd /c` makes the line the same in both of its shells.
    """
    (lines,) = (block.text.splitlines() for block in blocks("README.md") if "Scripts" in block.text)
    assert len(lines) == 2
    assert "--require-hashes -r requirements/run.lock" in lines[0]
    assert lines[0].startswith('cmd /c "py -m venv .venv && ')
    assert lines[1] == r".venv\Scripts\python -m bot chat"


def test_the_architecture_fits_on_a_few_screens() -> None:
    """docs/architecture.md has at most 150 lines."""
    assert len(page("docs/architecture.md").splitlines()) <= 150


def test_every_room_is_on_the_plan() -> None:
    """Each folder and file of bot/ has its row in docs/architecture.md."""
    rooms = {row[0].strip("`") for row in rows("docs/architecture.md", "Rooms")}
    there = {f"{path.name}/" for path in (ROOT / "bot").iterdir() if (path / "__init__.py").exists()}
    there |= {path.name for path in (ROOT / "bot").glob("*.py") if not path.name.startswith("__")}
    assert there == rooms


def test_nothing_tracked_tells_of_one_machine() -> None:
    """No path of a machine it was written on, no package index: people's computers are not ours."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    if listed.returncode != 0:
        pytest.skip("this copy is no git checkout")
    me = "tests/docs/test_pages.py"
    bad = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if name == me or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        bad += [f"{name}: {found[0]}" for pattern in NOT_OURS if (found := pattern.search(text))]
    assert bad == []
