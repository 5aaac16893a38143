"""A process that talks until it is killed. Prints a line for whatever it acknowledged, after it was acknowledged.

python -m tests.service.talker DATABASE SENT passive|push NAME POINT AFTER
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.store import SqliteStore
from tests.service.base import Pushing, said, sender, service, texts
from tests.store.base import opened

USERS, TURNS = 20, 100_000


def main() -> None:
    database, sent, kind, name, point, after = sys.argv[1:]
    asyncio.run(talk(Path(database), Path(sent), kind, name, point, int(after)))


async def talk(database: Path, sent: Path, kind: str, name: str, point: str, after: int) -> None:
    store = await opened(database)
    fall(store, point, after)
    carrier = sender(store, Pushing(sent)) if kind == "push" else None
    postman = service(store, carrier)
    await postman.start()

    async def one(user: str) -> None:
        for n in range(TURNS):
            answer = await postman.receive(
                said(f"{name}-{n}", user=user, channel="push" if kind == "push" else "json")
            )
            os.write(1, f"{user} {name}-{n} {texts(answer)}\n".encode())

    await asyncio.gather(*[one(f"u{n}") for n in range(USERS)])


def fall(store: SqliteStore, point: str, after: int) -> None:
    """kill -9 of itself at a named point, the `after`-th time it comes by."""
    left = [after]

    def bomb() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def armed(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            bomb()
            return result

        return wrapped

    rows: Any = store._rows
    writer: Any = store._writer
    match point:
        case "before the commit":
            rows.commit = armed(rows.commit)
        case "after take":
            rows.take = armed(rows.take)
        case "between commit and reply":
            writer._after = armed(writer._after)
        case "between send and mark":
            store.mark = bomb_first(store.mark, bomb)  # type: ignore[method-assign]
        case _:
            assert point == "anywhere"


def bomb_first(function: Callable[..., Any], bomb: Callable[[], None]) -> Callable[..., Any]:
    def wrapped(*args: Any) -> Any:
        bomb()
        return function(*args)

    return wrapped


if __name__ == "__main__":
    main()
