"""An alert, from the floor to the supervisor: shown, taken care of, told once, and over."""

from __future__ import annotations

import json
import math

import pytest

from tests.alerts.notify.support import Ear
from tests.tui.centre import FROZEN
from tests.tui.driver import Console, floor
from vicidash.alerts.notify import Event
from vicidash.demo.sim.agents import Mode
from vicidash.demo.sim.calls import INBOUND, Call, draw
from vicidash.history.samples import in_group
from vicidash.tui.views.queues import QueueTable

pytestmark = pytest.mark.thorough

CALM = {"alerts": {"drop": {"on": False}, "hopper": {"on": False}}}
"""Settings without the alerts that the centre's own figures raise."""


async def dead(console: Console, user: str = "a0003", seconds: float = 36.0) -> None:
    """An agent stays in a call whose customer has hung up."""
    console.dialer.put(user, Mode.DEAD, lead=4711)
    await console.poll(seconds)


async def drops(console: Console, campaign: str, percent: float) -> None:
    """So many of a campaign's calls have been dropped today."""
    found = console.app.floor_console.frame.snapshot.campaign(campaign)
    assert found is not None
    answers, dropped = found.stats.answers_today, found.stats.drops_today
    assert answers is not None
    assert dropped is not None
    share = percent / 100
    more = math.ceil((share * answers - dropped) / (1 - share))
    world = console.dialer.world
    world.ledger.record(campaign, "DROP", world.now, more)
    await console.poll(60)


def audited(console: Console) -> list[dict[str, str]]:
    """The lines of the audit log."""
    return [json.loads(line) for line in console.audit.read_text().splitlines()]


async def test_nothing_stands_there_while_all_is_well() -> None:
    async with floor(settings=CALM) as console:
        await console.poll(60)
        assert console.alarm == ""
        assert "6 Alerts " in console.lines[0]
        assert "!" not in console.lines[0]
        await console.press("a", "!")
        assert console.message == "Nothing to acknowledge"


async def test_a_dead_call_is_shown_in_every_view_until_it_is_over() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, seconds=20)
        assert console.alarm == ""
        await console.poll(16)
        assert console.alarm.startswith("! a0003 ")
        assert " DEAD for 0:3" in console.alarm.replace("dead", "DEAD")
        assert "! go there  a acknowledge" in console.alarm
        assert "6 Alerts 1!" in console.lines[0]
        await console.press("7")
        assert console.alarm.startswith("! a0003 ")
        console.dialer.hang_up("a0003")
        await console.poll(8)
        assert console.alarm == ""


async def test_one_that_comes_first_at_the_last_moment_is_not_acknowledged_unseen() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await dead(console, "a0004")
        assert console.alarm.startswith("! a0004 ")
        await console.press("a")
        assert "A newer alert is on top: a0004" in console.message
        assert "6 Alerts 2!" in console.lines[0]
        await console.poll(4)
        await console.press("a", "a")  # the second is the one that was first before
        assert "6 Alerts " in console.lines[0]
        assert "!" not in console.lines[0]


async def test_whoever_acknowledges_is_written_down() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await console.press("a")
        assert console.message.startswith("Acknowledged: a0003 ")
        assert console.alarm == ""
        await console.poll(20)
        assert console.alarm == ""
        (line,) = audited(console)
        assert (line["action"], line["target"], line["value"]) == ("acknowledge", "a0003", "dead")
        assert line["outcome"] == "done"
        assert line["before"].startswith("warning: a0003 ")
        (alert,) = console.app.floor_console.alerts.board.active
        assert alert.acknowledged_by == line["operator"]


async def test_what_gets_worse_asks_again_and_what_gets_well_is_over() -> None:
    async with floor() as console:
        await drops(console, "SOLAR_OB", 2.6)
        while console.app.floor_console.alerts.count:
            await console.press("a")
        await console.poll(120)
        assert console.alarm == ""
        await drops(console, "SOLAR_OB", 3.1)
        assert console.alarm.startswith("!! drop 3.1")
        assert "on SOLAR_OB" in console.alarm
        await console.press("a")
        assert console.alarm == ""


async def test_the_most_urgent_one_is_shown_first_and_the_rest_are_counted() -> None:
    async with floor() as console:
        await console.poll(4)
        assert console.alarm.startswith("!! drop ")
        assert " more " in console.alarm
        assert console.view.query_one("#alert").has_class("-critical")


async def test_a_dialer_that_hangs_is_news_although_no_picture_comes() -> None:
    async with floor(settings=CALM) as console:
        console.clock.now += 40  # a poll hangs: nothing comes, and nothing is due
        console.app.floor_console.look_out()
        await console.quiet()
        assert console.alarm.startswith("!! nothing new from the dialer for 40 s")
        await console.press("!")
        assert "about the dialer itself" in console.message
        await console.poll(8)
        assert console.alarm == ""


async def test_calls_that_wait_for_nobody() -> None:
    async with floor(settings=CALM) as console:
        world = console.dialer.world
        for user, agent in world.agents.items():
            if agent.campaign_id == "SALESB2B":
                console.dialer.put(user, Mode.INCALL, lead=4711)
        line = world.campaigns["SALESB2B"]
        line.queue.append(Call("SALESB2B", 4711, "2015550100", "V1", draw(world.rng, INBOUND)))
        await console.poll(40)
        assert console.alarm.startswith("!! 1 call waiting on SALESB2B, no agent free")
        line.queue.clear()
        await console.poll(16)
        assert console.alarm.startswith("!! Cleared: 1 call was waiting on SALESB2B")
        assert console.view.query_one("#alert").has_class("-over")
        await console.press("6")
        assert "Cleared: 1 call was waiting" in console.text
        await console.press("1")
        await console.poll(44)
        assert console.alarm == ""


async def test_an_action_that_is_not_obeyed_until_the_agent_is_gone() -> None:
    async with floor(settings={**CALM, "obey_timeout": 10.0}) as console:
        await console.point_at(FROZEN)
        await console.press("p")
        await console.poll(40)
        assert f"pause {FROZEN}: not obeyed" in console.alarm
        console.dialer.leave(FROZEN)
        await console.poll(8)
        assert console.alarm == ""


async def test_z_keeps_it_quiet_for_a_while() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await console.press("z", "1", "5", "enter")
        assert console.message.startswith("Snoozed for 15 min: a0003 ")
        assert console.alarm == ""
        await console.poll(14 * 60)
        assert console.alarm == ""
        await console.poll(70)
        assert console.alarm.startswith("! a0003 ")
        assert [line["action"] for line in audited(console)] == ["snooze"]


async def test_minutes_are_typed_too_and_nonsense_is_refused() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await console.press("z", *"7x", "enter")
        assert "Type minutes from 1 to 1440" in console.text
        await console.press("backspace", "enter")
        assert console.message.startswith("Snoozed for 7 min: a0003 ")


async def test_a_figure_is_minutes_and_not_part_of_a_longer_time() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await console.press("z", "8", "enter")
        assert console.message.startswith("Snoozed for 8 min: a0003 ")


async def test_exclamation_mark_goes_to_the_agent_whom_the_filter_hides() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await console.press("/", *"a0007", "enter")
        assert console.agents == ["a0007"]
        await console.press("7", "!")
        assert console.view is console.floor
        assert console.cursor == "a0003"
        assert console.app.focused is console.floor.agent_table
        assert console.message == "Filter cleared: it hid a0003"
        await console.press("p")
        assert "pause a0003" in console.message


async def test_exclamation_mark_goes_to_the_campaign() -> None:
    async with floor() as console:
        await console.poll(4)
        worst = console.app.floor_console.alerts.board.unacknowledged[0]
        await console.press("!")
        assert console.campaign_cursor == worst.key.target
        assert console.app.focused is console.floor.campaign_table


async def test_pressed_again_it_goes_on_to_the_next_alert_which_the_keys_are_for_then() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0004")
        await dead(console)
        await console.poll(4)
        await console.press("!")
        assert (console.cursor, console.message[:13]) == ("a0003", "1 of 2: a0003")
        await console.press("!")
        assert (console.cursor, console.message[:13]) == ("a0004", "2 of 2: a0004")
        assert console.alarm.startswith("! a0004 ")
        await console.press("a")
        assert console.message.startswith("Acknowledged: a0004 ")
        assert console.alarm.startswith("! a0003 ")


async def test_exclamation_mark_goes_to_the_queue() -> None:
    async with floor(settings=CALM) as console:
        world = console.dialer.world
        for user in world.agents:
            console.dialer.put(user, Mode.INCALL, lead=4711)
        name, line = next(iter(world.in_groups.items()))
        line.queue.append(Call(name, 4711, "2015550100", "Y1", draw(world.rng, INBOUND)))
        await console.poll(60)
        assert f"1 call waiting on {name}, no agent free" in console.alarm
        await console.press("!")
        assert console.view.NAME == "queues"
        assert console.view.query_one(QueueTable).cursor_key == in_group(name)


async def test_one_notice_for_each_alert_however_it_flaps() -> None:
    ear = Ear()
    async with floor(settings=CALM, sinks=[ear]) as console:
        await dead(console)
        assert [notice.event for notice in ear.heard] == [Event.RAISED]
        for _ in range(3):
            console.dialer.hang_up("a0003")
            await console.poll(8)
            await dead(console)
        assert [notice.event for notice in ear.heard] == [Event.RAISED]
        console.dialer.hang_up("a0003")
        await console.poll(320)
        assert [notice.event for notice in ear.heard] == [Event.RAISED, Event.CLEARED]
    assert ear.closed


async def test_what_is_acknowledged_before_its_notice_is_not_told() -> None:
    ear = Ear()
    async with floor(settings=CALM, sinks=[ear]) as console:
        await dead(console)
        await console.press("a")
        await console.poll(600)
        assert [notice.event for notice in ear.heard] == [Event.RAISED]


async def test_a_frozen_picture_hides_no_alert() -> None:
    async with floor(settings=CALM) as console:
        await console.press("f")
        await dead(console)
        assert console.alarm.startswith("! a0003 ")
        await console.press("a")
        assert console.alarm == ""


@pytest.mark.parametrize("size", [(40, 10), (60, 16), (80, 24), (200, 60)])
async def test_what_is_the_matter_is_seen_at_every_size(size: tuple[int, int]) -> None:
    async with floor(settings=CALM, size=size) as console:
        await dead(console)
        assert console.alarm.startswith("! a0003 ")
        assert len(console.lines) == size[1]


async def test_the_keys_that_help_are_those_of_the_settings() -> None:
    keys = {"acknowledge": ["ctrl+k"], "go_to_alert": ["ctrl+g"]}
    async with floor(settings={**CALM, "keys": keys}, size=(120, 40)) as console:
        await dead(console)
        assert "Ctrl+G go there  Ctrl+K acknowledge" in console.alarm


async def test_the_line_names_the_key_that_helps_and_it_does() -> None:
    async with floor(settings={"keys": {"level_type": "F8"}}) as console:
        await drops(console, "INSURNCE", 4)
        assert console.alarm.startswith("!! drop 4.")
        assert "! then F8 lowers its maximum" in console.alarm
        await console.press("!", "f8")
        assert "Adaptive maximum of INSURNCE" in console.text


async def test_who_only_looks_is_told_what_helps_and_no_key() -> None:
    async with floor(settings={"read_only": True}) as console:
        await drops(console, "INSURNCE", 4)
        assert "lower its adaptive maximum" in console.alarm
        assert " then " not in console.alarm


async def test_the_alert_that_was_just_visited_is_acknowledged_whatever_came_since() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await console.press("!")
        await dead(console, "a0004", seconds=36.0 - 10)
        await console.press("!")
        assert console.cursor == "a0003"
        console.dialer.put("a0005", Mode.DEAD, lead=4711)
        await console.poll(20)
        assert console.alarm.startswith("! a0004 ")
        await console.press("a")
        assert console.message.startswith("Acknowledged: a0003 ")


async def test_with_all_alerts_acknowledged_it_is_said_where_they_are() -> None:
    async with floor(settings=CALM) as console:
        await dead(console)
        await console.press("a", "a")
        said = "Nothing to acknowledge: 1 alert acknowledged or snoozed already, 6 lists them"
        assert console.message == said


async def test_nobody_is_told_to_lower_a_level_that_is_at_its_lowest() -> None:
    async with floor(agents=45) as console:
        world = console.dialer.world
        world.campaigns["INSURNCE"].dial_level = "1.0"
        here = [each.user for each in world.agents.values() if each.campaign_id == "INSURNCE"]
        for user in here[:2]:
            console.dialer.pause(user)
        await drops(console, "INSURNCE", 4)
        assert "get 2 paused agents back" in console.alarm
        assert "lower" not in console.alarm
