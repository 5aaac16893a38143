"""The JSON lines of `menlian chat --json`: one object in, exactly one object out, in order."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import BotError
from bot.channels import jsonlines
from bot.channels.jsonlines import RefusedError, Request
from bot.cli.clock import CHINA
from bot.cli.simulator import Simulator
from bot.engine import Session
from bot.ports import Answer, Inbound

REMEMBERED = 1000  # people whose waits and last buttons are kept: memory does not grow with people seen
BUTTONS = 60  # of one person
WAITS = 20


@dataclass(slots=True)
class _Person:
    """What a channel knows of somebody: how long they waited, and which buttons lie before them."""

    waited: timedelta = field(default_factory=timedelta)
    waits: tuple[str, ...] = ()  # ids of the last waits
    shown: OrderedDict[str, tuple[str, str]] = field(
        default_factory=OrderedDict
    )  # id or label -> (id, place)

    def see(self, answer: Answer) -> None:
        """Buttons stay where they were shown: one of an older step can still be pressed, as on a phone."""
        for message in answer.messages:
            for button in message.buttons:
                for name in (button.id, button.label):
                    self.shown[name] = (button.id, message.place)
                    self.shown.move_to_end(name)
        while len(self.shown) > 2 * BUTTONS:
            self.shown.popitem(last=False)


class Lines:
    """Serves requests one after the other; each person has a clock of their own, so that nobody else's wait counts."""

    def __init__(self, simulator: Simulator, *, now: datetime | None, run: str) -> None:
        self.simulator = simulator
        self.fixed = now
        self.run = run
        self.count = 0
        self.people: OrderedDict[str, _Person] = OrderedDict()

    async def answer(self, line: str) -> str:
        """One line in, one line out, whatever the line."""
        try:
            request = jsonlines.read(line)
            answer = await self._deliver(request)
        except (RefusedError, BotError) as fault:
            return jsonlines.error(str(fault))
        session = answer.session or await self.simulator.session(request.user)
        place, stack, variables = _view(session)
        return jsonlines.reply(request.user, place, stack, variables, answer.messages)

    async def _deliver(self, request: Request) -> Answer:
        person = self._person(request.user)
        span = timedelta()
        if request.kind == "waited":
            from bot.values.moments import duration

            found = duration(request.text)
            if found is None:
                raise RefusedError('"wait" must be a span of time: 30m, 2h, 1d')
            span = found
        elif request.id is not None and request.id in person.waits:  # a repeat of a wait: nothing is said
            request = replace(request, kind="waited")
        self.count += 1
        try:
            at = (self.fixed or datetime.now(CHINA)) + person.waited + span
        except OverflowError:
            raise RefusedError('"wait" leads past the end of the calendar') from None
        text, place = request.text, ""
        if request.kind == "pressed":
            text, place = person.shown.get(text.strip(), (text, ""))
        inbound = Inbound(
            id=request.id or f"{self.run}-{self.count}",
            channel=self.simulator.channel,
            address=request.user,
            at=at,
            kind=request.kind,
            text=text,
            place=place,
        )
        answer = await self.simulator.receive(inbound)
        if inbound.id not in person.waits and not answer.repeat:
            person.waited += span
        if request.kind == "waited":  # nothing to store, so the store does not know it again
            person.waits = (*person.waits[-WAITS:], inbound.id)
        person.see(answer)
        return answer

    def _person(self, user: str) -> _Person:
        person = self.people.setdefault(user, _Person())
        self.people.move_to_end(user)
        while len(self.people) > REMEMBERED:
            self.people.popitem(last=False)
        return person


def _view(session: Session | None) -> tuple[str, list[str], dict[str, object]]:
    if session is None or not session.seen:
        return "", [], {}
    case = session.cases[session.case] if session.cases else {}
    return (
        session.top.place,
        [frame.place for frame in session.stack],
        {**session.person, **case, **session.top.values},
    )


async def serve_lines(
    simulator: Simulator,
    read: Callable[[], str],
    write: Callable[[str], None],
    *,
    now: datetime | None,
    run: str,
) -> None:
    """From the first line to the last; `read` gives "" at the end."""
    lines = Lines(simulator, now=now, run=run)
    while line := read():
        write(await lines.answer(line))
        await asyncio.sleep(0)  # a Ctrl-C that came during the turn is felt here, not after the next line
