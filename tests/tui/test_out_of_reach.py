"""A dialer out of reach, or answering nonsense: the last picture stays, greyed, with its age."""

from __future__ import annotations

from tests.tui.driver import floor
from vicidash.demo import DemoServer

HTML = (502, "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")


async def test_the_last_picture_stays_greyed_with_its_age_and_comes_alive_again() -> None:
    async with floor(size=(80, 24)) as console:
        grey = console.app.floor_theme.parts.stale
        address = console.server.url.removeprefix("http://").split(":")
        console.server.stop()
        await console.poll(30)
        assert console.banner.startswith("NO ANSWER  data 30 s old  next try in ")
        assert f"s  {':'.join(address)}: no connection" in console.banner
        assert len(console.agents) == 20
        row = console.agent("a0005")
        assert (row.state, row.time) == ("READY", "≥0:00")
        assert row.style("state") == row.style("time") == grey
        assert console.campaign("SALESB2B").style("agents_incall") == grey
        with DemoServer(console.dialer, address[0], int(address[1])):
            await console.poll(60)
            assert console.banner == ""
            assert console.agent("a0005").style("state") != grey
            # in the same state as before: the older start stays, and is not certain any more
            assert console.agent("a0005").time == "~1:30"


async def test_it_is_tried_for_ever_and_less_and_less_often() -> None:
    async with floor() as console:
        console.dialer.instead[""] = HTML
        asked = []
        for _ in range(10):
            before = len(console.dialer.questions)
            await console.poll(60)
            asked.append(len(console.dialer.questions) - before)
        assert asked[0] > asked[-1] == 2
        assert "next try in" in console.banner


async def test_ctrl_r_tries_at_once() -> None:
    async with floor() as console:
        console.dialer.instead[""] = HTML
        await console.poll(120)
        console.dialer.instead.clear()
        await console.press("ctrl+r")
        await console.settle()
        assert console.banner == ""


async def test_html_is_told_for_what_it_is() -> None:
    async with floor(size=(160, 48)) as console:
        console.dialer.instead[""] = HTML
        await console.poll()
        assert "not an API answer" in console.banner
        assert "502" in console.banner
        assert len(console.agents) == 20


async def test_an_action_on_the_last_picture_says_what_became_of_it() -> None:
    async with floor() as console:
        console.server.stop()
        await console.poll()
        await console.press("p")
        assert console.agent("a0001").action == "✗ failed"
        assert console.message == "pause a0001: not sent: the dialer does not answer"


async def test_a_dialer_that_never_answered_shows_an_empty_floor_and_why() -> None:
    async with floor(polled=False) as console:
        assert f"Waiting for the first answer of {console.app.floor_console.url}" in console.text
        console.dialer.instead[""] = HTML
        await console.settle()
        assert console.banner.startswith("NO ANSWER")
        assert "TOTAL" not in console.text


async def test_one_bad_answer_among_good_ones_is_told_beside_the_title() -> None:
    async with floor(size=(160, 48)) as console:
        console.dialer.instead["campaigns_list"] = HTML
        await console.poll(16)
        assert console.banner == ""
        assert "campaigns_list: not an API answer" in console.title
        assert console.campaign("SALESB2B").dial_level == "3.0"
