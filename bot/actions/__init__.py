"""What a flow may `do`: pure functions, each with a declaration of what it reads, gives back and ends in.

The command line hands the declarations to `language.read` and the functions to `engine.build`; neither room imports
this one. Standard library only. Total: no value that fits the declared types makes one raise.
"""

from bot.actions.registry import declarations, registry

__all__ = ["declarations", "registry"]
