"""`menlian serve`, `health`, `version`: what runs for long, and what asks it how it is."""

from __future__ import annotations

import sys
from argparse import Namespace


def version(_: Namespace) -> int:
    """One line on stdout."""
    from bot import __version__

    sys.stdout.write(f"menlian {__version__}\n")
    return 0
