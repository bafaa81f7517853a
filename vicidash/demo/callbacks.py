"""Scheduled callbacks: promises to ring a lead again, kept or archived."""

import re
from dataclasses import dataclass

from vicidash.demo.clockwork import Zone


@dataclass(slots=True)
class Callback:
    """One promise. The times are text: the server stores `tomorrow` as it was sent."""

    lead_id: int
    list_id: str
    campaign_id: str
    callback_time: str
    recipient: str
    user: str
    user_group: str
    lead_status: str
    comments: str
    entry_time: str
    status: str = "ACTIVE"


class CallbackBook:
    """All callbacks by lead, and the archive of those that were removed."""

    def __init__(self) -> None:
        self._current: dict[int, list[Callback]] = {}
        self._archive: dict[int, list[Callback]] = {}

    def add(self, callback: Callback) -> None:
        """Keep a new callback."""
        self._current.setdefault(callback.lead_id, []).append(callback)

    def current(self, lead_id: int) -> list[Callback]:
        """The callbacks of a lead, oldest first."""
        return self._current.get(lead_id, [])

    def archived(self, lead_id: int) -> list[Callback]:
        """The callbacks that a lead once had."""
        return self._archive.get(lead_id, [])

    def update(self, lead_id: int, entry_time: str, changes: dict[str, str]) -> None:
        """Change the first callback of a lead, which makes it active again."""
        callback = self._current[lead_id][0]
        callback.status, callback.entry_time = "ACTIVE", entry_time
        for name, value in changes.items():
            setattr(callback, name, value)

    def remove(self, lead_id: int) -> int:
        """Archive the callbacks of a lead; how many there were."""
        removed = self._current.pop(lead_id, [])
        if removed:
            self._archive.setdefault(lead_id, []).extend(removed)
        return len(removed)


def moment(text: str, zone: Zone, now: int) -> str:
    """A callback time as the server stores it: `NOW` and `3DAYS` are worked out, the rest kept."""
    if text == "NOW":
        return zone.stamp(now)
    days = re.search(r"\dDAYS$", text, re.IGNORECASE)
    if days:
        return zone.stamp(now + int(re.sub(r"\D", "", text)[:6]) * 86400)
    return text
