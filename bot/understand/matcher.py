"""The matcher the engine is handed: one door to danger, commands, options and topics. Texts may come as typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from bot.language.model import Dialogs, Interrupt
from bot.understand.danger import Verdict, bare
from bot.understand.facts import Facts
from bot.understand.matching import Picker
from bot.understand.routing import MENU, OTHER, Keep, Route, Router, taught_anew
from bot.values import Value

_ALIKE = 0.6  # a text at an open question that holds no word of danger has to be very like one that does
_HINT = 6  # characters: 怎么办 alone hints at nothing
_BRIEF = 5  # … and 我没事的 is of no topic, however sure the model is; 会坐牢吗 holds a word of one


class Understanding:
    """Implements engine.Matcher. The tables are made when something is typed, the model when it is first needed.

    The first screen of a chat needs neither. `keep` may know the model of these very examples from an earlier run.
    """

    def __init__(self, dialogs: Dialogs, keep: Keep = taught_anew) -> None:
        self._dialogs = dialogs
        self._keep = keep

    @cached_property
    def router(self) -> Router:
        """What weighs danger and tells topics apart."""
        return Router(self._dialogs, self._keep)

    @cached_property
    def _picker(self) -> Picker:
        return Picker(self.router.tidy)

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self._dialogs)

    @cached_property
    def _commands(self) -> dict[str, Interrupt]:
        dialogs = self._dialogs
        crisis = {flow.id for flow in dialogs.flows.values() if flow.crisis}
        commands = [i for i in dialogs.interrupts if i.to is None or i.to.flow not in crisis]
        return _exact(commands, self._picker)

    @cached_property
    def _flows(self) -> dict[str, str]:
        return {
            self._picker.name(said): flow.id
            for flow in reversed(tuple(self._dialogs.flows.values()))
            for said in (flow.title.default, *flow.also_said)
        }

    def danger(self, text: str) -> Interrupt | None:
        """An interrupt that leads to a crisis flow; the one that asks 现在吗 where it is in doubt."""
        found = self.router.danger.find(self.router.tidy(text))
        if found is None:
            return None
        asked = self.router.danger.asks
        return found.interrupt if found.verdict is Verdict.YES or asked is None else asked

    def command(self, text: str) -> Interrupt | None:
        """An interrupt that is no crisis; only when it is the whole message: a company called 返回科技 stays one."""
        return self._commands.get(bare(self.router.tidy(text)))

    def option(self, text: str, options: Sequence[tuple[str, ...]], *, numbered: bool) -> int | None:
        """The option whose label, synonym, number or near wording this is. Ids are the engine's business."""
        # 菜单 is 菜单, though a button may read 回菜单; and 还款计划 is a flow, though 还款 is another button's word
        near = numbered and self.command(text) is None and self.flow(text) is None
        return self._picker.pick(text, options, numbered=numbered, near=near)

    def flow(self, text: str) -> str | None:
        """The flow whose title or also_said is the whole message."""
        return self._flows.get(bare(self.router.tidy(text)))

    def facts(self, text: str, now: datetime) -> Mapping[str, Value]:
        """What the text tells before it is asked: 三个人，自称捷信的，说欠两万三."""
        return self._facts(text, now)

    def guess(self, text: str) -> Interrupt | tuple[str, ...]:
        """What a free text is about: danger to ask about; one flow when it is sure; up to three; none."""
        route = self.router.route(text)
        size = len(bare(self.router.tidy(text)))
        says = size >= (_BRIEF if route.sure else _HINT) or (route.sure and route.named)
        if route.alarmed is not None:
            return route.alarmed.interrupt if says and route.score >= _ALIKE else ()
        return _flows(route) if says and self.router.clear(route) else ()


def _flows(route: Route) -> tuple[str, ...]:
    if route.sure:
        return () if route.flow == MENU else (route.flow,)
    if route.intent == OTHER and len(route.options) < 2:
        return ()
    offered = [flow for flow in route.options if flow != MENU]
    return (*offered, "start") if len(offered) == 1 else tuple(offered)


def _exact(interrupts: Iterable[Interrupt], picker: Picker) -> dict[str, Interrupt]:
    found: dict[str, Interrupt] = {}
    for interrupt in interrupts:
        words = (*interrupt.also_said, *([interrupt.button.default] if interrupt.button else []))
        for word in words:
            found.setdefault(picker.name(word), interrupt)
    return found
