"""Mistakes planted one at a time in the shipped files: each is found, at its line, and nothing else is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from bot.actions import declarations
from bot.language import compile, read  # noqa: A004  a module of ours
from bot.language.catalogue import explain, rules
from bot.language.fix import fix
from tests.language.sets import shipped

# (what is planted, where: first match in any file, what it becomes, code)
SAY = r"(?m)^    say: (?P<t>[\u4e00-\u9fff][^\n\"'#:]*)$"
LONG_CHOICE = (
    r"(?m)^      - \{id: (?P<id>[a-z_]+), text: (?P<text>[^,{}]+), to: (?P<to>[a-z_]+)(?P<rest>[^\n]*)\}$"
)
CONDITION = r"\{if: (?P<c>person\.who is unknown), "
MISTAKES = [
    ("misspelt key", SAY, r"    sya: \g<t>", "D201"),
    ("misspelt key of a choice", r"also_said: \[", "also_siad: [", "D201"),
    ("wide colon", SAY, r"    say：\g<t>", "D113"),
    ("no space after colon", SAY, r"    say:\g<t>", "D112"),
    ("wide space after colon", SAY, "    say:　\\g<t>", "D121"),
    ("wide space in indentation", SAY, "　　say: \\g<t>", "D121"),
    ("tab", SAY, "\t\tsay: \\g<t>", "D109"),
    ("lost after hash", SAY, r"    say: \g<t> #重要", "D116"),
    ("special sign", SAY, r"    say: *\g<t>", "D120"),
    ("tag", SAY, r"    say: !wow \g<t>", "D108"),
    ("anchor", SAY, r"    say: &one \g<t>", "D107"),
    ("alias", SAY, "    say: *one", "D107"),
    ("colon in a text", SAY, r"    say: 打110: \g<t>", "D118"),
    ("text after a quote", SAY, r'    say: "\g<t>"，他说。', "D126"),
    ("open quote", SAY, r'    say: "\g<t>', "D110"),
    ("empty text", SAY, "    say:", "D207"),
    ("equal keys", SAY, r"    say: \g<t>\n    say: \g<t>", "D111"),
    ("control character", SAY, "    say: \x01\\g<t>", "D104"),
    ("wrong shape", SAY, r"    say: {本人: {二: \g<t>}}", "D202"),
    ("undeclared in a text", SAY, r"    say: ${nobody}\g<t>", "D211"),
    ("broken placeholder", SAY, r"    say: $｛who｝\g<t>", "D214"),
    ("unknown person", SAY, r"    say: {本人: \g<t>, 邻居: \g<t>}", "D232"),
    ("reserved key", SAY, r"    say: \g<t>\n    record: visit", "D206"),
    ("target", LONG_CHOICE, r"      - {id: \g<id>, text: \g<text>, to: \g<to>x\g<rest>}", "D210"),
    ("no target", LONG_CHOICE, r"      - {id: \g<id>, text: \g<text>\g<rest>}", "D203"),
    ("no id", LONG_CHOICE, r"      - {text: \g<text>, to: \g<to>\g<rest>}", "D208"),
    ("bad id", LONG_CHOICE, r"      - {id: 按钮, text: \g<text>, to: \g<to>\g<rest>}", "D205"),
    ("equal ids", LONG_CHOICE, r"\g<0>\n      - {id: \g<id>, text: 再来一个, to: \g<to>}", "D209"),
    ("short form", LONG_CHOICE, r"      - \g<text> -> \g<to>", "D208"),
    ("arrow", LONG_CHOICE, r"      - \g<text> → \g<to>", "D115"),
    ("wide arrow", LONG_CHOICE, r"      - \g<text> －> \g<to>", "D115"),
    ("no arrow", LONG_CHOICE, r"      - \g<text>", "D221"),
    ("no space after dash", LONG_CHOICE, r"      -{id: \g<id>, text: \g<text>, to: \g<to>\g<rest>}", "D114"),
    ("colon in a choice", LONG_CHOICE, r"      - 打110: 快 -> \g<to>", "D118"),
    ("wide comma", LONG_CHOICE, r"      - {id: \g<id>，text: \g<text>, to: \g<to>\g<rest>}", "D125"),
    ("wide colon within", LONG_CHOICE, r"      - {id: \g<id>, text：\g<text>, to: \g<to>\g<rest>}", "D113"),
    ("wide target", LONG_CHOICE, r"      - {id: \g<id>, text: \g<text>, to: “\g<to>”\g<rest>}", "D122"),
    ("undeclared in a condition", CONDITION, "{if: person.whom is unknown, ", "D212"),
    ("unreadable condition", CONDITION, "{if: person.who is, ", "D218"),
    ("wide condition", CONDITION, "{if: person.who ＝ 本人, ", "D122"),
    ("option", CONDITION, "{if: person.who == 本入, ", "D216"),
    ("order of words", CONDITION, "{if: person.who > 本人, ", "D217"),
    ("undeclared save_as", r"save_as: person\.who", "save_as: person.whom", "D213"),
    ("no save_as", r"(?m)^    save_as: person\.who\n", "", "D219"),
    ("range", r"between: (\d+)\.\.(\d+)", r"between: \1-\2", "D228"),
    ("type", r"\{type: int,", "{type: integer,", "D204"),
    ("options", r"options: \[本人, 家人, 别人\]", "options: [本人]", "D215"),
    ("statement", r"(?m)^(?P<s>\s+- )(?P<id>[a-z0-9-]+): (?P<m>[\u4e00-\u9fff].*)$", r"\g<s>\g<id>-x: \g<m>", "D227"),
    ("force", r"(?m)^    force: .*$", "    force: 法规", "D204"),
    ("verified", r"(?m)^    verified: .*$", "    verified: texts", "D204"),
    ("day", r'(?m)^    as_of: "?\d{4}-\d\d-\d\d"?$', "    as_of: 2026年1月", "D229"),
    ("topic of a statement", r"(?m)^    topic: .*\n", "", "D203"),
    ("status", r"\{status: draft\}", "{status: darft}", "D204"),
    ("flag", r"(?m)^danger: yes$", "danger: sure", "D204"),
    ("command", r"command: back", "command: bcak", "D204"),
    ("phrase", r"(?m)^  back_none: .*\n", "", "D225"),
    ("unknown phrase", r"(?m)^  back_none: ", "  bcak_none: 好。\n  back_none: ", "D226"),
    ("said twice", r"also_said: \[(?P<a>[^,\]\"]+), ", r"also_said: [\g<a>, \g<a>, ", "D231"),
    ("second document", r"(?m)\Z", "---\nflow: more\n", "D106"),
    ("long arrow", LONG_CHOICE, r"      - \g<text> -->\g<to>", "D115"),
    ("comma in a text", LONG_CHOICE, r"      - {id: \g<id>, text: 我不在,家人在, to: \g<to>\g<rest>}", "D129"),
    ("wide braces", LONG_CHOICE, r"      - ｛id: \g<id>, text: \g<text>, to: \g<to>｝", "D130"),
    ("no dash", LONG_CHOICE, r"\g<0>\n      {id: extra, text: 再来一个, to: \g<to>}", "D127"),
    ("text at the margin", SAY, r"    say: \g<t>\n别出声。", "D128"),
    ("several in one", LONG_CHOICE, r"      - {id: \g<id>, text: \g<text>, to: \g<to>, also_said: 没走、在}", "D235"),
    ("one equals sign", CONDITION, "{if: person.who = 本人, ", "D234"),
    ("use without then", r", then: [a-z_]+\}", "}", "D203"),
    ("name taken", r"(?m)^  people: \{", "  hour: {type: int}\n  people: {", "D230"),
]  # fmt: skip
CONSEQUENCES = {  # what cannot but follow
    "options": {"D216", "D232"}, "unknown person": set(), "anchor": set(), "phrase": set(),
    "second document": set(), "alias": {"D207"},
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def files_are_read_once() -> Iterator[None]:
    """A mistake is in one file: the trees of the others are those of the last time. Nobody writes into a tree."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compile, "read_source", cache(compile.read_source))
        yield


def planted(pattern: str, becomes: str) -> tuple[dict[str, str], str, int]:
    """The shipped files with one mistake: in the first file that has a place for it."""
    for path, text in shipped().items():
        match = re.search(pattern, text)
        if match:
            changed = text[: match.start()] + match.expand(becomes) + text[match.end() :]
            return {**shipped(), path: changed}, path, text.count("\n", 0, match.start()) + 1
    raise AssertionError(f"no shipped file has a place for this mistake: {pattern}")


def test_the_shipped_files_are_in_order() -> None:
    dialogs, report = read(shipped(), declarations())
    assert [explain(finding) for finding in report] == []
    assert dialogs is not None


@pytest.mark.parametrize(("what", "pattern", "becomes", "code"), MISTAKES, ids=[m[0] for m in MISTAKES])
def test_a_planted_mistake_is_found_where_it_stands(what: str, pattern: str, becomes: str, code: str) -> None:
    files, path, line = planted(pattern, becomes)
    dialogs, report = read(files, declarations())
    found = {finding.code for finding in report}
    assert code in found, [explain(finding) for finding in report]
    assert found <= {code} | CONSEQUENCES.get(what, set()), [explain(finding) for finding in report]
    near = [finding for finding in report if finding.code == code and finding.mark.file == path]
    assert near, [explain(finding) for finding in report]
    if code not in ("D225", "D209", "D203", "D110"):
        assert min(abs(finding.mark.line - line) for finding in near) <= 1
    assert (dialogs is None) == any(rules()[finding.code].severity == "error" for finding in report)


MECHANICAL = (
    "wide colon", "no space after colon", "wide space after colon", "tab", "arrow", "wide arrow", "no space after dash",
    "wide comma", "wide colon within", "wide target", "wide condition", "misspelt key", "status", "command", "range",
    "long arrow", "comma in a text", "wide braces", "several in one", "one equals sign",
    "colon in a text", "special sign", "colon in a choice", "text after a quote",
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "becomes"),
    [m[1:3] for m in MISTAKES if m[0] in MECHANICAL],
    ids=[m[0] for m in MISTAKES if m[0] in MECHANICAL],
)
def test_the_mechanical_ones_are_mended_and_nothing_else_is_touched(pattern: str, becomes: str) -> None:
    files, path, _ = planted(pattern, becomes)
    mended, applied, left = fix(files, actions=declarations())
    assert applied
    assert [explain(finding) for finding in left] == []
    assert {name for name in files if mended[name] != files[name]} == {path}
    before, after = files[path].split("\n"), str(mended[path]).split("\n")
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_did_you_mean() -> None:
    files, *_ = planted(*next(m[1:3] for m in MISTAKES if m[0] == "option"))
    (finding,) = read(files, declarations())[1]
    assert "是不是“本人”？" in explain(finding)
    assert "Did you mean “本人”?" in explain(finding, "en")
