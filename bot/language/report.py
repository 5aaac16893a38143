"""Everything that is wrong with a set of files, in the order in which one reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.language.catalogue import rules
from bot.language.marks import Diagnostic, Fix, Mark


class Report:
    """Findings as they are made; read out by file, line and column, each once."""

    __slots__ = ("_found",)

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        self._found: dict[tuple[str, Mark, tuple[tuple[str, str], ...]], Diagnostic] = {}
        self.extend(found)

    def add(
        self,
        code: str,
        mark: Mark,
        given: Mapping[str, str] | None = None,
        /,
        *,
        fix: Fix | None = None,
        **values: object,
    ) -> None:
        """Note one finding; the values, given as a mapping or by name, fill the sentences of its rule."""
        texts = {**(given or {}), **{name: str(value) for name, value in values.items()}}
        self.extend([Diagnostic(code=code, mark=mark, values=texts, fix=fix)])

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Take findings over; one that is there already is not doubled."""
        for diagnostic in found:
            key = (diagnostic.code, diagnostic.mark, tuple(sorted(diagnostic.values.items())))
            self._found.setdefault(key, diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(sorted(self._found.values(), key=lambda d: (d.mark, d.code)))

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Findings that keep the dialogs from being used."""
        return tuple(d for d in self if not _is_warning(d))

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Findings one can live with for a while."""
        return tuple(d for d in self if _is_warning(d))


def _is_warning(diagnostic: Diagnostic) -> bool:
    rule = rules().get(diagnostic.code)
    return rule is not None and rule.severity == "warning"
