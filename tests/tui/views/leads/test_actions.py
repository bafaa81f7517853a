"""Acting on a lead: once, named in the question, and in the audit log by its id alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from textual import events

from tests.tui.views.leads.helpers import MARY, MARY_AGAIN, OTHER, PHONE, Desk, leads
from vicidash.client import CallCounts

pytestmark = [pytest.mark.long, pytest.mark.thorough]

WRITES = ("update_lead", "add_dnc_phone")


def audited(desk: Desk) -> list[dict[str, Any]]:
    text = desk.console.audit.read_text() if desk.console.audit.exists() else ""
    for personal in (PHONE, "Mary", "Shelley", "mary@example.com"):
        assert personal not in text
    return [json.loads(line) for line in text.splitlines()]


async def chosen(desk: Desk) -> None:
    """Mary Shelley is under the cursor."""
    await desk.find(PHONE)
    await desk.press("j")


async def test_a_status_is_set_by_one_request_and_shown_as_it_is_then() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("t", *"NI")
        assert f"Status of lead {MARY}, Mary Shelley, now NA" in desk.console.text
        await desk.press("enter")
        assert desk.asked(*WRITES) == 1
        assert desk.console.dialer.world.leads.leads[MARY].status == "NI"
        assert desk.lead(MARY).status == desk.fields["status"] == "NI"
        assert desk.message == f"lead status {MARY} NI: done"
        assert [
            (line["action"], line["target"], line["value"], line["outcome"], line["before"])
            for line in audited(desk)
        ] == [
            ("lead status", str(MARY), "NI", "sending", "NA"),
            ("lead status", str(MARY), "NI", "done", "NA"),
        ]


async def test_statuses_seen_today_are_offered_the_usual_ones_first() -> None:
    async with leads() as desk:
        hours = (0,) * 24
        desk.console.watch._parts.calls = {
            "A": CallCounts(
                id="A", calls=9, answers=9, by_hour=hours, by_status={"SALE": 2, "NI": 7}
            ),
            "B": CallCounts(id="B", calls=9, answers=9, by_hour=hours, by_status={"SALE": 9}),
        }
        await desk.console.poll()
        await chosen(desk)
        await desk.press("t")
        assert desk.dialog.index("SALE 11 calls today") < desk.dialog.index("NI 7 calls today")
        await desk.press(*"sal", "enter")
        assert desk.lead(MARY).status == "SALE"


async def test_a_status_that_cannot_be_one_is_not_sent() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("t")
        await desk.type("MUCHTOOLONG")
        await desk.press("enter")
        assert "1 to 6 letters, digits, dashes or underscores" in desk.dialog
        assert "MUCHTOOLONG" in desk.dialog
        await desk.press("escape")
        assert desk.asked(*WRITES) == 0
        assert audited(desk) == []


async def test_the_lead_of_the_key_press_is_meant_whatever_is_found_meanwhile() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("t", *"NI")
        view = desk.view
        view.sheet.answered(view.sheet.ask(OTHER), None)
        view.draw()
        await desk.press("enter")
        assert desk.console.dialer.world.leads.leads[MARY].status == "NI"


async def test_a_callback_is_understood_while_it_is_typed_and_then_set() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("b")
        await desk.type("tomorrow 10:30 for:a0003 campaign:SALESB2B asked for her")
        understood = "Tue 2026-11-24 10:30 on SALESB2B, by only a0003; comment: asked for her"
        assert understood in desk.dialog
        await desk.press("enter")
        assert desk.asked(*WRITES) == 1
        (callback,) = desk.console.dialer.world.callbacks.current(MARY)
        assert callback.callback_time == "2026-11-24 10:30:00"
        assert (callback.user, callback.recipient) == ("a0003", "USERONLY")
        assert callback.comments == "asked for her"
        assert desk.fields["callback"].startswith("2026-11-24 10:30  ACTIVE  SALESB2B  only a0003")
        lines = audited(desk)
        assert lines[-1]["value"] == "2026-11-24 10:30:00 SALESB2B for a0003"
        assert lines[-1]["target"] == str(MARY)
        assert "asked for her" not in desk.console.audit.read_text()


async def test_a_callback_with_a_bad_time_keeps_what_was_typed() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("b")
        await desk.type("25:99 campaign:SALESB2B")
        await desk.press("enter")
        assert "a time such as 10:30" in desk.dialog
        assert "25:99 campaign:SALESB2B" in desk.dialog
        assert desk.asked(*WRITES) == 0
        await desk.type("08:00 campaign:SALESB2B")
        await desk.press("enter")
        assert "a time in the future: the dialer's clock is 2026-11-23 12:16" in desk.dialog
        await desk.press("escape")
        assert desk.asked(*WRITES) == 0


async def test_the_error_of_a_pasted_callback_wins_over_what_is_said_while_typing() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("b")
        desk.console.app.post_message(events.Paste("25:99 campaign:SALESB2B"))
        desk.console.send("enter")  # before it is said how the pasted text is understood
        await desk.console.quiet()
        assert "a time such as 10:30" in desk.dialog
        assert "Then, optional" not in desk.dialog
        await desk.type(" ")
        assert "Then, optional" in desk.dialog, "it has been changed since"


async def test_a_callback_in_some_minutes_counts_from_when_it_is_sent() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("b")
        await desk.console.poll(1800)  # the telephone rang
        await desk.type("+10 min campaign:SALESB2B")
        await desk.press("enter")
        (callback,) = desk.console.dialer.world.callbacks.current(MARY)
        assert callback.callback_time == "2026-11-23 12:56:00"


async def test_a_callback_needs_a_campaign_where_none_is_likely() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("b")
        await desk.type("+45")
        await desk.press("enter")
        assert "a campaign as well: campaign:ID, one of" in desk.dialog
        await desk.press("escape")
        desk.console.dialer.call("a0001", MARY)
        await desk.console.poll()
        campaign = desk.console.agent("a0001").campaign_id
        await desk.press("b")
        await desk.type("+45")
        await desk.press("enter")
        (callback,) = desk.console.dialer.world.callbacks.current(MARY)
        assert callback.campaign_id == campaign


async def test_do_not_call_asks_first_with_the_focus_on_cancel() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("d", "enter")
        assert f"Put {PHONE} on the system's do-not-call list?" in desk.dialog
        assert "Mary Shelley" in desk.dialog
        await desk.press("enter")
        assert desk.asked(*WRITES) == 0
        await desk.press("d", "enter", "left", "enter")
        assert desk.asked("add_dnc_phone") == 1
        assert desk.message == f"lead do-not-call {MARY} system: done"
        assert audited(desk)[-1]["after"] == "on the list of system"


async def test_do_not_call_by_one_campaign() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("d")
        await desk.type("salesb2b")
        await desk.press("enter")
        assert f"Put {PHONE} on the list of SALESB2B?" in desk.dialog
        await desk.press("left", "enter")
        (asked,) = (
            each for each in desk.console.dialer.questions if each["function"] == "add_dnc_phone"
        )
        assert (asked["campaign_id"], asked["phone_number"]) == ("SALESB2B", PHONE)
        assert audited(desk)[-1]["value"] == "SALESB2B"


async def test_a_refusal_is_told_and_logged_without_the_number() -> None:
    async with leads() as desk:
        await chosen(desk)
        desk.console.dialer.instead["add_dnc_phone"] = (
            200,
            f"ERROR: add_dnc_phone NO - super|{PHONE}|SYSTEM_INTERNAL\n",
        )
        await desk.press("d", "enter", "left", "enter")
        assert "lead do-not-call 700001 system: failed" in desk.message
        assert [line["outcome"] for line in audited(desk)] == ["sending", "failed"]


async def test_without_a_lead_it_says_how_to_find_one() -> None:
    async with leads() as desk:
        for key in "tbd":
            await desk.press(key)
            assert desk.message == "No lead is selected: / finds by phone number"
        for key in "vyY":
            await desk.press(key)
            assert desk.message == "No recording is selected"


async def test_read_only_finds_and_says_why_it_does_not_write() -> None:
    async with leads(settings={"read_only": True}) as desk:
        await chosen(desk)
        assert desk.leads == [MARY_AGAIN, MARY]
        for key, label in (("t", "Status"), ("b", "Callback"), ("d", "Do not call")):
            await desk.press(key)
            assert desk.message == f"{label}: this console is read-only (--read-only)"
        assert desk.asked(*WRITES) == 0


async def test_what_the_account_may_not_do_is_dimmed_once_it_is_known() -> None:
    async with leads() as desk:
        await chosen(desk)
        why = "ERROR: update_lead USER DOES NOT HAVE PERMISSION TO UPDATE LEADS - super|0\n"
        desk.console.dialer.instead["update_lead"] = (200, why)
        await desk.press("t", *"NI", "enter")
        assert "failed" in desk.message
        await desk.press("t")
        assert "Status: update_lead: user 'super' may not use this function" in desk.message
        assert desk.asked("update_lead") == 1


async def test_a_frozen_picture_is_not_acted_on() -> None:
    async with leads() as desk:
        await chosen(desk)
        await desk.press("f", "t")
        assert desk.message.startswith("The screen is frozen")
        assert desk.asked(*WRITES) == 0


async def test_a_gateway_of_the_guide_says_what_it_lacks() -> None:
    rows = f"SUCCESS: lead_search - 2\n{MARY}|101|NA|a0003\n{MARY_AGAIN}|101|NEW|\n"
    async with leads(client={"dialect": "guide", "agents": ("a0001",)}) as desk:
        desk.console.dialer.instead["lead_search"] = (200, rows)
        await chosen(desk)
        assert desk.leads == [MARY, MARY_AGAIN]
        assert desk.asked("lead_search") == 1
        assert desk.asked("lead_all_info", "lead_callback_info", "recording_lookup") == 0
        assert "the guide's dialect does not have it" in desk.fields["callback"]
        assert (
            desk.fields["not shown"].startswith("source id, ")
            or "email" in desk.fields["not shown"]
        )
        assert desk.lead(MARY).name == "—"
        await desk.press("d")
        assert "Do not call: add_dnc_phone: the guide's dialect" in desk.message
        await desk.press("v")
        assert "Play: recording_lookup: the guide's dialect" in desk.message


async def test_while_the_lead_is_still_asked_for_it_says_that_instead() -> None:
    async with leads() as desk:
        desk.view.sheet.ask("lead 700001")
        await desk.press("b")
        assert desk.message.startswith("Still asking the dialer for lead 700001")
