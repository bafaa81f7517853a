"""What a fake dialer holds: agents, campaigns, in-groups, and the time on the test's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Seat:
    """An agent at the dialer: a waiting one unless said otherwise."""

    user: str
    campaign: str = "SALES"
    status: str = "READY"
    lead: int = 0
    sub: str = ""
    code: str = ""
    name: str = "Ana Núñez"
    frozen: bool = False

    @property
    def row(self) -> str:
        return (
            f"{self.user}|{self.campaign}|8600051|{self.status}|{self.lead}||7|{self.name}|AGENTS"
            f"|1|{self.code}|{self.sub}"
        )

    @property
    def busy(self) -> bool:
        return self.status not in ("READY", "CLOSER", "PAUSED") or bool(self.lead)

    def call(self, lead: int) -> None:
        """A call is put through."""
        self.status, self.lead, self.code = "INCALL", lead, ""

    def hang_up(self) -> None:
        """The call is over, and so is its disposition."""
        self.status, self.lead, self.sub = "READY", 0, ""


@dataclass(frozen=True)
class Line:
    """A campaign or in-group at the dialer."""

    active: str = "Y"
    method: str = "RATIO"
    level: str = "3.0"
    calls: int = 100
    answers: int = 50
    drops: int = 1
    hopper: int = 5
    waiting: int = 0


@dataclass(frozen=True)
class Question:
    """A request as it came, with the time on the test's clock."""

    at: float
    function: str
    params: Mapping[str, str]
