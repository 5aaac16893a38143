"""Typed text -> interrupt, option or flow. The data is `also_said`, `contains` and `unless` in YAML."""

from bot.understand.plain import PlainMatcher

__all__ = ["PlainMatcher"]
