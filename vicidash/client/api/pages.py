"""Tells a page that the dialer writes for people from refusals, errors and cut answers. No I/O."""

from __future__ import annotations

import re
from typing import Final

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.errors import needed_for

_REFUSAL: Final = re.compile(r"[^<>\n]{1,200}: ?\|(?P<values>[^\n]*)\|\s*")
"""``Login incorrect, please try again: |user|password|BAD|``, in whatever language."""
_PASSWORD_FIELD: Final = re.compile(r"<input[^<>]{0,500}\btype\s*=\s*['\"]?password", re.IGNORECASE)
_END: Final = "</html>"
_AFTER_END: Final = 4096
"""Characters that may follow the end of a page: a proxy adds its own, the summary a letter."""


def read(function: str, status: int, content: bytes, *, user: str, redact: responses.Redact) -> str:
    """The text of a page that is one, and whole.

    Raises :class:`PageLoginError`, :class:`PermissionDenied`, :class:`Unsupported` when the
    dialer has no such page, :class:`NotAnAPIAnswer` for anything else.
    """
    text = responses.decode(content)
    refusal = _REFUSAL.fullmatch(text.strip()[: responses.READ])
    values = [value.strip() for value in refusal["values"].split("|")] if refusal else []
    refused = _login_error(function, status, text, values, user)
    if refused is not None:
        raise errors.PageLoginError(refused)
    if values and values[0] == user:
        report = values[-1]
        right = needed_for(function)
        if report != "GOOD" and report != user:  # the user group lists the reports it may see
            right = "the report in the Allowed Reports of its user group"
        raise errors.PermissionDenied(function, user, right)
    if status in (404, 410):
        raise errors.Unsupported(
            function,
            "this dialer has no such page",
            "The pages are looked for beside non_agent_api.php",
        )
    excerpt = responses.plain(redact(text[: responses.READ]))
    if status >= 400 and status != 500:
        raise responses.not_an_answer(function, "an HTTP error", status, excerpt)
    if not text.strip():
        raise responses.not_an_answer(function, "an empty page", status, "")
    if _END not in text[-_AFTER_END - len(_END) :].lower():
        known = "HTML" if "<html" in text[:4096].lower() else "no page"
        why = "a page that was cut short" if known == "HTML" else known
        raise responses.not_an_answer(function, why, status, excerpt)
    return text


def _login_error(
    function: str, status: int, text: str, values: list[str], user: str
) -> errors.LoginError | None:
    word = values[-1] if len(values) > 1 else ""
    if word == "LOCK":
        minutes = re.search(r"\b(\d{1,4})\b", text[:200].partition("|")[0])
        return errors.AccountLocked(function, user, int(minutes[1]) if minutes else 15)
    if word == "IPBLOCK":
        return errors.AddressBlocked(function, user)
    if status == 401 or word == "BAD":
        return errors.LoginRefused(function, user)
    if "user_status.php" not in text and _PASSWORD_FIELD.search(text[: responses.READ]):
        return errors.LoginRefused(function, user)  # a form that asks for a login
    return None
