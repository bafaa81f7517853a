"""The demo dialer: one simulated centre that answers as a stock server does."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vicidash.demo.api import endpoints
from vicidash.demo.options import DEFAULT_ACCOUNTS, Account, Gatekeeper, Options
from vicidash.demo.sim import simulation

REMEMBERED = 10_000

NOT_FOUND = """<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was answered, for tests: what was asked of whom, never a password."""

    path: str
    function: str
    user: str


class DemoDialer:
    """A simulated call centre. Pure: no thread, no socket, no sleep; time comes from `clock`.

    `clock` gives epoch seconds. The floor moves only when it is asked something, in steps of one
    second, and `speed` is how many seconds pass in it for one of the clock's. The same seed, the
    same options and the same clock give exactly the same floor.

    Not safe to use from several threads at once: `DemoServer` holds a lock around it.
    """

    def __init__(
        self,
        agents: int = 60,
        campaigns: int = 4,
        seed: int = 1,
        speed: float = 1.0,
        clock: Callable[[], float] = time.time,
        *,
        utc_offset: float = -5.0,
        dial_limit: int = 10,
        apostrophes: bool = False,
        hostile_names: bool = False,
        blocked: bool = False,
        refuse_every: int = 0,
        accounts: Iterable[Account] = DEFAULT_ACCOUNTS,
    ) -> None:
        """Raise ValueError for a setting out of range, saying which, what it was, what may be."""
        self.options = Options(
            agents=agents,
            campaigns=campaigns,
            seed=seed,
            speed=speed,
            utc_offset=utc_offset,
            dial_limit=dial_limit,
            apostrophes=apostrophes,
            hostile_names=hostile_names,
            blocked=blocked,
            refuse_every=refuse_every,
        )
        self._clock = clock
        self._began = clock()
        self.gate = Gatekeeper(accounts, blocked=blocked)
        self.world = simulation.build(self.options, int(self._began))
        self.world.know(self.gate.accounts.values())
        self.requests: deque[Asked] = deque(maxlen=REMEMBERED)

    @property
    def base_url(self) -> str:
        """Where recordings are said to lie; the server that serves them sets it."""
        return self.world.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.world.base_url = url

    @property
    def logins(self) -> int:
        """Requests whose user and password were right."""
        return self.gate.logins

    @property
    def failed_logins(self) -> int:
        """Requests that were turned away at the door."""
        return self.gate.failed_logins

    def advance(self) -> None:
        """Bring the centre to the clock's now. A clock that went back changes nothing."""
        passed = (self._clock() - self._began) * self.options.speed
        simulation.advance(self.world, int(self._began + passed))

    def answer(
        self, path: str, params: dict[str, str], in_query: Iterable[str] = ()
    ) -> tuple[int, bytes]:
        """Answer a request: (HTTP status, body). 404 for a path that no page is at.

        `in_query` names the parameters that came in the address: custom fields of `update_lead`
        and the fields of `update_fields` are only seen there, as the recordings show.
        """
        endpoint = _ENDPOINTS.get(path)
        if endpoint is None:
            return 404, NOT_FOUND.encode()
        self.advance()
        asked = Asked(path, params.get("function", ""), params.get("user", ""))
        self.requests.append(asked)
        status, body = endpoint(self.world, self.gate, params, frozenset(in_query))
        return status, body.encode()

    def sound(self, path: str) -> bytes | None:
        """The WAV file of a recording at a path, None when there is none."""
        self.advance()
        return self.world.shelf.sound(path)


_ENDPOINTS = {
    endpoints.NON_AGENT_PATH: endpoints.non_agent,
    endpoints.AGENT_PATH: endpoints.agent,
}
