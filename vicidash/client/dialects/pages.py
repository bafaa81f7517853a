"""What the stock dialect asks of the dialer's own pages, on builds that lack a function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vicidash.client.report.models import CampaignSummary, RealtimeReport


class PageSource(Protocol):
    """The dialer's own pages, for what a build has no function for."""

    async def report(
        self, campaigns: Sequence[str] = (), user_groups: Sequence[str] = ()
    ) -> RealtimeReport: ...
    async def summary(self) -> tuple[CampaignSummary, ...]: ...
