"""Sends a command once, and writes down what became of it: the one way to write to the dialer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from vicidash.actions.kinds import KINDS
from vicidash.actions.ticket import Stage, Ticket, TicketLog
from vicidash.client import (
    DialerError,
    InvalidInput,
    NotAnAPIAnswer,
    PermissionDenied,
    Refused,
    Unreachable,
    Unsupported,
)
from vicidash.client.dialects.base import Dialect

T = TypeVar("T")

FollowUp = Callable[[], Coroutine[None, None, None]]
"""One request that a poll of the floor asks for: to be run once, and soon, as a ticket waits."""

NOT_KNOWN: Final = "it is not known whether it was done"
NO_ANSWER: Final = "not sent: the dialer does not answer"

_READS: Final = frozenset(
    {"version", "logged_in_agents", "agent_status", "campaigns_list", "campaign_stats"}
    | {"hopper_list", "lead_search", "lead_all_info", "lead_callback_info", "list_info"}
    | {"lead_field_info"}
)
"""What an action asks beside its command, in both dialects. All else may have done something."""

_IN_BOTH_DIALECTS: Final = frozenset(
    function for kind in KINDS.values() if not kind.stock_only for function in kind.functions
)


class DeniedActions:
    """Knows which actions the account or the dialect lacks, without trying.

    ``dialect`` is ``None`` until it is found out.
    """

    def __init__(self, dialect: Callable[[], Dialect | None]) -> None:
        self._dialect = dialect
        self._denied: dict[str, str] = {}

    def reason(self, *actions: str) -> str | None:
        """Why none of the actions can be taken; ``None`` when one may be possible."""
        reasons = [self._reason(action) for action in actions]
        return reasons[0] if reasons and all(reasons) else None

    def _reason(self, action: str) -> str | None:
        kind = KINDS.get(action)
        if kind is None:
            return None
        beyond = self._beyond_dialect(kind.functions[0]) if kind.stock_only else None
        denied = (self._denied[name] for name in kind.functions if name in self._denied)
        return beyond or next(denied, None)

    def learn(self, action: str, error: DialerError | InvalidInput) -> None:
        """Remember a refusal that concerns the account or the function, not this one target."""
        if isinstance(error, PermissionDenied):
            self._denied[error.function] = str(error)
        elif isinstance(error, Unsupported):
            kind = KINDS.get(action)
            shared = error.function in _IN_BOTH_DIALECTS and kind is not None and kind.stock_only
            if shared and self._beyond_dialect(error.function) is not None:
                return  # the function itself is there, for the dial level
            self._denied[error.function] = str(error)

    def forget(self) -> None:
        """Forget all refusals: a person says that they may be gone."""
        self._denied.clear()

    def _beyond_dialect(self, function: str) -> str | None:
        """Why the dialect in use lacks the function, before anything is sent."""
        dialect = self._dialect()
        if dialect is None:
            return None
        try:
            dialect.stock(function)
        except Unsupported as error:
            return str(error)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChange:
    """What the dialer's answer means for a ticket."""

    stage: Stage = Stage.CONFIRMED
    """``QUEUED`` where the dialer took it and an agent's screen has still to obey, which nobody
    watches; ``NOT_OBEYED`` where the dialer holds something else."""
    before: str | None = None
    """What was there before, if only the answer tells."""
    after: str = ""
    note: str = ""


def _nothing(answer: object) -> str:
    return ""


class CommandSender:
    """Sends commands, and writes down in the tickets what became of each. Nothing is sent twice."""

    def __init__(self, tickets: TicketLog, denied: DeniedActions) -> None:
        self._tickets = tickets
        self._denied = denied

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
        """Send one command of a ticket; ``settle`` says what its answer means.

        ``unknown`` is the stage when the answer got lost, ``words`` says why it failed, and
        ``done`` what of the action was seen already, should the rest fail.
        """
        try:
            answer = await command
        except (DialerError, InvalidInput) as error:
            self._denied.learn(ticket.action, error)
            # a traceback would keep alive what the frames hold
            ticket = replace(ticket, error=error.with_traceback(None))
            if maybe_done(error):
                note = f"{NOT_KNOWN} ({words(error)})"
                return self._tickets.change(ticket, unknown, note=note)
            why = NO_ANSWER if isinstance(error, Unreachable) else words(error)
            said = f"{done}{words(error)}"
            return self._tickets.change(ticket, Stage.FAILED, note=f"{done}{why}", said=said)
        except BaseException:  # cancelled, or an error of ours: it may have been sent all the same
            self._tickets.change(ticket, unknown, note=NOT_KNOWN)
            raise
        return settle(replace(ticket, taken=True, error=None, answer=answer), answer)

    async def record(
        self,
        action: str,
        target: str,
        call: Awaitable[T],
        *,
        value: str = "",
        before: str = "",
        after: Callable[[T], str | StageChange] = _nothing,
        note: str = "",
        words: Callable[[DialerError | InvalidInput], str] | None = None,
    ) -> Ticket:
        """Take an action that is over with the dialer's answer, with its ticket and audit lines.

        ``call`` is awaited after the first line is written. ``after`` makes of its answer what the
        audit log says, or the whole :class:`StageChange`. A :class:`DialerError` or
        :class:`InvalidInput` is not raised but kept as ``Ticket.error``: the ticket has *failed*,
        or is *not known* when the answer got lost. When cancelled, the ticket is *not known*, and
        the cancellation goes on.

        Neither ``target``, ``value`` nor ``after`` may hold a lead's number or name: all go into
        the audit log. Of a failure only what holds no value is written, unless ``words`` says it.
        """

        def settle(ticket: Ticket, answer: T) -> Ticket:
            change = after(answer)
            if isinstance(change, str):
                change = StageChange(after=change)
            if change.before is not None:
                ticket = replace(ticket, before=change.before)
            return self._tickets.change(
                ticket, change.stage, after=change.after, note=change.note or note
            )

        ticket = self._tickets.open(action, target, value, before)
        return await self.send(
            ticket, call, settle, unknown=Stage.NOT_KNOWN, words=words or without_values
        )


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
