"""The demo dialer: a simulated call centre that answers like a stock server."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vicidash.demo.api import endpoints
from vicidash.demo.builds import NEWEST
from vicidash.demo.costs import QueryCosts
from vicidash.demo.options import DEFAULT_ACCOUNTS, Account, Gatekeeper, Options
from vicidash.demo.report import page as report_page
from vicidash.demo.report.page import PageAnswer, Parameters
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
    """A request that was answered, for tests; never holds a password.

    `function` is the name of the script, without its extension, for a report page.
    """

    path: str
    function: str
    user: str


class DemoDialer:
    """A simulated call centre. Pure: no thread, no socket, no sleep; `clock` gives the time.

    `clock` returns epoch seconds. The simulation advances only when a request arrives, in steps of
    one second; `speed` is how many of its seconds pass per second of the clock. The same seed,
    options and clock give exactly the same floor.

    `costs` counts requests and what they would cost a real database. `report_pages` False removes
    the real-time report and its summary.

    Not thread-safe: `DemoServer` holds a lock around it.
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
        build: str = NEWEST,
        trunks: int = 0,
        pause_codes: bool = True,
        non_latin: bool = True,
        whisper: bool = True,
        active_server: bool = True,
        accounts: Iterable[Account] = DEFAULT_ACCOUNTS,
    ) -> None:
        """Raise ValueError for a setting out of range, with its name, value and allowed range."""
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
            build=build,
            trunks=trunks,
            pause_codes=pause_codes,
            non_latin=non_latin,
            whisper=whisper,
            active_server=active_server,
        )
        self._clock = clock
        self._began = clock()
        self.gate = Gatekeeper(accounts, blocked=blocked)
        self.world = simulation.build(self.options, int(self._began))
        self.world.know(self.gate.accounts.values())
        self.requests: deque[Asked] = deque(maxlen=REMEMBERED)
        self.costs = QueryCosts()
        self.report_pages = True

    @property
    def base_url(self) -> str:
        """Base URL of the recordings; the server that serves them sets it."""
        return self.world.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.world.base_url = url

    @property
    def logins(self) -> int:
        """Requests with the correct user and password."""
        return self.gate.logins

    @property
    def failed_logins(self) -> int:
        """Requests with a wrong user or password."""
        return self.gate.failed_logins

    def advance(self) -> None:
        """Advance the simulation to the clock's time. A clock that went back changes nothing."""
        passed = (self._clock() - self._began) * self.options.speed
        simulation.advance(self.world, int(self._began + passed))

    def answer(
        self, path: str, params: dict[str, str], in_query: Iterable[str] = ()
    ) -> tuple[int, bytes]:
        """Answer a request: (HTTP status, body). 404 for an unknown path.

        `in_query` names the parameters that came in the URL: custom fields of `update_lead` and the
        fields of `update_fields` are read from there only, as the recordings show.
        """
        endpoint = _ENDPOINTS.get(path)
        if endpoint is None:
            return 404, NOT_FOUND.encode()
        self.advance()
        asked = Asked(path, params.get("function", ""), params.get("user", ""))
        self.requests.append(asked)
        self._count(asked.function, params)
        status, body = endpoint(self.world, self.gate, params, frozenset(in_query))
        return status, body.encode()

    def is_page(self, path: str) -> bool:
        """Whether one of the report pages is at a path."""
        return path in report_page.PAGES

    def page(
        self, path: str, pairs: Iterable[tuple[str, str]], user: str, password: str
    ) -> PageAnswer:
        """Answer a report page for an HTTP Basic login, empty when none was sent.

        `pairs` are the parameters, several of one name included. 404 for another path, or while
        `report_pages` is False.
        """
        if not self.report_pages or not self.is_page(path):
            return PageAnswer(404, NOT_FOUND)
        self.advance()
        parameters = Parameters(tuple(pairs))
        name = path.rpartition("/")[2].removesuffix(".php")
        self.requests.append(Asked(path, name, user))
        self._count(name, dict(parameters.pairs))
        return report_page.answer(self.world, self.gate, path, parameters, user, password)

    def _count(self, name: str, params: dict[str, str]) -> None:
        world = self.world
        hopper = world.hoppers.get(params.get("campaign_id", ""), ())
        agents = len(world.on_floor())
        self.costs.add(name, params, agents, len(world.campaigns), len(hopper))

    def sound(self, path: str) -> bytes | None:
        """The WAV file of a recording at a path; None if there is none."""
        self.advance()
        return self.world.shelf.sound(path)


_ENDPOINTS = {
    endpoints.NON_AGENT_PATH: endpoints.non_agent,
    endpoints.AGENT_PATH: endpoints.agent,
}
