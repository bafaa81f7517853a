"""What became of an action: its line on stdout, its object in JSON, its exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import click

from vicidash.actions.ticket import Stage, Ticket
from vicidash.cli.exits import error_message, exit_code
from vicidash.cli.failure import ExitCode, Failure
from vicidash.cli.notes import note
from vicidash.cli.output import print_json
from vicidash.client import VicidashError
from vicidash.formatting import printable

NOT_SEEN: Final = "queued, not seen"
"""The dialer took the action; what the floor made of it could not be seen."""
NOT_KNOWN: Final = "not known"
"""The answer to the action got lost, and nothing since has shown an effect."""

_DONE: Final = {"pause": "paused", "resume": "resumed", "log out": "logged out"}
_LEVEL: Final = "dial level"


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
    if ticket.action == _LEVEL:
        return f"dial level {ticket.after}" + (f" (was {ticket.before})" if ticket.before else "")
    code = f" ({ticket.value})" if ticket.value else ""
    return _DONE[ticket.action] + code


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
    if ticket.action == _LEVEL:
        return "Look at the campaign's dial method, and at the highest level of the system settings"
    if not ticket.after:
        return "See who is logged in: vicidash agents"
    return "Look at the agent's screen: the command waits there until it answers"
