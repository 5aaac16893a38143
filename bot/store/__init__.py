"""Write-sets in, rows out: SQLite, in one file that survives anything."""

from bot.store.sqlite import SqliteStore

__all__ = ["SqliteStore"]
