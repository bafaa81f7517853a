"""Commands of supervisors to agents' screens, and when the screens execute them."""

from vicidash.demo.sim import shift
from vicidash.demo.sim.agents import BUSY, TALKING, WAITING, Agent, Command, Mode
from vicidash.demo.sim.leads import Lead
from vicidash.demo.sim.world import World


def command(world: World, agent: Agent, column: str, value: str) -> None:
    """Send a command to an agent's screen. Of two commands within one second, the first is lost."""
    if any(other.given_at == world.now for other in agent.pending.values()):
        agent.pending.clear()
    agent.pending[column] = Command(value, world.now)
    if not agent.frozen:
        world.commanded[agent.user] = agent


def obey(world: World) -> None:
    """Execute the commands that are at least a second old, for agents who can now."""
    for agent in list(world.commanded.values()):
        for column, asked in list(agent.pending.items()):
            if world.now > asked.given_at and _OBEY[column](world, agent, asked.value):
                agent.pending.pop(column, None)
        if not agent.pending:
            world.commanded.pop(agent.user, None)


def _obey_pause(world: World, agent: Agent, value: str) -> bool:
    if agent.mode in BUSY:
        return False
    if "LOGOUT" in value:
        shift.log_out(world, agent)
    elif "RESUME" in value:
        if agent.mode in (Mode.PAUSED, Mode.PREVIEW):
            shift.wait(world, agent)
    elif agent.mode in WAITING or agent.mode is Mode.PREVIEW:
        shift.pause_on_request(world, agent)
    return True


def _obey_pause_code(world: World, agent: Agent, value: str) -> bool:
    if agent.mode is Mode.PAUSED:
        agent.pause_code = value
    return agent.mode is not Mode.DISPO


def _obey_hangup(world: World, agent: Agent, value: str) -> bool:
    if agent.mode in TALKING or agent.mode in (Mode.DEAD, Mode.DIAL):
        shift.hang_up(world, agent)
    return agent.mode is not Mode.QUEUE


def _obey_status(world: World, agent: Agent, value: str) -> bool:
    if agent.mode is Mode.DISPO:
        shift.finish(world, agent, value.partition("!")[0])
        return True
    return agent.mode not in BUSY


def _obey_dial(world: World, agent: Agent, value: str) -> bool:
    """Dial manually: the value is number, lead and whether to preview, separated by `!`."""
    if agent.mode is Mode.PAUSED:
        phone_number, lead_id, look = value.split("!")
        known = world.leads.by_phone(phone_number)
        if not lead_id and not known:
            known = [world.leads.add(Lead(0, shift.MANUAL_LIST, phone_number, entered=world.now))]
        chosen = int(lead_id) if lead_id else known[-1].lead_id
        shift.dial_by_hand(world, agent, chosen, 12 if look == "YES" else 1)
    return agent.mode not in BUSY


def _obey_park(world: World, agent: Agent, value: str) -> bool:
    if value.startswith("PARK") and agent.mode is Mode.INCALL:
        world.change(agent, Mode.PARK)
        world.after_for(agent, 300, shift.back_to_call)
    elif value.startswith("GRAB") and agent.mode is Mode.PARK:
        shift.back_to_call(world, agent)
    return agent.mode is not Mode.QUEUE


def _obey_transfer(world: World, agent: Agent, value: str) -> bool:
    """Hang up, transfer the call, or add a third party."""
    if agent.mode not in TALKING:
        return agent.mode is not Mode.QUEUE
    if "CUSTOMER" in value and agent.partner is not None:
        return True  # the conference has no fourth seat
    if value == "DIAL_WITH_CUSTOMER":
        shift.start_three_way(world, agent)
    elif value == "PARK_CUSTOMER_DIAL":
        shift.park(world, agent)
    elif value.startswith("HANGUP"):
        shift.hang_up(world, agent)
    else:
        shift.pass_call_on(world, agent)
    return True


_OBEY = {
    "dial": _obey_dial,
    "park": _obey_park,
    "transfer": _obey_transfer,
    "pause": _obey_pause,
    "pause_code": _obey_pause_code,
    "hangup": _obey_hangup,
    "status": _obey_status,
}
