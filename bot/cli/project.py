"""Where the dialogs lie, and what can be made of them: the only place that reads their files."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot import BotError
from bot.cli.words import say

if TYPE_CHECKING:
    from bot.engine import Program
    from bot.language import Dialogs, Report
    from bot.render import Renderer
    from bot.understand import Keep

HERE = Path(__file__).resolve().parent.parent
ENDINGS = (".yaml", ".yml")


class ProjectError(BotError):
    """The dialogs are not where they should be, or cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A folder of dialogs and the folder of its translations beside it."""

    dialogs: Path
    lang: str | None  # of the words for the person at the keyboard

    @property
    def locales(self) -> Path:
        """Where the translations lie."""
        return self.dialogs.resolve().parent / "locales"

    def files(self) -> dict[str, bytes]:
        """Every dialog file by the path an editor sees; ProjectError where there is none."""
        if not self.dialogs.is_dir():
            raise ProjectError(say("no_folder", self.lang, path=shown(self.dialogs)))
        every = [p for p in self.dialogs.rglob("*") if not p.name.startswith(".")]
        found = sorted(p for p in every if p.suffix.lower() in ENDINGS or _text_file(p))
        if not found:
            raise ProjectError(say("no_files", self.lang, path=shown(self.dialogs)))
        return {shown(path): read(path, self.lang) for path in found}

    def translations(self) -> dict[str, list[Path]]:
        """The .po files by language."""
        found: dict[str, list[Path]] = {}
        for path in sorted(self.locales.glob("*/LC_MESSAGES/*.po")):
            found.setdefault(path.parent.parent.name, []).append(path)
        return found


def _text_file(path: Path) -> bool:
    """start.yaml.txt, as Notepad may save it, where there is no start.yaml: read, and reported as D131."""
    return path.suffix.lower() == ".txt" and path.stem.endswith(ENDINGS) and not path.with_suffix("").exists()


def find(given: str | None, lang: str | None = None) -> Project:
    """The folder that was named, else the one in this folder, else the checkout's, else the one in the wheel."""
    if given is None:
        given = os.environ.get("MENLIAN_DIALOGS")
    if given is not None:
        return Project(dialogs=Path(given), lang=lang)
    places = (Path("dialogs"), HERE.parent / "dialogs", HERE / "_data" / "dialogs")
    return Project(dialogs=next((place for place in places if place.is_dir()), places[0]), lang=lang)


def shown(path: Path) -> str:
    """A path as the person at the keyboard would write it: from here where it lies below, with forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def read(path: Path, lang: str | None = None) -> bytes:
    """A file's bytes; ProjectError where they cannot be had."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ProjectError(say("unreadable", lang, path=shown(path), why=fault.strerror or fault)) from None


def write(path: Path, text: str, lang: str | None = None) -> None:
    """Write a text file as UTF-8 with plain line ends; ProjectError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise ProjectError(say("not_saved", lang, path=shown(path), why=fault.strerror or fault)) from None


def write_bytes(path: Path, content: bytes, lang: str | None = None) -> None:
    """Write a file as it is; ProjectError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        raise ProjectError(say("not_saved", lang, path=shown(path), why=fault.strerror or fault)) from None


def replace_bytes(path: Path, content: bytes, lang: str | None = None) -> None:
    """Put a file in the place of one that is there, whole or not at all; ProjectError where it cannot be."""
    path = path.resolve()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(content)
        fresh.chmod(path.stat().st_mode)
        fresh.replace(path)
    except OSError as fault:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise ProjectError(say("not_saved", lang, path=shown(path), why=fault.strerror or fault)) from None


def load(project: Project) -> Dialogs:
    """Dialogs that can be run; ProjectError with the first findings where they cannot."""
    from bot.cli.cache import remembered

    files = project.files()
    return remembered(files, lambda: _read(files, project.lang))


def _read(files: Mapping[str, bytes], lang: str | None) -> Dialogs:
    from bot.actions import declarations
    from bot.language import read as read_dialogs

    dialogs, report = read_dialogs(files, declarations())
    if dialogs is None:
        raise ProjectError("\n".join((say("refused", lang), *findings(report, lang)[:5])))
    return dialogs


def findings(report: Report, lang: str | None) -> list[str]:
    """The errors of a report, explained."""
    from bot.language.catalogue import explain

    return [explain(found, "en" if lang == "en" else "zh") for found in report.errors]


def program(dialogs: Dialogs, *, warm: bool = False) -> Program:
    """The dialogs with everything that runs them. `warm`: what understands free words is taught now."""
    from bot.actions import registry
    from bot.engine import build
    from bot.understand import Understanding

    understanding = Understanding(dialogs, keeping(dialogs))
    if warm:
        understanding.router.prepare()
    return build(dialogs, understanding, registry(dialogs))


def keeping(dialogs: Dialogs) -> Keep:
    """How the model of these dialogs is kept from one run to the next."""
    from bot.cli.cache import model

    return lambda teach: model(dialogs.teaching, teach)


def renderer(project: Project, dialogs: Dialogs) -> Renderer:
    """The dialogs with every translation of them; a translation is read when somebody wants it."""
    from bot.cli.catalogues import Later
    from bot.render import Renderer
    from bot.texts import Texts

    read_later = {lang: Later(paths, patient=True) for lang, paths in project.translations().items()}
    return Renderer(dialogs=dialogs, texts=Texts(read_later))


def complain(text: str) -> None:
    """Words for the person at the keyboard."""
    print(text, file=sys.stderr, flush=True)


def environment() -> Mapping[str, str]:
    """The settings this process was started with."""
    return os.environ
