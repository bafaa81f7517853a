"""``vicidash campaign``: the campaigns, and how they dial."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from vicidash.actions.kinds import (
    ACTIVATE_CAMPAIGN,
    ADAPTIVE_MAXIMUM,
    DIAL_METHOD,
    HOPPER_LEVEL,
    PAUSE_CAMPAIGN,
    RESET_HOPPER,
)
from vicidash.cli.commands.actions import LevelCommand, ask_about_rise, dial_level
from vicidash.cli.completion import campaigns as campaign_ids
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import ask_dialer, may_act, note_dropped
from vicidash.cli.terminal import (
    Columns,
    can_ask,
    confirm,
    format_targets,
    has_person,
    print_json,
    print_rows,
    unasked_option,
    yes_option,
)
from vicidash.cli.writes import Write, WriteResult, send_writes

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.client.models import CampaignChange
    from vicidash.client.resources.campaigns import Campaigns

    Change = Callable[[Campaigns], Awaitable[CampaignChange]]

_TITLES: Final = {
    "campaign_id": "Campaign",
    "campaign_name": "Name",
    "active": "Active",
    "dial_method": "Method",
    "dial_level": "Level",
}
_WORDS: Final = {"Y": "active", "N": "inactive"}
_NOT_READ_BACK: Final = "VICIdial cannot show this setting, so it was not read back"


@click.group(no_args_is_help=False)
def campaign() -> None:
    """See campaigns, stop and start them, set how they dial.

    Their figures: vicidash stats.

    \b
    Example:
      vicidash campaign list
    """


@campaign.command("list")
@json_option
@pass_cli
def list_(cli: CliContext, as_json: bool) -> None:
    """Show every campaign that the account sees, inactive ones too.

    \b
    Examples:
      vicidash campaign list
      vicidash campaign list --json | jq -r '.[] | select(.active) | .campaign_id'
    """
    found = ask_dialer(cli, lambda client: client.campaigns.list())
    note_dropped(found.dropped)
    rows = [each.model_dump(mode="json") for each in found]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, Columns(tuple(_TITLES), _TITLES))


@campaign.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=campaign_ids)
@yes_option
@json_option
@pass_cli
def pause(cli: CliContext, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Stop dialing: make campaigns inactive. Agents stay logged in.

    Asks first if there is more than one campaign.

    \b
    Examples:
      vicidash campaign pause SOLAR_OB
      vicidash campaign pause SOLAR_OB SALESB2B --yes
    """
    return _set_active(cli, "pause", ids, yes=yes, as_json=as_json)


@campaign.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=campaign_ids)
@yes_option
@json_option
@pass_cli
def activate(cli: CliContext, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Make campaigns active again.

    Asks first if there is more than one campaign.

    \b
    Example:
      vicidash campaign activate SOLAR_OB
    """
    return _set_active(cli, "activate", ids, yes=yes, as_json=as_json)


def _set_active(
    cli: CliContext, verb: str, ids: tuple[str, ...], *, yes: bool, as_json: bool
) -> int:
    ids = tuple(dict.fromkeys(ids))
    ask = len(ids) > 1 and can_ask(f"{verb} {format_targets(ids, 'campaign')}", yes=yes)
    loaded = may_act(cli)
    pausing = verb == "pause"
    if ask:
        effect = "Stop dialing in" if pausing else "Make active"
        confirm(f"{effect} {format_targets(ids, 'campaign')}?", "the campaigns stay as they are")

    def write(campaign_id: str) -> Write:
        def change(resource: Campaigns) -> Awaitable[CampaignChange]:
            return resource.pause(campaign_id) if pausing else resource.activate(campaign_id)

        word = "inactive" if pausing else "active"
        return _write(
            PAUSE_CAMPAIGN if pausing else ACTIVATE_CAMPAIGN, campaign_id, "", change, word
        )

    return send_writes(loaded, [write(each) for each in ids], as_json=as_json)


# the same command under a second name
campaign.add_command(
    LevelCommand(
        "level",
        params=list(dial_level.params),
        callback=dial_level.callback,
        help=(dial_level.help or "").replace("vicidash dial-level", "vicidash campaign level"),
    )
)


@campaign.command()
@click.argument("campaign_id", metavar="ID", shell_complete=campaign_ids)
@click.argument("name", metavar="METHOD")
@json_option
@pass_cli
def method(cli: CliContext, campaign_id: str, name: str, as_json: bool) -> int:
    """Set the dial method, and read it back.

    METHOD is MANUAL, RATIO, INBOUND_MAN, ADAPT_AVERAGE, ADAPT_HARD_LIMIT or ADAPT_TAPERED.

    \b
    Example:
      vicidash campaign method SALESB2B RATIO
    """
    name = name.upper()

    def change(resource: Campaigns) -> Awaitable[CampaignChange]:
        return resource.set_dial_method(campaign_id, name)

    write = _write(DIAL_METHOD, campaign_id, name, change, f"dial method {name}")
    return send_writes(may_act(cli), [write], as_json=as_json, one=True)


@campaign.command(cls=LevelCommand)
@click.argument("campaign_id", metavar="ID", shell_complete=campaign_ids)
@click.argument("level")
@unasked_option
@json_option
@pass_cli
def maximum(cli: CliContext, campaign_id: str, level: str, yes: bool, as_json: bool) -> int:
    """Set the highest level that the adaptive dial methods may choose, 1 or more.

    Use it to speed up or slow down an ADAPT_* campaign. It is read back from the
    dialer's summary page, if the account may see it. On a terminal it asks before a steep rise, as
    dial-level does.

    \b
    Example:
      vicidash campaign maximum SOLAR_OB 4.5
    """

    def change(resource: Campaigns) -> Awaitable[CampaignChange]:
        return resource.set_adaptive_maximum(campaign_id, level)

    line = f"adaptive maximum level {level}"
    write = _write(ADAPTIVE_MAXIMUM, campaign_id, level, change, line)
    loaded = may_act(cli)
    if not yes and has_person():
        ask_about_rise(loaded, campaign_id, level, maximum=True)
    return send_writes(loaded, [write], as_json=as_json, one=True)


@campaign.command()
@click.argument("campaign_id", metavar="ID", shell_complete=campaign_ids)
@click.argument("leads", type=int)
@json_option
@pass_cli
def hopper(cli: CliContext, campaign_id: str, leads: int, as_json: bool) -> int:
    """Set how many leads the dialer keeps in the hopper, 1 to 2000.

    To see how many are in it: vicidash stats. VICIdial cannot show the setting itself.

    \b
    Example:
      vicidash campaign hopper SALESB2B 500
    """

    def change(resource: Campaigns) -> Awaitable[CampaignChange]:
        return resource.set_hopper_level(campaign_id, leads)

    write = _write(HOPPER_LEVEL, campaign_id, str(leads), change, f"hopper level {leads}")
    return send_writes(may_act(cli), [write], as_json=as_json, one=True)


@campaign.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, shell_complete=campaign_ids)
@yes_option
@json_option
@pass_cli
def reset_hopper(cli: CliContext, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Empty the hopper, so that the dialer fills it again. Asks first.

    \b
    Examples:
      vicidash campaign reset-hopper SALESB2B
      vicidash campaign reset-hopper SALESB2B --yes
    """
    ids = tuple(dict.fromkeys(ids))
    ask = can_ask(f"empty the hoppers of {format_targets(ids, 'campaign')}", yes=yes)
    loaded = may_act(cli)
    if ask:
        which = "the hopper of " + (ids[0] if len(ids) == 1 else format_targets(ids, "campaign"))
        confirm(f"Empty {which}?", "no hopper was emptied")

    def write(campaign_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            await client.campaigns.reset_hopper(campaign_id)
            return WriteResult(line="hopper emptied")

        return _looked_at(
            Write(
                action=RESET_HOPPER,
                target=campaign_id,
                send=send,
                look="vicidash stats",
                campaign=campaign_id,
            )
        )

    return send_writes(loaded, [write(each) for each in ids], as_json=as_json)


def _write(action: str, campaign_id: str, value: str, change: Change, line: str) -> Write:
    """A change of one setting of a campaign; ``line`` says what was done."""

    async def send(client: VicidialClient) -> WriteResult:
        done = await change(client.campaigns)
        if done.obeyed is False:
            text = f"the dialer holds {done.after}"
        else:
            before = _WORDS.get(done.before or "", done.before)
            text = line + (f" (was {before})" if done.before not in (None, done.asked) else "")
        return WriteResult(
            line=text,
            obeyed=done.obeyed is not False,
            before=done.before or "",
            after=done.after or "",
            notes=[
                *([_NOT_READ_BACK] if done.obeyed is None else []),
                *([done.warning] if done.warning else []),
            ],
            data={"setting": done.setting, "warning": done.warning},
        )

    return _looked_at(
        Write(
            action=action,
            target=campaign_id,
            value=value,
            send=send,
            look="vicidash campaign list",
            campaign=campaign_id,
        )
    )


def _looked_at(write: Write) -> Write:
    """The write, sent only if the account sees the campaign: the dialer would change any."""

    async def prepare(client: VicidialClient, campaigns: Sequence[str]) -> Write:
        from vicidash.cli.scope import find_campaign

        remark = await find_campaign(client, write.target, campaigns)
        if not remark:
            return write

        async def send(client: VicidialClient) -> WriteResult:
            done = await write.send(client)
            return replace(done, notes=[*done.notes, remark])

        return replace(write, send=send)

    return replace(write, prepare=prepare)
