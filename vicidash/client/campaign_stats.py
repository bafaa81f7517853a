"""From the parts that a stock dialer tells to the figures of a campaign, and their totals.

Sources: ``dialer-protocol.md``, *Rows* (how agents are counted) and *Drop rate* (what is divided
by what). Used for one campaign by the client and for the whole floor by the watch.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from vicidash.client import errors
from vicidash.client.models import (
    Agent,
    AgentState,
    CallCounts,
    Campaign,
    CampaignStats,
    Queue,
    Totals,
)

_COUNTED = {
    "agents_incall": AgentState.IN_CALL,
    "agents_waiting": AgentState.WAITING,
    "agents_paused": AgentState.PAUSED,
    "agents_dispo": AgentState.DISPO,
    "agents_dead": AgentState.DEAD,
}
_SUMMED = (
    "agents_logged_in",
    *_COUNTED,
    "calls_today",
    "answers_today",
    "drops_today",
    "hopper_level",
    "calls_in_queue",
)

#: The figures of a campaign that each call tells, for saying why one is unknown.
FIGURES_OF: Mapping[str, tuple[str, ...]] = {
    "campaigns_list": ("campaign_name", "active", "dial_method", "dial_level"),
    "logged_in_agents": ("agents_logged_in", *_COUNTED),
    "call_status_stats": ("calls_today", "answers_today", "drops_today", "drop_percent"),
    "hopper_list": ("hopper_level",),
    "in_group_status": ("calls_in_queue",),
}


def compose(
    campaign: Campaign,
    *,
    agents: Sequence[Agent] | None = None,
    calls: CallCounts | None = None,
    hopper: int | None = None,
    queue: Queue | None = None,
    unknown: Mapping[str, str] | None = None,
) -> CampaignStats:
    """The figures of one campaign from its parts; a part that is ``None`` leaves them unknown.

    ``agents`` may be those of the whole floor: only the campaign's own are counted.
    """
    figures: dict[str, object] = {
        **campaign.model_dump(
            include={"campaign_id", "campaign_name", "active", "dial_method", "dial_level"}
        ),
        **count_agents(agents, campaign.campaign_id),
        "hopper_level": hopper,
        "unknown": unknown or {},
    }
    if calls is not None:
        figures |= {
            "calls_today": calls.calls,
            "answers_today": calls.answers,
            "drops_today": calls.drops,
            "drop_percent": drop_percent(calls.drops, calls.answers),
        }
    if queue is not None:
        figures["calls_in_queue"] = queue.calls_waiting
    return CampaignStats.model_validate(figures)


def count_agents(agents: Sequence[Agent] | None, campaign_id: str) -> dict[str, int | None]:
    """``agents_logged_in`` and the five states it splits into, for one campaign."""
    if agents is None:
        return dict.fromkeys(FIGURES_OF["logged_in_agents"])
    states = Counter(agent.state for agent in agents if agent.campaign_id == campaign_id)
    counted: dict[str, int | None] = {name: states[state] for name, state in _COUNTED.items()}
    return {"agents_logged_in": states.total(), **counted}


def of_user_groups(agents: Iterable[Agent], user_groups: Sequence[str]) -> list[Agent]:
    """The agents of these user groups.

    Raises :class:`Unsupported` where the dialer does not tell the user group of any agent.
    """
    everybody = list(agents)
    if everybody and all(agent.user_group is None for agent in everybody):
        raise errors.Unsupported(
            "logged_in_agents",
            "this dialer does not tell the user groups of agents",
            "Leave out --group",
        )
    return [agent for agent in everybody if agent.user_group in user_groups]


def total(campaigns: Iterable[CampaignStats]) -> Totals:
    """The sums over campaigns, and Σ drops / Σ answers."""
    rows = list(campaigns)
    sums = {name: add(getattr(row, name) for row in rows) for name in _SUMMED}
    percent = drop_percent(sums["drops_today"], sums["answers_today"])
    return Totals(**sums, drop_percent=percent)


def drop_percent(drops: int | None, answers: int | None) -> float | None:
    """drops / answers × 100 as the dialer computes it: 0.0 before the first answer."""
    if drops is None or answers is None:
        return None
    if not answers:
        return None if drops else 0.0
    return drops / answers * 100


def add(values: Iterable[int | None]) -> int | None:
    """The sum; unknown as soon as one part is."""
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


# A picture that comes in parts, some of which the account may not see

T = TypeVar("T")


class PartialAnswers:
    """Asks for parts of a picture, and keeps why one is missing, by figure."""

    def __init__(self, unknown: Mapping[str, str] | None = None) -> None:
        self.unknown = dict(unknown or {})

    async def get(self, function: str, ask: Callable[[], Awaitable[T]]) -> T | None:
        """The part, or ``None`` when this dialer or account does not tell."""
        try:
            return await ask()
        except (errors.LoginError, errors.Unreachable):
            raise  # not about this part: nothing else will come either
        except errors.DialerError as error:
            self.lacks(function, str(error))
            return None

    def lacks(self, function: str, why: str) -> None:
        """Keep why the figures of ``function`` are not known."""
        self.unknown |= dict.fromkeys(FIGURES_OF[function], why)


async def at_once(asks: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """All answers together; the first error ends the other questions, so that none outlives it."""
    tasks = [asyncio.create_task(ask) for ask in asks]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def no_campaigns() -> errors.Refused:
    """The refusal of a floor to an account whose user group is allowed no campaign."""
    remedy = "Allow its user group some (Admin → User Groups → Allowed Campaigns)"
    return errors.Refused("campaigns_list", "this account sees no campaign", remedy=remedy)


def no_such_campaign(campaign_id: str, listed: Iterable[str]) -> errors.Refused:
    """The refusal of a campaign that the account does not see; ``listed`` are those it does."""
    known = ", ".join(listed)
    remedy = f"This account sees {known}" if known else "Check the id and the account's user group"
    return errors.Refused("campaigns_list", f"no such campaign: {campaign_id}", remedy=remedy)
