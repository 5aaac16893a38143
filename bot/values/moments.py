"""How a tester and a transcript say when and how long: 2026-11-23 20:10; 2h, 1h30m, 半小时. Nothing is guessed here."""

import re
from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Where everybody is who says no zone."""

_SPAN = re.compile(r"(\d+)\s*(d|天|h|小时|个小时|m|min|分钟|分|s|秒)")
_UNITS = {
    "d": 86400,
    "天": 86400,
    "h": 3600,
    "小时": 3600,
    "个小时": 3600,
    "m": 60,
    "min": 60,
    "分钟": 60,
    "分": 60,
}


def duration(text: str) -> timedelta | None:
    """2h, 1h30m, 2天, 半小时 -> how long; None when it is none."""
    text = (
        text.strip()
        .lower()
        .replace("个半小时", "小时30m")
        .replace("半个小时", "30m")
        .replace("半小时", "30m")
    )
    found = list(_SPAN.finditer(text))
    if not found or _SPAN.sub("", text).strip():
        return None
    try:
        return timedelta(seconds=sum(int(m[1]) * _UNITS.get(m[2], 1) for m in found))
    except OverflowError:
        return None


def moment(text: str) -> datetime | None:
    """2026-11-23 20:10, or the ISO form with or without zone -> an aware time (Shanghai where none is said)."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return when.astimezone(SHANGHAI) if when.tzinfo else when.replace(tzinfo=SHANGHAI)
