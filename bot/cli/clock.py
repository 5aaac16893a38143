"""What time it is in a chat."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


class Clock:
    """Fixed where the tester gave a time, else the real one; waiting moves it on."""

    def __init__(self, fixed: datetime | None) -> None:
        self.fixed = fixed
        self.waited = timedelta()

    def now(self) -> datetime:
        """An aware time, of Shanghai where it is the real one."""
        return (self.fixed or datetime.now(CHINA)) + self.waited
