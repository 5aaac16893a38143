"""The plain data of this room: what a question expects, and what an answer gave."""

from dataclasses import dataclass

Value = bool | int | str | tuple[str, ...]
"""A typed answer, JSON-native: money is an int in 分, a date 'YYYY-MM-DD', a datetime 'YYYY-MM-DDTHH:MM+08:00'.

Dates and datetimes are text so that they sort as they happened and survive any store unchanged.
"""

TYPES: tuple[str, ...] = (
    "text",
    "int",
    "money",
    "date",
    "datetime",
    "phone",
    "yes_no",
    "one_of",
    "many_of",
    "quote",
)
"""The types a dialog may ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a question expects.

    `low` and `high` are inclusive: an int in its own unit, money in 分. `after_now` and `before_now` bound a date
    (today passes both) or a datetime (this minute passes both); `before_now` also makes a day without a year or
    month be looked for in the past.
    """

    type: str
    options: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    after_now: bool = False
    before_now: bool = False
    unit: str = ""  # of an int: 天, 周, 月 or 年; 两年 is then 24 where months are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An answer that was understood, with short Chinese sentences of what was guessed, to be read back."""

    value: Value
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that was not taken.

    `reason` is one of unreadable, too_low, too_high, past, future, empty, too_long, private, number_to_call; the last
    means that the text is 110, 119 or 120: perhaps a call for help, never an amount.
    """

    reason: str


UNREADABLE = Refusal(reason="unreadable")
"""The refusal most readers end with."""
