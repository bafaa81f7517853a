"""Creates a centre and advances it in steps of one second."""

from collections import deque

from vicidash.demo.options import Options
from vicidash.demo.sim import dialing, screen_commands, shift
from vicidash.demo.sim.agents import Agent
from vicidash.demo.sim.calls import InGroup, Line
from vicidash.demo.sim.clock import Zone, generator
from vicidash.demo.sim.ledger import (
    DayLedger,
    Tally,
    closed_day,
    day_so_far,
    shift_hours,
    skipped,
)
from vicidash.demo.sim.population import (
    build_agents,
    build_campaigns,
    build_in_groups,
    build_lists,
)
from vicidash.demo.sim.world import World

WARM_UP_SECONDS = 240
"""Seconds simulated before the first request, so that there are calls from the start."""

LONGEST_STRETCH = 1200
"""Seconds; a longer gap in the clock is not simulated step by step: its calls are counted as
history, and the floor goes on from where it was."""

PLAYED_AFTER_GAP = 180
RECORDINGS_EACH = 3


def build(options: Options, start: int) -> World:
    """A running centre at `start` (epoch seconds)."""
    rng = generator(options.seed, options.agents, options.campaigns)
    zone = Zone(options.utc_offset)
    campaigns = build_campaigns(options)
    agents = build_agents(rng, options, campaigns)
    closers = sum(agent.closer for agent in agents.values())
    in_groups = build_in_groups(campaigns, closers)
    lines: dict[str, Line] = {**campaigns, **in_groups}

    def closed(line_id: str, day: int) -> Tally:
        return closed_day(options.seed, lines[line_id], day)

    world = World(
        options=options,
        rng=rng,
        zone=zone,
        now=start - WARM_UP_SECONDS,
        agents=agents,
        campaigns=campaigns,
        in_groups=in_groups,
        leads=build_lists(rng, campaigns),
        ledger=DayLedger(zone, closed),
        hoppers={name: deque() for name in campaigns},
        waiting={name: {} for name in campaigns},
    )
    _open_the_day(world, start)
    _seat_agents(world, start)
    for campaign in campaigns.values():
        dialing.fill_hopper(world, campaign)
    for in_group in in_groups.values():
        dialing.expect_call(world, in_group)
    _play(world, start)
    return world


def _open_the_day(world: World, start: int) -> None:
    """Count today's calls up to the warm-up, which counts its own."""
    today = world.zone.day(start)
    world.ledger.begin(today)
    seconds = max(0, world.now - world.zone.midnight(start))
    for line in world.lines():
        tally = day_so_far(world.options.seed, line, today, seconds)
        world.ledger.add(line.line_id, today, tally)
        _fill_holds(world, line, today, tally)


def _fill_holds(world: World, line: Line, day: int, tally: Tally) -> None:
    if isinstance(line, InGroup):
        rng = generator(world.options.seed, "holds", line.line_id, day, world.now)
        world.holds.fill(rng, line.line_id, day, tally)


def _seat_agents(world: World, start: int) -> None:
    """Give every agent a state, with a morning of calls and recordings behind them."""
    began, now = shift_hours(start - world.zone.midnight(start))
    worked = round((now - began) * 3600)
    rng = generator(world.options.seed, "morning")
    shares = (("talk", 0.56), ("wait", 0.2), ("pause", 0.15), ("dispo", 0.06), ("dead", 0.03))
    by_campaign = {
        name: world.leads.in_list(campaign.list_ids[0])
        for name, campaign in world.campaigns.items()
    }
    for agent in world.agents.values():
        agent.since = agent.call_began = agent.call_ended = world.now
        agent.spent = {name: round(worked * part * rng.uniform(0.8, 1.2)) for name, part in shares}
        agent.calls_today = round(worked / rng.uniform(110, 220))
        agent.pauses = 1 + worked // 2700
        leads = by_campaign[agent.campaign_id]
        for _ in range(RECORDINGS_EACH):
            lead = leads[int(rng.random() * len(leads))]
            moment = world.now - round(worked * rng.random())
            world.shelf.add(
                moment,
                world.zone.stamp(moment),
                agent.user,
                lead.lead_id,
                lead.phone_number,
                round(rng.uniform(8, 400)),
            )
        _seat(world, agent)


def _seat(world: World, agent: Agent) -> None:
    """An agent's state when the simulation starts: most wait, some are paused."""
    roll = world.rng.random()
    if agent.frozen or roll < 0.82:
        shift.wait(world, agent)
    elif roll < 0.97:
        shift.take_a_pause(world, agent)
    else:
        shift.log_out(world, agent)


def advance(world: World, moment: int) -> None:
    """Advance the centre to `moment` (epoch seconds); a past moment changes nothing."""
    gap = moment - world.now
    if gap > LONGEST_STRETCH:
        _pass_over(world, gap - PLAYED_AFTER_GAP)
    _play(world, moment)


def _play(world: World, moment: int) -> None:
    while world.now < moment:
        world.now += 1
        world.run_due()
        screen_commands.obey(world)
        dialing.hand_out(world)
        for campaign in world.campaigns.values():
            dialing.dial(world, campaign)
            dialing.watch(world, campaign)
        if world.now % dialing.ADAPT_SECONDS == 0:
            for campaign in world.campaigns.values():
                dialing.adapt(world, campaign)
        if world.now % dialing.HOPPER_SECONDS == 0:
            if world.zone.day(world.now) != world.zone.day(world.now - dialing.HOPPER_SECONDS):
                world.begin_day()
            for campaign in world.campaigns.values():
                dialing.fill_hopper(world, campaign)


def _pass_over(world: World, seconds: int) -> None:
    """Count what would have happened in a period, day by day, without simulating it."""
    first, last = world.now, world.now + seconds
    began = max(first, last - 7 * 86400)
    while began < last:
        midnight = world.zone.midnight(began)
        ended = min(last, midnight + 86400)
        for line in world.lines():
            hours = ((began - midnight) / 3600, (ended - midnight) / 3600)
            tally = skipped(world.rng, line, *hours)
            world.ledger.add(line.line_id, world.zone.day(began), tally)
            _fill_holds(world, line, world.zone.day(began), tally)
        began = ended
    world.jump(seconds)
    if world.zone.day(first) != world.zone.day(last):
        world.begin_day()
