"""Brings locales/<lang>/LC_MESSAGES/menlian.po up to the dialogs, sentence by sentence, by the sentence's address.

    make po                 every language there is
    make po ARGS=ug         and begin one

A new sentence comes in empty. One whose Chinese changed keeps its translation, marked fuzzy, with the old Chinese
beside it: until a translator has looked, the person is shown the Chinese. One that is gone is kept at the end.
Not by similarity, as gettext's own tools do: they took another sentence's translation for a rewritten one.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import polib

NAME = Path("LC_MESSAGES/menlian.po")

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


def main(languages: list[str]) -> int:
    """Writes the catalogues; says on stderr what there is to translate."""
    from bot.check.lint_translations import contexts
    from bot.cli.project import find, load

    project = find(None)
    texts = [(context, source, words.mark.file) for words, context, source in contexts(load(project))]
    there = {path.parent.parent.name for path in project.locales.glob(f"*/{NAME}")}
    for lang in sorted(there | set(languages)):
        path = project.locales / lang / NAME
        po = polib.pofile(str(path), wrapwidth=0) if path.exists() else begin(lang)
        counts = synchronise(po, texts)
        text = f"{po}\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        happened = ", ".join(f"{count} {what}" for what, count in counts.items())
        empty, fuzzy = len(po.untranslated_entries()), len(po.fuzzy_entries())
        print(
            f"{lang}: {happened}; {len(texts)} in all, {empty} without a translation, {fuzzy} to look at",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
