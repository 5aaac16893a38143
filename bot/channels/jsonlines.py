"""The phrase book of the JSON lines that programs speak: one object a line in, exactly one object a line out.

In:  {"user": "u1", "say": "…"}   {"user": "u1", "press": "<choice id or label>"}   {"user": "u1", "wait": "2h"}
     and, optional, "id": the inbound's own; the same id again is a repeat and gets the answer of the first time.
Out: {"user", "at": "flow.node", "stack": [...], "vars": {...},
      "replies": [{"text", "choices": [{"id", "label"}], "sources": [{"id", "citation"}]}]}   or {"error": "…"}
     A reply with a document or a picture also has "files": [{"name", "media", "base64"}].
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.ports import Attachment, Message

KINDS = {"say": "said", "press": "pressed", "wait": "waited"}


class RefusedError(ValueError):
    """A line that is none of ours; worded for the program's author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One line, read. `kind` as in ports.Inbound."""

    user: str
    kind: str
    text: str
    id: str | None = None


def read(line: str) -> Request:
    """A line -> what it asks; RefusedError where it cannot be read."""
    try:
        found = json.loads(line)
    except RecursionError:
        raise RefusedError("nested too deep") from None
    except ValueError as fault:
        raise RefusedError(f"not JSON: {fault}" if line.strip() else "an empty line") from None
    if not isinstance(found, dict):
        raise RefusedError("not an object: a line is {…}")
    user = found.get("user")
    if not isinstance(user, str) or not user or user != whole(user):
        raise RefusedError('"user" must be a text, and not empty')
    said = [name for name in KINDS if name in found]
    if len(said) != 1:
        raise RefusedError('exactly one of "say", "press", "wait" is needed')
    text = found[said[0]]
    if not isinstance(text, str):
        raise RefusedError(f'"{said[0]}" must be a text')
    return Request(user=user, kind=KINDS[said[0]], text=whole(text), id=_id(found.get("id")))


def _id(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise RefusedError('"id" must be a text or a whole number')
    return whole(str(value))


def whole(text: str) -> str:
    """Half of a surrogate pair is no character: no database and no terminal takes it."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() and not _encodes(text) else text


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def reply(
    user: str, at: str, stack: Sequence[str], variables: Mapping[str, Any], messages: Sequence[Message]
) -> str:
    """One turn as one line."""
    return _line(
        {
            "user": user,
            "at": at,
            "stack": list(stack),
            "vars": dict(variables),
            "replies": [
                {
                    "text": message.text,
                    "choices": [{"id": button.id, "label": button.label} for button in message.buttons],
                    "sources": [{"id": source.id, "citation": source.citation} for source in message.sources],
                    **({"files": [_file(one) for one in message.attachments]} if message.attachments else {}),
                }
                for message in messages
            ],
        }
    )


def _file(attachment: Attachment) -> dict[str, str]:
    content = b64encode(attachment.content).decode()
    return {"name": attachment.name, "media": attachment.media, "base64": content}


def error(what: str) -> str:
    """A line that could not be served, as one line."""
    return _line({"error": what})


def _line(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(", ", ": ")) + "\n"
