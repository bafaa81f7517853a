"""The wall: what it shows, how its pages turn, and what it says when the dialer is gone."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.tui.centre import WRONG
from tests.tui.wall.driver import Pane, wall
from vicidash.alerts.alert import Severity
from vicidash.demo import DemoServer
from vicidash.demo.sim.agents import Mode
from vicidash.launch import AGENTS, CAMPAIGNS, OVERVIEW, Wall
from vicidash.tui.wall import big_font
from vicidash.tui.wall.board import Trouble

pytestmark = pytest.mark.thorough

SIZES = [(40, 10), (80, 24), (200, 60)]
HTML = (502, "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")


def reads(pane: Pane, text: str) -> bool:
    """Whether the text stands somewhere in the pane in large letters, of whatever size."""
    return any(
        all(
            row < len(pane.lines) - start and large in pane.lines[start + row]
            for row, large in enumerate(line.rstrip() for line in big_font.big(text, scale))
        )
        for scale in range(1, big_font.LARGEST + 1)
        for start in range(len(pane.lines))
    )


@pytest.mark.parametrize("size", SIZES)
async def test_the_overview_is_read_across_the_room_at_any_size(size: tuple[int, int]) -> None:
    calm = {"alerts": {"drop": {"on": False}}}
    async with wall(agents=20, size=size, settings=calm) as pane:
        for user in ("a0001", "a0002", "a0003"):
            pane.dialer.call(user)
        await pane.pass_by(5)
        assert pane.title == "ALL CAMPAIGNS"
        assert reads(pane, "3")
        assert reads(pane, "17")
        assert "in call" in pane.text
        assert "20 logged in" in pane.text or reads(pane, "20")
        assert pane.lines[0].rstrip().endswith(" s old")


async def test_the_drop_rate_is_large_in_the_smallest_pane_and_dispo_where_there_is_room() -> None:
    async with wall(size=(40, 10)) as pane:
        percent = pane.app.snapshot.totals.drop_percent
        assert percent is not None
        assert reads(pane, f"{percent:.2f}")
        await pane.resize(120, 40)
        assert reads(pane, f"{percent:.2f}")
        assert "dispo" in pane.text


@pytest.mark.parametrize("size", SIZES)
async def test_no_page_overflows_the_pane(size: tuple[int, int]) -> None:
    async with wall(agents=240, campaigns=12, size=size, hostile_names=True) as pane:
        for user in list(pane.dialer.world.agents)[:30]:
            pane.dialer.pause(user)
        await pane.pass_by(5)
        long = "drop % of SALESB2B has been 3.2 for five minutes " * 5
        pane.app.alerts = [Trouble(Severity.CRITICAL, long)] * 5
        seen: set[str] = set()
        while pane.lines[0] not in seen and len(seen) < 30:
            seen.add(pane.lines[0])
            lines = pane.lines
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}
            assert "old" in lines[0]
            await pane.press("space")
        assert pane.title == "ALL CAMPAIGNS"


async def test_figures_grow_with_the_pane() -> None:
    async with wall(size=(40, 10)) as pane:
        blocks = []
        for size in SIZES:
            await pane.resize(*size)
            blocks.append(sum(pane.text.count(block) for block in "█▀▄"))
        assert blocks == sorted(blocks)
        assert blocks[-1] > 10 * blocks[0]


async def test_pages_turn_by_themselves_and_come_round() -> None:
    async with wall(view=Wall(every=10)) as pane:
        names = list(pane.app.snapshot.campaigns.value or {})
        for title in ("ALL CAMPAIGNS", *names, "PAUSED AND DEAD", "ALL CAMPAIGNS"):
            assert pane.title == title
            await pane.pass_by(9)
            assert pane.title == title
            await pane.pass_by(1)


async def test_keys_turn_and_hold_pages() -> None:
    async with wall(view=Wall(every=10)) as pane:
        await pane.press("n", "right", "p")
        first = next(iter(pane.app.snapshot.campaigns.value or {}))
        assert pane.title == first
        await pane.press("f")
        await pane.pass_by(60)
        assert pane.title == first
        assert "HELD" in pane.lines[0]
        await pane.press("f")
        await pane.pass_by(9)
        assert pane.title == first
        await pane.pass_by(1)
        assert pane.title != first


async def test_large_panes_show_several_campaigns_on_a_page() -> None:
    async with wall(size=(200, 60), view=Wall(pages=(CAMPAIGNS,))) as pane:
        names = list(pane.app.snapshot.campaigns.value or {})
        assert len(names) > 1
        assert all(f" {name} " in "\n".join(pane.lines[1:]) for name in names)
        assert "1/1" in pane.lines[0]


async def test_only_the_pages_and_campaigns_that_were_chosen() -> None:
    chosen = {"campaigns": ["SOLAR_OB"]}
    async with wall(view=Wall(every=5, pages=(AGENTS, CAMPAIGNS)), settings=chosen) as pane:
        assert pane.title == "PAUSED AND DEAD"
        await pane.press("space")
        assert pane.title == "SOLAR_OB"
        await pane.press("space")
        assert pane.title == "PAUSED AND DEAD"


async def test_dead_agents_come_first_and_then_the_longest_pauses() -> None:
    async with wall(size=(60, 10), view=Wall(pages=(AGENTS,))) as pane:
        assert "No dead calls, nobody paused" in pane.text
        pane.dialer.pause("a0003", "LUNCH")
        await pane.pass_by(5)
        await pane.pass_by(16 * 60)
        pane.dialer.pause("a0002", "BREAK")
        pane.dialer.put("a0001", Mode.DEAD, lead=4711)
        await pane.pass_by(30)
        rows = [line.split()[:3] for line in pane.lines[1:4]]
        assert [row[:2] for row in rows] == [
            ["a0001", "DEAD"],
            ["a0003", "LUNCH"],
            ["a0002", "BREAK"],
        ]
        assert rows[0][2].endswith("!!")
        assert rows[1][2].startswith("16:")
        assert rows[1][2].endswith("!")
        assert not rows[2][2].endswith("!")


@pytest.mark.parametrize("size", SIZES)
async def test_a_lost_dialer_is_said_in_letters_read_across_the_room(size: tuple[int, int]) -> None:
    async with wall(size=size) as pane:
        host, port = pane.server.url.removeprefix("http://").split(":")
        pane.server.stop()
        await pane.pass_by(9)
        assert not pane.lost
        assert "no answer" in pane.lines[0]
        await pane.pass_by(9 * 60)
        assert pane.lost
        assert reads(pane, "NO ANSWER") or (reads(pane, "NO") and reads(pane, "ANSWER"))
        assert reads(pane, "9 MIN")
        assert "9 min old" in pane.lines[0]
        assert "next try in" in pane.text or "trying now" in pane.text
        with DemoServer(pane.dialer, host, int(port)):
            await pane.pass_by(60)
            assert not pane.lost
            assert pane.lines[0].rstrip().endswith("s old")


async def test_what_is_no_api_is_no_answer_either() -> None:
    async with wall() as pane:
        pane.dialer.instead[""] = HTML
        await pane.pass_by(60)
        assert pane.lost
        assert "not an API answer" in " ".join(pane.text.split())


async def test_a_dialer_that_never_answered_has_no_figures() -> None:
    async with wall(polled=False) as pane:
        assert "no data yet" in pane.lines[0]
        assert reads(pane, "—")
        assert not reads(pane, "0")
        pane.dialer.instead[""] = HTML
        await pane.pass_by(120)
        assert reads(pane, "2 MIN") or reads(pane, "1 MIN")


@pytest.mark.parametrize("size", SIZES)
async def test_a_refused_login_is_tried_once_and_once_more_for_each_l(
    size: tuple[int, int],
) -> None:
    async with wall(size=size, password=WRONG) as pane:
        await pane.press("space", "f", "f", "n", "p", "left", "right")
        await pane.pass_by(1200)
        assert pane.dialer.login_requests == 1
        assert reads(pane, "LOGIN REFUSED") or (reads(pane, "LOGIN") and reads(pane, "REFUSED"))
        assert "L tries the login again" in " ".join(pane.text.split())
        await pane.press("L")
        await pane.settle()
        await pane.pass_by(1200)
        assert pane.dialer.login_requests == 2
        assert WRONG not in pane.text


async def test_what_the_account_may_not_read_is_unknown_and_not_0() -> None:
    async with wall(user="level7") as pane:
        labels = " ".join(pane.text.split())
        assert "drop %" in labels
        assert reads(pane, "—")
        assert reads(pane, "20")


async def test_thresholds_have_a_sign_beside_their_colour() -> None:
    async with wall(size=(120, 40)) as pane:
        theme = pane.app.floor_theme
        for user in list(pane.dialer.world.agents):
            pane.dialer.put(user, Mode.DEAD, lead=4711)
        await pane.pass_by(5)
        assert reads(pane, "20!")
        spans = pane.app.query_one("#board").shown.spans  # type: ignore[attr-defined]
        assert theme.colors.error in {str(span.style) for span in spans}


async def test_what_is_left_is_counted_to_the_limit_of_the_settings() -> None:
    limits = {"alerts": {"drop": {"warn": 4.0, "critical": 5.0}}}
    async with wall(size=(200, 60), settings=limits) as pane:
        assert "left to 5%" in pane.text
        assert pane.app.floor_theme.drop_colour(3.5) == ("", "")
        pane.app.choose_theme("okabe-ito")
        assert pane.app.floor_theme.drop_colour(3.5) == ("", ""), "in whichever theme"
        assert pane.app.floor_theme.drop_colour(5.0)[0] == "!! "


async def test_the_dialer_is_asked_for_nothing_that_is_not_shown() -> None:
    async with wall(settings={"alerts": {"hopper": {"on": False}}}) as pane:
        for _ in range(10):
            await pane.pass_by(10)
        assert pane.dialer.asked("hopper_list") == 0
        days = [q for q in pane.dialer.questions if "query_date" in q]
        assert days == []
        assert pane.dialer.asked("call_status_stats") == 2
        assert pane.dialer.asked("logged_in_agents") <= 100 / 4 + 2
        assert pane.dialer.orders == []


async def test_alerts_have_a_line_under_every_page() -> None:
    async with wall() as pane:
        pane.app.alerts = [
            Trouble(Severity.CRITICAL, "SALESB2B drops 3.2 %"),
            Trouble(Severity.WARN, "x\x1b[2J[bold]"),
        ]
        for _ in range(3):
            await pane.press("space")
            assert [line.strip() for line in pane.lines[-2:]] == [
                "!! SALESB2B drops 3.2 %",
                "! x·[2J[bold]",
            ]


async def test_plain_ascii_is_plain_ascii() -> None:
    async with wall(view=Wall(pages=(OVERVIEW, AGENTS), ascii_only=True), user="level7") as pane:
        pane.dialer.pause("a0001", "LUNCH")
        await pane.pass_by(5)
        assert pane.text.isascii()
        await pane.press("space")
        assert pane.text.isascii()
        pane.server.stop()
        await pane.pass_by(60)
        assert pane.lost
        assert pane.text.isascii()


async def test_q_leaves() -> None:
    async with wall() as pane:
        await pane.press("q")
        assert pane.app.return_value == 0


async def test_a_wall_of_a_user_group_counts_its_agents_and_says_so() -> None:
    async with wall(size=(120, 40), view=Wall(pages=(OVERVIEW,), groups=("NIGHT",))) as pane:
        agents = list(pane.dialer.world.agents.values())
        for each in agents:
            each.user_group = "DAY"
        for each in agents[:7]:
            each.user_group = "NIGHT"
        await pane.pass_by(30)
        assert "ALL CAMPAIGNS · agents of NIGHT" in pane.lines[0]
        assert len(pane.app.snapshot.agents.value or {}) == len(agents), "alerts see all"
        place = next(at for at, line in enumerate(pane.lines) if "logged in" in line)
        assert reads(pane, "7") or "7" in pane.lines[place]


async def test_the_page_of_agents_shows_the_states_that_were_named() -> None:
    view = Wall(pages=(AGENTS,), groups=("NIGHT",), states=("dispo", "in_call"))
    async with wall(size=(60, 20), view=view) as pane:
        for each in pane.dialer.world.agents.values():
            each.user_group = "DAY"
        night = pane.dialer.world.agents["a0002"]
        night.user_group = "NIGHT"
        pane.dialer.call("a0001")
        pane.dialer.pause("a0002", "LUNCH")
        await pane.pass_by(30)
        assert pane.title == "DISPO AND IN CALL · agents of NIGHT"
        assert "Nobody is dispo or in call" in pane.text
        night.user_group = "DAY"
        pane.dialer.world.agents["a0001"].user_group = "NIGHT"
        await pane.pass_by(30)
        assert "Nobody is" not in pane.text
        assert reads(pane, "a0001") or "a0001" in pane.text
