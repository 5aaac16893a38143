from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.values import TYPES, Reading, Spec, normalise, number_choice, read, show
from tests.values.conftest import CHINA, NOW
from tests.work import calls

PIECES = (
    "零一二两三十百千万亿点半刻分秒年月日号周星期天个人元块毛角前后上下今明昨晚早中午凌晨多几来第初底到至不没有是对第选都和过再大约"
    "0123456789０１①.,，:：/-–—()（） wk¥%\u200b\u202e\ud800\x00\n"
)
ANY = st.one_of(
    st.text(st.characters(), max_size=400),
    st.text(st.sampled_from(PIECES), max_size=60),
    st.lists(
        st.sampled_from(
            ["下", "周", "三", "25号", "12月", "晚上", "8点", "半", "小时", "后", "三万", "五", "没", "110"]
        )
    ).map("".join),
)
LOWS = st.none() | st.integers(-10, 10**6)
SPECS = st.builds(
    Spec,
    type=st.sampled_from((*TYPES, "media", "")),
    options=st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6), max_size=12
    ).map(tuple),
    low=LOWS,
    high=LOWS,
    after_now=st.booleans(),
    before_now=st.booleans(),
)
NOWS = st.datetimes(
    min_value=NOW.replace(year=1960, tzinfo=None), max_value=NOW.replace(year=2090, tzinfo=None)
).map(lambda at: at.replace(tzinfo=CHINA))
REASONS = {"unreadable", "too_low", "too_high", "past", "future", "empty", "too_long", "number_to_call"}
LONG = {
    "one character": "啊" * 100_000,
    "digits": "9" * 100_000,
    "spaces": " " * 100_000,
    "marks": "a" + "\u0315\u0300" * 50_000,
    "pairs": "3 " * 50_000,
    "chinese and spaces": "你 " * 50_000,
    "numerals": "三万五" * 33_333,
    "short digits": "9" * 299,
    "short numerals": "三万五" * 99,
    "short fillers": "我还有的" * 74 + "x",
    "short times": "3点" * 149,
    "short days": "下周" * 149,
    "short denials": "没有不" * 99,
}


@settings(max_examples=1500, deadline=None)
@given(SPECS, ANY, NOWS)
def test_nothing_typed_can_raise(spec: Spec, text: str, now: datetime) -> None:
    """Any text, for any question, at any time, is read or refused for a named reason."""
    answer = read(spec, text, now=now)
    if not isinstance(answer, Reading):
        assert answer.reason in REASONS
        return
    shown = show(spec.type, answer.value)
    assert shown or answer.value in {"", ()}
    shown.encode()
    assert all(said.encode() and "\0" not in said for said in answer.assumed)
    if spec.type in {"date", "datetime"}:
        low, high = now.date() - timedelta(days=1), now.date() + timedelta(days=1)
        assert not spec.after_now or str(answer.value)[:10] > str(low)
        assert not spec.before_now or str(answer.value)[:10] < str(high)


@settings(max_examples=500, deadline=None)
@given(ANY, st.integers(0, 30))
def test_normalise_settles_and_picks_stay_within_the_list(text: str, count: int) -> None:
    """Normalising twice changes nothing more, and a picked option exists."""
    assert normalise(normalise(text)) == normalise(text)
    normalise(text).encode()
    picked = number_choice(text, count)
    assert picked is None or 0 <= picked < count


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_texts_are_answered(text: str) -> None:
    """A flood of characters is answered by every type, and not by looking at each in turn many times over."""
    for kind in TYPES:
        spec = Spec(type=kind, options=("堵门", "拍照"))
        answer = read(spec, text, now=NOW)
        assert isinstance(answer, Reading) or answer.reason in REASONS
        assert calls(lambda spec=spec: read(spec, text, now=NOW)) < 20_000 + 10 * len(text), kind
    assert normalise(normalise(text)) == normalise(text)
    assert number_choice(text, 5) is None
