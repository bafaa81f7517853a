"""What people said of alerts outlives the console, and is known to the wall beside it."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from tests.floor.dialer_rows import Clock
from tests.floor.snapshots import agent, campaign, picture
from vicidash.alerts.acknowledgements import SHIFT, AnswersFile
from vicidash.alerts.alert import AlertKey, Rule, Severity, TargetKind
from vicidash.alerts.board import AlertBoard
from vicidash.client import CampaignStats
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorAgent, FloorSnapshot

DROP = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SALES")
PAUSED = AlertKey(Rule.PAUSED, TargetKind.AGENT, "1001")
DEAD = AlertKey(Rule.DEAD, TargetKind.AGENT, "1001")
EPOCH = 1_795_424_400.0


class Console:
    """A board with its file, on a clock that began when the console did, or the machine."""

    def __init__(self, path: Path, wall: Clock, *, read_only: bool = False) -> None:
        self.wall = wall
        began = wall()
        self.file = AnswersFile(
            path,
            clock=self.clock,
            wall=lambda: EPOCH + wall(),
            read_only=read_only,
        )
        self._began = began
        self.board = AlertBoard(AlertSettings(), self.clock)

    def clock(self) -> float:
        return self.wall() - self._began + 7.0

    def see(self, *campaigns: CampaignStats, agents: tuple[FloorAgent, ...] = ()) -> None:
        self.show(picture(self.clock(), agents, campaigns))

    def show(self, snapshot: FloorSnapshot) -> None:
        news = self.file.news()
        if news is not None:
            self.board.take(news)
        self.board.see(snapshot)
        self.keep()

    def keep(self) -> None:
        self.file.save(self.board.unsaved())

    def acknowledge(self, key: AlertKey) -> None:
        self.board.acknowledge(key, "ana")
        self.keep()

    def snooze(self, key: AlertKey, seconds: float) -> None:
        self.board.snooze(key, seconds)
        self.keep()

    @property
    def asks(self) -> list[AlertKey]:
        return [alert.key for alert in self.board.unacknowledged]

    def paused(self, seconds: float) -> FloorAgent:
        return agent(status="PAUSED", since=self.clock() - seconds, exact=False)


@pytest.fixture
def wall() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "alerts.json"


def dropping(percent: float, **more: Any) -> CampaignStats:
    return campaign(drop_percent=percent, drops_today=int(percent * 10), **more)


def test_what_was_acknowledged_stays_so_when_the_console_is_started_again(
    path: Path, wall: Clock
) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    wall.now += 600
    again = Console(path, wall)
    again.show(picture(again.clock()))  # before anything was polled
    again.see(dropping(2.6))
    alert = again.board.get(DROP)
    assert alert is not None
    assert (alert.taken, alert.acknowledged_by) == (True, "ana")
    assert alert.acknowledged == again.clock() - 600, "on the new console's clock"
    assert again.asks == []


def test_a_snooze_goes_on_and_ends_when_it_would_have(path: Path, wall: Clock) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.snooze(DROP, 900)
    wall.now += 600
    again = Console(path, wall)
    again.see(dropping(2.6))
    assert again.asks == []
    wall.now += 301
    again.see(dropping(2.6))
    assert again.asks == [DROP]


def test_what_got_worse_while_nobody_looked_asks_again(path: Path, wall: Clock) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    again = Console(path, wall)
    again.see(dropping(3.1))
    assert again.asks == [DROP]


def test_what_was_well_in_between_asks_again(path: Path, wall: Clock) -> None:
    """The answer was to that call, not to the next one."""
    console = Console(path, wall)
    dead = agent(status="INCALL", sub_status="DEAD", since=console.clock() - 60)
    console.see(agents=(dead,))
    console.acknowledge(DEAD)
    wall.now += 60
    again = Console(path, wall)
    again.see(agents=(agent(),))
    wall.now += 60
    dead = agent(status="INCALL", sub_status="DEAD", since=again.clock() - 60)
    again.see(agents=(dead,))
    assert again.asks == [DEAD]


def test_a_pause_whose_time_begins_anew_with_the_console_is_the_same_pause(
    path: Path, wall: Clock
) -> None:
    console = Console(path, wall)
    console.see(agents=(console.paused(1000),))
    console.acknowledge(PAUSED)
    again = Console(path, wall)
    for seconds in range(0, 1000, 4):
        wall.now += 4
        again.see(agents=(again.paused(seconds),))
    assert again.board.get(PAUSED) is not None
    assert again.asks == []


def test_nobody_means_yesterdays_answer(path: Path, wall: Clock) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    wall.now += SHIFT
    again = Console(path, wall)
    again.see(dropping(2.6))
    assert again.asks == [DROP]


def test_two_consoles_and_the_wall_know_what_each_was_told(path: Path, wall: Clock) -> None:
    one, other = Console(path, wall), Console(path, wall)
    pane = Console(path, wall, read_only=True)

    def look(percent: float) -> list[list[AlertKey]]:
        wall.now += 4
        for each in (one, other, pane):
            each.see(dropping(percent))
        return [each.asks for each in (one, other, pane)]

    assert look(2.6) == [[DROP]] * 3
    one.acknowledge(DROP)
    assert look(2.6) == [[]] * 3
    other.snooze(DROP, 60)
    assert look(2.6) == [[]] * 3
    one.snooze(DROP, 0)
    assert look(2.6) == [[]] * 3, "it is acknowledged still"
    assert look(3.2) == [[DROP]] * 3, "but not as critical"
    one.snooze(DROP, 900)
    assert look(3.2) == [[]] * 3
    other.snooze(DROP, 0)
    assert look(3.2) == [[DROP]] * 3


def test_who_only_looks_writes_nothing(path: Path, wall: Clock) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    before = path.read_text()
    pane = Console(path, wall, read_only=True)
    for _ in range(30):
        wall.now += 4
        pane.see(dropping(1.0))
    assert path.read_text() == before


def test_a_console_of_other_campaigns_forgets_nothing_of_what_it_does_not_see(
    path: Path, wall: Clock
) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    other = Console(path, wall)
    for _ in range(30):
        wall.now += 4
        other.see(campaign("OTHER"))
    again = Console(path, wall)
    again.see(dropping(2.6))
    assert again.asks == []


def test_the_file_is_the_owners_alone(path: Path, wall: Clock) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"version": 1}',
        '{"version": "x", "answers": []}',
        '{"version": 1, "answers": [5, {}, {"rule": "none"}]}',
        '{"version": 1, "answers": [{"rule": "drop", "kind": "campaign", "target": "SALES", '
        '"severity": 9, "at": 0, "by": "ana", "until": null}]}',
    ],
)
def test_a_file_that_cannot_be_read_is_no_more_than_a_question(
    path: Path, wall: Clock, text: str
) -> None:
    path.write_text(text)
    console = Console(path, wall)
    console.see(dropping(2.6))
    assert console.asks == [DROP]
    console.acknowledge(DROP)
    again = Console(path, wall)
    again.see(dropping(2.6))
    assert again.asks == []


def test_a_newer_consoles_file_is_left_alone(path: Path, wall: Clock) -> None:
    path.write_text('{"version": 2}')
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    assert console.asks == []
    assert path.read_text() == '{"version": 2}'


def test_a_folder_that_cannot_be_written_keeps_nobody_from_answering(
    tmp_path: Path, wall: Clock
) -> None:
    console = Console(tmp_path / "gone" / "alerts.json", wall)
    console.see(dropping(2.6))
    console.acknowledge(DROP)
    wall.now += 4
    console.see(dropping(2.6))
    assert console.asks == []


def test_what_a_clock_that_was_ahead_has_written_is_not_believed(path: Path, wall: Clock) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.snooze(DROP, 3600)
    wall.now -= 30 * 86_400
    again = Console(path, wall)
    again.see(dropping(2.6))
    assert again.asks == [DROP]


def test_a_snooze_of_a_warning_keeps_no_critical_alert_quiet_that_comes_after_it(
    path: Path, wall: Clock
) -> None:
    console = Console(path, wall)
    console.see(dropping(2.6))
    console.snooze(DROP, 3600)
    for _ in range(30):
        wall.now += 4
        console.see(dropping(1.0))
    assert console.board.get(DROP) is None
    console.see(dropping(3.1))
    assert console.asks == [DROP]
    alert = console.board.get(DROP)
    assert alert is not None
    assert alert.severity is Severity.CRITICAL
