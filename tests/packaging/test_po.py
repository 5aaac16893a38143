"""`make po`: translators find what is new and what changed; nobody is shown a stale sentence."""

from pathlib import Path

import polib

from bot.texts import read_catalogue
from scripts.po import begin, divide, read, synchronise, write

FILE = "dialogs/start.yaml"


def catalogue(**translations: tuple[str, str]) -> polib.POFile:
    po = begin("en")
    for address, (source, text) in translations.items():
        po.append(polib.POEntry(msgctxt=address, msgid=source, msgstr=text))
    return po


def again(po: polib.POFile) -> polib.POFile:
    """The catalogue as the next run reads it from disk."""
    return polib.pofile(f"{po}\n", wrapwidth=0)


def test_a_new_sentence_comes_in_empty() -> None:
    """It has its address, its Chinese and its file, and is not shown as a translation."""
    po = begin("en")
    assert synchronise(po, [("start.hello.say", "你好", FILE)]) == {"new": 1, "changed": 0, "gone": 0}
    (entry,) = again(po)
    assert (entry.msgctxt, entry.msgid, entry.msgstr) == ("start.hello.say", "你好", "")
    assert entry.occurrences == [(FILE, "")]
    assert read_catalogue(str(po)) == {}


def test_a_changed_sentence_is_kept_for_the_translator_and_not_shown() -> None:
    """The translation turns fuzzy, with the Chinese it was made from beside it, also when it changes twice."""
    po = catalogue(a=("你好", "Hello"))
    for source in ("您好", "您好！"):
        assert synchronise(po, [("a", source, FILE)])["changed"] == 1
        po = again(po)
    (entry,) = po
    assert (entry.msgid, entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("您好！", "Hello", True, "你好")
    assert read_catalogue(str(po)) == {}


def test_a_translation_does_not_go_to_another_sentence() -> None:
    """A sentence that is new and alike takes nothing from its neighbour."""
    po = catalogue(a=("他们有三个人", "There are three of them"))
    synchronise(po, [("a", "他们有三个人", FILE), ("b", "他们有四个人", FILE)])
    first, second = again(po)
    assert (first.msgstr, first.fuzzy) == ("There are three of them", False)
    assert (second.msgstr, second.fuzzy) == ("", False)


def test_a_sentence_that_is_gone_may_come_back() -> None:
    """It waits at the end of the file with its translation; one never translated is dropped."""
    po = catalogue(a=("你好", "Hello"), b=("再见", ""))
    assert synchronise(po, [])["gone"] == 2
    po = again(po)
    assert [entry.msgctxt for entry in po] == ["a"]
    assert read_catalogue(str(po)) == {}
    synchronise(po, [("a", "你好", FILE)])
    assert read_catalogue(str(again(po)))["a"].text == "Hello"


def test_a_second_run_changes_nothing() -> None:
    """No dates, no reordering: a commit shows what was translated and nothing else."""
    texts = [("b", "二\n三 ${name}", FILE), ("a", "一" * 200, FILE)]
    po = begin("en")
    synchronise(po, texts)
    before = str(po)
    po = again(po)
    assert synchronise(po, texts) == {"new": 0, "changed": 0, "gone": 0}
    assert str(po) == before


def test_each_dialog_file_has_its_own_catalogue(tmp_path: Path) -> None:
    """A sentence that moves takes its translation along; a gone one stays where it stood; an empty file goes."""
    law = "dialogs/law/visit.yaml"
    po = catalogue(a=("你好", "Hello"), b=("再见", "Goodbye"), c=("走了", "Gone"))
    synchronise(po, [("a", "你好", FILE), ("b", "再见", law), ("c", "走了", law)])
    write(tmp_path, divide(po, {}, "en"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["law-visit.po", "start.po"]

    po, stood = read(tmp_path, "en")
    synchronise(po, [("a", "你好", law), ("b", "再见", law)])
    write(tmp_path, divide(po, stood, "en"))
    (path,) = tmp_path.iterdir()
    assert read_catalogue(path.read_text(encoding="utf-8")).keys() == {"a", "b"}
    assert 'msgstr "Gone"' in path.read_text(encoding="utf-8")
