"""A plan as a small picture: amounts -> the bytes of a .png. Figures only, so that it tells a passer-by nothing.

Nothing but the format (PNG, ISO/IEC 15948; four colours of a palette) and a font of thirteen signs: no library, no font
file, and the same amounts give the same bytes. A bar is what is left before a month; its dark part is paid in that one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

MEDIA = "image/png"
MOST_BARS = 60  # with more months a bar stands for several
MOST_LINES = 6  # of figures below the bars

_WIDTH, _MARGIN, _CHART = 640, 24, 240
_SCALE = 3  # dots of a font's dot: read at arm's length
_LINE = 10 * _SCALE
_WHITE, _PALE, _DARK, _INK = range(4)
_COLOURS = bytes((255, 255, 255, 197, 215, 235, 52, 101, 164, 40, 40, 40))

# Each sign in seven rows of five dots, a row a number; the comma hangs below the line.
_FONT = {
    "0": (14, 17, 19, 21, 25, 17, 14), "1": (4, 12, 4, 4, 4, 4, 14), "2": (14, 17, 1, 6, 8, 16, 31),
    "3": (31, 2, 4, 2, 1, 17, 14), "4": (2, 6, 10, 18, 31, 2, 2), "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14), "7": (31, 1, 2, 4, 8, 8, 8), "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12), ".": (0, 0, 0, 0, 0, 12, 12), ",": (0, 0, 0, 0, 12, 4, 8),
    "–": (0, 0, 0, 31, 0, 0, 0), ":": (0, 12, 12, 0, 12, 12, 0), "=": (0, 0, 31, 0, 31, 0, 0), " ": (0,) * 7,
    "…": (0, 0, 0, 0, 0, 0, 21),
}  # fmt: skip


def png(amounts: Sequence[int]) -> bytes:
    """Instalments in 分, in order -> a picture of them with their sum. No amounts: a white strip. Never raises."""
    paid = [max(0, amount) for amount in amounts]
    lines = list(_figures(paid))
    height = 2 * _MARGIN + _CHART + _LINE * (2 + len(lines))
    canvas = [bytearray(_WIDTH) for _ in range(height)]
    if paid:
        _bars(canvas, paid)
    for number, line in enumerate(lines):
        _write(canvas, line, _MARGIN, _MARGIN + _CHART + _LINE * (2 + number))
    return _file(canvas)


def file_name(day: date | None) -> str:
    """图_2026-11-22.png: who looks at the phone over a shoulder reads nothing in it."""
    return "图.png" if day is None else f"图_{day.isoformat()}.png"


def _bars(canvas: list[bytearray], paid: Sequence[int]) -> None:
    total = sum(paid) or 1
    each = -(-len(paid) // MOST_BARS)
    sums = [sum(paid[start : start + each]) for start in range(0, len(paid), each)]
    room = (_WIDTH - 2 * _MARGIN) / len(sums)
    floor, left = _MARGIN + _CHART, sum(paid)
    for number, amount in enumerate(sums):
        start = round(_MARGIN + number * room)
        end = max(start + 1, round(_MARGIN + (number + 1) * room) - (2 if room > 6 else 1))
        top, middle = floor - _CHART * left // total, floor - _CHART * (left - amount) // total
        for row in range(top, floor):
            canvas[row][start:end] = bytes((_DARK if row < middle else _PALE,)) * (end - start)
        left -= amount
    canvas[floor][_MARGIN : _WIDTH - _MARGIN] = bytes((_INK,)) * (_WIDTH - 2 * _MARGIN)
    _write(canvas, "1", _MARGIN, floor + _SCALE * 2)
    last = str(len(paid))
    if len(paid) > 1:
        _write(canvas, last, _WIDTH - _MARGIN - 6 * _SCALE * len(last), floor + _SCALE * 2)


def _figures(paid: Sequence[int]) -> Iterator[str]:
    """1–11: 1,000.00 / 12: 500.00 / = 11,500.00; as many lines as there is room for."""
    runs = [(amount, len(list(same))) for amount, same in groupby(paid)]
    month = 1
    for number, (amount, count) in enumerate(runs):
        if number == MOST_LINES - 1 and len(runs) > MOST_LINES:
            yield "…"
            break
        months = str(month) if count == 1 else f"{month}–{month + count - 1}"
        yield f"{months}: {amount // 100:,}.{amount % 100:02d}"
        month += count
    yield f"= {sum(paid) // 100:,}.{sum(paid) % 100:02d}"


def _write(canvas: list[bytearray], text: str, x: int, y: int) -> None:
    """Signs of the font, left to right; what would run out of the picture is left out."""
    for sign in text:
        if x + 5 * _SCALE > _WIDTH:
            return
        for row, dots in enumerate(_FONT[sign]):
            for column in range(5):
                if dots >> (4 - column) & 1:
                    at = x + column * _SCALE
                    for line in canvas[y + row * _SCALE : y + (row + 1) * _SCALE]:
                        line[at : at + _SCALE] = bytes((_INK,)) * _SCALE
        x += 6 * _SCALE


def _file(canvas: list[bytearray]) -> bytes:
    header = struct.pack(">IIBBBBB", _WIDTH, len(canvas), 8, 3, 0, 0, 0)  # eight bits a dot, a palette
    rows = b"".join(b"\0" + bytes(row) for row in canvas)  # each line unfiltered: flat colours need no filter
    parts = ((b"IHDR", header), (b"PLTE", _COLOURS), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
