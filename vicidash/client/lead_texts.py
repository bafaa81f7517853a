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


def differences(sent: Mapping[str, str], stored: Mapping[str, object]) -> dict[str, str]:
    """What a dialer made of the texts that depend on its settings, by field."""
    found = {
        name: str(stored.get(name) or "")
        for name, text in sent.items()
        if depends_on_setting(text) and name in stored
    }
    return {name: text for name, text in found.items() if text != sent[name].strip()}
