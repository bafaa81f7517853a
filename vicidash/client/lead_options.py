"""What else ``add_lead`` can do in the same call: checks, hopper, time zone, callback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from vicidash.client import checks
from vicidash.client.errors import InvalidInput

Check = Literal["Y", "AREACODE"]
"""Look for the number, or for its whole area code too."""
Kind = Literal["ANYONE", "USERONLY"]

_WHERE: Final = {"list": "LIST", "campaign": "CAMP", "system": "SYS"}
_BY: Final = {
    "phone": "DUP",
    "phone_or_alt_phone": "DUPPHONEALT",
    "title_and_alt_phone": "DUPTITLEALTPHONE",
    "name_and_phone": "DUPNAMEPHONE",
}
_DAYS: Final = (1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180, 360)
_ZONES: Final = ("POSTAL", "TZCODE", "NANPA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """A duplicate check: where to look, what counts as the same, how many days back.

    ``days`` takes what the dialer knows: 1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180 or 360.
    """

    where: Literal["list", "campaign", "system"] = "list"
    by: Literal["phone", "phone_or_alt_phone", "title_and_alt_phone", "name_and_phone"] = "phone"
    days: int | None = None

    def word(self) -> str:
        """The check in the dialer's spelling, e.g. ``DUPSYS90DAY``."""
        checks.choice("duplicates where", self.where, _WHERE)
        checks.choice("duplicates by", self.by, _BY)
        if self.days is not None and self.days not in _DAYS:
            raise InvalidInput("duplicates days", self.days, f"one of {', '.join(map(str, _DAYS))}")
        days = f"{self.days}DAY" if self.days is not None else ""
        return f"{_BY[self.by]}{_WHERE[self.where]}{days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """How leads are added; the same for all rows of an import."""

    duplicates: Duplicates | None = None
    """Refuse a lead that is there already, with :class:`~vicidash.client.errors.Duplicate`."""
    list_exists_check: bool = True
    """Refuse a list that does not exist: the dialer would add the lead to it all the same."""
    dnc_check: Check | None = None
    """Refuse a number on the system's do-not-call list."""
    campaign_dnc_check: Check | None = None
    """Refuse a number on the do-not-call list of ``campaign_id``."""
    campaign_id: str | None = None
    add_to_hopper: bool = False
    """Dial it next: in the hopper of the campaign that its list belongs to."""
    hopper_priority: int = 0
    """-99 to 99; higher comes first."""
    hopper_local_call_time_check: bool = False
    """Not into the hopper outside of the call time at the number's place."""
    usacan_prefix_check: bool = False
    """Refuse a 4th digit of 0 or 1."""
    usacan_areacode_check: bool = False
    """Refuse an area code that the USA and Canada do not have."""
    nanpa_ac_prefix_check: bool = False
    """Refuse an area code and prefix not in the NANPA data, where the dialer has it."""
    tz_method: Literal["POSTAL", "TZCODE", "NANPA"] | None = None
    """Find the time zone by postal code, owner or prefix instead of the area code."""
    lookup_state: bool = False
    """Fill an empty state by the area code."""

    def params(self) -> dict[str, str]:
        """Checked, as parameters. Raises :class:`InvalidInput`."""
        params: dict[str, str] = {}
        if self.duplicates is not None:
            params["duplicate_check"] = self.duplicates.word()
        for name in ("dnc_check", "campaign_dnc_check"):
            check = getattr(self, name)
            if check is not None:
                params[name] = checks.choice(name, check, ("Y", "AREACODE"))
        if self.campaign_id is not None:
            params["campaign_id"] = checks.campaign_id(self.campaign_id)
        elif self.campaign_dnc_check is not None:
            raise InvalidInput("campaign_id", None, "the campaign whose DNC list is to be checked")
        if self.hopper_priority:
            priority = checks.whole("hopper_priority", self.hopper_priority, -99, 99)
            params["hopper_priority"] = str(priority)
        if self.tz_method is not None:
            params["tz_method"] = checks.choice("tz_method", self.tz_method, _ZONES)
        return params | dict.fromkeys(self._flags(), "Y")

    def _flags(self) -> list[str]:
        names = (
            *("list_exists_check", "add_to_hopper", "hopper_local_call_time_check"),
            *("usacan_prefix_check", "usacan_areacode_check", "nanpa_ac_prefix_check"),
            "lookup_state",
        )
        return [name for name in names if getattr(self, name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPlan:
    """A callback: when, for which campaign, for anybody or for one agent."""

    when: datetime | str
    """Aware, or the dialer's wall clock; a string such as 2026-11-25 10:30:00."""
    campaign: str
    kind: Kind = "ANYONE"
    user: str | None = None
    """The agent of a USERONLY callback."""
    comments: str = ""
    status: str = "CALLBK"

    def params(self, stamp: str) -> dict[str, str]:
        """Checked, as parameters; ``stamp`` is ``when`` in the dialer's format."""
        checks.choice("kind", self.kind, ("ANYONE", "USERONLY"))
        if (self.kind == "USERONLY") != (self.user is not None):
            allowed = "an agent for USERONLY, and none for ANYONE"
            raise InvalidInput("user", self.user, allowed)
        params = {
            "callback": "Y",
            "callback_status": checks.status(self.status, "callback_status"),
            "callback_datetime": stamp,
            "callback_type": self.kind,
            "campaign_id": checks.campaign_id(self.campaign),
        }
        if self.user is not None:
            params["callback_user"] = checks.agent_user(self.user)
        if self.comments:
            params["callback_comments"] = checks.free_text("comments", self.comments, 255)
        return params
