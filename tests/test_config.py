"""Settings: what an operator writes, and every mistake at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ConfigError, Secret, read


def test_nothing_set() -> None:
    settings = read({"PATH": "/bin"})
    assert (settings.database, settings.socket, settings.dialogs) == (
        "menlian.db",
        Path("menlian.db.sock"),
        None,
    )


def test_everything_set() -> None:
    settings = read(
        {
            "MENLIAN_DATABASE": "/data/menlian.db",
            "MENLIAN_DIALOGS": "/srv/dialogs",
            "MENLIAN_SOCKET": "/run/m.sock",
            "MENLIAN_LANG": "en",
            "MENLIAN_BURST": "0",
            "MENLIAN_STOP": "5",
            "MENLIAN_LOG": "info",
        }
    )
    assert (settings.socket, settings.burst, settings.stop) == (Path("/run/m.sock"), 0.0, 5.0)
    assert (settings.dialogs, settings.lang, settings.log) == (Path("/srv/dialogs"), "en", "info")


def test_empty_is_not_set() -> None:
    """`docker run -e MENLIAN_SOCKET=` means the default."""
    assert read({"MENLIAN_SOCKET": " ", "MENLIAN_DATABASE": ""}).socket == Path("menlian.db.sock")


def test_in_memory_there_is_no_socket() -> None:
    assert read({"MENLIAN_DATABASE": ":memory:"}).socket is None


def test_every_mistake_in_one_message() -> None:
    with pytest.raises(ConfigError) as caught:
        read(
            {
                "MENLIAN_DATABASE": "/data/",
                "MENLIAN_LANG": "fr",
                "MENLIAN_BURST": "long",
                "MENLIAN_STOP": "nan",
                "MENLIAN_SOCKET": "/x" * 60,
                "MENLIAN_DATABSE": "x",
                "MENLIAN_ZZZ": "x",
            }
        )
    named = {line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]}
    words = ("SOCKET", "DATABASE", "LANG", "BURST", "STOP", "DATABSE", "ZZZ")
    assert named == {f"MENLIAN_{word}" for word in words}
    assert "did you mean MENLIAN_DATABASE?" in str(caught.value)


def test_a_secret_hides() -> None:
    secret = Secret("123:abc")
    assert "abc" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "123:abc"
    assert secret == Secret("123:abc")
