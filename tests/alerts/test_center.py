"""The line of the most urgent alert, and what is written on the terminal beside the picture."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from tests.alerts.notify.support import Ear, alert
from tests.floor.snapshots import campaign, picture
from tests.tui.centre import Clock
from vicidash.alerts import center
from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.alert import Alert, Rule, Severity
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.center import AlertCenter
from vicidash.alerts.notify import Notifier
from vicidash.config.settings import AlertSettings
from vicidash.formatting import printable
from vicidash.tui.bindings import usual_key
from vicidash.tui.terminal import write_out
from vicidash.tui.widgets.alert_bar import SuggestedAction, alarm_line, lever

WARN, CRITICAL = alert(), alert("SOLAR", Severity.CRITICAL)


MAXIMUM = SuggestedAction("level_type", "lowers its maximum", "lowers it")


def line(width: int, *alerts: Alert, helps: SuggestedAction | None = None) -> str:
    told = alarm_line(alerts or (CRITICAL, WARN), width, key_of=usual_key, helps=helps)
    assert told is not None
    return told[1].plain


def test_nothing_asks_for_anybody() -> None:
    assert alarm_line((), 80, key_of=usual_key) is None


def test_what_is_the_matter_what_helps_and_which_keys() -> None:
    assert line(100) == (
        "!! drop 2.60% on SOLAR — lower its dial level"
        + " " * 17
        + "1 more  ! go there  a acknowledge"
    ).replace(" " * 17, " " * (100 - 45 - 33))
    told = alarm_line((WARN,), 100, key_of=usual_key)
    assert told is not None
    assert told[0] == "-warn"
    assert told[1].plain.endswith("  ! go there  a acknowledge")


def test_what_has_only_to_end_is_told_in_the_past_and_asks_for_nothing() -> None:
    told = alarm_line((replace(CRITICAL, well_since=5.0),), 100, key_of=usual_key, helps=MAXIMUM)
    assert told is not None
    assert told[0] == "-over"
    assert told[1].plain.startswith("!! Cleared: drop 2.60% on SOLAR  ")
    assert "lower" not in told[1].plain


@pytest.mark.parametrize(
    ("width", "there", "gone"),
    [
        (75, "lower its dial level" + " " * 15 + "+1  ! go  a ack", "go there"),
        (61, "  1 more  ! go there  a acknowledge", "lower"),
        (50, "  +1  ! go  a ack", "go there"),
        (36, "  +1 ! a", "ack"),
        (12, "!! drop …", "2"),
    ],
)
def test_where_there_is_little_room_the_words_stay_longest(
    width: int, there: str, gone: str
) -> None:
    told = line(width)
    assert told.startswith("!! drop ")
    assert told.endswith(there)
    assert gone not in told


def test_the_key_that_helps_stays_where_the_pane_is_narrow() -> None:
    worst = replace(CRITICAL.finding, words="drop 3.32% on INSURNCE, 8 drops over 3%")
    alerts = replace(CRITICAL, finding=worst), WARN
    what = "!! drop 3.32% on INSURNCE, 8 drops over 3%"
    wide, usual, narrow = (line(width, *alerts, helps=MAXIMUM) for width in (118, 100, 78))
    assert wide.startswith(f"{what} — ! then = lowers its maximum  ")
    assert wide.endswith("  1 more  ! go there  a acknowledge")
    assert usual.startswith(f"{what} — ! then = lowers its maximum  ")
    assert usual.endswith("  +1  ! go  a ack")
    assert narrow.startswith(f"{what} — ! then = lowers it  ")
    assert narrow.endswith("  +1 ! a")


def test_what_helps_is_a_key_where_there_is_one_and_it_can_be_pressed() -> None:
    def told(alert: Alert, *, adapts: bool = False, can: bool = True) -> str | None:
        found = lever(alert, adapts=adapts, can=lambda name: can)
        return found.action if found else None

    assert told(WARN) == "level_down"
    assert told(WARN, adapts=True) == "level_type"
    assert told(WARN, can=False) is None
    dry = replace(WARN, finding=replace(WARN.finding, key=WARN.key._replace(rule=Rule.HOPPER)))
    assert told(dry) is None


@given(st.integers(1, 200), st.text(max_size=80).map(lambda text: text.replace("\n", " ")))
def test_it_never_overflows(width: int, words: str) -> None:
    worded = replace(WARN, finding=replace(WARN.finding, words=printable(words)))
    told = alarm_line((worded,), width, key_of=usual_key)
    assert told is not None
    assert told[1].cell_len <= width


class Terminal(HeadlessDriver):
    """A terminal that keeps what is written on it."""

    is_headless = False
    written = ""

    def write(self, data: str) -> None:
        self.written += data


async def test_an_escape_goes_out_as_it_is() -> None:
    app: App[None] = App()
    async with app.run_test():
        write_out(app, "\a")  # without a terminal it goes nowhere
        app._driver, headless = Terminal(app), app._driver
        write_out(app, "\x1b]9;vicidash: x\a")
        written, app._driver = app._driver.written, headless
    assert written == "\x1b]9;vicidash: x\a"
    write_out(app, "\a")  # over, too


def test_what_is_said_is_kept_at_once_and_found_at_the_next_start(tmp_path: Path) -> None:
    clock = Clock()

    def started() -> tuple[AlertCenter, Ear]:
        ear = Ear()
        answers = AnswersFile(tmp_path / "alerts.json", clock=clock, wall=clock)
        board = AlertBoard(AlertSettings(), clock)
        notifier = Notifier([ear], clock=clock, spacing=300)
        return AlertCenter(board, notifier, clock=clock, answers=answers), ear

    sales, solar = campaign(drop_percent=2.6), campaign("SOLAR", drop_percent=2.6)
    first, told = started()
    first.see(picture(clock(), campaigns=(sales, solar)))
    keys = {alert.key.target: alert.key for alert in first.board.active}
    assert first.acknowledge(keys["SALES"])
    assert first.snooze(keys["SOLAR"], 900)
    assert len(told.heard) == 2
    second, told = started()
    second.see(picture(clock(), campaigns=(sales, solar)))
    assert second.count == 0
    assert told.heard == [], "nobody is told of it again"
    clock.now += 901
    second.see(picture(clock(), campaigns=(sales, solar)))
    assert [alert.key.target for alert in second.board.unacknowledged] == ["SOLAR"]


class Stuck(Ear):
    """A way of notice that does not come to its end."""

    async def aclose(self) -> None:
        await asyncio.sleep(3600)


async def test_leaving_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(center, "GRACE", 0.01)
    clock, ear = Clock(), Stuck()
    notifier = Notifier([ear], clock=clock, spacing=300)
    held = AlertCenter(AlertBoard(AlertSettings(), clock), notifier, clock=clock)
    async with asyncio.timeout(5):
        await held.aclose()
