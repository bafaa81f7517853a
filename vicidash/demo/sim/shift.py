"""What agents do: talk, wrap up, pause, come back, log out and in again."""

from dataclasses import replace

from vicidash.demo.sim.agents import Agent, Mode
from vicidash.demo.sim.calls import BY_HAND, TALKED, Call, Outcome, draw, talk_seconds
from vicidash.demo.sim.population import PAUSE_CODES
from vicidash.demo.sim.world import Handler, World

SECONDS_BETWEEN_PAUSES = 800
SECONDS_BETWEEN_LOGOUTS = 4 * 3600
SECONDS_BETWEEN_HAND_DIALS = {"INBOUND_MAN": 420, "MANUAL": 45}
SECONDS_BETWEEN_HAND_DIALS_ELSEWHERE = 3000

MANUAL_LIST = 998
"""The list for leads that are dialed manually."""

DEAD_SHARE = 0.16
PARK_SHARE = 0.05
THREE_WAY_SHARE = 0.03


def wait(world: World, agent: Agent) -> None:
    """Wait for the next call, until a pause, a manual call or the end of the shift."""
    agent.call, agent.lead_id, agent.pause_code = None, 0, ""
    world.change(agent, agent.waiting_mode)
    if agent.frozen:
        return
    rng = world.rng
    method = world.campaigns[agent.campaign_id].dial_method
    by_hand = SECONDS_BETWEEN_HAND_DIALS.get(method, SECONDS_BETWEEN_HAND_DIALS_ELSEWHERE)
    chances = (
        (rng.expovariate(1 / SECONDS_BETWEEN_PAUSES), take_a_pause),
        (rng.expovariate(1 / by_hand), preview),
        (rng.expovariate(1 / SECONDS_BETWEEN_LOGOUTS), log_out),
    )
    seconds, what = min(chances, key=lambda chance: chance[0])
    world.after_for(agent, seconds, what)


def take_a_pause(world: World, agent: Agent) -> None:
    """Pause with a code, and come back after it."""
    code, minutes = PAUSE_CODES[int(world.rng.random() * len(PAUSE_CODES))]
    pause(world, agent, code, minutes * 60 * world.rng.uniform(0.6, 1.4))


def pause(world: World, agent: Agent, code: str, seconds: float) -> None:
    """Pause the agent, who comes back after `seconds` unless something else happened."""
    agent.call, agent.lead_id, agent.pause_code = None, 0, code
    world.change(agent, Mode.PAUSED)
    world.after_for(agent, seconds, wait)


def preview(world: World, agent: Agent) -> None:
    """Look at a lead before dialing it manually."""
    campaign = world.campaigns[agent.campaign_id]
    found = world.leads.next_dialable(world.lists_of(campaign.list_ids), 1, set())
    if not found:
        take_a_pause(world, agent)
        return
    dial_by_hand(world, agent, found[0].lead_id, world.rng.uniform(5, 25))


def dial_by_hand(world: World, agent: Agent, lead_id: int, look_seconds: float) -> None:
    """Preview a lead for `look_seconds`, then dial it."""
    lead = world.leads.get(lead_id)
    if lead is None:
        wait(world, agent)
        return
    agent.lead_id, agent.pause_code = lead_id, ""
    agent.call = Call(
        line_id=agent.campaign_id,
        lead_id=lead_id,
        phone_number=lead.phone_number,
        callerid=f"M{world.zone.call_date(world.now)}{lead_id:010}",
        outcome=draw(world.rng, TALKED),
    )
    world.change(agent, Mode.PREVIEW)
    world.after_for(agent, look_seconds, _dial_previewed)


def _dial_previewed(world: World, agent: Agent) -> None:
    agent.call_began = world.now
    world.change(agent, Mode.DIAL)
    answered = world.rng.random() < 0.45
    if answered:
        world.after_for(agent, world.rng.uniform(4, 20), talk)
    else:
        agent.on_call().outcome = _BUSY if world.rng.random() < 0.25 else _NO_ANSWER
        world.after_for(agent, world.rng.uniform(12, 28), hang_up)


_NO_ANSWER = Outcome("NA", 1, 24)
_BUSY = Outcome("B", 1, 4)


def take_call(world: World, agent: Agent, call: Call) -> None:
    """Connect a call: a moment in QUEUE, then the conversation."""
    agent.call, agent.lead_id = call, call.lead_id
    agent.call_began = world.now
    world.change(agent, Mode.QUEUE)
    world.after_for(agent, world.rng.uniform(1, 2), talk)


def talk(world: World, agent: Agent) -> None:
    """The conversation, sometimes with a parked customer or a third party."""
    agent.calls_today += 1
    agent.talk_began = world.now
    if agent.mode is not Mode.DIAL:  # dialled by hand, a call began when it was dialled
        agent.call_began = world.now
    agent.talk_left = talk_seconds(world.rng, agent.on_call().outcome)
    world.change(agent, Mode.INCALL)
    roll = world.rng.random()
    if agent.talk_left > 30 and roll < PARK_SHARE:
        _later(world, agent, agent.talk_left // 2, park)
    elif agent.talk_left > 30 and roll < PARK_SHARE + THREE_WAY_SHARE:
        _later(world, agent, agent.talk_left // 2, start_three_way)
    else:
        world.after_for(agent, agent.talk_left, end_call)


def _later(world: World, agent: Agent, seconds: int, what: Handler) -> None:
    agent.talk_left -= seconds
    world.after_for(agent, seconds, what)


def park(world: World, agent: Agent) -> None:
    """Park the customer for a moment."""
    world.change(agent, Mode.PARK)
    world.after_for(agent, world.rng.uniform(15, 60), back_to_call)


def back_to_call(world: World, agent: Agent) -> None:
    """Back from park or a three-way call: talk for the remaining time."""
    world.change(agent, Mode.INCALL)
    world.after_for(agent, max(5, agent.talk_left), end_call)


def start_three_way(world: World, agent: Agent) -> None:
    """Add the agent who has waited longest to the call; nothing changes if none waits."""
    colleagues = world.waiting[agent.campaign_id]
    if not colleagues:
        back_to_call(world, agent)
        return
    colleague = next(iter(colleagues.values()))
    colleague.call, colleague.lead_id = agent.call, agent.lead_id
    colleague.partner, agent.partner = agent, colleague
    colleague.talk_left = agent.talk_left
    colleague.call_began = world.now
    world.change(colleague, Mode.THREE_WAY)
    world.change(agent, Mode.THREE_WAY)
    world.after_for(agent, world.rng.uniform(20, 60), pass_call_on)


def pass_call_on(world: World, agent: Agent) -> None:
    """Leave the call to somebody else: a transfer, for this agent."""
    agent.call = replace(agent.on_call(), outcome=Outcome("XFER", 1, 60))
    hang_up(world, agent)


def end_call(world: World, agent: Agent) -> None:
    """The customer has hung up. Sometimes the agent stays in the dead call for a while."""
    if world.rng.random() < DEAD_SHARE:
        world.change(agent, Mode.DEAD)
        world.after_for(agent, min(240, world.rng.lognormvariate(2.6, 0.9)), hang_up)
    else:
        hang_up(world, agent)


def hang_up(world: World, agent: Agent) -> None:
    """End the call for this agent: disposition; another agent in the call stays with it."""
    if agent.partner is not None:
        partner, agent.partner = agent.partner, None
        partner.partner = None
        back_to_call(world, partner)
    agent.call_ended = world.now
    world.change(agent, Mode.DISPO)
    world.after_for(agent, min(180, 2 + world.rng.lognormvariate(1.7, 0.8)), finish)


def finish(world: World, agent: Agent, status: str = "") -> None:
    """After the disposition: count the call, then execute what was requested meanwhile, or wait."""
    if agent.call is not None:
        status = status or agent.call.outcome.status
        _keep_recording(world, agent, agent.call)
        world.record_call(agent.call, status)
        lead = world.leads.get(agent.lead_id)
        if lead is not None:
            lead.status, lead.user, lead.last_call = status, agent.user, world.now
            lead.called_count += 1
    asked = agent.pending.pop("pause", None)
    code = agent.pending.pop("pause_code", None)
    agent.pending.clear()
    world.commanded.pop(agent.user, None)
    if asked is not None and "PAUSE" in asked.value:
        pause_on_request(world, agent, code.value if code else "")
    elif asked is not None and "LOGOUT" in asked.value:
        log_out(world, agent)
    elif world.campaigns[agent.campaign_id].dial_method == BY_HAND[0]:
        pause(world, agent, "", world.rng.uniform(2, 15))
    else:
        wait(world, agent)


def _keep_recording(world: World, agent: Agent, call: Call) -> None:
    """Store the recording of the call, unless nobody answered."""
    if agent.talk_began:
        started, agent.talk_began = agent.talk_began, 0
        world.shelf.add(
            started,
            world.zone.stamp(started),
            agent.user,
            call.lead_id,
            call.phone_number,
            max(1, agent.since - started),
        )


def pause_on_request(world: World, agent: Agent, code: str = "") -> None:
    """Paused by a supervisor: for long, until resumed or tired of it."""
    pause(world, agent, code, world.rng.uniform(1200, 2400))


def log_out(world: World, agent: Agent) -> None:
    """Log out; come back some minutes later, so that the demo does not run empty."""
    agent.call, agent.lead_id, agent.pause_code = None, 0, ""
    agent.pending.clear()
    world.commanded.pop(agent.user, None)
    world.change(agent, Mode.OUT)
    world.after_for(agent, world.rng.uniform(180, 480), log_in)


def log_in(world: World, agent: Agent) -> None:
    """Log in again: paused with the code LOGIN, then ready."""
    agent.sessions += 1
    agent.call_began = agent.call_ended = world.now
    pause(world, agent, "LOGIN", world.rng.uniform(5, 25))
