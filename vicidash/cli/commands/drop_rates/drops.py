"""``vicidash drops``: the drop rates of campaigns, and the record of their days."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.completion import campaigns as campaign_ids
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import chosen_campaigns, handle_errors, load_settings, run_with_client
from vicidash.cli.terminal import (
    Columns,
    ExitCode,
    Failure,
    note,
    print_json,
    print_rows,
    write_csv,
)
from vicidash.formatting import plural

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.history.drop_figures import CampaignDrops, DropFigure
    from vicidash.history.ledger import DayRecord, DropLedger

DAYS: Final = 30
"""Days of the rule: those that the ledger asks the dialer for."""
KEPT: Final = 731
"""Days that the history file keeps."""

_WINDOWS: Final = ("today", "last_15", "last_60", "days_30", "period")
_FIGURES: Final = ("calls", "answers", "drops", "percent", "drops_left", "pdrops")
_ENDS: Final = ("day_end", "period_end")
_UK: Final = "abandoned_percent"
_TITLES: Final = {
    "campaign_id": "Campaign",
    "today_answers": "Answers",
    "today_drops": "Drops",
    "today_percent": "Today%",
    "today_drops_left": "Left",
    "last_15_percent": "15min%",
    "last_60_percent": "60min%",
    "days_30_percent": "30days%",
    "days_30_drops_left": "Left",
    "day_end_percent": "DayEnd%",
    "today_pdrops": "PDROP",
    "today_abandoned_percent": "UK%",
}
_PERIOD_TITLES: Final = {
    "period_percent": "Period%",
    "period_drops_left": "Left",
    "period_end_percent": "PeriodEnd%",
}
_SPARE: Final = (
    *("today_pdrops", "today_abandoned_percent", "day_end_percent", "period_end_percent"),
    *("days_30_drops_left", "today_answers"),
)
_RECORD: Final = (
    *("campaign_id", "day", "calls", "answers", "drops", "percent", "pdrops", _UK),
    *("read_at", "source", "settled"),
)
"""The columns of the export."""
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def _time(ctx: click.Context, param: click.Parameter, value: str | None) -> time | None:
    if value is None:
        return None
    found = _TIME.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is not a time of day such as 20:00", ctx, param)
    return time(int(found[1]), int(found[2]))


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=campaign_ids)
@click.option(
    "--days",
    type=click.IntRange(1, KEPT),
    default=DAYS,
    show_default=True,
    metavar="N",
    help="The last N days instead of 30, today included; more than 30 as far as they are kept.",
)
@click.option("--period", is_flag=True, help="Also the current period from guard.period_start.")
@click.option(
    "--closes",
    callback=_time,
    metavar="HH:MM",
    help="When dialing ends, for the projections: a time of the dialer's clock. Default: midnight.",
)
@json_option
@click.option(
    "--export",
    type=click.Choice(["csv", "json", "parquet"]),
    help="Print the record instead: a line for each campaign and closed day. parquet needs "
    "vicidash[parquet], and an output that is no terminal.",
)
@pass_cli
def drops(
    cli: CliContext,
    ids: tuple[str, ...],
    days: int,
    period: bool,
    closes: time | None,
    as_json: bool,
    export: str | None,
) -> int:
    """Show the drop rates of campaigns over the day, the last hour and 30 days.

    Without an ID it shows the campaigns of the setting campaigns, or all active ones. Left is how
    many more calls may drop before alerts.drop.critical is passed. The figures of the last 15 and
    60 minutes need a console or a guard on this machine that saw them.

    Closed days are asked of the dialer once, with call_status_stats (user level 9), and kept in the
    history file; the first run asks for 30. DayEnd% is today's drop rate at the end of the day, at
    the pace of the last hour. PDROP counts calls that dropped before routing, which are in no drop
    rate of the dialer's. UK% is abandoned / (abandoned + live), where they count as abandoned.

    An unknown figure is — (in JSON null, beside its reason), and stderr says why. The export says
    of each day when it was read, by which function of the dialer, and whether it is final: a day is
    read once more when it has been over for an hour.

    \b
    Examples:
      vicidash drops
      vicidash drops SALESB2B --period --closes 20:00
      vicidash drops --json | jq '.campaigns[] | {campaign_id, left: .days_30.drops_left}'
      vicidash drops --export csv --days 365 > drops.csv
      vicidash drops --export parquet --days 365 > drops.parquet
    """
    if export and (as_json or period or closes):
        raise click.UsageError("--export prints the record alone: leave the other options out")
    if export == "parquet":
        _require_parquet()
    with handle_errors():
        loaded = load_settings(cli)
    settings = loaded.settings

    async def job(client: VicidialClient) -> None:
        from vicidash.session import open_ledger, open_records

        names = await chosen_campaigns(client, ids, settings.campaigns)
        now = (await client.server()).time
        records = open_records(client, settings)
        try:
            if records.problem is not None:
                note(records.problem)
            ledger = open_ledger(records, settings)
            await ledger.read(client, names, now)
            if export:
                await _export(client, ledger, names, now, days, export)
            else:
                _Report(ledger, names, now, days, closes, period).show(as_json=as_json)
        finally:
            records.close()

    run_with_client(loaded, job)
    return ExitCode.DONE


class _Report:
    """The figures of campaigns at a moment of the dialer's clock, as table or JSON."""

    def __init__(
        self,
        ledger: DropLedger,
        names: Sequence[str],
        now: datetime,
        days: int,
        closes: time | None,
        period: bool,
    ) -> None:
        from vicidash.history.drop_figures import summed_figures

        self._period = period
        self._limit = ledger.limit
        self._days = f"days_{days}"
        self._windows = tuple(dict.fromkeys((*_WINDOWS[:4], self._days, _WINDOWS[4])))
        found: list[dict[str, DropFigure]] = []
        for name in names:
            figures = _windows(ledger.figures(name, now))
            figures[self._days] = ledger.last_days(name, now, days)
            figures["day_end"] = ledger.day_projection(name, now, closes)
            figures["period_end"] = ledger.period_projection(name, now, closes)
            found.append(figures)
        self._campaigns = dict(zip(names, found, strict=True))
        self._total = {
            window: summed_figures([each[window] for each in found], ledger.limit)
            for window in (*self._windows, *_ENDS)
        }
        current = ledger.figures(names[0], now).period_days if names else None
        self._period_days = None if current is None else [each.isoformat() for each in current]
        self._now = now

    def show(self, *, as_json: bool) -> None:
        """Print it."""
        if as_json:
            data = {
                "at": self._now.isoformat(timespec="seconds"),
                "limit": self._limit,
                "period_days": self._period_days,
                "campaigns": [
                    {"campaign_id": name, **self._as_data(figures)}
                    for name, figures in self._campaigns.items()
                ],
                "total": self._as_data(self._total),
            }
            print_json(data)
            return
        rows = [
            {"campaign_id": name, **self._row(figures)} for name, figures in self._campaigns.items()
        ]
        print_rows(rows, self._columns(), {"campaign_id": "TOTAL", **self._row(self._total)})
        for reason in self._reasons():
            note(reason)

    def _as_data(self, figures: Mapping[str, DropFigure]) -> dict[str, Any]:
        data = {name: _as_data(figures[name]) for name in self._windows}
        return {**data, "projected": {end: _as_data(figures[end]) for end in _ENDS}}

    def _row(self, figures: Mapping[str, DropFigure]) -> dict[str, object]:
        return {
            f"{window}_{name}": value
            for window in (*self._windows, *_ENDS)
            for name, value in _as_data(figures[window]).items()
        }

    def _shown(self) -> tuple[str, ...]:
        """The stretches of time that the table has."""
        shown = [each for each in self._windows if each not in ("days_30", "period")]
        days = [] if self._days in shown else [self._days]
        return (*shown, *days, "day_end", *(("period", "period_end") if self._period else ()))

    def _columns(self) -> Columns:
        figures = (*_FIGURES, _UK)
        titles = {
            name.replace("days_30", self._days): title.replace("30", self._days[len("days_") :])
            for name, title in _TITLES.items()
        }
        return Columns(
            ("campaign_id", *(f"{window}_{name}" for window in self._shown() for name in figures)),
            {**titles, **(_PERIOD_TITLES if self._period else {})},
            [
                name
                for each in _SPARE
                if self._period or not each.startswith("period")
                for name in (each.replace("days_30", self._days),)
            ],
        )

    def _reasons(self) -> Sequence[str]:
        """Why figures are unknown, each reason once; one of a projection is that of its parts."""
        return list(
            dict.fromkeys(
                f"{window.replace('_', ' ')}: {figure.reason}"
                for figures in self._campaigns.values()
                for window, figure in figures.items()
                if window in self._shown() and window not in _ENDS and figure.reason is not None
            )
        )


def _windows(figures: CampaignDrops) -> dict[str, DropFigure]:
    return {name: getattr(figures, name) for name in _WINDOWS}


def _as_data(figure: DropFigure) -> dict[str, Any]:
    abandoned = figure.abandoned_percent
    data = figure.as_dict()
    reason = {"reason": data.pop("reason")} if "reason" in data else {}
    return {**data, _UK: None if abandoned is None else round(abandoned, 4), **reason}


# The record of closed days


async def _export(
    client: VicidialClient,
    ledger: DropLedger,
    names: Sequence[str],
    now: datetime,
    days: int,
    form: str,
) -> None:
    """Print the closed days among the last ``days``. Raises what the dialer refuses when there is
    not one."""
    today = now.date()
    first, last = today - timedelta(days=days - 1), today - timedelta(days=1)
    records = ledger.records(names, first, last)
    if not records and ledger.denied is not None:
        await client.campaigns.calls(names, today, today)  # raises what the ledger took note of
    rows = [_record(each) for each in records]
    if form == "parquet":
        click.echo(_parquet(rows), nl=False)
    elif form == "csv":
        write_csv(sys.stdout, _RECORD, rows)
    else:
        lines = ",\n".join(json.dumps(row, allow_nan=False) for row in rows)
        click.echo(f"[\n{lines}\n]" if rows else "[]")
    _note_missing(records, names, (last - first).days + 1)


def _record(record: DayRecord) -> dict[str, Any]:
    figure = record.figure(0.0)
    abandoned = figure.abandoned_percent
    read_at = datetime.fromtimestamp(record.read_at, UTC)
    values = (
        record.campaign_id,
        record.day.isoformat(),
        record.calls,
        record.answers,
        record.drops,
        None if figure.percent is None else round(figure.percent, 4),
        record.pdrops,
        None if abandoned is None else round(abandoned, 4),
        read_at.isoformat(timespec="seconds"),
        record.source,
        record.settled,
    )
    return dict(zip(_RECORD, values, strict=True))


def _require_parquet() -> None:
    """End the program before the dialer is asked where Parquet cannot be written."""
    import sys
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        message = "Parquet needs vicidash[parquet]: pip install 'vicidash[parquet]', or take csv"
        raise Failure(ExitCode.BAD_INPUT, message)
    if sys.stdout.isatty():
        raise click.UsageError("--export parquet is no text: send it to a file, > FILE")


def _parquet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The record as a Parquet file: dates and times have their types, unknown is null."""
    import io

    import pyarrow
    from pyarrow import parquet

    kinds = {
        "campaign_id": pyarrow.string(),
        "day": pyarrow.date32(),
        **dict.fromkeys(("calls", "answers", "drops", "pdrops"), pyarrow.int64()),
        **dict.fromkeys(("percent", _UK), pyarrow.float64()),
        "read_at": pyarrow.timestamp("s", tz="UTC"),
        "source": pyarrow.string(),
        "settled": pyarrow.bool_(),
    }
    typed = [
        {
            **row,
            "day": date.fromisoformat(row["day"]),
            "read_at": datetime.fromisoformat(row["read_at"]),
        }
        for row in rows
    ]
    schema = pyarrow.schema([(name, kinds[name]) for name in _RECORD])
    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(typed, schema=schema), file)
    return file.getvalue()


def _note_missing(records: Sequence[DayRecord], names: Sequence[str], days: int) -> None:
    found: dict[str, set[date]] = {name: set() for name in names}
    for record in records:
        found[record.campaign_id].add(record.day)
    for name, there in found.items():
        if len(there) < days:
            missing = days - len(there)
            note(f"{name}: {plural(missing, 'day')} of {days} could not be read, or was not kept")
