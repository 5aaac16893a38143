"""The engine: pure, total. `turn` answers any event on any session; same input, same output."""

from bot.engine.program import Matcher, Program, build
from bot.engine.session import Session, SessionError, decode, encode
from bot.engine.settle import settle
from bot.engine.turn import Turn, turn

__all__ = [
    "Matcher",
    "Program",
    "Session",
    "SessionError",
    "Turn",
    "build",
    "decode",
    "encode",
    "settle",
    "turn",
]
