"""``vicidash demo`` in a real terminal, 160×48: what somebody sees who has no dialer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.thorough

FROZEN = "a0013"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    """Seed 1, forty times as fast, so that calls end while one looks on."""
    options = ["--seed", "1", "--speed", "40"]
    command = [sys.executable, "-m", "vicidash", "demo", *options]
    with Terminal(command, (160, 48), tmp_path, {}) as terminal:
        yield terminal


def show(terminal: Terminal, user: str) -> None:
    """Only this agent."""
    terminal.press("/", "C-u", *user, "Enter")
    terminal.wait(f"1 with “{user}”")


def test_a_shift_on_the_demo(demo: Terminal) -> None:
    demo.wait("TOTAL", "a0001", "DEMO", "SALESB2B", "INB_ONLY")

    # the frozen one: what becomes of it is looked at below
    show(demo, FROZEN)
    demo.press("p")
    demo.wait_for_row(FROZEN, "READY", "pausing")

    # the dial level in one go, and read back
    demo.press("Tab", *"-----")
    demo.wait("3.0→2.5", "Enter sends 2.5")
    demo.press("Enter")
    demo.wait_for_row("SALESB2B", "✓ 2.5")
    demo.press("Tab", "Tab")  # over the pane to the agents

    # log out asks first, naming the agent; Esc leaves it at that
    demo.press("o")
    demo.wait(f"Log out {FROZEN} (", "Cancel")
    demo.press("Escape")
    demo.wait(FROZEN, gone="Log out a")

    # one in a call pauses when it ends, which at this speed may be before the key is pressed
    demo.press("Escape")
    demo.wait("a0001", gone="1 with")
    user = demo.find(r"^  (a\d{4}) .* INCALL ")
    show(demo, user)
    demo.press("p")
    demo.wait_for_row(user, "PAUSED", "✓ done")

    show(demo, FROZEN)
    demo.press("i")
    demo.wait(f"pause {FROZEN}: not obeyed", "may be frozen")

    demo.press("q")
    assert demo.exit_code == 0
