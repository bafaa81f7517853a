"""Campaigns that somebody named: does this account see them?"""

from __future__ import annotations

from collections.abc import Sequence

from vicidash.cli.failure import ExitCode, Failure
from vicidash.client import PermissionDenied, Unsupported, VicidialClient
from vicidash.formatting import nearest


async def check_campaigns(client: VicidialClient, ids: Sequence[str]) -> None:
    """End the program when one of ``ids`` is not among the campaigns that the account sees.

    Costs one call, so it is for when something has already gone wrong. An account or a dialect
    that cannot list campaigns tells nothing.
    """
    if not (await client.dialect()).composed:
        return
    try:
        listed = [each.campaign_id for each in await client.campaigns.list()]
    except (PermissionDenied, Unsupported):
        return
    unknown = [each for each in ids if each not in listed]
    if not unknown:
        return
    near = nearest(unknown[0], listed) if len(unknown) == 1 else None
    hint = f"Did you mean {near}? " if near else ""
    seen = f"This account sees {', '.join(listed)}" if listed else "This account sees none"
    raise Failure(ExitCode.BAD_INPUT, f"no such campaign: {', '.join(unknown)}. {hint}{seen}")
