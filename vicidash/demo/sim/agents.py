"""An agent: name, state, and the commands that wait for the agent's screen."""

from dataclasses import dataclass, field
from enum import StrEnum

from vicidash.demo.sim.calls import Call


class Mode(StrEnum):
    """An agent's state. The value is `status/sub_status` as the server shows them."""

    READY = "READY/"
    CLOSER = "CLOSER/"
    QUEUE = "QUEUE/"
    INCALL = "INCALL/"
    DEAD = "INCALL/DEAD"
    DIAL = "INCALL/DIAL"
    THREE_WAY = "INCALL/3-WAY"
    PARK = "INCALL/PARK"
    PAUSED = "PAUSED/"
    DISPO = "PAUSED/DISPO"
    PREVIEW = "PAUSED/PREVIEW"
    OUT = "OUT/"

    @property
    def status(self) -> str:
        """The `status` column."""
        return self.value.partition("/")[0]

    @property
    def sub_status(self) -> str:
        """The `sub_status` column, empty for the plain states."""
        return self.value.partition("/")[2]


WAITING = (Mode.READY, Mode.CLOSER)
TALKING = (Mode.INCALL, Mode.THREE_WAY, Mode.PARK)
BUSY = (Mode.QUEUE, Mode.INCALL, Mode.DEAD, Mode.DIAL, Mode.THREE_WAY, Mode.PARK, Mode.DISPO)


@dataclass(frozen=True, slots=True)
class Command:
    """A command for an agent's screen, kept in the live-agents row until it is executed."""

    value: str
    given_at: int


@dataclass(slots=True, eq=False)
class Agent:
    """One agent. `stamp` counts state changes, so that a timer from an earlier state is ignored.

    `frozen` is a browser that hangs: it stays in its state, gets no calls and executes no commands.
    `call_began` is when the agent's last call began, from which the real-time report counts, and
    `call_ended` when it ended. `pending` holds one command per column of the live-agents row, so a
    second command for the same column overwrites the first, as on the real server. `since`,
    `talk_began`, `call_began` and `call_ended` are epoch seconds; `spent` is seconds of today by
    heading, without the current state.
    """

    user: str
    full_name: str
    user_group: str
    campaign_id: str
    session_id: str
    closer: bool
    frozen: bool = False
    mode: Mode = Mode.PAUSED
    pause_code: str = "LOGIN"
    call: Call | None = None
    lead_id: int = 0
    calls_today: int = 0
    partner: "Agent | None" = None
    talk_left: int = 0
    since: int = 0
    talk_began: int = 0
    call_began: int = 0
    call_ended: int = 0
    sessions: int = 1
    pauses: int = 1
    stamp: int = 0
    computer_ip: str = ""
    crm_id: str = ""
    pending: dict[str, Command] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)

    @property
    def waiting_mode(self) -> Mode:
        """READY, or CLOSER for agents who also take calls from in-groups."""
        return Mode.CLOSER if self.closer else Mode.READY

    @property
    def logged_in(self) -> bool:
        """Whether the agent is logged in."""
        return self.mode is not Mode.OUT

    @property
    def callerid(self) -> str:
        """The dialer's id of the agent's call, empty without one."""
        return self.call.callerid if self.call is not None and self.mode in _ON_A_CALL else ""

    def on_call(self) -> Call:
        """The agent's call; RuntimeError if there is none, which would be a bug."""
        if self.call is None:
            raise RuntimeError(f"{self.user} is {self.mode.name} without a call")
        return self.call


SPENT_ON = {
    Mode.READY: "wait",
    Mode.CLOSER: "wait",
    Mode.QUEUE: "wait",
    Mode.INCALL: "talk",
    Mode.THREE_WAY: "talk",
    Mode.PARK: "talk",
    Mode.DIAL: "talk",
    Mode.DEAD: "dead",
    Mode.DISPO: "dispo",
    Mode.PAUSED: "pause",
    Mode.PREVIEW: "pause",
    Mode.OUT: "out",
}
"""The column of the agent report that the time in a state counts for."""

WORKING = frozenset((*WAITING, Mode.QUEUE, *TALKING, Mode.DEAD, Mode.DIAL))
"""Modes of agents on whom the dialer counts."""

_ON_A_CALL = (Mode.QUEUE, Mode.INCALL, Mode.DEAD, Mode.DIAL, Mode.THREE_WAY, Mode.PARK)
