"""``vicidash queues``: the in-groups, and the calls that wait in them and in campaigns."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.completion import in_groups as complete_in_groups
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import handle_errors, load_settings, run_with_client
from vicidash.cli.terminal import Columns, note, print_json, print_rows
from vicidash.formatting import clock

if TYPE_CHECKING:
    from vicidash.client import RealtimeReport, VicidialClient

QUEUE_COLUMNS: Final = Columns(
    (
        *("group", "waiting", "longest", "calls", "drops", "answers", "drop_percent"),
        *("service_level_1", "service_level_2", "hold_answered", "hold_dropped", "hold_all"),
    ),
    {
        "group": "Queue",
        "waiting": "Waiting",
        "longest": "Longest",
        "calls": "Calls",
        "answers": "Answers",
        "drops": "Drops",
        "drop_percent": "Drop%",
        "service_level_1": "TMA 1",
        "service_level_2": "TMA 2",
        "hold_answered": "Hold answered",
        "hold_dropped": "Hold dropped",
        "hold_all": "Hold all",
    },
    ("hold_dropped", "hold_all", "answers"),
)
"""A row per queue: an in-group, or a campaign with calls waiting."""

_FIGURES: Final = QUEUE_COLUMNS.fields[3:]
_CALL: Final = ("status", "group", "seconds", "call_type", "priority", "agent_only")


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=complete_in_groups)
@json_option
@pass_cli
def queues(cli: CliContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Show the in-groups of the day, and the calls that wait.

    An ID is an in-group or campaign; without one all are shown. TMA 1 and 2 are the shares
    answered within the two limits of the in-group, holds are averages in seconds. The table has a
    row per queue; the JSON has each waiting call with its own time, the longest first.

    \b
    Examples:
      vicidash queues
      vicidash queues SUPPORT
      vicidash queues --json | jq '.calls_waiting[0].seconds'
    """
    with handle_errors():
        loaded = load_settings(cli)
    wanted = set(ids)

    async def job(client: VicidialClient) -> RealtimeReport:
        return await client.realtime.report(loaded.settings.campaigns)

    found = run_with_client(loaded, job)
    data = queues_json(found, wanted)
    if as_json:
        print_json(data)
        return
    if data["calls_waiting"] is None:
        note("the report counts calls that wait, but does not list them")
    print_rows([_shown(each) for each in data["queues"]], QUEUE_COLUMNS)


def queues_json(found: RealtimeReport, wanted: set[str]) -> dict[str, Any]:
    """The queues in ``wanted``, or all when it is empty, as they are printed with ``--json``."""
    calls = found.calls_waiting
    waiting = (
        None
        if calls is None
        else [
            {name: getattr(each, name) for name in _CALL}
            for each in sorted(calls, key=lambda call: -call.seconds)
            if not wanted or each.group in wanted
        ]
    )
    figures = {each.group: asdict(each) for each in found.in_groups}
    names = [*figures, *(each["group"] for each in waiting or ())]
    rows = []
    for name in dict.fromkeys(names):
        if wanted and name not in wanted:
            continue
        own = [each["seconds"] for each in waiting or () if each["group"] == name]
        day = figures.get(name, {})
        rows.append(
            {
                "group": name,
                "waiting": None if waiting is None else len(own),
                "longest": max(own, default=None),
                **{field: day.get(field) for field in _FIGURES},
            }
        )
    return {"at": found.at.isoformat(sep=" "), "queues": rows, "calls_waiting": waiting}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    longest = row["longest"]
    nobody = "" if row["waiting"] == 0 else None
    return {**row, "longest": nobody if longest is None else clock(longest)}
