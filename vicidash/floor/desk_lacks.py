"""What the account or the dialer lacks for an action, as far as it is known without trying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vicidash.client import DialerError, InvalidInput, PermissionDenied, Unsupported
from vicidash.client.dialects.base import Dialect
from vicidash.floor.ticket import ACTIVE, ADAPTIVE_MAXIMUM, RESET_HOPPER


@dataclass(frozen=True, slots=True)
class _Need:
    functions: tuple[str, ...]
    """In both dialects; one that was denied is enough."""
    stock: bool = True
    """Only a stock server has it at all."""


_STOCK_SETTINGS: Final = frozenset({*ACTIVE, ADAPTIVE_MAXIMUM, RESET_HOPPER})
"""Actions that share their function with the dial level, which both dialects can set."""

_LEVEL: Final = _Need(("update_campaign", "campaigns_list", "campaign_stats"), stock=False)
_NEEDS: Final = {
    "pause": _Need(("external_pause", "pause_agent"), stock=False),
    "resume": _Need(("external_pause", "resume_agent"), stock=False),
    "log_out": _Need(("logout", "logout_agent"), stock=False),
    "level_up": _LEVEL,
    "level_down": _LEVEL,
    "level_type": _LEVEL,
    "campaign_pause": _Need(("update_campaign", "campaigns_list")),
    "campaign_activate": _Need(("update_campaign", "campaigns_list")),
    "adaptive_maximum": _Need(("update_campaign",)),
    "hopper_reset": _Need(("update_campaign",)),
    "message": _Need(("send_notification",)),
    "listen": _Need(("blind_monitor",)),
    "lead_status": _Need(("update_lead",), stock=False),
    "lead_callback": _Need(("update_lead", "add_lead"), stock=False),
    "dnc_add": _Need(("add_dnc_phone",)),
    "recording_play": _Need(("recording_lookup",)),
    "recording_save": _Need(("recording_lookup",)),
    "recording_save_to": _Need(("recording_lookup",)),
}
"""By the names of :mod:`vicidash.action_table`."""


class DeniedActions:
    """Remembers which functions were denied. ``dialect`` is ``None`` until it is found out."""

    def __init__(self, dialect: Callable[[], Dialect | None]) -> None:
        self._dialect = dialect
        self._denied: dict[str, str] = {}

    def reason(self, action: str) -> str | None:
        """Why an action cannot be taken; ``None`` when nothing is known against it."""
        need = _NEEDS.get(action)
        if need is None:
            return None
        beyond = self._beyond_dialect(need.functions[0]) if need.stock else None
        denied = (self._denied[name] for name in need.functions if name in self._denied)
        return beyond or next(denied, None)

    def learn(self, action: str, error: DialerError | InvalidInput) -> None:
        """Remember a refusal that concerns the account or the function, not this one target."""
        if isinstance(error, PermissionDenied):
            self._denied[error.function] = str(error)
        elif isinstance(error, Unsupported):
            if action in _STOCK_SETTINGS and self._beyond_dialect(error.function) is not None:
                return  # the function itself is there, for the dial level
            self._denied[error.function] = str(error)

    def forget(self) -> None:
        """A person says that it may be otherwise now."""
        self._denied.clear()

    def _beyond_dialect(self, function: str) -> str | None:
        """Why the dialect in use has not got it, before anything is sent."""
        dialect = self._dialect()
        if dialect is None:
            return None
        try:
            dialect.stock(function)
        except Unsupported as error:
            return str(error)
        return None
