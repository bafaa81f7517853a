"""Notices over the end of a program: who starts it again is not told again what they know."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.alerts.notify.support import Ear
from tests.floor.dialer_rows import Clock
from tests.floor.snapshots import campaign, picture
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.notify import Event, Notifier, SentFile
from vicidash.config.settings import AlertSettings

AHEAD = 1_700_000_000.0
"""The wall's clock is so far ahead of the one that starts with the machine."""


class Console:
    """A program with alerts and notices, from its start on."""

    def __init__(self, path: Path, clock: Clock, ahead: float = AHEAD) -> None:
        self.clock = clock
        self.board = AlertBoard(AlertSettings(), clock)
        sent = SentFile(path, clock=clock, wall=lambda: clock() + ahead)
        self.notifier = Notifier([Ear()], clock=clock, spacing=300.0, sent=sent)

    def look(self, percent: float) -> list[Event]:
        self.clock.now += 4
        row = campaign("SALES", drop_percent=percent, drops_today=int(percent * 10))
        told = self.notifier.tell(self.board.see(picture(self.clock.now, [], [row])))
        return [each.event for each in told]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notices.json"


def test_what_was_told_right_before_the_start_is_not_told_again(path: Path) -> None:
    clock = Clock()
    assert Console(path, clock).look(2.6) == [Event.RAISED]
    later = Console(path, clock)
    assert later.look(2.6) == []
    clock.now += 600
    assert later.look(2.6) == []


def test_that_it_got_worse_meanwhile_is_told_when_the_spacing_is_over(path: Path) -> None:
    clock = Clock()
    Console(path, clock).look(2.6)
    later = Console(path, clock)
    assert later.look(3.2) == []
    clock.now += 300
    assert later.look(3.2) == [Event.ESCALATED]


def test_that_it_is_over_is_told_by_the_next_console(path: Path) -> None:
    clock = Clock()
    Console(path, clock).look(2.6)
    later = Console(path, clock)
    later.look(2.6)
    clock.now += 600
    told = [event for _ in range(30) for event in later.look(0.5)]
    assert told == [Event.CLEARED]


def test_what_was_told_long_ago_is_told_at_the_start(path: Path) -> None:
    clock = Clock()
    Console(path, clock).look(2.6)
    clock.now += 400
    assert Console(path, clock).look(2.6) == [Event.RAISED]


def test_a_machine_that_was_started_anew_has_another_clock(path: Path) -> None:
    clock = Clock()
    Console(path, clock).look(2.6)
    began = Clock()
    began.now = 5.0
    ahead = clock.now + AHEAD + 60 - began.now
    assert Console(path, began, ahead).look(2.6) == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 2}', '{"version": 1, "sent": [5, {"rule": "drop"}]}']
)
def test_a_file_that_cannot_be_read_keeps_nobody_from_being_told(path: Path, text: str) -> None:
    path.write_text(text)
    assert Console(path, Clock()).look(2.6) == [Event.RAISED]


def test_nor_does_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    console = Console(tmp_path / "gone" / "notices.json", Clock())
    assert console.look(2.6) == [Event.RAISED]


def test_the_file_is_the_owners(path: Path) -> None:
    Console(path, Clock()).look(2.6)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]
