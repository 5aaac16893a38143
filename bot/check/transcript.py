"""Conversations as tests: text in, text out. The cli reads and writes the files.

A transcript is plain text that can be read aloud (docs/testing-dialogs.md tells it to editors, in Chinese):

    # 为什么有这段：人在门口，借款人不敢出声         a comment; the first one says why the test exists
    @ now 2026-11-23 20:10                          the clock (also in the middle: it jumps there)
    @ lang en                                       the language of the person
    @ user u2                                       who is chatting from here on; u1 where nothing is said
    = visit_at_door.rights person.who=家人           before the first `>`: the conversation starts at this step

    > 你好                                          the person types; two `>` lines in a row are one message
    < 我在。先别开门，手机调静音。                    one bubble: consecutive `<` lines are its lines
    < 砸门、闯进来：先打110。
    <                                               a lone `<` ends the bubble: what follows is the next one
    <念 请报公司名，把证件举到猫眼前。               a script begins a bubble: 念 aloud, 电话 phone, 发 send, 信 letter
    [人在门口] [说要来] […]                          its buttons, in order; with … others may be there too
    § visit-you-may-decline                         the statements the reply rests on (compared when written)
    = start.start                                   where the conversation stands now

    > [人在门口]                                     a press; `> /start` opens the chat, `> {photo}` is no text
    ~ 2h                                            time passes: 30m, 2h, 1d, 半小时 is 30m

Replies are compared as whole lists: one too many or too few is a failure. Buttons and statements are compared
where the transcript lists them; `[]` means: no buttons. `@ goto flow.node name=value` jumps in the middle.
A backslash stands before a first character that is meant literally; `< \\` is an empty line within a bubble.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.values.moments import SHANGHAI, duration, moment

NOW = datetime(2026, 11, 23, 20, 10, tzinfo=SHANGHAI)
"""The time it is where a transcript does not say."""

SCRIPTS = {"aloud": "念", "phone": "电话", "send": "发", "letter": "信"}
KINDS = {word: kind for kind, word in SCRIPTS.items()}
THINGS = {
    "照片": "photo",
    "语音": "voice",
    "视频": "video",
    "文件": "file",
    "表情": "sticker",
    "位置": "location",
}

_SETTINGS = ("now", "lang", "user", "goto")
_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]")
_PRESS = re.compile(r"\[((?:\\.|[^\[\]\\])+)\]")
_THING = re.compile(r"\{([^{}]+)\}")
_PLACE = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One expected message. `buttons` and `sources` are None where the transcript does not list them."""

    kind: str  # aloud, phone, send, letter; "" for everything else
    text: str
    buttons: tuple[str, ...] | None = None
    more: bool = False  # other buttons may be there
    sources: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One line of the person (or of the test) and what must follow.

    kind: started, said, pressed, sent, waited; now, lang, user, goto are settings of the test.
    """

    kind: str
    text: str
    line: int  # 1-based
    expected: tuple[Bubble, ...] = ()
    place: str | None = None  # flow.node it must stand at afterwards
    first: int = 0  # lines [first, last) hold the expectation; both 0: none was written
    last: int = 0

    @property
    def answers(self) -> bool:
        """Whether the bot is expected to speak after it."""
        return self.kind not in ("now", "lang", "user")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line nobody can read, or a reply that is not what was written."""

    line: int
    what: str  # unreadable, nothing, differs, place, and the modes' own
    text: str = ""
    expected: tuple[str, ...] = ()
    actual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A parsed file. With problems it is not run."""

    moves: tuple[Move, ...]
    why: str  # the first comment
    generated: bool  # marked `# generated`
    problems: tuple[Problem, ...] = ()


def assignments(words: Sequence[str]) -> dict[str, str] | None:
    """name=value … -> a mapping; None when a word is no assignment."""
    pairs = [word.partition("=") for word in words]
    return {name: value for name, _, value in pairs} if all(n and eq for n, eq, _ in pairs) else None


# -- text -> Transcript ------------------------------------------------------------------------------------------------
def parse(text: str) -> Transcript:
    """Read a transcript. Never raises: what cannot be read is listed in `problems`."""
    reader = _Reader()
    lines = text.removeprefix("\ufeff").splitlines()
    for number, line in enumerate(lines, start=1):
        reader.read(number, line.rstrip())
    reader.close()
    comments = [line.strip().lstrip("#＃").strip() for line in lines if line.strip().startswith(("#", "＃"))]
    whys = [comment for comment in comments if comment and comment != "generated"]
    if not reader.moves and not reader.problems:
        reader.problems.append(Problem(line=1, what="nothing"))
    return Transcript(
        moves=tuple(reader.moves),
        why=whys[0] if whys else "",
        generated="generated" in comments,
        problems=tuple(reader.problems),
    )


@dataclass(slots=True)
class _Reader:
    """Where the reading stands: the move being filled and the bubble being written."""

    moves: list[Move] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bubbles: list[Bubble] = field(default_factory=list)
    move: Move | None = None
    open: bool = False  # the next `<` line continues the last bubble
    previous: str = ""  # first character of the line above

    def read(self, number: int, line: str) -> None:
        mark, rest = line[:1], line[1:].strip()
        match mark:
            case "" | "#" | "＃":
                self.open = False
            case "@" | "＠":
                self.setting(number, rest)
            case ">" | "＞":
                self.person(number, rest)
            case "~" | "～":
                self.start(Move(kind="waited", text=rest, line=number))
                if duration(rest) is None:
                    self.refuse(number, line)
            case "=" | "＝":
                self.place(number, rest, line)
            case "<" | "＜" | "[" | "［" | "§":
                self.expect(number, line, rest)
            case _:
                self.refuse(number, line)
        self.previous = mark

    def refuse(self, number: int, line: str) -> None:
        self.problems.append(Problem(line=number, what="unreadable", text=line[:80]))

    def start(self, move: Move) -> None:
        self.close()
        self.move = move

    def close(self) -> None:
        if self.move is not None:
            self.moves.append(replace(self.move, expected=tuple(self.bubbles)))
        self.move, self.bubbles, self.open = None, [], False

    def setting(self, number: int, rest: str) -> None:
        name, _, value = rest.partition(" ")
        self.start(Move(kind=name, text=value.strip(), line=number))
        wrong = name not in _SETTINGS or not value or (name == "now" and moment(value) is None)
        if wrong or (name == "goto" and not readable_place(value)):
            self.refuse(number, f"@ {rest}")

    def person(self, number: int, rest: str) -> None:
        if press := _PRESS.fullmatch(rest):
            self.start(Move(kind="pressed", text=plain(press[1]), line=number))
        elif thing := _THING.fullmatch(rest):
            self.start(Move(kind="sent", text=THINGS.get(thing[1], thing[1]), line=number))
        elif rest == "/start":
            self.start(Move(kind="started", text="", line=number))
        elif self.previous == ">" and self.move is not None and self.move.kind == "said":
            self.move = replace(self.move, text=f"{self.move.text}\n{_unescape(rest)}")
        else:
            self.start(Move(kind="said", text=_unescape(rest), line=number))

    def place(self, number: int, rest: str, line: str) -> None:
        begun = any(move.answers for move in (*self.moves, self.move) if move is not None)
        if not readable_place(rest) or (begun and (self.move is None or " " in rest)):
            self.refuse(number, line)
        elif not begun or self.move is None:
            self.start(Move(kind="goto", text=rest, line=number))
        else:
            self.move = replace(self.move, place=rest)
            self.grow(number)

    def grow(self, number: int) -> None:
        assert self.move is not None, "callers looked"
        self.move = replace(self.move, first=self.move.first or number, last=number + 1)

    def expect(self, number: int, line: str, rest: str) -> None:
        if self.move is None or not self.move.answers:
            self.refuse(number, line)
            return
        self.grow(number)
        if line[0] in "<＜":
            self.bubble(line[1:])
        elif not self.bubbles:
            self.refuse(number, line)
        elif line[0] == "§":
            known = self.bubbles[-1].sources or ()
            self.bubbles[-1] = replace(self.bubbles[-1], sources=(*known, *rest.split()))
            self.open = False
        else:
            self.buttons(number, line.replace("［", "[").replace("］", "]"))

    def bubble(self, rest: str) -> None:
        word, _, script = rest.partition(" ")
        if not rest.strip():
            self.open = False
        elif word in KINDS and script.strip():
            self.bubbles.append(Bubble(kind=KINDS[word], text=_unescape(script.strip())))
            self.open = True
        elif self.open and self.previous in ("<", "＜"):
            last = self.bubbles[-1]
            self.bubbles[-1] = replace(last, text=f"{last.text}\n{_unescape(rest.strip())}")
        else:
            self.bubbles.append(Bubble(kind="", text=_unescape(rest.strip())))
            self.open = True

    def buttons(self, number: int, line: str) -> None:
        labels = [plain(label) for label in _LABEL.findall(line)]
        rest = _LABEL.sub("", line).strip()
        more = "…" in labels or rest in ("…", "...")
        if rest and not more:
            self.refuse(number, line)
        last = self.bubbles[-1]
        named = tuple(label for label in labels if label and label != "…")
        self.bubbles[-1] = replace(last, buttons=(*(last.buttons or ()), *named), more=last.more or more)
        self.open = False


def readable_place(text: str) -> bool:
    """flow.node, then name=value as often as wanted."""
    place, *values = text.split()
    return bool(_PLACE.fullmatch(place)) and assignments(values) is not None


def plain(label: str) -> str:
    """A label without the backslashes that let it hold brackets."""
    return re.sub(r"\\(.)", r"\1", label).strip()


def _unescape(text: str) -> str:
    return text.removeprefix("\\")


def escape(text: str) -> str:
    """So that a line reads back as itself: an empty one, one that starts like a mark of the format."""
    literal = not text or text != text.strip() or text[0] in "\\[{" or text == "/start"
    return f"\\{text}" if literal else text
