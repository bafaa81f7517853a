"""The actions from the command's words to its exit code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Ticket, describe
from vicidash.cli import effects, writes
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import check_campaigns, handle_errors, load_chosen, run_with_client
from vicidash.cli.terminal import ExitCode, Failure, confirm
from vicidash.client import Agent, Refused, Unsupported, VicidialClient
from vicidash.config import Loaded

Send = Callable[[ActionDesk, Agent], Awaitable[Ticket]]


def pause(
    chosen: CliContext,
    user: str,
    code: str | None,
    *,
    wait: bool,
    timeout: float | None,
    as_json: bool,
) -> int:
    """Pause an agent."""
    loaded = may_act(chosen, timeout)
    return _act(loaded, user, lambda desk, agent: desk.agents.pause(agent, code), wait, as_json)


def resume(
    chosen: CliContext, user: str, *, wait: bool, timeout: float | None, as_json: bool
) -> int:
    """Make a paused agent ready."""
    loaded = may_act(chosen, timeout)
    return _act(loaded, user, lambda desk, agent: desk.agents.resume(agent), wait, as_json)


def logout(
    chosen: CliContext, user: str, *, ask: bool, wait: bool, timeout: float | None, as_json: bool
) -> int:
    """End an agent's session; ``ask`` a person first."""
    loaded = may_act(chosen, timeout)
    if ask:
        # outside of the event loop, which would swallow a Ctrl+C at the question
        agent = run_with_client(loaded, lambda client: client.agents.status(user))
        confirm(f"Log out {agent_words(agent)}?", f"{agent.user} stays logged in")
    return _act(loaded, user, lambda desk, agent: desk.agents.log_out(agent), wait, as_json)


def dial_level(
    chosen: CliContext, campaign_id: str, level: str, *, wait: bool, as_json: bool
) -> int:
    """Set a campaign's dial level and read it back."""
    loaded = may_act(chosen)

    async def job(client: VicidialClient) -> writes.ActionOutcome:
        outcome = await effects.set_level(client, loaded, campaign_id, level, wait=wait)
        error = outcome.error
        if isinstance(error, Refused | Unsupported) and error.function == "campaigns_list":
            await check_campaigns(client, (campaign_id,))
        return outcome

    return writes.report(run_with_client(loaded, job), as_json=as_json)


def _act(loaded: Loaded, user: str, send: Send, wait: bool, as_json: bool) -> int:
    outcome = run_with_client(
        loaded, lambda client: effects.wait_for_effect(client, loaded, user, send, wait=wait)
    )
    return writes.report(outcome, as_json=as_json)


def may_act(chosen: CliContext, timeout: float | None = None) -> Loaded:
    """The settings, if they let an action through."""
    with handle_errors():
        loaded = load_chosen(chosen, obey_timeout=timeout)
    if loaded.settings.read_only:
        origin = loaded.origin["read_only"]
        remedy = (
            "Leave --read-only out to act"
            if origin == "flag"
            else f"To act, take read_only out of {loaded.path} ({origin})"
        )
        raise Failure(ExitCode.BAD_INPUT, f"read-only: no action is sent. {remedy}")
    return loaded


def agent_words(agent: Agent) -> str:
    """Whom a question is about: user, name, state, campaign."""
    name = f" ({agent.full_name})" if agent.full_name else ""
    return f"{agent.user}{name}, {describe(agent)} in {agent.campaign_id}"
