"""The wallboard of the command line: the table of the integration guide, one for each poll."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import click

from vicidash.cli.figures import reasons
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import (
    check_campaigns,
    error_message,
    handle_errors,
    load_chosen,
    run_with_client,
)
from vicidash.cli.stats import FIELDS, SUMMED
from vicidash.cli.terminal import ExitCode, note
from vicidash.client import CampaignStats, DialerError, Refused, Unsupported, VicidialClient
from vicidash.client.campaign_stats import total
from vicidash.formatting import UNKNOWN, percent, printable

_COLUMNS: Final = (
    ("Campaign", "campaign_id", -12),
    ("Agents", "agents_logged_in", 6),
    ("InCall", "agents_incall", 6),
    ("Wait", "agents_waiting", 6),
    ("Pause", "agents_paused", 6),
    ("Calls", "calls_today", 8),
    ("Drops", "drops_today", 6),
    ("Drop%", "drop_percent", 7),
    ("Hopper", "hopper_level", 6),
)
"""Title, figure and width, as the guide prints them; below zero: to the left."""
_SUMS: Final = ("agents_logged_in", "calls_today", "drops_today", "drop_percent")
_LINE: Final = "-" * 78


@dataclass(frozen=True, slots=True)
class Polls:
    """How often: every ``interval`` seconds, or ``once``."""

    interval: float
    once: bool


def monitor(chosen: CliContext, named: Sequence[str], polls: Polls, *, as_json: bool) -> ExitCode:
    """Print each poll; ends by itself only after one, or on what no next poll can mend."""
    with handle_errors():
        loaded = load_chosen(chosen)
    wanted = tuple(dict.fromkeys(named)) or loaded.settings.campaigns
    board = _Board(as_json=as_json, clears=not polls.once)

    async def job(client: VicidialClient) -> None:
        on_error = _end if polls.once else board.out_of_reach
        snapshots = client.monitor(wanted, polls.interval, on_error)
        try:
            async with aclosing(snapshots):
                async for figures in snapshots:
                    board.show(figures)
                    if polls.once:
                        return
        except (Refused, Unsupported):
            await check_campaigns(client, wanted)
            raise

    run_with_client(loaded, job)
    return ExitCode.DONE


def _end(error: DialerError) -> None:
    raise error


class _Board:
    """Prints polls, and each trouble once."""

    def __init__(self, *, as_json: bool, clears: bool) -> None:
        self._as_json = as_json
        self._clears = clears and not as_json and sys.stdout.isatty()
        self._trouble = ""
        self._said: set[str] = set()

    def out_of_reach(self, error: DialerError) -> None:
        """A line when it begins, and when it becomes another."""
        said = error_message(error)
        if said != self._trouble:
            self._trouble = said
            note(f"{said}. Trying again")

    def show(self, figures: Sequence[CampaignStats]) -> None:
        """One poll."""
        at = datetime.now().astimezone()
        if self._as_json:
            data = {
                "at": at.isoformat(timespec="seconds"),
                "campaigns": [_only(each.model_dump(mode="json"), FIELDS) for each in figures],
                "total": _only(total(figures).model_dump(mode="json"), SUMMED),
            }
            click.echo(json.dumps(data, allow_nan=False))
        else:
            if self._clears:
                click.clear()
                if sys.stderr.isatty():  # it was wiped off with the rest
                    self._said.clear()
            click.echo("\n".join(table(figures, at)))
        self._notes(figures)

    def _notes(self, figures: Iterable[CampaignStats]) -> None:
        if self._trouble:
            self._trouble = ""
            note("the dialer answers again")
        for reason in reasons(figures):
            if reason not in self._said:
                self._said.add(reason)
                note(reason)


def table(figures: Sequence[CampaignStats], at: datetime) -> list[str]:
    """The guide's table. Its total of drops is over the answers, as the dialer computes it."""
    sums = _only(total(figures).model_dump(), _SUMS)
    return [
        f"VICIdial Dashboard — {at:%H:%M:%S}",
        "",
        _row({name: title for title, name, _ in _COLUMNS}),
        _LINE,
        *(_row(each.model_dump(mode="json")) for each in figures),
        _LINE,
        _row({"campaign_id": "TOTAL", **sums}),
        "",
    ]


def _row(values: dict[str, object]) -> str:
    cells = []
    for _, name, width in _COLUMNS:
        text = _cell(values[name]) if name in values else ""
        cells.append(text.ljust(-width) if width < 0 else text.rjust(width))
    return " ".join(cells).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return UNKNOWN
    return percent(value, 1) if isinstance(value, float) else printable(str(value))


def _only(data: dict[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: data[name] for name in names}
