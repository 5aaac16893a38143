"""Signs of a pasted message: which are seen, what the gravest is, and what is never said."""

import re
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import declarations, registry
from bot.actions.message_check import LONGEST, MOST_SAID, SPEC
from bot.language import Dialogs, load
from bot.language.model import Result

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def dialogs() -> Dialogs:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "dialogs").rglob("*.yaml")
    }
    found = load(files, declarations())
    assert isinstance(found, Dialogs)
    return found


def looked(dialogs: Dialogs, message: str) -> Result:
    return registry(dialogs)["message_check"]({"message": message})


@pytest.mark.parametrize(
    ("message", "outcome", "signs"),
    [
        ("再不还钱砍死你全家", "有威胁", {"threat"}),
        ("砍死你", "有威胁", {"threat"}),
        ("再不還錢就砍 死 你", "有威胁", {"threat"}),
        ("【xx法院】您有一份傳票，案號2026", "像官方", {"court"}),
        ("派出所通知您配合调查", "像官方", {"police"}),
        ("受委托向您发出律师函", "像官方", {"lawyer"}),
        ("请转至尾号 6222 0212 3456 7890 123", "要钱要信息", {"account"}),
        ("详情 ｗｗｗ．ａｂｃ．ｃｏｍ", "要钱要信息", {"link"}),
        ("点 http://t.cn/x", "要钱要信息", {"link"}),
        ("专业停息挂账，债务优化", "要钱要信息", {"intermediary"}),
        ("请今天18点前处理", "只是催促", {"deadline"}),
        ("我们将通知您的家人", "只是催促", {"third"}),
        ("验证码123456，请勿泄露给他人", "没看出", set()),
        ("请小心你的账户安全", "没看出", set()),
        ("您的快递到了", "没看出", set()),
        ("好", "太短", set()),
        ("\u200b\u200b  ？", "太短", set()),
        ("", "太短", set()),
    ],
)
def test_what_a_message_shows(dialogs: Dialogs, message: str, outcome: str, signs: set[str]) -> None:
    result = looked(dialogs, message)
    assert (result.outcome, set(result.said)) == (outcome, signs)


def test_twenty_thousand_characters_are_looked_at_quickly(dialogs: Dialogs) -> None:
    """Traditional, full of links and digits, combining marks too: well under a tenth of a second."""
    for filler in ("請於今日 http://a.b.cn/", "a.", "1", "6222 ", "e\u0301\u0327", "法院案號", "-"):
        message = (filler * LONGEST)[: LONGEST - 5] + "砍死你"
        looked(dialogs, "热身")
        start = perf_counter()
        result = looked(dialogs, message)
        assert perf_counter() - start < 0.5
        assert result.outcome == "有威胁"


@given(st.text())
def test_any_text_has_an_outcome_with_all_it_promises(dialogs: Dialogs, message: str) -> None:
    result = looked(dialogs, message)
    outcome = SPEC.outcome(result.outcome)
    assert outcome is not None
    assert set(result.values) == set(outcome.sets)
    assert len(result.said) <= MOST_SAID


def test_the_gravest_sign_is_said_first_and_decides(dialogs: Dialogs) -> None:
    message = "最后通牒，法院已立案，转到我微信，不还就打断你的腿，影响征信，上门"
    result = looked(dialogs, message)
    assert (result.outcome, len(result.said)) == ("有威胁", MOST_SAID)
    assert result.said[:2] == ("threat", "court")


def test_no_sign_says_that_a_message_is_false(dialogs: Dialogs) -> None:
    """Never "it is fake", never "ignore it": real ones press and link too."""
    said = "\n".join(sign.say.default for sign in dialogs.signs)
    flow = "\n".join(
        w.default for s in dialogs.flows["check_message"].steps.values() for w in (s.say, s.phone) if w
    )
    assert not re.search(r"(这是|就是|肯定是|(?<!不)一定是|都是)(假|骗)|不用理|别理它|无视", said + flow)
    assert "别不理" in said


def test_signs_are_written_without_programming() -> None:
    """Volunteers extend them: plain words, no pattern language."""
    signs = yaml.safe_load((ROOT / "dialogs" / "signs.yaml").read_text(encoding="utf-8"))["signs"]
    for sign in signs:
        for word in sign.get("contains", []):
            assert not re.search(r"[\\\[\](){}*?|^$]", word), word
