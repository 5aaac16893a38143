"""A counter-example as a transcript: the way to a finding, with what the bot really said on it."""

from __future__ import annotations

from bot.check.classes import NOON
from bot.check.expect import rewrite
from bot.check.rehearsal import Straight, play
from bot.check.transcript import parse
from bot.engine import Program
from bot.render import Renderer
from bot.texts import Texts


def scenario(program: Program, why: str, moves: str) -> str:
    """Moves (one a line: > text, > [button], = flow.node name=value) -> a transcript that runs as it stands.

    Where the engine raises on the way there is nothing to write down: then the moves alone.
    """
    text = f"# {why}\n@ now {NOON:%Y-%m-%d %H:%M}\n{moves}"
    renderer = Renderer(dialogs=program.dialogs, texts=Texts())
    try:
        said, _, _ = play(parse(text), program, renderer, Straight(program, renderer), "scenario")
    except Exception:  # noqa: BLE001  that it raises is the finding
        return text
    return rewrite(text, said)
