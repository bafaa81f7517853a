"""``vicidash stats``: the figures of campaigns."""

from __future__ import annotations

from typing import Final

import click

from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, json_option, pass_chosen

FIELDS: Final = (
    "campaign_id",
    "campaign_name",
    "active",
    "dial_method",
    "dial_level",
    "agents_logged_in",
    "agents_incall",
    "agents_waiting",
    "agents_paused",
    "agents_dispo",
    "agents_dead",
    "calls_today",
    "answers_today",
    "drops_today",
    "drop_percent",
    "hopper_level",
    "calls_in_queue",
)
"""The columns in a pipe and the keys of each campaign in the JSON, in this order."""

SUMMED: Final = FIELDS[5:]
"""The keys of the total."""

TITLES: Final = {
    "campaign_id": "Campaign",
    "dial_method": "Method",
    "dial_level": "Level",
    "agents_logged_in": "Agents",
    "agents_incall": "Call",
    "agents_waiting": "Wait",
    "agents_paused": "Paused",
    "agents_dispo": "Dispo",
    "agents_dead": "Dead",
    "calls_today": "Calls",
    "drops_today": "Drops",
    "drop_percent": "Drop%",
    "hopper_level": "Hopper",
    "calls_in_queue": "Queue",
}

SPARE: Final = ("dial_method", "agents_dead", "agents_dispo")


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=campaigns)
@json_option
@pass_chosen
def stats(chosen: CliContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Show the figures of campaigns, and their total.

    Without an ID those of the setting campaigns, or all active ones. A figure that this account
    may not read is — (in JSON null), and stderr says why.

    \b
    Examples:
      vicidash stats
      vicidash stats SALESB2B SOLAR_OB
      vicidash stats --json | jq .total.drop_percent
    """
    from vicidash.cli.figures import day
    from vicidash.cli.terminal import Columns, print_json, print_rows

    campaigns, sums = day(chosen, ids)
    rows = [{name: row[name] for name in FIELDS} for row in campaigns]
    total = {name: sums[name] for name in SUMMED}
    if as_json:
        print_json({"campaigns": rows, "total": total})
    else:
        print_rows(rows, Columns(FIELDS, TITLES, SPARE), {"campaign_id": "TOTAL", **total})
