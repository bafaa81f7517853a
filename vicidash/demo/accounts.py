"""Who may ask the demo what, and the lock-out that a wrong password leads to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

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
    """An API user. `functions` is what it may call, None for all, and `refused` what it may not.

    `rights` are the flags that functions ask for beside the level: reports, campaigns, leads,
    lists, users, monitor.
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

    def may_call(self, function: str) -> bool:
        """Whether the function is on the account's list."""
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
)


class Verdict(StrEnum):
    """What the server makes of a user and password, in its own words."""

    GOOD = "GOOD"
    BAD = "BAD"
    LOCK = "LOCK"
    IPBLOCK = "IPBLOCK"


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last_try: int = 0


class Gatekeeper:
    """Checks logins and keeps the failures of each account.

    Ten failures lock an account, the right password included, until fifteen minutes have gone by
    without another try. `logins` and `failed_logins` count what was let in and what was not.
    """

    def __init__(self, accounts: Iterable[Account] = DEFAULT_ACCOUNTS, *, blocked: bool) -> None:
        self.accounts = {account.user: account for account in accounts}
        self.logins = 0
        self.failed_logins = 0
        self._blocked = blocked
        self._failures: dict[str, _Failures] = {}

    def check(self, user: str, password: str, now: int) -> Verdict:
        """Let a user in or not, at `now` (epoch seconds)."""
        verdict = Verdict.IPBLOCK if self._blocked else self._verdict(user, password, now)
        if verdict is Verdict.GOOD:
            self.logins += 1
        else:
            self.failed_logins += 1
        return verdict

    def _verdict(self, user: str, password: str, now: int) -> Verdict:
        account = self.accounts.get(user)
        if account is None:
            return Verdict.BAD
        failures = self._failures.setdefault(user, _Failures())
        if now - failures.last_try >= LOCK_SECONDS:
            failures.count = 0
        if failures.count >= LOCK_AFTER:
            failures.last_try = now
            return Verdict.LOCK
        if account.active and account.password == password:
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
