"""Lines of a text, each within bounds: a file without line ends must not fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TextIO

LONGEST_LINE: Final = 4 * 1024 * 1024
"""Characters of one line. Ten thousand columns fit; what is longer is no lead."""
KEPT: Final = 1000
"""Characters that are kept of a line that is too long."""


class TooLong(str):
    """The beginning of a line that is longer than any line may be."""

    __slots__ = ()


def bounded(text: TextIO, longest: int = LONGEST_LINE) -> Iterator[str]:
    """Lines with their ends as they are; a :class:`TooLong` in place of one that is."""
    while line := text.readline(longest):
        if len(line) < longest or line.endswith(("\n", "\r")):
            yield line
            continue
        while (rest := text.readline(longest)) and not rest.endswith(("\n", "\r")):
            pass
        yield TooLong(line[:KEPT])
