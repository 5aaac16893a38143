"""Text → Dialogs. Knows YAML, opens no file of the person's, knows no user.

The doors are opened when they are asked for: a chat on dialogs that were read before needs the model and no YAML.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.language.compile import load, read
    from bot.language.model import Dialogs
    from bot.language.report import Report

__all__ = ["Dialogs", "Report", "load", "read"]


def __getattr__(name: str) -> object:
    home = {"load": "compile", "read": "compile", "Dialogs": "model", "Report": "report"}.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
