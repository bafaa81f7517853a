"""Callbacks of a lead: scheduled, and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vicidash.cli.acting import may_act
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import handle_errors, load_chosen, run_with_client
from vicidash.cli.terminal import Columns, ExitCode, print_json, print_rows
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.client import Callback, VicidialClient

_SHOWN: Final = Columns(
    tuple(Callback.model_fields),
    {
        "callback_date": "When",
        "callback_status": "State",
        "recipient": "For",
        "user": "User",
        "campaign_id": "Campaign",
        "entry_date": "Entered",
        "comments": "Comments",
    },
    ("entry_date", "comments"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A callback to schedule; for anyone without an ``agent``."""

    lead_id: str
    when: datetime
    campaign: str
    agent: str | None
    comments: str


def schedule(chosen: CliContext, plan: Plan, *, as_json: bool) -> ExitCode:
    """Schedule a callback."""

    async def send(client: VicidialClient) -> WriteResult:
        done = await client.leads.callback(
            plan.lead_id,
            plan.when,
            plan.campaign,
            kind="USERONLY" if plan.agent else "ANYONE",
            user=plan.agent,
            comments=plan.comments,
        )
        who = f"agent {done.user}" if done.user else "anyone"
        at = done.when.isoformat(" ")
        return WriteResult(
            line=f"callback at {at} of the dialer's clock, {done.campaign_id}, {who}",
            after=at,
            data=done.model_dump(mode="json"),
        )

    order = Write(
        action="call back lead",
        target=plan.lead_id,
        value=" ".join(each for each in (plan.campaign, plan.agent) if each),
        send=send,
        look=f"vicidash lead callback {plan.lead_id}",
    )
    return send_writes(may_act(chosen), [order], as_json=as_json, one=True)


def show(chosen: CliContext, lead_id: str, *, as_json: bool) -> ExitCode:
    """Print the callbacks that a lead has."""
    with handle_errors():
        loaded = load_chosen(chosen)
    found = run_with_client(loaded, lambda client: client.leads.callback_info(lead_id))
    rows = [each.model_dump(mode="json") for each in found]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, _SHOWN)
    return ExitCode.DONE
