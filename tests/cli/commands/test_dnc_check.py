"""``vicidash dnc check`` on the demo dialer: by the dialer's own check, without adding a lead."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from vicidash.cli.commands import dnc


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


def test_numbers_are_read_from_a_file(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "numbers.txt"
    path.write_bytes(b"\xef\xbb\xbf(415) 555-0321\r\n\r\n+1 415 555 0322\r\n")
    ran = vicidash("dnc", "add", "4155550323", "--file", str(path), "--yes", "--json", env=login)
    assert ran.code == 0
    added = ["4155550323", "4155550321", "4155550322"]
    assert [row["phone_number"] for row in ran.json] == added
    ran = vicidash("dnc", "check", "--file", str(path), "--json")
    assert [row["listed"] for row in ran.json] == [True, True]
    ran = vicidash("dnc", "remove", "--file", str(path), "--yes", "--json")
    assert [row["changed"] for row in ran.json] == [True, True]
    ran = vicidash("dnc", "check", "--file", str(path), "4155550323", "--json")
    assert [row["listed"] for row in ran.json] == [True, False, False]


@pytest.mark.parametrize("verb", ["add", "remove", "check"])
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_sent(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path, verb: str
) -> None:
    path = tmp_path / "numbers.txt"
    ran = vicidash("dnc", verb, "--file", str(path), env=login)
    assert (ran.code, ran.out) == (2, "")
    assert f"{path}: No such file" in ran.err
    path.write_text("4155550331\n", encoding="utf-16")
    assert "not a text in UTF-8" in vicidash("dnc", verb, "--file", str(path)).err
    path.write_text("\n")
    assert "no number" in vicidash("dnc", verb, "--file", str(path)).err
    assert vicidash("dnc", verb).code == 2


@pytest.mark.parametrize(("campaign", "said"), [("NOPE", "NOPE"), ("salesb2b", "salesb2b")])
def test_a_check_for_a_campaign_that_is_not_there_is_refused(
    vicidash: Vicidash, login: dict[str, str], campaign: str, said: str
) -> None:
    ran = vicidash("dnc", "check", "4155550301", "--campaign", campaign, env=login)
    assert (ran.code, ran.out) == (1, "")
    assert f"no such campaign: {said}" in ran.err


def test_a_file_without_an_end_is_refused_before_it_fills_the_memory(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dnc, "_MOST", 20)
    path = tmp_path / "numbers.txt"
    path.write_text("4155550301\n4155550302\n")
    ran = vicidash("dnc", "check", "--file", str(path), env=login)
    assert (ran.code, ran.out) == (2, "")
    assert f"{path}: more than a list of numbers can have. Split it into parts" in ran.err
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"4155550301\n" * 2)))
    assert "standard input: more than" in vicidash("dnc", "check", "-").err
