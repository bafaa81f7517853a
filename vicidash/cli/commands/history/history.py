"""``vicidash history``: the report of a shift, and the days of the history file for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.completion import campaigns as campaign_ids
from vicidash.cli.options import CliContext, pass_cli
from vicidash.cli.runtime import handle_errors, load_settings
from vicidash.cli.terminal import ExitCode, Failure, write_csv

if TYPE_CHECKING:
    from vicidash.cli.commands.history.deeds import Deed
    from vicidash.config import Loaded, Settings
    from vicidash.history.database import HistoryFile
    from vicidash.history.shift_report import ShiftArchive, ShiftReport

_DAY: Final = click.DateTime(["%Y-%m-%d"])
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "days": ("campaign_id", "day", "calls", "answers", "drops", "percent", "pdrops", "final"),
    "hours": (
        *("campaign_id", "day", "hour", "minutes", "calls", "answers", "drops", "percent"),
        *("level", "lowest", "highest"),
    ),
    "agents": (
        *("campaign_id", "day", "user", "first", "last", "calls"),
        *("in_call", "waiting", "paused", "dispo", "dead", "pauses"),
    ),
    "alerts": ("day", "rule", "kind", "target", "raised", "cleared", "severity", "words"),
}


@click.group(no_args_is_help=False)
def history() -> None:
    """Report a shift, or export what is kept of past days.

    Both read the history file of this machine and ask the dialer nothing. A console, or vicidash
    guard run, fills it. Samples of each minute are kept for two weeks and agents' states for two
    days; the sums of closed days, the drop ledger and alerts for two years.

    \b
    Example:
      vicidash history report --day 2026-11-30
    """


@history.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=campaign_ids)
@click.option(
    "--day", type=_DAY, metavar="D", help="Day, such as 2026-11-30. Default: the last one kept."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="html is one page with charts that needs no other file.",
)
@pass_cli
def report(cli: CliContext, ids: tuple[str, ...], day: datetime | None, form: str) -> int:
    """Print the shift of a day, by campaign and agent.

    It has each campaign's calls, drops by hour with the dial level then, each agent's calls, talk,
    wait and pauses by code, with those over the limits of alerts.paused, the alerts, and from the
    audit log what was done by whom. Without an ID it reports all campaigns.

    An unknown figure is —, and the end of the report says why. Phone numbers are left out: what may
    be one is shown as ….

    \b
    Examples:
      vicidash history report
      vicidash history report SALESB2B --day 2026-11-30
      vicidash history report --format html > shift.html
    """
    from vicidash.cli.commands.history.markup import rendered
    from vicidash.cli.commands.history.sheet import sheet_of

    with handle_errors():
        loaded = load_settings(cli)
    settings = loaded.settings
    url, file = _open(loaded)
    try:
        archive = _archive(file, settings)
        chosen = day.date() if day is not None else _last_day(archive)
        found = archive.report(chosen, ids)
    finally:
        file.close()
    limit = settings.alerts.paused.limit_of
    sheet = sheet_of(found, _deeds(found, url, ids), _host(url), limit)
    click.echo(rendered(sheet, form), nl=False)
    return ExitCode.DONE


@history.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=campaign_ids)
@click.option(
    "--what",
    type=click.Choice(list(_COLUMNS)),
    default="days",
    show_default=True,
    help="One line for each campaign and day, its hours, its agents, or for each alert.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="jsonl is one object of JSON on each line.",
)
@click.option("--since", type=_DAY, metavar="D", help="First day, such as 2026-11-01.")
@click.option("--until", type=_DAY, metavar="D", help="Last day.")
@pass_cli
def export(
    cli: CliContext,
    ids: tuple[str, ...],
    what: str,
    form: str,
    since: datetime | None,
    until: datetime | None,
) -> int:
    """Print what is kept of past days as CSV or JSON lines.

    An unknown figure is empty, in JSON null. percent is drops / answers × 100. Times of agents are
    seconds, and pauses are the seconds of each pause by its code; first, last, raised and cleared
    are in UTC.

    \b
    Examples:
      vicidash history export --since 2026-11-01 > days.csv
      vicidash history export SALESB2B --what hours --format jsonl
    """
    with handle_errors():
        loaded = load_settings(cli)
    first = date.min if since is None else since.date()
    last = date.max if until is None else until.date()
    if first > last:
        raise click.UsageError("--since is after --until")
    _, file = _open(loaded)
    try:
        archive = _archive(file, loaded.settings)
        reports = (archive.report(day, ids) for day in archive.days() if first <= day <= last)
        rows = (row for each in reports for row in _ROWS[what](each))
        if form == "csv":
            write_csv(sys.stdout, _COLUMNS[what], rows)
        else:
            for row in rows:
                click.echo(json.dumps(row, allow_nan=False))
    finally:
        file.close()
    return ExitCode.DONE


# From the settings to the archive


def _open(loaded: Loaded) -> tuple[str, HistoryFile]:
    """The dialer's URL and the history file; ends the program where there is none to read."""
    from vicidash.client.api.connections import check_url
    from vicidash.session import open_history_file

    with handle_errors():
        file = open_history_file(loaded)
        url = check_url("url", loaded.require_login()[0])
    if file is None:
        message = "there is no history file yet: a console or vicidash guard run fills it"
        raise Failure(ExitCode.BAD_INPUT, message)
    if not file.kept:
        raise Failure(ExitCode.BAD_INPUT, file.problem or "the history file cannot be read")
    return url, file


def _archive(file: HistoryFile, settings: Settings) -> ShiftArchive:
    import time

    from vicidash.history.shift_report import ShiftArchive

    return ShiftArchive(file, time.time(), settings.alerts.drop.critical)


def _last_day(archive: ShiftArchive) -> date:
    days = archive.days()
    if not days:
        raise Failure(ExitCode.BAD_INPUT, "the history file has no day of this dialer yet")
    return days[-1]


def _host(url: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(url).hostname or url


def _deeds(report: ShiftReport, url: str, ids: Sequence[str]) -> list[Deed]:
    from vicidash.actions.audit_log import read_period
    from vicidash.cli.commands.history.deeds import deeds
    from vicidash.config import state_dir

    begins, ends = (datetime.fromtimestamp(each, UTC) for each in (report.begins, report.ends))
    try:
        entries = read_period(state_dir() / "audit.jsonl", begins, ends)
    except OSError as error:
        message = f"the audit log cannot be read: {error.strerror or error}"
        raise Failure(ExitCode.BAD_INPUT, message) from None
    users = {shift.user for each in report.campaigns for shift in each.agents}
    return deeds(entries, url, {*ids, *users} if ids else None)


# The lines of the export


def _days(report: ShiftReport) -> Iterator[dict[str, Any]]:
    for each in report.campaigns:
        figure = each.figure
        yield {
            "campaign_id": each.campaign_id,
            "day": report.day.isoformat(),
            "calls": figure.calls,
            "answers": figure.answers,
            "drops": figure.drops,
            "percent": _rounded(figure.percent),
            "pdrops": figure.pdrops,
            "final": each.final,
        }


def _hours(report: ShiftReport) -> Iterator[dict[str, Any]]:
    for each in report.campaigns:
        for hour in each.hours:
            yield {
                "campaign_id": each.campaign_id,
                "day": report.day.isoformat(),
                "hour": hour.hour,
                "minutes": hour.minutes,
                "calls": hour.calls,
                "answers": hour.answers,
                "drops": hour.drops,
                "percent": _rounded(hour.drop_percent),
                "level": hour.level,
                "lowest": hour.lowest,
                "highest": hour.highest,
            }


def _agents(report: ShiftReport) -> Iterator[dict[str, Any]]:
    from vicidash.client import AgentState

    for each in report.campaigns:
        for shift in each.agents:
            yield {
                "campaign_id": each.campaign_id,
                "day": report.day.isoformat(),
                "user": shift.user,
                "first": _stamp(shift.first),
                "last": _stamp(shift.last),
                "calls": shift.calls,
                **{state.value: round(shift.spent(state)) for state in AgentState},
                "pauses": shift.pauses,
            }


def _alerts(report: ShiftReport) -> Iterator[dict[str, Any]]:
    from vicidash.cli.commands.history.deeds import masked

    for each in report.alerts:
        yield {
            "day": report.day.isoformat(),
            "rule": each.rule,
            "kind": each.kind,
            "target": each.target,
            "raised": _stamp(each.raised),
            "cleared": None if each.cleared is None else _stamp(each.cleared),
            "severity": each.severity,
            "words": masked(each.words),
        }


_ROWS: Final = {"days": _days, "hours": _hours, "agents": _agents, "alerts": _alerts}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
