"""The wall of agents: everybody as a tile, with the keys that a row has."""

from __future__ import annotations

import pytest

from tests.tui.driver import Console, floor
from vicidash.tui.views.agent.screen import AgentView
from vicidash.tui.views.wall import WallView


def view(console: Console) -> WallView:
    found = console.view
    assert isinstance(found, WallView)
    return found


def on(console: Console) -> str | None:
    """The agent under the cursor."""
    return view(console).wall.cursor


async def test_8_shows_every_agent_once_by_campaign() -> None:
    async with floor(agents=60, size=(160, 48)) as console:
        await console.press("8")
        assert sorted(view(console).wall.users) == console.agents
        assert [group for group, _ in view(console).wall.grid.titles] == sorted(console.campaigns)
        for user in console.agents:
            assert user in console.text
        row = console.floor.console.frame.shown.agent("a0001")
        assert row is not None
        assert "Wall 60" in console.text


async def test_s_groups_by_user_group_and_back() -> None:
    async with floor(agents=20, size=(160, 48)) as console:
        await console.press("8", "s")
        agents = console.floor.console.frame.shown.agents.value or {}
        groups = sorted({each.agent.user_group or "" for each in agents.values()})
        assert [group for group, _ in view(console).wall.grid.titles] == groups
        assert "by user group, s: campaign" in console.text
        await console.press("s")
        assert [group for group, _ in view(console).wall.grid.titles] == sorted(console.campaigns)


@pytest.mark.thorough
@pytest.mark.parametrize("key", ["p", "r", "n", "o"])
async def test_a_key_acts_on_the_tile_under_the_cursor(key: str) -> None:
    async with floor(size=(120, 40)) as console:
        await console.press("8", "l", "j")
        user = on(console)
        assert user is not None
        if key == "r":
            console.dialer.pause(user)
            await console.poll()
        await console.press(key)
        if key == "n":
            assert f"Message to {user} " in console.text
        elif key == "o":
            assert f"Log out {user} " in console.question
        else:
            orders = console.dialer.orders
            assert len(orders) == 1
            assert user in str(orders[0])


async def test_arrows_move_the_cursor_to_the_next_tile_and_brackets_along_the_order() -> None:
    async with floor(agents=40, size=(120, 40)) as console:
        await console.press("8")
        users = view(console).wall.users
        assert on(console) == users[0]
        await console.press("l")
        assert on(console) == users[1]
        await console.press("h")
        assert on(console) == users[0]
        await console.press("j", "k")
        assert on(console) == users[0]
        await console.press("G")
        assert on(console) == users[-1]
        await console.press("]")
        assert console.message == "Last agent of the wall"
        await console.press("g", "]", "]", "[")
        assert on(console) == users[1]
        await console.press("pagedown", "pageup")
        assert on(console) in users


async def test_a_click_moves_the_cursor_and_a_double_click_opens_the_agent() -> None:
    async with floor(size=(120, 40)) as console:
        await console.press("8")
        place = view(console).wall.grid.tiles[4]
        await console.click("#wall", place.x + 1, place.y)
        assert on(console) == place.key
        other = view(console).wall.grid.tiles[6]
        await console.click("#wall", other.x + 1, other.y, times=2)
        assert isinstance(console.view, AgentView)
        assert console.view.user == other.key


async def test_enter_opens_the_agent_and_3_the_campaign() -> None:
    async with floor(size=(120, 40)) as console:
        await console.press("8", "G")
        user = on(console)
        await console.press("enter")
        assert isinstance(console.view, AgentView)
        assert console.view.user == user


async def test_i_says_how_the_state_came_about() -> None:
    async with floor(size=(120, 40)) as console:
        await console.press("8", "p")
        await console.poll()
        await console.press("i")
        assert console.message.startswith(f"pause {on(console)}: ")
        assert "PAUSED for " in console.message


async def test_a_key_never_acts_on_somebody_who_slid_under_the_cursor() -> None:
    async with floor(size=(120, 40)) as console:
        await console.press("8", "l")
        gone = on(console)
        assert gone is not None
        console.dialer.leave(gone)
        await console.poll()
        new = on(console)
        assert new is not None
        assert new != gone
        await console.press("p")
        assert console.dialer.orders == []
        assert console.message.startswith(f"{gone} has just left the wall: this is {new} now")
        console.clock.now += 3
        await console.press("p")
        assert len(console.dialer.orders) == 1


async def test_a_tile_stays_where_it_is_while_states_change() -> None:
    async with floor(agents=60, size=(160, 48)) as console:
        await console.poll(120)  # the line of alerts is there
        await console.press("8")
        before = view(console).wall.grid
        for user in console.agents[::7]:
            console.dialer.pause(user)
            await console.poll()
        assert view(console).wall.grid == before


@pytest.mark.thorough
async def test_500_agents_stand_on_200_by_60() -> None:
    async with floor(agents=500, size=(200, 60)) as console:
        await console.press("8")
        assert len(view(console).wall.users) == 500
        assert view(console).wall.grid.hidden == 0


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (240, 70)])
async def test_at_every_size_all_are_shown_or_the_rest_is_counted(size: tuple[int, int]) -> None:
    async with floor(agents=200, size=size) as console:
        await console.press("8", *"jljlG")
        grid = view(console).wall.grid
        assert len(grid.tiles) + grid.hidden == 200
        if grid.hidden:
            assert f"+{grid.hidden} more" in console.text
        user = on(console)
        assert user is not None
        assert user[:5] in console.text
        assert console.footer.endswith("q Quit")


async def test_it_is_read_without_colours_and_without_unicode() -> None:
    async with floor(size=(80, 24), settings={"ascii": True}) as console:
        console.dialer.pause("a0001", "LUNCH")
        await console.poll()
        await console.press("8")
        assert console.text.isascii()
        number = next(n for n, each in enumerate(console.lines) if "P a0001" in each)
        assert "LUNCH" in console.lines[number + 1]
        assert "0:0" in console.lines[number + 1]


async def test_the_dialer_is_asked_nothing_for_it() -> None:
    async with floor(size=(120, 40)) as console:
        asked = len(console.dialer.questions)
        await console.press("8", *"jlkhsGg")
        assert len(console.dialer.questions) == asked


async def test_an_empty_floor_says_so_and_keys_do_nothing() -> None:
    async with floor(agents=1, size=(80, 24)) as console:
        console.dialer.leave("a0001")
        await console.poll()
        await console.press("8", *"jlGgp]")
        assert "No agent is logged in" in console.text
        assert console.dialer.orders == []


async def test_the_filter_of_the_floor_holds_on_the_wall_which_says_so() -> None:
    async with floor(agents=60, size=(160, 48)) as console:
        for user in ("a0002", "a0005"):
            console.dialer.pause(user)
        await console.poll()
        await console.press("/", *"paused", "enter", "8")
        assert view(console).wall.users == [
            user for user in view(console).wall.users if console.agent(user).state == "PAUSED"
        ]
        assert {"a0002", "a0005"} <= set(view(console).wall.users)
        shown = len(view(console).wall.users)
        assert f"Wall 60  {shown} with “paused”  {shown} paused" in console.text
        await console.press("1", "escape", "8")
        assert len(view(console).wall.users) == 60
        await console.press("1", "tab", "g", "enter", "8")
        assert "of SALESB2B" in console.text
        assert {console.agent(user).campaign_id for user in view(console).wall.users} == {
            "SALESB2B"
        }


async def test_it_opens_on_the_agent_under_the_cursor_of_the_floor() -> None:
    async with floor(size=(120, 40)) as console:
        await console.point_at("a0007")
        await console.press("8")
        assert on(console) == "a0007"
        await console.press("1")
        await console.point_at("a0003")
        await console.press("8")
        assert on(console) == "a0003"
