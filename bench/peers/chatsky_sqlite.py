"""Chatsky with the SQLite context storage it ships, settings as shipped."""

from __future__ import annotations

import logging
from pathlib import Path

from chatsky import RESPONSE, TRANSITIONS, Pipeline
from chatsky import Transition as Tr
from chatsky import conditions as cnd
from chatsky.context_storages import context_storage_factory
from chatsky.core import BaseProcessing, BaseResponse, Context, Message
from chatsky.core.script import PRE_TRANSITION

from bench.workload import MESSAGES, STEPS, answer


class Save(BaseProcessing):
    variable: str

    async def call(self, ctx: Context) -> None:
        ctx.misc[self.variable] = ctx.last_request.text


class Summary(BaseResponse):
    async def call(self, ctx: Context) -> str:
        return STEPS[-1].text.format(**dict(ctx.misc))


class Subject:
    name = "Chatsky + SQLite"

    def __init__(self, folder: Path) -> None:
        logging.disable(logging.CRITICAL)
        self._uri = f"sqlite+aiosqlite:///{folder}/chatsky.db"

    async def open(self) -> None:
        self._storage = context_storage_factory(self._uri)
        await self._storage.connect()
        self._pipeline = Pipeline(
            script={"work": nodes()}, start_label=("work", "start"), context_storage=self._storage
        )

    async def turn(self, person: int, number: int) -> str:
        text = answer(person, number).text if number else "/start"
        # what every messenger interface of theirs is handed as its callback
        context = await self._pipeline._run_pipeline(Message(text=text), str(person))
        return context.last_response.text

    async def close(self) -> None:
        await self._storage.engine.dispose()


def nodes() -> dict:
    found = {"start": {TRANSITIONS: [Tr(dst=STEPS[0].id, cnd=cnd.ExactMatch("/start"))]}}
    for number, step in enumerate(STEPS[: MESSAGES - 1]):
        after = STEPS[number + 1].id
        node: dict = {RESPONSE: step.text}
        if step.saves:
            node[PRE_TRANSITION] = {"save": Save(variable=step.saves)}
            node[TRANSITIONS] = [Tr(dst=after, cnd=cnd.HasText(""))]
        else:
            node[TRANSITIONS] = [Tr(dst=after, cnd=cnd.ExactMatch(choice)) for choice in step.choices]
        found[step.id] = node
    found[STEPS[-1].id] = {
        RESPONSE: Summary(),
        TRANSITIONS: [Tr(dst=STEPS[0].id, cnd=cnd.ExactMatch("/start"))],
    }
    return found
