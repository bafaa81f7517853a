"""Questions about campaigns: settings, hoppers, call counts, and changes to settings."""

import re
from collections.abc import Callable
from datetime import date

from vicidash.demo.api.request import Function, Request, table
from vicidash.demo.sim.calls import DIAL_METHODS, DIAL_STATUSES, Campaign, leading_number
from vicidash.demo.sim.ledger import human_answered

CAMPAIGNS_HEADER = (
    "campaign_id|campaign_name|active|user_group|dial_method|dial_level|lead_order|dial_statuses|"
    "dial_timeout|dial_prefix|manual_dial_prefix|three_way_dial_prefix"
)
HOPPER_HEADER = (
    "hopper_order|priority|lead_id|list_id|phone_number|phone_code|state|status|count|gmt_offset|"
    "rank|alt|hopper_source|vendor_lead_code|source_id|age_days|last_call_time"
)
HIGHEST_HOPPER_LEVEL = 5000


def campaigns_list(request: Request) -> str:
    """Settings of one campaign or of all, in order of creation."""
    asked = request.word("campaign_id").casefold()
    found = [
        campaign
        for campaign in request.world.campaigns.values()
        if request.account.sees(campaign.campaign_id)
        and (not asked or campaign.campaign_id.casefold() == asked)
    ]
    if not found:
        return f"ERROR: campaigns_list THIS USER HAS NO VIEWABLE CAMPAIGNS: {request.user}|\n"
    rows = [
        [
            campaign.campaign_id,
            campaign.name,
            campaign.active,
            "---ALL---",
            campaign.dial_method,
            campaign.dial_level,
            "DOWN",
            " ".join(DIAL_STATUSES),
            campaign.dial_timeout,
            "9",
            "9",
            "9",
        ]
        for campaign in found
    ]
    width = request.world.build.campaign_columns
    header = "|".join(CAMPAIGNS_HEADER.split("|")[:width])
    return table(request, header, (row[:width] for row in rows))


def hopper_list(request: Request) -> str:
    """The leads that a campaign will dial next. `search_method=BLOCK` gives the same rows."""
    world = request.world
    campaign_id = request.word("campaign_id")
    campaign = world.campaign(campaign_id)
    if campaign is None or not request.account.sees(campaign.campaign_id):
        return f"ERROR: hopper_list THIS CAMPAIGN DOES NOT EXIST: |{request.user}|{campaign_id}\n"
    rows: list[list[object]] = []
    for loaded in world.hoppers[campaign.campaign_id]:
        lead = world.leads.get(loaded.lead_id)
        if lead is None:
            continue
        rows.append(
            [
                len(rows),
                loaded.priority,
                lead.lead_id,
                lead.list_id,
                lead.phone_number,
                lead.get("phone_code") or "1",
                lead.state,
                lead.status,
                lead.called_count,
                lead.get("gmt_offset_now") or f"{world.zone.offset:.2f}",
                lead.get("rank") or "0",
                "NONE",
                loaded.source,
                lead.vendor_lead_code,
                lead.get("source_id"),
                (world.now - lead.entered) // 86400 if lead.entered else 0,
                _ago(world.now - lead.last_call) if lead.last_call else "NEVER    ",
            ]
        )
    if not rows:
        reason = "THERE ARE NO LEADS IN THE HOPPER FOR THIS CAMPAIGN"
        return f"ERROR: hopper_list {reason}: {request.user}|{campaign_id}\n"
    return table(request, HOPPER_HEADER, rows)


def _ago(seconds: int) -> str:
    """Whole hours of the first day, then days, then years, padded like the server's."""
    if seconds < 86400:
        return f"{seconds // 3600} HOURS "
    days = seconds // 86400
    return f"{days} DAYS  " if days < 365 else f"{days // 365} YEARS "


def update_campaign(request: Request) -> str:
    """Change settings: all that were sent, or none if one of them is refused.

    Of any campaign, whether or not the account sees it.
    """
    world, user = request.world, request.user
    campaign_id = request.word("campaign_id")
    if not 2 <= len(campaign_id) <= 8:
        name = request.text("campaign_name")
        reason = "YOU MUST USE ALL REQUIRED FIELDS"
        return f"ERROR: update_campaign {reason}: |{user}|{campaign_id}|{name}|{campaign_id}\n"
    campaign = world.campaign(campaign_id)
    if campaign is None:
        return f"ERROR: update_campaign CAMPAIGN DOES NOT EXIST: |{user}|{campaign_id}\n"
    changes: list[Callable[[Campaign], None]] = []
    for name, setting in _SETTINGS.items():
        value = setting.cleaned(request.text(name))
        if not value:
            continue
        rule = setting.refuse(value, world.options.dial_limit)
        if rule:
            return f"ERROR: update_campaign {rule}, THIS IS AN OPTIONAL FIELD: |{user}|{value}\n"
        changes.append(setting.change(value))
    for change in changes:
        change(campaign)
    if changes:
        answer = f"SUCCESS: update_campaign CAMPAIGN HAS BEEN UPDATED - {user}|{campaign_id}\n"
    else:
        answer = f"NOTICE: update_campaign NO UPDATES DEFINED: |{user}|\n"
    if request.text("reset_hopper") == "Y":
        world.hoppers[campaign.campaign_id].clear()
        answer += f"NOTICE: update_campaign HOPPER HAS BEEN RESET - {user}|{campaign_id}|\n"
    return answer


class _Setting:
    """One setting of `update_campaign`: characters to delete and values to refuse."""

    def __init__(self, field: str, deleted: str, rule: Callable[[str, int], str]) -> None:
        self._field = field
        self._deleted = re.compile(deleted)
        self.refuse = rule

    def cleaned(self, value: str) -> str:
        """The value as the server reads it: unwanted characters are silently deleted."""
        return self._deleted.sub("", value)

    def change(self, value: str) -> Callable[[Campaign], None]:
        """Writes the value to a campaign."""

        def write(campaign: Campaign) -> None:
            kind = type(getattr(campaign, self._field))
            setattr(campaign, self._field, kind(value))

        return write


def _level_rule(value: str, limit: int) -> str:
    if leading_number(value) > limit + 0.001:
        return f"AUTO DIAL LEVEL MUST BE FROM 0 TO {limit}.001"
    return ""


def _method_rule(value: str, _: int) -> str:
    return "" if value in DIAL_METHODS else "DIAL METHOD IS NOT VALID"


def _maximum_rule(value: str, _: int) -> str:
    return "" if len(value) <= 5 else "ADAPT MAXIMUM DIAL LEVEL MUST BE FROM 1 TO 5 CHARACTERS"


def _hopper_rule(value: str, _: int) -> str:
    """The message says 2000 but the server accepts up to 5000."""
    good = len(value) <= 9 and 1 <= int(value) <= HIGHEST_HOPPER_LEVEL
    return "" if good else "HOPPER LEVEL MUST BE FROM 1 TO 2000"


def _timeout_rule(value: str, _: int) -> str:
    good = len(value) <= 9 and 1 <= int(value) <= 120
    return "" if good else "DIAL TIMEOUT MUST BE FROM 1 TO 120"


def _name_rule(value: str, _: int) -> str:
    return "" if 6 <= len(value) <= 40 else "CAMPAIGN NAME MUST BE FROM 6 TO 40 CHARACTERS"


def _active_rule(value: str, _: int) -> str:
    return "" if value in ("Y", "N") else "ACTIVE MUST BE Y OR N"


_SETTINGS = {
    "auto_dial_level": _Setting("dial_level", r"[^0-9.]", _level_rule),
    "dial_method": _Setting("dial_method", r"[^\w-]", _method_rule),
    "adaptive_maximum_level": _Setting("adaptive_maximum_level", r"[^0-9.]", _maximum_rule),
    "hopper_level": _Setting("hopper_level", r"[^0-9]", _hopper_rule),
    "dial_timeout": _Setting("dial_timeout", r"[^0-9]", _timeout_rule),
    "campaign_name": _Setting("name", r"[^- .,\w]", _name_rule),
    "active": _Setting("active", r"[^A-Z]", _active_rule),
}

FUNCTIONS = {
    "campaigns_list": Function(
        campaigns_list, level=7, right="reports", refusal="GET CAMPAIGN INFO"
    ),
    "hopper_list": Function(hopper_list, level=7, right="reports", refusal="GET CAMPAIGN INFO"),
    "update_campaign": Function(
        update_campaign, level=8, right="campaigns", refusal="UPDATE CAMPAIGNS", tail=""
    ),
}


# `call_status_stats`: the day's calls by line, hour and status

ALL = ("---ALL---", "ALLCAMPAIGNS")


def call_status_stats(request: Request) -> str:
    """One row for each requested campaign, and for each in-group if all are requested.

    `stage` and `header` are ignored, as on the server. An unknown id gives a row of zeros.
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
        campaigns = sorted(filter(request.account.sees, world.campaigns), key=str.lower)
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
