"""A command on its way: sent once, and what is known of it when its answer is there, or is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from vicidash.actions.ticket import (
    ACTIVE,
    ADAPTIVE_MAXIMUM,
    RESET_HOPPER,
    Stage,
    Ticket,
    TicketLog,
)
from vicidash.client import (
    DialerError,
    InvalidInput,
    LoginError,
    NotAnAPIAnswer,
    PermissionDenied,
    Refused,
    Unreachable,
    Unsupported,
)
from vicidash.client.dialects.base import Dialect

# What the account or the dialer lacks for an action, as far as it is known without trying


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


T = TypeVar("T")

FollowUp = Callable[[], Coroutine[None, None, None]]
"""One request that a look at the floor asks for: to be run once, and soon, as a ticket waits."""

NOT_KNOWN: Final = "it is not known whether it was done"

_READS: Final = frozenset(
    {"version", "logged_in_agents", "agent_status", "campaigns_list", "campaign_stats"}
    | {"hopper_list", "lead_search", "lead_all_info", "lead_callback_info", "list_info"}
)
"""What an action asks beside its command, in both dialects. All else may have done something."""

_FOR_ALL: Final = (LoginError, PermissionDenied, Unsupported, Unreachable)


class CommandSender:
    """Sends commands, and writes down in the book what became of each."""

    def __init__(self, book: TicketLog, lacks: DeniedActions) -> None:
        self._book = book
        self._lacks = lacks

    async def send(
        self,
        ticket: Ticket,
        command: Awaitable[T],
        settle: Callable[[Ticket, T], Ticket],
        *,
        unknown: Stage,
        words: Callable[[DialerError | InvalidInput], str] = str,
        done: str = "",
    ) -> Ticket:
        """Send one command; ``settle`` says what its answer means.

        ``unknown`` is the stage of one whose answer got lost, ``done`` what of the action was seen
        already, should the rest fail, and ``words`` why it failed.
        """
        try:
            answer = await command
        except (DialerError, InvalidInput) as error:
            self._lacks.learn(ticket.action, error)
            ticket = replace(ticket, stops=isinstance(error, _FOR_ALL))
            if maybe_done(error):
                note = f"{NOT_KNOWN} ({words(error)})"
                return self._book.change(ticket, unknown, note=note)
            return self._book.change(ticket, Stage.FAILED, note=f"{done}{words(error)}")
        except BaseException:  # cancelled, or an error of ours: it may have left all the same
            self._book.change(ticket, unknown, note=NOT_KNOWN)
            raise
        return settle(ticket, answer)


def maybe_done(error: DialerError | InvalidInput) -> bool:
    """Whether a command may have taken effect although no answer says so."""
    if not isinstance(error, DialerError) or error.function in _READS:
        return False
    if isinstance(error, NotAnAPIAnswer):
        return not 300 <= error.status < 500  # a redirect or a "not found" did nothing
    return isinstance(error, Unreachable) and error.maybe_done


def without_values(error: DialerError | InvalidInput) -> str:
    """Why it failed, without the values that were sent: a number or a name may be among them."""
    if isinstance(error, InvalidInput):
        return f"{error.field} is not valid: {error.allowed}"
    if isinstance(error, Refused):
        return f"{error.function}: the dialer refused: {error.words}"
    if isinstance(error, NotAnAPIAnswer):
        return f"{error.function}: not an API answer (HTTP {error.status})"
    return str(error)


def joined(*parts: str) -> str:
    """The parts of a note that say something."""
    return "; ".join(part for part in parts if part)
