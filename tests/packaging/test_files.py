"""What is shipped: the wheel, the locks, the image's recipe, the licence."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.image import ROOT, Instruction, context, instructions

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("run", "dev")


def lock(name: str) -> str:
    return (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """Name → pinned version, without the conditions."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", lock(name), flags=re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


# ── Locks ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index(name: str) -> None:
    """A lock made behind one mirror installs behind another: no address and no option is in it."""
    text = lock(name)
    assert "://" not in text
    assert re.findall(r"^\s*--?[a-z][\w-]*", text.replace("--hash=sha256:", ""), flags=re.MULTILINE) == []
    assert str(ROOT) not in text


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_hashes_every_requirement(name: str) -> None:
    """Every entry is one exact version with at least one sha256."""
    text = re.sub(r"^\s*#.*\n", "", lock(name), flags=re.MULTILINE)
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]
    assert len(entries) >= 10
    for entry in entries:
        head, *hashes = [part.strip() for part in entry.split("\\\n")]
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.+!]+( ; .+)?", head), head
        assert hashes, head
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), head


def test_what_tests_run_on_is_what_people_get() -> None:
    """dev.lock has every pin of run.lock, with the same version."""
    assert pins("run").items() <= pins("dev").items()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["project"]["optional-dependencies"]["dev"]),
    ],
)
def test_a_lock_keeps_up_with_the_project_file(name: str, wanted: list[str]) -> None:
    """What pyproject.toml asks for is pinned, in a version that it allows; else `make lock`."""
    for requirement in map(Requirement, wanted):
        version = pins(name).get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not in requirements/{name}.lock: make lock"
        assert requirement.specifier.contains(version), f"{requirement} is pinned to {version}: make lock"


# ── The wheel ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked. hatchling is in dev.lock: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "--wheel-dir", folder, ROOT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("menlian-*-py3-none-any.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def relative_files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", ["dialogs", "locales"])
def test_the_wheel_has_the_words(wheel: Path, name: str) -> None:
    """`pip install .` brings every file of dialogs/ and locales/."""
    shipped = relative_files(wheel / "bot/_data" / name)
    assert shipped == relative_files(ROOT / name)
    assert shipped


def test_the_wheel_has_the_program_and_nothing_else(wheel: Path) -> None:
    """One package and its licence; no tests, no scripts."""
    (info,) = wheel.glob("menlian-*.dist-info")
    assert {path.name for path in wheel.iterdir()} == {"bot", info.name}
    assert (info / "entry_points.txt").read_text(encoding="utf-8").split("\n")[1] == "menlian = bot.cli:entry"
    assert (info / "licenses/LICENSE").read_text(encoding="utf-8") == (ROOT / "LICENSE").read_text(
        encoding="utf-8"
    )
    assert (wheel / "bot/py.typed").exists()
    described = Parser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
    assert described["Name"] == "menlian"
    assert described["Requires-Python"] == ">=3.11"


def test_the_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Installed, far from any checkout, the program finds its dialogs in the package."""
    environment = os.environ | {"PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bot", "check"], cwd=tmp_path, env=environment,
        text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


# ── The image; test_install.py carries its steps out ──────────────────────────────────────────────


@pytest.fixture(scope="module")
def steps() -> list[Instruction]:
    return instructions((ROOT / "Dockerfile").read_text(encoding="utf-8"))


def rest(steps: list[Instruction], word: str) -> str:
    (only,) = [step.rest for step in steps if step.word == word]
    return only


def test_the_image_is_slim_and_new_enough(steps: list[Instruction]) -> None:
    """One stage, Python as the project asks for it."""
    assert rest(steps, "FROM") == "python:3.11-slim-bookworm"


def test_the_image_runs_the_install_script_after_its_files(steps: list[Instruction]) -> None:
    """install.sh finds what it reads, and puts the program where PATH looks."""
    script = (ROOT / "scripts/install.sh").read_text(encoding="utf-8")
    at = steps.index(Instruction("RUN", "sh scripts/install.sh run"))
    copied = {step.rest.split()[0] for step in steps[:at] if step.word == "COPY"}
    assert copied == {"scripts/install.sh", "requirements/run.lock", "bot/__init__.py"}
    assert "requirements/$1.lock" in script
    assert "venv=$root/.venv" in script
    assert f"PATH={rest(steps, 'WORKDIR')}/.venv/bin:$PATH" in rest(steps, "ENV")


def test_the_image_runs_as_nobody_special_with_a_volume(steps: list[Instruction]) -> None:
    """The program is not root, and what it keeps is in the volume."""
    user = rest(steps, "USER")
    assert user not in {"root", "0"}
    made = next(step.rest for step in steps if step.rest.startswith("useradd "))
    assert f" {user} " in made
    assert rest(steps, "VOLUME") in made
    assert f"MENLIAN_DATABASE={rest(steps, 'VOLUME')}/" in rest(steps, "ENV")
    assert "PYTHONUNBUFFERED=1" in rest(steps, "ENV")
    last_run = max(at for at, step in enumerate(steps) if step.word == "RUN")
    assert steps.index(Instruction("USER", user)) > last_run


def test_the_image_can_be_asked_and_stopped(steps: list[Instruction]) -> None:
    """Docker knows how to ask it whether it is well, and how to stop it."""
    assert rest(steps, "HEALTHCHECK").endswith('CMD ["menlian", "health"]')
    assert rest(steps, "STOPSIGNAL") == "SIGTERM"
    assert rest(steps, "CMD") == '["menlian", "serve"]'


def test_the_image_gets_what_the_program_needs_and_no_more() -> None:
    """The words, the program, the pins; no tests, no history, nobody's conversations."""
    files = set(map(str, context(ROOT)))
    assert {"bot/__init__.py", "requirements/run.lock", "scripts/install.sh", "LICENSE"} <= files
    assert {file.partition("/")[0] for file in files} <= {
        "bot", "dialogs", "locales", "requirements", "scripts", "LICENSE", "pyproject.toml",
    }  # fmt: skip
    assert not [file for file in files if ".db" in file or "__pycache__" in file]


# ── The rest ──────────────────────────────────────────────────────────────────────────────────────


def test_the_licence_is_there() -> None:
    """MIT, by the Menlian authors."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License")
    assert "The Menlian authors" in text


@pytest.mark.parametrize("name", ["scripts/install.sh", "scripts/lock.sh", ".ci/run"])
def test_a_script_can_be_run(name: str) -> None:
    """Executable, with Unix line ends, and a shell reads it without complaint."""
    assert os.access(ROOT / name, os.X_OK)
    assert b"\r" not in (ROOT / name).read_bytes()
    shell = "bash" if name == ".ci/run" else "sh"
    done = subprocess.run([shell, "-n", ROOT / name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ci_does_what_a_person_does() -> None:
    """Both CIs end in `make test`, and the hosted one may only read."""
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert "bash .ci/run" in workflow
    assert "permissions: {}" in workflow
    assert "secrets." not in workflow
    uses = re.findall(r"uses: (.*)", workflow)
    assert uses
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v[\d.]+", use) for use in uses), uses


def test_every_command_of_make_is_explained() -> None:
    """`make` alone lists chat, test and check; each target the readme may name exists."""
    done = subprocess.run(["make", "--silent"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [text.split()[1] for text in done.stdout.splitlines()][:2] == ["chat", "test"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("chat", "test", "check", "bench", "bench-peers", "lock", "po", "format", "clean"):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
