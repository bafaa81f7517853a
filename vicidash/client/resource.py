"""What every resource of the client stands on: a dialect that is asked for when it is needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vicidash.client.dialects.api import StockApi
from vicidash.client.dialects.base import Dialect


class Resource:
    """One resource. Its dialect may first have to be found out."""

    def __init__(self, dialect: Callable[[], Awaitable[Dialect]]) -> None:
        self._dialect = dialect

    async def _stock(self, function: str) -> StockApi:
        """A stock server's API; :class:`Unsupported` for ``function`` where there is none."""
        return (await self._dialect()).stock(function)
