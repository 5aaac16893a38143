"""A look at a store that changes nothing: for `menlian check --against`, which may meet a file that is in use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.ports import UNREADABLE, StoreError
from bot.store.opening import check_ours, store_error
from bot.vault import Vault


def stored_sessions(path: Path, vault: Vault) -> Iterator[bytes]:
    """Every session of the file, one after the other; UNREADABLE for one the vault cannot open.

    StoreError where the file is not ours or of a newer program. It is neither created, migrated nor written.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if not check_ours(connection, str(path)):
                return  # ours to be: an empty file
            for person, blob in connection.execute("SELECT person, blob FROM sessions"):
                yield _opened(vault, person, blob)
    except sqlite3.Error as fault:
        raise store_error(str(path), fault) from None
    except OSError as fault:
        raise StoreError(f"{path}: cannot be read: {fault.strerror}: check its permissions") from None


def _opened(vault: Vault, person: str, blob: bytes) -> bytes:
    try:
        return vault.open(person, blob)
    except Exception:  # noqa: BLE001  it is counted as unreadable, whatever the vault raises
        return UNREADABLE
