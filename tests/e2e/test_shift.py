"""A shift in a real terminal, 160×48, from the first look to a dialer that comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Open
from tests.tui.centre import Centre
from vicidash.demo import DemoServer
from vicidash.demo.sim.agents import Mode

SETTINGS = """
pause_codes = ["LUNCH", "BREAK"]

[alerts]
bell = false

[alerts.drop]
on = false

[alerts.dead]
seconds = 2
"""
MARKED = ("a0002", "a0003", "a0004", "a0005", "a0006")


class Dialer:
    """A centre that can be cut off from the network, and connected again at the same address."""

    def __init__(self, port: int) -> None:
        started = time.monotonic()
        self.centre = Centre(lambda: time.monotonic() - started)
        self._port = port
        self._server = DemoServer(self.centre, port=port).start()

    def die(self) -> None:
        self._server.stop()

    def come_back(self) -> None:
        self._server = DemoServer(self.centre, port=self._port).start()


@pytest.fixture
def dialer(kept_port: int) -> Iterator[Dialer]:
    dialer = Dialer(kept_port)
    yield dialer
    dialer.die()


@pytest.fixture
def centre(dialer: Dialer) -> Centre:
    return dialer.centre


def orders(centre: Centre, function: str) -> list[str]:
    """Whom the dialer was told something, in the order of their names."""
    return sorted(order.target for order in centre.orders if order.function == function)


@pytest.mark.thorough
def test_a_shift(open_console: Open, dialer: Dialer) -> None:
    centre = dialer.centre
    terminal = open_console(size=(160, 48), settings=SETTINGS)
    terminal.wait("[1 Floor]", "a0001", "READY", "20 logged in")

    # only these agents: a filter with an inverse in it
    terminal.press("/", *"user:a000 !a0001", "Enter")
    terminal.wait("8 with “user:a000 !a0001”", gone="a0010")

    # mark five, pause them with a code from the list
    terminal.press(*["Space"] * 5)
    terminal.wait("5 marked")
    terminal.press("P")
    terminal.wait("Pause 5 agents with a code", "LUNCH", "BREAK")
    terminal.press(*"lun", "Enter")
    terminal.wait("Pause 5 agents with LUNCH?", "a0002", "a0006")
    assert centre.orders == []
    terminal.press("Left", "Enter")
    for user in MARKED:
        terminal.wait_for_row(user, "PAUSED", "LUNCH")
    assert orders(centre, "external_pause") == list(MARKED)

    # taken back as a whole
    terminal.press("u")
    terminal.wait("Undo: resume 5 agents", "a0002", "a0006")
    terminal.press("Left", "Enter")
    terminal.wait("undo: resume 5 agents", "20 waiting", gone="PAUSED")
    terminal.press("Escape")
    terminal.wait("a0010", gone="8 with")

    # the dial level: a rise on a campaign that drops too much is asked about, then read back
    terminal.press("Tab", *"++")
    terminal.wait("3.0→3.2", "Enter sends 3.2")
    terminal.press("Enter")
    terminal.wait("Set 3.2", "y yes, n no")
    terminal.press("y")
    terminal.wait_for_row("SALESB2B", "✓ 3.2")
    terminal.press("Tab")

    # an agent's line goes dead: the alert names them, leads there, and is acknowledged
    centre.put("a0015", Mode.DEAD, lead=4711)
    terminal.wait("a0015", "DEAD", "6 Alerts 1!")
    terminal.press("!")
    terminal.wait("▸ a0015")
    terminal.press("a")
    terminal.wait("[1 Floor]", gone="6 Alerts 1!")
    terminal.press("6")
    terminal.wait("[6 Alerts]", "a0015")
    terminal.press("7")
    terminal.wait("[7 Audit]", "dial level", "SALESB2B", "LUNCH")
    terminal.press("1")

    # the dialer dies: the last picture stays, with its age; and it comes back
    dialer.die()
    terminal.wait("NO ANSWER", "a0001", "READY")
    centre.pause("a0001", "BREAK")
    dialer.come_back()
    terminal.wait_for_row("a0001", "PAUSED", "BREAK")
    terminal.wait("20 logged in", gone="NO ANSWER")

    terminal.press("q")
    assert terminal.exit_code == 0
    levels = [order for order in centre.orders if order.function == "update_campaign"]
    assert [order.value for order in levels] == ["3.2"]
