"""What commands say of a write that the dialer kept otherwise than it was given.

On the demo, which bends as a server does under ``use_non_latin=0`` (recording
``add_lead_bent_text``) and only listens where whispering is switched off.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.demo.support import Clock
from vicidash.demo import DemoDialer, DemoServer

LEAD = ["lead", "add", "--list", "1000"]
NOT_KEPT = "this dialer does not keep letters outside of ASCII"


@pytest.fixture
def demo() -> DemoDialer:
    return DemoDialer(seed=7, non_latin=False, whisper=False, clock=Clock())


@pytest.fixture(autouse=True)
def login(demo: DemoDialer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with DemoServer(demo) as server:
        for name, value in (("URL", server.url), ("USER", "demo"), ("PASS", "demo")):
            monkeypatch.setenv(f"VICIDIAL_{name}", value)
        yield


def test_a_lead_that_was_stored_otherwise_is_added_and_said(vicidash: Vicidash) -> None:
    names = ["--set", "first_name=José", "--set", "last_name=Núñez"]
    ran = vicidash(*LEAD, "4155550201", *names, "--json")
    assert ran.code == 0
    assert ran.json["bent"] == {"first_name": "Jos", "last_name": "Nez"}
    assert ran.err.count(NOT_KEPT) == 1
    assert "first_name was stored as 'Jos', last_name was stored as 'Nez'" in ran.err


def test_what_a_dialer_keeps_is_asked_and_told_once_for_all_runs(
    vicidash: Vicidash, demo: DemoDialer, tmp_path: Path
) -> None:
    first = vicidash(*LEAD, "4155550203", "--set", "first_name=José")
    second = vicidash(*LEAD, "4155550204", "--set", "first_name=Zoë")
    assert (first.err.count(NOT_KEPT), second.code, second.err) == (1, 0, "")
    assert [each.function for each in demo.requests].count("lead_all_info") == 1
    (kept,) = (tmp_path / "state" / "vicidash").glob("texts-*.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept.read_text())["keeps_non_ascii"] is False

    kept.write_text('{"keeps_non_ascii": false, "at": 1000}')  # of long ago
    third = vicidash(*LEAD, "4155550205", "--set", "first_name=Zoë")
    assert third.err.count(NOT_KEPT) == 1, "the setting may have been changed since"


def test_an_import_knows_what_an_earlier_run_found_out(
    vicidash: Vicidash, demo: DemoDialer, tmp_path: Path
) -> None:
    vicidash(*LEAD, "4155550206", "--set", "first_name=José")
    file = tmp_path / "leads.csv"
    file.write_text("phone_number,first_name\n4155550207,Zoë\n", encoding="utf-8")
    before = len(demo.requests)
    ran = vicidash("import", str(file), "--list", "1000")
    assert ran.code == 0, ran.err
    assert "lead_all_info" not in [each.function for each in list(demo.requests)[before:]]
    assert NOT_KEPT not in ran.err


def test_a_lead_that_was_stored_as_given_is_added_in_silence(vicidash: Vicidash) -> None:
    ran = vicidash(*LEAD, "4155550202", "--set", "first_name=Ann", "--json")
    assert (ran.code, ran.json["bent"], ran.err) == (0, {}, "")


def test_a_change_that_was_stored_otherwise_is_said(vicidash: Vicidash) -> None:
    ran = vicidash("lead", "update", "5", "--set", "city=Zürich", "--json")
    assert ran.json[0]["bent"] == {"city": "Zrich"}
    assert NOT_KEPT in ran.err


def test_a_list_whose_name_was_stored_otherwise_says_its_name(vicidash: Vicidash) -> None:
    add = ["list", "add", "2050", "--name", "Frühling", "--campaign", "SALESB2B"]
    ran = vicidash(*add)
    assert (ran.code, ran.out) == (0, "2050: added, inactive\n")
    assert ran.err == "vicidash: note: 2050: the dialer stored its name as 'Frhling'\n"
    ran = vicidash("list", "update", "2050", "--name", "Märzkäufer", "--json")
    assert ran.json[0]["bent"] == {"name": "Mrzkufer"}


def test_a_second_callback_says_what_it_replaces_and_that_the_lead_waits(
    vicidash: Vicidash,
) -> None:
    when = ["lead", "callback", "5", "--campaign", "SALESB2B"]
    first = vicidash(*when, "2026-12-01 10:30", "--agent", "a0001", "--comments", "ask for Jo")
    assert first.err == "vicidash: note: 5: the lead is on hold (CBHOLD) until then\n"
    second = vicidash(*when, "2026-12-02 11:00", "--json")
    assert second.json["before"] == "at 2026-12-01 10:30, SALESB2B, agent a0001"
    assert second.json["replaced"]["comments"] == "ask for Jo"
    assert second.json["on_hold"] is True
    assert second.err.splitlines() == [
        "vicidash: note: 5: it replaces the lead's callback "
        "at 2026-12-01 10:30, SALESB2B, agent a0001",
        "vicidash: note: 5: the lead is on hold (CBHOLD) until then",
        "vicidash: note: 5: its comments were: ask for Jo",
    ]


def test_a_maximum_under_a_method_without_one_warns(vicidash: Vicidash) -> None:
    rows = vicidash("campaign", "list", "--json").json
    ratio = next(row["campaign_id"] for row in rows if row["dial_method"] == "RATIO")
    ran = vicidash("campaign", "maximum", ratio, "2.5", "--json")
    assert "RATIO" in ran.json["warning"]
    assert ran.json["warning"] in ran.err


def test_a_whisper_that_only_listens_is_said(vicidash: Vicidash) -> None:
    user = next(
        row["user"] for row in vicidash("agents", "--json").json if row["state"] == "in_call"
    )
    listen = ["agent", "listen", user, "--server", "10.10.10.15", "--phone", "350a"]
    ran = vicidash(*listen, "--mode", "whisper")
    assert ran.code == 0
    assert "monitor of session" in ran.out
    assert "the dialer did not begin to whisper" in ran.out
    assert vicidash(*listen, "--mode", "whisper", "--json").json["begun"] == "MONITOR"


def test_a_lead_whose_list_is_gone_is_not_said_to_be_none(
    vicidash: Vicidash, demo: DemoDialer
) -> None:
    vicidash(*LEAD, "4155550208")
    del demo.world.leads.lists[1000]
    ran = vicidash("lead", "find", "4155550208", "--json")
    assert (ran.code, ran.json) == (0, [])
    assert "1 lead could not be read" in ran.err
    assert "no lead has" not in ran.err
    assert "or of a list that is gone" in ran.err


def test_signs_that_are_deleted_from_a_name_are_said_and_remembered(
    vicidash: Vicidash, demo: DemoDialer, tmp_path: Path
) -> None:
    """No recording has one: the lines at the head of ``non_agent_api.php`` delete them."""
    ran = vicidash("lead", "update", "5", "--set", "address1=12 Main St, (rear)", "--json")
    assert ran.json[0]["bent"] == {"address1": "12 Main St rear"}
    assert "this dialer does not keep all signs: address1 was stored as" in ran.err
    (kept,) = (tmp_path / "state" / "vicidash").glob("texts-*.json")
    assert json.loads(kept.read_text())["keeps_signs"] is False
    ran = vicidash("lead", "update", "6", "--set", "address1=12 Main St, (rear)")
    assert (ran.code, ran.err) == (0, "")
    file = tmp_path / "leads.csv"
    file.write_text("phone_number,first_name\n4155550209,Ann (Jr)\n4155550210,Bob\n")
    ran = vicidash("import", str(file), "--list", "1000")
    assert "1 row not in the dialer as in the file" in ran.err
    (changed,) = tmp_path.glob("*.changed.csv")
    assert "the dialer deletes some signs from this field" in changed.read_text()


def test_a_list_whose_name_lost_signs_and_comments_of_a_callback_are_said(
    vicidash: Vicidash, demo: DemoDialer
) -> None:
    ran = vicidash("list", "add", "2051", "--name", "May (2027)", "--campaign", "SALESB2B")
    assert ran.err == "vicidash: note: 2051: the dialer stored its name as 'May 2027'\n"
    assert demo.world.leads.lists[2051].name == "May 2027"
    when = ["lead", "callback", "5", "2026-12-01 10:30", "--campaign", "SALESB2B"]
    ran = vicidash(*when, "--comments", "ask for Jo, at work")
    assert "the dialer stored the comments as 'ask for Jo at work'" in ran.err
