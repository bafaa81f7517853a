"""The console in a real terminal, 80×24, on a centre that counts its requests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Open
from tests.tui.centre import FROZEN, WRONG, Centre, Order

pytestmark = pytest.mark.thorough


def test_a_shift(open_console: Open, centre: Centre, tmp_path: Path) -> None:
    terminal = open_console()
    terminal.wait("a0001", "READY", "20 wait", "p Pause")

    # a waiting agent pauses
    terminal.press("j", "j", "p")
    terminal.wait_for_row("a0003", "PAUSED", "✓ done")

    # one in a call: after this call
    centre.call("a0004")
    terminal.wait_for_row("a0004", "INCALL")
    terminal.press("j", "p")
    terminal.wait_for_row("a0004", "INCALL", "after this call")
    centre.hang_up("a0004")
    terminal.wait_for_row("a0004", "PAUSED", "✓ done")

    # the frozen one does not obey
    terminal.press("/", *FROZEN, "Enter")
    terminal.wait(f"1 with “{FROZEN}”")
    terminal.press("p")
    terminal.wait_for_row(FROZEN, "pausing")
    terminal.wait_for_row(FROZEN, "READY", "✗ not obeyed")
    terminal.wait("not obeyed — no effect within 4 s")
    terminal.press("Escape")
    terminal.wait("a0014", gone="1 with")

    # the dial level: five steps, one request, read back
    terminal.press("Tab")
    terminal.wait("Enter Agents")
    terminal.press(*"+++++")
    terminal.wait("3.0→3.5", "Enter sends 3.5")
    terminal.press("Enter")
    terminal.wait("SALESB2B 3.0 → 3.5?", "17% more lines")
    terminal.press("y")
    terminal.wait_for_row("SALESB2B", "✓ 3.5")
    assert centre.world.campaigns["SALESB2B"].dial_level == "3.5"

    # log out asks, naming the agent; Enter is Cancel
    terminal.press("Tab", "g", "o")
    name = centre.world.agents["a0001"].full_name
    terminal.wait(f"Log out a0001 ({name})?", "Cancel")
    terminal.press("Enter")
    terminal.wait("a0001", gone="Log out a0001")
    terminal.press("o")
    terminal.wait("Log out a0001")
    terminal.press("Left", "Enter")
    terminal.wait("log out a0001: done")

    terminal.press("q")
    assert terminal.exit_code == 0
    assert centre.orders == [
        Order("external_pause", "a0003", "PAUSE"),
        Order("external_pause", "a0004", "PAUSE"),
        Order("external_pause", FROZEN, "PAUSE"),
        Order("update_campaign", "SALESB2B", "3.5"),
        Order("logout", "a0001", "LOGOUT"),
    ]
    log = (tmp_path / "STATE" / "vicidash" / "audit.jsonl").read_text().splitlines()
    last = {line["target"]: line["outcome"] for line in map(json.loads, log)}
    done = dict.fromkeys(("a0003", "a0004", "SALESB2B", "a0001"), "done")
    assert last == {**done, FROZEN: "not obeyed"}


def test_a_wrong_password_is_sent_once_until_l_is_pressed(
    open_console: Open, centre: Centre
) -> None:
    terminal = open_console(password=WRONG)
    terminal.wait("POLLING HAS STOPPED  L tries the login again", "refused the login")
    assert centre.login_requests == 1
    terminal.press("p", "r", "C-r")
    terminal.wait("Polling has stopped: L tries the login again")
    assert centre.login_requests == 1
    terminal.press("L")
    terminal.until(lambda: centre.login_requests == 2, "a second login")
    terminal.wait("POLLING HAS STOPPED")
    assert centre.failed_logins == 2
    assert WRONG not in terminal.screen


def test_keys_typed_ahead_hit_the_first_match(open_console: Open, centre: Centre) -> None:
    """In one write, as a slow line delivers them."""
    terminal = open_console(size=(160, 48))
    terminal.wait("a0001", "READY")
    terminal.type_ahead("/a0007\rp")
    terminal.wait_for_row("a0007", "✓ done")
    assert [order.target for order in centre.orders] == ["a0007"]


def test_read_only_sends_nothing(open_console: Open, centre: Centre) -> None:
    terminal = open_console("--read-only")
    terminal.wait("a0001", "READY", "READ-ONLY")
    terminal.press("p")
    terminal.wait("Pause: this console is read-only (--read-only)")
    terminal.press(*"ro", "Tab", *"++", "Enter", "=", "Enter", "?")
    terminal.wait("On agents", "Not now:", "read-only (--read-only).")
    assert centre.orders == []
