"""The leads view on what a real server answered."""

from __future__ import annotations

import pytest

from tests.replay import Replay
from tests.tui.driver import floor
from tests.tui.views.leads.helpers import Desk

pytestmark = pytest.mark.thorough


async def test_a_lead_with_the_fields_of_its_list() -> None:
    with Replay() as dialer:
        search = "search_keyrecords_foundlead_ids\n3125554001|1|1621\n"
        dialer.answer("lead_search", search)  # recorded only together with another number
        async with floor(replay=dialer) as console:
            await console.press("5")
            desk = Desk(console)
            await desk.find("3125554001")
            assert desk.leads == [1621]
            assert desk.fields["policy_no"] == "P-77"
            assert desk.fields["plan"] == "gold"
            assert "date of birth" in desk.fields["empty"]  # 0000-00-00
        assert len(dialer.asked("lead_all_info")) == 1


async def test_its_callback_and_its_recordings() -> None:
    with Replay() as dialer:
        row = (
            "3|CURRENT|USERONLY|ACTIVE|CALLBK|2026-11-26 09:00:00|2026-11-23 05:21:14|a0003|1000|"
            "SALESB2B|AGENTS|||asked for Mary\n"
        )
        header = (
            "lead_id|callback_type|recipient|callback_status|lead_status|callback_date|entry_date|"
            "user|list_id|campaign_id|user_group|customer_timezone|customer_time|comments\n"
        )
        dialer.answer("lead_search", "search_keyrecords_foundlead_ids\n3125554001|1|1621\n")
        dialer.answer("lead_callback_info", header + row)  # of another lead, as it was recorded
        dialer.answer(
            "recording_lookup",
            "start_time|user|recording_id|lead_id|location\n2026-11-23 03:10:00|a0001|901|1621|60|"
            "http://store:se3cret@10.10.10.15/RECORDINGS/MP3/20261123-031000_a0001-all.mp3\n",
        )
        async with floor(replay=dialer, size=(160, 40)) as console:
            await console.press("5")
            desk = Desk(console)
            await desk.find("3125554001")
            told = "2026-11-26 09:00 ACTIVE SALESB2B only a0003 asked for Mary"
            assert " ".join(desk.fields["callback"].split()) == told
            (recording,) = desk.recordings
            assert desk.recording(recording).name == "20261123-031000_a0001-all.mp3"
            assert "se3cret" not in console.text
