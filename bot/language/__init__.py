"""Text → Dialogs. Knows YAML, opens no file of the person's, knows no user."""

from bot.language.compile import load, read
from bot.language.fix import fix
from bot.language.model import Dialogs
from bot.language.report import Report

__all__ = ["Dialogs", "Report", "fix", "load", "read"]
