"""Dialers echo the password, a right one too: nothing that the floor keeps or tells may hold it."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import PASSWORD, Clock, FakeDialer, Line, Seat
from tests.floor.watch_driver import run
from tests.replay import recorded, recordings
from vicidash.action_table import ACTIONS
from vicidash.actions.audit_log import AuditLog
from vicidash.actions.desk import ActionDesk
from vicidash.client import VicidialClient
from vicidash.floor.watch import FloorWatch

ECHOING = sorted(
    {each.body for each in recordings() if PASSWORD in each.body}
    | {each.body.replace("wrong", PASSWORD) for each in recordings() if "wrong|" in each.body}
    | {
        f"<html><body>Error in /agc/api.php?user=apiuser&pass={PASSWORD}&function=x</body></html>",
        f"ERROR: external_pause no - apiuser|{PASSWORD}|PAUSE\n",
        f"SUCCESS: external_pause function set for pass='{PASSWORD}' - PAUSE|1|1001\n",
        f"NOTICE: update_campaign NO UPDATES DEFINED: |apiuser|{PASSWORD}|\n",
        f"{PASSWORD}\n",
    }
)


def test_the_recordings_do_echo() -> None:
    assert recorded("ag_locked_out_right_password").body in ECHOING
    assert len(ECHOING) > 7


@pytest.mark.parametrize("body", ECHOING, ids=range(len(ECHOING)))
async def test_no_trace_of_it_is_left_anywhere(
    fake: FakeDialer,
    client: VicidialClient,
    clock: Clock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    body: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "audit.log"
    fake.seat(Seat("1001"), Seat("1002", status="PAUSED"))
    fake.campaigns = {"SALES": Line(), "SOLAR": Line()}
    post = Post(fake, client, clock)
    post.desk = ActionDesk(
        client,
        AuditLog(path, dialer=client.url, user=client.user),
        clock=clock,
        on_change=post.told.append,
    )
    floor = await post.floor()
    told: list[object] = []
    for function in (
        *("external_pause", "pause_code", "logout"),
        *("update_campaign", "send_notification", "blind_monitor", "update_lead"),
    ):
        fake.instead[function] = body
    for action in (
        post.desk.agents.pause(floor["1001"], "LUNCH"),
        post.desk.agents.pause(floor["1002"], "LUNCH"),
        post.desk.agents.resume(floor["1002"]),
        post.desk.agents.log_out(floor["1001"]),
        post.desk.campaigns.set_level("SALES", "3.5"),
        post.desk.campaigns.pause("SALES"),
        post.desk.campaigns.set_maximum("SALES", "3.5"),
        post.desk.campaigns.reset_hopper("SALES"),
        post.desk.agents.message("Call me", agent="1001"),
        post.desk.agents.listen(floor["1001"], "350a", "10.10.10.15"),
        post.desk.record("update lead", "lead 7", client.leads.update(7, status="NI")),
    ):
        told.append(await action)
        client.retry_login()
    told += [post.desk.denied.reason(*action.kinds) for action in ACTIONS]
    batch = post.desk.agents.batch("pause", ("1001", "1002"), floor.get)
    await batch.run()
    told += [batch.summary(), batch.results]
    client.retry_login()
    for function in ("logged_in_agents", "campaigns_list", "in_group_status", "version"):
        fake.instead[function] = body
        told.append(await run(FloorWatch(client, clock=clock), clock, 10.0))
        client.retry_login()
        del fake.instead[function]
    fake.instead |= dict.fromkeys(("call_status_stats", "hopper_list"), body)
    told.append(await run(FloorWatch(client, clock=clock), clock, 100.0))
    await asyncio.sleep(0)

    kept = "\n".join([repr(told), *map(str, told), repr(post.told), path.read_text(), caplog.text])
    for form in (PASSWORD, quote_plus(PASSWORD), PASSWORD.upper()):
        assert form not in kept
