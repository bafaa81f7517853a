"""What a demo centre can be asked to be, checked before anything is built."""

import math
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one simulated centre. Out of range raises ValueError.

    `utc_offset` is in hours: the dialer's clock is a fixed offset, so that the same seed and the
    same clock give the same floor on any machine. `dial_limit` is the system's highest auto dial
    level (the server shows it as `10.001`). `refuse_every` makes every so-many-th `add_lead` fail,
    0 for none.
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

    def __post_init__(self) -> None:
        _whole("agents", self.agents, 1, 2000)
        _whole("campaigns", self.campaigns, 1, 50)
        _whole("dial_limit", self.dial_limit, 1, 20)
        _whole("refuse_every", self.refuse_every, 0, 1_000_000)
        _number("speed", self.speed, 0.01, 1000)
        _number("utc_offset", self.utc_offset, -12, 14)
        if isinstance(self.seed, bool) or not isinstance(self.seed, int):
            raise ValueError(f"seed: {self.seed!r} is not a whole number")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type is bool and not isinstance(value, bool):
                raise ValueError(f"{field.name}: {value!r} is not True or False")


def _whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name}: {value!r} is not a whole number from {low} to {high:,}")


def _number(name: str, value: object, low: float, high: float) -> None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not good or not low <= float(str(value)) <= high:
        raise ValueError(f"{name}: {value!r} is not a number from {low:g} to {high:,g}")
