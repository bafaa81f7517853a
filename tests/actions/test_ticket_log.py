"""What a desk has written down: who did not obey, where the log is, what was done beside it."""

from __future__ import annotations

from pathlib import Path

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, Seat
from vicidash.actions.audit_log import AuditLog, read_audit
from vicidash.actions.desk import ActionDesk
from vicidash.client import VicidialClient


async def disobeyed(post: Post, user: str) -> None:
    """An agent's frozen browser does nothing of what it is told."""
    await post.desk.agents.pause(await post.agent(user))
    for _ in range(6):
        await post.look()


async def test_the_latest_action_on_a_target_is_the_one_that_counts(post: Post) -> None:
    post.fake.seat(Seat("1001"), Seat("1002"))
    assert not post.desk.tickets.not_obeyed
    await disobeyed(post, "1001")
    await disobeyed(post, "1002")
    assert [each.target for each in post.desk.tickets.not_obeyed] == ["1001", "1002"]
    await post.desk.agents.pause(await post.agent("1001"))
    assert [each.target for each in post.desk.tickets.not_obeyed] == ["1002"]


async def test_a_campaign_that_is_called_as_an_agent_is_another_target(post: Post) -> None:
    post.fake.seat(Seat("SALES", campaign="SALES"))
    await disobeyed(post, "SALES")
    await post.desk.campaigns.set_level("SALES", "2.5")
    assert [each.action for each in post.desk.tickets.not_obeyed] == ["pause"]


def test_what_is_done_without_the_dialer_is_written_down(
    client: VicidialClient, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "audit.jsonl"
    desk = ActionDesk(client, AuditLog(path, dialer=client.url, user="apiuser"), clock=clock)
    assert desk.tickets.audit_path == path
    desk.tickets.note(
        "acknowledge", "1001", value="dead", before="warning: 1001", after="acknowledged"
    )
    assert desk.tickets.audit_lines == 1
    (entry,) = read_audit(path).entries
    assert (entry.action, entry.target, entry.value) == ("acknowledge", "1001", "dead")
    assert (entry.before, entry.after, entry.outcome) == ("warning: 1001", "acknowledged", "done")
    assert desk.tickets.pending == ()


def test_a_log_that_cannot_be_written_is_said(post: Post) -> None:
    post.page.broken = OSError(28, "No space left on device")
    post.desk.tickets.note("acknowledge", "1001", value="dead", before="", after="")
    assert (
        post.desk.tickets.audit_problem
        == "the audit log cannot be written: No space left on device"
    )
    assert (post.desk.tickets.audit_path, post.desk.tickets.audit_lines) == (None, 0)
