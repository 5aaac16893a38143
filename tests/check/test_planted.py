"""Every mistake of issue 2, item 3, planted in the shipped files one at a time: exactly its code, at exactly its line.

An edit here is what a tired volunteer does: a few characters in one file. Where the dialogs change, an anchor may have
to follow them; the test says which one it no longer finds.
"""

# ruff: noqa: E501  one row, one mistake
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot import check
from bot.actions import declarations
from bot.check.lint import examine, questions
from bot.language import Dialogs, compile, read  # noqa: A004  a module of ours
from bot.language.catalogue import explain
from bot.language.marks import Diagnostic
from bot.texts import Catalogue, Entry
from tests.check.base import TODAY

ROOT = Path(__file__).parents[2]
NOISE = (
    "D511",
    "D419",
)  # a summary that counts, and so moves with every edit; a length that D703 exceeds anyway
DOOR, NOTE, AFTER = "dialogs/visit_at_door.yaml", "dialogs/visit_note.yaml", "dialogs/after_visit.yaml"
MONEY, PERSON, WORDS = "dialogs/negotiate.yaml", "dialogs/person.yaml", "dialogs/interrupts.yaml"
LAW_VISIT, LAW_POLICE = "dialogs/law/visit.yaml", "dialogs/law/police.yaml"
LETTERS = "dialogs/letters.yaml"


FREE = "      - 谈还款自己就能办，不花钱。"
CAVEAT, RECOGNISED = "caveat: 条号未核实；任何“催收员无权上门”的说法都应改写", "  - id: cba-visit-recognised"
DRAFT, SIGNED = "review: {status: draft}", "review: {status: signed, by: 某律师, on: 2026-11-01, hash: 0000}"


@dataclass(frozen=True)
class Planted:
    """One mistake: `old` becomes `new` in `path`; `at` marks the line where `code` is expected (default: in `new`)."""

    what: str
    code: str
    path: str
    old: str
    new: str
    at: str = ""
    release: bool = False


def planted(
    what: str, code: str, path: str, old: str, new: str, at: str = "", *, release: bool = False
) -> object:
    return pytest.param(Planted(what, code, path, old, new, at, release), id=f"{code}-{what}")


LINTED = [
    planted(
        "a step nobody reaches", "D301", DOOR,
        "  papers:\n", "  forgotten:\n    say: 没人来。\n    choices:\n      - {id: on, text: 好, to: start}\n\n  papers:\n",
        "  forgotten:",
    ),
    planted("a dead end", "D302", "dialogs/about.yaml", "    say: 好。有危险，随时打110。\n    end: yes", "    say: 好。有危险，随时打110。", "  bye:"),
    planted(
        "a question that leads nowhere", "D302", "dialogs/language.yaml",
        "    unknown: 不改 Keep\n    go: done\n", "    unknown: 不改 Keep\n    choices: [{id: on, text: 好, to: done}]\n", "  start:",
    ),
    planted(
        "a loop without a way out", "D303", "dialogs/language.yaml",
        "    say: 好的。 OK.\n    end: yes", "    say: 好的。 OK.\n    go: start", "  start:",
    ),
    planted("a variable shown before it is set", "D304", DOOR, "      - 看不清就别凑近门看。", "      - 看不清${people}就别凑近门看。"),
    planted("an unknown not handled", "D305", NOTE, "{if: case.company is unknown, to: ask_company}", "{if: case.company == 某某, to: ask_company}"),
    planted("a condition without a last resort", "D306", NOTE, "      - {to: ask_acts}", "      - {if: case.company is known, to: ask_acts}"),
    planted("a condition that can never hold", "D307", DOOR, "{if: people >= 4, to: crowd}", "{if: people >= 40, to: crowd}"),
    planted(
        "a condition that an earlier one takes", "D307", DOOR,
        "      - {if: people >= 4, to: crowd}\n", "      - {if: people >= 4, to: crowd}\n      - {if: people > 8, to: few}\n",
        "people > 8",
    ),
    planted("an empty range", "D308", NOTE, "between: 1..30", "between: 30..1"),
    planted("a sub-flow that never returns", "D309", NOTE, "  back:\n    end: yes", "  back:\n    go: ask_people", f"{AFTER}|use: visit_note"),
    planted("recursion", "D310", NOTE, "    unknown: 都不是\n    go: back", "    unknown: 都不是\n    go: {use: visit_note, then: back}", "{use: visit_note, then"),
    planted("two choices that catch the same words", "D311", DOOR, "also_said: [别的, 其他, 都不是]", "also_said: [敲门, 其他, 都不是]"),
    planted(
        "a go-cycle that never waits", "D312", DOOR,
        "{if: person.who is unknown, use: who, then: words}", "{if: person.who is unknown, to: speak}", "  speak:",
    ),
    planted("a step that ends and leads on", "D313", NOTE, "  back:\n    end: yes", "  back:\n    end: yes\n    go: start", "  back:"),
    planted(
        "a flow nobody opens", "D314", "dialogs/lonely.yaml",
        "", "flow: lonely\ntitle: 没人来\nnodes:\n  start:\n    say: 没人来。\n    end: yes\n", "flow: lonely",
    ),
    planted("a script too long to say", "D411", DOOR, "aloud: 请您现在离开我家。", "aloud: 请您现在离开我家。我再说一次。请您马上走。"),
    planted("case data said aloud", "D412", DOOR, "aloud: 我在录音。请说姓名和公司。", "aloud: 我在录音。我的单位您别去。"),
    planted("a word that blames", "D414", DOOR, "- 骂什么都不用回。", "- 老赖两个字不用听。"),
    planted("a row of exclamation marks", "D416", DOOR, "- 骂什么都不用回。", "- 骂什么都不用回！！"),
    planted("a long sentence in danger", "D417", DOOR, "- 骂什么都不用回。", "- 他们在门外不管骂您什么难听的话您都可以当作没有听见也不用回他一个字。", "- 他们在门外"),
    planted("too many lines in danger", "D418", DOOR, "      - 骂什么都不用回。\n", "      - 骂什么都不用回。\n      - 别回。\n      - 别看。\n      - 别动。\n"),
    planted("a retry without an example", "D421", DOOR, "retry: 打个数字，例如 2。", "retry: 打个数字。"),
    planted("a letter nobody must answer in writing", "D422", LETTERS, "      - 请登记并给我回执；不受理，请书面说明理由。\n", "      - 请登记并给我回执。\n", "      - 情况说明\n"),
    planted("a letter that owns up to the debt", "D423", LETTERS, "      - 关于核对借款的请求", "      - 关于我欠的借款"),
    planted("a letter that offers to pay before the gate", "D424", LETTERS, "      - 关于核对借款的请求", "      - 我愿意还款，请先核对"),
    planted("a number of identity in a letter", "D425", LETTERS, "      - 关于核对借款的请求", "      - 身份证号＿＿的请求"),
    planted("a letter that may show nothing", "D304", LETTERS, "      - 情况说明\n", "      - 情况说明${when}\n"),
    planted("a claim of law without a statement", "D501", DOOR, "- 不说是谁，就不谈。", "- 不说是谁，是违法的。"),
    planted("a claim of law in a script", "D501", DOOR, "aloud: 不报公司，我不谈。请您离开。", "aloud: 不报公司，您无权问。"),
    planted(
        "a claim beyond its force", "D502", DOOR,
        "    aloud: 我在录音。请说姓名和公司。",
        "    law:\n      - hot-110: 害怕或拿不准，打110照实说\n    aloud: 我在录音。收现金违规。", "    aloud: 我在录音",
    ),
    planted("a mirror sentence that differs", "D504", DOOR, "psa-detain: 堵着门出不去：打110", "psa-detain: 堵着门，打110"),
    planted("a claim of law in plain words", "D501", DOOR, "- 不说是谁，就不谈。", "- 晚上十点后，他们不许上门。"),
    planted("a plain claim the police would hear of", "D501", DOOR, "- 不说是谁，就不谈。", "- 警察不管经济纠纷。"),
    planted("a plain claim in the bot's own words", "D501", "dialogs/phrases.yaml", "ended: 这一段说完了。", "ended: 不开门是您的权利。"),
    planted(
        "a plain claim beyond its force", "D502", DOOR,
        "    aloud: 我在录音。请说姓名和公司。",
        "    law:\n      - hot-110: 害怕或拿不准，打110照实说\n    aloud: 我在录音。合同无效。", "    aloud: 我在录音",
    ),
    planted("that coming is unlawful", "D513", DOOR, "- 骂什么都不用回。", "- 上门是违法的，您有权不开门。"),
    planted("that coming is unlawful, on a button", "D513", DOOR, "text: 在敲门、喊话,", "text: 上门犯法,"),
    planted("that debt is no crime", "D513", DOOR, "- 骂什么都不用回。", "- 欠钱不犯法。"),
    planted("that an old debt is gone", "D513", MONEY, "      - 谈还款自己就能办，不花钱。", "      - 三年没还，就没义务还。"),
    planted("that court mail may be left", "D513", DOOR, "- 骂什么都不用回。", "- 法院的信可以不收。"),
    planted("a statement past its review", "D505", LAW_POLICE, "review_by:", "review_by: \"2026-01-31\"\n    # review_by:", "  - id: psa-entry"),
    planted("a statement past its review, at release", "D506", LAW_POLICE, "review_by:", "review_by: \"2026-01-31\"\n    # review_by:", "  - id: psa-entry", release=True),
    planted(
        "a statement not fit for danger", "D507", DOOR,
        "    law:\n      - psa-threat: 威胁要伤人：记原话，打110\n", "    law:\n      - psa-threat: 威胁要伤人：记原话，打110\n      - hot-12348: 免费法律咨询打12348\n", "hot-12348",
    ),
    planted("a crisis word in a choice that leads elsewhere", "D601", DOOR, "text: 在敲门、喊话, to: speak", "text: 在砸门、喊话, to: speak"),
    planted("an interrupt that shadows a choice", "D602", DOOR, "also_said: [别的, 其他, 都不是]", "also_said: [帮助, 其他, 都不是]"),
    planted("a question for an ID", "D603", DOOR, "ask: 他们说替哪家银行或平台来的？", "ask: 您的身份证号是多少？"),
    planted("a question for a code", "D603", MONEY, "ask: 是哪家银行或平台？", "ask: 请把短信验证码打给我。"),
    planted("a question for a password", "D603", MONEY, "ask: 是哪家银行或平台？", "ask: 银行卡的密码是多少？"),
    planted("a question for a card", "D603", MONEY, "ask: 是哪家银行或平台？", "ask: 您的卡号是多少？"),
    planted("an intermediary's contact", "D604", MONEY, "      - 谈还款自己就能办，不花钱。", "      - 不会谈，加微信找老师。"),
    planted("a link", "D604", MONEY, FREE, "      - 上 jiezhaibang.com 自己办。"),
    planted("a link that looks like an office's", "D604", MONEY, FREE, "      - 上 https://www.12378.gov.cn.help-debt.com 办。"),
    planted("a QQ number", "D604", MONEY, FREE, "      - 不会谈，QQ 12345678 有人教。"),
    planted("an account", "D604", MONEY, FREE, "      - 不会谈，找 wx：laowang88。"),
    planted("a channel to follow", "D604", MONEY, FREE, "      - 不会谈，搜公众号慢慢还。"),
    planted("somebody's telephone", "D604", MONEY, FREE, "      - 不会谈，打138 1234 5678。"),
    planted("a link in the register", "D604", LAW_VISIT, CAVEAT, "caveat: 看 http://t.cn/abc 的说法", RECOGNISED),
    planted("a number in the register", "D605", LAW_VISIT, CAVEAT, "caveat: 说不准，打96119问", RECOGNISED),
    planted("a promise in the register", "D606", LAW_VISIT, CAVEAT, "caveat: 照这条做，肯定能成", RECOGNISED),
    planted("a signature for other words", "D512", DOOR, DRAFT, SIGNED, "flow: visit_at_door"),
    planted("a signature without a name", "D512", DOOR, DRAFT, "review: {status: signed}", "flow: visit_at_door"),
    planted("a statement signed for other words", "D514", LAW_VISIT, CAVEAT, f"{CAVEAT}\n    {SIGNED}", RECOGNISED),
    planted("a review that did not happen", "D515", "dialogs/about.yaml", "- 这些话还没有律师签字，都是草稿。", "- 这些话都经律师审过。", "      - 我叫门链，是个机器人，不收钱。"),
    planted("a number nobody registered", "D605", DOOR, "      - 也可以打96110问。", "      - 也可以打96119问。", "      - 怕是骗子"),
    planted("a promise", "D606", MONEY, "      - 谈还款自己就能办，不花钱。", "      - 自己谈，一定能成。"),
    planted("a crisis step without its number", "D607", "dialogs/crisis.yaml", "      - 现在打110，照下面说。", "      - 照下面说。"),
    planted("a crisis flow out of reach", "D608", WORDS, "    button: 有危险\n", "", "*"),
    planted("advice that endangers", "D609", DOOR, "- 骂什么都不用回。", "- 您可以骂回去。"),
    planted("a code asked for in a say", "D603", MONEY, "      - 谈还款自己就能办，不花钱。", "      - 您的短信验证码是多少？"),
    planted("a picture of the ID asked for in a say", "D603", MONEY, "      - 谈还款自己就能办，不花钱。", "      - 请把身份证正面拍给我。"),
    planted("开门跟他们好好谈。", "D609", DOOR, "- 骂什么都不用回。", "- 开门跟他们好好谈。"),
    planted("开个门缝看看。", "D609", DOOR, "- 骂什么都不用回。", "- 开个门缝看看。"),
    planted("下楼跟他们讲清楚就好。", "D609", DOOR, "- 骂什么都不用回。", "- 下楼跟他们讲清楚就好。"),
    planted("先随便签个字让他们走。", "D609", DOOR, "- 骂什么都不用回。", "- 先随便签个字让他们走。"),
    planted("先转一点钱。", "D609", DOOR, "- 骂什么都不用回。", "- 先转一点钱。"),
    planted("写个保证书就走了。", "D609", DOOR, "- 骂什么都不用回。", "- 写个保证书就走了。"),
    planted("拿手机对着他们拍。", "D609", DOOR, "- 骂什么都不用回。", "- 拿手机对着他们拍。"),
    planted("您可以躲起来不接法院电话。", "D609", DOOR, "- 骂什么都不用回。", "- 您可以躲起来不接法院电话。"),
    planted("a choice too long for a phone", "D701", DOOR, "text: 在敲门、喊话,", "text: 在门外一直敲门还喊话骂人不肯走,"),
    planted(
        "a choice too long for Telegram", "D702", DOOR,
        "{id: cry, text: 孩子哭了,", "{id: k_12345678901234567890123456789012345678, text: 孩子哭了,", "k_123",
    ),
    planted("a text over a channel's limit", "D703", "dialogs/my_data.yaml", "      - 这里存着您答过的话和时间。", "      - " + "这里存着您答过的话和时间，" * 60 + "完。", "  start:"),
]  # fmt: skip


READ = [
    planted("a target that does not exist", "D210", DOOR, "to: silent_home", "to: silent_hone"),
    planted("a flow that does not exist", "D210", DOOR, "to: crisis.silent", "to: crisys.silent"),
    planted("equal keys", "D111", NOTE, "    retry: 打个数字，例如 2。\n", "    retry: 打个数字，例如 2。\n    retry: 打个数字，例如 3。\n", "retry: 打个数字，例如 3"),
    planted("equal ids", "D209", DOOR, "{id: knock,", "{id: silent,", "{id: silent, text: 在敲门"),
    planted("a misspelt key", "D201", NOTE, "    retry: 打个数字，例如 2。", "    rety: 打个数字，例如 2。"),
    planted("an undeclared variable in a text", "D211", DOOR, "记下了，${people}个人。", "记下了，${poeple}个人。", "      - 记下了，${poeple}"),
    planted("an undeclared variable in a condition", "D212", DOOR, "{if: people >= 4, to: crowd}", "{if: poeple >= 4, to: crowd}"),
    planted("a tab", "D109", NOTE, "    unknown: 没看见", "\tunknown: 没看见"),
    planted("a Chinese colon", "D113", NOTE, "    ask: 来了几个人？", "    ask：来了几个人？"),
    planted("a colon without a space", "D112", NOTE, "    ask: 来了几个人？", "    ask:来了几个人？"),
    planted("a lost half after #", "D116", DOOR, "- 骂什么都不用回。", "- 骂什么 #都不用回。"),
    planted("a Chinese arrow", "D115", "dialogs/about.yaml", "{id: back, text: 知道了, to: bye, also_said: [好, 好的]}", "知道了 → bye", "知道了 → bye"),
    planted("an alias", "D107", NOTE, "    ask: 来了几个人？", "    ask: *who"),
    planted("a text that begins with a sign", "D120", NOTE, "    ask: 来了几个人？", "    ask: @来了几个人？"),
    planted("a missing statement", "D227", DOOR, "hot-110: 害怕", "hot-111: 害怕"),
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def files_are_read_once() -> Iterator[None]:
    """An edit is in one file: the trees of the others are those of the last time. Nobody writes into a tree."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compile, "read_source", cache(compile.read_source))
        yield


@cache
def shipped() -> tuple[tuple[str, str], ...]:
    found = sorted((ROOT / "dialogs").rglob("*.yaml"))
    return tuple((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in found)


@cache
def loaded() -> Dialogs:
    dialogs, report = read(dict(shipped()), declarations())
    assert dialogs is not None, [explain(finding) for finding in report]
    return dialogs


@cache
def before(release: bool) -> frozenset[tuple[str, str]]:
    return frozenset(_keys(check.lint(loaded(), TODAY, release=release)))


def _keys(findings: Iterable[Diagnostic]) -> list[tuple[str, str]]:
    return [(finding.code, str(sorted(finding.values.items()))) for finding in findings]


def edited(plant: Planted) -> dict[str, str]:
    files = {plant.path: "", **dict(shipped())}
    assert plant.old in files[plant.path], f"{plant.path} no longer says {plant.old!r}: choose another anchor"
    files[plant.path] = files[plant.path].replace(plant.old, plant.new, 1)
    return files


def planted_in(plant: Planted) -> Dialogs:
    dialogs, report = read(edited(plant), declarations())
    assert dialogs is not None, [explain(finding) for finding in report]
    return dialogs


def findings(plant: Planted, dialogs: Dialogs) -> dict[str, list[Diagnostic]]:
    """What is new, by the rule that said it; each rule is asked once."""
    exam = examine(dialogs, TODAY, release=plant.release)
    known = before(plant.release)
    found = {}
    for asked, rule in questions().items():
        # What is taught (D32x) is no matter of these files, and weighs as much as all the rest; its rules have their own.
        if not asked.startswith("D32"):
            found[asked] = [f for f in rule(exam) if _keys([f])[0] not in known and f.code not in NOISE]
    return found


def expected_lines(plant: Planted) -> set[tuple[str, int]]:
    where = plant.at or plant.new
    path = plant.path
    if "|" in where:
        path, where = where.split("|")
    text = edited(plant)[path]
    lines, start = set(), text.find(where)
    while start >= 0:
        lines.add((path, text.count("\n", 0, start) + 1))
        start = text.find(where, start + 1) if plant.code == "D309" else -1
    return lines


@pytest.mark.parametrize("plant", LINTED)
def test_a_planted_mistake_is_found_where_it_is(plant: Planted) -> None:
    """By its rule and by no other: with that rule switched off it would pass."""
    dialogs = planted_in(plant)
    by_rule = findings(plant, dialogs)
    found = [finding for each in by_rule.values() for finding in each]
    told = [explain(finding) for finding in found]
    assert {finding.code for finding in found} == {plant.code}, told
    assert by_rule[plant.code] == found, (
        "another rule says it too: switched off, this one would not be missed"
    )
    if plant.at != "*":
        assert {(f.mark.file, f.mark.line) for f in found} == expected_lines(plant), told


@pytest.mark.parametrize("plant", READ)
def test_a_mistake_of_reading_is_found_where_it_is(plant: Planted) -> None:
    _, report = read(edited(plant), declarations())
    told = [explain(finding) for finding in report]
    assert plant.code in {finding.code for finding in report}, told
    assert expected_lines(plant) <= {(f.mark.file, f.mark.line) for f in report if f.code == plant.code}, told


def test_a_file_in_gbk_is_named() -> None:
    files: dict[str, str | bytes] = dict(shipped())
    files[DOOR] = str(files[DOOR]).encode("gb18030")
    _, report = read(files, declarations())
    assert ("D101", DOOR) in {(finding.code, finding.mark.file) for finding in report}


def test_an_alias_bomb_is_refused() -> None:
    bomb = "flow: &a [x, x]\nnodes: &b [*a, *a, *a]\nvars: &c [*b, *b, *b]\nnote: [*c, *c, *c]\n"
    _, report = read({**dict(shipped()), NOTE: bomb}, declarations())
    assert "D107" in {finding.code for finding in report}


TRANSLATED = [
    ("lost its placeholder", "D401", "记下了，${people}个人。", "Noted, people."),
    ("has one too many", "D404", "记下了，${people}个人。", "Noted, ${people} of ${count}."),
    ("is stale", "D402", "记下了：${people}个人。", "Noted, ${people} people."),
]


UNFIT = [
    ("sends to a stranger", "D604", "Add me on WeChat: helper88."),
    ("holds a link", "D604", "See www.debt-relief.top for help."),
    ("names an account", "D604", "先加 vx：abc12345。"),
    ("has a number of its own", "D605", "Call 12399 for advice."),
    ("promises what nobody can", "D606", "You will not be sued."),
    ("promises it in traditional characters", "D606", "保證不會起訴，百分百。"),
]


@pytest.mark.parametrize(("what", "code", "text"), UNFIT, ids=lambda value: value[:24])
def test_a_translation_says_nothing_the_chinese_may_not(what: str, code: str, text: str) -> None:
    """Who reads English is not sent to a stranger either; it is told where the Chinese stands."""
    words = loaded().flows["visit_at_door"].steps["few"].say
    assert words is not None
    catalogue: Catalogue = {words.key: Entry(source=words.default, text=text)}
    found = check.lint(loaded(), TODAY, catalogues={"en": catalogue}, rules={code: questions()[code]})
    assert [(finding.code, finding.mark) for finding in found] == [(code, words.mark)]


@pytest.mark.parametrize(
    "text",
    [
        "Nobody can guarantee that you will not be sued.",
        "Look it up at jubao.nifa.org.cn.",
        "Call 12348 or 110.",
    ],
)
def test_a_translation_may_say_what_the_register_holds(text: str) -> None:
    words = loaded().flows["visit_at_door"].steps["few"].say
    assert words is not None
    catalogue: Catalogue = {words.key: Entry(source=words.default, text=text)}
    asked = {code: questions()[code] for code in ("D604", "D605", "D606")}
    assert list(check.lint(loaded(), TODAY, catalogues={"en": catalogue}, rules=asked)) == []


@pytest.mark.parametrize(("what", "code", "source", "text"), TRANSLATED, ids=lambda value: value[:24])
def test_a_translation_that_is_wrong_is_found(what: str, code: str, source: str, text: str) -> None:
    words = loaded().flows["visit_at_door"].steps["few"].say
    assert words is not None
    first = words.default.split("\n")[0]
    catalogue: Catalogue = {
        words.key: Entry(source=words.default.replace(first, source), text=words.default.replace(first, text))
    }
    found = check.lint(loaded(), TODAY, catalogues={"en": catalogue}, rules={code: questions()[code]})
    assert [(finding.code, finding.mark) for finding in found] == [(code, words.mark)]
    rest = {other: rule for other, rule in questions().items() if other != code and other != "D403"}
    assert code not in {
        finding.code for finding in check.lint(loaded(), TODAY, catalogues={"en": catalogue}, rules=rest)
    }


def test_the_shipped_files_have_no_error() -> None:
    found = [explain(f) for f in check.lint(loaded(), TODAY) if f.code not in NOISE]
    assert found == []
