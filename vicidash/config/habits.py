"""Checks of the settings that are tables and lists of the supervisor's own: keys, filters, codes.

Only their shape: which actions and keys there are is known where they are used.
"""

import re

from pydantic_core import PydanticCustomError

_CODE = re.compile(r"[A-Za-z0-9_-]{1,6}")
"""What the dialer takes for a pause code."""


def _wrong(message: str, remedy: str) -> PydanticCustomError:
    # Both go in as context: braces in a template would be taken for fields.
    return PydanticCustomError("setting", "{message}", {"message": message, "remedy": remedy})


def check_table(value: object) -> object:
    """A TOML table, in which everything has a name."""
    if not isinstance(value, dict):
        raise _wrong("is not a table", "give it a table of its own, with a line for each name")
    if not all(isinstance(name, str) and name.strip() for name in value):
        raise _wrong("has an entry without a name", "give it one")
    return value


def split_keys(value: object) -> object:
    """One key, or a list of them. A comma is a key like any other: it divides nothing."""
    keys = (value,) if isinstance(value, str) else value
    if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
        raise _wrong("is not a key", 'write it like "P", or as a list like ["r", "Ctrl+P"]')
    if not keys:
        raise _wrong("has no key in it", "name one, or take the line out to have the usual keys")
    return tuple(keys)


def check_code(code: str) -> str:
    """A pause code as a dialer takes it."""
    if not _CODE.fullmatch(code):
        allowed = "write 1 to 6 letters, digits, dashes or underscores"
        raise _wrong("is no pause code", allowed)
    return code


def check_switch(value: object) -> object:
    """True, false, or the word that leaves it to the terminal."""
    if not isinstance(value, bool) and value != "auto":
        raise _wrong("is neither true, false nor auto", 'write true, false or "auto"')
    return value
