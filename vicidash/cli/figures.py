"""What ``agents`` and ``stats`` ask a dialer, and what they make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vicidash.cli.options import CliContext
from vicidash.cli.runtime import check_campaigns, handle_errors, load_chosen, run_with_client
from vicidash.cli.terminal import note
from vicidash.client import Agent, CampaignStats, Refused, Unsupported, VicidialClient
from vicidash.client.campaign_stats import FIGURES_OF, total
from vicidash.formatting import plural

_FUNCTION_OF = {figure: function for function, figures in FIGURES_OF.items() for figure in figures}


def floor(chosen: CliContext, named: Sequence[str]) -> list[dict[str, Any]]:
    """The agents logged in to the campaigns that were named, are set, or all."""
    with handle_errors():
        loaded = load_chosen(chosen)
    wanted = tuple(dict.fromkeys(named)) or loaded.settings.campaigns
    return [
        agent.model_dump(mode="json")
        for agent in run_with_client(loaded, lambda c: _agents(c, wanted))
    ]


async def _agents(client: VicidialClient, wanted: Sequence[str]) -> Sequence[Agent]:
    listing = await client.agents.list(wanted)
    if listing.dropped:
        note(f"{plural(listing.dropped, 'row')} of the answer could not be read and is left out")
    without = set(wanted) - {agent.campaign_id for agent in listing}
    if without:  # nobody there, or a slip of the pen?
        await check_campaigns(client, [each for each in wanted if each in without])
    return listing


def day(chosen: CliContext, named: Sequence[str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The figures of the campaigns that were named, are set, or are active; and their total."""
    with handle_errors():
        loaded = load_chosen(chosen)
    wanted = tuple(dict.fromkeys(named)) or loaded.settings.campaigns
    figures = run_with_client(loaded, lambda client: _stats(client, wanted))
    for reason in reasons(figures):
        note(reason)
    return [each.model_dump(mode="json") for each in figures], total(figures).model_dump()


async def _stats(client: VicidialClient, wanted: Sequence[str]) -> tuple[CampaignStats, ...]:
    try:
        return await client.campaigns.stats_of(wanted)
    except (Refused, Unsupported):
        await check_campaigns(client, wanted)
        raise


def reasons(figures: Iterable[CampaignStats]) -> Iterable[str]:
    """Why figures are unknown: once for each function of the dialer, whatever the campaign."""
    by_function: dict[str, str] = {}
    for unknown in (each.unknown for each in figures):
        for function, reason in _by_function(unknown):
            by_function.setdefault(function, reason)
    return dict.fromkeys(by_function.values())


def _by_function(unknown: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return ((_FUNCTION_OF.get(figure, ""), reason) for figure, reason in unknown.items())
