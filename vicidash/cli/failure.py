"""How a command ends: the exit codes, and the one exception that carries one."""

from __future__ import annotations

from enum import IntEnum

import click


class ExitCode(IntEnum):
    """What the program says to the shell."""

    DONE = 0
    REFUSED = 1
    """The dialer refused or did not obey."""
    BAD_INPUT = 2
    """Wrong usage, a value or setting that cannot be used."""
    LOGIN = 3
    """The account may not come in, or may not do this."""
    UNREACHABLE = 4
    """No answer, or none of the API's."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    """What reads our output went away, as after ``| head``."""


class Failure(click.ClickException):
    """Ends the program: each of ``lines`` goes to stderr as one line of its own."""

    def __init__(self, code: ExitCode, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines
