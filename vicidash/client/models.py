"""What a dialer's answers mean, as frozen, validated data.

``None`` is *unknown*: this dialer, this dialect or this account does not tell. It is never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final, Generic, Literal, Self, TypeVar, overload

from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator, model_validator

from vicidash.client.column_types import (
    STAMP,
    Day,
    Moment,
    Number,
    Percent,
    Ratio,
    Real,
    Whole,
    YesNo,
    whole,
)

T = TypeVar("T")

DROP_STATUSES: Final = frozenset({"DROP", "XDROP"})
"""What the dialer counts as a drop; PDROP (dropped before routing) is not among them."""


class Model(BaseModel):
    """Frozen; unknown columns of newer builds are ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        allow_inf_nan=False,
        defer_build=True,
    )


class AgentState(StrEnum):
    """The one state that each logged-in agent is counted in."""

    IN_CALL = "in_call"
    WAITING = "waiting"
    PAUSED = "paused"
    DISPO = "dispo"
    DEAD = "dead"


class Agent(Model):
    """One agent who is logged in, as ``logged_in_agents`` and ``agent_status`` tell."""

    user: str = Field(min_length=1)
    full_name: str | None = None
    """Free text from the user page: never to be rendered as markup."""
    campaign_id: str
    user_group: str | None = None
    session_id: str | None = None
    """The conference of the session, e.g. 8600051."""
    status: str = Field(min_length=1)
    """READY, QUEUE, INCALL, PAUSED, CLOSER or MQUEUE."""
    sub_status: str | None = None
    """DEAD, DISPO, 3-WAY, PARK, RING, PREVIEW, DIAL or empty."""
    pause_code: str | None = None
    lead_id: Whole | None = None
    """0: no lead."""
    calls_today: Whole | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def state(self) -> AgentState:
        """The partition of ``dialer-protocol.md``, *Rows*."""
        if self.sub_status == "DEAD" or self.status == "DEAD":
            return AgentState.DEAD
        if self.sub_status == "DISPO" or self.status == "DISPO":
            return AgentState.DISPO
        if self.status in ("INCALL", "QUEUE", "MQUEUE"):
            return AgentState.IN_CALL
        if self.lead_id and self.sub_status != "PREVIEW" and self.status in ("READY", "PAUSED"):
            return AgentState.DISPO
        return AgentState.WAITING if self.status in ("READY", "CLOSER") else AgentState.PAUSED

    @property
    def word(self) -> str:
        """The state as the stock real-time report words it: DEAD, DISPO, 3-WAY, INCALL, …"""
        if self.state in (AgentState.DEAD, AgentState.DISPO):
            return self.state.upper()
        return self.sub_status or self.status


class FoundAgent(Model):
    """An agent whom the account may act on, looked up before a command is sent."""

    agent: Agent
    """With the user as the dialer writes it, where the floor told."""
    unchecked: str = ""
    """Why nobody could look whether this account's floor lists the agent; empty: it does."""


class Campaign(Model):
    """One row of ``campaigns_list``."""

    campaign_id: str = Field(min_length=1)
    campaign_name: str | None = None
    active: bool | None = None
    dial_method: str | None = None
    """RATIO, ADAPT_HARD_LIMIT, ADAPT_TAPERED, ADAPT_AVERAGE, MANUAL, INBOUND_MAN."""
    dial_level: Real | None = None
    """Lines dialed per waiting agent; 0 stops dialing."""

    @field_validator("active", mode="before")
    @classmethod
    def _yes_or_no(cls, value: object) -> object:
        return {"Y": True, "N": False}.get(str(value), value)


class CallCounts(Model):
    """One row of ``call_status_stats``: the calls of a campaign or in-group in the days asked."""

    id: str = Field(min_length=1)
    calls: Whole
    answers: Whole
    """Answered by a human, which includes the drops."""
    by_hour: tuple[Whole, ...] = Field(min_length=24, max_length=24)
    """Calls in each hour of the dialer's day."""
    by_status: Mapping[str, Whole]

    @property
    def drops(self) -> int:
        """Calls with status DROP or XDROP."""
        return sum(count for status, count in self.by_status.items() if status in DROP_STATUSES)


class Queue(Model):
    """One in-group or campaign of ``in_group_status``: calls in progress and waiting."""

    id: str
    total_calls: Whole
    """Calls in progress, those that wait among them."""
    calls_waiting: Whole
    agents_logged_in: Whole | None = None
    """Agents who take calls of this in-group; so below."""
    agents_in_calls: Whole | None = None
    agents_waiting: Whole | None = None
    agents_paused: Whole | None = None
    agents_in_dispo: Whole | None = None
    agents_in_dial: Whole | None = None


class CampaignStats(Model):
    """One campaign's floor and day, whatever calls it took to learn it."""

    campaign_id: str
    campaign_name: str | None = None
    active: bool | None = None
    dial_method: str | None = None
    dial_level: Real | None = None
    agents_logged_in: Whole | None = None
    agents_incall: Whole | None = None
    agents_waiting: Whole | None = None
    agents_paused: Whole | None = None
    agents_dispo: Whole | None = None
    agents_dead: Whole | None = None
    calls_today: Whole | None = None
    answers_today: Whole | None = None
    drops_today: Whole | None = None
    drop_percent: float | None = None
    """drops_today / answers_today × 100."""
    hopper_level: Whole | None = None
    """READY leads in the hopper."""
    calls_in_queue: Whole | None = None
    unknown: Mapping[str, str] = Field(default_factory=dict, exclude=True)
    """Why a figure is unknown, by the name of its field."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody is logged in to it; not where that is unknown."""
        return self.agents_logged_in == 0

    @property
    def adapts(self) -> bool:
        """Whether the dialer sets the level itself, so that a level set by hand would not last."""
        return (self.dial_method or "").startswith("ADAPT_")


class Totals(Model):
    """The sums over campaigns; a sum with an unknown part is unknown."""

    agents_logged_in: Whole | None = None
    agents_incall: Whole | None = None
    agents_waiting: Whole | None = None
    agents_paused: Whole | None = None
    agents_dispo: Whole | None = None
    agents_dead: Whole | None = None
    calls_today: Whole | None = None
    answers_today: Whole | None = None
    drops_today: Whole | None = None
    drop_percent: float | None = None
    """Σ drops / Σ answers × 100, never the mean of percentages."""
    hopper_level: Whole | None = None
    calls_in_queue: Whole | None = None


class Queued(Model):
    """The dialer took a command; the agent's own screen has still to obey it."""

    function: str
    user: str
    answer: str
    """The dialer's words, redacted."""
    code_set: bool | None = None
    """For a pause with a code: whether the code was taken. ``None``: none was asked for."""


class LevelChange(Model):
    """A dial level that was set and read back."""

    campaign_id: str
    dial_method: str | None
    before: float | None
    asked: float
    after: float | None
    """As read back; ``None`` when it could not be read."""
    warning: str | None = None
    """Why the level will not hold, or does nothing, under this dial method."""

    @property
    def obeyed(self) -> bool:
        """Whether the dialer holds what was asked for."""
        return self.after is not None and abs(self.after - self.asked) < 0.0005


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What ``version`` tells: build, and the dialer's clock."""

    version: str
    build: str
    time: datetime
    """The dialer's wall clock, aware."""

    def at(self, seconds: float) -> datetime:
        """The dialer's wall clock so many seconds after it was asked."""
        return self.time + timedelta(seconds=seconds)

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> ServerInfo:
        """From ``{"VERSION": …, "BUILD": …, "DATE": "2026-11-23 05:21:14", "EPOCH": …}``.

        The offset is the difference between ``DATE``, which is the calendar that the dialer's days
        follow, and ``EPOCH``: its ``TZ`` fields are a setting, and were seen to disagree with it.
        Raises ``KeyError`` or ``ValueError`` when they are not there or not readable, or the year
        is one that leaves no room to count on from it.
        """
        wall = datetime.strptime(words["DATE"], STAMP).replace(tzinfo=UTC)
        epoch = whole(words["EPOCH"])
        if epoch is None or not 1970 <= wall.year < MAXYEAR:
            raise ValueError("no time")
        zone = timezone(timedelta(minutes=round((wall.timestamp() - epoch) / 60)))
        return cls(words["VERSION"], words["BUILD"], wall.replace(tzinfo=zone))


@dataclass(frozen=True, slots=True)
class Listing(Sequence[T], Generic[T]):
    """The rows of an answer, with what was wrong with it."""

    items: tuple[T, ...]
    dropped: int = 0
    """Rows that were cut or unreadable, or came twice. They are not guessed."""
    warning: str | None = None

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)


Mode = Literal["MONITOR", "BARGE", "WHISPER"]
"""Only listen; talk to both; talk to the agent alone."""


MODES: Final = ("MONITOR", "BARGE", "WHISPER")


class Notified(Model):
    """A message that the dialer queued."""

    recipient: str
    kind: str
    """USER, CAMPAIGN or USER_GROUP."""
    answer: str
    """The dialer's words, redacted."""


class Listening(Model):
    """A call that the dialer places to the supervisor's phone, to listen to a session."""

    session_id: str
    phone_login: str
    mode: Mode
    """What was asked for."""
    answer: str
    begun: Mode | None = None
    """What the dialer began, which listens where whispering is switched off; ``None``: its answer
    does not tell."""


class AgentStatistics(Model):
    """One row of ``agent_stats_export``; times in seconds."""

    user: str
    full_name: str
    """Free text from the user page: never to be rendered as markup."""
    user_group: str
    calls: Whole
    login_time: Number = None
    total_talk_time: Number = None
    avg_talk_time: Ratio = None
    """``total_talk_time`` by ``calls``. Not what the dialer writes there, which is the average of
    the agent before; ``None`` without calls."""
    avg_wait_time: Ratio = None
    pct_of_queue: Percent = None
    """The agent's share of all calls, in per cent."""
    pause_time: Number = None
    sessions: Number = None
    avg_session: Ratio = None
    pauses: Number = None
    avg_pause_time: Ratio = None
    pause_pct: Percent = None
    """Paused, in per cent of the time logged in."""
    pauses_per_session: Ratio = None
    wait_time: Number = None
    talk_time: Number = None
    dispo_time: Number = None
    dead_time: Number = None

    @model_validator(mode="after")
    def _own_average(self) -> Self:
        total = self.total_talk_time
        average = None if total is None or not self.calls else round(total / self.calls, 1)
        return self.model_copy(update={"avg_talk_time": average})


class CampaignChange(Model):
    """A setting of a campaign that the dialer took."""

    campaign_id: str
    setting: str
    """The dialer's name of it."""
    asked: str
    before: str | None = None
    after: str | None = None
    """As read back; ``None`` when no function tells, or it could not be read."""
    warning: str | None = None
    """Why the setting does nothing under this dial method."""

    @property
    def obeyed(self) -> bool | None:
        """Whether the dialer holds what was asked for; ``None`` when no function tells."""
        return None if self.after is None else self.after == self.asked


class DncChange(Model):
    """A number that now is, or is not, on a do-not-call list."""

    phone_number: str
    campaign_id: str | None
    """``None``: the list of the whole system."""
    changed: bool
    """False when it was so before."""


_FIELDS: Final = "custom_fields_list_space_delimited"


class ListInfo(Model):
    """One list, as ``list_info`` tells."""

    list_id: Whole
    list_name: str
    """Free text: never to be rendered as markup."""
    campaign_id: str
    active: YesNo = None
    list_changedate: Moment = None
    list_lastcalldate: Moment = None
    expiration_date: Day = None
    resets_today: Number = None
    all_leads_count: Number = None
    new_leads_count: Number = None
    dialable_count: Number = None
    """Leads that could be dialed now, by the settings of its campaign."""


class ListFields(Model):
    """The custom fields of one list, as ``list_custom_fields`` tells."""

    list_id: Whole
    list_name: str
    campaign_id: str
    active: YesNo = None
    fields: tuple[str, ...] = Field(default=(), validation_alias=_FIELDS)
    """Labels, in the order of the table; display-only elements are not among them."""

    @field_validator("fields", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value


# What ``agent_status`` tells of one agent beside what the whole floor's answer does


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
