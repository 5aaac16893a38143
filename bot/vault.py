"""The seam where stored bytes are sealed. Plain for now; the first byte tells the forms apart for good."""

from __future__ import annotations

from typing import Protocol

PLAIN = b"\x00"  # 0x01 and up are for sealed forms


class Vault(Protocol):
    """Bytes to sealed bytes and back. One key a person, so that forgetting the key forgets the person."""

    def seal(self, person: str, data: bytes) -> bytes:
        """What may lie on a disk."""
        ...

    def open(self, person: str, sealed: bytes) -> bytes:
        """What was sealed for this person. Raises ValueError where it was not."""
        ...


class PlainVault:
    """Seals nothing. What it writes stays readable when a vault that seals takes over."""

    def seal(self, person: str, data: bytes) -> bytes:  # noqa: ARG002  a sealing vault needs to know whose key
        """The data behind the mark of the plain form."""
        return PLAIN + data

    def open(self, person: str, sealed: bytes) -> bytes:
        """The data, or ValueError: this form needs a vault with keys."""
        if sealed[:1] != PLAIN:
            raise ValueError(f"a record of {person} is sealed and this vault has no keys")
        return sealed[1:]
