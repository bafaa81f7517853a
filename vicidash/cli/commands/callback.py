"""``vicidash lead callback``: schedule a callback, or show those that a lead has."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from vicidash.actions.kinds import LEAD_CALLBACK
from vicidash.cli.completion import agents as agent_names
from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, json_option, moment, pass_cli
from vicidash.cli.runtime import ask_dialer, may_act
from vicidash.cli.terminal import Columns, ExitCode, note, print_json, print_rows
from vicidash.cli.writes import Write, WriteResult, send_writes

if TYPE_CHECKING:
    from vicidash.client import CallbackSet, VicidialClient

_TITLES: Final = {
    "callback_date": "When",
    "callback_status": "State",
    "recipient": "For",
    "user": "User",
    "campaign_id": "Campaign",
    "entry_date": "Entered",
    "comments": "Comments",
}


@click.command()
@click.argument("lead_id", metavar="ID")
@click.argument("when", required=False, callback=moment)
@click.option(
    "--at",
    metavar="TEXT",
    help="In place of WHEN: 'fri 3pm', 'in 2h', 'tomorrow 10', on the dialer's clock.",
)
@click.option("--campaign", metavar="ID", shell_complete=campaigns, help="For which campaign.")
@click.option(
    "--agent",
    metavar="USER",
    shell_complete=agent_names,
    help="Only this agent calls back; any agent if left out.",
)
@click.option("--comments", default="", metavar="TEXT", help="A note that the agent sees.")
@json_option
@pass_cli
def callback(
    cli: CliContext,
    lead_id: str,
    when: datetime | None,
    at: str | None,
    campaign: str | None,
    agent: str | None,
    comments: str,
    as_json: bool,
) -> int:
    """Schedule a callback; without WHEN, show those that the lead has.

    WHEN is a time on the dialer's clock, unless it has a time zone of its own. A lead has one
    callback: a new one replaces it.

    \b
    Examples:
      vicidash lead callback 4711 "2026-11-25 10:30" --campaign SALESB2B
      vicidash lead callback 4711 2026-11-25T10:30-05:00 --campaign SALESB2B --agent 1001
      vicidash lead callback 4711 --at "fri 3pm" --campaign SALESB2B
      vicidash lead callback 4711
    """
    if when is not None and at is not None:
        raise click.UsageError("WHEN and --at are two times: give one of them")
    if when is None and at is None:
        if campaign or agent or comments:
            raise click.UsageError("WHEN is missing: such as '2026-11-25 10:30'")
        return _show(cli, lead_id, as_json=as_json)
    if campaign is None:
        raise click.UsageError("a callback is for a campaign: add --campaign ID")

    async def send(client: VicidialClient) -> WriteResult:
        from vicidash.actions.leads import callback_notes, callback_words

        done = await client.leads.callback(
            lead_id,
            when if when is not None else await _read(client, at or ""),
            campaign,
            kind="USERONLY" if agent else "ANYONE",
            user=agent,
            comments=comments,
        )
        who = f"agent {done.user}" if done.user else "any agent"
        stored_at = done.when.isoformat(" ")
        return WriteResult(
            line=f"callback at {stored_at} of the dialer's clock, {done.campaign_id}, {who}",
            before=callback_words(done.before) if done.before is not None else "",
            after=stored_at,
            notes=[*callback_notes(done), *_comment_notes(comments, done)],
            # "before" is a text in the JSON of every action
            data={
                **done.model_dump(mode="json", exclude={"before"}),
                "replaced": done.before.model_dump(mode="json") if done.before else None,
            },
        )

    write = Write(
        action=LEAD_CALLBACK,
        target=lead_id,
        value=" ".join(each for each in (campaign, agent) if each),
        send=send,
        look=f"vicidash lead callback {lead_id}",
    )
    return send_writes(may_act(cli), [write], as_json=as_json, one=True)


async def _read(client: VicidialClient, text: str) -> datetime:
    """The time that is meant, by the dialer's clock. Raises ``InvalidInput``."""
    from vicidash.actions.callback_time import HINT, read_when
    from vicidash.client import InvalidInput, Unsupported

    try:
        now = (await client.server()).time
    except Unsupported:
        now = None
    when, rest = read_when(text, now)
    if rest.strip():
        raise InvalidInput("callback time", text, f"a time such as {HINT}, and nothing else")
    return when


def _comment_notes(comments: str, done: CallbackSet) -> list[str]:
    """What became of the comments, which belong on no log."""
    before, stored = done.before, done.stored
    notes = []
    if before is not None and before.comments.strip():
        notes.append(f"its comments were: {before.comments.strip()}")
    if stored is not None and stored.comments.strip() != comments.strip():
        notes.append(f"the dialer stored the comments as {stored.comments.strip()!r}")
    return notes


def _show(cli: CliContext, lead_id: str, *, as_json: bool) -> int:
    from vicidash.client import Callback

    found = ask_dialer(cli, lambda client: client.leads.callback_info(lead_id))
    rows = [each.model_dump(mode="json") for each in found]
    if not rows:
        note(f"no callback of a lead {lead_id} is stored")
    if as_json:
        print_json(rows)
    else:
        fields = tuple(Callback.model_fields)
        print_rows(rows, Columns(fields, _TITLES, ("entry_date", "comments")))
    return ExitCode.DONE
