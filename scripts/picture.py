"""Draws docs/chat.svg, the picture of a chat in the README, from a real run of the simulator.

python -m scripts.docs draws it with the other pages that are made, not written.
"""

import json
import os
import subprocess
import sys
import unicodedata
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-11-23T20:10"
MOVES = ({"say": "你好"}, {"press": "人在门口"}, {"press": "我不敢出声"})

WIDTH, MARGIN, PAD = 400, 16, 12
SIZE, LEADING, GAP = 15, 22, 8  # of the type, of a line, between bubbles
BUBBLE = 300  # the widest
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"


def chat() -> list[tuple[str, dict[str, list[str]]]]:
    """What was said and pressed, and what `menlian chat --json` answered: texts, and the labels of the buttons."""
    lines = "".join(json.dumps({"user": "u1", **move}, ensure_ascii=False) + "\n" for move in MOVES)
    run = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--json", "--now", NOW, "--dialogs", "dialogs"],
        cwd=ROOT, input=lines.encode(), capture_output=True, check=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    answers = [json.loads(line) for line in run.stdout.decode().splitlines()]
    talk = []
    for move, answer in zip(MOVES, answers, strict=True):
        replies = answer["replies"]
        said = {
            "texts": [reply["text"] for reply in replies],
            "buttons": [choice["label"] for reply in replies for choice in reply["choices"]],
        }
        if not said["buttons"]:  # a refusal, or the sentence for trouble: nothing to put on a front page
            raise SystemExit(f"the chat went wrong at {move}: {said['texts']}")
        talk.append((next(iter(move.values())), said))
    return talk


class _Paper:
    """Grows downwards as it is drawn on."""

    def __init__(self) -> None:
        self.shapes: list[str] = []
        self.y = MARGIN

    def bubble(self, text: str, *, mine: bool) -> None:
        lines = [part for line in text.split("\n") for part in _wrapped(line, BUBBLE - 2 * PAD)]
        width = min(BUBBLE, max(text_width(line) for line in lines) + 2 * PAD)
        height = len(lines) * LEADING + PAD
        x = WIDTH - MARGIN - width if mine else MARGIN
        self.shapes.append(
            f'<rect x="{x}" y="{self.y}" width="{width}" height="{height}" rx="10"'
            f' fill="{"#95ec69" if mine else "#fff"}"/>'
        )
        for number, line in enumerate(lines):
            self._text(line, x + PAD, self.y + PAD / 2 + LEADING * number + 16, "#111")
        self.y += height + GAP

    def buttons(self, labels: list[str]) -> None:
        x = MARGIN
        for label in labels:
            width = text_width(label) + 2 * PAD
            if x + width > WIDTH - MARGIN:
                x = MARGIN
                self.y += 34
            self.shapes.append(
                f'<rect x="{x + 0.5}" y="{self.y + 0.5}" width="{width - 1}" height="29" rx="15"'
                ' fill="#fff" stroke="#576b95"/>'
            )
            self._text(label, x + PAD, self.y + 20, "#576b95")
            x += width + GAP
        self.y += 34 + GAP

    def _text(self, text: str, x: float, y: float, colour: str) -> None:
        self.shapes.append(f'<text x="{x:g}" y="{y:g}" fill="{colour}">{escape(text)}</text>')


def text_width(text: str) -> int:
    """In pixels; a Chinese character is as wide as the type is high, a letter a good half."""
    return sum(SIZE if unicodedata.east_asian_width(sign) in "WFA" else 9 for sign in text)


def _wrapped(line: str, room: int) -> list[str]:
    parts = [""]
    for sign in line:
        if text_width(parts[-1] + sign) > room and sign not in "，。：；、？！”":
            parts.append("")
        parts[-1] += sign
    return parts


def picture() -> str:
    """The chat as SVG: my words right, the bot's left, the buttons of its last words below them."""
    paper = _Paper()
    for said, answer in chat():
        paper.bubble(said, mine=True)
        for text in answer["texts"]:
            paper.bubble(text, mine=False)
        paper.buttons(answer["buttons"])
    height = paper.y + MARGIN - GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        f' font-family="{FONT}" font-size="{SIZE}" role="img">'
    )
    ground = f'<rect width="{WIDTH}" height="{height}" rx="12" fill="#ededed"/>'
    return "\n".join((head, "<title>门链 Menlian</title>", ground, *paper.shapes, "</svg>")) + "\n"
