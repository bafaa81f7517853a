"""How hard the tests try: a run on the way tries less than the one before a change lands.

``VICIDASH_TESTS=long`` runs what the usual run leaves out: tests marked `thorough` (every size of
the terminal, every theme, long shifts, the demo against its recordings), and those of many examples
or rows at their whole size. `.ci/run` does both, one after the other. The assertions are the same.
"""

from __future__ import annotations

import os
from typing import Final

LONG: Final = os.environ.get("VICIDASH_TESTS") == "long"


def effort(usual: int, long: int) -> int:
    """How many examples or rows to try."""
    return long if LONG else usual
