"""``vicidash demo``: a dialer of its own, apart from everything that is the user's."""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, stranger
from tests.demo.support import Clock
from vicidash.cli.commands.demo import demo
from vicidash.client import VicidialClient
from vicidash.config import Loaded, Settings, config_path, state_dir
from vicidash.demo import dialer
from vicidash.launch import CONSOLE, LaunchTarget, Wall
from vicidash.session import open_desk

MINE = {"VICIDIAL_URL": "https://mine.test", "VICIDIAL_USER": "me", "VICIDIAL_PASS": "s3cret"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same floor at any hour of the day: at some, nobody in a small centre waits."""
    monkeypatch.setattr(dialer, "DemoDialer", partial(dialer.DemoDialer, clock=Clock()))


class Console:
    """Takes the console's place, and looks around."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.loaded: Loaded | None = None
        self.mode = ""
        self.view = CONSOLE
        self.users: list[str] = []
        self.audit = Path()

    def __call__(
        self,
        loaded: Loaded,
        client: VicidialClient,
        *,
        mode: str = "",
        view: LaunchTarget = CONSOLE,
    ) -> int:
        self.view = view
        self.settings, self.loaded, self.mode = loaded.settings, loaded, mode
        asyncio.run(self.look(client))
        return 0

    async def look(self, client: VicidialClient) -> None:
        async with client:
            agents = await client.agents.list()
            self.users = [agent.user for agent in agents]
            waiting = next(agent for agent in agents if agent.state == "waiting")
            desk = open_desk(client, self.settings)
            await desk.agents.pause(waiting)
            self.audit = state_dir() / "audit.jsonl"
            assert self.audit.exists()


def test_the_console_opens_on_the_demo(vicidash: Vicidash) -> None:
    console = Console()
    ran = vicidash("demo", "--agents", "20", "--campaigns", "2", launch=console)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert console.mode == "DEMO"
    assert console.settings.url is not None
    assert console.settings.url.startswith("http://127.0.0.1:")
    assert 10 <= len(console.users) <= 20


def test_the_wall_opens_on_the_demo(vicidash: Vicidash) -> None:
    console = Console()
    assert vicidash("demo", "--agents", "20", "--wall", launch=console).code == 0
    assert console.view == LaunchTarget(Wall())


def test_nothing_of_the_user_is_read_or_touched(vicidash: Vicidash, tmp_path: Path) -> None:
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text('campaigns = ["MINE"]\nfloor_interval = "broken"\n')
    env = {**MINE, "CAMPAIGNS": "MINE", "VICIDASH_PROFILE": "night"}
    console = Console()
    assert vicidash("demo", env=env, launch=console).code == 0
    assert (console.settings.user, console.settings.campaigns) == ("demo", ())
    assert console.loaded is not None
    assert console.loaded.warnings == ()
    assert console.loaded.password_source.get().get_secret_value() == "demo"
    assert not (tmp_path / "state").exists()
    assert not console.audit.exists()
    assert os.environ["XDG_STATE_HOME"] == str(tmp_path / "state")


def test_what_changes_the_look_goes_with_it(vicidash: Vicidash) -> None:
    console = Console()
    before = "--theme", "floor-light", "--read-only", "--campaigns", "SALESB2B"
    assert vicidash(*before, "demo", launch=console).code == 0
    assert (console.settings.theme, console.settings.read_only) == ("floor-light", True)
    assert console.settings.campaigns == ("SALESB2B",)


def test_its_numbers_are_those_of_the_dialer() -> None:
    """Said again here, so that ``demo --help`` need not load it."""
    theirs = inspect.signature(dialer.DemoDialer).parameters
    ours = {option.name: option.default for option in demo.params}
    for name in ("agents", "campaigns", "seed", "speed"):
        assert ours[name] == theirs[name].default


@pytest.mark.thorough
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_serve_serves_until_ctrl_c(host: str, env: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "vicidash", "demo", "--serve", f"{host}:0"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url, *accounts = [process.stdout.readline().strip() for _ in range(3)]
        assert accounts == ["demo\tdemo\tlevel 9", "viewer\tview\tlevel 7"]
        login = {"VICIDIAL_URL": url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}
        ran = stranger("agents", "--json", env={**env, **login})
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert ran.code == 0
    assert len(ran.json) > 40
    assert (process.returncode, err) == (0, "")


def test_a_port_that_is_taken_is_told(vicidash: Vicidash) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = vicidash("demo", "--serve", place)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert f"cannot serve on {place}" in ran.err
    assert "Choose another port" in ran.err


@pytest.mark.parametrize("flag", ["--profile", "--config", "--user", "--dialect"])
def test_options_that_lead_to_another_dialer_are_refused(flag: str, vicidash: Vicidash) -> None:
    ran = vicidash(flag, "guide", "demo")
    assert ran.code == 2
    assert f"{flag} does not go with demo" in ran.err
