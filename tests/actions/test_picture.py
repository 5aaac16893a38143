"""The picture of a plan: a PNG that any reader opens; its bars say what the table says, its name says nothing."""

import json
import struct
import zlib
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import engine, picture
from bot.actions import registry
from bot.actions.plan import instalments, plan
from bot.engine import turn
from bot.engine.events import Said, Say
from bot.picture import file_name, png
from bot.render import Renderer
from bot.texts import Texts
from bot.understand import Understanding
from tests.check.base import loaded
from tests.cli.conftest import Run, menlian  # noqa: F401

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2026-11-22T12:00+08:00")
TABLE = """\
flow: table
title: 排一排
menu: yes
also_said: [排一排]
vars:
  total: {type: money}
  monthly: {type: money}
  months: {type: int}
nodes:
  start:
    ask: 一共多少？
    save_as: total
    retry: 例如：35000。
    go: per_month
  per_month:
    ask: 每月多少？
    save_as: monthly
    retry: 例如：800。
    go: count
  count:
    do: plan
    with: {total: total, monthly: monthly}
    take: {months: months}
    go:
      - {on: 排好了, to: made}
      - {on: 每月一样, to: plain}
      - {on: 一次就够, to: bye}
      - {on: 排不下, to: bye}
      - {on: 拿不出, to: bye}
      - {on: 太久, to: bye}
      - {on: 没有数, to: bye}
  made:
    say: 一共${months}个月。
    choices:
      - {id: on, text: 往下, to: bye}
  plain:
    say: 排好了。
    choices:
      - {id: on, text: 往下, to: bye}
  bye:
    say: 好。
    end: true
"""


def dots(content: bytes) -> list[bytes]:
    """The rows of a picture, after every checksum in the file was looked at."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        data = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(name + data)
        parts[name] = data
        at += 12 + length
    assert list(parts) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, depth, colours, *rest = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert (depth, colours, rest) == (8, 3, [0, 0, 0])
    rows = zlib.decompress(parts[b"IDAT"])
    assert len(rows) == height * (width + 1)
    return [rows[y * (width + 1) + 1 : (y + 1) * (width + 1)] for y in range(height)]


def column(rows: list[bytes], x: int, colour: int) -> int:
    return sum(row[x] == colour for row in rows[picture._MARGIN : picture._MARGIN + picture._CHART])


def test_a_bar_is_what_is_left_and_its_dark_part_what_is_paid() -> None:
    """35,000 at 3,000 a month: twelve steps down to the floor."""
    rows = dots(png(instalments(3_500_000, 300_000)))
    room = (picture._WIDTH - 2 * picture._MARGIN) / 12
    bars = [int(picture._MARGIN + (n + 0.5) * room) for n in range(12)]
    heights = [column(rows, x, picture._PALE) + column(rows, x, picture._DARK) for x in bars]
    assert heights[0] == picture._CHART
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 12
    paid = [column(rows, x, picture._DARK) for x in bars]
    assert sum(paid) == picture._CHART, "what is paid in all is what was left at first"
    assert column(rows, bars[-1], picture._PALE) == 0, "after the last month nothing is left"


def test_the_figures_stand_below() -> None:
    """Each line of figures is ink below the bars; the last is the sum."""
    assert list(picture._figures(instalments(3_500_000, 300_000))) == [
        "1–11: 3,000.00",
        "12: 2,000.00",
        "= 35,000.00",
    ]
    rows = dots(png(instalments(3_500_000, 300_000)))
    below = rows[picture._MARGIN + picture._CHART + 2 * picture._LINE :]
    assert sum(row.count(picture._INK) for row in below) > 500
    many = list(picture._figures(range(100, 2000, 100)))
    assert many[-2:] == ["…", f"= {sum(range(100, 2000, 100)) / 100:,.2f}"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-5, 10**15), max_size=400))
def test_any_amounts_make_a_small_picture(amounts: list[int]) -> None:
    """None, one, thirty years of months, sums no table holds: it opens, and stays small."""
    content = png(amounts)
    assert len(content) < 20_000
    assert {len(row) for row in dots(content)} == {picture._WIDTH}
    assert png(amounts) == content


def test_the_name_tells_nothing() -> None:
    """It may stand on a lock screen; the picture itself has no words, for there is no letter in its font."""
    assert file_name(date(2026, 11, 22)) == "图_2026-11-22.png"
    assert not any(sign.isalpha() for sign in picture._FONT)


def test_only_a_table_is_drawn() -> None:
    assert plan({"total": 100_00, "monthly": 30_00}).drawn == (30_00, 30_00, 30_00, 10_00)
    assert plan({"total": 100_00, "monthly": 50_00}).drawn == (50_00, 50_00)
    for amounts in (
        {"total": 100_00, "monthly": 0},
        {"total": 100_00, "monthly": 200_00},
        {"total": 0, "monthly": 1},
    ):
        assert plan(amounts).drawn == ()


@pytest.mark.parametrize(("monthly", "months"), [("3000", 12), ("3500", 10)])
def test_it_comes_with_the_words_and_once(monthly: str, months: int) -> None:
    """With the step that tells of the plan, whether that step is the same for everybody or not; not with the next."""
    dialogs = loaded({"dialogs/table.yaml": TABLE})
    program = engine.build(dialogs, Understanding(dialogs), registry(dialogs))
    renderer = Renderer(dialogs=dialogs, texts=Texts({}))
    session = None
    for number, text in enumerate(("排一排", "35000", monthly)):
        done = turn(program, session, Said(id=str(number), at=NOW, text=text))
        session = done.session
    (file,) = (
        file for message in renderer.render(done.effects, today=NOW.date()) for file in message.attachments
    )
    assert (file.name, file.media) == ("图_2026-11-22.png", "image/png")
    assert file.content == png(instalments(3_500_000, int(monthly) * 100))
    assert len(plan({"total": 3_500_000, "monthly": int(monthly) * 100}).drawn) == months
    after = turn(program, session, Said(id="9", at=NOW, text="往下"))
    assert not any(effect.drawn for effect in after.effects if isinstance(effect, Say))
    changed = turn(program, session, Said(id="9", at=NOW, text="改"))
    assert not any(effect.drawn for effect in changed.effects if isinstance(effect, Say))
    back = turn(program, session, Said(id="9", at=NOW, text="返回"))
    again = turn(program, back.session, Said(id="10", at=NOW, text="2500"))
    drawn = [effect.drawn for effect in again.effects if isinstance(effect, Say) and effect.drawn]
    assert drawn == [instalments(3_500_000, 250_000)], "another plan, another picture"


def test_programs_get_it_as_a_file(menlian: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """The shipped plan, over the JSON lines: the same bytes when the line is sent again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    said = ["还款计划表", "现在没危险", "本人", "核对过，是真的", "没断过三年", "35000", "3000", "没说几个月"]
    lines = [json.dumps({"user": "u", "say": text, "id": str(n)}) for n, text in enumerate(said)]
    out = menlian(
        "chat", "--json", "--now", "2026-11-22T12:00", "--dialogs", str(ROOT / "dialogs"),
        typed="\n".join([*lines, lines[-1]]) + "\n",
    ).out  # fmt: skip
    *_, last, repeated = map(json.loads, out.splitlines())
    assert last["at"] == "plan.made"
    files = [file for reply in last["replies"] for file in reply.get("files", ())]
    assert [(file["name"], file["media"]) for file in files] == [("图_2026-11-22.png", "image/png")]
    assert repeated["replies"] == last["replies"]
