"""What became of an action: its line on stdout, its object in JSON, its exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import click

from vicidash.cli.exits import exit_code, sentence
from vicidash.cli.failure import ExitCode, Failure
from vicidash.cli.notes import note
from vicidash.cli.output import print_json
from vicidash.client import Unreachable, VicidashError
from vicidash.floor.desk import Stage, Ticket
from vicidash.words import printable

NOT_SEEN: Final = "queued, not seen"
_DONE: Final = {"pause": "paused", "resume": "resumed", "log out": "logged out"}
_LOOK: Final = "Look at it before you try again: vicidash agents"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last ticket of an action, and what went wrong on the way to it."""

    ticket: Ticket
    error: VicidashError | None = None
    queued: bool = False
    """Whether the dialer had taken it."""
    without_code: bool = False
    """The pause was queued, its code could not go along, and nobody waits to set it."""


def report(outcome: Outcome, *, as_json: bool) -> int:
    """Print what became of the action; the exit code. Raises :class:`Failure` for bad ends."""
    ticket = outcome.ticket
    problem = _problem(outcome)
    extra = _without_code(ticket) if outcome.without_code else ""
    if as_json:
        print_json(
            {
                "action": ticket.action,
                "target": ticket.target,
                "value": ticket.value,
                "outcome": _word(outcome),
                "before": ticket.before,
                "after": ticket.after,
                "note": _note(outcome) or extra,
            }
        )
    elif outcome.queued or ticket.stage is not Stage.FAILED:
        click.echo(printable(line(outcome)))
    if extra:
        note(extra)
    if problem is not None:
        raise problem
    return ExitCode.DONE


def line(outcome: Outcome) -> str:
    """The final line, such as ``a0003: paused (LUNCH)``."""
    ticket = outcome.ticket
    word = _word(outcome)
    said = _note(outcome)
    if ticket.stage is Stage.CONFIRMED:
        word, said = _done(ticket), ""
    elif ticket.stage is Stage.AFTER_CALL and outcome.error is None:
        word = f"{Stage.QUEUED.value}, {word}"
    return f"{ticket.target}: {word}" + (f" — {said}" if said else "")


def _done(ticket: Ticket) -> str:
    if ticket.action == "dial level":
        return f"dial level {ticket.after}" + (f" (was {ticket.before})" if ticket.before else "")
    code = f" ({ticket.value})" if ticket.value else ""
    return _DONE[ticket.action] + code


def _word(outcome: Outcome) -> str:
    """How it ended, in one word or two; the contract of the JSON."""
    if outcome.ticket.stage.pending and outcome.error is not None:
        return NOT_SEEN
    return outcome.ticket.stage.value


def _note(outcome: Outcome) -> str:
    ticket, error = outcome.ticket, outcome.error
    if ticket.stage is Stage.FAILED and outcome.queued:
        return f"paused, but the code {ticket.value} was not set: {ticket.note}"
    return str(error) if ticket.stage.pending and error is not None else ticket.note


def _without_code(ticket: Ticket) -> str:
    return (
        f"the pause code is not set: a dialer takes it only once the agent has paused. "
        f"Then: vicidash pause {ticket.target} --code {ticket.value}"
    )


def _problem(outcome: Outcome) -> Failure | None:
    """The bad end, if it is one, with its code and what to do."""
    ticket, error = outcome.ticket, outcome.error
    if ticket.stage is Stage.NOT_OBEYED:
        return Failure(
            ExitCode.REFUSED, f"{ticket.target}: not obeyed. {_after_disobeying(ticket)}"
        )
    if ticket.stage is Stage.FAILED and error is None:
        return Failure(ExitCode.REFUSED, f"{ticket.target}: {ticket.note}. Nothing was sent")
    if error is None:
        return None
    if ticket.stage.pending:
        return Failure(exit_code(error), f"{ticket.target}: {NOT_SEEN}: {sentence(error)}")
    if outcome.queued:
        return Failure(exit_code(error), f"{ticket.target}: {_note(outcome)}")
    if isinstance(error, Unreachable) and error.maybe_done:
        return Failure(exit_code(error), f"{sentence(error)}. It may have been taken. {_LOOK}")
    return Failure(exit_code(error), sentence(error))


def _after_disobeying(ticket: Ticket) -> str:
    if ticket.action == "dial level":
        return "Look at the campaign's dial method, and at the highest level of the system settings"
    if not ticket.after:
        return "See who is logged in: vicidash agents"
    return "Look at the agent's screen: the command waits there until it answers"
