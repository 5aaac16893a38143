"""Questions asked of Dialogs, answered as Diagnostics: an examiner."""

from bot.check.explore import Exploration, explore
from bot.check.lint import lint

__all__ = ["Exploration", "explore", "lint"]
