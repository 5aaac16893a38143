"""What a person types → a typed value, and back into Chinese. The lowest room: pure, total, nothing of ours below."""

from bot.values.choices import number_choice
from bot.values.kinds import TYPES, Reading, Refusal, Spec, Value
from bot.values.normalise import normalise
from bot.values.reading import read, show, unsure
from bot.values.spans import UNITS

__all__ = [
    "TYPES",
    "UNITS",
    "Reading",
    "Refusal",
    "Spec",
    "Value",
    "normalise",
    "number_choice",
    "read",
    "show",
    "unsure",
]
