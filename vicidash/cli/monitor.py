"""``vicidash monitor``: the figures of campaigns, again and again."""

from __future__ import annotations

import click

from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, pass_chosen


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=campaigns)
@click.option(
    "--interval",
    type=click.FloatRange(min=1),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="From one poll to the next, at least 1.",
)
@click.option("--once", is_flag=True, help="Poll once, then end.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each poll.")
@pass_chosen
def monitor(
    chosen: CliContext, ids: tuple[str, ...], interval: float, once: bool, as_json: bool
) -> int:
    """Print the figures of campaigns, again and again, until Ctrl+C.

    Without an ID those of the setting campaigns, or all active ones. A dialer that cannot be
    reached is said so on stderr, and asked again; a login that is refused ends it.

    \b
    Examples:
      vicidash monitor SALESB2B SOLAR_OB
      vicidash monitor --once
      vicidash monitor --interval 10 --json | jq --unbuffered .total.drop_percent
    """
    from vicidash.cli.jobs import monitoring

    polls = monitoring.Polls(interval, once=once)
    return monitoring.monitor(chosen, ids, polls, as_json=as_json)
