"""A picture that comes in parts, some of which the account may not see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

from vicidash.client import errors
from vicidash.client.figures import FIGURES_OF

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


def no_such_campaign(campaign_id: str, listed: Iterable[str]) -> errors.Refused:
    """The refusal of a campaign that the account does not see; ``listed`` are those it does."""
    known = ", ".join(listed)
    remedy = f"This account sees {known}" if known else "Check the id and the account's user group"
    return errors.Refused("campaigns_list", f"no such campaign: {campaign_id}", remedy=remedy)
