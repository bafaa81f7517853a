"""What an API user needs for each function, in the words of the dialer's user page.

Source: the server's own checks and its API documents, and ``dialer-protocol.md`` where those
disagree (``call_status_stats`` needs level 9). Setting names are those of Admin → Users.
"""

from __future__ import annotations

from typing import Final

API_ACCESS: Final = "Agent API Access (vdc_agent_api_access)"

_REPORTS: Final = "View Reports (view_reports)"
_LEADS: Final = "Modify Leads (modify_leads)"
_LISTS: Final = "Modify Lists (modify_lists)"
_CAMPAIGNS: Final = "Modify Campaigns (modify_campaigns)"
_DNC: Final = "Delete From DNC Lists (delete_from_dnc)"
_7: Final = "user level 7 or higher"
_8: Final = "user level 8 or higher"

_NEEDS: Final = {
    "add_dnc_phone": f"{_8} with {_LISTS}",
    "add_lead": f"{_8} with {_LEADS}",
    "add_list": f"{_8} with {_LISTS}",
    "agent_stats_export": f"{_7} with {_REPORTS}",
    "agent_status": f"{_7} with {_REPORTS}",
    "batch_update_lead": f"{_8} with {_LEADS}",
    "blind_monitor": _7,
    "call_status_stats": f"user level 9 with {_REPORTS}",
    "campaigns_list": f"{_8} with {_REPORTS}, and a user group that may see the campaign",
    "check_phone_number": _8,
    "delete_dnc_phone": f"{_8} with {_LISTS} and {_DNC}",
    "hopper_list": f"{_8} with {_REPORTS}",
    "in_group_status": f"{_7} with {_REPORTS}",
    "lead_all_info": f"{_7} with {_REPORTS} and {_LEADS}",
    "lead_callback_info": f"{_7} with {_REPORTS}",
    "lead_search": f"{_8} with {_LEADS}",
    "list_custom_fields": f"{_8} with {_LISTS}",
    "list_info": f"{_8} with {_LISTS}",
    "logged_in_agents": f"{_7} with {_REPORTS}",
    "recording_lookup": f"{_7} with {_REPORTS}",
    "update_campaign": f"{_8} with {_CAMPAIGNS}",
    "update_lead": f"{_8} with {_LEADS}",
    "update_list": f"{_8} with {_LISTS}",
}


def needed_for(function: str, *, by_list: bool = False) -> str:
    """What ``function`` needs; ``by_list``: the user's own list of allowed functions lacks it."""
    if by_list:
        return f"{function} in the user's Allowed API Functions (api_allowed_functions)"
    return f"{_NEEDS[function]}, {API_ACCESS}" if function in _NEEDS else API_ACCESS
