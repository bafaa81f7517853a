"""The floor as two real builds tell it: every agent, every state, every name."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.replay import Replay, recorded
from vicidash.client import Agent, AgentState, VicidialClient

S = AgentState


async def test_every_agent_of_the_newest_build(client: VicidialClient) -> None:
    found = await client.agents.list()
    assert [agent.user for agent in found] == [f"a{number:04}" for number in range(1, 61)]
    assert (found.dropped, found.warning) == (0, None)
    assert found[3] == Agent(
        user="a0004",
        full_name="Mary Okafor",
        campaign_id="SALESB2B",
        user_group="NIGHT",
        session_id="8600054",
        status="INCALL",
        sub_status="",
        pause_code="",
        lead_id=227,
        calls_today=51,
    )
    assert (found[2].pause_code, found[2].state) == ("BIO", S.PAUSED)


async def test_every_agent_of_the_oldest_build(old_client: VicidialClient) -> None:
    found = await old_client.agents.list()
    assert len(found) == 60
    assert found[1].full_name == "O'Neil Lee"
    assert found.dropped == 0


async def test_each_row_is_its_recorded_values(client: VicidialClient) -> None:
    """Against the body split by hand, so that no reader of ours stands in between."""
    header, *rows = recorded("logged_in_agents_hdrYES_subYES").body.splitlines()
    names = header.split("|")
    for agent, row in zip(await client.agents.list(), rows, strict=True):
        values = dict(zip(names, row.split("|"), strict=True))
        told = agent.model_dump(exclude={"state"})
        assert {name: str(value) for name, value in told.items()} == {
            name: values[name] for name in told
        }


@pytest.mark.parametrize(
    ("name", "groups"),
    [("user_group_status", ("AGENTS", "NIGHT")), ("user_group_status_one", ("AGENTS",))],
)
async def test_the_states_add_up_as_the_dialer_itself_counts_them(
    client: VicidialClient, name: str, groups: tuple[str, ...]
) -> None:
    header, row = recorded(name).body.splitlines()
    # its header has one name more than its row has values: agents_in_dial has no name left
    told = dict(zip(header.split("|"), row.split("|"), strict=False))
    agents = [agent for agent in await client.agents.list() if agent.user_group in groups]
    counted = Counter(agent.state for agent in agents)
    assert counted.total() == len(agents) == int(told["agents_logged_in"])
    assert {
        "agents_in_calls": counted[S.IN_CALL],
        "agents_waiting": counted[S.WAITING],
        "agents_paused": counted[S.PAUSED],
        "agents_in_dead_calls": counted[S.DEAD],
        "agents_in_dispo": counted[S.DISPO],
    }.items() <= {key: int(value) for key, value in told.items() if value.isdigit()}.items()


async def test_the_states_of_the_whole_floor(client: VicidialClient) -> None:
    counted = Counter(agent.state for agent in await client.agents.list())
    assert counted == {S.IN_CALL: 32, S.WAITING: 12, S.PAUSED: 12, S.DEAD: 2, S.DISPO: 2}


@pytest.mark.parametrize(
    ("status", "sub_status", "lead_id", "state", "word"),
    [
        ("INCALL", "", 7, S.IN_CALL, "INCALL"),
        ("INCALL", "DIAL", 7, S.IN_CALL, "DIAL"),
        ("INCALL", "PARK", 7, S.IN_CALL, "PARK"),
        ("INCALL", "3-WAY", 7, S.IN_CALL, "3-WAY"),
        ("INCALL", "DEAD", 7, S.DEAD, "DEAD"),
        ("QUEUE", "", 0, S.IN_CALL, "QUEUE"),
        ("MQUEUE", "", 7, S.IN_CALL, "MQUEUE"),
        ("PAUSED", "DISPO", 7, S.DISPO, "DISPO"),
        ("READY", "DISPO", 7, S.DISPO, "DISPO"),
        ("PAUSED", "", 7, S.DISPO, "DISPO"),
        ("READY", "", 7, S.DISPO, "DISPO"),
        ("PAUSED", "PREVIEW", 7, S.PAUSED, "PREVIEW"),
        ("PAUSED", "", 0, S.PAUSED, "PAUSED"),
        ("READY", "", 0, S.WAITING, "READY"),
        ("READY", "RING", 0, S.WAITING, "RING"),
        ("CLOSER", "", 0, S.WAITING, "CLOSER"),
    ],
)
def test_each_agent_is_in_exactly_one_state(
    status: str, sub_status: str, lead_id: int, state: AgentState, word: str
) -> None:
    agent = Agent(
        user="1001", campaign_id="C", status=status, sub_status=sub_status, lead_id=lead_id
    )
    assert (agent.state, agent.word) == (state, word)


@pytest.mark.parametrize(
    ("recording", "user", "state"),
    [
        ("agent_status_queue", "a0001", S.IN_CALL),
        ("agent_status_closer", "a0002", S.WAITING),
        ("agent_status_paused", "a0003", S.PAUSED),
        ("agent_status_incall", "a0004", S.IN_CALL),
        ("agent_status_ready", "a0015", S.WAITING),
        ("agent_status_incall_manual", "a0028", S.IN_CALL),
        ("agent_status_incall_dead", "a0047", S.DEAD),
        ("agent_status_paused_dispo", None, S.DISPO),
    ],
)
async def test_one_agent_is_told_as_on_the_whole_floor(
    client: VicidialClient, recording: str, user: str | None, state: AgentState
) -> None:
    user = user or recorded(recording).params["agent_user"]
    alone = await client.agents.status(user)
    assert alone.state is state
    (on_the_floor,) = [agent for agent in await client.agents.list() if agent.user == user]
    assert alone == on_the_floor


async def test_one_agent_where_the_header_is_shorter_than_the_row(
    old_client: VicidialClient,
) -> None:
    agent = await old_client.agents.status("a0004")
    assert (agent.full_name, agent.user_group, agent.session_id) == (
        "Mary Okafor",
        "NIGHT",
        "8600054",
    )
    assert (agent.state, agent.lead_id, agent.calls_today) == (S.IN_CALL, 227, 51)


async def test_hostile_names_are_read_as_they_stand(dialer: Replay, client: VicidialClient) -> None:
    dialer.prefer("logged_in_agents_hostile_names")
    found = {agent.user: agent for agent in await client.agents.list()}
    assert len(found) == 60
    assert found["a0005"].full_name == "Pipe|Name, Jr"
    assert (found["a0005"].user_group, found["a0005"].calls_today) == ("AGENTS", 68)
    assert found["a0007"].full_name == "<b>Tab\tMan</b>"
    assert found["a0008"].full_name == "0"
    alone = await client.agents.status("a0005")
    assert alone == found["a0005"]


async def test_markup_in_a_name_stays_a_name(dialer: Replay, client: VicidialClient) -> None:
    """Invented: the name that would quit the console if it were rendered as markup."""
    hostile = "[@click=app.quit]x[/] [/bad] a|b"
    body = recorded("logged_in_agents_hdrYES_subYES").body
    dialer.answer("logged_in_agents", body.replace("Mary Okafor", hostile))
    assert (await client.agents.list())[3].full_name == hostile


@pytest.mark.parametrize(
    "body",
    [
        recorded("logged_in_agents_none").body,
        "ERROR: logged_in_agents AUCUN AGENT: apiuser|\n",
        "ERROR: logged_in_agents КОЛЛ-ЦЕНТР ПУСТ: apiuser|\n",
    ],
)
async def test_none_is_none_in_any_language(
    dialer: Replay, client: VicidialClient, body: str
) -> None:
    """Invented but for the first: texts follow the language of the API user."""
    dialer.answer("logged_in_agents", body)
    found = await client.agents.list()
    assert list(found) == []
    assert found.dropped == 0


async def test_the_agents_of_some_campaigns(dialer: Replay, client: VicidialClient) -> None:
    found = await client.agents.list(["SOLAR_OB", "INB_ONLY"])
    assert len(found) == len(recorded("logged_in_agents_two_campaigns").body.splitlines()) - 1
    assert {agent.campaign_id for agent in found} == {"SOLAR_OB", "INB_ONLY"}
    assert dialer.requests[0].params["campaigns"] == "SOLAR_OB|INB_ONLY"


async def test_a_server_that_ignores_the_campaigns_is_filtered_here(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("logged_in_agents", recorded("logged_in_agents_hdrYES_subYES").body)
    assert {agent.campaign_id for agent in await client.agents.list(["INB_ONLY"])} == {"INB_ONLY"}
