"""python-telegram-bot: ConversationHandler with PicklePersistence, brought to disk after every turn."""

from __future__ import annotations

import json
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest

from bench.peers.telegram import TOKEN, Vendor
from bench.workload import MESSAGES, STEPS, answer


class Offline(BaseRequest):
    """The transport: every request is answered here."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, url, _method="", request_data=None, *_args, **_kw) -> tuple[int, bytes]:
        fields = request_data.json_parameters if request_data else {}
        result = self._vendor.answer(url.rsplit("/", 1)[1], fields)
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Subject:
    name = "PTB ConversationHandler + pickle each turn"

    def __init__(self, folder: Path) -> None:
        self.vendor = Vendor()
        self._path = folder / "ptb.pickle"

    async def open(self) -> None:
        bot = ExtBot(TOKEN, request=Offline(self.vendor), get_updates_request=Offline(self.vendor))
        persistence = PicklePersistence(self._path)
        self._app = Application.builder().bot(bot).persistence(persistence).updater(None).build()
        self._app.add_handler(conversation())
        await self._app.initialize()

    async def turn(self, person: int, number: int) -> str:
        said = answer(person, number) if number else None
        text = said.text if said else "/start"
        pressed = text if said and said.pressed is not None else None
        await self._app.process_update(
            Update.de_json(self.vendor.update(person, text, label=pressed), self._app.bot)
        )
        await self._app.update_persistence()
        return self.vendor.texts[person]

    async def close(self) -> None:
        await self._app.shutdown()


def conversation() -> ConversationHandler:
    states = {}
    for number in range(1, MESSAGES):
        step = STEPS[number - 1]
        if step.saves:
            states[number] = [MessageHandler(filters.TEXT & ~filters.COMMAND, _leads_to(number))]
        else:
            states[number] = [CallbackQueryHandler(_leads_to(number), pattern=rf"^{step.id}:\d$")]
    return ConversationHandler(
        entry_points=[CommandHandler("start", _leads_to(0))],
        states=states,
        fallbacks=[],
        allow_reentry=True,
        name="work",
        persistent=True,
    )


def _leads_to(number: int):
    before, step = STEPS[number - 1], STEPS[number]
    last = number == MESSAGES - 1
    buttons = [
        [InlineKeyboardButton(text, callback_data=f"{step.id}:{i}")] for i, text in enumerate(step.choices)
    ]
    markup = InlineKeyboardMarkup(buttons) if buttons else None

    async def reply(update: Update, context) -> int:
        if update.callback_query is not None:
            await update.callback_query.answer()
        elif number and before.saves:
            context.user_data[before.saves] = update.message.text
        text = step.text.format(**context.user_data) if last else step.text
        await context.bot.send_message(update.effective_chat.id, text, reply_markup=markup)
        return ConversationHandler.END if last else number + 1

    return reply
