"""The commands against a dialer that lives: the demo, over its socket."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Vicidash
from vicidash.demo.dialer import DemoDialer
from vicidash.demo.server import DemoServer

pytestmark = pytest.mark.thorough

FROZEN = "a0013"


@pytest.fixture
def demo() -> Iterator[dict[str, str]]:
    """The account of a demo centre, so fast that a call which comes between is soon over."""
    began = time.monotonic()

    def clock() -> float:
        """Runs as ours does, from the same morning each time: the same floor to begin with."""
        return 1_795_411_274 + time.monotonic() - began

    with DemoServer(DemoDialer(seed=7, speed=20, clock=clock)) as server:
        yield {"VICIDIAL_URL": server.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}


def some(vicidash: Vicidash, demo: dict[str, str], state: str) -> str:
    rows = vicidash("agents", env=demo).rows
    return next(row["user"] for row in rows if row["state"] == state and row["user"] != FROZEN)


def test_an_agent_obeys_pause_code_resume_and_logout(
    vicidash: Vicidash, demo: dict[str, str]
) -> None:
    user = some(vicidash, demo, "waiting")
    assert vicidash("pause", user, "--code", "LUNCH").out == f"{user}: paused (LUNCH)\n"
    paused = next(row for row in vicidash("agents").rows if row["user"] == user)
    assert (paused["state"], paused["pause_code"]) == ("paused", "LUNCH")
    assert vicidash("resume", user).out == f"{user}: resumed\n"
    assert vicidash("logout", user, "--yes").out == f"{user}: logged out\n"
    assert user not in {row["user"] for row in vicidash("agents").rows}
    assert vicidash("pause", user).code == 1


def test_the_agent_with_a_frozen_browser_does_not(vicidash: Vicidash, demo: dict[str, str]) -> None:
    ran = vicidash("pause", FROZEN, "--timeout", "1", env=demo)
    assert ran.code == 1
    assert ran.out.startswith("a0013: not obeyed — ")


def test_a_dial_level_is_set(vicidash: Vicidash, demo: dict[str, str]) -> None:
    ran = vicidash("dial-level", "SALESB2B", "3.5", env=demo)
    assert (ran.code, ran.out) == (0, "SALESB2B: dial level 3.5 (was 3)\n")
    assert vicidash("stats", "SALESB2B").rows[0]["dial_level"] == "3.5"
    ran = vicidash("dial-level", "SALESB2B", "99")
    assert (ran.code, ran.out) == (2, "")


def test_every_figure_is_known_to_level_9_and_the_day_to_no_other(
    vicidash: Vicidash, demo: dict[str, str]
) -> None:
    full = vicidash("stats", "--json", env=demo)
    assert full.err == ""
    unknown = {key for row in full.json["campaigns"] for key, value in row.items() if value is None}
    assert unknown <= {"trunk_short"}, "the summary names it only where lines are dialed"
    viewer = {**demo, "VICIDIAL_USER": "viewer", "VICIDIAL_PASS": "view"}
    seen = vicidash("stats", "--json", env=viewer)
    assert seen.code == 0
    assert seen.json["total"]["calls_today"] is None
    assert seen.json["total"]["agents_logged_in"] > 0
    assert "user level 9" in seen.err
    paused = some(vicidash, viewer, "paused")
    assert vicidash("resume", paused).code == 3
