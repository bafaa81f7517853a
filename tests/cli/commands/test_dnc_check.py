"""``vicidash dnc check`` on the demo dialer: by the dialer's own check, without adding a lead."""

from __future__ import annotations

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
