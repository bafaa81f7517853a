"""Writes that are over with the dialer's answer: sent one by one, each with its ticket.

An action whose effect on an agent's screen is waited for is in :mod:`vicidash.cli.effects`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import click

from vicidash.cli.runtime import check_campaigns, error_message, exit_code, run_with_client
from vicidash.cli.terminal import (
    ExitCode,
    Failure,
    in_a_note_if_unwritten,
    listed,
    note,
    print_json,
)
from vicidash.formatting import printable

if TYPE_CHECKING:
    from vicidash.actions.desk import ActionDesk
    from vicidash.actions.sender import StageChange
    from vicidash.actions.ticket import Ticket
    from vicidash.client import VicidialClient
    from vicidash.config import Loaded

NOT_SENT: Final = "not sent"
"""The outcome of a write after one whose failure would have met all others, too."""
NOT_KNOWN: Final = "not known"
"""The outcome of a write whose answer got lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """What a write did."""

    line: str
    """The text after the target, such as ``deleted``."""
    queued: bool = False
    """The dialer has taken it, and an agent's screen has still to obey."""
    obeyed: bool = True
    """False: the dialer took it but holds another value."""
    before: str = ""
    after: str = ""
    """These are in the audit log, too: no phone number, no name."""
    notes: Sequence[str] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    """More keys of the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write on one target.

    ``action``, ``target`` and ``value`` are in the audit log: a lead's phone number belongs in
    ``shown``, never there.
    """

    action: str
    target: str
    send: Callable[[VicidialClient], Awaitable[WriteResult]]
    value: str = ""
    shown: str = ""
    """The target as it is printed, if it differs."""
    look: str = ""
    """The command that shows whether it was done, for when the answer got lost."""
    campaign: str = ""
    """The campaign whose name is checked when the dialer refuses."""
    prepare: Callable[[VicidialClient, Sequence[str]], Awaitable[Write]] | None = None
    """Looks at the target before anything is written down, and gives the write as it is to be sent.

    It gets the setting ``campaigns``. What it raises ends the write, with nothing sent.
    """

    @property
    def name(self) -> str:
        """The target as it is printed."""
        return self.shown or self.target


@dataclass(frozen=True, slots=True)
class _Sent:
    """A write and what became of it."""

    write: Write
    ticket: Ticket | None = None
    """``None``: it was not sent."""
    failure: Failure | None = None
    """A better reason than the dialer's own words, found out after a refusal."""

    @property
    def result(self) -> WriteResult | None:
        answer = self.ticket.answer if self.ticket is not None else None
        return answer if isinstance(answer, WriteResult) else None

    @property
    def outcome(self) -> str:
        return self.ticket.stage.value if self.ticket is not None else NOT_SENT

    @property
    def stops(self) -> bool:
        """Whether its error would meet all other writes, too."""
        return self.ticket is not None and self.ticket.stops

    @property
    def code(self) -> ExitCode:
        if self.failure is not None:
            return self.failure.code
        error = self.ticket.error if self.ticket is not None else None
        return exit_code(error) if error is not None else ExitCode.REFUSED

    @property
    def reason(self) -> str:
        """Why it failed; empty if it did not."""
        if self.failure is not None:
            return self.failure.lines[0]
        error = self.ticket.error if self.ticket is not None else None
        return error_message(error) if error is not None else ""

    @property
    def problem(self) -> str:
        """The line on stderr if it did not go well; empty if it did."""
        if self.result is not None:
            bad = f"{self.write.name}: not obeyed: {self.result.line}"
            return "" if self.result.obeyed else bad
        if self.outcome == NOT_SENT:
            return f"{self.write.name}: {NOT_SENT}"
        if self.outcome == NOT_KNOWN:
            look = f". Look before you try again: {self.write.look}" if self.write.look else ""
            return f"{self.write.name}: it is not known whether it was done: {self.reason}{look}"
        return self.reason

    def as_data(self) -> dict[str, object]:
        result = self.result or WriteResult(line="")
        return {
            "action": self.write.action,
            "target": self.write.name,
            "value": self.write.value,
            "outcome": self.outcome,
            "before": result.before,
            "after": result.after,
            "note": self.reason or "; ".join(result.notes),
            **result.data,
        }


def send_writes(
    loaded: Loaded, writes: Sequence[Write], *, as_json: bool, one: bool = False
) -> ExitCode:
    """Send the writes one after the other and print the outcome of each.

    ``one``: the JSON is an object, not a list. After a failure that would meet all others, such as
    a refused login, the rest is not sent. Raises :class:`Failure` if any did not go well.
    """

    sent = _send_all(loaded, writes, printed=not as_json)
    if as_json:
        data = [each.as_data() for each in sent]
        lines = [f"{each.write.name}: {each.outcome}" for each in sent]
        with in_a_note_if_unwritten(listed(lines)):
            print_json(data[0] if one else data)
        for each in sent:
            _print_notes(each)
    bad = [each for each in sent if each.problem]
    if not bad:
        return ExitCode.DONE
    several = len(sent) > 1
    lines = [_error_line(each, several) for each in bad if each.outcome != NOT_SENT]
    rest = [each.write.name for each in bad if each.outcome == NOT_SENT]
    if rest:
        lines[-1] += f". Not sent: {listed(rest)}"
    raise Failure(bad[0].code, *lines)


def _send_all(loaded: Loaded, writes: Sequence[Write], *, printed: bool) -> list[_Sent]:
    """Send the writes in order, and print each as it is done.

    Where the output cannot be written no further one is sent, since whoever reads it would not
    know what was done; a note names what was, and the ``OSError`` is raised.
    """
    unwritten: list[OSError] = []

    async def job(client: VicidialClient) -> list[_Sent]:
        from vicidash.session import open_desk

        desk = open_desk(client, loaded.settings)
        sent: list[_Sent] = []
        for write in writes:
            if sent and (sent[-1].stops or unwritten):
                break
            sent.append(await _send(desk, client, write, loaded.settings.campaigns))
            if printed:
                try:
                    _print(sent[-1])
                except OSError as error:
                    unwritten.append(error)
        return [*sent, *(_Sent(write) for write in writes[len(sent) :])]

    sent = run_with_client(loaded, job)
    if unwritten:
        done = [each.write.name for each in sent if each.result is not None]
        rest = [each.write.name for each in sent if each.result is None]
        note(f"done all the same: {listed(done)}" + (f"; not: {listed(rest)}" if rest else ""))
        raise unwritten[0]
    return sent


async def _send(
    desk: ActionDesk, client: VicidialClient, write: Write, campaigns: Sequence[str]
) -> _Sent:
    import asyncio

    from vicidash.client import DialerError, InvalidInput, Refused

    call = write.send
    if write.prepare is not None:
        try:
            write = await write.prepare(client, campaigns)
            call = write.send
        except (DialerError, InvalidInput) as error:
            call = _raiser(error)  # so that the audit log has it, too
    try:
        ticket = await desk.record(
            write.action,
            write.target,
            call(client),
            value=write.value,
            after=_stage_change,
        )
    except asyncio.CancelledError:  # Ctrl+C
        note(f"{write.name}: stopped waiting; the dialer may have done it")
        raise
    if write.campaign and isinstance(ticket.error, Refused):
        try:
            await check_campaigns(client, (write.campaign,))
        except Failure as failure:
            return _Sent(write, ticket, failure)
        except DialerError:
            pass  # the refusal itself is what to report
    return _Sent(write, ticket)


def _raiser(error: Exception) -> Callable[[VicidialClient], Awaitable[WriteResult]]:
    async def call(client: VicidialClient) -> WriteResult:
        raise error

    return call


def _stage_change(result: WriteResult) -> StageChange:
    from vicidash.actions.sender import StageChange
    from vicidash.actions.ticket import Stage

    stage = Stage.QUEUED if result.queued else Stage.CONFIRMED
    return StageChange(
        stage=stage if result.obeyed else Stage.NOT_OBEYED,
        before=result.before,
        after=result.after,
    )


def _print(sent: _Sent) -> None:
    if sent.result is not None and not sent.problem:
        click.echo(printable(f"{sent.write.name}: {sent.result.line}"))
        _print_notes(sent)


def _print_notes(sent: _Sent) -> None:
    for each in sent.result.notes if sent.result else ():
        note(f"{sent.write.name}: {each}")


def _error_line(sent: _Sent, several: bool) -> str:
    name = f"{sent.write.name}: "
    problem = sent.problem
    return problem if not several or problem.startswith(name) else name + problem
