"""``vicidash dnc check`` on the demo dialer: by the dialer's own check, without adding a lead."""

from __future__ import annotations

import io

import pytest

from tests.cli.conftest import Vicidash


def test_a_check_tells_what_is_listed_and_changes_nothing(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    free, everywhere, ours = "4155550301", "4155550302", "4155550303"
    vicidash("dnc", "add", everywhere, env=login)
    vicidash("dnc", "add", ours, "--campaign", "SALESB2B")
    check = ["dnc", "check", free, everywhere, ours]
    ran = vicidash(*check, "--json")
    assert ran.code == 0
    assert [(row["listed"], row["list"]) for row in ran.json] == [
        (False, None),
        (True, "system"),
        (False, None),
    ]
    ran = vicidash(*check, "--campaign", "SALESB2B", "--json")
    assert [row["list"] for row in ran.json] == [None, "system", "SALESB2B"]
    assert vicidash("dnc", "check", free).rows[0]["phone_number"] == free


def test_numbers_are_read_from_standard_input(
    vicidash: Vicidash, login: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = io.TextIOWrapper(io.BytesIO(b"4155550311\n\n 4155550312 \n"))
    monkeypatch.setattr("sys.stdin", numbers)
    ran = vicidash("dnc", "add", "-", "--yes", "--json", env=login)
    assert [row["phone_number"] for row in ran.json] == ["4155550311", "4155550312"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert vicidash("dnc", "add", "-", "--yes").code == 2
