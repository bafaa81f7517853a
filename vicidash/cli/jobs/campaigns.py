"""Campaigns: what ``campaign`` sends, and what it prints."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from vicidash.actions.ticket import Stage
from vicidash.cli.acting import may_act
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import check_campaigns, handle_errors, load_chosen, run_with_client
from vicidash.cli.terminal import (
    Columns,
    ExitCode,
    confirm,
    format_targets,
    note,
    print_json,
    print_rows,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.client import Refused, VicidialClient
from vicidash.client.models import Campaign, CampaignChange
from vicidash.formatting import plural

_COLUMNS: Final = Columns(
    tuple(Campaign.model_fields),
    {
        "campaign_id": "Campaign",
        "campaign_name": "Name",
        "active": "Active",
        "dial_method": "Method",
        "dial_level": "Level",
    },
)
_LOOK: Final = "vicidash campaign list"
_WORDS: Final = {"Y": "active", "N": "inactive"}
_NOT_TOLD: Final = "no dialer tells this setting, so it was not read back"

Change = Callable[[VicidialClient], Awaitable[CampaignChange]]


def show(chosen: CliContext, *, as_json: bool) -> None:
    """Print the campaigns that the account sees."""
    with handle_errors():
        loaded = load_chosen(chosen)
    found = run_with_client(loaded, lambda client: client.campaigns.list())
    if found.dropped:
        note(f"{plural(found.dropped, 'row')} of the answer could not be read and is left out")
    rows = [each.model_dump(mode="json") for each in found]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, _COLUMNS)


def switch(
    chosen: CliContext, verb: str, ids: Sequence[str], *, ask: bool, as_json: bool
) -> ExitCode:
    """Make campaigns inactive (``verb`` pause) or active."""
    loaded = may_act(chosen)
    pausing = verb == "pause"
    if ask:
        effect = "Stop dialing in" if pausing else "Make active"
        confirm(f"{effect} {format_targets(ids, 'campaign')}?", "the campaigns stay as they are")

    def order(campaign_id: str) -> Write:
        async def change(client: VicidialClient) -> CampaignChange:
            resource = client.campaigns
            return await (resource.pause if pausing else resource.activate)(campaign_id)

        word = "inactive" if pausing else "active"
        return _order(f"{verb} campaign", campaign_id, "", change, word)

    return send_writes(loaded, [order(each) for each in ids], as_json=as_json)


def method(chosen: CliContext, campaign_id: str, name: str, *, as_json: bool) -> ExitCode:
    """Set the dial method."""

    async def change(client: VicidialClient) -> CampaignChange:
        return await client.campaigns.set_dial_method(campaign_id, name)

    order = _order("dial method", campaign_id, name, change, f"dial method {name}")
    return send_writes(may_act(chosen), [order], as_json=as_json, one=True)


def maximum(chosen: CliContext, campaign_id: str, level: str, *, as_json: bool) -> ExitCode:
    """Set the adaptive maximum."""

    async def change(client: VicidialClient) -> CampaignChange:
        return await client.campaigns.set_adaptive_maximum(campaign_id, level)

    line = f"adaptive maximum level {level}"
    order = _order("adaptive maximum", campaign_id, level, change, line)
    return send_writes(may_act(chosen), [order], as_json=as_json, one=True)


def hopper(chosen: CliContext, campaign_id: str, leads: int, *, as_json: bool) -> ExitCode:
    """Set the hopper level."""

    async def change(client: VicidialClient) -> CampaignChange:
        return await client.campaigns.set_hopper_level(campaign_id, leads)

    order = _order("hopper level", campaign_id, str(leads), change, f"hopper level {leads}")
    return send_writes(may_act(chosen), [order], as_json=as_json, one=True)


def reset_hopper(chosen: CliContext, ids: Sequence[str], *, ask: bool, as_json: bool) -> ExitCode:
    """Empty hoppers."""
    loaded = may_act(chosen)
    if ask:
        whose = "the hopper of " + (ids[0] if len(ids) == 1 else format_targets(ids, "campaign"))
        confirm(f"Empty {whose}?", "no hopper was emptied")

    def order(campaign_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            try:
                await client.campaigns.reset_hopper(campaign_id)
            except Refused:
                await check_campaigns(client, (campaign_id,))
                raise
            return WriteResult(line="hopper emptied")

        return Write(action="reset hopper", target=campaign_id, send=send, look="vicidash stats")

    return send_writes(loaded, [order(each) for each in ids], as_json=as_json)


def _order(action: str, campaign_id: str, value: str, change: Change, line: str) -> Write:
    async def send(client: VicidialClient) -> WriteResult:
        try:
            done = await change(client)
        except Refused:
            await check_campaigns(client, (campaign_id,))
            raise
        if done.obeyed is False:
            line_, stage = f"the dialer holds {done.after}", Stage.NOT_OBEYED
        else:
            before = _WORDS.get(done.before or "", done.before)
            was = f" (was {before})" if done.before not in (None, done.asked) else ""
            line_, stage = line + was, Stage.CONFIRMED
        return WriteResult(
            line=line_,
            stage=stage,
            before=done.before or "",
            after=done.after or "",
            notes=[_NOT_TOLD] if done.obeyed is None else [],
            data={"setting": done.setting},
        )

    return Write(action=action, target=campaign_id, value=value, send=send, look=_LOOK)
