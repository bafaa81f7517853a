"""Checks single values. They raise pydantic errors whose texts never repeat a secret.

If there is a better remedy than *correct the value*, it is in the error's context.
"""

import math
import os
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

HIDDEN = "the value"
"""Stands for a value that may hold a password."""

_SCHEME = re.compile(r"(?P<name>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def _wrong(message: str, remedy: str) -> PydanticCustomError:
    # Both are passed as context: braces in a template would be taken for fields.
    return PydanticCustomError("setting", "{message}", {"message": message, "remedy": remedy})


def check_url(url: str) -> str:
    """Check a dialer's address and strip its trailing slash."""
    problem = url_problem(url)
    if problem is not None:
        message, remedy = problem
        raise _wrong(message, remedy)
    return url.rstrip("/")


def url_problem(url: str) -> tuple[str, str] | None:
    """What is wrong with a dialer's address, and the remedy; None if it is valid."""
    correct = "write it like https://dialer.example.com"
    if "@" in url:
        return "has a login in it", "take it out of the URL and set user and password"
    if "?" in url or "#" in url:
        return "has a query or a fragment in it", "end the URL before the ? or #"
    if not url.isprintable() or " " in url or "\\" in url:
        return "has a blank, a control character or a backslash in it", correct
    scheme = _SCHEME.match(url)
    if scheme is None:
        bare = re.sub(r"^(?:https?:)?/*", "", url, flags=re.IGNORECASE)
        return "has no scheme", f"write it as https://{bare}" if bare else correct
    if scheme["name"].lower() not in {"http", "https"}:
        return f"has the scheme {scheme['name']}, not http or https", correct
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # a port that is not a number up to 65535, or an incomplete IPv6 address
        return "has a host or port that cannot be read", correct
    return None if host else ("has no host", correct)


def shown_url(url: str) -> str:
    """A refused URL without its login and query, which may hold a password."""
    return HIDDEN if "@" in url else repr(re.sub(r"[?#].*", "…", url, flags=re.DOTALL))


def split_list(value: object) -> object:
    """`"A, B"` or `["A", "B"]` as a tuple, stripped, without empty entries and duplicates."""
    entries = value.split(",") if isinstance(value, str) else value
    if not isinstance(entries, list | tuple):
        raise _wrong("is not a list", 'write it like ["ONE", "TWO"]')
    if not all(isinstance(entry, str) for entry in entries):
        raise _wrong("has an entry that is not text", 'write each in quotes, like ["1001", "1002"]')
    stripped = (entry.strip() for entry in entries)
    return tuple(dict.fromkeys(entry for entry in stripped if entry))


def split_command(value: object) -> object:
    """A command as a list of words; a string is split like a shell's, but never run by a shell."""
    words: object = value
    if isinstance(value, str):
        try:
            words = shlex.split(value)
        except ValueError:
            words = None
        if words is None:
            raise _wrong("has an unclosed quote", "close it, or write a list of words")
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise _wrong(
            "is not a command", 'write it like "pass show dialer" or ["pass", "show", "dialer"]'
        )
    if not words or not words[0]:
        raise _wrong("is empty", "name a command, or remove the key")
    if any("\0" in word for word in words):
        raise _wrong("has a NUL character in it", "take it out")
    return tuple(words)


def split_command_or_none(value: object) -> object:
    """Like `split_command`, but an empty value means no command and overrides other layers."""
    return () if value in ("", [], ()) else split_command(value)


def expand_path(value: object) -> object:
    """A path with `~` expanded."""
    return Path(os.path.expanduser(value)) if isinstance(value, str) else value


def check_secret(secret: SecretStr) -> SecretStr:
    """Check that a password can be sent: it is not empty, and is valid text."""
    message = secret_problem(secret.get_secret_value())
    if message is not None:
        raise _wrong(message, "set the password of the dialer's user")
    return secret


def check_webhook(secret: SecretStr) -> SecretStr:
    """Check the address of a webhook without ever repeating it, as it holds a token. It may be
    empty, to override another layer's."""
    problem = _webhook_problem(secret.get_secret_value()) if secret else None
    if problem is not None:
        raise _wrong(problem, "copy the whole address again; it starts with https://")
    return secret


def _webhook_problem(url: str) -> str | None:
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return "has a blank or a character in it that no address has"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is not a number up to 65535, or an incomplete IPv6 address
        return "has a host or port that cannot be read"
    if parts.scheme not in {"http", "https"}:
        return "is no http or https address"
    return None if host and port != 0 else "has no host"


def secret_problem(text: str) -> str | None:
    """Why `text` cannot be a password, without repeating it."""
    if not text:
        return "is empty"
    # A byte that is not UTF-8 comes out of the environment as a lone surrogate. Encoding that for
    # the request would raise an error that contains the whole password.
    return "is not UTF-8 text" if any("\ud800" <= c <= "\udfff" for c in text) else None


# Checks of tables and lists: keys, filters, pause codes

_CODE = re.compile(r"[A-Za-z0-9_-]{1,6}")
"""What VICIdial accepts as a pause code."""


def check_table(value: object) -> object:
    """Check that a value is a TOML table without empty names."""
    if not isinstance(value, dict):
        raise _wrong("is not a table", "give it a table of its own, with a line for each name")
    if not all(isinstance(name, str) and name.strip() for name in value):
        raise _wrong("has an entry without a name", "give it one")
    return value


def split_keys(value: object) -> object:
    """One key, or a list of keys. A comma is a key like any other and separates nothing."""
    keys = (value,) if isinstance(value, str) else value
    if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
        raise _wrong("is not a key", 'write it like "P", or as a list like ["r", "Ctrl+P"]')
    if not keys:
        raise _wrong("has no key in it", "name one, or remove the line to get the default keys")
    return tuple(keys)


def check_code(code: str) -> str:
    """Check that VICIdial accepts a pause code."""
    if not _CODE.fullmatch(code):
        allowed = "write 1 to 6 letters, digits, dashes or underscores"
        raise _wrong("is no pause code", allowed)
    return code


def check_report(value: object) -> object:
    """Seconds, or the word that leaves the pace of the report to the program, or forbids it."""
    if value in ("auto", "never"):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 4 <= value < math.inf:
        raise _wrong(
            "is neither auto, never nor a number of seconds, at least 4",
            'write "auto", "never" or a number such as 60',
        )
    return value


def check_switch(value: object) -> object:
    """Check that a value is true, false or "auto"."""
    if not isinstance(value, bool) and value != "auto":
        raise _wrong("is neither true, false nor auto", 'write true, false or "auto"')
    return value
