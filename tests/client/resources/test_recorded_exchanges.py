"""Each recorded exchange about lists, do-not-call, recordings, in-groups, campaigns and agents."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.client.exchange_runner import Call, play
from tests.client.helpers import connect, failure
from tests.replay import Replay, recorded
from vicidash.client import (
    DncChange,
    InvalidInput,
    Listening,
    ListInfo,
    NothingChanged,
    Notified,
    PermissionDenied,
    Queue,
    Queued,
    Recording,
    Refused,
)


def queued(function: str, user: str, words: str = "function set") -> Queued:
    return Queued(function=function, user=user, answer=words)


def listing(result: object) -> list[object]:
    return list(result)  # type: ignore[call-overload, no-any-return]


GOOD: dict[str, tuple[Call, object]] = {
    "list_info": (
        lambda client: client.lists.info("1000"),
        ListInfo(
            list_id=1000,
            list_name="List SALESB2B",
            campaign_id="SALESB2B",
            active=True,
            expiration_date=date(2099, 12, 31),
            resets_today=0,
            all_leads_count=405,
            new_leads_count=95,
            dialable_count=240,
        ),
    ),
    "add_list": (
        lambda client: client.lists.add(5005, "API list", "SALESB2B", active=True),
        None,
    ),
    "update_list": (lambda client: client.lists.update(5005, active=False), None),
    "add_dnc_phone": (
        lambda client: client.dnc.add("3125558888"),
        DncChange(phone_number="3125558888", campaign_id=None, changed=True),
    ),
    "add_dnc_phone_again": (
        lambda client: client.dnc.add(3125558888),
        DncChange(phone_number="3125558888", campaign_id=None, changed=False),
    ),
    "add_dnc_phone_campaign": (
        lambda client: client.dnc.add("3125558887", "SALESB2B"),
        DncChange(phone_number="3125558887", campaign_id="SALESB2B", changed=True),
    ),
    "delete_dnc_phone": (
        lambda client: client.dnc.remove("3125558888"),
        DncChange(phone_number="3125558888", campaign_id=None, changed=True),
    ),
    "delete_dnc_missing": (
        lambda client: client.dnc.remove("3125558888"),
        DncChange(phone_number="3125558888", campaign_id=None, changed=False),
    ),
    "in_group_status_one": (
        lambda client: client.in_groups.status(["SUPPORT"]),
        (
            Queue(
                id="SUPPORT",
                total_calls=0,
                calls_waiting=0,
                agents_logged_in=0,
                agents_in_calls=0,
                agents_waiting=0,
                agents_paused=0,
                agents_in_dispo=0,
                agents_in_dial=0,
            ),
        ),
    ),
    "update_campaign_reset_hopper": (
        lambda client: client.campaigns.reset_hopper("SOLAR_OB"),
        None,
    ),
    "external_hangup": (
        lambda client: client.agents.hangup("a0004"),
        queued("external_hangup", "a0004"),
    ),
    "external_status": (
        lambda client: client.agents.set_disposition("a0004", "A"),
        queued("external_status", "a0004"),
    ),
    "external_dial": (
        lambda client: client.agents.dial("a0003", "3125550005"),
        queued("external_dial", "a0003"),
    ),
    "transfer_conference": (
        lambda client: client.agents.hangup_conference("a0004", customer_too=True),
        queued("transfer_conference", "a0004"),
    ),
    "send_notification": (
        lambda client: client.agents.notify("Ten minutes to closing", agent="a0004"),
        Notified(recipient="a0004", kind="USER", answer="notification queued"),
    ),
    "send_notification_campaign": (
        lambda client: client.agents.notify("Ten minutes to closing", campaign="SALESB2B"),
        Notified(recipient="SALESB2B", kind="CAMPAIGN", answer="notification queued"),
    ),
    "calls_in_queue_count": (lambda client: client.agents.calls_in_queue("a0015"), 0),
}

REFUSED: dict[str, tuple[Call, type[Exception], str]] = {
    "list_info_nosuch": (
        lambda client: client.lists.info(7777, counts=False),
        Refused,
        "LIST DOES NOT EXIST",
    ),
    "add_list_exists": (
        lambda client: client.lists.add(5005, "API list", "SALESB2B"),
        Refused,
        "LIST ALREADY EXISTS",
    ),
    "update_list_nosuch": (
        lambda client: client.lists.update(987654, active=False),
        Refused,
        "LIST DOES NOT EXIST",
    ),
    "send_notification_bad": (
        lambda client: client.agents.notify("x", agent="zzz9"),
        Refused,
        "zzz9 DOES NOT EXIST in vicidial_users",
    ),
    "blind_monitor_bad_phone": (
        lambda client: client.agents.listen("8600051", phone_login="nope", server_ip="10.10.10.15"),
        Refused,
        "INVALID PHONE LOGIN",
    ),
    "blind_monitor_bad_session": (
        lambda client: client.agents.listen(
            8600999, phone_login="350a", server_ip="10.10.10.15", mode="MONITOR"
        ),
        Refused,
        "INVALID SESSION ID",
    ),
}


@pytest.mark.parametrize("name", GOOD)
async def test_what_was_recorded_is_sent_and_read(name: str) -> None:
    call, expected = GOOD[name]
    assert await play(name, call) == expected


@pytest.mark.parametrize("name", REFUSED)
async def test_a_recorded_refusal_is_a_typed_error(name: str) -> None:
    call, kind, words = REFUSED[name]
    error = await play(name, call)
    assert type(error) is kind
    assert words in str(error)


async def test_a_number_that_is_none_is_not_listed() -> None:
    """As in ``add_dnc_bad``, which the server refuses for another reason than the true one."""
    with Replay() as dialer:
        async with connect(dialer) as client:
            error = await failure(client.dnc.add("12"), InvalidInput)
    assert "6 to 20 digits (no build takes a whole area code)" in str(error)
    assert not dialer.requests


async def test_a_whole_area_code_cannot_be_listed(dialer: Replay) -> None:
    """``add_dnc_area_code``: the server deletes the X, and what is left is no number."""
    async with connect(dialer) as client:
        error = await failure(client.dnc.add("312XXXXXXX"), InvalidInput)
    assert "area code" in str(error)
    assert not dialer.requests


async def test_a_recording_is_read_although_its_header_misses_the_duration() -> None:
    result = await play("recording_lookup_lead", lambda client: client.recordings.find(lead_id=5))
    name = "20261123-031000_3125550005_a0001-all.mp3"
    expected = Recording(
        recording_id=901,
        start_time=datetime(2026, 11, 23, 3, 10),
        user="a0001",
        lead_id=5,
        duration=60,
        location=f"http://10.10.10.15/RECORDINGS/MP3/{name}",
    )
    assert listing(result) == [expected]
    assert expected.filename == name


async def test_no_recording_is_an_empty_result() -> None:
    with Replay().prefer("recording_lookup_none") as dialer:
        async with connect(dialer) as client:
            assert not await client.recordings.find(lead_id=6)


@pytest.mark.parametrize(
    ("name", "campaign"),
    [("agent_stats_export", None), ("agent_stats_export_campaign", "SALESB2B")],
)
async def test_statistics_of_agents(name: str, campaign: str | None) -> None:
    body = recorded(name).body
    with Replay() as dialer:
        # the second was recorded with a plus for the blank, which the server reads as one
        dialer.answer("agent_stats_export", body)
        async with connect(dialer) as client:
            found = await client.agents.statistics(
                datetime(2026, 11, 23), "2026-11-23 23:59:59", campaign=campaign
            )
    (asked,) = dialer.asked("agent_stats_export")
    assert asked.params["datetime_start"] == "2026-11-23 00:00:00"
    assert asked.params["datetime_end"] == "2026-11-23 23:59:59"
    assert asked.params["time_format"] == "S"
    assert asked.params.get("campaign_id") == campaign
    assert len(found) == body.count("\n") - 1
    row = next(each for each in found if each.user == "a0004")
    assert (row.full_name, row.calls, row.pause_pct) == ("Mary Okafor", 1, 100.0)
    assert row.pct_of_queue in (3.0, 10.0)


@pytest.mark.parametrize(
    ("name", "lists"),
    [
        ("list_custom_fields", {1000: ("policy_no", "plan")}),
        ("list_custom_fields_none", {1001: ()}),
        (
            "list_custom_fields_all",
            {1000: ("policy_no", "plan"), 1001: (), 1002: (), 1003: (), 5005: ()},
        ),
    ],
)
async def test_custom_fields_of_lists(name: str, lists: dict[int, tuple[str, ...]]) -> None:
    which = None if name.endswith("all") else next(iter(lists))
    result = await play(name, lambda client: client.lists.custom_fields(which))
    assert {each.list_id: each.fields for each in listing(result)} == lists  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "setting", "asked"),
    [
        ("update_campaign_pause", "active", "N"),
        ("update_campaign_activate", "active", "Y"),
        ("update_campaign_method", "dial_method", "RATIO"),
    ],
)
async def test_a_setting_is_sent_and_read_back(
    dialer: Replay, name: str, setting: str, asked: str
) -> None:
    dialer.prefer(name)
    async with connect(dialer) as client:
        campaigns = client.campaigns
        if setting == "dial_method":
            change = await campaigns.set_dial_method("SOLAR_OB", asked)
        else:
            change = await (campaigns.pause if asked == "N" else campaigns.activate)("SOLAR_OB")
    (sent,) = dialer.asked("update_campaign")
    assert sent.params[setting] == asked
    assert (change.setting, change.asked) == (setting, asked)
    assert change.before == change.after, "the replayed dialer always lists the same"
    assert change.obeyed == (change.after == asked)


async def test_settings_that_nothing_reads_back(dialer: Replay) -> None:
    dialer.answer("update_campaign", "SUCCESS: update_campaign CAMPAIGN HAS BEEN UPDATED - a|b\n")
    dialer.answer("AST_timeonVDADallSUMMARY.php", "", status=404)  # a server without its pages
    async with connect(dialer) as client:
        change = await client.campaigns.set_adaptive_maximum("SOLAR_OB", 4.5)
        assert change.obeyed is None
        await client.campaigns.set_hopper_level("SOLAR_OB", 2000)
    sent = [asked.params for asked in dialer.asked("update_campaign")]
    assert sent[0]["adaptive_maximum_level"] == "4.5"
    assert sent[1]["hopper_level"] == "2000"
    assert not dialer.asked("campaigns_list")


async def test_a_hopper_that_was_not_reset_is_no_success(dialer: Replay) -> None:
    dialer.answer("update_campaign", "NOTICE: update_campaign NO UPDATES DEFINED: |apiuser|\n")
    async with connect(dialer) as client:
        await failure(client.campaigns.reset_hopper("SOLAR_OB"), NothingChanged)


async def test_two_in_groups_are_asked_one_by_one(dialer: Replay) -> None:
    async with connect(dialer) as client:
        dialer.answer(
            "in_group_status", "ingroups|total_calls|calls_waiting\nSUPPORT|3|1\n"
        ).answer("in_group_status", "ingroups|total_calls|calls_waiting\nSALESLINE|2|0\n")
        found = await client.in_groups.status(["SUPPORT", "SALESLINE"])
    assert {asked.params["in_groups"] for asked in dialer.asked("in_group_status")} == {
        "SUPPORT",
        "SALESLINE",
    }
    assert len(found) == 2


async def test_a_list_that_is_reset_counts_its_leads(dialer: Replay) -> None:
    """Not recorded: the answer is that of the source, two NOTICEs."""
    dialer.answer(
        "update_list",
        "NOTICE: update_list NO UPDATES DEFINED: |apiuser|\n"
        "NOTICE: update_list LEADS IN LIST HAVE BEEN RESET - apiuser|1000|324\n",
    )
    async with connect(dialer) as client:
        assert await client.lists.reset(1000) == 324


async def test_a_list_that_was_reset_too_often_is_refused(dialer: Replay) -> None:
    dialer.answer(
        "update_list",
        "NOTICE: update_list NO UPDATES DEFINED: |apiuser|\n"
        "NOTICE: update_list LIST RESET FAILED, daily reset limit reached: 2 / 2 - apiuser|1000\n",
    )
    async with connect(dialer) as client:
        error = await failure(client.lists.reset(1000), Refused)
    assert "LIST RESET FAILED" in str(error)


async def test_listening_in_is_launched(dialer: Replay) -> None:
    """A recorded one needs a phone that rings; the answer is that of the source."""
    dialer.answer(
        "blind_monitor",
        "SUCCESS: blind_monitor HAS BEEN LAUNCHED - 350a|010*010*010*015*68600051|350|8600051|9\n",
    )
    async with connect(dialer) as client:
        found = await client.agents.listen(
            "8600051", phone_login="350a", server_ip="10.10.10.15", mode="WHISPER"
        )
    assert dialer.asked("blind_monitor")[0].params["stage"] == "WHISPER"
    assert found == Listening(
        session_id="8600051", phone_login="350a", mode="WHISPER", answer="HAS BEEN LAUNCHED"
    )


async def test_a_right_that_lacks_is_named(dialer: Replay) -> None:
    dialer.answer("add_list", "ERROR: add_list USER DOES NOT HAVE PERMISSION TO ADD LISTS: |u|0\n")
    async with connect(dialer) as client:
        error = await failure(client.lists.add(7007, "Seven", "SALESB2B"), PermissionDenied)
    assert "user level 8 or higher with Modify Lists" in error.right
