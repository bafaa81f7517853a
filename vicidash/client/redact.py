"""Takes passwords out of text that came from, or goes to, a dialer.

The dialer echoes the password it was sent in its login answers, even a right one, on one
endpoint together with a line of SQL, and with some characters deleted. So two nets: the known
password in every form it can take, and the places where an unknown one would stand.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote, quote_plus

MASK = "[redacted]"

#: The server deletes these from a password before it compares and echoes it.
STRIPPED = re.compile(r"[&'\"\\;|\s]")

_PLACES = (
    # ERROR: Login incorrect, please try again: |user|PASSWORD|BAD|   (and the agent API's form)
    re.compile(
        r"(?<=\|)(?P<user>[^|\n]*)\|(?P<password>[^|\n]+)(?=\|(?:\d\|\d\|)?(?:BAD|LOCK|GOOD)\b)"
    ),
    # … and pass='PASSWORD' and …   in SQL,  &pass=PASSWORD&   in a URL
    re.compile(r"(?P<user>\bpass(?:word)?\s*=\s*['\"]?)(?P<password>[^'\"&\s|]+)", re.IGNORECASE),
)


def password_forms(password: str) -> tuple[str, ...]:
    """Every spelling in which ``password`` may come back, longest first."""
    if not password:
        return ()
    stripped = STRIPPED.sub("", password)
    forms = {
        form
        for base in (password, stripped)
        if base
        for form in (
            base,
            quote(base, safe=""),
            quote_plus(base),
            html.escape(base),
            repr(base)[1:-1],
        )
    }
    return tuple(sorted(forms, key=len, reverse=True))


class Redactor:
    """Masks one account's password wherever it stands. ``repr`` shows nothing of it."""

    __slots__ = ("_forms",)

    def __init__(self, password: str) -> None:
        self._forms = password_forms(password)

    def __repr__(self) -> str:
        return "Redactor()"

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, MASK)
        for place in _PLACES:
            text = place.sub(_mask, text)
        return text


def _mask(match: re.Match[str]) -> str:
    before = match.group("user")
    return f"{before}|{MASK}" if match.group(0).startswith(f"{before}|") else f"{before}{MASK}"
