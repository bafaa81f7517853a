"""The dialer's real-time pages, asked in such a way that their failure touches nothing else.

They are pages, not a promise: one that hangs, is refused or cannot be read costs a bounded time
and is left alone for a while, and what is known without it goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar

from vicidash.client import (
    CampaignSummary,
    DialerError,
    InvalidInput,
    LoginError,
    PageLoginError,
    PermissionDenied,
    RealtimeReport,
    TimedOut,
    Unsupported,
    VicidialClient,
)

T = TypeVar("T")

PAGE_TIMEOUT: Final = 8.0
"""Seconds that a page may take: every other poll waits for it."""
FIRST_PAUSE: Final = 60.0
"""Seconds until a page that failed is asked again; twice as long after each further failure."""
LONGEST_PAUSE: Final = 600.0
"""Seconds at most; also for what no second try mends: no right, an unknown label, a login."""

NEVER: Final = "the setting report is never: the dialer's real-time pages are not asked"
NOT_YET: Final = "not asked yet"

REPORT: Final = "realtime_report"
SUMMARY: Final = "realtime_summary"


class ReportPages:
    """The report and the summary, each with its problem and the time of its next try.

    ``clock`` gives seconds that are never put back.
    """

    def __init__(
        self, client: VicidialClient, clock: Callable[[], float], campaigns: Sequence[str]
    ) -> None:
        self._client = client
        self._clock = clock
        self._campaigns = tuple(campaigns)
        self._not_before: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        """Why a page does not come, by its function."""

    def forget(self) -> None:
        """Ask again at the next turn: a person says that it may work now."""
        self._not_before.clear()
        self._failures.clear()

    def pause(self, function: str) -> float:
        """Seconds until a page may be asked again."""
        return max(0.0, self._not_before.get(function, 0.0) - self._clock())

    async def report(self) -> RealtimeReport | None:
        """The report over the campaigns that are shown; ``None`` where it does not come.

        Raises :class:`LoginError` alone: the account itself is refused.
        """
        return await self._ask(REPORT, lambda: self._client.realtime.report(self._campaigns))

    async def summary(self) -> Mapping[str, CampaignSummary] | None:
        """The campaigns of the summary, by id; so above."""
        found = await self._ask(SUMMARY, self._client.realtime.summary)
        return None if found is None else {each.campaign_id: each for each in found}

    async def _ask(self, function: str, ask: Callable[[], Awaitable[T]]) -> T | None:
        if self.pause(function):
            return None
        error: DialerError | InvalidInput
        try:
            async with asyncio.timeout(PAGE_TIMEOUT):
                answer = await ask()
        except LoginError:
            raise
        except TimeoutError:
            error = TimedOut(function, f"no whole page within {PAGE_TIMEOUT:g} s", maybe_done=True)
        except (DialerError, InvalidInput) as caught:
            error = caught
        else:
            self._failures.pop(function, None)
            self.problems.pop(function, None)
            return answer
        self._failed(function, error)
        return None

    def _failed(self, function: str, error: DialerError | InvalidInput) -> None:
        failures = self._failures[function] = min(self._failures.get(function, 0) + 1, 16)
        lasting = (PermissionDenied, Unsupported, InvalidInput, PageLoginError)
        pause = LONGEST_PAUSE if isinstance(error, lasting) else FIRST_PAUSE * 2 ** (failures - 1)
        self._not_before[function] = self._clock() + min(pause, LONGEST_PAUSE)
        self.problems[function] = str(error)
