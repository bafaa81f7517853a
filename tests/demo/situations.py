"""What has to be true in the demo before a recorded question is asked again."""

from collections.abc import Callable

from tests.demo.support import Bench
from vicidash.demo.sim.agents import Agent, Mode

Prepare = Callable[[Bench], dict[str, str]]

NOT_IN_DEMO = frozenset(("call_dispo_report", "call_dispo_report_all"))
"""The demo leaves this report out: the server mixes its columns up."""


def agent_in(*modes: Mode) -> Prepare:
    """Ask about an agent in one of these states, whose address is not known."""

    def prepare(bench: Bench) -> dict[str, str]:
        def wanted(agent: Agent) -> bool:
            return agent.mode in modes and not agent.computer_ip

        return {"agent_user": bench.find(wanted).user}

    return prepare


def logged_out(bench: Bench) -> dict[str, str]:
    """Ask about a user who is known but not logged in."""
    return {"agent_user": bench.in_mode(Mode.OUT).user}


def hostile(bench: Bench) -> dict[str, str]:
    """Ask about the agent whose name holds a pipe."""
    bench.find(lambda agent: agent.user == "a0005" and agent.logged_in)
    return {"agent_user": "a0005"}


def apostrophe(bench: Bench) -> dict[str, str]:
    """Ask about an agent whose name holds an apostrophe."""
    return {"agent_user": bench.find(lambda agent: "'" in agent.full_name and agent.logged_in).user}


def apostrophe_campaign(bench: Bench) -> dict[str, str]:
    """Ask about a campaign where somebody's name holds an apostrophe."""
    found = bench.find(lambda agent: "'" in agent.full_name and agent.logged_in)
    return {"campaigns": found.campaign_id}


def locked(bench: Bench) -> dict[str, str]:
    """Ten wrong passwords have been tried."""
    for _ in range(10):
        bench.ask("logged_in_agents", **{"pass": "wrong"})
    return {}


def unpaused_campaign(bench: Bench) -> dict[str, str]:
    """The campaign is not active."""
    bench.ask("update_campaign", campaign_id="SOLAR_OB", active="N")
    return {}


def after(function: str, **params: str) -> Prepare:
    """Something was done before the question."""

    def prepare(bench: Bench) -> dict[str, str]:
        bench.ask(function, **params)
        return {}

    return prepare


def added_lead(bench: Bench) -> dict[str, str]:
    """Ask about the lead that was just added, with custom fields."""
    body = bench.ask("add_lead", **CUSTOM_LEAD)
    return {"lead_id": body.split("|")[2]}


def known_number(bench: Bench) -> dict[str, str]:
    """Ask about a number that one lead has."""
    return {"phone_number": bench.dialer.world.leads.leads[5].phone_number}


def two_numbers(bench: Bench) -> dict[str, str]:
    """Ask about two numbers that leads have."""
    leads = bench.dialer.world.leads.leads
    return {"phone_number": f"{leads[5].phone_number},{leads[6].phone_number}"}


def leads_not_loaded(bench: Bench) -> dict[str, str]:
    """Ask about two leads that are in no hopper."""
    world = bench.dialer.world
    free = [lead_id for lead_id in world.leads.leads if not world.loaded(lead_id)]
    return {"lead_ids": f"{free[0]},{free[1]}"}


def recorded_lead(bench: Bench) -> dict[str, str]:
    """Ask about a lead whose call was recorded, once."""
    shelf = [kept.lead_id for kept in bench.dialer.world.shelf]
    return {"lead_id": next(str(lead_id) for lead_id in shelf if shelf.count(lead_id) == 1)}


def unrecorded_lead(bench: Bench) -> dict[str, str]:
    """Ask about a lead whose calls were not recorded."""
    shelf = {kept.lead_id for kept in bench.dialer.world.shelf}
    return {"lead_id": next(str(n) for n in bench.dialer.world.leads.leads if n not in shelf)}


def bar_in_vendor_code(bench: Bench) -> dict[str, str]:
    """Ask about an agent who talks to a lead whose vendor code holds a bar."""
    agent = bench.find(lambda one: one.mode is Mode.INCALL and not one.computer_ip)
    leads = bench.dialer.world.leads
    leads.change(leads.leads[agent.lead_id], vendor_lead_code="VB|1")
    return {"agent_user": agent.user}


def bars_in_a_lead(bench: Bench) -> dict[str, str]:
    """The lead has bars in two texts."""
    lead = bench.dialer.world.leads.leads[9]
    lead.first_name, lead.more = "A|B", {"comments": "one|two"}
    return {}


def without_custom_fields(bench: Bench) -> dict[str, str]:
    """Ask about a lead whose list has no custom fields."""
    store = bench.dialer.world.leads
    plain = next(each.list_id for each in store.lists.values() if not each.custom_fields)
    return {"lead_id": str(store.in_list(plain)[0].lead_id)}


def outbound_only(bench: Bench) -> dict[str, str]:
    """Ask about an agent who has no in-groups."""
    return {"agent_user": bench.find(lambda one: one.logged_in and not one.closer).user}


CUSTOM_LEAD = {
    "phone_number": "3125554001",
    "list_id": "1000",
    "custom_fields": "Y",
    "policy_no": "P-77",
    "plan": "gold",
}
NEW_LIST = {
    "list_id": "5005",
    "list_name": "API list",
    "campaign_id": "SALESB2B",
    "active": "Y",
}
DNC = {"phone_number": "3125558888", "campaign_id": "SYSTEM_INTERNAL"}
CALLBACK = {
    "lead_id": "3",
    "callback": "Y",
    "callback_datetime": "2026-11-26 09:00:00",
    "callback_type": "USERONLY",
    "callback_user": "a0003",
    "campaign_id": "SALESB2B",
    "callback_comments": "asked for Mary",
}
_PAUSED_AGENT = agent_in(Mode.PAUSED)
_WAITING_AGENT = agent_in(Mode.READY, Mode.CLOSER)
_TALKING_AGENT = agent_in(Mode.INCALL)

SITUATIONS: dict[str, Prepare] = {
    "ag_locked_out_right_password": locked,
    "add_dnc_phone_again": after("add_dnc_phone", **DNC),
    "add_lead_duplicate_list": after("add_lead", phone_number="3125559999", list_id="1000"),
    "add_list_exists": after("add_list", **NEW_LIST),
    "agent_ingroup_info": outbound_only,
    "agent_status_bar_in_vendor_code": bar_in_vendor_code,
    "agent_status_closer": agent_in(Mode.CLOSER),
    "agent_status_hostile_name": hostile,
    "agent_status_incall": _TALKING_AGENT,
    "agent_status_incall_dead": agent_in(Mode.DEAD),
    "agent_status_incall_manual": agent_in(Mode.DIAL),
    "agent_status_noheader": agent_in(Mode.QUEUE),
    "agent_status_paused": _PAUSED_AGENT,
    "agent_status_paused_dispo": agent_in(Mode.DISPO),
    "agent_status_queue": agent_in(Mode.QUEUE),
    "agent_status_ready": agent_in(Mode.READY),
    "apostrophe_agent_status": apostrophe,
    "apostrophe_logged_in_agents_INSURNCE": apostrophe_campaign,
    "calls_in_queue_count": _WAITING_AGENT,
    "delete_dnc_phone": after("add_dnc_phone", **DNC),
    "external_add_lead": _TALKING_AGENT,
    "external_dial": _PAUSED_AGENT,
    "external_hangup": _TALKING_AGENT,
    "external_pause_incall": _TALKING_AGENT,
    "external_pause_not_logged_in": logged_out,
    "external_pause_paused": _PAUSED_AGENT,
    "external_pause_ready": _WAITING_AGENT,
    "external_resume_paused": _PAUSED_AGENT,
    "external_resume_ready": _WAITING_AGENT,
    "external_status": _TALKING_AGENT,
    "hopper_bulk_insert": leads_not_loaded,
    "lead_all_info_bars": bars_in_a_lead,
    "lead_all_info_bars_tab": bars_in_a_lead,
    "lead_all_info_custom": added_lead,
    "lead_all_info_custom_no_table": without_custom_fields,
    "lead_callback_info": after("update_lead", **CALLBACK),
    "lead_search_hit": known_number,
    "lead_search_records": known_number,
    "lead_search_two": two_numbers,
    "lead_search_two_found": two_numbers,
    "list_custom_fields_all": after("add_list", **NEW_LIST),
    "logout_not_logged_in": logged_out,
    "logout_ok": _WAITING_AGENT,
    "na_locked_out_right_password": locked,
    "na_lockout_11": locked,
    "na_lockout_12": locked,
    "pause_code_not_paused": _TALKING_AGENT,
    "pause_code_paused": _PAUSED_AGENT,
    "pause_code_too_long": _PAUSED_AGENT,
    "pause_code_unknown": _PAUSED_AGENT,
    "recording_lookup_lead": recorded_lead,
    "recording_lookup_none": unrecorded_lead,
    "transfer_conference": _TALKING_AGENT,
    "update_fields": _TALKING_AGENT,
    "update_lead_by_phone": known_number,
    "update_lead_callback_again_nosuch_campaign2": after(
        "update_lead", **{**CALLBACK, "lead_id": "11"}
    ),
    "update_lead_custom": added_lead,
    "update_lead_find_by_phone": known_number,
    "update_list": after("add_list", **NEW_LIST),
    "update_campaign_activate": unpaused_campaign,
}
