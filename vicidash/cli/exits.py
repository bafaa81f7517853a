"""From every expected error to its exit code and its line on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from vicidash.cli.failure import ExitCode, Failure
from vicidash.client import errors
from vicidash.config import ConfigError

# the first that fits; every class of the tree in vicidash.client.errors fits one
_CODES: Final = (
    (errors.InvalidInput, ExitCode.BAD_INPUT),
    (errors.LoginError, ExitCode.LOGIN),
    (errors.PermissionDenied, ExitCode.LOGIN),
    (errors.Unreachable, ExitCode.UNREACHABLE),
    (errors.NotAnAPIAnswer, ExitCode.UNREACHABLE),
    (errors.DialerError, ExitCode.REFUSED),
    (errors.VicidashError, ExitCode.BAD_INPUT),  # not about a dialer: a theme, a file
)

_WHO: Final = "See who is logged in: vicidash agents"
# for errors that carry the dialer's own words and nothing more
_REMEDIES: Final = (
    (errors.NotLoggedIn, _WHO),
    (errors.Refused, "These are the dialer's own words; its administrator can tell more"),
    (errors.Unsupported, "Check that the setting dialect fits the server"),
)


def exit_code(error: errors.VicidashError | ConfigError) -> ExitCode:
    """The exit code that an error ends a command with."""
    if isinstance(error, ConfigError):
        return ExitCode.BAD_INPUT
    return next(code for kind, code in _CODES if isinstance(error, kind))


def error_message(error: errors.VicidashError) -> str:
    """What went wrong and what to do about it, in one line."""
    if error.remedy:
        return str(error)
    if isinstance(error, errors.Refused) and error.function == "agent_status":
        return f"{error}. {_WHO}"
    if isinstance(error, errors.Duplicate) and error.lead_id is not None:
        return f"{error}. It is there already: vicidash lead get {error.lead_id}"
    remedy = next((words for kind, words in _REMEDIES if isinstance(error, kind)), "")
    return f"{error}. {remedy}" if remedy else str(error)


def failure(error: errors.VicidashError | ConfigError) -> Failure:
    """The end of the program that an error means."""
    if isinstance(error, ConfigError):
        return Failure(exit_code(error), *map(str, error.problems))
    return Failure(exit_code(error), error_message(error))


@contextmanager
def handle_errors() -> Iterator[None]:
    """Every expected error ends the program with its line and its code."""
    try:
        yield
    except (errors.VicidashError, ConfigError) as error:
        raise failure(error) from None
