"""The agent API: what a supervisor asks of the screen of one agent."""

from vicidash.demo import obeying
from vicidash.demo.agents import Agent, Mode
from vicidash.demo.answers.request import Answer, Request

MOVING = ("READY", "QUEUE", "INCALL", "CLOSER")


def external_pause(request: Request) -> str:
    """Pause or resume. A resume is refused when the agent is not paused."""
    value = request.text("value")
    if "PAUSE" not in value and "RESUME" not in value:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    if "RESUME" in value and agent.mode.status in MOVING:
        return f"ERROR: external_pause agent is not paused - {value}|{agent.user}\n"
    obeying.command(request.world, agent, "pause", value)
    return f"SUCCESS: external_pause function set - {value}|{request.world.now}|{agent.user}\n"


def pause_code(request: Request) -> str:
    """Set the pause code of a paused agent: any word of one to six characters."""
    value = request.text("value")
    if not 1 <= len(value) <= 6:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    if agent.mode.status != "PAUSED":
        return f"ERROR: pause_code error - agent is not paused - {agent.user}\n"
    obeying.command(request.world, agent, "pause_code", value)
    return f"SUCCESS: pause_code function sent - {agent.user}\n"


def logout(request: Request) -> str:
    """Log the agent out, after the call if there is one."""
    value = request.text("value")
    if "LOGOUT" not in value:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    obeying.command(request.world, agent, "pause", value)
    return f"SUCCESS: logout function set - {value}|{request.world.now}|{agent.user}\n"


def external_hangup(request: Request) -> str:
    """Hang up the agent's call."""
    return _set_column(request, "hangup")


def external_status(request: Request) -> str:
    """Give the agent's call a disposition and move on."""
    return _set_column(request, "status")


def _set_column(request: Request, column: str) -> str:
    value = request.text("value")
    if not value:
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    obeying.command(request.world, agent, column, value)
    return f"SUCCESS: {request.function} function set - {value}|{agent.user}\n"


def calls_in_queue_count(request: Request) -> str:
    """Calls that wait for an agent of this one's campaign and in-groups. No newline at the end."""
    value = request.text("value")
    if value != "DISPLAY":
        return not_valid(request, value)
    agent = agent_on_floor(request, value)
    if isinstance(agent, str):
        return agent
    world = request.world
    waiting = len(world.campaigns[agent.campaign_id].queue)
    if agent.closer:
        waiting += sum(len(in_group.queue) for in_group in world.in_groups.values())
    return f"SUCCESS: calls_in_queue_count - {waiting}"


def not_valid(request: Request, value: str) -> str:
    return f"ERROR: {request.function} not valid - {value}|{request.word('agent_user')}\n"


def agent_on_floor(request: Request, value: str) -> Agent | str:
    """The agent on the floor whom the request names, or the words that refuse it."""
    user = request.word("agent_user")
    if not user:
        return not_valid(request, value)
    refused = refusal(request, value)
    if refused:
        return refused
    agent = request.world.agents.get(user)
    if agent is None or agent.mode is Mode.OUT:
        return f"ERROR: agent_user is not logged in - {user}\n"
    return agent


def refusal(request: Request, value: str) -> str:
    """The line for an account whose list lacks the function, empty for one that may call it."""
    account = request.account
    if account.may_call(request.function):
        return ""
    reason = "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION"
    return f"ERROR: {reason} - {value}|{account.user}|{request.function}|{account.user_group}\n"


COMMANDS: dict[str, Answer] = {
    "external_pause": external_pause,
    "pause_code": pause_code,
    "logout": logout,
    "external_hangup": external_hangup,
    "external_status": external_status,
    "calls_in_queue_count": calls_in_queue_count,
}
