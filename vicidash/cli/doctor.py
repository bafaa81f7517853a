"""``vicidash doctor``: what is wrong, and which setting puts it right."""

from __future__ import annotations

import click

from vicidash.cli.options import CliContext, json_option, pass_chosen


@click.command()
@json_option
@pass_chosen
def doctor(chosen: CliContext, as_json: bool) -> int:
    """Check the way to the dialer, the login, and each right that vicidash needs.

    Changes nothing, and tries the login once. With --read-only what acts is not asked. A check is
    ✓ good, ! odd, ✗ not there, or — not checked or not to be told; what to do stands below it. In
    a pipe the columns are separated by tabs, below a header.

    Ends with 0 only when all that the console needs is there; otherwise 2 for settings, 3 for
    login or permission, 4 for an address that does not answer or is not the API.

    \b
    Examples:
      vicidash doctor
      vicidash --read-only doctor
      vicidash doctor --json | jq '.checks[] | select(.status == "fail")'
    """
    from vicidash.cli.checkup import check_up

    return check_up(chosen, as_json=as_json)
