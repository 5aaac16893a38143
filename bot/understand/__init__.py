"""Typed text -> interrupt, option or flow. The data is in YAML: `also_said`, `contains`, dialogs/topics.

The walk: tidy (one spelling) -> danger (curated words, weighed) -> topics (a linear model taught by the examples).
"""

from bot.understand.linear import Linear
from bot.understand.matcher import Understanding
from bot.understand.routing import Keep, Route, Router, examples

__all__ = ["Keep", "Linear", "Route", "Router", "Understanding", "examples"]
