"""Brings locales/<lang>/LC_MESSAGES/*.po up to the dialogs, sentence by sentence, by the sentence's address.

    make po                 every language there is
    make po ARGS=ug         and begin one

A new sentence comes in empty. One whose Chinese changed keeps its translation, marked fuzzy, with the old Chinese
beside it: until a translator has looked, the person is shown the Chinese. One that is gone is kept at the end.
Each dialog file has a catalogue of its own (dialogs/law/visit.yaml: law-visit.po), so that two people can translate
at once; a sentence that moves to another dialog file takes its translation along.
Not by similarity, as gettext's own tools do: they took another sentence's translation for a rewritten one.

A language of `MACHINES` is filled by a program: `#. 机器转换 1a2b3c4d` above an entry says that nobody has touched what
the program wrote there (the digits are a hash of it). Such an entry follows the Chinese by itself. As soon as somebody
edits it, it is theirs: it is never overwritten, and when the Chinese changes it turns fuzzy like any other.
"""

import hashlib
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

import polib

from scripts.hant import converter

FOLDER = "LC_MESSAGES"
MACHINES = {"zh-Hant": converter}
MADE = "机器转换"

Text = tuple[str, str, str]  # its address in the catalogue, the Chinese, the file it stands in


def begin(lang: str) -> polib.POFile:
    """A catalogue without sentences."""
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Project-Id-Version": "menlian",
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return po


def synchronise(po: polib.POFile, texts: Iterable[Text]) -> dict[str, int]:
    """Puts the sentences of the dialogs into `po`, in their order; counts what happened to them."""
    known = {entry.msgctxt: entry for entry in po}
    counts = dict.fromkeys(("new", "changed", "gone"), 0)
    kept: list[polib.POEntry] = []
    for context, source, file in texts:
        entry = known.pop(context, None)
        if entry is None:
            entry = polib.POEntry(msgctxt=context, msgid=source)
            counts["new"] += 1
        elif entry.obsolete:
            entry.obsolete = False
            counts["new"] += 1
        if entry.msgid != source:
            counts["changed"] += 1
            if entry.msgstr:
                entry.previous_msgid = entry.previous_msgid if entry.fuzzy else entry.msgid
                entry.fuzzy = True
            entry.msgid = source
        entry.occurrences = [(file, "")]
        kept.append(entry)
    for entry in known.values():
        counts["gone"] += not entry.obsolete
        entry.obsolete = True
        if entry.msgstr:  # a sentence may come back; without a translation there is nothing to keep
            kept.append(entry)
    po[:] = kept
    return counts


def fill(po: polib.POFile, convert: Callable[[str], str]) -> dict[str, int]:
    """Writes what a program can write: every entry nobody has touched. Call it before `synchronise` and after it."""
    counts = dict.fromkeys(("filled", "by hand"), 0)
    for entry in po:
        if entry.obsolete:
            continue
        made = convert(entry.msgid)
        if entry.msgstr and not _untouched(entry) and entry.msgstr != made:
            counts["by hand"] += 1
            entry.comment = ""
            continue
        counts["filled"] += entry.msgstr != made
        entry.msgstr, entry.comment = made, f"{MADE} {_digest(made)}"
        entry.fuzzy, entry.previous_msgid = False, None
    return counts


def _untouched(entry: polib.POEntry) -> bool:
    found = re.search(rf"{MADE} ([0-9a-f]{{8}})", entry.comment)
    return found is not None and found[1] == _digest(entry.msgstr)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def name(file: str) -> str:
    """The catalogue of a dialog file: dialogs/law/visit.yaml -> law-visit.po."""
    _, *folders = PurePosixPath(file).with_suffix(".po").parts
    return "-".join(folders)


def read(folder: Path, lang: str) -> tuple[polib.POFile, dict[str, str]]:
    """Every catalogue of a language as one, and the file that each sentence stands in, by its address."""
    whole, stands = begin(lang), {}
    for path in sorted(folder.glob("*.po")):
        for entry in polib.pofile(str(path), wrapwidth=0):
            whole.append(entry)
            stands[entry.msgctxt] = path.name
    return whole, stands


def divide(whole: polib.POFile, stood: dict[str, str], lang: str) -> dict[str, str]:
    """The text of each catalogue by its file; what is gone from the dialogs stays where it stood."""
    files: dict[str, polib.POFile] = {}
    for entry in whole:
        file = stood[entry.msgctxt] if entry.obsolete else name(entry.occurrences[0][0])
        files.setdefault(file, begin(lang)).append(entry)
    return {file: f"{po}\n" for file, po in files.items()}


def write(folder: Path, files: dict[str, str]) -> None:
    """Writes what differs, and takes away catalogues in which nothing is left."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.po"):
        if path.name not in files:
            path.unlink()
    for file, text in files.items():
        path = folder / file
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def main(languages: list[str]) -> int:
    """Writes the catalogues; says on stderr what there is to translate."""
    from bot.check.lint_translations import contexts
    from bot.cli.project import find, load

    project = find(None)
    texts = [(context, source, words.mark.file) for words, context, source in contexts(load(project))]
    there = {path.parent.name for path in project.locales.glob(f"*/{FOLDER}")}
    for lang in sorted(there | set(languages)):
        folder = project.locales / lang / FOLDER
        po, stood = read(folder, lang)
        machine = MACHINES[lang]() if lang in MACHINES else None
        # first, while each entry still stands beside the Chinese it was made from
        anew = fill(po, machine)["filled"] if machine else 0
        counts = synchronise(po, texts)
        if machine:
            counts |= fill(po, machine)
            counts["filled"] += anew
        write(folder, divide(po, stood, lang))
        happened = ", ".join(f"{count} {what}" for what, count in counts.items())
        empty, fuzzy = len(po.untranslated_entries()), len(po.fuzzy_entries())
        print(
            f"{lang}: {happened}; {len(texts)} in all, {empty} without a translation, {fuzzy} to look at",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
