"""Faults that were seen on real servers and files, at the command line; the rest of their kind is
tested beside the code that they are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account
from tests.replay import Replay


def test_a_callback_in_the_past_is_refused_with_the_dialers_time(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    (lead, *_) = vicidash("search", "2475550106", "--json", env=login).json
    when = ["lead", "callback", str(lead["lead_id"]), "2020-01-01 10:30", "--campaign", "SALESB2B"]
    ran = vicidash(*when)
    assert (ran.code, ran.out) == (2, "")
    assert "callback when '2020-01-01 10:30:00' is not valid" in ran.err
    assert "2026-11-23 12:00" in ran.err


def test_a_line_whose_cache_cannot_be_written_says_why(
    vicidash: Vicidash, dialer: Replay, tmp_path: Path
) -> None:
    """A file stands where the folder should be, which keeps out an administrator, too."""
    place = tmp_path / "a-file"
    place.write_text("")
    ran = vicidash("line", env={**account(dialer), "XDG_CACHE_HOME": str(place)})
    assert ran.code == 2
    assert ran.out.startswith("!! CANNOT WRITE CACHE ")
    assert f"the folder {place}" in ran.err
    assert "XDG_CACHE_HOME" in ran.err
    assert vicidash("line", "--tmux").out.startswith("#[")
    assert not dialer.requests


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (429, "Too Many Requests", "poll less often"),
        (502, "<html><head><title>502 Bad Gateway</title></head></html>", "502"),
        (500, "<html><body>Internal Server Error</body></html>", "500"),
    ],
)
def test_a_server_in_trouble_does_not_send_people_to_the_url(
    vicidash: Vicidash, dialer: Replay, status: int, body: str, words: str
) -> None:
    dialer.answer("logged_in_agents", body, status=status)
    ran = vicidash("agents", env=account(dialer))
    assert ran.code != 0
    assert words in ran.err
    assert "URL" not in ran.err
    assert "url" not in ran.err.replace(dialer.url, "")


@pytest.mark.parametrize("page", ["/vicidial/admin.php", "/vicidial/", "/agc/vicidial.php"])
def test_the_address_of_a_page_leads_to_the_api_and_the_login_nowhere_else(
    vicidash: Vicidash, dialer: Replay, page: str
) -> None:
    login = {**account(dialer), "VICIDIAL_URL": f"{dialer.url}{page}"}
    ran = vicidash("agents", "--json", env=login)
    assert ran.code == 0
    assert {each.path for each in dialer.requests} == {"/vicidial/non_agent_api.php"}
