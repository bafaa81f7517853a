"""Writes that are done when they are answered: sent one by one, each with its audit lines.

What an agent's screen has still to obey goes through the desk, see :mod:`vicidash.cli.effects`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import click

from vicidash.actions.audit_log import AuditLog
from vicidash.actions.kinds import DIAL_LEVEL, KINDS
from vicidash.actions.sender import NOT_KNOWN as NOBODY_KNOWS
from vicidash.actions.sender import maybe_done, without_values
from vicidash.actions.ticket import Stage, Ticket, TicketLog
from vicidash.cli.runtime import error_message, exit_code, run_with_client
from vicidash.cli.terminal import ExitCode, Failure, listed, note, print_json
from vicidash.client import (
    DialerError,
    InvalidInput,
    LoginError,
    PermissionDenied,
    Unreachable,
    Unsupported,
    VicidashError,
    VicidialClient,
)
from vicidash.clock import steady
from vicidash.config import Loaded, state_dir
from vicidash.formatting import printable

# What became of an action: its line on stdout, its object in JSON, its exit code

NOT_SEEN: Final = "queued, not seen"
"""The dialer took the action; what the floor made of it could not be seen."""
NOT_KNOWN: Final = "not known"
"""The answer to the action got lost, and nothing since has shown an effect."""


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """The last ticket of an action, and what kept it from a good end."""

    ticket: Ticket
    error: VicidashError | None = None
    """Why it failed, or why the floor could not be seen."""
    taken: bool = False
    """Whether the dialer answered that it has it."""

    @property
    def without_code(self) -> bool:
        """The pause is queued, its code could not go along, and nobody waits to set it."""
        return self.ticket.stage.pending and self.ticket.code_follows and self.error is None

    @property
    def word(self) -> str:
        """How it ended, in one word or two; the contract of the JSON."""
        unseen = self.ticket.stage.pending or self.ticket.stage is Stage.NOT_OBEYED
        if unseen and self.error is not None:
            return NOT_SEEN if self.taken else NOT_KNOWN
        return self.ticket.stage.value

    @property
    def note(self) -> str:
        """What a person should know beside the word."""
        if self.word in (NOT_SEEN, NOT_KNOWN):
            return str(self.error)
        if self.without_code:
            target, code = self.ticket.target, self.ticket.value
            return (
                "the pause code is not set: a dialer takes it only once the agent has paused. "
                f"Then: vicidash pause {target} --code {code}"
            )
        return self.ticket.note


def report(outcome: ActionOutcome, *, as_json: bool) -> int:
    """Print what became of the action; the exit code. Raises :class:`Failure` for bad ends."""
    if as_json:
        print_json(as_data(outcome))
    elif outcome.ticket.stage is not Stage.FAILED:
        click.echo(printable(line(outcome)))
    if outcome.without_code or (outcome.note and outcome.ticket.stage is Stage.CONFIRMED):
        note(outcome.note)
    problem = _problem(outcome)
    if problem is not None:
        raise problem
    return ExitCode.DONE


def as_data(outcome: ActionOutcome) -> dict[str, str]:
    """The object that ``--json`` prints."""
    ticket = outcome.ticket
    return {
        "action": ticket.action,
        "target": ticket.target,
        "value": ticket.value,
        "outcome": outcome.word,
        "before": ticket.before,
        "after": ticket.after,
        "note": outcome.note,
    }


def line(outcome: ActionOutcome) -> str:
    """The final line, such as ``a0003: paused (LUNCH)``."""
    ticket, word, said = outcome.ticket, outcome.word, outcome.note
    if ticket.stage is Stage.CONFIRMED:
        word, said = _done(ticket), ""
    elif outcome.without_code:
        said = ""
    if word == Stage.AFTER_CALL.value:
        word = f"{Stage.QUEUED.value}, {word}"
    return f"{ticket.target}: {word}" + (f" — {said}" if said else "")


def _done(ticket: Ticket) -> str:
    if ticket.action == DIAL_LEVEL:
        return f"dial level {ticket.after}" + (f" (was {ticket.before})" if ticket.before else "")
    code = f" ({ticket.value})" if ticket.value else ""
    return KINDS[ticket.action].done + code


def _problem(outcome: ActionOutcome) -> Failure | None:
    """The bad end, if it is one, with its code and what to do."""
    ticket, error = outcome.ticket, outcome.error
    if outcome.word == NOT_SEEN and error is not None:
        return Failure(exit_code(error), f"{ticket.target}: {NOT_SEEN}: {error_message(error)}")
    if outcome.word == NOT_KNOWN and error is not None:
        said = f"{ticket.target}: it is not known whether it was done: {error_message(error)}"
        return Failure(exit_code(error), f"{said}. Look before you try again: vicidash agents")
    if ticket.stage is Stage.NOT_OBEYED:
        return Failure(ExitCode.REFUSED, f"{ticket.target}: not obeyed. {_disobeyed(ticket)}")
    if ticket.stage is not Stage.FAILED:
        return None
    if error is None:  # the desk saw that there is nothing to do
        return Failure(ExitCode.REFUSED, f"{ticket.target}: {ticket.note}. Nothing was sent")
    if outcome.taken:  # the pause was, its code was not
        return Failure(exit_code(error), f"{ticket.target}: {ticket.note}")
    return Failure(exit_code(error), error_message(error))


def _disobeyed(ticket: Ticket) -> str:
    if ticket.action == DIAL_LEVEL:
        return "Look at the campaign's dial method, and at the highest level of the system settings"
    if not ticket.after:
        return "See who is logged in: vicidash agents"
    return "Look at the agent's screen: the command waits there until it answers"


NOT_SENT: Final = "not sent"
"""An order behind one whose failure would have met all others too."""

_FOR_ALL: Final = (LoginError, PermissionDenied, Unsupported, Unreachable)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """What a write came to."""

    line: str
    """Behind the target, for people: ``deleted``."""
    stage: Stage = Stage.CONFIRMED
    """QUEUED where the dialer has taken it and a screen, or a hopper, has still to obey."""
    before: str = ""
    after: str = ""
    """In the audit log too: no phone number, no name."""
    notes: Sequence[str] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    """More keys of the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write on one target. Phone numbers of leads belong in ``shown``, never in ``target``."""

    action: str
    target: str
    send: Callable[[VicidialClient], Awaitable[WriteResult]]
    value: str = ""
    shown: str = ""
    """The target for people, where the audit log may not have it."""
    look: str = ""
    """The command that tells whether it was done, when no answer did."""

    @property
    def name(self) -> str:
        """The target as it is printed."""
        return self.shown or self.target


@dataclass(frozen=True, slots=True)
class _Result:
    order: Write
    outcome: str
    done: WriteResult | None = None
    error: DialerError | InvalidInput | Failure | None = None

    def as_data(self) -> dict[str, object]:
        done = self.done or WriteResult(line="")
        return {
            "action": self.order.action,
            "target": self.order.name,
            "value": self.order.value,
            "outcome": self.outcome,
            "before": done.before,
            "after": done.after,
            "note": self.why if self.error else "; ".join(done.notes),
            **done.data,
        }

    @property
    def code(self) -> ExitCode:
        if self.error is None:
            return ExitCode.REFUSED
        return self.error.code if isinstance(self.error, Failure) else exit_code(self.error)

    @property
    def why(self) -> str:
        if self.error is None:
            return ""
        return self.error.lines[0] if isinstance(self.error, Failure) else error_message(self.error)

    @property
    def problem(self) -> str:
        """What to say of a bad end; empty for a good one."""
        if self.done is not None:
            line = f"{self.order.name}: not obeyed: {self.done.line}"
            return line if self.done.stage is Stage.NOT_OBEYED else ""
        if self.error is None:
            return f"{self.order.name}: {NOT_SENT}"
        if self.outcome == NOT_KNOWN:
            look = f". Look before you try again: {self.order.look}" if self.order.look else ""
            return f"{self.order.name}: {NOBODY_KNOWS}: {self.why}{look}"
        return self.why


def send_writes(
    loaded: Loaded, orders: Sequence[Write], *, as_json: bool, one: bool = False
) -> ExitCode:
    """Send the orders in turn and report each; ``one``: the JSON is an object, not a list.

    A failure that would meet every order ends the rest unsent; any other only its own.
    """

    async def job(client: VicidialClient) -> list[_Result]:
        audit = AuditLog(state_dir() / "audit.jsonl", dialer=client.url, user=client.user)
        book = TicketLog(audit, steady, lambda ticket: None)
        results: list[_Result] = []
        for order in orders:
            if results and isinstance(results[-1].error, _FOR_ALL):
                break
            results.append(await _send(book, client, order))
            if not as_json:
                _print(results[-1])
        rest = orders[len(results) :]
        return [*results, *(_Result(order, NOT_SENT) for order in rest)]

    results = run_with_client(loaded, job)
    if as_json:
        shown = [result.as_data() for result in results]
        print_json(shown[0] if one else shown)
        for result in results:
            _print_notes(result)
    bad = [result for result in results if result.problem]
    if not bad:
        return ExitCode.DONE
    several = len(results) > 1
    lines = [_line(result, several) for result in bad if result.outcome != NOT_SENT]
    rest = [result.order.name for result in bad if result.outcome == NOT_SENT]
    if rest:
        lines[-1] += f". Not sent: {listed(rest)}"
    raise Failure(bad[0].code, *lines)


async def _send(book: TicketLog, client: VicidialClient, order: Write) -> _Result:
    ticket = book.open(order.action, order.target, order.value, "")
    try:
        done = await order.send(client)
    except (DialerError, InvalidInput) as error:
        if maybe_done(error):
            book.change(ticket, Stage.QUEUED, note=f"{NOBODY_KNOWS} ({without_values(error)})")
            return _Result(order, NOT_KNOWN, error=error)
        book.change(ticket, Stage.FAILED, note=without_values(error))
        return _Result(order, Stage.FAILED.value, error=error)
    except Failure as failure:  # it was refused, and looked at why: a name that is not there
        book.change(ticket, Stage.FAILED, note=failure.lines[0])
        return _Result(order, Stage.FAILED.value, error=failure)
    except asyncio.CancelledError:  # Ctrl+C
        book.change(ticket, Stage.QUEUED, note=NOBODY_KNOWS)
        note(f"{order.name}: nobody waits any more, but the dialer may have it")
        raise
    book.change(replace(ticket, before=done.before), done.stage, after=done.after)
    return _Result(order, done.stage.value, done)


def _print(result: _Result) -> None:
    if result.done is not None and not result.problem:
        click.echo(printable(f"{result.order.name}: {result.done.line}"))
        _print_notes(result)


def _print_notes(result: _Result) -> None:
    for each in result.done.notes if result.done else ():
        note(f"{result.order.name}: {each}")


def _line(result: _Result, several: bool) -> str:
    name = f"{result.order.name}: "
    problem = result.problem
    return problem if not several or problem.startswith(name) else name + problem
