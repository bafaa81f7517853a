"""``vicidash agents``: exactly what was recorded, as JSON, in a pipe and on a terminal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account, at_terminal, stranger
from tests.replay import Replay, recorded
from vicidash.cli.options import STATES
from vicidash.client import AgentState

KEYS = [
    "user", "full_name", "campaign_id", "user_group", "session_id", "status", "sub_status",
    "pause_code", "lead_id", "calls_today", "state",
]  # fmt: skip
FLOORS = [("2.14-202", "logged_in_agents_hdrYES_subYES"), ("2.14-136", "logged_in_agents")]
HEADER = (
    "user|campaign_id|session_id|status|lead_id|callerid|calls_today|full_name|user_group"
    "|user_level|pause_code|sub_status\n"
)


def as_recorded(name: str, build: str) -> list[dict[str, Any]]:
    """The rows of a recording, read by nothing but their places."""
    header, *lines = recorded(name, build).body.splitlines()
    rows = [dict(zip(header.split("|"), line.split("|"), strict=True)) for line in lines]
    return [
        {
            "user": row["user"],
            "full_name": row["full_name"],
            "campaign_id": row["campaign_id"],
            "user_group": row["user_group"],
            "session_id": row["session_id"],
            "status": row["status"],
            "sub_status": row["sub_status"],
            "pause_code": row["pause_code"],
            "lead_id": int(row["lead_id"]),
            "calls_today": int(row["calls_today"]),
            "state": state(row),
        }
        for row in rows
    ]


def state(row: dict[str, str]) -> str:
    """As dialer-protocol.md partitions the floor."""
    status, sub, lead = row["status"], row["sub_status"], row["lead_id"] != "0"
    if sub == "DEAD":
        return "dead"
    if sub == "DISPO" or (status in ("READY", "PAUSED") and lead and sub != "PREVIEW"):
        return "dispo"
    if status in ("INCALL", "QUEUE", "MQUEUE"):
        return "in_call"
    return "waiting" if status in ("READY", "CLOSER") else "paused"


@pytest.mark.parametrize(("build", "name"), FLOORS)
def test_json_is_what_was_recorded(build: str, name: str, env: dict[str, str]) -> None:
    with Replay(build) as dialer:
        ran = stranger("agents", "--json", env={**env, **account(dialer)})
    assert (ran.code, ran.err) == (0, "")
    assert ran.json == as_recorded(name, build)
    assert {tuple(row) for row in ran.json} == {tuple(KEYS)}
    assert len(ran.json) == 60
    assert dialer.logins == 1


def test_the_recorded_floor_has_agents_in_every_state() -> None:
    """So that the test above says something about each."""
    states = {row["state"] for row in as_recorded(FLOORS[0][1], "2.14-202")}
    assert states == {"in_call", "waiting", "paused", "dispo", "dead"}


def test_json_has_an_indent_of_2_and_no_character_that_a_terminal_obeys(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("logged_in_agents", f"{HEADER}a1|C|1|READY|0||1|é\x9b2J\u202e|G|1||\n")
    ran = vicidash("agents", "--json", env=account(dialer))
    assert ran.out.startswith('[\n  {\n    "user": "a1",\n    "full_name": "\\u00e9\\u009b2J')
    assert ran.out.isascii()
    assert ran.json[0]["full_name"] == "é\x9b2J\u202e"


def test_a_pipe_gets_the_same_in_columns(vicidash: Vicidash, dialer: Replay) -> None:
    piped = vicidash("agents", env=account(dialer))
    rows = vicidash("agents", "--json").json
    assert piped.rows == [{key: str(value) for key, value in row.items()} for row in rows]


@pytest.mark.parametrize(
    "args",
    [
        ["agents", "--campaign", "SOLAR_OB", "--campaign", "INB_ONLY"],
        ["--campaigns", "SOLAR_OB,INB_ONLY", "agents"],
        ["--campaigns", "SALESB2B", "agents", "--campaign", "SOLAR_OB", "--campaign", "INB_ONLY"],
    ],
)
def test_only_agents_of_the_campaigns_that_were_named_or_set(
    args: list[str], vicidash: Vicidash, dialer: Replay
) -> None:
    ran = vicidash(*args, env=account(dialer))
    assert {row["campaign_id"] for row in ran.rows} == {"SOLAR_OB", "INB_ONLY"}
    assert len(ran.rows) == 21
    (asked,) = dialer.requests
    assert asked.params["campaigns"] == "SOLAR_OB|INB_ONLY"


def test_a_campaign_where_nobody_is_logged_in_is_empty_and_no_error(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("logged_in_agents", recorded("logged_in_agents_none").body)
    ran = vicidash("agents", "--campaign", "SOLAR_OB", "--json", env=account(dialer))
    assert (ran.code, ran.json, ran.err) == (0, [], "")


def test_an_account_that_may_not_list_campaigns_still_sees_agents(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("logged_in_agents", recorded("logged_in_agents_none").body)
    login = account(dialer, "lim", "limited")
    ran = vicidash("agents", "--campaign", "NOSUCH", "--json", env=login)
    assert (ran.code, ran.json) == (0, [])


def test_hostile_names_keep_their_columns_and_are_shown_as_characters(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.prefer("logged_in_agents_hostile_names")
    ran = vicidash("agents", env=account(dialer))
    assert len(ran.rows) == 60
    names = {row["user"]: row["full_name"] for row in ran.rows}
    assert names["a0005"] == "Pipe|Name, Jr"
    assert names["a0007"] == "<b>Tab Man</b>"
    assert vicidash("agents", "--json").json[6]["full_name"] == "<b>Tab\tMan</b>"


def test_names_that_would_move_the_cursor_do_nothing(vicidash: Vicidash, dialer: Replay) -> None:
    name = "\x1b[2J\x1b]0;owned\x07 [@click=app.quit]x[/] [/bad] a|b\u202e"
    dialer.answer("logged_in_agents", f"{HEADER}a1|C|1|READY|0||1|{name}|G|1||\n")
    ran = vicidash("agents", env=account(dialer))
    assert ran.rows[0]["full_name"] == "·[2J·]0;owned· [@click=app.quit]x[/] [/bad] a|b·"
    assert ran.rows[0]["state"] == "waiting"


def test_a_terminal_gets_a_table(env: dict[str, str], dialer: Replay) -> None:
    name = "\x1b[2J[@click=app.quit]x[/] [/bad] a|b"
    dialer.answer("logged_in_agents", f"{HEADER}a1|C|8600051|PAUSED|0||7|{name}|G|1|LUNCH|\n")
    code, shown = at_terminal("agents", env={**env, **account(dialer), "NO_COLOR": "1"})
    assert code == 0
    header, row = shown.splitlines()
    assert header.split()[:3] == ["User", "Name", "Campaign"]
    assert row.split()[0] == "a1"
    assert "·[2J[@click=app.quit]x[/] [/bad] a|b" in row
    assert "LUNCH" in row
    assert "\x1b" not in shown


def test_rows_that_were_cut_are_said(vicidash: Vicidash, dialer: Replay) -> None:
    row = "a1|C|1|READY|0||1|N|G|1||\n"
    dialer.answer("logged_in_agents", HEADER + row + "a2|C|1\n" + row.replace("a1", "a3")[:-4])
    ran = vicidash("agents", env=account(dialer))
    assert (ran.code, len(ran.rows)) == (0, 1)
    assert ran.err.startswith("vicidash: note: 2 rows ")


def test_a_dialer_that_stumbles_is_said_once(vicidash: Vicidash, dialer: Replay) -> None:
    body = f"{HEADER}a1|C|1|READY|0||1|O'Neil|G|1||\n"
    dialer.answer("logged_in_agents", body, status=500)
    ran = vicidash("agents", env=account(dialer))
    assert (ran.code, len(ran.rows), ran.err.count("\n")) == (0, 1, 1)
    assert ran.err.startswith("vicidash: note: logged_in_agents:")
    assert "HTTP 500" in ran.err


def test_under_the_guide_agents_come_from_the_settings(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", "SUCCESS: agent_status - PAUSED|SALES|14|LUNCH\n")
    ran = vicidash(
        "--dialect", "guide", "--agents", "1001,1002", "agents", "--json", env=account(dialer)
    )
    assert [row["user"] for row in ran.json] == ["1001", "1002"]
    assert ran.json[0]["full_name"] is None
    assert vicidash("--dialect", "guide", "--agents", "1001", "agents").rows[0]["full_name"] == "—"
    ran = vicidash("--dialect", "guide", "agents")
    assert ran.code == 1
    assert "setting agents" in ran.err


def test_only_agents_of_the_user_groups_that_were_named(vicidash: Vicidash, dialer: Replay) -> None:
    everybody = as_recorded("logged_in_agents_hdrYES_subYES", "2.14-202")
    groups = sorted({row["user_group"] for row in everybody})
    assert len(groups) > 1
    first = groups[0]
    ran = vicidash("agents", "--group", first, "--json", env=account(dialer))
    assert (ran.code, ran.err) == (0, "")
    assert ran.json == [row for row in everybody if row["user_group"] == first]
    ran = vicidash("agents", *(word for each in groups for word in ("--group", each)), "--json")
    assert ran.json == everybody


def test_a_user_group_that_nobody_is_of_is_said(vicidash: Vicidash, dialer: Replay) -> None:
    groups = {
        row["user_group"] for row in as_recorded("logged_in_agents_hdrYES_subYES", "2.14-202")
    }
    ran = vicidash("agents", "--group", "NOSUCH", "--json", env=account(dialer))
    assert (ran.code, ran.json) == (0, [])
    assert "no agent of user group NOSUCH among these agents" in ran.err
    assert ", ".join(sorted(groups)) in ran.err


@pytest.mark.parametrize(
    ("words", "states"),
    [(["paused"], {"paused"}), (["IN_CALL"], {"in_call"}), (["dead", "dispo"], {"dead", "dispo"})],
)
def test_only_agents_in_the_states_that_were_named(
    words: list[str], states: set[str], vicidash: Vicidash, dialer: Replay
) -> None:
    args = [each for word in words for each in ("--state", word)]
    ran = vicidash("agents", *args, "--json", env=account(dialer))
    everybody = as_recorded("logged_in_agents_hdrYES_subYES", "2.14-202")
    assert ran.json == [row for row in everybody if row["state"] in states]
    assert ran.json


def test_states_are_the_words_of_the_table(vicidash: Vicidash, dialer: Replay) -> None:
    assert set(STATES) == {each.value for each in AgentState}
    ran = vicidash("agents", "--state", "lunch", env=account(dialer))
    assert (ran.code, ran.out) == (2, "")
    assert all(word in ran.err for word in STATES)
    assert not dialer.requests


def test_a_dialer_that_tells_no_user_groups_refuses_to_limit_by_one(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("agent_status", "SUCCESS: agent_status - PAUSED|SALES|14|LUNCH\n")
    guide = ["--dialect", "guide", "--agents", "1001"]
    ran = vicidash(*guide, "agents", "--group", "NIGHT", env=account(dialer))
    assert (ran.code, ran.out) == (1, "")
    assert "this dialer does not tell the user groups of agents" in ran.err
    ran = vicidash(*guide, "--campaigns", "SALES", "stats", "--group", "NIGHT")
    assert (ran.code, ran.out) == (1, "")
    assert "counts agents without their user groups" in ran.err
