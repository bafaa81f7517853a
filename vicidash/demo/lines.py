"""Where calls come from: campaigns and in-groups, their settings and the calls in them."""

from collections import deque
from dataclasses import dataclass, field

from vicidash.demo.outcomes import Outcome

ADAPTIVE = ("ADAPT_TAPERED", "ADAPT_HARD_LIMIT", "ADAPT_AVERAGE")
BY_HAND = ("MANUAL", "INBOUND_MAN")
DIAL_METHODS = ("MANUAL", "RATIO", "INBOUND_MAN", *ADAPTIVE)
DIAL_STATUSES = ("PDROP", "DROP", "B", "NEW")


@dataclass(slots=True, eq=False)
class Call:
    """One call on the lines."""

    line_id: str
    lead_id: int
    phone_number: str
    callerid: str
    outcome: Outcome


@dataclass(slots=True, eq=False)
class InGroup:
    """An inbound queue. `calls_per_hour` is for the agents logged in when the centre is full."""

    group_id: str
    name: str
    calls_per_hour: float
    list_id: int
    queue: deque[Call] = field(default_factory=deque)
    ringing: int = 0

    @property
    def line_id(self) -> str:
        """The id under which stats and live calls are kept."""
        return self.group_id


@dataclass(slots=True, eq=False)
class Campaign:
    """A campaign with its settings as the server would list them, and its live calls.

    `dial_level` is text, as the server keeps it. `drop_target` is the drop rate in percent that
    its closed days have, and that the dialer steers to on an ADAPT_* method. `dropped` and
    `connected` count answered calls since the dialer last looked.
    """

    campaign_id: str
    name: str
    dial_method: str
    dial_level: str
    drop_target: float
    list_ids: list[int]
    active: str = "Y"
    adaptive_maximum_level: str = "6.0"
    hopper_level: int = 100
    seats: int = 0
    dial_timeout: str = "65"
    queue: deque[Call] = field(default_factory=deque)
    ringing: int = 0
    dropped: int = 0
    connected: int = 0

    @property
    def line_id(self) -> str:
        """The id under which stats and live calls are kept."""
        return self.campaign_id

    @property
    def level(self) -> float:
        """The level as a number: unreadable text counts as 0, as in the database."""
        return leading_number(self.dial_level)


Line = Campaign | InGroup


def leading_number(text: str) -> float:
    """The number a text begins with, 0 without one: how the server's database reads a level.

    >>> leading_number("2.5"), leading_number("1.2.3"), leading_number("."), leading_number("")
    (2.5, 1.2, 0.0, 0.0)
    """
    whole, _, rest = text.partition(".")
    tenths = rest.partition(".")[0]
    return float(f"{whole or '0'}.{tenths or '0'}")
