"""What was said against what was expected: compared as whole lists, printed in the hand of a transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.check.transcript import SCRIPTS, Bubble, Move, Problem, escape
from bot.ports import Button, Message

Said = tuple[Move, Sequence[Message], str]
"""One move, what the bot answered to it, and where the conversation stood then (flow.node)."""


# -- what was said -> text -------------------------------------------------------------------------------------------
def expectation(
    messages: Sequence[Message], like: Sequence[Bubble] = (), *, full: bool = False
) -> tuple[str, ...]:
    """The lines a transcript needs for these messages, listing buttons and statements as `like` does.

    full: list every button whatever `like` says.
    """
    lines: list[str] = []
    joined = False  # whether the line above would swallow the next bubble
    for number, message in enumerate(messages):
        old = like[number] if number < len(like) else None
        text = message.text.split("\n")
        word = SCRIPTS.get(message.kind)
        if joined and not word:
            lines.append("<")
        lines.append(f"<{word or ''} {escape(text[0])}")
        lines += [f"< {escape(line)}" for line in text[1:]]
        labels = _buttons(message, old, full=full or not like)
        if labels is not None:
            lines.append(labels)
        sources = [source.id for source in message.sources]
        if old is not None and old.sources is not None and sources:
            lines.append(f"§ {' '.join(sources)}")
        joined = not lines[-1].startswith(("[", "§"))
    return tuple(lines)


def _buttons(message: Message, old: Bubble | None, *, full: bool) -> str | None:
    labels = [button.label for button in message.buttons]
    if full or old is None or (old.buttons is not None and not old.more):
        listed = labels
        if not labels and not (old is not None and old.buttons is not None):
            return None
    elif old.buttons is None:
        return None
    else:
        listed = [label for label in labels if label in old.buttons]
    escaped = [re.sub(r"([\[\]\\])", r"\\\1", label) for label in listed]
    more = " […]" if old is not None and old.more and not full else ""
    return (" ".join(f"[{label}]" for label in escaped) or "[]") + more


def spoken(kind: str, text: str) -> tuple[str, ...]:
    """One move of a person as the lines of a transcript; kinds as in Move."""
    match kind:
        case "started":
            return ("> /start",)
        case "pressed":
            return ("> [" + re.sub(r"([\[\]\\])", r"\\\1", text) + "]",)
        case "sent":
            return (f"> {{{text}}}",)
        case "waited":
            return (f"~ {text}",)
        case "goto":
            return (f"@ goto {text}",)
        case "said":
            return tuple(f"> {escape(line)}" for line in text.split("\n"))
        case _:
            return (f"@ {kind} {text}",)


# -- expected against said -------------------------------------------------------------------------------------------
def compare(move: Move, messages: Sequence[Message], place: str) -> Iterator[Problem]:
    """What differs between what was written and what was said."""
    unheard = move.kind == "goto" and not move.expected  # a jump is set-up: it need not be listened to
    same = len(messages) == len(move.expected) and all(map(fits, move.expected, messages))
    if not unheard and not same:
        yield Problem(
            line=move.first or move.line,
            what="differs",
            text="\n".join(spoken(move.kind, move.text)),
            expected=_written(move.expected),
            actual=expectation(messages, move.expected),
        )
    if move.place is not None and move.place != place:
        yield Problem(line=move.line, what="place", expected=(f"= {move.place}",), actual=(f"= {place}",))


def fits(bubble: Bubble, message: Message) -> bool:
    """Whether one message is what was expected."""
    if bubble.text != message.text or bubble.kind != (message.kind if message.kind in SCRIPTS else ""):
        return False
    if bubble.sources is not None and bubble.sources != tuple(source.id for source in message.sources):
        return False
    if bubble.buttons is None:
        return True
    labels = [button.label for button in message.buttons]
    if bubble.more:
        rest = iter(labels)
        return all(label in rest for label in bubble.buttons)  # in this order, others between
    return list(bubble.buttons) == labels


def _written(expected: Sequence[Bubble]) -> tuple[str, ...]:
    """The expectation in the same hand as what was said, so that a diff shows only what differs."""
    lines: list[str] = []
    for bubble in expected:
        buttons = tuple(Button(id=label, label=label) for label in bubble.buttons or ())
        message = Message(kind=bubble.kind, text=bubble.text, buttons=buttons)
        own = list(expectation([message], [bubble]))
        if lines and not lines[-1].startswith(("[", "§")) and not bubble.kind:
            lines.append("<")
        lines += own
        if bubble.sources is not None:
            lines.append(f"§ {' '.join(bubble.sources)}")
    return tuple(lines)


def rewrite(text: str, said: Sequence[Said]) -> str:
    """The transcript with every expectation replaced by what was really said; comments stay."""
    lines = text.removeprefix("\ufeff").splitlines()
    for move, messages, place in sorted(said, key=lambda item: -item[0].line):
        if not move.answers or (move.kind in ("goto", "waited") and not move.expected and move.place is None):
            continue
        below = move.line + 1 + (move.text.count("\n") if move.kind == "said" else 0)
        first, last = (move.first, move.last) if move.first else (below, below)
        kept = [line for line in lines[first - 1 : last - 1] if line.strip().startswith(("#", "＃"))]
        new = expectation(messages, move.expected)
        stands = [f"= {place}"] if move.place is not None else []
        lines[first - 1 : last - 1] = [*kept, *new, *stands]
    return "\n".join(lines) + "\n"
