"""``vicidash stats``: exactly the recorded figures, and why one is unknown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import Ran, account, at_terminal, stranger
from tests.replay import Replay, recorded, recorded_page
from vicidash.client.report import summary

KEYS = [
    "campaign_id", "campaign_name", "active", "dial_method", "dial_level", "agents_logged_in",
    "agents_incall", "agents_waiting", "agents_paused", "agents_dispo", "agents_dead",
    "calls_today", "answers_today", "drops_today", "drop_percent", "hopper_level",
    "calls_in_queue",
]  # fmt: skip
AGENTS = KEYS[5:11]

# campaigns_list, logged_in_agents (counted by hand), call_status_stats_all, hopper_list;
# None is what was not recorded
NEW: dict[str, list[Any]] = {
    "SALESB2B": ["Sales B2B outbound", True, "RATIO", 3.0, 22, 11, 7, 4, 0, 0, 456, 73, 3],
    "SOLAR_OB": ["Solar outbound", True, "ADAPT_TAPERED", 4.25, 17, 10, 1, 4, 0, 2, 279, 39, 3],
    "INSURNCE": [
        "Insurance blended", True, "ADAPT_HARD_LIMIT", 2.5, 17, 10, 4, 2, 1, 0, 633, 103, 2
    ],
    "INB_ONLY": ["Support inbound", True, "INBOUND_MAN", 0.0, 4, 1, 0, 2, 1, 0, 0, 0, 0],
}  # fmt: skip
HOPPER = {"SALESB2B": None, "SOLAR_OB": 40, "INSURNCE": None, "INB_ONLY": 0}
OLD = {
    "SALESB2B": ["Sales B2B outbound", True, "RATIO", 3.0, 22, 11, 7, 4, 0, 0],
    "SOLAR_OB": ["Solar outbound", True, "RATIO", 2.25, 17, 10, 1, 4, 0, 2],
    "INSURNCE": ["Insurance blended", True, "ADAPT_HARD_LIMIT", 2.5, 17, 10, 4, 2, 1, 0],
    "INB_ONLY": ["Support inbound", True, "INBOUND_MAN", 0.0, 4, 1, 0, 2, 1, 0],
}
PAGE_KEYS = ["dialable_leads", "calls_ringing", "trunk_short", "max_level"]
UNTOLD = dict.fromkeys(PAGE_KEYS)
"""No page of 2.14-136 was recorded."""


def told_by_page(campaign: str) -> dict[str, Any]:
    """What the recorded summary has of a campaign."""
    page = summary.read(recorded_page("summary_all").body)
    each = next(head for head in page if head.campaign_id == campaign)
    values = (each.dialable_leads, each.counters.ringing, each.trunk_short, each.max_level)
    return dict(zip(PAGE_KEYS, values, strict=True))


QUEUE = "ingroups|total_calls|calls_waiting\nSALESB2B|3|2\n"


def ask(build: str, env: dict[str, str], *args: str) -> Ran:
    with Replay(build) as dialer:
        return stranger("stats", *args, "--json", env={**env, **account(dialer)})


def test_json_is_what_2_14_202_recorded(env: dict[str, str]) -> None:
    ran = ask("2.14-202", env)
    assert ran.code == 0
    expected = [
        dict(zip(KEYS, [name, *known, percent(known), HOPPER[name], None], strict=True))
        | told_by_page(name)
        for name, known in NEW.items()
    ]
    assert ran.json["campaigns"] == expected
    assert [list(row) for row in ran.json["campaigns"]] == [[*KEYS, *PAGE_KEYS]] * 4
    sums = {key: sum(row[key] for row in expected) for key in (*AGENTS, *KEYS[11:14])}
    assert ran.json["total"] == {
        **sums,
        "drop_percent": pytest.approx(8 / 215 * 100, rel=1e-12),
        "hopper_level": None,
        "calls_in_queue": None,
    }
    assert list(ran.json["total"]) == KEYS[5:]
    assert ran.json["total"]["agents_logged_in"] == 60


def percent(known: list[Any]) -> Any:
    answers, drops = known[-2:]
    return pytest.approx(drops / answers * 100, rel=1e-12) if answers else 0.0


def test_the_figures_above_are_those_of_the_recordings() -> None:
    told = recorded("call_status_stats_all").body
    for name, known in NEW.items():
        assert f"{name}|{known[-3]}|{known[-2]}|" in told
        line = next(line for line in told.splitlines() if line.startswith(f"{name}|"))
        assert (f"DROP-{known[-1]}," in line) == (known[-1] > 0)
    assert len(recorded("hopper_list").body.splitlines()) - 1 == HOPPER["SOLAR_OB"]


def test_json_is_what_was_recorded_of_2_14_136(env: dict[str, str]) -> None:
    ran = ask("2.14-136", env)
    assert ran.code == 0
    hopper = len(recorded("hopper_list", "2.14-136").body.splitlines()) - 1
    assert hopper == 183
    expected = [
        dict(
            zip(
                KEYS,
                [name, *known, *[None] * 4, hopper if name == "SALESB2B" else None, None],
                strict=True,
            )
        )
        | UNTOLD
        for name, known in OLD.items()
    ]
    assert ran.json["campaigns"] == expected
    total = ran.json["total"]
    assert total["agents_logged_in"] == 60
    assert [total[key] for key in KEYS[11:]] == [None] * 6


def test_each_function_that_does_not_tell_is_said_once(env: dict[str, str]) -> None:
    ran = ask("2.14-136", env)
    said = ran.err.splitlines()
    assert sorted(line.split()[2] for line in said) == [
        "call_status_stats:", "hopper_list:", "in_group_status:", "realtime_summary:",
    ]  # fmt: skip
    assert all(line.startswith("vicidash: note: ") for line in said)


def test_a_figure_that_the_account_may_not_read_is_null_with_its_reason(
    vicidash: Vicidash, dialer: Replay
) -> None:
    refusal = "ERROR: hopper_list USER DOES NOT HAVE PERMISSION TO GET HOPPER INFO: |apiuser|0|\n"
    dialer.answer("hopper_list", refusal).answer("in_group_status", QUEUE)
    ran = vicidash("stats", "SALESB2B", "SOLAR_OB", "--json", env=account(dialer))
    assert ran.code == 0
    assert [row["hopper_level"] for row in ran.json["campaigns"]] == [None, None]
    assert ran.json["total"]["hopper_level"] is None
    assert ran.json["total"]["calls_in_queue"] == 4
    assert ran.err.count("\n") == 1
    assert "user level 8" in ran.err


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (["stats", "SOLAR_OB", "SALESB2B"], ["SOLAR_OB", "SALESB2B"]),
        (["stats", "SOLAR_OB", "SALESB2B", "SOLAR_OB"], ["SOLAR_OB", "SALESB2B"]),
        (["--campaigns", "INB_ONLY", "stats"], ["INB_ONLY"]),
        (["--campaigns", "INB_ONLY", "stats", "SOLAR_OB"], ["SOLAR_OB"]),
    ],
)
def test_the_campaigns_that_were_named_or_set_in_that_order(
    args: list[str], shown: list[str], vicidash: Vicidash, dialer: Replay
) -> None:
    ran = vicidash(*args, env=account(dialer))
    assert [row["campaign_id"] for row in ran.rows] == shown


def test_campaigns_of_the_environment(vicidash: Vicidash, dialer: Replay) -> None:
    ran = vicidash("stats", env={**account(dialer), "CAMPAIGNS": "SOLAR_OB, INB_ONLY"})
    assert [row["campaign_id"] for row in ran.rows] == ["SOLAR_OB", "INB_ONLY"]


def test_without_names_only_active_campaigns(vicidash: Vicidash, dialer: Replay) -> None:
    body = recorded("campaigns_list").body.replace("Insurance blended|Y", "Insurance blended|N")
    dialer.answer("campaigns_list", body)
    ran = vicidash("stats", env=account(dialer))
    assert [row["campaign_id"] for row in ran.rows] == ["SALESB2B", "SOLAR_OB", "INB_ONLY"]
    ran = vicidash("stats", "INSURNCE", "--json")
    assert ran.json["campaigns"][0]["active"] is False


def test_a_pipe_gets_columns_without_a_total(vicidash: Vicidash, dialer: Replay) -> None:
    ran = vicidash("stats", env=account(dialer))
    assert list(ran.rows[0]) == KEYS
    assert len(ran.rows) == 4
    first = ran.rows[0]
    assert (first["active"], first["dial_level"], first["drop_percent"]) == ("Y", "3.0", "4.11")
    assert (first["hopper_level"], first["calls_in_queue"]) == ("—", "—")


def test_a_terminal_gets_a_table_with_a_total(env: dict[str, str], dialer: Replay) -> None:
    code, shown = at_terminal("stats", env={**env, **account(dialer)})
    assert code == 0
    lines = [line.split() for line in shown.splitlines() if "TOTAL" in line or "SALESB2B" in line]
    assert lines[0][:4] == ["SALESB2B", "RATIO", "3.0", "22"]
    assert lines[1] == [
        "TOTAL", "60", "32", "12", "12", "2", "2", "1368", "8", "3.72", "—", "—",
    ]  # fmt: skip


def test_hostile_campaign_names_keep_their_columns(vicidash: Vicidash, dialer: Replay) -> None:
    name = "[@click=app.quit]x[/] [/bad] a|b\t\x1b[2J"
    body = recorded("campaigns_list").body.replace("Solar outbound", name)
    dialer.answer("campaigns_list", body)
    ran = vicidash("stats", env=account(dialer))
    assert ran.rows[1]["campaign_name"] == "[@click=app.quit]x[/] [/bad] a|b ·[2J"
    assert vicidash("stats", "--json").json["campaigns"][1]["campaign_name"] == name


def test_agents_of_a_user_group_are_counted_and_all_else_is_said_to_be_whole(
    vicidash: Vicidash, dialer: Replay
) -> None:
    whole = vicidash("stats", "--json", env=account(dialer)).json
    header, *lines = recorded("logged_in_agents_hdrYES_subYES").body.splitlines()
    agents = [dict(zip(header.split("|"), line.split("|"), strict=True)) for line in lines]
    group = agents[0]["user_group"]
    ran = vicidash("stats", "--group", group, "--json")
    assert ran.code == 0
    assert f"agents are those of user group {group}; all else is of the whole campaigns" in ran.err
    assert ran.json["user_groups"] == [group]
    for row, before in zip(ran.json["campaigns"], whole["campaigns"], strict=True):
        own = [each for each in agents if each["campaign_id"] == row["campaign_id"]]
        assert row["agents_logged_in"] == sum(each["user_group"] == group for each in own)
        same = [name for name in row if not name.startswith("agents_")]
        assert {name: row[name] for name in same} == {name: before[name] for name in same}
    assert "user_groups" not in whole
    assert ran.json["total"]["agents_logged_in"] == sum(
        each["user_group"] == group for each in agents
    )


def test_a_user_group_with_nobody_counts_none_and_says_so(
    vicidash: Vicidash, dialer: Replay
) -> None:
    ran = vicidash("stats", "--group", "NOSUCH", "--json", env=account(dialer))
    assert ran.code == 0
    assert ran.json["total"]["agents_logged_in"] == 0
    assert "no agent of user group NOSUCH is logged in" in ran.err
