"""Questions asked of Dialogs, answered as Diagnostics: an examiner."""

from bot.check.lint import lint

__all__ = ["lint"]
