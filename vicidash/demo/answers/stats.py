"""`call_status_stats`: the day's calls by line, hour and status."""

from datetime import date

from vicidash.demo.answers.request import Function, Request
from vicidash.demo.ledger import human_answered

ALL = ("---ALL---", "ALLCAMPAIGNS")


def call_status_stats(request: Request) -> str:
    """One row for each campaign asked for, and for each in-group when all are asked for.

    `stage` and `header` are ignored, as on the server. An id that nobody knows gives a row of
    zeros.
    """
    world = request.world
    asked = request.text("campaigns")
    if not asked:
        source = request.text("source")
        return (
            f"ERROR: call_status_stats INVALID OR MISSING CAMPAIGNS - {source}\n"
            f"ERROR: Invalid Source: |{source}|\n"
        )
    if asked in ALL:
        campaigns = sorted(world.campaigns, key=str.lower)
        in_groups = sorted(world.in_groups, key=str.lower)
    else:
        campaigns = sorted((name for name in asked.split("-") if name), key=str.lower)
        in_groups = []
    if request.text("ingroups"):
        in_groups = sorted(request.text("ingroups").split("-"), key=str.lower)
    today = world.zone.day(world.now)
    first = _day(request.text("query_date"), today)
    last = _day(request.text("end_date"), first)
    statuses = [status for status in request.text("statuses").split("-") if status]
    rows = [_row(request, name, first, last, statuses) for name in campaigns if name]
    rows += [_row(request, name, first, last, statuses) for name in in_groups if name]
    return "".join(rows)


def _row(request: Request, line_id: str, first: int, last: int, statuses: list[str]) -> str:
    world = request.world
    tally = {}
    if world.line(line_id) is not None and first:
        tally = world.ledger.total(line_id, first, last, world.zone.day(world.now))
    if statuses:
        tally = {status: hours for status, hours in tally.items() if status in statuses}
    by_hour = [sum(hours[hour] for hours in tally.values()) for hour in range(24)]
    hours = ",".join(f"{hour:02}-{count}" for hour, count in enumerate(by_hour))
    by_status = ",".join(
        f"{status}-{sum(tally[status])}" for status in sorted(tally, key=str.lower)
    )
    return f"{line_id}|{sum(by_hour)}|{human_answered(tally)}|{hours}|{by_status}|\n"


def _day(text: str, default: int) -> int:
    """A date as an ordinal; the default when it is empty, 0 when it is not a date."""
    if not text:
        return default
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return 0


STATS_FUNCTIONS = {
    "call_status_stats": Function(
        call_status_stats, level=9, right="reports", refusal="VIEW STATS"
    ),
}
