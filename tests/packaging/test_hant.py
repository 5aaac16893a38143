"""Traditional characters: what OpenCC gets wrong in our sentences, read by eye once, and kept right here."""

from pathlib import Path

import polib
import pytest

from bot.cli.project import find, load
from bot.texts import Entry, Texts, read_catalogue
from scripts.hant import converter
from scripts.po import MACHINES, begin, fill, synchronise

ROOT = Path(__file__).parents[2]
FILE = "dialogs/start.yaml"
CATALOGUES = ROOT / "locales" / "zh-Hant" / "LC_MESSAGES"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        (
            "别发网上，头发，发短信，也发带链接的，请发结清证明",
            "別發網上，頭髮，發短信，也發帶鏈接的，請發結清證明",
        ),
        ("以后、皇后、最后、5天后、后台", "以後、皇后、最後、5天後、後臺"),
        (
            "家里、这里、公里、邻里、空格里说、卡里的钱、楼道里砸",
            "家裡、這裡、公里、鄰里、空格裡說、卡裡的錢、樓道裡砸",
        ),
        ("只说看见的，别只等它，一只狗", "只說看見的，別只等它，一隻狗"),
        ("联系、关系、系统、上限系业内说法", "聯繫、關係、系統、上限係業內說法"),
        ("干扰生活，干部，干净，饼干，不相干", "干擾生活，幹部，乾淨，餅乾，不相干"),
        ("当面、面条、书面", "當面、麵條、書面"),
        ("平台、台湾、前台", "平臺、臺灣、前臺"),
        ("云存储，人云亦云", "雲存儲，人云亦云"),
        ("书面回复，答复，没回复，复印，恢复，复杂", "書面回覆，答覆，沒回覆，複印，恢復，複雜"),
        ("别签，逼签，签字，签收，标签", "別簽，逼簽，簽字，簽收，標籤"),
        ("不准进来，拿不准，说不准，批准，准备，不准备还", "不准進來，拿不準，說不準，批准，準備，不準備還"),
        ("先冲本金，还是冲费用，不硬冲，也别松", "先沖本金，還是沖費用，不硬衝，也別鬆"),
        ("短信、网络、视频、质量", "短信、網絡、視頻、質量"),  # mainland words, not 簡訊 網路 影片 品質
        ("征信、失信、限高、催收、仲裁", "徵信、失信、限高、催收、仲裁"),
        ("您${case.company}的${people}个人", "您${case.company}的${people}個人"),
    ],
)
def test_tricky_characters(simplified: str, traditional: str) -> None:
    """The twelve pairs where one simplified character has two faces, and the words that must not change."""
    assert converter()(simplified) == traditional


def after(po: polib.POFile, source: str) -> polib.POEntry:
    """What `make po` does when the Chinese of one sentence is `source`, through the file on the disk."""
    convert = converter()
    po = polib.pofile(str(po), wrapwidth=0)
    fill(po, convert)
    synchronise(po, [("a", source, FILE)])
    fill(po, convert)
    (entry,) = polib.pofile(str(po), wrapwidth=0)
    return entry


def filled(source: str = "门可以不开。") -> polib.POFile:
    po = begin("zh-Hant")
    synchronise(po, [("a", source, FILE)])
    fill(po, converter())
    return po


def test_what_nobody_touched_follows_the_chinese() -> None:
    """No fuzzy entry, nothing to do for anybody."""
    entry = after(filled(), "门可以不开，别签字。")
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("門可以不開，別簽字。", False, None)


@pytest.mark.parametrize("drop_mark", [False, True])
def test_an_edit_of_a_person_survives(drop_mark: bool) -> None:
    """Whether their tool keeps the comment or not; when the Chinese changes it turns fuzzy, as in every language."""
    po = filled()
    po[0].msgstr = "門可以不開喔。"
    if drop_mark:
        po[0].comment = ""
    same = after(po, "门可以不开。")
    assert (same.msgstr, same.fuzzy, same.comment) == ("門可以不開喔。", False, "")
    po[:] = [same]
    changed = after(po, "门可以不开，别签字。")
    assert (changed.msgstr, changed.fuzzy, changed.previous_msgid) == ("門可以不開喔。", True, "门可以不开。")
    assert read_catalogue(str(after(po, "门可以不开，别签字。"))) == {}


def test_what_an_older_table_wrote_is_still_the_machines() -> None:
    """The mark holds a hash of what was written, so a better table may write it anew."""
    po = begin("zh-Hant")
    synchronise(po, [("a", "别签字。", FILE)])
    fill(po, lambda text: "別籤字。")
    assert after(po, "别签字。").msgstr == "別簽字。"


def test_two_branches_that_were_joined_are_no_edit() -> None:
    """The sentence and its translation of theirs under the mark of ours: what the program would write is its own."""
    po = filled()
    po[0].msgid, po[0].msgstr = "别签字。", converter()("别签字。")
    assert after(po, "先别签字。").msgstr == "先別簽字。"


def test_the_shipped_catalogue_is_whole() -> None:
    """Every sentence has its traditional form, made from the Chinese of now."""
    from bot.check.lint_translations import contexts

    known: dict[str, Entry] = {}
    for path in CATALOGUES.glob("*.po"):
        known |= read_catalogue(path.read_text(encoding="utf-8"))
    dialogs = load(find(str(ROOT / "dialogs")))
    lacking = [key for _, key, text in contexts(dialogs) if key not in known or known[key].source != text]
    assert lacking == []
    assert "zh-Hant" in MACHINES


def test_values_are_written_in_it_too() -> None:
    """Amounts and days are the program's words; what somebody typed stays as it was typed."""
    texts = Texts({"zh-Hant": {}})
    assert texts.value("money", 2_350_000, "zh-Hant") == "23500元"
    assert texts.value("date", "2026-11-25", "zh-Hant").endswith("（週三）")
    assert texts.value("text", "某万网点", "zh-Hant") == "某万网点"
    assert texts.value("money", 3_000_000, "zh-Hant") == "3萬元"
    assert texts.value("money", 3_000_000, "zh-Hans") == "3万元"


def test_the_running_program_needs_no_opencc() -> None:
    """It reads catalogues; the library is for whoever makes them."""
    assert not [p for p in (ROOT / "bot").rglob("*.py") if "import opencc" in p.read_text(encoding="utf-8")]
    assert not [p for p in (ROOT / "bot").rglob("*.py") if "from opencc" in p.read_text(encoding="utf-8")]
    assert "opencc" not in (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
