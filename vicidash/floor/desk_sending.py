"""A command on its way: sent once, and what is known of it when its answer is there, or is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Final, TypeVar

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
from vicidash.floor.book import TicketLog
from vicidash.floor.desk_lacks import DeniedActions
from vicidash.floor.ticket import Stage, Ticket

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
