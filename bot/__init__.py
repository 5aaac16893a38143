"""Menlian (门链): a chatbot that stands beside borrowers in China when a debt collector comes to the door."""

__version__ = "0.1.0"
