"""The options of a demo centre, and the accounts that may log in to it."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum

from vicidash.demo.builds import BUILDS, NEWEST


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one simulated centre. A value out of range raises ValueError.

    `utc_offset` is in hours: the dialer's clock is a fixed offset, so that the same seed and the
    same clock give the same floor on any machine. `dial_limit` is the system's highest auto dial
    level (the server shows it as `10.001`). `refuse_every` makes every so-many-th `add_lead` fail,
    0 for none. `build` is the build of the server that the demo is: it lacks what that one lacks.
    `trunks` is how many calls the lines to the telephone network carry at once, 0 for as many as
    are wanted. `pause_codes` is whether the campaigns use pause codes, which the real-time report
    then shows. `non_latin` is the system setting `use_non_latin`: without it, letters outside of
    ASCII are dropped or become `?`. `whisper` is whether listening can be whispering; without it
    a whisper only listens. Without an `active_server` the agent API serves nobody.
    """

    agents: int = 60
    campaigns: int = 4
    seed: int = 1
    speed: float = 1.0
    utc_offset: float = -5.0
    dial_limit: int = 10
    apostrophes: bool = False
    hostile_names: bool = False
    blocked: bool = False
    refuse_every: int = 0
    build: str = NEWEST
    trunks: int = 0
    pause_codes: bool = True
    non_latin: bool = True
    whisper: bool = True
    active_server: bool = True

    def __post_init__(self) -> None:
        _whole("agents", self.agents, 1, 2000)
        _whole("campaigns", self.campaigns, 1, 50)
        _whole("dial_limit", self.dial_limit, 1, 20)
        _whole("refuse_every", self.refuse_every, 0, 1_000_000)
        _whole("trunks", self.trunks, 0, 100_000)
        if self.build not in BUILDS:
            raise ValueError(f"build: {self.build!r} is not one of {', '.join(BUILDS)}")
        _number("speed", self.speed, 0.01, 1000)
        _number("utc_offset", self.utc_offset, -12, 14)
        if isinstance(self.seed, bool) or not isinstance(self.seed, int):
            raise ValueError(f"seed: {self.seed!r} is not a whole number")
        for each in fields(self):
            value = getattr(self, each.name)
            if each.type is bool and not isinstance(value, bool):
                raise ValueError(f"{each.name}: {value!r} is not True or False")


def _whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name}: {value!r} is not a whole number from {low} to {high:,}")


def _number(name: str, value: object, low: float, high: float) -> None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not good or not low <= float(str(value)) <= high:
        raise ValueError(f"{name}: {value!r} is not a number from {low:g} to {high:,g}")


# The API accounts, and the lock-out after wrong passwords

LOCK_AFTER = 10
LOCK_SECONDS = 900

LOOKING = frozenset(("reports",))
ALL_RIGHTS = frozenset(("reports", "campaigns", "leads", "lists", "users", "monitor"))

ACTING = (
    "external_pause", "pause_code", "logout", "external_hangup", "external_status",
    "external_add_lead", "external_dial", "transfer_conference", "park_call",
    "send_notification", "update_fields",
)  # fmt: skip
"""Functions of the agent API that act on an agent."""


@dataclass(frozen=True, slots=True)
class Account:
    """An API user. `functions` are those it may call, None for all; `refused` those it may not.

    `rights` are the flags that functions require besides the level: reports, campaigns, leads,
    lists, users, monitor. `campaigns` are those that its user group is allowed, None for all: they
    limit what the account is shown, and nothing that it does.
    """

    user: str
    password: str = field(repr=False)
    level: int = 9
    user_group: str = "ADMIN"
    full_name: str = "API user"
    api_access: bool = True
    active: bool = True
    functions: frozenset[str] | None = None
    refused: frozenset[str] = frozenset()
    rights: frozenset[str] = ALL_RIGHTS
    campaigns: frozenset[str] | None = None

    def sees(self, campaign_id: str) -> bool:
        """Whether the account is shown a campaign and its agents."""
        return self.campaigns is None or campaign_id in self.campaigns

    def may_call(self, function: str) -> bool:
        """Whether the account may call the function."""
        return function not in self.refused and (
            self.functions is None or function in self.functions
        )


DEFAULT_ACCOUNTS = (
    Account("demo", "demo", full_name="Demo supervisor"),
    Account(
        "viewer", "view", level=7, full_name="Viewer", rights=LOOKING, refused=frozenset(ACTING)
    ),
    Account(
        "limited", "lim", full_name="Limited", functions=frozenset(("logged_in_agents", "version"))
    ),
    Account("noapi", "noapi", full_name="No API", api_access=False),
    Account("team", "team", full_name="Team lead", campaigns=frozenset(("SALESB2B", "SOLAR_OB"))),
    Account("acts", "acts", level=1, full_name="Agent API only", rights=frozenset()),
)


class Verdict(StrEnum):
    """The result of a login, in the server's words."""

    GOOD = "GOOD"
    BAD = "BAD"
    LOCK = "LOCK"
    IPBLOCK = "IPBLOCK"


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last_try: int = 0


class Gatekeeper:
    """Checks logins and counts the failures of each account.

    Ten failures lock an account, even for the correct password, until fifteen minutes have passed
    without another attempt. `logins` and `failed_logins` count successes and failures.
    """

    def __init__(self, accounts: Iterable[Account] = DEFAULT_ACCOUNTS, *, blocked: bool) -> None:
        self.accounts = {account.user: account for account in accounts}
        self.logins = 0
        self.failed_logins = 0
        self._blocked = blocked
        self._failures: dict[str, _Failures] = {}

    def check(self, user: str, password: str, now: int, lowest: int = 0) -> Verdict:
        """Let a user in or not, at `now` (epoch seconds); one below level `lowest` as if the
        password were wrong, which counts towards the lock."""
        verdict = Verdict.IPBLOCK if self._blocked else self._verdict(user, password, now, lowest)
        if verdict is Verdict.GOOD:
            self.logins += 1
        else:
            self.failed_logins += 1
        return verdict

    def _verdict(self, user: str, password: str, now: int, lowest: int) -> Verdict:
        account = self.accounts.get(user)
        if account is None:
            return Verdict.BAD
        failures = self._failures.setdefault(user, _Failures())
        if now - failures.last_try >= LOCK_SECONDS:
            failures.count = 0
        if failures.count >= LOCK_AFTER:
            failures.last_try = now
            return Verdict.LOCK
        if account.active and account.password == password and account.level >= lowest:
            failures.count = 0
            return Verdict.GOOD
        failures.count += 1
        failures.last_try = now
        return Verdict.BAD


def cleaned(text: str) -> str:
    """A user or password as the server compares it: other characters are deleted first.

    >>> cleaned("pa ss;wo'rd&1")
    'password1'
    """
    return re.sub(r"[^\w-]", "", text)
