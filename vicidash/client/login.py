"""One failing login, not ten: holds every request back until the account is known to be good.

Ten failures within 15 minutes lock the account for everybody who shares it, so the rule stands in
one place that no caller can go around: until a login has succeeded, requests go one at a time;
after the first failure none goes at all, until a person asks for one retry.

The password may be changed while many requests are under way, and each of them would fail. So
only a few are ever under way of which a refusal could still be coming. That bounds what goes to a
distant dialer: with a round trip of 50 ms, 100 requests a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final

from vicidash.client.errors import LoginError

UNTOLD: Final = 5
"""Requests that may be under way without a word whether their login is good: half of what locks
the account, as others may share it."""
TELLING: Final = 0.3
"""Seconds after which no word is a good one: the dialer looks at the login before all else, and
what takes longer is its work. So a slow answer holds up no other request for longer."""


class LoginGate:
    """Lets one request try the login, then all, a few at a time of which nothing is known yet;
    shuts on the first :class:`LoginError`."""

    def __init__(self) -> None:
        self._trying = asyncio.Lock()
        self._untold = asyncio.Semaphore(UNTOLD)
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
        # good, by now at least
        async with self._watched():
            yield

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        await self._untold.acquire()
        with ExitStack() as place:
            place.callback(self._untold.release)
            if self._failure is not None:
                raise _again(self._failure)
            telling = asyncio.get_running_loop().call_later(TELLING, place.close)
            try:
                yield
            except LoginError as failure:
                self._failure = _again(failure)
                self._good = False
                raise
            finally:
                telling.cancel()


def _again(failure: LoginError) -> LoginError:
    """A new object each time: a shared one would gather, and keep, the frames of all callers."""
    copy = type(failure).__new__(type(failure))
    copy.__dict__.update(failure.__dict__)
    copy.args = failure.args
    return copy
