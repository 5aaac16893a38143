"""The two doors: what a person typed → a typed value, and a value → plain Chinese."""

from datetime import datetime

from bot.values.choices import read_many, read_one
from bot.values.counts import is_call, read_count
from bot.values.dates import read_date, read_datetime, show_date, show_datetime
from bot.values.kinds import UNREADABLE, Reading, Refusal, Spec, Value
from bot.values.money import read_money, show_money
from bot.values.normalise import fold
from bot.values.phones import read_phone
from bot.values.words import LONGEST, is_unsure, read_words, read_yes_no

LONGEST_ANSWER = 300
"""Longer answers hold no single value; stopping here keeps a pasted story from being searched for numbers."""


def read(spec: Spec, text: str, *, now: datetime) -> Reading | Refusal:
    """Return the value that `text` gives to a question, or why it gives none. Total: no text makes it raise.

    `now` is aware. 110, 119 and 120 alone are refused by every type but the two that keep words.
    """
    if spec.type in LONGEST:
        return read_words(spec.type, text)
    text = text.strip()
    if len(text) > LONGEST_ANSWER:
        return Refusal(reason="too_long")
    folded = fold(text)
    if not folded:
        return Refusal(reason="empty")
    answer = _read(spec, text, folded, now)
    # Options come first: a dialog may offer 打110 as one of them. Elsewhere the number could pass for an amount.
    if is_call(folded) and (isinstance(answer, Refusal) or spec.type in {"int", "money", "phone"}):
        return Refusal(reason="number_to_call")
    return answer


def unsure(text: str) -> bool:
    """Whether `text` says nothing but that the person cannot tell: 不知道, 他们不肯说, 记不清了."""
    return len(text) <= LONGEST_ANSWER and is_unsure(fold(text))


def show(type: str, value: Value) -> str:  # noqa: A002 - the word the dialogs use for it
    """Return a value of `type` in plain Chinese; what does not belong to the type is shown as it is."""
    if isinstance(value, tuple):
        return "、".join(value) if value else "都没有"
    if isinstance(value, bool):
        return "是" if value else "不是"
    if isinstance(value, int):
        return show_money(value) if type == "money" else str(value)
    try:
        if type == "date":
            return show_date(value)
        return show_datetime(value) if type == "datetime" else value
    except ValueError:
        return value


def _read(spec: Spec, text: str, folded: str, now: datetime) -> Reading | Refusal:
    match spec.type:
        case "int":
            return read_count(folded, spec)
        case "money":
            return read_money(folded, spec)
        case "date":
            return read_date(folded, spec, now)
        case "datetime":
            return read_datetime(folded, spec, now)
        case "phone":
            return read_phone(folded)
        case "yes_no":
            return read_yes_no(folded)
        case "one_of":
            return read_one(text, folded, spec.options)
        case "many_of":
            return read_many(text, folded, spec.options)
        case _:
            return UNREADABLE
