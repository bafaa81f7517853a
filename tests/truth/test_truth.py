"""The page of what a command says and what the database holds: whole, true, and honest."""

from __future__ import annotations

import inspect

import pytest

from tests.cli.command_lines import leaves
from tests.client.resources.test_documented import RESOURCES
from tests.demo.support import Clock
from tests.replay import recordings
from tests.truth.cases import CASES, ELSEWHERE, READING, READS, STATES, Case
from tests.truth.recorded import CALLS, NO_METHOD, recorded_rows
from tests.truth.table import PAGE, Row, page, readings, rows, said_of
from vicidash.client import DialerError, InvalidInput, VicidashError
from vicidash.demo import DemoDialer
from vicidash.demo.api.agent_screen import COMMANDS as COMMANDS_TO_SCREENS
from vicidash.demo.api.endpoints import AGENT, NON_AGENT

pytestmark = pytest.mark.thorough

ALL = [each for cases in CASES.values() for each in cases]
ONLY_ASK = frozenset(("agent_status", "calls_in_queue_count", "check_phone_number", "version"))
RESOURCE = {"Agents": "agents", "Campaigns": "campaigns", "Dnc": "dnc", "InGroups": "in_groups",
            "Leads": "leads", "Lists": "lists", "Recordings": "recordings",
            "Realtime": "realtime"}  # fmt: skip


def played() -> list[Row]:
    return [row for found in rows().values() for row in found]


def test_the_page_is_what_the_program_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.truth"


def test_every_command_is_on_the_page() -> None:
    named = [" ".join(each.args) for each in ALL if each.args]
    named += [" ".join(each) for each in READING]
    for path in leaves():
        name = " ".join(path)
        assert name in ELSEWHERE or any(f"{each} ".startswith(f"{name} ") for each in named), name


def test_every_method_that_writes_is_on_the_page() -> None:
    methods = {
        f"{RESOURCE[resource.__name__]}.{name}"
        for resource in RESOURCES
        for name, _ in inspect.getmembers(resource, inspect.isfunction)
        if not name.startswith("_")
    }
    assert methods >= READS
    assert methods - READS == {each.method for each in ALL if each.method}


def test_the_agents_are_in_the_states_that_the_lines_name() -> None:
    demo = DemoDialer(seed=7, clock=Clock())
    for user, mode in STATES.items():
        agent = demo.world.agents[user]
        assert (agent.mode, agent.campaign_id, agent.frozen) == (mode, "SALESB2B", False)


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.words}: {case.question}")
def test_what_is_said_is_what_the_database_holds(case: Case) -> None:
    (row,) = (each for each in played() if each.case is case)
    changed = row.after != row.before
    if row.code:
        assert not changed, "a failure that changed something"
    if not row.sent:
        assert not changed
    if changed:
        assert row.code == 0
        assert "not valid" not in row.said
    elif row.code == 0 and not case.method and case.call is None:
        same = ("already", "was not on", "was inactive", "0 to be rejected")
        assert any(each in row.said for each in (*same, ": active")), row.said


def test_commands_that_read_change_nothing() -> None:
    for row in readings():
        assert not row.changed, row.args
        assert row.code in (0, 1, 2), row.args  # 2: a file that is not there yet


def test_every_recorded_write_is_read() -> None:
    told = {(each.name, each.build) for each in recorded_rows()}
    for build in ("2.14-202", "2.14-107"):
        for each in recordings(build):
            writes = each.function in CALLS
            assert writes == ((each.name, build) in told)
            if each.function in AGENT or each.function.startswith(("add_", "update_", "batch_")):
                assert writes or each.function in NO_METHOD | ONLY_ASK | {
                    "st_get_agent_active_lead"
                }, each.function
    assert {*AGENT, *NON_AGENT} >= NO_METHOD
    assert COMMANDS_TO_SCREENS.keys() - ONLY_ASK <= CALLS.keys()


def test_no_recorded_refusal_is_taken_for_done() -> None:
    for row in recorded_rows():
        refused = row.body.startswith("ERROR") or "|0\n" in row.body[-3:]
        good = "ALREADY EXISTS" in row.body or "DNC NUMBER DOES NOT EXIST" in row.body
        if refused and not good:
            assert isinstance(row.result, VicidashError), (row.name, said_of(row.result))
        elif row.body.startswith("SUCCESS"):
            error = row.result
            ours = isinstance(error, InvalidInput) or (
                isinstance(error, DialerError) and error.function != row.function
            )
            assert ours or not isinstance(error, VicidashError), (row.name, said_of(error))
