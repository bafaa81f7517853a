"""Fetches names for completion: ``python -m vicidash.cli.refresh_cache PLACE KIND SETTINGS``.

It prints nothing, whatever happens. After a refused login it does not try again: pressing TAB ten
times would lock the account.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from vicidash.cli import cache
from vicidash.cli.cache import single_flight
from vicidash.client import LoginError, VicidashError, VicidialClient
from vicidash.config import ConfigError, Loaded, load
from vicidash.formatting import printable
from vicidash.session import open_client

PATIENCE: Final = 10.0
"""Seconds for the dialer's answer."""


def fetch(at: str, kind: str, given: dict[str, str]) -> None:
    """Ask the dialer for the names of one kind, and cache them."""
    path = Path(given.pop("config")) if "config" in given else None
    profile = given.pop("profile", None)
    try:
        loaded = load(given, path=path, profile=profile)
        url, user = loaded.require_login()
    except ConfigError:
        return
    key = cache.account(url, user)
    cache.point(at, key)
    if not _needed(at, kind, key):
        return
    with single_flight(key) as ours:
        if ours and _needed(at, kind, key):  # another process may have finished just before
            cache.remember(key, kind, _ask(loaded, key, kind))


def _needed(at: str, kind: str, key: str) -> bool:
    return cache.recall(at, kind) is None and not cache.refused(key)


def _ask(loaded: Loaded, key: str, kind: str) -> list[tuple[str, str]]:
    async def job() -> list[tuple[str, str]]:
        async with open_client(loaded) as client, asyncio.timeout(PATIENCE):
            return [(name, printable(words)) for name, words in await _names(client, kind)]

    # until the answer is there it counts as refused: this process may be killed meanwhile
    cache.note_login(key, good=False)
    try:
        names = asyncio.run(job())
    except LoginError:
        return []
    except (VicidashError, ConfigError, TimeoutError):
        names = []  # cached for a minute, too, so that not every TAB tries to connect
    cache.note_login(key, good=True)
    return names


async def _names(client: VicidialClient, kind: str) -> Iterable[tuple[str, str]]:
    if kind == "agents":
        return [(each.user, each.full_name or "") for each in await client.agents.list()]
    if kind == "lists":
        lists = await client.lists.custom_fields()
        return [(str(each.list_id), each.list_name) for each in lists]
    campaigns = await client.campaigns.list()
    if kind == "in_groups":  # no function lists them, but they are in the day's calls
        known = {each.campaign_id for each in campaigns}
        return [(name, "") for name in await client.campaigns.calls() if name not in known]
    return [(each.campaign_id, each.campaign_name or "") for each in campaigns]


if __name__ == "__main__":
    fetch(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
