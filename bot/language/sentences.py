"""What the engine says by itself; the words stand in dialogs/phrases.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NUMBERED = ("options",)
PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "miss_choice": _NUMBERED, "miss_value": _NUMBERED, "miss_more": _NUMBERED, "miss_help": _NUMBERED,
        "miss_help_day": _NUMBERED, "empty": _NUMBERED, "too_long": _NUMBERED, "private": _NUMBERED,
        "not_text": _NUMBERED, "not_voice": _NUMBERED, "not_photo": _NUMBERED,
        "which_flow": _NUMBERED, "other_flow": _NUMBERED,
        "heard": ("value",), "heard_assumed": ("value", "assumed"),
        "too_low": ("low", "high", *_NUMBERED), "too_high": ("low", "high", *_NUMBERED), "past": _NUMBERED,
        "future": _NUMBERED, "number_to_call": _NUMBERED, "maybe_amount": _NUMBERED, "quote_danger": _NUMBERED,
        "stale": _NUMBERED,
        "option_continue": (), "option_news": (), "back_none": (), "back_done": (), "change_pick": _NUMBERED,
        "change_none": (), "changed_again": (), "resumed": (), "resume_none": (), "moved": (), "old_button": (),
        "option_back": (), "option_resume": (), "option_menu": (), "option_restart": (), "option_law": (), "yes": (),
        "no": (), "law_more": (), "law_none": _NUMBERED, "law_due": (), "unverified": (),
        "letter_law": ("short", "source"),
        "card": ("full", "force", "source", "effective", "as_of", "review_by", "caveat"), "help": _NUMBERED,
        "case_pick": _NUMBERED, "case_one": (), "case_new": (), "case_unnamed": (), "case_now": (),
        "trouble": _NUMBERED,
        "forgotten": (), "ended": _NUMBERED, "draft_notice": (),
    }
)  # fmt: skip
"""id → the values it may show."""

OPTIONAL_PHRASES = frozenset(("forgotten",))
"""Those that some dialogs never need."""
