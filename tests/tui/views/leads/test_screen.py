"""The leads view: who has this number, and everything about them."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.tui.driver import floor
from tests.tui.views.leads.helpers import MARY, MARY_AGAIN, OTHER, PHONE, Desk, leads, people
from vicidash.actions.leads import FoundLeads
from vicidash.client import Lead as Person
from vicidash.demo.sim.leads import Lead
from vicidash.tui.views.leads.search import KEPT, SearchResults

pytestmark = pytest.mark.thorough

PERSON = Person(lead_id=MARY, list_id=101)
QUESTIONS = ("lead_search", "lead_all_info", "lead_callback_info", "recording_lookup")


async def test_nothing_is_asked_before_somebody_asks() -> None:
    async with leads() as desk:
        assert "/ finds leads by phone number" in desk.console.text
        await desk.console.poll(120)
        assert desk.asked(*QUESTIONS) == 0


async def test_a_number_finds_all_who_have_it_newest_first() -> None:
    async with leads() as desk:
        await desk.find(PHONE)
        assert desk.leads == [MARY_AGAIN, MARY]
        assert f"Leads 2  with {PHONE}" in desk.console.text
        assert desk.lead(MARY).name == "Mary Shelley"
        assert desk.lead(MARY).status == "NA"
        assert (desk.asked("lead_search"), desk.asked("lead_all_info")) == (1, 2)


async def test_a_number_may_be_written_as_people_write_it() -> None:
    async with leads() as desk:
        await desk.find("(614) 555-0199")
        assert desk.leads == [700003]


async def test_nobody_has_it() -> None:
    async with leads() as desk:
        await desk.find("16145559999")
        assert desk.leads == []
        assert (
            "No lead has 16145559999: try it without or with the country code" in desk.console.text
        )
        assert desk.asked("lead_all_info") == 0


async def test_what_is_no_number_is_not_sent_and_stays_to_be_mended() -> None:
    async with leads() as desk:
        await desk.find("12ab")
        assert "A phone number has digits only, 6 to 18 of them" in desk.console.text
        assert "Find  12ab" in desk.console.text
        assert desk.asked("lead_search") == 0
        await desk.press("escape")
        assert "12ab" not in desk.console.text


@pytest.mark.parametrize("typed", [f"#{MARY}", f"id {MARY}", f"lead {MARY}", f"LEAD:{MARY}"])
async def test_a_lead_is_found_by_its_id(typed: str) -> None:
    async with leads() as desk:
        await desk.find(typed)
        assert desk.leads == [MARY]
        assert desk.asked("lead_search") == 0


async def test_a_number_too_short_to_be_dialed_is_an_id() -> None:
    async with leads() as desk:
        await desk.find("4711")
        assert desk.asked("lead_search") == 0
        sought = {q["lead_id"] for q in desk.console.dialer.questions if "lead_id" in q}
        assert sought == {"4711"}


async def test_everything_about_the_lead_under_the_cursor_is_below() -> None:
    async with leads() as desk:
        store = desk.console.dialer.world.leads
        lists = store.lists[store.leads[MARY].list_id]
        lists.custom_fields = ["policy_no", "plan"]
        store.leads[MARY].more = {
            **(store.leads[MARY].more or {}),
            "entry_list_id": str(lists.list_id),
        }
        store.custom[MARY] = {"policy_no": "P-77", "plan": "gold"}
        await desk.find(PHONE)
        await desk.press("j")
        fields = desk.fields
        assert (fields["status"], fields["email"]) == ("NA", "mary@example.com")
        assert (fields["policy_no"], fields["plan"]) == ("P-77", "gold")
        assert fields["callback"] == "none"
        assert "city" in fields["empty"]
        assert [desk.recording(each).duration for each in desk.recordings] == ["2:15", "1:01"]
        newest = desk.recording(desk.recordings[0])
        assert newest.user == "a0003"
        assert re.fullmatch(r"20261123-\d{6}_6145550123_a0003-all.wav", newest.name)


async def test_what_is_beside_a_lead_is_asked_once() -> None:
    async with leads() as desk:
        await desk.find(PHONE)
        await desk.press(*"jkjk")
        assert desk.asked("lead_callback_info") == desk.asked("recording_lookup") == 2


async def test_of_very_many_the_newest_are_read_and_it_says_so() -> None:
    async with leads() as desk:
        store = desk.console.dialer.world.leads
        for _ in range(30):
            store.add(Lead(0, next(iter(store.lists)), OTHER))
        await desk.find(OTHER)
        assert len(desk.leads) == 20
        assert f"Leads 31  with {OTHER}  the 20 newest; 11 older left out" in desk.console.text
        assert desk.asked("lead_all_info") == 20


async def test_a_lead_in_a_list_that_is_gone_is_counted() -> None:
    async with leads() as desk:
        store = desk.console.dialer.world.leads
        store.add(Lead(0, 404404, PHONE))
        await desk.find(PHONE)
        assert desk.leads == [MARY_AGAIN, MARY]
        assert f"Leads 3  with {PHONE}  1 deleted or unreadable" in desk.console.text


async def test_leads_are_sorted_by_any_column() -> None:
    async with leads() as desk:
        await desk.find(PHONE)
        await desk.press("S")
        assert [desk.lead(each).status for each in desk.leads] == ["NA", "NEW"]
        await desk.press("S")
        assert [desk.lead(each).status for each in desk.leads] == ["NEW", "NA"]
        await desk.press("C")
        assert [desk.lead(each).called_count for each in desk.leads] == ["7", "3"]


async def test_a_late_answer_to_an_older_search_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    async with leads() as desk:
        finder, gate = desk.view.console.leads, asyncio.Event()
        find = finder.find

        async def slowly(phone: str) -> FoundLeads:
            if phone == PHONE:
                await asyncio.shield(asyncio.ensure_future(gate.wait()))
            return await find(phone)

        monkeypatch.setattr(finder, "find", slowly)
        await desk.console.press("/", *PHONE, "enter")
        assert f"Leads searching for {PHONE} …" in desk.console.text
        await desk.console.press("?", "escape")  # the console does not wait for it
        await desk.console.press("/", *OTHER, "enter")
        gate.set()
        await desk.quiet()
        assert desk.leads == [700003]
        assert f"with {OTHER}" in desk.console.text


def test_an_answer_counts_only_for_the_question_asked_last() -> None:
    sheet = SearchResults()
    first = sheet.ask(PHONE)
    second = sheet.ask(OTHER)
    assert not sheet.answered(first, FoundLeads((PERSON,), 1))
    assert (sheet.asking, sheet.leads) == (True, ())
    assert sheet.answered(second, FoundLeads((), 0))
    assert not sheet.answered(second, FoundLeads((PERSON,), 1))
    third = sheet.ask(PHONE)
    sheet.forget()
    assert not sheet.answered(third, FoundLeads((PERSON,), 1))
    assert sheet.sought == ""


async def test_5_on_an_agent_in_a_call_shows_their_lead() -> None:
    async with floor() as console:
        people(console)
        console.dialer.call("a0003", MARY)
        await console.poll()
        await console.point_at("a0003")
        desk = Desk(console)
        await desk.press("5")
        assert desk.leads == [MARY]
        assert f"with lead {MARY}" in console.text
        await desk.press("escape", "k", "5")  # an agent without a lead: as it was left
        assert desk.leads == [MARY]
        assert desk.asked("lead_all_info") == 1


async def test_what_was_found_is_forgotten_some_time_after_the_view_was_left() -> None:
    async with leads() as desk:
        console = desk.console
        await desk.find(PHONE)
        await desk.press("1")
        console.clock.now += KEPT - 10
        await console.settle()
        await desk.press("5")
        assert desk.leads == [MARY_AGAIN, MARY]
        await desk.press("1")
        console.clock.now += KEPT + 10
        await console.settle()
        await desk.press("5")
        assert desk.leads == []
        assert PHONE not in console.text


async def test_names_and_fields_are_never_markup() -> None:
    async with leads(size=(160, 40)) as desk:
        store = desk.console.dialer.world.leads
        lead = store.leads[MARY]
        lead.first_name, lead.last_name = "[@click=app.quit]x[/bad]", "\x1b[2J"
        lead.more = {"comments": "[red]\x1b]0;gone\x07[/]"}
        await desk.find(PHONE)
        await desk.press("j")
        assert desk.lead(MARY).name == "[@click=app.quit]x[/bad] ·[2J"
        assert desk.fields["comments"] == "[red]·]0;gone·[/]"
        await desk.press("t")
        assert "Status of lead 700001, [@click=app.quit]x[/bad] ·[2J" in desk.console.text


async def test_an_account_without_the_right_is_told_what_it_needs() -> None:
    async with leads(user="level7") as desk:
        await desk.find(PHONE)
        assert "lead_search: user 'level7' may not use this function" in desk.console.text
        assert "level 8" in desk.console.text


async def test_a_dialer_that_is_gone_is_told_and_the_console_goes_on() -> None:
    async with leads() as desk:
        desk.console.dialer.instead["lead_search"] = (502, "<html>Bad gateway</html>")
        await desk.find(PHONE)
        assert "lead_search: not an API answer" in desk.console.text
        desk.console.dialer.instead.clear()
        await desk.find(PHONE)
        assert desk.leads == [MARY_AGAIN, MARY]


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (120, 40)])
async def test_tab_leads_through_leads_fields_and_recordings(size: tuple[int, int]) -> None:
    async with leads(size=size) as desk:
        await desk.find(PHONE)
        await desk.press("j")
        places = []
        for _ in range(4):
            places.append(desk.view.table.id)
            await desk.press("tab")
        assert places == ["leads", "fields", "recordings", "leads"]
        assert desk.view.table.id == "fields"
        await desk.press("G")
        assert desk.view.table.cursor_row == desk.view.table.row_count - 1
        assert "owner" in desk.console.text  # the last of the empty fields is in sight
        await desk.press("tab", "j")
        assert desk.view.recording_table.cursor_key == str(desk.recordings[1])


async def test_a_build_that_cannot_search_by_number_says_so_and_shows_a_lead_by_its_id() -> None:
    async with leads(build="2.14-107") as desk:
        await desk.find(PHONE)
        assert desk.leads == []
        refusal = "this dialer (2.14-107) cannot search leads by number"
        assert refusal in " ".join(desk.console.text.split())
        desk.view.search.find_by_id(MARY)
        await desk.quiet()
        assert desk.leads == [MARY]
        assert desk.lead(MARY).name == "Mary Shelley"
        assert desk.asked("lead_all_info") == 1
