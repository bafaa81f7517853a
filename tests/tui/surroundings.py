"""Surroundings in which pictures are made: the same on every machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

_SET: Final = {
    "LC_ALL": "C.UTF-8",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "TZ": "UTC",
    "LOGNAME": "supervisor",  # whom the audit log names
}
_UNSET: Final = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")


@contextmanager
def the_same_everywhere() -> Iterator[None]:
    """Nothing of this machine is seen: its settings, themes, memory, user, locale or terminal."""
    session = patch("vicidash.actions.audit_log.secrets.token_hex", return_value="7f3a90c2")
    with tempfile.TemporaryDirectory() as home, patch.dict(os.environ), session:
        for name in [*_UNSET, *(each for each in os.environ if each.startswith("VICIDASH_"))]:
            os.environ.pop(name, None)
        os.environ.update(_SET)
        os.environ.update({f"XDG_{each}_HOME": home for each in ("CONFIG", "STATE", "CACHE")})
        yield
