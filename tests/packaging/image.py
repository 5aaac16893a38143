"""Plays a Dockerfile in a folder, where no Docker is: the same files, commands and environment."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What a person's machine needs to reach its package index by; whatever else is set here must not matter.
_REACH = re.compile(r"PIP_.*|SSL_.*|REQUESTS_CA_BUNDLE|(https?|all|no)_proxy", re.IGNORECASE)


def bare_environment() -> dict[str, str]:
    """What `env -i PATH=…` leaves, with the way to the package index of this machine."""
    reach = {name: value for name, value in os.environ.items() if _REACH.fullmatch(name)}
    return reach | {"PATH": os.environ["PATH"]}


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile, its lines joined."""

    word: str
    rest: str


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile in order, without comments."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [Instruction(*line.split(maxsplit=1)) for line in joined]


def context(root: Path) -> Iterator[Path]:
    """The files that .dockerignore lets into the build, relative to root."""
    lines = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*", "this reads only an ignore file that names what it lets in"
    let_in = [Path(rule[1:]) for rule in rules if rule.startswith("!")]
    out = [rule.removeprefix("**/") for rule in rules[1:] if not rule.startswith("!")]
    for path in let_in:
        for file in [root / path] if (root / path).is_file() else sorted((root / path).rglob("*")):
            relative = file.relative_to(root)
            if file.is_file() and not any(fnmatch(part, rule) for part in relative.parts for rule in out):
                yield relative


@dataclass
class Image:
    """A folder that stands for the image; `workdir` and the volume are folders inside it."""

    folder: Path
    source: Path = ROOT
    workdir: str = ""
    volume: str = ""
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=bare_environment)

    def build(self) -> None:
        """Carries the instructions out; making a user is left out, that needs root."""
        for step in instructions((self.source / "Dockerfile").read_text(encoding="utf-8")):
            self._play(step)

    def inside(self, path: str) -> str:
        """The absolute paths of the image in `path`, as they are in the folder."""
        for place in (self.workdir, self.volume):
            if place:
                path = re.sub(rf"(?<![\w.]){re.escape(place)}(?![\w])", f"{self.folder}{place}", path)
        return path

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """One command, as the image's own environment runs it."""
        return subprocess.run(
            command,
            cwd=self.inside(self.workdir),
            env=self.run_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def run_environment(self) -> dict[str, str]:
        """The variables a container starts with."""
        return {name: self.inside(value) for name, value in self.environment.items()}

    def _play(self, step: Instruction) -> None:
        match step.word:
            case "FROM":
                pass
            case "WORKDIR" | "VOLUME":
                setattr(self, step.word.lower(), step.rest)
                Path(self.inside(step.rest)).mkdir(parents=True)
            case "COPY":
                self._copy(*step.rest.split())
            case "RUN" if step.rest.startswith("useradd "):
                pass
            case "RUN":
                self._run(step.rest)
            case "ENV":
                for pair in shlex.split(step.rest):
                    name, _, value = pair.partition("=")
                    self.environment[name] = value.replace("$PATH", self.environment["PATH"])
            case "HEALTHCHECK":
                self.health = json.loads(step.rest.partition(" CMD ")[2])
            case "CMD":
                self.command = json.loads(step.rest)
            case "USER" | "STOPSIGNAL":
                pass  # test_files.py reads them
            case other:
                raise AssertionError(f"teach tests/packaging/image.py the instruction {other}")

    def _copy(self, source: str, target: str) -> None:
        for file in context(self.source):
            inside = Path(source) == Path() or file == Path(source) or Path(source) in file.parents
            if inside:
                place = Path(self.inside(self.workdir)) / (file if target == "." else target)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.source / file, place)

    def _run(self, command: str) -> None:
        done = self.run(["sh", "-c", command])
        assert done.returncode == 0, f"RUN {command}\n{done.stdout}{done.stderr}"
