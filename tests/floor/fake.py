"""A stock dialer in memory, for floors that no recording has: it changes when a test says so.

Its words are those of the recordings. Commands wait in ``orders`` until :meth:`FakeDialer.obey`,
as on a real floor they wait for the agent's own screen.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

import httpx

from tests.floor.dialer_rows import Clock, Line, Question, Seat
from vicidash.client import VicidialClient
from vicidash.client.api.connections import ConnectionPool

__all__ = ["HEADER", "PASSWORD", "Clock", "FakeDialer", "Line", "Question", "Seat", "connect"]

PASSWORD = "s3cret"
NON_AGENT, AGENT = "/vicidial/non_agent_api.php", "/agc/api.php"
HEADER = (
    "user|campaign_id|session_id|status|lead_id|callerid|calls_today|full_name|user_group"
    "|user_level|pause_code|sub_status"
)
HOURS = ",".join(f"{hour:02}-0" for hour in range(24))
NOBODY = "ERROR: logged_in_agents NO LOGGED IN AGENTS: apiuser|\n"

Instead = str | Exception | Callable[[Mapping[str, str]], str]


@dataclass
class FakeDialer:
    """See the module. ``clock`` moves on by ``takes`` seconds with each request."""

    clock: Clock
    seats: dict[str, Seat] = field(default_factory=dict)
    campaigns: dict[str, Line] = field(default_factory=lambda: {"SALES": Line()})
    in_groups: dict[str, Line] = field(default_factory=dict)
    takes: float = 0.0
    password: str = PASSWORD
    questions: list[Question] = field(default_factory=list)
    together: int = 0
    """The most requests that were ever under way at once."""
    orders: list[tuple[str, str, str]] = field(default_factory=list)
    """Function, agent and value of what the dialer took and no screen has obeyed yet."""
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    """All it ever took."""
    instead: dict[str, str | Exception | Callable[[Mapping[str, str]], str]] = field(
        default_factory=dict
    )
    """What a function answers instead, or raises."""
    down: Exception | None = None
    denied: set[str] = field(default_factory=set)
    status: int = 200
    pages: dict[str, str | Exception] = field(default_factory=dict)
    """What a real-time page shows or raises, by its file name; 404 for one that is not here."""
    pages_asked: list[tuple[float, str]] = field(default_factory=list)
    """When each page was asked for, and which."""
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, it holds all answers back."""
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by each request."""
    _under_way: int = 0

    def __post_init__(self) -> None:
        self.open.set()

    def seat(self, *seats: Seat) -> None:
        """Log agents in."""
        self.seats |= {each.user: each for each in seats}

    def asked(self, function: str) -> list[Question]:
        return [each for each in self.questions if each.function == function]

    def counts(self) -> Counter[str]:
        """How often each function was asked."""
        return Counter(each.function for each in self.questions)

    @property
    def logins(self) -> int:
        """Requests that carried the login."""
        return sum(each.function != "version" for each in self.questions)

    def obey(self) -> None:
        """Every screen that is neither busy nor frozen does what it was told."""
        for order in list(self.orders):
            function, user, value = order
            seat = self.seats.get(user)
            if seat is None:
                self.orders.remove(order)
            elif not seat.busy and not seat.frozen:
                self.orders.remove(order)
                self._do(seat, function, value)

    def _do(self, seat: Seat, function: str, value: str) -> None:
        if function == "logout":
            del self.seats[seat.user]
        elif function == "pause_code":
            seat.code = value
        elif value == "PAUSE":
            seat.status, seat.code = "PAUSED", ""
        else:
            seat.status, seat.code = "READY", ""

    async def handle(self, request: httpx.Request) -> httpx.Response:
        """One request of the client."""
        if request.url.path not in (NON_AGENT, AGENT):
            return await self._page(request)
        params = dict(parse_qsl(request.content.decode()))
        function = params.get("function", "")
        self.questions.append(Question(self.clock(), function, params))
        self._under_way += 1
        self.together = max(self.together, self._under_way)
        self.came.set()
        try:
            await self.open.wait()
            await asyncio.sleep(0)  # whoever would ask at the same time gets to
            self.clock.now += self.takes
            if self.down is not None:
                raise self.down
            return httpx.Response(self.status, text=self._answer(function, params))
        finally:
            self._under_way -= 1

    async def _page(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        self.pages_asked.append((self.clock(), name))
        if self.down is not None:
            raise self.down
        shown = self.pages.get(name)
        if isinstance(shown, Exception):
            raise shown
        return httpx.Response(404 if shown is None else 200, text=shown or "<html>404</html>")

    def _answer(self, function: str, params: Mapping[str, str]) -> str:
        instead = self.instead.get(function)
        if isinstance(instead, Exception):
            raise instead
        if instead is not None:
            return instead if isinstance(instead, str) else instead(params)
        if function == "version":
            return (
                "VERSION: 2.14-202|BUILD: 250720-1841|DATE: 2026-11-23 05:21:14"
                "|EPOCH: 1795411274|DST: 0|TZ: -5.00|TZNOW: -5.00|\n"
            )
        sent = params.get("pass", "")
        if sent != self.password:
            return f"ERROR: Login incorrect, please try again: |apiuser|{sent}|BAD|\n"
        if function in self.denied:
            return f"ERROR: {function} USER DOES NOT HAVE PERMISSION TO VIEW STATS: |apiuser|0|\n"
        answers: dict[str, Callable[[Mapping[str, str]], str]] = {
            "logged_in_agents": self._floor,
            "campaigns_list": self._list,
            "call_status_stats": self._calls,
            "hopper_list": self._hopper,
            "in_group_status": self._queue,
            "update_campaign": self._update,
            "send_notification": self._notify,
            "blind_monitor": self._listen,
            "external_pause": self._command,
            "pause_code": self._command,
            "logout": self._command,
        }
        if function not in answers:  # as a server says it of what it does not have
            return "ERROR: NO FUNCTION SPECIFIED\n"
        return answers[function](params)

    def _floor(self, params: Mapping[str, str]) -> str:
        wanted = params.get("campaigns", "").split("|") if "campaigns" in params else None
        rows = [s.row for s in self.seats.values() if wanted is None or s.campaign in wanted]
        return "\n".join([HEADER, *rows, ""]) if rows else NOBODY

    def _list(self, params: Mapping[str, str]) -> str:
        rows = [
            f"{name}|Name of {name}|{line.active}|---ALL---|{line.method}|{line.level}"
            for name, line in self.campaigns.items()
            if params.get("campaign_id", name) == name
        ]
        header = "campaign_id|campaign_name|active|user_group|dial_method|dial_level"
        return "\n".join([header, *rows, ""])

    def _calls(self, params: Mapping[str, str]) -> str:
        wanted = params["campaigns"]
        rows = [
            f"{name}|{line.calls}|{line.answers}|{HOURS}|DROP-{line.drops},NA-9|"
            for name, line in (self.campaigns | self.in_groups).items()
            if wanted == "---ALL---" or name in wanted.split("-")
        ]
        return "\n".join([*rows, ""])

    def _hopper(self, params: Mapping[str, str]) -> str:
        name = params["campaign_id"]
        rows = [f"{row}|{row + 400}" for row in range(self.campaigns[name].hopper)]
        if rows:
            return "\n".join(["hopper_order|lead_id", *rows, ""])
        none = "THERE ARE NO LEADS IN THE HOPPER FOR THIS CAMPAIGN"
        return f"ERROR: hopper_list {none}: apiuser|{name}\n"

    def _queue(self, params: Mapping[str, str]) -> str:
        name = params["in_groups"]
        waiting = (self.campaigns | self.in_groups).get(name, Line()).waiting
        return f"ingroups|total_calls|calls_waiting\n{name}|{waiting + 2}|{waiting}\n"

    def _update(self, params: Mapping[str, str]) -> str:
        name = params["campaign_id"]
        if "auto_dial_level" in params:
            return self._level(params)
        if name not in self.campaigns:
            return f"ERROR: update_campaign CAMPAIGN DOES NOT EXIST: |apiuser|{name}\n"
        setting = next(iter(params.keys() & {"active", "adaptive_maximum_level", "reset_hopper"}))
        self.taken.append((setting, name, params[setting]))
        if setting == "reset_hopper":
            nothing = "NOTICE: update_campaign NO UPDATES DEFINED: |apiuser|\n"
            return f"{nothing}NOTICE: update_campaign HOPPER HAS BEEN RESET - apiuser|{name}|\n"
        if setting == "active":
            self.campaigns[name] = replace(self.campaigns[name], active=params[setting])
        return f"SUCCESS: update_campaign CAMPAIGN HAS BEEN UPDATED - apiuser|{name}\n"

    def _notify(self, params: Mapping[str, str]) -> str:
        kind, name = params["recipient_type"], params["recipient"]
        self.taken.append((kind, name, params["notification_text"]))
        return f"SUCCESS: notification queued - {name}|{kind}|7\n"

    def _listen(self, params: Mapping[str, str]) -> str:
        phone, session = params["phone_login"], params["session_id"]
        self.taken.append((params["stage"], session, phone))
        begun = {"MONITOR": "0", "WHISPER": "47378218"}.get(params["stage"], "")
        data = f"{phone}|010*010*010*015*{begun}{session}|350|{session}|1|apiuser"
        return f"SUCCESS: blind_monitor HAS BEEN LAUNCHED - {data}\n"

    def _level(self, params: Mapping[str, str]) -> str:
        name = params["campaign_id"]
        old = self.campaigns[name]
        self.taken.append(("update_campaign", name, params["auto_dial_level"]))
        self.campaigns[name] = Line(**(vars(old) | {"level": params["auto_dial_level"]}))
        return f"SUCCESS: update_campaign CAMPAIGN HAS BEEN UPDATED - apiuser|{name}\n"

    def _command(self, params: Mapping[str, str]) -> str:
        function, user, value = params.get("function", ""), params["agent_user"], params["value"]
        seat = self.seats.get(user)
        if seat is None:
            return f"ERROR: agent_user is not logged in - {user}\n"
        if function == "pause_code" and seat.status != "PAUSED":
            return f"ERROR: pause_code error - agent is not paused - {user}\n"
        if value == "RESUME" and seat.status != "PAUSED":
            return f"ERROR: external_pause agent is not paused - RESUME|{user}\n"
        if function != "pause_code":  # the dialer keeps one command for a screen: the last
            self.orders = [
                each for each in self.orders if each[1] != user or each[0] == "pause_code"
            ]
        self.orders.append((function, user, value))
        self.taken.append((function, user, value))
        return f"SUCCESS: {function} function set - {value}|1795411274|{user}\n"


def connect(dialer: FakeDialer, **options: object) -> VicidialClient:
    """A client of the fake: everything but the socket is the real one."""
    settings: dict[str, object] = {"command_spacing": 0.0, **options}
    client = VicidialClient("http://dialer.test", "apiuser", PASSWORD, **settings)  # type: ignore[arg-type]
    lanes = ConnectionPool(lambda: httpx.AsyncClient(transport=httpx.MockTransport(dialer.handle)))
    client._transport._lanes = lanes
    return client
