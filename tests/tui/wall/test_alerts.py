"""The wall's alerts: the same as the console's, only looked at, and told to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.alerts.notify.support import Ear
from tests.tui.centre import RIGHT, USER, Centre, Clock
from tests.tui.wall.driver import Pane, wall
from vicidash.alerts.acknowledgements import Acknowledgement, AnswersFile
from vicidash.alerts.alert import AlertKey, Rule, Severity, TargetKind
from vicidash.alerts.notify import Notifier
from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.demo import DemoServer
from vicidash.demo.sim.agents import Mode
from vicidash.launch import Wall
from vicidash.tui.wall import app as wall_app
from vicidash.tui.wall.app import TROUBLE_STAYS, WallApp

pytestmark = pytest.mark.thorough

CALM = {"alerts": {"drop": {"on": False}}}


def below(pane: Pane) -> list[str]:
    """The lines of alerts."""
    return [line.strip() for line in pane.lines if line.startswith("!")]


async def test_what_fires_stands_below_every_page_until_it_is_over() -> None:
    async with wall(settings=CALM) as pane:
        assert below(pane) == []
        pane.dialer.put("a0003", Mode.DEAD, lead=4711)
        await pane.pass_by(40)
        for _ in range(3):
            await pane.press("space")
            (line,) = below(pane)
            assert line.startswith("! a0003 ")
        pane.dialer.hang_up("a0003")
        await pane.pass_by(16)
        assert below(pane) == []


async def test_a_hopper_is_watched_for_the_rule_and_asked_for_once_a_minute() -> None:
    async with wall(settings=CALM) as pane:
        name = next(iter(pane.app.snapshot.campaigns.value or {}))
        pane.dialer.world.campaigns[name].hopper_level = 0  # no leads come any more
        pane.dialer.world.hoppers[name].clear()
        await pane.pass_by(240)
        (line,) = below(pane)
        assert line == f"!! the hopper of {name} is dry"
        active = len(pane.app.snapshot.campaigns.value or {})
        assert pane.dialer.asked("hopper_list") <= active * 5


async def test_what_somebody_takes_care_of_at_a_console_does_not_go_on_shouting(
    tmp_path: Path,
) -> None:
    path = tmp_path / "alerts.json"
    async with wall(settings=CALM, answers=path) as pane:
        for user in ("a0003", "a0005"):
            pane.dialer.put(user, Mode.DEAD, lead=4711)
        await pane.pass_by(40)
        assert len(below(pane)) == 2
        console = AnswersFile(path, clock=pane.clock, wall=pane.clock)
        key = AlertKey(Rule.DEAD, TargetKind.AGENT, "a0003")
        console.save({key: Acknowledgement(Severity.WARN, pane.clock(), "ana")})
        await pane.pass_by(4)
        (line,) = below(pane)
        assert line.startswith("! a0005 ")


async def test_the_worst_come_first_and_the_rest_are_counted() -> None:
    async with wall(size=(80, 30)) as pane:
        for user in ("a0003", "a0005"):  # three would be one alert
            pane.dialer.put(user, Mode.DEAD, lead=4711)
        await pane.pass_by(60)
        told = below(pane)
        assert told[0].startswith("!! drop ")
        assert len(told) == 3
        assert told[-1].endswith(" more alerts")


@pytest.mark.parametrize("height", [10, 15])
async def test_a_low_pane_keeps_its_figures(height: int) -> None:
    async with wall(size=(60, height)) as pane:
        await pane.pass_by(4)
        (line,) = below(pane)
        assert line.startswith("!! drop ")


async def test_a_poll_that_hangs_is_news_too() -> None:
    async with wall(settings=CALM) as pane:
        pane.clock.now += 40
        pane.app.tick()
        await pane.pilot.pause()
        assert below(pane) == ["!! nothing new from the dialer for 40 s"]


async def test_what_the_wall_itself_could_not_do_does_not_stand_there_for_good() -> None:
    async with wall(settings=CALM) as pane:
        pane.app.tell("webhook: no connection in time")
        assert below(pane) == ["! webhook: no connection in time"]
        await pane.pass_by(TROUBLE_STAYS)
        assert below(pane) == []


async def test_its_notices_go_where_they_are_asked_to() -> None:
    ear = Ear()
    async with wall(settings=CALM, sinks=[ear]) as pane:
        pane.dialer.put("a0003", Mode.DEAD, lead=4711)
        await pane.pass_by(60)
        assert [notice.alert.key.target for notice in ear.heard] == ["a0003"]
    assert ear.closed


@pytest.mark.parametrize("notices", [False, True])
def test_it_tells_nobody_unless_it_is_asked_to(
    notices: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def open_notifier(*args: object, **more: object) -> Notifier:
        opened.append(args)
        return Notifier((), clock=Clock(), spacing=0.0)

    monkeypatch.setattr(wall_app, "open_notifier", open_notifier)
    with DemoServer(Centre(Clock())) as server:
        client = VicidialClient(server.url, USER, RIGHT)
        WallApp(client, Settings(), Wall(notices=notices))
    assert bool(opened) is notices


async def test_a_name_is_never_markup_nor_an_escape() -> None:
    async with wall(settings=CALM, hostile_names=True, size=(120, 40)) as pane:
        pane.dialer.put("a0009", Mode.DEAD, lead=4711)
        await pane.pass_by(60)
        (line,) = below(pane)
        assert line.startswith("! a0009 [@click=app.quit]x[/] [/bad] a|b: ")
