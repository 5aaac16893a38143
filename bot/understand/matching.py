"""Typed words at an open question: which of the options they mean. Exact first, then numbers, then what is close."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from bot.understand.danger import bare
from bot.values import Reading, Spec, number_choice, read

_CLOSE = 0.62  # share of pairs of characters two wordings have in common
_SHARE = 0.3  # of the text that a button's words have to be
_BRIEF = 15  # an answer of yes or no is short
_LONGEST = 40  # a longer text tells a story; it picks no button
_DENIAL = re.compile("(?:没有?|不是|不用|不要|别|不|未|无)(?:在|去|被|给|人|说|是|有)?$")
_YES = re.compile("^(?:是|对|有(?!危险)|好|嗯|能|会|愿意|可以|要|行|想|同意|打通)(?!不)")
_NO = re.compile("^(?:不|没|否|还没|未|别|无)")
_AGREE = Spec(type="yes_no")
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a yes needs no clock
_CLAUSE = re.compile("[，。！？；,.!?;~\\s]+")

Options = Sequence[tuple[str, ...]]


class Picker:
    """Built once; labels are tidied once and kept: only dialogs have any, so it stays small."""

    __slots__ = ("_names", "_tidy")

    def __init__(self, tidy: Callable[[str], str]) -> None:
        self._tidy = tidy
        self._names: dict[str, str] = {}

    def exact(self, clean: str, options: Options) -> int | None:
        """The option whose label or synonym this is, whole."""
        for index, names in enumerate(options):
            if any(clean == self.name(name) for name in names):
                return index
        return None

    def pick(self, text: str, options: Options, *, numbered: bool, near: bool) -> int | None:
        """The one option the text means; None where it means none, or might mean two."""
        clean = bare(self._tidy(text))
        found = self.exact(clean, options)
        if found is None and numbered:
            found = number_choice(text, len(options))
        if found is not None or not near or not clean or len(clean) > _LONGEST:
            return (
                found  # where a number is the answer, words may be one too: only a button's own words pick it
            )
        for look in (self._agreed, self._held, self._near):
            found = look(clean, options)
            if found is not None:
                return found
        return None

    def name(self, label: str) -> str:
        """A label as it is compared."""
        found = self._names.get(label)
        if found is None:
            found = self._names[label] = bare(self._tidy(label))
        return found

    def _agreed(self, clean: str, options: Options) -> int | None:
        """对, 没错, 没有啊门关着呢: the one option that says yes, or no."""
        if len(clean) > _BRIEF or "你" in clean:
            return None  # 你好 agrees to nothing
        answer = read(_AGREE, _CLAUSE.split(clean, maxsplit=1)[0], now=_NEVER)
        if not isinstance(answer, Reading):
            head = re.match("没有?(?=[啊呀呢嘛吧的])|不是(?=[啊呀的])|是的|对的|没有$", clean)
            if head is None:
                return None
            said_yes = head[0] in ("是的", "对的")
        else:
            said_yes = bool(answer.value)
        shape = _YES if said_yes else _NO
        return _only(
            index for index, names in enumerate(options) if names and shape.match(self.name(names[0]))
        )

    def _held(self, clean: str, options: Options) -> int | None:
        """The one option whose label or synonym stands in the text, not denied; or the one that holds the text."""
        held = [i for i, names in enumerate(options) if any(_says(clean, self.name(name)) for name in names)]
        if held:
            return _only(held)
        if len(clean) < 2:
            return None
        return _only(i for i, names in enumerate(options) if names and clean in self.name(names[0]))

    def _near(self, clean: str, options: Options) -> int | None:
        """The one option most of whose pairs of characters the text shares."""
        if len(clean) < 3:
            return None
        shares = [max((_alike(clean, self.name(n)) for n in names), default=0.0) for names in options]
        best = max(shares, default=0.0)
        if best < _CLOSE or sum(share > best - 0.15 for share in shares) > 1:
            return None
        return shares.index(best)


def _says(text: str, name: str) -> bool:
    if len(name) < 2 or len(name) < _SHARE * len(text):
        return False
    start = text.find(name)
    return start >= 0 and not _DENIAL.search(text[:start])


def _alike(one: str, two: str) -> float:
    mine, theirs = set(pairwise(one)), set(pairwise(two))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _only(found: Iterable[int]) -> int | None:
    indexes = tuple(found)
    return indexes[0] if len(indexes) == 1 else None
