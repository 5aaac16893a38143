"""One spelling for what people type, whichever way it is found."""

from hypothesis import given
from hypothesis import strategies as st

from bot.values.normalise import _is_plain, _plain, normalise

ODD = "门 Ａ①ﬁ가\u1100\u1161é\u0301\u3164\ufe0f\U000e0101\u200b\u3000\t\n\ud800哈哈哈100 \U0001f198"
texts = st.text(max_size=40) | st.text(alphabet=ODD, max_size=20)


@given(texts)
def test_a_text_that_counts_as_plain_has_nothing_to_replace(text):
    """The short way and the long way agree on every text."""
    if _is_plain(text):
        assert all(_plain(char) == char for char in text)


@given(texts)
def test_normalising_twice_changes_nothing(text):
    """What was normalised once is compared as it is."""
    once = normalise(text)
    assert normalise(once) == once


def test_ordinary_words_take_the_short_way():
    for text in ("他们在敲门", "第3号催收公司", "how are you"):
        assert _is_plain(text)
