import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.values import Reading, Refusal, Spec, read, show, unsure
from tests.values.conftest import NOW
from tests.values.phrases import amounts, numeral, numerals

COUNT, MONEY = Spec(type="int"), Spec(type="money")
SEEDED = random.Random(20261124)
YUAN = sorted({*range(1, 130), *(SEEDED.randrange(10**digits) for digits in range(2, 11) for _ in range(40))})
ROUND = sorted({digit * 10**power for digit in range(1, 100) for power in range(7)})


def value(spec: Spec, text: str) -> object:
    answer = read(spec, text, now=NOW)
    return answer.value if isinstance(answer, Reading) else answer.reason


def test_every_count_is_read_in_every_way_it_is_written() -> None:
    """A whole number comes back from each of its numerals, bare and with the words around it."""
    phrases = 0
    for number in range(1, 1200):
        for said in numerals(number):
            for text in (said, f"{said}个", f"来了{said}次", f"大概{said}个人吧", f"有{said}个人在门口"):
                if text in {"110", "119", "120", "１１０", "１１９", "１２０"}:
                    continue
                assert value(COUNT, text) == number, text
                phrases += 1
    assert phrases > 20_000


@pytest.mark.parametrize("yuan", [YUAN, ROUND], ids=["any", "round"])
def test_every_amount_is_read_in_every_way_it_is_said(yuan: list[int]) -> None:
    """An amount in whole 元 comes back from each of its phrases."""
    phrases = 0
    for number in yuan:
        for text in amounts(number * 100):
            if text in {"110", "119", "120", "１１０", "１１９", "１２０"}:
                continue
            assert value(MONEY, text) == number * 100, text
            phrases += 1
    assert phrases > 10_000


def test_every_amount_with_cents_is_read() -> None:
    """角 and 分 come back from each of their phrases."""
    phrases = 0
    for fen in [*range(1, 1300), *(SEEDED.randrange(10**7) for _ in range(300))]:
        if fen % 100 == 0:
            continue
        for text in amounts(fen):
            assert value(MONEY, text) == fen, text
            phrases += 1
    assert phrases > 10_000


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_shown_money_reads_back(fen: int) -> None:
    """What the bot shows as an amount reads as the same amount."""
    assert value(MONEY, show("money", fen)) == fen


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_the_school_book_numeral_is_read(number: int) -> None:
    """The full numeral of any amount below 10^12 元 is read exactly."""
    assert value(MONEY, numeral(number) + "元") == number * 100


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("三万五", 3500000),
        ("1.8万", 1800000),
        ("三万五千块零五毛", 3500050),
        ("18000元", 1800000),
        ("18,000", 1800000),
        ("18，000", 1800000),
        ("3w5", 3500000),
        ("两千五", 250000),
        ("一万零五十", 1005000),
        ("十二万八", 12800000),
        ("三百二", 32000),
        ("五毛", 50),
        ("2万3千5百", 2350000),
        ("￥500", 50000),
        ("欠了3万5", 3500000),
        ("三点五万", 3500000),
        ("一点八万", 1800000),
        ("三个月欠了3万5", 3500000),
        ("我欠他们三万五他们天天来", 3500000),
        ("每个月能还五百", 50000),
        ("人民币叁万伍仟圆整", 3500000),
        ("廿五块", 2500),
        ("3万，就是30000元", 3000000),
        ("卅块钱", 3000),
        ("一百二十块", 12000),
        ("110元", 11000),
    ],
)
def test_amounts_people_type(text: str, fen: int) -> None:
    """The amounts of the assignment, one by one, with nothing assumed."""
    assert read(MONEY, text, now=NOW) == Reading(value=fen)


@pytest.mark.parametrize(
    "text", ["约三万", "三万多", "大概三万", "差不多3万", "三万左右", "将近3万元", "三万来块"]
)
def test_a_rough_amount_says_that_it_is_rough(text: str) -> None:
    """An amount given roughly is taken, and said to be rough."""
    assert read(MONEY, text, now=NOW) == Reading(value=3000000, assumed=("大约的数，按3万元算",))


@pytest.mark.parametrize(
    "text",
    [
        "两三万",
        "三四万",
        "3-5万",
        "3到5万",
        "十几万",
        "几万",
        "好几千",
        "十多万",
        "三十多",
        "本金两万，利息三千",
        "3万50",
        "3.333元",
        "三五",
        "五六百块",
        "百八十块",
        "2000或3000",
        "千万",
        "一块去",
        "十分",
        "三万或者四万",
        "一万三万",
    ],
)
def test_an_amount_that_could_be_two_is_none(text: str) -> None:
    """Ranges, several amounts and half-said ones are asked again, never guessed."""
    assert value(MONEY, text) == "unreadable"


@pytest.mark.parametrize("spec", [COUNT, MONEY], ids=["int", "money"])
@pytest.mark.parametrize(
    "text",
    [
        "110",
        "120",
        "119",
        "１１０",
        "打110",
        "110！",
        "幺幺零",
        "一一零",
        "一二零",
        "快打120",
        "报警110",
        "1 1 0",
    ],
)
def test_a_call_for_help_is_no_number(spec: Spec, text: str) -> None:
    """110 in a question for a number may be a call for help; the caller is told so."""
    if text == "1 1 0":
        assert isinstance(read(spec, text, now=NOW), Refusal)
    else:
        assert read(spec, text, now=NOW) == Refusal(reason="number_to_call")


def test_bounds_are_inclusive() -> None:
    """low and high are the last values taken; beyond them the reason says on which side."""
    spec = Spec(type="int", low=1, high=30)
    assert [value(spec, text) for text in ("0", "1", "30", "31")] == ["too_low", 1, 30, "too_high"]
    money = Spec(type="money", low=100, high=10_000)
    assert [value(money, text) for text in ("五毛", "1元", "一百", "100.01")] == [
        "too_low",
        100,
        10_000,
        "too_high",
    ]


def test_amounts_beyond_reason() -> None:
    """From 10^12 元 an amount is too high, below nothing too low."""
    assert value(MONEY, "9999亿") == 9999 * 10**10
    for text in ("一万亿", "1000000000000", "1万亿元", "9" * 200):
        assert value(MONEY, text) == "too_high", text
    for text in ("-1", "-500元", "负五百", "－３"):
        assert value(MONEY, text) == "too_low", text
    assert value(COUNT, "9" * 250) == "too_high"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("俩", 2),
        ("仨人", 3),
        ("①", 1),
        ("两个", 2),
        ("没有人", 0),
        ("一个都没有", 0),
        ("一直有三个人", 3),
        ("看到3个男的", 3),
    ],
)
def test_counts_people_type(text: str, number: int) -> None:
    """Short words for numbers are numbers; 一 in 一直 is none."""
    assert value(COUNT, text) == number


@pytest.mark.parametrize(
    "text",
    [
        "几个",
        "好几个",
        "3-5个",
        "三到五个",
        "第三个人",
        "三楼",
        "3.5",
        "有一点害怕",
        "周三",
        "30%",
    ],
)
def test_a_count_that_is_none(text: str) -> None:
    """Ranges, ordinals and idioms are no counts."""
    assert value(COUNT, text) == "unreadable"


def test_a_unit_that_the_question_may_not_mean_is_said() -> None:
    """两年 is read as two, and the unit that was said is told."""
    assert read(COUNT, "两年", now=NOW) == Reading(value=2, assumed=("记下的是“两年”",))


@pytest.mark.parametrize(
    ("text", "number"),
    [("两三个", 3), ("五六个人", 6), ("大概三四个吧", 4), ("三五个", 5), ("十几个", 10), ("二十多个人", 20)],
)
def test_rough_counts_are_taken_and_said(text: str, number: int) -> None:
    """Nobody counts twice through a peephole: what was taken for 两三个 is read back."""
    reading = read(COUNT, text, now=NOW)
    assert isinstance(reading, Reading)
    assert reading.value == number
    assert reading.assumed


@pytest.mark.parametrize(
    ("text", "is_unsure"),
    [
        ("不知道", True),
        ("我也不清楚啊", True),
        ("他们不肯说", True),
        ("不知道是哪家公司", True),
        ("记不清了，忘了", True),
        ("不知道，好像是捷信", False),
        ("不清楚就是3万", False),
        ("捷信", False),
        ("", False),
    ],
)
def test_not_knowing(text: str, is_unsure: bool) -> None:
    """Only a text that says nothing else is not knowing."""
    assert unsure(text) is is_unsure


@pytest.mark.parametrize(
    "text", ["11010119900307777X", "6222 0210 0111 6245 702", "我叫张三，身份证110101199003077777"]
)
def test_identity_and_card_numbers_are_not_kept(text: str) -> None:
    """Nobody asked for them; a quote keeps the words of others as they are."""
    assert read(Spec(type="text"), text, now=NOW) == Refusal(reason="private")
    assert isinstance(read(Spec(type="quote"), text, now=NOW), Reading)


@pytest.mark.parametrize("text", ["捷信", "13800138000", "合同号 2023-11-25-0001", "某某银行95588"])
def test_other_numbers_in_a_text_are_kept(text: str) -> None:
    """A telephone or a contract number is no identity card."""
    assert isinstance(read(Spec(type="text"), text, now=NOW), Reading)


MONTHS = Spec(type="int", low=0, high=600, unit="月")


@pytest.mark.parametrize(
    ("text", "value", "assumed"),
    [
        ("36", 36, ()),
        ("12个月", 12, ()),
        ("三个月了", 3, ()),
        ("大概三个月吧", 3, ()),
        ("一年", 12, ("“一年”按12个月算",)),
        ("两年", 24, ("“两年”按24个月算",)),
        ("半年", 6, ("“半年”按6个月算",)),
        ("一年半", 18, ("“一年半”按18个月算",)),
        ("快两年了", 24, ("“两年”按24个月算",)),
        ("两年多", 24, ("“两年”按24个月算",)),
        ("1年零3个月", 15, ("“1年零3个月”按15个月算",)),
        ("二十四期", 24, ()),
    ],
)
def test_a_length_of_time_in_the_unit_that_was_asked(text: str, value: int, assumed: tuple[str, ...]) -> None:
    """两年 is 24 where months are asked, and what was reckoned is told."""
    assert read(MONTHS, text, now=NOW) == Reading(value=value, assumed=assumed)


@pytest.mark.parametrize(
    "text", ["十天", "十来天", "两周", "一个半月", "半个月", "一两年", "三五年", "几个月"]
)
def test_a_length_that_does_not_come_out_whole_is_asked_again(text: str) -> None:
    assert read(MONTHS, text, now=NOW) == Refusal(reason="unreadable")


def test_weeks_are_days_and_a_range_still_holds() -> None:
    assert read(Spec(type="int", unit="天"), "两周", now=NOW) == Reading(
        value=14, assumed=("“两周”按14天算",)
    )
    assert read(MONTHS, "八十年", now=NOW) == Refusal(reason="too_high")
    assert read(Spec(type="int", unit="年"), "3年", now=NOW) == Reading(value=3)
