"""How hard the tests try: a run on the way tries less than the one before a change lands.

``VICIDASH_TESTS=long`` gives every run of many examples or rows its whole size, as `.ci/run` does
after the usual run. The assertions are the same, and so are the examples: the longer run goes on.
"""

from __future__ import annotations

import os
from typing import Final

LONG: Final = os.environ.get("VICIDASH_TESTS") == "long"


def effort(usual: int, long: int) -> int:
    """How many examples or rows to try."""
    return long if LONG else usual
