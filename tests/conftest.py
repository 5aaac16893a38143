"""What every test starts from: no settings of this machine, and the same examples on every run in CI."""

import os

import pytest
from hypothesis import settings

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees no MENLIAN_… variable that it has not set itself."""
    for name in os.environ:
        if name.startswith("MENLIAN_"):
            monkeypatch.delenv(name)
