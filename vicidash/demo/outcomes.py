"""How calls end: the status codes of a stock system and how likely each one is here."""

from bisect import bisect
from dataclasses import dataclass
from random import Random

HUMAN_ANSWERED = frozenset(
    ("CALLBK", "DC", "DEC", "DNC", "DROP", "NI", "NP", "SALE", "XDROP", "XFER")
)
"""Statuses with `human_answered=Y`. DROP is among them, as the recorded counts show."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status with its share of calls and its length.

    `seconds` is the mean talk time for an answered call, the ringing time for one that is not.
    """

    status: str
    share: float
    seconds: int


UNANSWERED = (
    Outcome("NA", 0.52, 24),
    Outcome("AA", 0.145, 11),
    Outcome("B", 0.075, 4),
    Outcome("ADC", 0.025, 3),
    Outcome("PDROP", 0.002, 6),
)
"""What becomes of a dialled call that never reaches an agent; the rest are answered."""

ANSWERED_SHARE = 1 - sum(outcome.share for outcome in UNANSWERED)

TALKED = (
    Outcome("A", 0.24, 9),
    Outcome("NI", 0.40, 65),
    Outcome("SALE", 0.11, 330),
    Outcome("CALLBK", 0.11, 150),
    Outcome("DEC", 0.08, 40),
    Outcome("NP", 0.04, 55),
    Outcome("DNC", 0.02, 20),
)
"""What an agent makes of an outbound call that was answered."""

INBOUND = (
    Outcome("SALE", 0.22, 300),
    Outcome("NI", 0.30, 140),
    Outcome("XFER", 0.20, 110),
    Outcome("CALLBK", 0.12, 130),
    Outcome("A", 0.16, 45),
)
"""What an agent makes of a call from an in-group."""


def draw(rng: Random, table: tuple[Outcome, ...]) -> Outcome:
    """One outcome of a table, by share."""
    edges: list[float] = []
    total = 0.0
    for outcome in table:
        total += outcome.share
        edges.append(total)
    return table[min(bisect(edges, rng.random() * total), len(table) - 1)]


def talk_seconds(rng: Random, outcome: Outcome) -> int:
    """A length around the outcome's mean, with the long tail that calls have."""
    return max(3, round(outcome.seconds * rng.lognormvariate(-0.18, 0.6)))
