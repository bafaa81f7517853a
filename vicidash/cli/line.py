"""``vicidash line``: one line for tmux's status bar."""

from __future__ import annotations

import click

from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, pass_chosen
from vicidash.cli.status_line import text as line_text
from vicidash.cli.status_line.text import Format


@click.command(epilog=f"Fields of --format: {', '.join(line_text.FIELDS)}.")
@click.option(
    "--campaign",
    metavar="ID",
    shell_complete=campaigns,
    help="Only this campaign; all that are shown when left out.",
)
@click.option(
    "--format",
    "line",
    default=line_text.DEFAULT,
    callback=line_text.option,
    metavar="TEXT",
    help="Text with fields in braces, such as '{in_call} of {logged_in}'; {{ is a brace.",
)
@click.option(
    "--max-age",
    type=click.FloatRange(min=1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How old the figures may be before the dialer is asked, at least 1.",
)
@click.option("--tmux", is_flag=True, help="With tmux's colours, and what it would obey escaped.")
@click.option(
    "--retry-login",
    is_flag=True,
    help="Try a login once more that was refused. Each failure counts towards a lock-out.",
)
@pass_chosen
def line(
    chosen: CliContext,
    /,
    campaign: str | None,
    line: Format,
    max_age: float,
    tmux: bool,
    retry_login: bool,
) -> int:
    """Print the floor as one line, for a status bar that asks again every few seconds.

    All who do so share one answer, and the dialer is asked only for what the line shows, by one
    of them, and never more often than the console asks. A dialer that is out of reach, and a login
    that was refused, are said in the line. After a refused login nothing is sent any more until
    the settings file changes or --retry-login is given. The sign beside the drop % and {drops_left}
    go by the settings alerts.drop.warn and alerts.drop.critical, as in the console.

    The limit holds for each campaign by itself, which the figure of all together may hide: {worst}
    is the campaign with the highest drop % of those with alerts.drop.min_answers answers or more,
    {worst_percent}, {worst_sign} and {worst_left} are its own. {breach} is that in one piece, with
    a · before it, where it is at or over a limit, and nothing where it is not, or with --campaign.

    \b
    Examples:
      vicidash line
      vicidash line --campaign SALESB2B --format '{in_call} in call, {drops_left} left'
      tmux set -g status-right '#(vicidash line --tmux)'
    """
    from vicidash.cli.status_line.command import LineOptions, run

    if tmux and retry_login:
        raise click.UsageError(
            "--retry-login is for you, once: with --tmux each refresh would try the login again"
        )
    return run(chosen, LineOptions(campaign, line, max_age, tmux, retry_login))
