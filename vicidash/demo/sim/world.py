"""The state of a running centre, and its queue of events in simulated seconds."""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from vicidash.demo.builds import BUILDS, Build
from vicidash.demo.options import Account, Options
from vicidash.demo.sim.agents import SPENT_ON, WORKING, Agent, Mode
from vicidash.demo.sim.calls import Call, Campaign, InGroup, Line, RecordingStore
from vicidash.demo.sim.clock import Zone
from vicidash.demo.sim.holds import HoldBook
from vicidash.demo.sim.leads import CallbackBook, CallList, LeadStore
from vicidash.demo.sim.ledger import DayLedger

Handler = Callable[..., None]


@dataclass(slots=True)
class HopperLead:
    """A lead in the hopper. `source` is S if the dialer loaded it, P if it came by the API."""

    hopper_id: int
    lead_id: int
    priority: int = 0
    source: str = "S"


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the system as the user list shows them."""

    full_name: str
    user_group: str
    level: int
    active: str = "Y"


@dataclass(frozen=True, slots=True)
class Notification:
    """A message to agents. `kind` is USER, USER_GROUP or CAMPAIGN."""

    recipient: str
    kind: str
    text: str


@dataclass(slots=True, eq=False)
class World:
    """The complete state of the centre at `now` (whole epoch seconds).

    Events are ordered by time and then by creation, so that the same seed always gives the same
    day.
    """

    options: Options
    rng: Random
    zone: Zone
    now: int
    agents: dict[str, Agent]
    campaigns: dict[str, Campaign]
    in_groups: dict[str, InGroup]
    leads: LeadStore
    ledger: DayLedger
    hoppers: dict[str, deque[HopperLead]]
    waiting: dict[str, dict[str, Agent]]
    staff: dict[str, Person] = field(default_factory=dict)
    callbacks: CallbackBook = field(default_factory=CallbackBook)
    shelf: RecordingStore = field(default_factory=RecordingStore)
    holds: HoldBook = field(default_factory=HoldBook)
    dnc: dict[str, set[str]] = field(default_factory=dict)
    notifications: list[Notification] = field(default_factory=list)
    base_url: str = "http://127.0.0.1"
    leads_sent: int = 0
    listened: int = 0
    commanded: dict[str, Agent] = field(default_factory=dict)
    agenda: list[tuple[int, int, Handler, tuple[object, ...]]] = field(default_factory=list)
    made: int = 0
    hopper_id: int = 1000

    def after(self, seconds: float, handler: Handler, *args: object) -> None:
        """Call `handler(world, *args)` after so many whole seconds, at least 1."""
        self.made += 1
        due = self.now + max(1, round(seconds))
        heapq.heappush(self.agenda, (due, self.made, handler, args))

    def after_for(self, agent: Agent, seconds: float, handler: Handler) -> None:
        """Call `handler(world, agent)` later, unless the agent's state has changed by then."""
        self.after(seconds, _if_unchanged, agent, agent.stamp, handler)

    def run_due(self) -> None:
        """Run all events up to `now`."""
        while self.agenda and self.agenda[0][0] <= self.now:
            _, _, handler, args = heapq.heappop(self.agenda)
            handler(self, *args)

    def jump(self, seconds: int) -> None:
        """Shift the clock and all pending events by the same amount."""
        self.now += seconds
        for agent in self.agents.values():
            agent.since += seconds
            agent.talk_began += seconds if agent.talk_began else 0
            agent.call_began += seconds
            agent.call_ended += seconds
        for call in self._calls():
            call.began += seconds
        for in_group in self.in_groups.values():
            in_group.ivr_from += seconds
            in_group.expected += seconds
        self.agenda = [
            (due + seconds, made, handler, args) for due, made, handler, args in self.agenda
        ]

    def _calls(self) -> list[Call]:
        """Every call there is: ringing, waiting, or with an agent."""
        found = {id(call): call for line in self.lines() for call in line.queue}
        found |= {id(agent.call): agent.call for agent in self.agents.values() if agent.call}
        for _, _, _, args in self.agenda:
            found |= {id(arg): arg for arg in args if isinstance(arg, Call)}
        return list(found.values())

    def trunks_in_use(self) -> int:
        """How many calls are on the lines to the telephone network."""
        waiting = sum(line.ringing + len(line.queue) for line in self.lines())
        return waiting + len({agent.callerid for agent in self.agents.values()} - {""})

    @property
    def build(self) -> Build:
        """The build of the server that the centre runs on."""
        return BUILDS[self.options.build]

    def lines(self) -> list[Line]:
        """Campaigns and in-groups, in order of creation."""
        return [*self.campaigns.values(), *self.in_groups.values()]

    def line(self, line_id: str) -> Line | None:
        """A campaign or in-group by id."""
        return self.campaigns.get(line_id) or self.in_groups.get(line_id)

    def lists_of(self, list_ids: list[int]) -> list[CallList]:
        """The lists of these ids that still exist."""
        return [self.leads.lists[number] for number in list_ids if number in self.leads.lists]

    def on_floor(self) -> list[Agent]:
        """The logged-in agents, by user."""
        return [agent for agent in self.agents.values() if agent.logged_in]

    def know(self, accounts: Iterable[Account]) -> None:
        """Add the users who are not agents: the accounts, VDAD and the first admin."""
        self.staff["VDAD"] = Person("Outbound Auto Dial", "ADMIN", 1, "N")
        self.staff["6666"] = Person("Admin", "ADMIN", 9)
        for account in accounts:
            active = "Y" if account.active else "N"
            person = Person(account.full_name, account.user_group, account.level, active)
            self.staff[account.user] = person

    def agent(self, user: str) -> Agent | None:
        """An agent by user, whatever its case: so the server's database compares."""
        return _in_any_case(self.agents, user)

    def campaign(self, campaign_id: str) -> Campaign | None:
        """A campaign by id, whatever its case."""
        return _in_any_case(self.campaigns, campaign_id)

    def person(self, user: str) -> Person | None:
        """A user of any kind, whatever the case; None if there is none."""
        agent = self.agent(user)
        if agent is not None:
            return Person(agent.full_name, agent.user_group, 1)
        return _in_any_case(self.staff, user)

    def begin_day(self) -> None:
        """Reset at midnight: the day's calls and times of every agent."""
        for agent in self.agents.values():
            agent.calls_today, agent.sessions, agent.pauses = 0, 1, 1
            agent.spent.clear()
            agent.since = self.now
        for call_list in self.leads.lists.values():
            call_list.resets_today = 0

    def loaded(self, lead_id: int) -> "tuple[str, HopperLead] | None":
        """The campaign whose hopper holds a lead, and its position; None if none does."""
        for campaign_id, hopper in self.hoppers.items():
            for waiting in hopper:
                if waiting.lead_id == lead_id:
                    return campaign_id, waiting
        return None

    def record(self, line_id: str, status: str) -> None:
        """Count a finished call now."""
        self.ledger.record(line_id, status, self.now)

    def record_call(self, call: Call, status: str) -> None:
        """Book a finished call now, and how long it was on hold when it came in."""
        self.record(call.line_id, status)
        if call.line_id in self.in_groups and call.callerid.startswith("Y"):
            self.holds.record(call.line_id, self.zone.day(self.now), status, call.hold)

    def change(self, agent: Agent, mode: Mode) -> None:
        """Change an agent's state: earlier timers become invalid, and the queue is updated."""
        agent.stamp += 1
        heading = SPENT_ON[agent.mode]
        agent.spent[heading] = agent.spent.get(heading, 0) + self.now - agent.since
        agent.since = self.now
        agent.pauses += mode is Mode.PAUSED
        self.waiting[agent.campaign_id].pop(agent.user, None)
        campaign = self.campaigns[agent.campaign_id]
        campaign.working += (mode in WORKING) - (agent.mode in WORKING)
        agent.mode = mode
        if mode in (Mode.READY, Mode.CLOSER) and not agent.frozen:
            self.waiting[agent.campaign_id][agent.user] = agent


T = TypeVar("T")


def _in_any_case(known: Mapping[str, T], name: str) -> T | None:
    found = known.get(name)
    if found is None:
        wanted = name.casefold()
        found = next((each for key, each in known.items() if key.casefold() == wanted), None)
    return found


def _if_unchanged(world: World, agent: Agent, stamp: int, handler: Handler) -> None:
    if agent.stamp == stamp:
        handler(world, agent)
