"""The predictive dialer: fills the hopper, places calls, connects or drops them."""

from vicidash.demo.sim.agents import Agent
from vicidash.demo.sim.calls import (
    ADAPTIVE,
    ANSWERED_SHARE,
    BY_HAND,
    INBOUND,
    TALKED,
    UNANSWERED,
    Call,
    Campaign,
    InGroup,
    Outcome,
    draw,
    leading_number,
)
from vicidash.demo.sim.clock import generator
from vicidash.demo.sim.leads import Lead
from vicidash.demo.sim.shift import take_call
from vicidash.demo.sim.world import HopperLead, World

DROP_SECONDS = 5
"""Seconds that an answered outbound call waits for an agent before it is dropped."""

PATIENCE_SECONDS = 60
"""Mean seconds that callers to an in-group wait before they hang up."""

MENU_SECONDS = (4, 18)
"""Seconds that callers listen to an in-group's menu before they enter its queue: least and most."""

ADAPT_SECONDS = 15
HOPPER_SECONDS = 60

PEOPLE_SHARE = 1 - next(outcome.share for outcome in TALKED if outcome.status == "A")
"""Share of connected calls that a person, not a machine, had answered."""


def dial(world: World, campaign: Campaign) -> None:
    """Place as many calls as the level allows: lines per waiting agent."""
    campaign.trunk_short = 0
    if campaign.active != "Y" or campaign.dial_method in BY_HAND:
        return
    free = len(world.waiting[campaign.campaign_id])
    lines = min(campaign.level, world.options.dial_limit) * free
    hopper = world.hoppers[campaign.campaign_id]
    wanted = round(lines)
    trunks = world.options.trunks
    free_trunks = max(0, trunks - world.trunks_in_use()) if trunks else len(hopper)
    while hopper and campaign.ringing + len(campaign.queue) < wanted:
        if trunks and not free_trunks:
            campaign.trunk_short = wanted - campaign.ringing - len(campaign.queue)
            break
        free_trunks -= 1
        _place(world, campaign, hopper.popleft())


def _place(world: World, campaign: Campaign, loaded: HopperLead) -> None:
    lead = world.leads.get(loaded.lead_id)
    if lead is None:
        return
    lead.called_since_reset = True
    rng = world.rng
    answered = rng.random() < ANSWERED_SHARE
    outcome = draw(rng, TALKED if answered else UNANSWERED)
    call = _call(world, campaign.campaign_id, lead, outcome, "V")
    campaign.ringing += 1
    if answered:
        world.after(rng.uniform(3, 20), _answered, campaign, call)
    else:
        world.after(max(2, outcome.seconds + rng.uniform(-2, 3)), _unanswered, campaign, call)


def _call(world: World, line_id: str, lead: Lead, outcome: Outcome, letter: str) -> Call:
    callerid = f"{letter}{world.zone.call_date(world.now)}{lead.lead_id:010}"
    return Call(line_id, lead.lead_id, lead.phone_number, callerid, outcome, world.now)


def _unanswered(world: World, campaign: Campaign, call: Call) -> None:
    campaign.ringing -= 1
    _settle(world, call, call.outcome.status)


def _answered(world: World, campaign: Campaign, call: Call) -> None:
    campaign.ringing -= 1
    campaign.queue.append(call)
    world.after(DROP_SECONDS, _drop, campaign, call)


def _drop(world: World, line: Campaign | InGroup, call: Call) -> None:
    """Drop a call that is still waiting; the drop rate counts it."""
    if call in line.queue:
        line.queue.remove(call)
        if isinstance(line, Campaign):
            line.dropped += 1
        else:
            call.hold = world.now - call.began
        _settle(world, call, "DROP")


def _settle(world: World, call: Call, status: str) -> None:
    world.record_call(call, status)
    lead = world.leads.get(call.lead_id)
    if lead is not None:
        lead.status, lead.user, lead.last_call = status, "VDAD", world.now
        lead.called_count += 1


def ring_in(world: World, in_group: InGroup) -> None:
    """A customer calls an in-group; the next call is scheduled at random."""
    lists = world.lists_of([in_group.list_id])
    found = world.leads.next_dialable(lists, 1, set())
    if found:
        call = _call(world, in_group.group_id, found[0], draw(world.rng, INBOUND), "Y")
        in_group.queue.append(call)
        world.after(8 + world.rng.expovariate(1 / PATIENCE_SECONDS), _drop, in_group, call)
    expect_call(world, in_group)


def expect_call(world: World, in_group: InGroup) -> None:
    """Schedule the next inbound call; none if no agent takes calls of the in-group."""
    if in_group.calls_per_hour > 0:
        seconds = world.rng.expovariate(in_group.calls_per_hour / 3600)
        world.after(seconds, ring_in, in_group)
        in_group.expected = world.now + max(1, round(seconds))
        rng = generator(world.options.seed, "menu", in_group.group_id, world.made)
        longest = in_group.expected - world.now
        in_group.ivr_from = in_group.expected - min(longest, round(rng.uniform(*MENU_SECONDS)))


def hand_out(world: World) -> None:
    """Connect waiting calls to waiting agents, the longest waiting first."""
    for in_group in world.in_groups.values():
        while in_group.queue:
            closer = _longest_waiting_closer(world)
            if closer is None:
                break
            call = in_group.queue.popleft()
            call.hold = world.now - call.began
            take_call(world, closer, call)
    for campaign in world.campaigns.values():
        free = world.waiting[campaign.campaign_id]
        while campaign.queue and free:
            campaign.connected += 1
            take_call(world, next(iter(free.values())), campaign.queue.popleft())


def _longest_waiting_closer(world: World) -> Agent | None:
    best: Agent | None = None
    for agents in world.waiting.values():
        for agent in agents.values():
            if agent.closer:
                if best is None or agent.since < best.since:
                    best = agent
                break
    return best


def adapt(world: World, campaign: Campaign) -> None:
    """Adjust the level to its drop target, every 15 s on ADAPT_* methods.

    Each dropped call lowers the level by a step, each connected call raises it by so little that
    the two balance when the drop rate is on target.
    """
    dropped, connected = campaign.dropped, campaign.connected
    campaign.dropped = campaign.connected = 0
    if campaign.dial_method not in ADAPTIVE or campaign.active != "Y":
        return
    down = 0.5 if campaign.dial_method == "ADAPT_HARD_LIMIT" else 0.25
    target = campaign.drop_target / 100 * PEOPLE_SHARE
    up = down * target / (1 - campaign.drop_target / 100)
    highest = min(leading_number(campaign.adaptive_maximum_level), world.options.dial_limit)
    level = campaign.level + up * connected - down * dropped + world.rng.uniform(-0.03, 0.03)
    campaign.dial_level = f"{max(1.0, min(highest, level)):.2f}"


def watch(world: World, campaign: Campaign) -> None:
    """Note how the campaign stands, for the averages over the last minute."""
    waiting = len(world.waiting[campaign.campaign_id])
    campaign.last_minute.append((len(campaign.queue) - waiting, campaign.working))


def fill_hopper(world: World, campaign: Campaign) -> None:
    """Fill the hopper up to the hopper level, every minute."""
    hopper = world.hoppers[campaign.campaign_id]
    wanted = campaign.hopper_level - len(hopper)
    if wanted <= 0 or campaign.active != "Y" or campaign.dial_method in BY_HAND:
        return
    lists = world.lists_of(campaign.list_ids)
    active = [call_list for call_list in lists if call_list.active == "Y"]
    taken = {loaded.lead_id for loaded in hopper}
    for lead in world.leads.next_dialable(active, wanted, taken):
        load(world, campaign, lead.lead_id)


def load(
    world: World, campaign: Campaign, lead_id: int, priority: int = 0, source: str = "S"
) -> HopperLead:
    """Insert a lead into the hopper: highest priority first, then oldest."""
    world.hopper_id += 1
    loaded = HopperLead(world.hopper_id, lead_id, priority, source)
    hopper = world.hoppers[campaign.campaign_id]
    if hopper and hopper[-1].priority < priority:
        place = next(n for n, other in enumerate(hopper) if other.priority < priority)
        hopper.insert(place, loaded)
    else:
        hopper.append(loaded)
    return loaded
