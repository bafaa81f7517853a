"""What a dialer makes of a text: it bends in silence what it does not keep.

Source: ``dialer-protocol.md``, *Answers that are easily misread*, and the recordings
``add_lead_bent_text`` and ``add_lead_bent_text_non_latin``. Signs are deleted on every build;
letters outside of ASCII only under the system setting ``use_non_latin=0``, which no function
tells, so that what was written has to be read back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from vicidash.client.errors import InvalidInput

_DELETED: Final = re.compile('[;#"\\\\\U00010000-\U0010ffff]')


def as_stored(text: str) -> str:
    """``text`` without the signs that every build deletes, and with a blank for each ``+``.

    Of what takes four bytes (emoji) the database makes question marks: it is left out here.
    """
    return _DELETED.sub("", text).replace("+", " ")


def check(field: str, text: str) -> str:
    """``text``, if every build keeps it. Raises :class:`InvalidInput`."""
    stored = as_stored(text)
    if stored != text:
        allowed = f'a text without ; # " \\ + and emoji: the dialer would keep {stored!r}'
        raise InvalidInput(field, text, allowed)
    return text


def depends_on_setting(text: str) -> bool:
    """Whether it depends on the dialer's settings what is kept of ``text``."""
    return not text.isascii()


_NAME: Final = " -'_."
_PLACE: Final = " -'.:/@_"
_SAFE_SIGNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("title", "first_name", "last_name", "alt_phone"), _NAME),
    **dict.fromkeys(("address1", "address2", "address3", "city", "security_phrase"), _PLACE),
    "owner": _PLACE,
    "middle_initial": "-_",
    "state": " -",
    "province": _NAME,
    "postal_code": " -'",
    "email": " -'.:/@%_",
    "list_name": " -.:/@?&_",
}
"""By field, the signs of ASCII that every build keeps; fields that are not here keep the rest, too.

From the lines at the head of ``non_agent_api.php``, which delete all else: on older builds only
under ``use_non_latin=0``, on newer ones always.
"""


def signs_at_risk(field: str, text: str) -> bool:
    """Whether a text has signs, such as a comma in a name, that some dialers delete in silence."""
    safe = _SAFE_SIGNS.get(field)
    return safe is not None and any(
        each.isascii() and not each.isalnum() and each not in safe for each in text
    )


def all_kept(sent: Mapping[str, str], stored: Mapping[str, object], *, letters: bool) -> bool:
    """Whether a dialer kept all letters outside of ASCII, or all signs of it, of these texts."""

    def picked(text: str) -> list[str]:
        return [each for each in text.strip() if each.isascii() is not letters]

    def of(text: str) -> list[str]:
        return picked(text) if letters else [x for x in picked(text) if not x.isalnum()]

    return all(of(text) == of(str(stored.get(name) or "")) for name, text in sent.items())


def warning(bent: Mapping[str, str], *, letters: bool) -> str:
    """What is said of texts that a dialer stored otherwise: once for each dialer."""
    words = ", ".join(f"{name} was stored as {text!r}" for name, text in bent.items())
    if letters:
        return (
            f"this dialer does not keep letters outside of ASCII: {words}; "
            "its setting is use_non_latin (Admin → System Settings)"
        )
    return f"this dialer does not keep all signs: {words}"


def differences(sent: Mapping[str, str], stored: Mapping[str, object]) -> dict[str, str]:
    """What a dialer made of the texts that depend on its settings, by field."""
    found = {
        name: str(stored.get(name) or "")
        for name, text in sent.items()
        if (depends_on_setting(text) or signs_at_risk(name, text)) and name in stored
    }
    return {name: text for name, text in found.items() if text != sent[name].strip()}
