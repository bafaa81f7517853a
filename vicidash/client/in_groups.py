"""In-groups: the queues of inbound calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vicidash.client import checks
from vicidash.client.models import Queue
from vicidash.client.resource import Resource
from vicidash.client.stream import in_order

AT_ONCE: Final = 5


class InGroups(Resource):
    """``client.in_groups``. Raises :class:`~vicidash.client.errors.DialerError`."""

    async def status(self, in_groups: Sequence[str]) -> tuple[Queue, ...]:
        """The state of each in-group now, in that order (``in_group_status``).

        Each is asked for on its own, because the server adds up what is asked together. A group
        that does not exist answers like an empty one. Needs level 7 with View Reports.
        """
        names = [checks.word("in_group", name, 1, 20) for name in in_groups]
        dialect = await self._dialect()
        return tuple([each async for each in in_order(names, dialect.queue, concurrency=AT_ONCE)])
