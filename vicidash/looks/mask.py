"""Puts made-up names in place of real ones, the same for the same everywhere in a shift."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from vicidash.actions.kinds import LISTEN, NOTIFY_AGENT, NOTIFY_CAMPAIGN, NOTIFY_GROUP
from vicidash.looks.differences import Object

HIDDEN: Final = "…"
_SPOKEN: Final = frozenset({LISTEN, NOTIFY_AGENT, NOTIFY_CAMPAIGN, NOTIFY_GROUP})
"""Actions whose value is a message or a phone."""
_LONG: Final = re.compile(r"\d{7,}")
"""What may be a phone number."""
_HELD: Final = 200_000
"""Masked parts that are remembered: most of a look is as it was in the one before."""
_FIELDS: Final = {
    "user": "agent",
    "agent_only": "agent",
    "full_name": "Name ",
    "user_group": "GROUP",
    "session_id": "session",
    "station": "phone",
    "acknowledged_by": "person",
    "host": "host",
    "campaign_name": "Campaign ",
}
"""What takes the place of a field's text; a number follows it."""


class NameMask:
    """Masks looks of plain data: users, names, phones, leads, sessions, groups and hosts.

    Ids of campaigns and in-groups, statuses, pause codes and all figures stay. Names are numbered
    in the order in which they are seen.
    """

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._leads: dict[int, int] = {}
        self._tokens: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._done: dict[int, tuple[object, object]] = {}
        self._texts: dict[str, str] = {}

    def head(self, head: Mapping[str, Any]) -> Object:
        """What a file says of its dialer, without address and account."""
        masked = {"dialer": "https://dialer.invalid", "user": "supervisor", "masked": True}
        return {**head, **masked}

    def look(self, look: Object) -> Object:
        """A look with made-up names."""
        for kind, name in _named_in(look):
            self._name(kind, name)
        masked: Object = self._object(look)
        return masked

    def past(self, past: Object) -> Object:
        """What happened before and besides the looks, with the same names."""
        for user in past.get("stretches", {}):
            self._name("agent", user)
        return {**past, "stretches": self._object(past.get("stretches", {}))}

    def _name(self, kind: str, name: str) -> str:
        """The made-up name, which is new for one that was not seen before."""
        if not name:
            return name
        found = self._names.get((kind, name))
        if found is None:
            number = sum(1 for each, _ in self._names if each == kind) + 1
            found = self._names[kind, name] = f"{kind}{number:03}"
            # in a sentence a short number is a figure, not a user
            if not (name.isdecimal() and len(name) < 3) and kind != "GROUP":
                self._tokens.setdefault(name, found)
                self._pattern = None
            self._done.clear()
            self._texts.clear()
        return found

    def _object(self, value: Any, field: str = "") -> Any:
        if type(value) is dict:
            known = self._done.get(id(value))
            if known is not None and known[0] is value:
                return known[1]
            masked = {self._text(k): self._object(each, k) for k, each in value.items()}
            if value.get("action") in _SPOKEN and value.get("value"):
                masked["value"] = HIDDEN
            if len(self._done) < _HELD:
                self._done[id(value)] = value, masked  # kept, so that its id stays its own
            else:
                self._done.clear()
            return masked
        if type(value) is list:
            return [self._object(each) for each in value]
        if type(value) is str:
            return self._name(_FIELDS[field], value) if field in _FIELDS else self._text(value)
        if type(value) is int and field == "lead_id" and value:
            return self._leads.setdefault(value, len(self._leads) + 1)
        return value

    def _text(self, text: str) -> str:
        """A text with the names in it replaced, and what may be a phone number."""
        found = self._texts.get(text)
        if found is None:
            if self._pattern is None:
                names = sorted(map(re.escape, self._tokens), key=len, reverse=True)
                self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names) or '(?!)'})(?!\w)")
            found = self._pattern.sub(lambda match: self._tokens[match[0]], text)
            found = self._texts[text] = _LONG.sub(HIDDEN, found)
        return found


def _named_in(look: Object) -> Iterator[tuple[str, str]]:
    """All that is to be replaced in sentences, and as the names of objects."""
    agents = look["snapshot"]["agents"]["value"] or {}
    for user, seen in agents.items():
        yield "agent", user
        for field, each in (*seen["agent"].items(), ("station", seen.get("station"))):
            if each and field in ("full_name", "session_id", "station"):
                yield _FIELDS[field], each
    for user in look["history"]["stretches"]:
        yield "agent", user
    for alert in look["alerts"].values():
        yield from _of_alert(alert["finding"]["key"], alert)
    for alert in look["ended"].values():
        yield from _of_alert(alert["key"], alert)
    for name in look["tickets"]:
        slot, _, target = name.partition("\0")
        if slot == "agent":
            yield "agent", target
    yield from _holders(look)


def _holders(look: Object) -> Iterator[tuple[str, str]]:
    for glance in look["guards"].values():
        if holder := glance.get("holder"):
            yield "person", holder["name"].partition(" (")[0]
            yield "host", holder["host"]


def _of_alert(key: list[str], alert: Object) -> Iterator[tuple[str, str]]:
    if key[1] == "agent":
        yield "agent", key[2]
    if alert.get("acknowledged_by"):
        yield "person", alert["acknowledged_by"]
