"""``vicidash guard``: the drop-rate guard without a console, tried out, and what it did."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.completion import campaigns as campaign_ids
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import (
    chosen_campaigns,
    handle_errors,
    load_settings,
    require_writable,
    run_with_client,
)
from vicidash.cli.terminal import Columns, ExitCode, Failure, note, print_json, print_rows
from vicidash.formatting import printable

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.config import Settings
    from vicidash.config.guard import GuardSettings
    from vicidash.guard.guard import GuardPass
    from vicidash.guard.lease import LeaseHolder
    from vicidash.guard.policy import GuardPolicy
    from vicidash.guard.terms import Decision

ENDED: Final = 128
"""Added to a signal's number, it is the exit code of a program that it ended."""
LATEST: Final = 1.9
"""Seconds after a signal until which the program ends by itself. Then it is ended as by kill -9:
a look-up of a name, for example, cannot be called off."""
LAST_NOTICES: Final = 0.2
"""Seconds that notices which are under way have after a signal."""

_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


@click.group(no_args_is_help=False)
def guard() -> None:
    """Keep the drop rates of campaigns under a limit by lowering their dial levels.

    How is in the settings: the table guard, and for a campaign guard.campaigns.ID. It lowers the
    dial level of RATIO campaigns and the adaptive maximum of ADAPT_* ones; for MANUAL and
    INBOUND_MAN it only alerts. It never raises what it did not lower.

    \b
    Example:
      vicidash guard run --dry-run
    """


@guard.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=campaign_ids)
@click.option("--once", is_flag=True, help="Look and act once, then end; for cron.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each decision.")
@pass_cli
def run(cli: CliContext, ids: tuple[str, ...], once: bool, dry_run: bool, as_json: bool) -> int:
    """Guard campaigns until Ctrl+C or SIGTERM, or once.

    Without an ID it guards the campaigns of the setting campaigns, or all that are active when it
    starts, except those with guard.campaigns.ID.on = false. It prints a line for each decision that
    differs from the one before; each is also in the history file and in the audit log. Alerts go
    out by bell, webhook and command, as the settings say.

    A campaign has one guard at a time, on this machine; a second one is refused with the name of
    the first. Whether a level took effect is read back. The adaptive maximum is only shown by the
    dialer's campaign summary page; without it the guard says that it works blind.

    Ctrl+C and SIGTERM end it within 2 seconds (exit codes 130 and 143): levels stay as they are,
    and a write that is still without an answer is looked up by the next guard.

    Exit codes with --once: 0 nothing was to be done, or it was a dry run; 10 a level was changed;
    1 a change was refused or took no effect, or another guard is at work; others as everywhere.

    \b
    Examples:
      vicidash guard run --dry-run
      vicidash guard run SALESB2B SOLAR_OB
      vicidash guard run --once --json
    """
    with handle_errors():
        loaded = load_settings(cli)
    if not dry_run:
        require_writable(loaded, "action", "act")

    async def job(client: VicidialClient) -> int:
        names = await chosen_campaigns(client, ids, loaded.settings.campaigns)
        policies = _policies(loaded.settings.guard, names, named=bool(ids), dry_run=dry_run)
        post = _GuardPost(client, loaded.settings, policies, as_json=as_json, once=once)
        return await _until_signal(post.run, ExitCode.DONE)

    return run_with_client(loaded, job)


def _policies(
    settings: GuardSettings, names: Sequence[str], *, named: bool, dry_run: bool
) -> Mapping[str, GuardPolicy]:
    """The policies of the campaigns that are to be guarded; ends the program if there are none."""
    from dataclasses import replace

    from vicidash.guard.policy import PolicyError, is_guarded, policy_for

    off = [each for each in names if not is_guarded(settings, each)]
    if named and off:
        listed = ", ".join(off)
        message = f"the settings have no guard for {listed}: see guard.on, guard.campaigns.ID.on"
        raise Failure(ExitCode.BAD_INPUT, message)
    guarded = [each for each in names if each not in off]
    if not guarded:
        why = "the settings turn it off" if off else "no campaign is active"
        raise Failure(ExitCode.BAD_INPUT, f"there is no campaign to guard: {why}")
    try:
        found = {each: policy_for(settings, each) for each in guarded}
    except PolicyError as error:
        raise Failure(ExitCode.BAD_INPUT, f"{error}. Change it in the settings file") from None
    if dry_run:
        return {name: replace(policy, dry_run=True) for name, policy in found.items()}
    return found


class _GuardPost:
    """A guard of the command line with what it works with: watch, history, notices."""

    def __init__(
        self,
        client: VicidialClient,
        settings: Settings,
        policies: Mapping[str, GuardPolicy],
        *,
        as_json: bool,
        once: bool,
    ) -> None:
        self._client = client
        self._settings = settings.model_copy(update={"campaigns": tuple(policies)})
        self._policies = policies
        self._as_json = as_json
        self._once = once

    async def run(self) -> int:
        """Guard, once or until cancelled; the exit code."""
        from vicidash.alerts.alert import AlertChanges
        from vicidash.guard.lease import LeaseRefused
        from vicidash.session import open_guard, open_notifier, open_records, open_watch

        records = open_records(self._client, self._settings)
        notifier = open_notifier(
            self._client,
            self._settings,
            write=_write_to_terminal,
            on_problem=note,
            kept="guard-notices",
        )
        guard = open_guard(
            self._client,
            self._settings,
            records,
            self._policies,
            see=records.see,
            on_blind=_note_blind,
            on_decision=self._print if not self._once else lambda decision: None,
            tell=lambda alerts: _tell(notifier.tell, AlertChanges(active=tuple(alerts))),
        )
        watch = open_watch(self._client, self._settings, hoppers=False, month=False)
        try:
            if not self._once:
                await guard.run(watch)
                return ExitCode.DONE
            done = await guard.once(watch)
            for decision in done.decisions:
                self._print(decision)
            return exit_code_of(done)
        except LeaseRefused as refused:
            remedy = "End that one first, or leave its campaigns out" if refused.holder else ""
            lines = f"{refused}. {remedy}".rstrip(". ")
            raise Failure(ExitCode.REFUSED, lines) from None
        finally:
            records.close()
            await _close(notifier.aclose)

    def _print(self, decision: Decision) -> None:
        if self._as_json:
            click.echo(json.dumps(decision.entry(), allow_nan=False))
        else:
            click.echo(decision_line(decision))


def decision_line(decision: Decision) -> str:
    """A decision in one line, with its time on this machine's clock."""
    at = datetime.fromtimestamp(decision.at).astimezone()
    return printable(f"{at:%Y-%m-%d %H:%M:%S} {decision}")


def exit_code_of(done: GuardPass) -> int:
    """The exit code of one pass: whether a level was changed, or should have been."""
    from vicidash.guard.terms import DecisionRule

    rules = {each.rule for each in done.decisions}
    if rules & {DecisionRule.NOT_APPLIED, DecisionRule.GAVE_UP, DecisionRule.NOT_KNOWN}:
        return ExitCode.REFUSED
    return ExitCode.ACTED if done.acted else ExitCode.DONE


def _note_blind(reason: str) -> None:
    note(f"the guard works blind on ADAPT_* campaigns: {reason}")


def _tell(tell: Callable[[Any], object], changes: object) -> None:
    tell(changes)


def _write_to_terminal(text: str) -> None:
    """Ring the bell, where somebody is there to hear it."""
    if sys.stderr.isatty():
        sys.stderr.write(text)
        sys.stderr.flush()


async def _close(aclose: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Let notices be delivered: for as long as they take, or after a signal for a moment."""
    import asyncio

    task = asyncio.current_task()
    ending = task is not None and task.cancelling() > 0
    closing = asyncio.ensure_future(aclose())
    await asyncio.wait({closing}, timeout=LAST_NOTICES if ending else None)
    if not closing.done():
        closing.cancel()
    await asyncio.gather(closing, return_exceptions=True)


async def _until_signal(work: Callable[[], Coroutine[Any, Any, int]], otherwise: int) -> int:
    """Run ``work`` until it ends or a signal cancels it; the exit code.

    The first signal counts: a second one must not call off what the first one lets end.
    """
    import asyncio
    import threading
    from contextlib import suppress

    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work())
    ended: list[int] = []

    def end(number: int) -> None:
        if ended:
            return
        ended.append(ENDED + number)
        task.cancel()
        watchdog = threading.Timer(LATEST, os._exit, (ENDED + number,))
        watchdog.daemon = True
        watchdog.start()

    handled: list[signal.Signals] = []
    for name in _SIGNALS:
        each = getattr(signal, name, None)
        if each is None or signal.getsignal(each) is signal.SIG_IGN:
            continue  # as under nohup
        with suppress(NotImplementedError):  # Windows: Ctrl+C cancels it all the same
            loop.add_signal_handler(each, end, int(each))
            handled.append(each)
    try:
        return await task
    except asyncio.CancelledError:
        if not ended:
            raise
        return ended[0]
    finally:
        for each in handled:
            loop.remove_signal_handler(each)


# What the guard did


@guard.command()
@click.option(
    "--last",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    help="Decisions to show.",
)
@json_option
@pass_cli
def status(cli: CliContext, last: int, as_json: bool) -> int:
    """Show who guards which campaign, and the last decisions.

    It reads the history file of this machine and asks the dialer nothing. Times are those of this
    machine's clock.

    \b
    Examples:
      vicidash guard status
      vicidash guard status --last 100 --json | jq '.decisions[] | select(.verdict == "lower")'
    """
    import time

    from vicidash.guard.lease import GuardLease
    from vicidash.guard.store import GuardStore
    from vicidash.session import open_history_file

    holders: tuple[LeaseHolder, ...] = ()
    decisions: list[Decision] = []
    with handle_errors():
        file = open_history_file(load_settings(cli))
    if file is None:
        note("there is no history file yet: no guard has run on this machine")
    else:
        if file.problem is not None:
            raise Failure(ExitCode.BAD_INPUT, file.problem)
        holders = GuardLease(file, wall=time.time).holders()
        decisions = GuardStore(file).decisions()[-last:] if last else []
        file.close()
    guards = [
        {
            "campaign_id": each.campaign_id,
            "holder": each.name,
            "host": each.host,
            "pid": each.pid,
            "since": _stamp(each.since),
        }
        for each in holders
    ]
    if as_json:
        print_json({"guards": guards, "decisions": [each.entry() for each in decisions]})
        return ExitCode.DONE
    if guards:
        titles = ("Campaign", "Guard", "Host", "Process", "Since")
        print_rows(guards, Columns(tuple(guards[0]), dict(zip(guards[0], titles, strict=True))))
    else:
        click.echo("no campaign is guarded now")
    for decision in decisions:
        click.echo(decision_line(decision))
    return ExitCode.DONE


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")


# Trying a policy out


@guard.command()
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another day.")
@click.option(
    "--campaign-method",
    "method",
    default="RATIO",
    show_default=True,
    metavar="METHOD",
    help="Dial method of the campaign: RATIO, or an ADAPT_* one.",
)
@click.option(
    "--hours",
    type=click.FloatRange(0, 16, min_open=True),
    default=10.0,
    show_default=True,
    metavar="N",
    help="Hours to play, from 8 o'clock, at most 16.",
)
@click.option(
    "--policy",
    metavar="ID",
    shell_complete=campaign_ids,
    help="Use the policy that the settings have for this campaign.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="D",
    help="Replay this day of --policy's campaign as the history file has it, instead of the demo.",
)
@click.option(
    "--shift",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The same with a shift that was written by vicidash replay --save.",
)
@click.option(
    "--svg",
    metavar="FILE",
    help="Also draw it into an SVG file; - for standard output, instead of the text.",
)
@pass_cli
def simulate(
    cli: CliContext,
    seed: int,
    method: str,
    hours: float,
    policy: str | None,
    day: datetime | None,
    shift: Path | None,
    svg: str | None,
) -> int:
    """Play a day of the demo without a guard, with one, and at the best fixed level.

    Its campaign of 30 agents starts with a level of 6, which is too high, and its drops respond to
    the level. The best fixed level is the highest that keeps 3 % for the day. No dialer is asked.
    Without --policy the guard works as the settings do by default, except for a baseline of 5, a
    cool-down of ten minutes, holding while the rate falls, and recovery.

    With --day or --shift it replays a recorded day of the campaign that --policy names: its drops
    were as they were, so it shows when the guard would have acted, and how far. Minutes are kept
    for two weeks. The dial method is that of --campaign-method, as it is not recorded.

    \b
    Examples:
      vicidash guard simulate
      vicidash guard simulate --policy SALESB2B --day 2026-11-30
      vicidash guard simulate --seed 7 --campaign-method ADAPT_TAPERED --svg guard.svg
      vicidash guard simulate --policy SALESB2B --hours 4
    """
    from vicidash.cli.commands.drop_rates.plot import svg_plot, text_plot
    from vicidash.guard.policy import PolicyError, policy_for
    from vicidash.guard.simulation import DEMO_POLICY, SimulationSpec, compared

    if day is not None or shift is not None:
        return _replay(cli, policy, day, shift, method.upper(), svg)
    if sys.stderr.isatty():
        note("the day is played about eight times, which takes half a minute")
    try:
        spec = SimulationSpec(seed=seed, hours=hours, method=method.upper())
        chosen = DEMO_POLICY
        if policy is not None:
            with handle_errors():
                chosen = policy_for(load_settings(cli).settings.guard, policy)
        days = compared(spec, chosen)
    except PolicyError as error:
        raise Failure(ExitCode.BAD_INPUT, f"{error}. Change it in the settings file") from None
    except ValueError as error:
        raise Failure(ExitCode.BAD_INPUT, str(error)) from None
    if svg == "-":
        click.echo(svg_plot(spec, chosen, days), nl=False)
        return ExitCode.DONE
    unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    click.echo("\n".join(text_plot(spec, chosen, days, ascii_only=not unicode)))
    if svg is not None:
        _write_file(Path(svg), svg_plot(spec, chosen, days))
    return ExitCode.DONE


def _replay(
    cli: CliContext,
    campaign: str | None,
    day: datetime | None,
    shift: Path | None,
    method: str,
    svg: str | None,
) -> int:
    """Draw a recorded day of a campaign, and what its policy would have done."""
    from vicidash.cli.commands.drop_rates.plot import recorded_axis, recorded_text, svg_days
    from vicidash.cli.commands.drop_rates.recorded_day import day_of_history, day_of_shift
    from vicidash.guard.policy import PolicyError, policy_for
    from vicidash.guard.simulation import recorded_days

    if campaign is None:
        raise click.UsageError("a recorded day needs --policy ID: the campaign to replay")
    if day is not None and shift is not None:
        raise click.UsageError("--day is of the history file: leave it out with --shift")
    with handle_errors():
        loaded = load_settings(cli)
        if shift is not None:
            found = day_of_shift(shift, campaign)
        else:
            assert day is not None  # noqa: S101 - one of the two was given
            found = day_of_history(loaded, campaign, day.date())
    try:
        chosen = policy_for(loaded.settings.guard, campaign)
        days = recorded_days(found.samples, chosen, method=method, utc_offset=found.utc_offset)
    except PolicyError as error:
        raise Failure(ExitCode.BAD_INPUT, f"{error}. Change it in the settings file") from None
    except ValueError as error:
        raise Failure(ExitCode.BAD_INPUT, f"{campaign}: {error}") from None
    axis = recorded_axis(found.day, campaign, days, found.hour_of(days[0]))
    if svg == "-":
        click.echo(svg_days(axis, chosen, days), nl=False)
        return ExitCode.DONE
    unicode = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
    click.echo(printable_lines(recorded_text(axis, chosen, days, ascii_only=not unicode)))
    if svg is not None:
        _write_file(Path(svg), svg_days(axis, chosen, days))
    return ExitCode.DONE


def printable_lines(lines: Sequence[str]) -> str:
    """Lines of which each is safe for a terminal."""
    return "\n".join(map(printable, lines))


def _write_file(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise Failure(ExitCode.BAD_INPUT, f"{path} cannot be written: {why}") from None
