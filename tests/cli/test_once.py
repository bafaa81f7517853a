"""``--once``: the floor and the wall as text or SVG, where there is no terminal."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import RIGHT, WRONG, account, stranger
from tests.replay import Replay
from vicidash.__main__ import launch
from vicidash.demo import DemoServer

pytestmark = pytest.mark.thorough

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"


def test_the_floor_is_printed_as_the_console_draws_it(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    ran = vicidash("--once", "--size", "120x30", env=login, launch=launch)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) == 30
    assert all(len(line) <= 120 for line in lines)
    assert any(line.startswith(" vicidash  127.0.0.1:") for line in lines[:3])
    assert any(re.search(r"polled \d+ s ago$", line) for line in lines[:3])
    assert any(line[2:].startswith("TOTAL") and "—" not in line for line in lines)
    assert any(line.startswith("▸ a00") for line in lines)
    assert "\x1b" not in ran.out


def test_a_stranger_pipes_it(env: dict[str, str], login: dict[str, str]) -> None:
    ran = stranger("--once", env={**env, **login, "COLUMNS": "77"})
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 40
    assert max(map(len, ran.out.splitlines())) > 80


def test_svg_goes_to_a_file_or_a_pipe_and_fetches_nothing(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "floor.svg"
    ran = vicidash("--once", "--svg", str(path), "--size", "80x24", env=login, launch=launch)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    picture = path.read_text(encoding="utf-8")
    assert ElementTree.fromstring(picture).tag.endswith("svg")  # noqa: S314 - our own
    assert "SALESB2B" in picture
    assert "url(" not in picture.replace("url(#", "")
    piped = vicidash("--once", "--svg", "-", "--size", "80x24", launch=launch)
    assert piped.out.startswith("<svg")


def test_a_file_that_cannot_be_written_is_told(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path
) -> None:
    ran = vicidash("--once", "--svg", str(tmp_path / "no" / "x.svg"), env=login, launch=launch)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "x.svg cannot be written: No such file" in ran.err


def test_the_wall_prints_its_overview(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("wall", "--once", "--size", "40x10", env=login, launch=launch)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) == 10
    assert all(len(line) <= 40 for line in lines)
    assert lines[0].startswith(" ALL CAMPAIGNS")
    assert "in call" in ran.out
    plain = vicidash("wall", "SOLAR_OB", "--once", "--ascii", "--pages", "campaigns", launch=launch)
    assert plain.out.isascii()
    assert plain.out.startswith(" SOLAR_OB")


def test_the_wall_of_a_user_group_prints_what_it_counts(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    group = vicidash("agents", "--json", env=login).json[0]["user_group"]
    ran = vicidash("wall", "--group", group, "--once", "--size", "100x30", launch=launch)
    assert ran.code == 0
    assert f"ALL CAMPAIGNS · agents of {group}" in ran.out.splitlines()[0]
    named = ["--group", group, "--state", "paused", "--pages", "agents"]
    ran = vicidash("wall", *named, "--once", "--size", "50x100", launch=launch)
    ours = vicidash("agents", "--group", group, "--state", "paused", "--json").json
    others = vicidash("agents", "--state", "paused", "--json").json
    users = {row["user"] for row in ours}
    assert all(user in ran.out for user in users)
    assert not any(row["user"] in ran.out for row in others if row["user"] not in users)


def test_the_wall_asks_only_for_what_it_shows(
    vicidash: Vicidash, login: dict[str, str], centre: DemoServer
) -> None:
    before = len(centre.dialer.requests)
    assert vicidash("wall", "--once", env=login, launch=launch).code == 0
    asked = [str(each) for each in list(centre.dialer.requests)[before:]]
    assert asked
    assert not any("hopper_list" in each or "query_date" in each for each in asked)


@pytest.mark.parametrize("args", [["--once"], ["wall", "--once"], ["--once", "--svg", "-"]])
def test_a_dialer_that_does_not_answer_gives_no_picture(
    args: list[str], vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("logged_in_agents", HTML)
    ran = vicidash(*args, env=account(dialer), launch=launch)
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1)
    assert "not an API answer" in ran.err


@pytest.mark.parametrize("args", [["--once"], ["wall", "--once"]])
def test_a_refused_login_is_tried_once(args: list[str], vicidash: Vicidash, dialer: Replay) -> None:
    ran = vicidash(*args, env=account(dialer, WRONG), launch=launch)
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert dialer.logins == 1
    assert not {RIGHT, WRONG} & set(ran.err.split())
    assert vicidash("line").code == 3  # and by no other afterwards
    assert dialer.logins == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--svg", "x.svg"], "--svg goes with --once"),
        (["--size", "80x24"], "--size goes with --once"),
        (["--once", "--size", "wide"], "'wide' is not COLUMNSxROWS, such as 120x40"),
        (["--once", "--size", "9x9"], "'9x9' is out of range: 40x10 to 500x500"),
        (["--once", "stats"], "--once before a command"),
        (["wall", "--size", "80x24"], "--size goes with --once"),
        (
            ["wall", "--pages", "all"],
            "'all' is no page; there are overview, campaigns, tiles, agents",
        ),
        (["wall", "--pages", ","], "nothing is no page"),
        (["wall", "--state", "lunch"], "'in_call', 'waiting', 'paused', 'dispo', 'dead'"),
        (["wall", "--pages", "overview", "--state", "dead"], "--state is for the page agents"),
        (["wall", "--every", "0"], "--every"),
        (["demo", "--wall", "--serve", "127.0.0.1:0"], "--wall does not go with --serve"),
    ],
)
def test_wrong_usage_is_told(args: list[str], said: str, vicidash: Vicidash) -> None:
    ran = vicidash(*args, launch=launch)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


@pytest.mark.parametrize(("args", "name"), [([], "console"), (["wall"], "wall")])
def test_without_a_terminal_once_is_named(
    args: list[str], name: str, env: dict[str, str], login: dict[str, str]
) -> None:
    ran = stranger(*args, env={**env, **login})
    assert (ran.code, ran.out) == (2, "")
    assert f"the {name} needs a terminal; elsewhere add --once" in ran.err


def test_without_a_terminal_a_replay_names_what_it_can_do(
    env: dict[str, str], login: dict[str, str]
) -> None:
    ran = stranger("replay", "monday.looks", env={**env, **login})
    assert (ran.code, ran.out) == (2, "")
    assert "a replay needs a terminal; --save NEW writes the shift into a file" in ran.err
    assert "--once" not in ran.err


def test_a_picture_shows_alerts_and_tells_nobody(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    settings = tmp_path / "settings.toml"
    settings.write_text(f"[alerts]\ncommand = ['touch', '{told}']\ndrop = {{warn = 0.1}}\n")
    env = {**login, "VICIDASH_CONFIG": str(settings)}
    ran = vicidash("--once", "--size", "120x30", env=env, launch=launch)
    assert any(line.startswith((" ! drop ", " !! drop ")) for line in ran.out.splitlines())
    ran = vicidash("wall", "--once", "--size", "120x30", env=env, launch=launch)
    assert any(line.startswith(("! drop ", "!! drop ")) for line in ran.out.splitlines())
    assert not told.exists()


def test_a_picture_sends_no_notices(vicidash: Vicidash) -> None:
    ran = vicidash("wall", "--once", "--notices", launch=launch)
    assert ran.code == 2
    assert "--notices is for a wall that stays open, not for --once" in ran.err
