"""``vicidash agents``: who is logged in."""

from __future__ import annotations

from typing import Final

import click

from vicidash.cli.completion import campaigns as complete_campaigns
from vicidash.cli.options import CliContext, json_option, pass_chosen

FIELDS: Final = (
    "user",
    "full_name",
    "campaign_id",
    "user_group",
    "session_id",
    "status",
    "sub_status",
    "pause_code",
    "lead_id",
    "calls_today",
    "state",
)
"""The columns in a pipe and the keys of the JSON, in this order."""

TITLES: Final = {
    "user": "User",
    "full_name": "Name",
    "campaign_id": "Campaign",
    "user_group": "Group",
    "state": "State",
    "pause_code": "Code",
    "calls_today": "Calls",
    "lead_id": "Lead",
    "session_id": "Session",
}

SPARE: Final = ("session_id", "lead_id", "user_group")


@click.command()
@click.option(
    "--campaign",
    "campaigns",
    metavar="ID",
    multiple=True,
    shell_complete=complete_campaigns,
    help="Only agents in this campaign; may be given several times.",
)
@json_option
@pass_chosen
def agents(chosen: CliContext, campaigns: tuple[str, ...], as_json: bool) -> None:
    """Show who is logged in.

    Without --campaign those of the setting campaigns, or the whole floor. In a pipe the columns
    are separated by tabs, below a header; — is a value that this dialer does not tell.

    \b
    Examples:
      vicidash agents
      vicidash agents --campaign SALESB2B --campaign SOLAR_OB
      vicidash agents --json | jq '.[] | select(.state == "dead") | .user'
    """
    from vicidash.cli.figures import floor
    from vicidash.cli.terminal import Columns, print_json, print_rows

    rows = [{name: row[name] for name in FIELDS} for row in floor(chosen, campaigns)]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, Columns(FIELDS, TITLES, SPARE))
