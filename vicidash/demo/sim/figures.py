"""What the real-time report counts and sums up: calls on the lines, campaigns, in-groups."""

from collections.abc import Iterable
from dataclasses import dataclass

from vicidash.demo.sim.agents import Mode
from vicidash.demo.sim.calls import BY_HAND, DIAL_STATUSES, DROPPED, Campaign, InGroup, Line
from vicidash.demo.sim.ledger import Tally, human_answered
from vicidash.demo.sim.world import World


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call without an agent: LIVE when it waits for one, IVR while the caller hears a menu.

    `seconds` is how long ago it was dialled or came in.
    """

    status: str
    line: Line
    phone_number: str
    seconds: int

    @property
    def inbound(self) -> bool:
        """Whether it came in through an in-group."""
        return isinstance(self.line, InGroup)


@dataclass(frozen=True, slots=True)
class LiveCalls:
    """The calls on the lines of some campaigns and in-groups.

    `dialled` are those that ring. The server counts a call in the IVR among the ringing ones too,
    and calls from an in-group stay active while an agent has them; calls that the dialer placed
    leave its list when they are put through.
    """

    listed: tuple[LiveCall, ...]
    dialled: int
    with_agents: int

    @property
    def waiting(self) -> int:
        """Calls that wait for an agent."""
        return sum(call.status == "LIVE" for call in self.listed)

    @property
    def in_ivr(self) -> int:
        """Calls in the menu of an in-group."""
        return len(self.listed) - self.waiting

    @property
    def ringing(self) -> int:
        """What the pages call ringing."""
        return self.dialled + self.in_ivr

    @property
    def active(self) -> int:
        """All of them."""
        return self.dialled + len(self.listed) + self.with_agents


def live_calls(world: World, campaigns: Iterable[Campaign], groups: Iterable[InGroup]) -> LiveCalls:
    """The calls of these lines, highest queue priority first, then as they came."""
    campaigns, groups = list(campaigns), list(groups)
    lines: list[Line] = [*campaigns, *groups]
    listed = [
        LiveCall("LIVE", line, call.phone_number, world.now - call.began)
        for line in lines
        for call in line.queue
    ]
    listed += [call for call in (in_menu(world, group) for group in groups) if call is not None]
    listed.sort(key=lambda call: (-call.line.priority, -call.seconds))
    names = {group.group_id for group in groups}
    with_agents = {
        agent.callerid
        for agent in world.on_floor()
        if agent.call is not None and agent.call.line_id in names and agent.mode is not Mode.DEAD
    } - {""}
    return LiveCalls(tuple(listed), sum(c.ringing for c in campaigns), len(with_agents))


def in_menu(world: World, group: InGroup) -> LiveCall | None:
    """The call in the menu of an in-group, None when there is none."""
    own = world.leads.lists.get(group.list_id)
    if own is None or not group.ivr_from <= world.now < group.expected:
        return None
    caller = world.leads.peek(own)
    if caller is None:
        return None
    return LiveCall("IVR", group, caller.phone_number, world.now - group.ivr_from)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Calls of today: all, dropped, and answered by a person (which includes the dropped)."""

    calls: int
    drops: int
    answers: int

    @property
    def drop_percent(self) -> float:
        """Dropped of answered, in percent; 0 when nothing was answered."""
        return 100 * self.drops / self.answers if self.answers else 0.0


def day_figures(world: World, lines: Iterable[Line]) -> DayFigures:
    """The day so far of some lines together, from the same books as `call_status_stats`."""
    tallies = [_today(world, line) for line in lines]
    return DayFigures(
        calls=sum(sum(hours) for tally in tallies for hours in tally.values()),
        drops=sum(_drops(tally) for tally in tallies),
        answers=sum(human_answered(tally) for tally in tallies),
    )


def _today(world: World, line: Line) -> Tally:
    today = world.zone.day(world.now)
    return world.ledger.total(line.line_id, today, today, today)


def _drops(tally: Tally) -> int:
    return sum(sum(tally.get(status, ())) for status in DROPPED)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """An in-group today. Service levels are shares of the answered calls, in percent; holds are
    seconds on average."""

    day: DayFigures
    service_level_1: float
    service_level_2: float
    hold_answered: int
    hold_dropped: int
    hold_all: int


def group_figures(world: World, group: InGroup) -> GroupFigures:
    """The day so far of one in-group."""
    day = day_figures(world, [group])
    sums = world.holds.sums(group.group_id, world.zone.day(world.now))
    return GroupFigures(
        day=day,
        service_level_1=100 * _ratio(sums.within_first, day.answers),
        service_level_2=100 * _ratio(sums.within_second, day.answers),
        hold_answered=round(_ratio(sums.answered, day.answers - day.drops)),
        hold_dropped=round(_ratio(sums.dropped, day.drops)),
        hold_all=round(_ratio(sums.answered + sums.dropped, day.calls)),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def dialable_leads(world: World, campaign: Campaign) -> int:
    """Leads of the campaign's active lists that may be dialled, as `list_info` counts them."""
    return sum(
        lead.status in DIAL_STATUSES and not lead.called_since_reset
        for own in world.leads.lists.values()
        if own.campaign_id == campaign.campaign_id and own.active == "Y"
        for lead in world.leads.in_list(own.list_id)
    )


def average_agents(campaign: Campaign) -> float:
    """Agents who worked for the campaign, on average over the last minute; 0 where nothing is
    dialled for them, since the dialer keeps no average then."""
    if campaign.dial_method in BY_HAND or not campaign.last_minute:
        return 0.0
    return sum(working for _, working in campaign.last_minute) / len(campaign.last_minute)


def dial_difference(campaign: Campaign) -> float:
    """Calls waiting less agents waiting, on average over the last minute."""
    if campaign.dial_method in BY_HAND or not campaign.last_minute:
        return 0.0
    return sum(difference for difference, _ in campaign.last_minute) / len(campaign.last_minute)
