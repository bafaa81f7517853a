"""What an API user needs for each function, in the words of the dialer's user page.

Source: the server's own checks and its API documents, and ``dialer-protocol.md`` where those
disagree (``call_status_stats`` needs level 9). Setting names are those of Admin → Users.
"""

from __future__ import annotations

from typing import Final

API_ACCESS: Final = "Agent API Access (vdc_agent_api_access)"

_NEEDS: Final = {
    "agent_status": "user level 7 or higher with View Reports (view_reports)",
    "call_status_stats": "user level 9 with View Reports (view_reports)",
    "campaigns_list": "user level 7 or higher, and a user group that may see the campaign",
    "hopper_list": "user level 8 or higher with View Reports (view_reports)",
    "in_group_status": "user level 7 or higher with View Reports (view_reports)",
    "logged_in_agents": "user level 7 or higher with View Reports (view_reports)",
    "update_campaign": "user level 8 or higher with Modify Campaigns (modify_campaigns)",
}


def needed_for(function: str, *, by_list: bool = False) -> str:
    """What ``function`` needs; ``by_list``: the user's own list of allowed functions lacks it."""
    if by_list:
        return f"{function} in the user's Allowed API Functions (api_allowed_functions)"
    return f"{_NEEDS[function]}, {API_ACCESS}" if function in _NEEDS else API_ACCESS
