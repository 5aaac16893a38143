"""The chat in a terminal: a function of two streams, given as arguments. Decides nothing; only shows and asks.

What the person types goes in as it was typed: the engine reads numbers, the words of a button, everything else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.ports import Button, Capabilities, Message

SCRIPTS = {
    "zh": {
        "aloud": "可以这样说",
        "phone": "电话里这样说",
        "send": "可以这样发",
        "letter": "可以照抄、打印的信",
    },
    "en": {
        "aloud": "You can say",
        "phone": "On the phone",
        "send": "You can send",
        "letter": "A letter to copy or print",
    },
}
NOTES = {
    "zh": {
        "sources": "依据",
        "file": "附件：{name}（打 :save-letter 存下来）",
        "long": "这条 {size}，超过 {name} 的 {limit}",
        "many": "{count} 个按钮，{name} 只放得下 {limit} 个",
    },
    "en": {
        "sources": "Sources",
        "file": "Attached: {name} (:save-letter saves it)",
        "long": "{size} long; {name} carries {limit}",
        "many": "{count} buttons; {name} has room for {limit}",
    },
}
BIDI = frozenset(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)  # they show a text in another order
NEVER_FIRST = "，。！？；：、）》”’」』】…,.!?;:)]}%"  # no line begins with these

Read = Callable[[], Awaitable[str | None]]  # the next line without its end; None at the end of input
Write = Callable[[str], None]
Answer = Callable[[str], Awaitable[Sequence[Message] | None]]  # a line -> what to show; None ends the chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How it looks: with colours or plain, how wide, in which language its few words are."""

    colour: bool = False
    columns: int = 0  # 0: lines are not wrapped
    lang: str = "zh"

    def paint(self, code: str, text: str) -> str:
        """The text in a colour (an ANSI code), where there are colours."""
        return f"\033[{code}m{text}\033[0m" if self.colour and text else text

    def dim(self, text: str) -> str:
        """What is less important than the bot's words."""
        return self.paint("2", text)


class Terminal:
    """One chat on two streams. `profile` shows it as another channel would have to."""

    name = "terminal"

    def __init__(self, read: Read, write: Write, *, profile: Capabilities, style: Style) -> None:
        self.read = read
        self.write = write
        self.capabilities = profile
        self.style = style
        self.shown: tuple[Button, ...] = ()
        self.place = ""

    async def run(self, answer: Answer) -> None:
        """Show what each line leads to, until the input ends or `answer` says so."""
        while (line := await self.read()) is not None:
            messages = await answer(line)
            if messages is None:
                return
            self.show(messages)

    def show(self, messages: Sequence[Message]) -> None:
        """One turn's bubbles, a blank line after each."""
        for message in shape(messages, self.capabilities):
            self.write("\n".join(bubble(message, self.style, self.capabilities)) + "\n\n")
            if message.buttons:
                self.shown, self.place = message.buttons, message.place

    def pressed(self, line: str) -> Button | None:
        """The button whose words were typed: other languages than the source are matched here, by what was shown."""
        wanted = line.strip().casefold()
        return next((button for button in self.shown if button.label.casefold() == wanted), None)


def shape(messages: Sequence[Message], profile: Capabilities) -> Sequence[Message]:
    """The bubbles as a channel sends them: where it has one answer a turn, all of them in one."""
    if profile.messages_a_turn != 1 or len(messages) < 2:
        return messages
    joined = "\n\n".join(message.text for message in messages)
    sources = tuple(dict.fromkeys(source for message in messages for source in message.sources))
    files = tuple(one for message in messages for one in message.attachments)
    return (replace(messages[-1], kind="say", text=joined, sources=sources, attachments=files),)


def bubble(message: Message, style: Style, profile: Capabilities) -> Iterator[str]:
    """The lines of one message: words, where they come from, what can be chosen."""
    message = replace(message, text=visible(message.text))
    title = SCRIPTS[style.lang].get(message.kind)
    if title:
        # flush left, never wrapped, nothing around it: it is there to be copied
        yield style.paint("36", f"┌ {title}")
        yield from (style.paint("1", line) for line in message.text.split("\n"))
        yield style.paint("36", "└")
    else:
        for line in message.text.split("\n"):
            yield from wrap(line, style.columns)
    cited = [source.citation for source in message.sources if source.citation not in message.text]
    if cited:
        yield style.dim(f"  {NOTES[style.lang]['sources']}：{'；'.join(dict.fromkeys(cited))}")
    for one in message.attachments if profile.files else ():
        yield style.dim(f"  {NOTES[style.lang]['file'].format(name=visible(one.name))}")
    yield from (style.paint("33", f"  ! {note}") for note in too_much(message, style, profile))
    if message.buttons:
        yield ""
        yield from buttons(message, style)


def buttons(message: Message, style: Style) -> Iterator[str]:
    """Own choices one a line, those of every step on one line at the end."""
    fixed: list[str] = []
    for number, button in enumerate(message.buttons, start=1):
        mark = f"{number}" if message.numbered else "·"
        if button.id.startswith(("!", "@")):
            fixed.append(f"{mark} {button.label}")
        else:
            yield f"  {style.paint('36', mark.rjust(2))} {button.label}"
    if fixed:
        for line in wrap("   ".join(fixed), max(style.columns - 3, 0)):  # never dim: 有危险 is among them
            yield f"   {line}"


def too_much(message: Message, style: Style, profile: Capabilities) -> Iterator[str]:
    """What this channel could not carry."""
    words = NOTES[style.lang]
    encoded = {"utf8": "utf-8", "utf16": "utf-16-le"}.get(profile.text_unit)
    size = len(message.text.encode(encoded, "replace")) if encoded else len(message.text)
    size = size // 2 if profile.text_unit == "utf16" else size
    if size > profile.text_limit:
        yield words["long"].format(size=size, name=profile.name, limit=profile.text_limit)
    if len(message.buttons) > profile.max_buttons:
        yield words["many"].format(count=len(message.buttons), name=profile.name, limit=profile.max_buttons)


def width(text: str) -> int:
    """Columns a text takes: East Asian wide and full-width characters take two, marks that combine none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def wrap(line: str, columns: int) -> Iterator[str]:
    """A line in pieces of at most `columns` columns; 0 leaves it whole. Latin words stay whole where they fit."""
    while columns > 8 and width(line) > columns:
        cut = _cut(line, columns)
        yield line[:cut].rstrip()
        line = line[cut:].lstrip()
    yield line


def _cut(line: str, columns: int) -> int:
    used, cut = 0, 0
    while used + width(line[cut]) <= columns:
        used += width(line[cut])
        cut += 1
    while cut > 1 and line[cut] in NEVER_FIRST:
        cut -= 1
    start = cut
    while start > 0 and line[start].isascii() and line[start - 1].isascii() and not line[start - 1].isspace():
        start -= 1
    return start or cut


def visible(text: str) -> str:
    """What may be written to a terminal: control characters in somebody's text could repaint the screen."""
    return "".join(
        "�" if c in BIDI or (unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t") else c for c in text
    )
