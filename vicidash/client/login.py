"""One failing login, not ten: holds every request back until the account is known to be good.

Ten failures within 15 minutes lock the account for everybody who shares it, so the rule stands in
one place that no caller can go around: until a login has succeeded, requests go one at a time;
after the first failure none goes at all, until a person asks for one retry.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vicidash.client.errors import LoginError


class LoginGate:
    """Lets one request try the login, then all; shuts on the first :class:`LoginError`."""

    def __init__(self) -> None:
        self._trying = asyncio.Lock()
        self._good = False
        self._failure: LoginError | None = None

    @property
    def failure(self) -> LoginError | None:
        """Why nothing is sent any more; ``None`` while requests may go."""
        return self._failure

    def retry(self) -> None:
        """Let the next request try the login once more. Only a person may ask for this."""
        self._failure = None
        self._good = False

    @asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """Around one request that carries the login. Raises the failure without sending."""
        if not self._good:
            async with self._trying:
                if not self._good:
                    async with self._watched():
                        yield
                        self._good = True
                    return
        # good, by now at least: those who waited go together
        async with self._watched():
            yield

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        if self._failure is not None:
            raise _again(self._failure)
        try:
            yield
        except LoginError as failure:
            self._failure = _again(failure)
            self._good = False
            raise


def _again(failure: LoginError) -> LoginError:
    """A new object each time: a shared one would gather, and keep, the frames of all callers."""
    copy = type(failure).__new__(type(failure))
    copy.__dict__.update(failure.__dict__)
    copy.args = failure.args
    return copy
