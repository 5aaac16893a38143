"""Menlian (门链): a chatbot that stands beside borrowers in China when a debt collector comes to the door."""

__version__ = "0.1.0"


class BotError(Exception):
    """What an operator must hear of. Worded as what happened, why, what to do."""
