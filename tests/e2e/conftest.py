"""A terminal with the console in it, on a centre that this process can count requests of."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tests.tui.centre import RIGHT, USER, Centre
from vicidash.demo import DemoServer

QUICK = "floor_interval = 1\ncampaigns_interval = 1\nobey_timeout = 4\n"

Open = Callable[..., Terminal]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these are end-to-end tests, and there is no terminal without tmux."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if shutil.which("tmux") is None:
                item.add_marker(pytest.mark.skip("tmux is not installed; apt-get install tmux"))


@pytest.fixture
def centre() -> Iterator[Centre]:
    """A calm centre of 20 agents on the clock of this machine."""
    started = time.monotonic()
    dialer = Centre(lambda: time.monotonic() - started)
    with DemoServer(dialer):
        yield dialer


@pytest.fixture
def open_console(tmp_path: Path, centre: Centre) -> Iterator[Open]:
    """Opens ``vicidash`` with these arguments on the centre, polling every second."""
    with ExitStack() as stack:

        def opened(
            *args: str,
            size: tuple[int, int] = (80, 24),
            password: str = RIGHT,
            settings: str = "",
        ) -> Terminal:
            file = tmp_path / "CONFIG" / "vicidash" / "config.toml"
            file.parent.mkdir(parents=True)
            file.write_text(QUICK + settings)
            login = {"URL": centre.base_url, "USER": USER, "PASS": password}
            env = {f"VICIDIAL_{name}": value for name, value in login.items()}
            command = [sys.executable, "-m", "vicidash", *args]
            return stack.enter_context(Terminal(command, size, tmp_path, env))

        yield opened
