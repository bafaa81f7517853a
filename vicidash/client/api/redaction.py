"""Takes passwords out of text that came from, or goes to, a dialer.

The dialer echoes the password it was sent in its login answers, even a right one, on one
endpoint together with a line of SQL, and with some characters deleted. So two nets: the known
password in every form it can take, and the places where an unknown one would stand.
"""

from __future__ import annotations

import html
import json
import logging
import re
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar
from urllib.parse import quote, quote_plus

MASK: Final = "[redacted]"

#: The server deletes these from a password before it compares and echoes it.
STRIPPED: Final = re.compile(r"[&'\"\\;|\s]")

#: Older builds leave only these.
_BARE: Final = re.compile(r"[^-_0-9A-Za-z]")
MEANT: Final = 4
"""Characters that still give something away; fewer would mask parts of ordinary words."""

_PLACES: Final = (
    # ERROR: Login incorrect, please try again: |user|PASSWORD|BAD|   (and the agent API's form)
    re.compile(
        r"(?<=\|)(?P<user>[^|\n]*)\|(?P<password>[^|\n]+)(?=\|(?:\d\|\d\|)?(?:BAD|LOCK|GOOD)\b)"
    ),
    # … and pass='PASSWORD' and …   in SQL,  &pass=PASSWORD&   in a URL
    re.compile(r"(?P<user>\bpass(?:word)?\s*=\s*['\"]?)(?P<password>[^'\"&\s|]+)", re.IGNORECASE),
)

#: What httpx and httpcore log shows the URL of a GET, and the headers of any answer.
_TALKATIVE: Final = (
    "httpx",
    *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")),
)


def password_forms(password: str) -> tuple[str, ...]:
    """Every spelling in which ``password`` may come back, longest first."""
    forms = {form for base in (password, STRIPPED.sub("", password)) for form in _spellings(base)}
    bare = _BARE.sub("", password)
    if len(bare) >= MEANT:
        forms.add(bare)
    return tuple(sorted(forms - {""}, key=len, reverse=True))


def _spellings(text: str) -> tuple[str, ...]:
    sent = text.encode("utf-8", "surrogateescape")
    page = html.escape(text)
    return (
        text,
        quote(sent, safe=""),
        quote_plus(sent),
        page,
        page.replace("&#x27;", "&#039;"),  # as PHP has it
        page.encode("ascii", "xmlcharrefreplace").decode("ascii"),
        repr(text)[1:-1],
        ascii(text)[1:-1],
        repr(sent)[2:-1],
        json.dumps(text)[1:-1],
        sent.decode("cp1252", "replace"),  # in a line that is not UTF-8 for another reason
    )


class Redactor:
    """Masks one account's passwords wherever they stand. ``repr`` shows nothing of them."""

    __slots__ = ("_forms", "_known")

    def __init__(self, password: str) -> None:
        self._forms: set[str] = set()
        self._known: re.Pattern[str] | None = None
        self.learn(password)

    def learn(self, password: str) -> None:
        """Mask this one, too: what was sent with another may still be answered, or logged."""
        self._forms.update(password_forms(password))
        longest_first = sorted(self._forms, key=len, reverse=True)
        forms = "|".join(re.escape(form) for form in longest_first)
        self._known = re.compile(forms, re.IGNORECASE) if forms else None

    def __repr__(self) -> str:
        return "Redactor()"

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for place in _PLACES:
            text = place.sub(_mask, text)
        return text


def _mask(match: re.Match[str]) -> str:
    before = match.group("user")
    return f"{before}|{MASK}" if match.group(0).startswith(f"{before}|") else f"{before}{MASK}"


class RedactedLogs(logging.Filter):
    """Redacts what the libraries below log, from :meth:`install` to :meth:`remove`."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._redact(record.getMessage()), ()
        return True

    def install(self) -> None:
        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(self)

    def remove(self) -> None:
        for name in _TALKATIVE:
            logging.getLogger(name).removeFilter(self)


# Keeps passwords out of tracebacks

P = ParamSpec("P")
T = TypeVar("T")


def scrub_traceback(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let errors, and a cancellation, out of ``method`` without its frames or their causes."""

    @wraps(method)
    async def outer(*args: P.args, **kwargs: P.kwargs) -> T:
        around = sys.exception()
        try:
            return await method(*args, **kwargs)
        except BaseException as error:
            error.__cause__, error.__context__ = None, around
            error.__suppress_context__ = False
            error.__traceback__ = None
            raise

    return outer
