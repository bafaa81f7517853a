"""``vicidash recording``: found, and fetched into a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account, at_terminal
from tests.replay import Replay
from vicidash.demo import DemoServer

pytestmark = pytest.mark.thorough

HEADER = "start_time|user|recording_id|lead_id|location\n"


@pytest.fixture
def day_of(centre: DemoServer) -> list[str]:
    """The options that name an agent who has recordings, and the day of the oldest."""
    first = next(iter(centre.dialer.world.shelf))
    return ["--agent", first.user, "--day", first.stamp[:10]]


def test_found_by_agent_and_day_or_by_lead(
    vicidash: Vicidash, login: dict[str, str], day_of: list[str]
) -> None:
    rows = vicidash("recording", "find", *day_of, env=login).rows
    assert {row["user"] for row in rows} == {day_of[1]}
    of_lead = vicidash("recording", "find", "--lead", rows[0]["lead_id"], "--json").json
    assert rows[0]["recording_id"] in {str(each["recording_id"]) for each in of_lead}
    assert of_lead[0]["location"].startswith("http")


def test_none_is_no_failure(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("recording", "find", "--lead", "99999999", env=login)
    assert (ran.code, ran.rows, ran.err) == (0, [], "vicidash: note: there are no recordings\n")
    ran = vicidash("recording", "download", "--lead", "99999999", "--json")
    assert (ran.code, ran.json) == (0, [])


def test_downloads_print_their_paths_and_leave_what_is_there(
    vicidash: Vicidash, login: dict[str, str], day_of: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "sounds"
    assert vicidash("recording", "download", *day_of, "--to", str(folder), env=login).code == 2
    folder.mkdir()
    ran = vicidash("recording", "download", *day_of, "--to", str(folder))
    assert (ran.code, ran.err) == (0, "")
    paths = [Path(line) for line in ran.out.splitlines()]
    assert sorted(paths) == sorted(folder.iterdir())
    assert all(path.read_bytes().startswith(b"RIFF") for path in paths)
    mine = paths[0].read_bytes()[:-4] + b"mine"  # as long as the recording: shorter is fetched anew
    paths[0].write_bytes(mine)
    again = vicidash("recording", "download", *day_of, "--to", str(folder), "--json").json
    assert [each["file"] for each in again] == [str(path) for path in paths]
    assert paths[0].read_bytes() == mine


def test_one_that_fails_keeps_none_of_the_others_back(
    vicidash: Vicidash, login: dict[str, str], centre: DemoServer, dialer: Replay, tmp_path: Path
) -> None:
    there = next(iter(centre.dialer.world.shelf)).filename
    base = f"{centre.url}/RECORDINGS/ORIG"
    rows = [
        f"2026-11-23 10:00:00|a0001|1|5|{base}/gone.wav",
        f"2026-11-23 10:00:00|a0001|2|5|{base}/..%2f..%2fetc",
        f"2026-11-23 10:00:00|a0001|3|5|{base}/{there}",
        f"2026-11-23 10:00:00|a0001|4|5|{base}/other/{there}",
        "2026-11-23 10:00:00|a0001|5|5|",
    ]
    dialer.answer("recording_lookup", HEADER + "".join(f"{row}\n" for row in rows))
    ran = vicidash(
        "recording", "download", "--lead", "5", "--to", str(tmp_path), env=account(dialer)
    )
    assert ran.code == 1
    assert ran.out == f"{tmp_path / there}\n"
    said = ran.err.splitlines()
    assert [line.split(":")[1] for line in said] == [
        f" recording {number}" for number in (1, 2, 4, 5)
    ]
    assert "no such file" in said[0]
    assert "no other recording of this download has" in said[2]


def test_the_password_of_the_store_is_no_option(
    vicidash: Vicidash, login: dict[str, str], day_of: list[str], tmp_path: Path
) -> None:
    download = ["recording", "download", *day_of, "--to", str(tmp_path), "--store-user", "s"]
    ran = vicidash(*download, env=login)
    assert (ran.code, "VICIDASH_STORE_PASS" in ran.err) == (2, True)
    assert vicidash(*download, env={"VICIDASH_STORE_PASS": "p"}).code == 0


def test_the_login_of_the_store_goes_to_one_host(
    vicidash: Vicidash, login: dict[str, str], centre: DemoServer, dialer: Replay, tmp_path: Path
) -> None:
    there = next(iter(centre.dialer.world.shelf)).filename
    row = f"2026-11-23 10:00:00|a0001|3|5|http://localhost:1/{there}\n"
    dialer.answer("recording_lookup", HEADER + row)
    env = {**account(dialer), "VICIDASH_STORE_PASS": "p"}
    download = ["recording", "download", "--lead", "5", "--to", str(tmp_path), "--store-user", "s"]
    ran = vicidash(*download, env=env)
    assert ran.code == 4
    assert "'s' and its password are not sent to localhost: --store-host localhost does" in ran.err
    ran = vicidash(*download, "--store-host", "localhost", env=env)
    assert "not sent" not in ran.err


def test_a_terminal_sees_how_far_it_is(
    env: dict[str, str], login: dict[str, str], day_of: list[str], tmp_path: Path
) -> None:
    download = ["recording", "download", *day_of, "--to", str(tmp_path)]
    code, shown = at_terminal(*download, env={**env, **login})
    assert code == 0
    count = len([path for path in tmp_path.iterdir() if path.suffix == ".wav"])
    assert f"/{count}" in shown
