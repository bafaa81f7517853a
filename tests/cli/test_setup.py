"""Into the guided set-up and out of it, and a password that is asked for, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.cli.conftest import Vicidash
from tests.cli.runner import at_terminal, stranger
from vicidash.cli.commands import console
from vicidash.cli.main import run
from vicidash.client import VicidialClient
from vicidash.config import Loaded, config_path
from vicidash.config.writer import Changes, write
from vicidash.demo import DemoServer
from vicidash.launch import CONSOLE, Guided, Launch, LaunchTarget, Next, Start

ASK: Changes = {"url": "https://d.test", "user": "6666", "password_ask": True}


class Screens:
    """Stands for the console and the set-up, and keeps what they were opened with."""

    def __init__(self, *ends: Guided) -> None:
        self.ends = list(ends)
        self.starts: list[Start] = []
        self.opened: list[tuple[Loaded, str]] = []

    def guide(self, start: Start) -> Guided:
        self.starts.append(start)
        return self.ends.pop(0)

    def launch(
        self,
        loaded: Loaded,
        client: VicidialClient,
        *,
        mode: str = "",
        view: LaunchTarget = CONSOLE,
    ) -> int:
        self.opened.append((loaded, mode))
        return 0

    def run(self, *args: str) -> int:
        launch: Launch = self.launch
        return run(launch, args, guide=self.guide)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there was one: the set-up is stood in for, so none is needed."""
    monkeypatch.setattr(console, "can_guide", lambda chosen: chosen.guide is not None)


def test_in_a_pipe_a_start_without_settings_is_an_error_that_names_the_set_up(
    env: dict[str, str],
) -> None:
    ran = stranger(env=env)
    assert (ran.code, ran.out) == (2, "")
    assert "url, user and password are not set" in ran.err
    assert "vicidash setup" in ran.err
    assert "vicidash demo" in ran.err


def test_in_a_pipe_the_set_up_is_an_error(env: dict[str, str]) -> None:
    ran = stranger("setup", env=env)
    assert (ran.code, ran.out) == (2, "")
    assert "needs a terminal; elsewhere set VICIDIAL_URL" in ran.err
    assert str(config_path()) in ran.err


def test_a_start_without_settings_opens_the_set_up(terminal: None) -> None:
    screens = Screens(Guided(Next.LEAVE))
    assert screens.run("--theme", "floor-dark") == 0
    (start,) = screens.starts
    assert (start.path, start.profile, start.ask_profile) == (config_path(), None, False)
    assert start.overrides["theme"] == "floor-dark"
    assert screens.opened == []


@pytest.mark.parametrize("name", ["VICIDIAL_URL", "VICIDIAL_USER", "VICIDIAL_PASS"])
def test_who_has_set_anything_is_told_what_is_missing(
    name: str, terminal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "https://x.test")
    screens = Screens()
    assert screens.run() == 2
    assert screens.starts == []


def test_what_was_saved_is_opened_without_asking_for_the_password_again(terminal: None) -> None:
    screens = Screens(Guided(Next.CONSOLE, "night", SecretStr("typed")))
    write(config_path(), ASK)
    write(config_path(), ASK, profile="night")
    assert screens.run("--campaigns", "A", "setup") == 0
    ((loaded, mode),) = screens.opened
    assert (loaded.profile, mode) == ("night", "")
    assert loaded.settings.campaigns == ("A",)
    assert loaded.password_source.get() == SecretStr("typed")


def test_the_set_up_starts_from_what_there_is(
    terminal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VICIDIAL_PASS", "s3cret")
    screens = Screens(*[Guided(Next.LEAVE)] * 3)
    write(config_path(), ASK)
    write(config_path(), {"user": "night"}, profile="night")
    screens.run("setup")
    screens.run("--profile", "night", "setup")
    screens.run("--profile", "new", "--user", "me", "setup")
    top, night, new = screens.starts
    assert (top.url, top.user, top.profile) == ("https://d.test", "6666", None)
    assert (night.url, night.user, night.profile) == ("https://d.test", "night", "night")
    assert (new.user, new.profile, new.profiles) == ("me", "new", ("night",))
    assert top.ask_profile
    assert top.notes == ("VICIDIAL_PASS in the environment goes before what is saved here",)
    assert "s3cret" not in repr(screens.starts)


def test_a_broken_file_is_told_of_and_no_set_up_opens(
    terminal: None, capsys: pytest.CaptureFixture[str]
) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("= broken")
    screens = Screens()
    assert screens.run("setup") == 2
    assert "is not valid TOML at line 1" in capsys.readouterr().err
    assert screens.starts == []
    assert config_path().read_text() == "= broken"


def test_the_demo_can_be_chosen(terminal: None, tmp_path: Path) -> None:
    screens = Screens(Guided(Next.DEMO))
    assert screens.run("--read-only") == 0
    ((loaded, mode),) = screens.opened
    assert (mode, loaded.settings.user, loaded.settings.read_only) == ("DEMO", "demo", True)
    assert not config_path().exists()


def test_a_password_that_nobody_can_be_asked_for_is_an_error(vicidash: Vicidash) -> None:
    write(config_path(), ASK)
    ran = vicidash("agents")
    assert ran.code == 2
    assert "no terminal to ask at" in ran.err


def test_nobody_is_asked_when_the_settings_are_checked(vicidash: Vicidash) -> None:
    write(config_path(), ASK)
    ran = vicidash("config", "check")
    assert (ran.code, ran.err) == (0, "")
    rows = {row["setting"]: row["value"] for row in ran.rows}
    assert (rows["password"], rows["password_ask"]) == ("not set", "true")


def test_at_a_terminal_the_password_is_asked_for_and_not_shown(
    centre: DemoServer, env: dict[str, str]
) -> None:
    write(config_path(), {**ASK, "url": centre.url, "user": "demo"})
    question = f"Password of demo@{centre.url}:"
    code, shown = at_terminal("stats", env=env, types="demo\n", after=question)
    assert code == 0
    assert shown.count(question) == 1
    assert "demo" not in shown.partition(question)[2].partition("Campaign")[0].strip()
