"""What the tester of a chat can do besides talking: the `:` commands, and the record of the chat they work on.

bot.check is imported by the commands that need it: the first line of a chat does not wait for the examiner.
"""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.terminal import Terminal
from bot.cli.clock import Clock
from bot.cli.project import Project, ProjectError, load, program, renderer, shown, write, write_bytes
from bot.cli.simulator import Simulator
from bot.cli.words import say
from bot.engine import Session
from bot.ports import PROFILES, Inbound, Message
from bot.values import show

Messages = Sequence[Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One turn of this chat: what was done, how it stood before, what was answered."""

    kind: str  # as in a transcript: started, said, pressed, waited, goto
    text: str
    place: str
    at: datetime
    before: Session | None
    messages: Messages = ()


class Tester:
    """Answers the lines of a terminal: what starts with a colon is for the tester, all else is said to the bot."""

    def __init__(
        self, simulator: Simulator, project: Project, terminal: Terminal, *, user: str, clock: Clock, run: str
    ) -> None:
        self.simulator = simulator
        self.project = project
        self.terminal = terminal
        self.user = user
        self.clock = clock
        self.run = run  # unique for this process: ids of inbounds never repeat in a --db file
        self.count = 0
        self.lines: list[Line] = []
        self.commands: dict[str, Callable[[str], Awaitable[Messages | None]]] = {
            "help": self._help, "where": self._where, "vars": self._vars, "stack": self._stack,
            "back": self._back, "goto": self._goto, "reload": self._reload, "wait": self._wait,
            "lang": self._lang, "profile": self._profile, "save": self._save, "save-letter": self._save_letter,
            "restart": self._restart, "quit": self._quit,
        }  # fmt: skip

    # -- talking -----------------------------------------------------------------------------------------------------
    async def answer(self, line: str) -> Messages | None:
        """What a typed line leads to; None ends the chat."""
        text = line.strip()
        if text[:1] in (":", "："):
            name, _, rest = text[1:].strip().partition(" ")
            command = self.commands.get(name.lower())
            if command is None:
                self._tell(say("unknown_command", self._words, name=f":{name}"))
                return await self._help("")
            return await command(rest.strip())
        button = self.terminal.pressed(line)
        if button is not None:
            return await self.deliver("pressed", button.id, self.terminal.place)
        return await self.deliver("said", line)

    async def begin(self) -> Messages:
        """Open the chat, as /start does."""
        return await self.deliver("started", "")

    async def deliver(self, kind: str, text: str, place: str = "") -> Messages:
        """One inbound, kept in the record."""
        before = await self.session()
        self.count += 1
        at = self.clock.now()
        inbound = Inbound(
            id=f"{self.run}-{self.count}", channel=self.simulator.channel, address=self.user,
            at=at, kind=kind, text=text, place=place,
        )  # fmt: skip
        messages = (await self.simulator.receive(inbound)).messages
        label = self._label(text, place) if kind == "pressed" else text
        self.lines.append(Line(kind=kind, text=label, place=place, at=at, before=before, messages=messages))
        return messages

    def _label(self, choice: str, place: str) -> str:
        """What was written on the button with this id."""
        shown_there = (
            b for line in reversed(self.lines) for m in line.messages if m.place == place for b in m.buttons
        )
        return next((button.label for button in shown_there if button.id == choice), choice)

    async def session(self) -> Session | None:
        """How the conversation stands."""
        return await self.simulator.session(self.user)

    @property
    def _words(self) -> str:
        return self.terminal.style.lang

    def _tell(self, text: str) -> None:
        """Words of the simulator, never to be taken for the bot's."""
        self.terminal.write("\n".join(self.terminal.style.dim(line) for line in text.split("\n")) + "\n\n")

    # -- looking -----------------------------------------------------------------------------------------------------
    async def _help(self, _: str) -> Messages:
        lines = [say("commands", self._words)]
        lines += [f"  :{name:<11} {say(f':{name}', self._words)}" for name in self.commands]
        self._tell("\n".join(lines))
        return ()

    async def _where(self, _: str) -> Messages:
        session = await self.session()
        if session is None or not session.seen:
            self._tell(say("nowhere", self._words))
            return ()
        flow = self.simulator.program.dialogs.flows.get(session.top.flow)
        title = flow.title.default if flow else ""
        step = self.simulator.program.dialogs.step(session.top.flow, session.top.node)
        mark = f"  {step.mark.file}:{step.mark.line}" if step else ""
        self._tell(f"{session.top.place}  {title}{mark}  {self.clock.now():%Y-%m-%d %H:%M}")
        return ()

    async def _vars(self, _: str) -> Messages:
        session = await self.session()
        known = {**session.person, **session.cases[session.case], **session.top.values} if session else {}
        dialogs, flow = self.simulator.program.dialogs, session.top.flow if session else ""
        lines = []
        for name, value in known.items():
            variable = dialogs.variable(flow, name)
            lines.append(f"{name} = {show(variable.spec.type, value) if variable else value}")
        self._tell("\n".join(lines) or say("nothing_known", self._words))
        return ()

    async def _stack(self, _: str) -> Messages:
        session = await self.session()
        frames = session.stack if session and session.seen else ()
        lines = [f"{'  ' * depth}{frame.place}" for depth, frame in enumerate(frames)]
        self._tell("\n".join(lines) or say("nowhere", self._words))
        return ()

    # -- moving ------------------------------------------------------------------------------------------------------
    async def _back(self, rest: str) -> Messages:
        from bot.values.moments import duration

        wanted = int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 6 else 1
        count = min(wanted, len(self.lines) - 1)
        if count < 1:
            self._tell(say("at_beginning", self._words))
            return ()
        first = self.lines[-count]
        await self.simulator.put(self.user, first.before)
        self.clock.waited -= sum(
            (duration(line.text) or timedelta() for line in self.lines[-count:] if line.kind == "waited"),
            timedelta(),
        )
        del self.lines[-count:]
        self._tell(say("went_back", self._words, count=count))
        return self._last()

    async def _goto(self, rest: str) -> Messages:
        from bot.check.rehearsal import jump, language
        from bot.check.transcript import assignments

        place, *values = rest.split() or [""]
        written = assignments(values)
        if not place or written is None:
            self._tell(say("goto_usage", self._words))
            return ()
        before, now = await self.session(), self.clock.now()
        done = jump(self.simulator.program, before, place, written, now)
        if isinstance(done, str):
            self._tell(say("goto_unknown", self._words, what=done))
            if done == place:
                self._near(done)
            return ()
        await self.simulator.put(self.user, done.session)
        messages = self.simulator.renderer.render(
            done.effects, language(self.simulator.program, done.session), now.date()
        )
        self.lines.append(Line(kind="goto", text=rest, place="", at=now, before=before, messages=messages))
        return messages

    def _near(self, place: str) -> None:
        flows = self.simulator.program.dialogs.flows.values()
        places = [step.place for flow in flows for step in flow.steps.values()]
        found = (
            difflib.get_close_matches(place, places, 5, 0.5) or [p for p in places if p.startswith(place)][:8]
        )
        if found:
            self._tell(say("near", self._words, names="  ".join(found)))

    async def _wait(self, rest: str) -> Messages:
        from bot.values.moments import duration

        span = duration(rest)
        if span is None:
            self._tell(say("wait_usage", self._words))
            return ()
        try:
            now = self.clock.now() + span
        except OverflowError:
            self._tell(say("wait_usage", self._words))
            return ()
        self.clock.waited += span
        self._tell(say("waited", self._words, span=rest, now=f"{now:%Y-%m-%d %H:%M}"))
        return await self.deliver("waited", rest)

    async def _restart(self, _: str) -> Messages:
        self.lines.clear()
        await self.simulator.put(self.user, None)
        return await self.begin()

    async def _reload(self, _: str) -> Messages:
        try:
            dialogs = load(self.project)
        except ProjectError as fault:
            self._tell(f"{fault}\n{say('reload_refused', self._words)}")
            return ()
        self.simulator.replace(program(dialogs), renderer(self.project, dialogs))
        lines, self.lines = self.lines, []
        if lines:
            first = lines[0].before
            await self.simulator.put(self.user, first)
        messages: Messages = ()
        for line in lines:
            messages = await self._again(line)
        self._tell(say("reloaded", self._words, count=len(lines)))
        return messages

    async def _again(self, line: Line) -> Messages:
        """The same turn on the dialogs of now, at the time of then."""
        real, self.clock = self.clock, Clock(line.at)
        try:
            if line.kind in ("goto", "lang"):
                return await self.commands[line.kind](line.text) or ()
            return await self.deliver(line.kind, line.text, line.place)
        finally:
            self.clock = real

    # -- settings ----------------------------------------------------------------------------------------------------
    async def _lang(self, rest: str) -> Messages:
        names = self.simulator.renderer.texts.languages
        if rest not in names:
            self._tell(say("choose_one", self._words, names=" ".join(names)))
            return ()
        session = await self.speak(rest)
        self.terminal.style = replace(self.terminal.style, lang="en" if rest == "en" else "zh")
        self.lines.append(Line(kind="lang", text=rest, place="", at=self.clock.now(), before=session))
        self._tell(say("now_lang", self._words, name=rest))
        return ()

    async def speak(self, lang: str) -> Session | None:
        """The bot goes on in another language; the session of before."""
        from bot.check.rehearsal import speaking

        session = await self.session()
        await self.simulator.put(self.user, speaking(self.simulator.program, session, lang))
        return session

    async def _profile(self, rest: str) -> Messages:
        if rest not in PROFILES:
            self._tell(say("choose_one", self._words, names=" ".join(PROFILES)))
            return ()
        self.terminal.capabilities = PROFILES[rest]
        self._tell(say("now_profile", self._words, name=rest))
        return self._last()

    def _last(self) -> Messages:
        """What was said last."""
        return next((line.messages for line in reversed(self.lines) if line.messages), ())

    async def _save(self, rest: str) -> Messages:
        if not rest:
            self._tell(say("save_usage", self._words))
            return ()
        path = Path(rest)
        try:
            write(path, self.transcript(), self._words)
        except ProjectError as fault:
            self._tell(str(fault))
        else:
            self._tell(say("saved", self._words, path=shown(path)))
        return ()

    async def _save_letter(self, rest: str) -> Messages:
        """What came last with a file, or the last text to send as a document to print."""
        from bot.letters import docx, file_name

        said = (m for line in reversed(self.lines) for m in reversed(line.messages))
        letter = next((m for m in said if m.attachments or m.kind == "send"), None)
        if letter is None:
            self._tell(say("no_letter", self._words))
            return ()
        files = [(one.name, one.content) for one in letter.attachments]
        for name, content in files or [(file_name(self.clock.now().date()), docx(letter.text))]:
            path = _free(Path(rest or ".") / name, content)
            try:
                write_bytes(path, content, self._words)
            except ProjectError as fault:
                self._tell(str(fault))
            else:
                self._tell(say("kept_letter", self._words, path=shown(path)))
        return ()

    async def _quit(self, _: str) -> None:
        return None

    def transcript(self) -> str:
        """This chat as a test."""
        from bot.check.expect import expectation, spoken
        from bot.check.rehearsal import language

        start = self.lines[0].at if self.lines else self.clock.now()
        parts = [f"# {say('why_here', self._words)}", f"@ now {start:%Y-%m-%d %H:%M}"]
        before = self.lines[0].before if self.lines else None
        lang = language(self.simulator.program, before)
        if lang != language(self.simulator.program, None):
            parts.append(f"@ lang {lang}")
        if before is not None and before.seen:  # a chat of a --db file that had begun earlier
            parts.append(f"= {before.top.place}")
        for line in self.lines:
            block = [*spoken(line.kind, line.text), *expectation(line.messages)]
            parts.append("\n" + "\n".join(block))
        return "\n".join(parts) + "\n"


def _free(path: Path, content: bytes) -> Path:
    """This path, or the next one with a number: the letter that was saved before stays."""
    tried, number = path, 1
    with suppress(OSError):  # what cannot be looked at is said when it is written
        while tried.exists() and tried.read_bytes() != content:
            number += 1
            tried = path.with_stem(f"{path.stem}_{number}")
    return tried
