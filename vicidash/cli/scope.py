"""What a command may act on: agents and campaigns that the account sees and the settings allow.

The dialer itself checks no scope when an agent is acted on or a campaign is changed, so each
command looks first. Where the account may not look, the command acts and says that nobody looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vicidash.client import (
    DialerError,
    FoundAgent,
    LoginError,
    OutOfScope,
    PermissionDenied,
    Unreachable,
    VicidialClient,
)
from vicidash.session import AccessFile

NO_LOOK: Final = "this account may act but not look at agents: nobody sees whether it is obeyed"
NO_SCOPE: Final = "it could not be checked whether the agent is in its campaigns"

UNCHECKED: Final = "it could not be checked whether this account sees {}"
"""What is noted beside an action, with what it was on."""


def limit(campaign_id: str, campaigns: Sequence[str], what: str) -> None:
    """Refuse a campaign that the setting ``campaigns`` leaves out; an empty setting allows all.

    Raises :class:`OutOfScope`, with ``what`` as its subject.
    """
    if campaigns and campaign_id not in campaigns:
        raise OutOfScope(
            "settings",
            f"{what}, and the setting campaigns has only {', '.join(campaigns)}",
            "Nothing was sent. Add the campaign to the setting, or name it for this one command: "
            f"vicidash --campaigns {campaign_id} …",
        )


async def find_agent(client: VicidialClient, user: str, campaigns: Sequence[str]) -> FoundAgent:
    """The agent whom a command names, as the floor lists them.

    ``campaigns`` is the setting of that name. Raises what :meth:`Agents.find` raises, and
    :class:`OutOfScope` for an agent of a campaign that the setting leaves out.
    """
    found = await client.agents.find(user)
    agent = found.agent
    limit(agent.campaign_id, campaigns, f"{agent.user} is logged in to {agent.campaign_id}")
    return found


async def look_up(client: VicidialClient, user: str, campaigns: Sequence[str]) -> FoundAgent | None:
    """As :func:`find_agent`; ``None`` for an account that may not look.

    The non-agent API says to a level below 7 what it says to a wrong password, and counts it
    towards the lock. So, once for each account, the agent API, which takes every level, is asked
    first: after it took the password the client knows a refusal to be about the level, and the
    action starts the dialer's counting anew. After it refused, nothing more is sent. Raises what
    the look raises.
    """
    if not (await client.dialect()).composed:
        return await find_agent(client, user, campaigns)
    access = AccessFile(client)
    known = access.known()
    if known is False:
        return None
    try:
        if known is None:
            await _try_agent_api(client, user)
        found = await find_agent(client, user, campaigns)
    except PermissionDenied:
        access.keep(False)
        return None
    except LoginError:
        access.forget()
        raise
    except DialerError:
        access.keep(True)  # it took the login, whatever else it said
        raise
    access.keep(True)
    return found


async def _try_agent_api(client: VicidialClient, user: str) -> None:
    """Let the agent API judge the login, with a question. Raises a refused login."""
    try:
        await client.agents.calls_in_queue(user)
    except (LoginError, Unreachable):
        raise
    except DialerError:
        pass  # the look says what there is to say


async def find_campaign(client: VicidialClient, campaign_id: str, campaigns: Sequence[str]) -> str:
    """What to note of a campaign that is to be changed: nothing, if the account sees it.

    Raises :class:`Refused` for one that it does not see, :class:`OutOfScope` for one that the
    setting ``campaigns`` leaves out.
    """
    limit(campaign_id, campaigns, f"{campaign_id} is to be changed")
    why = await client.campaigns.seen(campaign_id)
    return remark(campaign_id, why)


def remark(what: str, why: str) -> str:
    """The note on an action that nobody could check; empty for one that was checked."""
    return f"{UNCHECKED.format(what)}: {why}" if why else ""
