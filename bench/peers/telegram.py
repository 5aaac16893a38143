"""What Telegram would send and answer, as plain data: PTB and aiogram both run their real code on it, offline.

Both libraries name their transport as a part to be replaced (telegram.request.BaseRequest, aiogram's BaseSession).
Replaced by one that answers at once, no time is spent on a network, which favours them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

TOKEN = "1:offline"
ME = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}


class Vendor:
    """Answers Bot API calls and remembers what each chat was last shown."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.keyboards: dict[int, list[list[dict[str, str]]]] = {}
        self._messages = 0
        self._updates = 0

    def answer(self, method: str, fields: Mapping[str, Any]) -> Any:
        """The `result` of one call."""
        if method.lower() == "getme":
            return ME
        if "chat_id" not in fields:
            return True
        chat = int(fields["chat_id"])
        if "text" in fields:
            self.texts[chat] = fields["text"]
        markup = fields.get("reply_markup")
        if isinstance(markup, str):
            markup = json.loads(markup)
        if markup and "inline_keyboard" in markup:
            self.keyboards[chat] = markup["inline_keyboard"]
        self._messages += 1
        return self._message(chat, self._messages, fields.get("text", "…"), markup)

    def update(self, chat: int, text: str, *, label: str | None = None) -> dict[str, Any]:
        """One update: a typed text, or a press of the button that carries `label`."""
        self._updates += 1
        person = {"id": chat, "is_bot": False, "first_name": "p"}
        if label is None:
            message = {**self._message(chat, self._updates, text, None), "from": person}
            if text.startswith("/"):
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
            return {"update_id": self._updates, "message": message}
        data = next(b["callback_data"] for row in self.keyboards[chat] for b in row if b["text"] == label)
        query = {"id": str(self._updates), "from": person, "chat_instance": "-", "data": data}
        query["message"] = self._message(
            chat, self._updates, self.texts[chat], {"inline_keyboard": self.keyboards[chat]}
        )
        return {"update_id": self._updates, "callback_query": query}

    @staticmethod
    def _message(chat: int, number: int, text: str, markup: Any) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "p"},
            "from": ME,
            "text": text,
        }
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        return message
