"""How an action reads what it was handed: nothing that was stored by mistake makes it raise."""

from collections.abc import Mapping

from bot.values import Value


def whole(given: Mapping[str, Value], name: str) -> int | None:
    """A whole number (money in 分), None where there is none."""
    value = given.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text(given: Mapping[str, Value], name: str) -> str:
    """A text, empty where there is none."""
    value = given.get(name)
    return value if isinstance(value, str) else ""
