import random
import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.values import Reading, Refusal, Spec, read, show
from tests.values.conftest import CHINA, NOW
from tests.values.phrases import dates, moments, times

DATE, MOMENT = Spec(type="date"), Spec(type="datetime")
COMING = Spec(type="datetime", after_now=True)
NOWS = [
    NOW,
    NOW.replace(day=1, hour=0, minute=5),
    NOW.replace(year=2027, month=12, day=31, hour=23, minute=50),
]
NOWS += [
    NOW.replace(year=2028, month=2, day=28),
    NOW.replace(month=11, day=29, hour=17),
    NOW.replace(month=6, day=30),
]


def answer(spec: Spec, text: str, now: datetime = NOW) -> object:
    found = read(spec, text, now=now)
    return found.value if isinstance(found, Reading) else found.reason


def stamp(moment: datetime) -> str:
    return moment.replace(second=0).isoformat(timespec="minutes")


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_every_day_is_read_in_every_way_it_is_named(now: datetime) -> None:
    """A day within two months before and a year after comes back from each of its names."""
    phrases = 0
    for away in [*range(-60, 90), *range(90, 365, 7)]:
        day = now.date() + timedelta(days=away)
        for text in dates(day, now.date()):
            for said in (text, f"他们说{text}来", f"大概{text}吧"):
                if said != text and set(text) & set("/-.") and "年" not in text:
                    continue  # 12/1 in the middle of a sentence may be a fraction
                assert answer(DATE, said, now) == day.isoformat(), said
                phrases += 1
    assert phrases > 5_000


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_every_moment_is_read_in_every_way_it_is_said(now: datetime) -> None:
    """Day and time of day together come back to the minute, with nothing taken from the one into the other."""
    seeded = random.Random(7)
    phrases = 0
    for _ in range(250):
        moment = (now + timedelta(days=seeded.randrange(-30, 60))).replace(
            hour=seeded.randrange(24), minute=seeded.choice([0, 5, 15, 20, 30, 45, 59]), second=0
        )
        for text in moments(moment, now):
            if "/" in text or re.search("[0-9]{5}|[0-9][.-][0-9]", text):
                continue  # numeric dates have tests of their own: glued to a time they are not what people type
            if moment.date() == now.date() and re.search("[周期拜]|(^|说)[^月]+号", text):
                continue  # 24号 on the 24th and 周二 on a Tuesday whose hour is past is the next one
            assert answer(MOMENT, text, now) == stamp(moment), text
            phrases += 1
    assert phrases > 5_000


def test_every_time_of_day_is_the_next_one() -> None:
    """A time without a day is the next one from now, in each of its phrases."""
    for hour in range(24):
        for minute in (0, 5, 15, 30, 45, 59):
            moment = NOW.replace(hour=hour, minute=minute, second=0)
            moment += timedelta(days=moment < NOW.replace(second=0))
            for text in times(hour, minute):
                for said in (text, f"他们说{text}来", f"{text}左右"):
                    assert answer(COMING, said) == stamp(moment), said


def test_every_wait_is_counted_from_now() -> None:
    """So many minutes or hours from now, or ago, are counted to the minute."""
    for count in range(1, 100):
        for text, minutes in (
            (f"{count}分钟后", count),
            (f"{count}小时后", count * 60),
            (f"{count}个半小时后", count * 60 + 30),
        ):
            assert answer(MOMENT, text) == stamp(NOW + timedelta(minutes=minutes)), text
            assert answer(MOMENT, text.replace("后", "前")) == stamp(NOW - timedelta(minutes=minutes)), text


# hypothesis wants naive bounds
@given(
    st.datetimes(
        min_value=NOW.replace(second=0, tzinfo=None), max_value=NOW.replace(year=2027, day=20, tzinfo=None)
    )
)
def test_a_shown_moment_reads_back(moment: datetime) -> None:
    """What the bot shows for a moment of the coming year reads as the same moment."""
    value = moment.replace(tzinfo=CHINA).isoformat(timespec="minutes")
    assert answer(MOMENT, show("datetime", value)) == value


@given(st.dates(min_value=date(1960, 1, 1), max_value=date(2099, 12, 31)))
def test_a_shown_date_reads_back(day: date) -> None:
    """What the bot shows for a date, year and all, reads as the same date."""
    assert answer(DATE, show("date", str(day))) == str(day)


@pytest.mark.parametrize(
    ("text", "value", "assumed"),
    [
        ("明天下午3点", "11-25T15:00", ()),
        ("周五晚上8点", "11-27T20:00", ()),
        ("周一上午9点", "11-30T09:00", ("按11月30日（周一）算",)),
        ("今晚八点", "11-24T20:00", ()),
        ("下周三上午", "12-02T09:00", ("没说几点，按上午9点算",)),
        ("11月25号下午两点半", "11-25T14:30", ()),
        ("半小时后", "11-24T10:50", ()),
        ("一个半小时后", "11-24T11:50", ()),
        ("一刻钟后", "11-24T10:35", ()),
        ("再过半小时", "11-24T10:50", ()),
        ("过十分钟", "11-24T10:30", ()),
        ("凌晨1点", "11-25T01:00", ("按明天凌晨1点算",)),
        ("后天上午十点", "11-26T10:00", ()),
        ("明早9点", "11-25T09:00", ()),
        ("今天14:30", "11-24T14:30", ()),
        ("3点", "11-24T15:00", ("按今天下午3点算",)),
        ("9点", "11-24T21:00", ("按今天晚上9点算",)),
        ("明天3点", "11-25T15:00", ("按下午3点算",)),
        ("25号", "11-25T09:00", ("没说几点，按上午9点算",)),
        ("下个月15号", "12-15T09:00", ("没说几点，按上午9点算",)),
        ("12/1 下午三点", "12-01T15:00", ()),
        ("12/1下午三点", "12-01T15:00", ()),
        ("2026年12月1日9:00", "12-01T09:00", ()),
        ("2026-12-01 09:00", "12-01T09:00", ()),
        ("十分钟后", "11-24T10:30", ()),
        ("正午", "11-24T12:00", ()),
        ("半夜12点", "11-25T00:00", ("按明天凌晨0点算",)),
        ("周五晚上12点", "11-28T00:00", ("按11月28日（周六）凌晨0点算",)),
        ("今晚一点", "11-25T01:00", ("按11月25日（周三）凌晨1点算",)),
        ("周二上午9点", "12-01T09:00", ("按12月1日（周二）算",)),
        ("明天下午3点到5点", "11-25T15:00", ("按开始的时间算",)),
        ("差五分三点", "11-24T14:55", ("按今天下午2点55分算",)),
        ("明天3pm", "11-25T15:00", ()),
        ("现在", "11-24T10:20", ("按现在算",)),
    ],
)
def test_moments_people_type(text: str, value: str, assumed: tuple[str, ...]) -> None:
    """The moments of the assignment, one by one, with what was guessed."""
    assert read(MOMENT, text, now=NOW) == Reading(value=f"2026-{value}+08:00", assumed=assumed)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("月底", "2026-11-30"),
        ("大后天", "2026-11-27"),
        ("星期天", "2026-11-29"),
        ("三天后", "2026-11-27"),
        ("31号", "2026-12-31"),
        ("下下周一", "2026-12-07"),
        ("半个月后", "2026-12-09"),
        ("元旦", "2027-01-01"),
        ("二零二六年十二月一日", "2026-12-01"),
        ("去年3月5号", "2025-03-05"),
        ("3月5号", "2027-03-05"),
        ("今晚八点", "2026-11-24"),
        ("12月底", "2026-12-31"),
    ],
)
def test_dates_people_type(text: str, value: str) -> None:
    """The dates of the assignment, one by one."""
    assert answer(DATE, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25号", "2026-10-25"),
        ("3月5号", "2026-03-05"),
        ("12月1号", "2025-12-01"),
        ("周五", "2026-11-20"),
        ("昨天", "2026-11-23"),
    ],
)
def test_a_question_about_the_past_looks_back(text: str, value: str) -> None:
    """With before_now, a day without a month or year is the last such day."""
    assert answer(Spec(type="date", before_now=True), text) == value


@pytest.mark.parametrize(
    "text",
    [
        "2月30号",
        "11月31日",
        "13月1号",
        "2026-02-29",
        "0号",
        "32号",
        "2026年4月31日",
        "25点",
        "凌晨9点",
        "明天下午11点",
        "12:75",
        "下个月32号",
    ],
)
def test_what_is_in_no_calendar_is_refused(text: str) -> None:
    """Days and hours that do not exist are asked again."""
    assert answer(MOMENT, text) == "unreadable"
    assert "点" in text or answer(DATE, text) == "unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "明天或者后天",
        "每天下午3点",
        "周一和周三",
        "下周",
        "过几天",
        "不是明天是后天",
        "农历初五",
        "3-5",
        "还了1/3",
    ],
)
def test_a_day_that_could_be_two_is_none(text: str) -> None:
    """Several days, recurring ones and vague ones are asked again."""
    assert answer(MOMENT, text) == "unreadable"


def test_bounds_by_now() -> None:
    """after_now refuses the past, before_now the future; today and this minute pass both."""
    past = Spec(type="datetime", before_now=True)
    assert read(COMING, "昨天下午3点", now=NOW) == Refusal(reason="past")
    assert read(COMING, "今天上午9点", now=NOW) == Refusal(reason="past")
    assert read(past, "明天下午3点", now=NOW) == Refusal(reason="future")
    assert answer(COMING, "现在") == answer(past, "现在") == "2026-11-24T10:20+08:00"
    assert answer(Spec(type="date", after_now=True, before_now=True), "今天") == "2026-11-24"


def test_this_night_is_the_coming_one_late_in_the_evening() -> None:
    """今天凌晨1点, said at eleven at night about what is to come, is in two hours."""
    late = NOW.replace(hour=23)
    assert answer(COMING, "今天凌晨1点", late) == "2026-11-25T01:00+08:00"
    assert answer(MOMENT, "今天凌晨1点", late) == "2026-11-24T01:00+08:00"


def test_a_weekday_beside_a_date_must_agree() -> None:
    """周三 beside the 25th confirms it; any other weekday makes both doubtful."""
    assert answer(DATE, "11月25日（周三）") == answer(DATE, "周三，25号") == "2026-11-25"
    assert answer(DATE, "11月25日（周四）") == "unreadable"


def test_now_is_taken_in_chinese_time() -> None:
    """An hour given in another zone is the same instant: what counts is the day in China."""
    utc = datetime.fromisoformat("2026-11-24T20:00+00:00")
    assert answer(DATE, "今天", utc) == "2026-11-25"
