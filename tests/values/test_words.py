import pytest

from bot.values import Reading, Refusal, Spec, normalise, number_choice, read, show
from tests.values.conftest import NOW

ACTS = ("堵门", "辱骂", "拍照", "贴纸")


def answer(text: str, type: str, *options: str) -> object:  # noqa: A002 - the word of the room
    found = read(Spec(type=type, options=options), text, now=NOW)
    return found.value if isinstance(found, Reading) else found.reason


@pytest.mark.parametrize(
    "text",
    "对 嗯 没错 是 是的 好 好的 行 有 有的 可以 没问题 不错 OK yes 嗯嗯嗯 对对 👍 是的，我不怕 有，他们没走".split(),
)
def test_yes(text: str) -> None:
    """Words of assent are yes; what follows a first clause of assent does not undo it."""
    assert answer(text, "yes_no") is True


@pytest.mark.parametrize(
    "text",
    "不是 没有 没 不 不行 没有啊 不要 否 no 嗯，没有 好吧不 不，没有 没有没有 还没有 不用了 不是的".split(),
)
def test_no(text: str) -> None:
    """Among words of answering a denial wins."""
    assert answer(text, "yes_no") is False


@pytest.mark.parametrize(
    "text",
    "不知道 不清楚 是不是 有没有 好难受 他们不肯走 可能吧 没办法 没钱 不好意思 好几个人 有点怕 可是 说不准".split(),
)
def test_neither_yes_nor_no(text: str) -> None:
    """Not knowing, asking back and telling something else are neither yes nor no."""
    assert answer(text, "yes_no") == "unreadable"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("本人", "本人"),
        ("1", "本人"),
        ("第二个", "家人"),
        ("我是家人", "家人"),
        ("选3吧", "别人"),
        ("不是本人，是家人", "家人"),
        ("不是本人", "unreadable"),
        ("家人和本人", "unreadable"),
        ("4", "unreadable"),
        ("人", "unreadable"),
        ("110", "number_to_call"),
    ],
)
def test_one_of(text: str, value: str) -> None:
    """One option is read exactly, by number, or as the only one that is named and not denied."""
    assert answer(text, "one_of", "本人", "家人", "别人") == value


def test_an_option_may_be_a_number_to_call() -> None:
    """Where a dialog offers 打110, the words pick it."""
    assert answer("打110", "one_of", "打110", "先不打") == "打110"


@pytest.mark.parametrize(
    "text",
    "1,3|1 3|1、3|①③|第一和第三|堵门、拍照|拍照和堵门|13|1，3。|他们堵门还拍照|选1和3|堵门，没有辱骂，拍照".split(
        "|"
    ),
)
def test_many_of(text: str) -> None:
    """Several options are read by name and by number, in the order in which they were shown."""
    assert answer(text, "many_of", *ACTS) == ("堵门", "拍照")


def test_all_and_none_of_many() -> None:
    """都有 is all of them, 都没有 none; what leaves out some is asked again."""
    assert answer("都有", "many_of", *ACTS) == ACTS
    for text in ("都没有", "没有", "一个都没有", "以上都没有", "无"):
        assert answer(text, "many_of", *ACTS) == (), text
    for text in ("除了1都有", "5", "1、9", "不知道"):
        assert answer(text, "many_of", *ACTS) == "unreadable", text


def test_words_that_matched_no_option_are_said() -> None:
    """The part of an answer that no option holds is told, so that it can be read back."""
    found = read(Spec(type="many_of", options=ACTS), "堵门，骂人", now=NOW)
    assert found == Reading(value=("堵门",), assumed=("“骂人”没有对上",))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("010-12345678", "01012345678"),
        ("（0755）8888 9999", "075588889999"),
        ("95588", "95588"),
        ("400-800-1234", "4008001234"),
        ("电话是13812345678。", "13812345678"),
        ("一三八一二三四五六七八", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("12378", "12378"),
        ("1234", "unreadable"),
        ("110101199003071234", "unreadable"),
        ("6222021234567890123", "unreadable"),
        ("13812345678 13912345678", "unreadable"),
        ("110", "number_to_call"),
        ("23812345678", "unreadable"),
    ],
)
def test_phone(text: str, value: str) -> None:
    """A telephone number of the mainland is kept as digits; cards and identity numbers are none."""
    assert answer(text, "phone") == value


def test_words_are_kept_as_typed() -> None:
    """text and quote keep every word, line and repetition; only what cannot be printed goes."""
    typed = "  救救救命啊啊啊！\r\n他说：“还 钱”\u202e\x00\ud800 👨\u200d👩 "
    assert answer(typed, "text") == answer(typed, "quote") == "救救救命啊啊啊！\n他说：“还 钱” 👨\u200d👩"
    assert answer("我" * 2000, "text") == "我" * 2000
    assert answer("我" * 2001, "text") == "too_long"
    assert answer("我" * 20000, "quote") == "我" * 20000
    assert answer("我" * 20001, "quote") == "too_long"
    for blank in ("", " \n", "\u200b\x00", "\u3000", "\u200d"):
        assert answer(blank, "text") == "empty"
        assert answer(blank, "int") == "empty"


PICKS = {
    0: "1 １ 一 ① 第一个 选1 就第一个吧 1. 1、 第1个 1号 （1） ⒈ 1️⃣ ㈠ 选一 我选第一个 壹",
    1: "2 二 选第二个 第二 ② 按2 2吧 2。",
}


@pytest.mark.parametrize(
    ("text", "index"), [(text, index) for index, texts in PICKS.items() for text in texts.split()]
)
def test_a_shown_option_is_picked_by_number(text: str, index: int) -> None:
    """A number in any shape picks the option that was shown with it."""
    assert number_choice(text, 3) == index


@pytest.mark.parametrize(
    "text",
    [*"110 120 119 0 4 十一 一个 一个人 11 1.5 -1 第三个人 3点 1天 我 1和2 选".split(), "", "1" * 100_000],
)
def test_no_option_is_picked(text: str) -> None:
    """Numbers to call, numbers beyond the list, and numbers of something else pick nothing."""
    assert number_choice(text, 3) is None


def test_numbers_to_call_pick_nothing_from_long_lists() -> None:
    """Even of 200 options, 110 picks none."""
    assert number_choice("110", 200) is None
    assert number_choice("12", 12) == 11


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("催 收 上 门", "催收上门"),
        ("救救救命啊啊啊", "救命啊"),
        ("hello  world 你 好", "hello world你好"),
        ("１３８００００１１１１", "13800001111"),
        ("\u200b催\u202e收\ud800\x07", "催收"),
        ("a\r\nb", "a b"),
        ("哈哈", "哈哈"),
        ("10000元", "10000元"),
        ("ＡＢＣ，。！", "ABC,。!"),
        ("　好　", "好"),
    ],
)
def test_normalise(text: str, plain: str) -> None:
    """One spelling for what is compared: half width, visible, without stutter; digits are left alone."""
    assert normalise(text) == plain


@pytest.mark.parametrize(
    ("type", "value", "shown"),
    [
        ("money", 2350000, "23500元"),
        ("money", 3000000, "3万元"),
        ("money", 123456700, "123万4567元"),
        ("money", 50, "0.5元"),
        ("money", 100005000, "100万零50元"),
        ("datetime", "2026-11-25T14:30+08:00", "11月25日（周三）下午2点30分"),
        ("date", "2026-11-25", "2026年11月25日（周三）"),
        ("yes_no", True, "是"),
        ("yes_no", False, "不是"),
        ("int", 3, "3"),
        ("many_of", ("堵门", "拍照"), "堵门、拍照"),
        ("many_of", (), "都没有"),
        ("phone", "95588", "95588"),
        ("date", "坏", "坏"),
    ],
)
def test_show(type: str, value: object, shown: str) -> None:  # noqa: A002 - the word of the room
    """A value is shown in plain spoken Chinese."""
    assert show(type, value) == shown


def test_an_unknown_type_is_refused() -> None:
    """A type this room does not know reads nothing, and does not raise."""
    assert read(Spec(type="media"), "你好", now=NOW) == Refusal(reason="unreadable")
