"""What ``agent_status`` tells of one agent beside what the whole floor's answer does."""

from __future__ import annotations

from pydantic import Field

from vicidash.client.columns import Number
from vicidash.client.models import Agent


class AgentDetails(Agent):
    """One agent with the call on their screen.

    The customer's number is personal data: it is in no ``repr``, and so in no log and no
    traceback. Whoever shows it must not keep it.
    """

    user_level: Number = None
    """1 to 9."""
    callerid: str | None = None
    """The dialer's own name of the call, which its log files have; empty without a call."""
    phone_number: str | None = Field(default=None, repr=False)
    """The customer's, of the lead on the screen; empty without one."""
    vendor_lead_code: str | None = None
    """The lead's number in the system that it came from."""
