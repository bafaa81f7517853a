"""Campaigns and in-groups, their calls, the outcomes of calls and their recordings."""

import io
import math
import wave
from bisect import bisect
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

# Outcomes: the status codes of a stock system and their probabilities here

HUMAN_ANSWERED = frozenset(
    ("CALLBK", "DC", "DEC", "DNC", "DROP", "NI", "NP", "SALE", "XDROP", "XFER")
)
"""Statuses with `human_answered=Y`. DROP is among them, as the recorded counts show."""

DROPPED = frozenset(("DROP", "XDROP"))
"""Statuses of calls that nobody took."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status with its share of calls and its mean duration.

    `seconds` is the talk time of an answered call, or the ringing time of any other.
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
"""Outcomes of dialed calls that never reach an agent; the rest are answered."""

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
"""Dispositions of answered outbound calls."""

INBOUND = (
    Outcome("SALE", 0.22, 300),
    Outcome("NI", 0.30, 140),
    Outcome("XFER", 0.20, 110),
    Outcome("CALLBK", 0.12, 130),
    Outcome("A", 0.16, 45),
)
"""Dispositions of in-group calls."""


def draw(rng: Random, table: tuple[Outcome, ...]) -> Outcome:
    """Pick an outcome from a table, by share."""
    edges: list[float] = []
    total = 0.0
    for outcome in table:
        total += outcome.share
        edges.append(total)
    return table[min(bisect(edges, rng.random() * total), len(table) - 1)]


def talk_seconds(rng: Random, outcome: Outcome) -> int:
    """A duration around the outcome's mean, with the long tail of real calls."""
    return max(3, round(outcome.seconds * rng.lognormvariate(-0.18, 0.6)))


ADAPTIVE = ("ADAPT_TAPERED", "ADAPT_HARD_LIMIT", "ADAPT_AVERAGE")
BY_HAND = ("MANUAL", "INBOUND_MAN")
DIAL_METHODS = ("MANUAL", "RATIO", "INBOUND_MAN", *ADAPTIVE)
DIAL_STATUSES = ("PDROP", "DROP", "B", "NEW")


@dataclass(slots=True, eq=False)
class Call:
    """A call in progress.

    `began` is when it was dialed or came in (epoch seconds), `hold` how many seconds an inbound
    call waited for an agent.
    """

    line_id: str
    lead_id: int
    phone_number: str
    callerid: str
    outcome: Outcome
    began: int = 0
    hold: int = 0


@dataclass(slots=True, eq=False)
class InGroup:
    """An inbound queue. `calls_per_hour` is for the agents logged in when the centre is full.

    `ivr_from` is when the next caller reaches the menu before the queue and `expected` when they
    leave it (epoch seconds): the call is in the IVR in between. `priority` is the queue priority.
    """

    group_id: str
    name: str
    calls_per_hour: float
    list_id: int
    priority: int = 60
    queue: deque[Call] = field(default_factory=deque)
    ringing: int = 0
    ivr_from: int = 0
    expected: int = 0

    @property
    def line_id(self) -> str:
        """The id for statistics and live calls."""
        return self.group_id


def _a_minute() -> deque[tuple[int, int]]:
    return deque(maxlen=60)


@dataclass(slots=True, eq=False)
class Campaign:
    """A campaign with its settings as the server would list them, and its live calls.

    `dial_level` is text, as on the server. `drop_target` is the drop rate in percent of its closed
    days, which the dialer also aims for on an ADAPT_* method. `dropped` and `connected` count
    answered calls since the last adjustment. `takes_inbound` is whether its agents also answer the
    in-groups, `working` how many agents are on a call or wait for one, `trunk_short` how many calls
    could not be placed because no trunk was free. `last_minute` holds, for each of the last sixty
    seconds, calls waiting less agents waiting, and `working`.
    """

    campaign_id: str
    name: str
    dial_method: str
    dial_level: str
    drop_target: float
    list_ids: list[int]
    active: str = "Y"
    adaptive_maximum_level: str = "6.0"
    hopper_level: int = 100
    seats: int = 0
    dial_timeout: str = "65"
    queue: deque[Call] = field(default_factory=deque)
    ringing: int = 0
    dropped: int = 0
    connected: int = 0
    takes_inbound: bool = False
    priority: int = 50
    working: int = 0
    trunk_short: int = 0
    last_minute: deque[tuple[int, int]] = field(default_factory=_a_minute)

    @property
    def line_id(self) -> str:
        """The id for statistics and live calls."""
        return self.campaign_id

    @property
    def level(self) -> float:
        """The level as a number: unreadable text counts as 0, as in the database."""
        return leading_number(self.dial_level)


Line = Campaign | InGroup


def leading_number(text: str) -> float:
    """The number a text begins with, 0 without one: how the server's database reads a level.

    >>> leading_number("2.5"), leading_number("1.2.3"), leading_number("."), leading_number("")
    (2.5, 1.2, 0.0, 0.0)
    """
    whole, _, rest = text.partition(".")
    tenths = rest.partition(".")[0]
    return float(f"{whole or '0'}.{tenths or '0'}")


# Recordings of calls, with a tone as long as the call as their sound

FOLDER = "/RECORDINGS/ORIG/"
KEPT = 20_000
"""Recordings to keep; the oldest are dropped."""

RATE = 8000


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded call. `started` is epoch seconds, `seconds` the length of the call."""

    recording_id: int
    started: int
    stamp: str
    user: str
    lead_id: int
    phone_number: str
    seconds: int

    @property
    def filename(self) -> str:
        """The dialer's name for the file."""
        moment = self.stamp.replace("-", "").replace(":", "").replace(" ", "-")
        return f"{moment}_{self.phone_number}_{self.user}-all.wav"


class RecordingStore:
    """All recordings in the order they were made."""

    def __init__(self) -> None:
        self._by_name: dict[str, Recording] = {}
        self._next_id = 901

    def add(
        self, started: int, stamp: str, user: str, lead_id: int, phone_number: str, seconds: int
    ) -> None:
        """Keep a recording of a call."""
        made = Recording(self._next_id, started, stamp, user, lead_id, phone_number, seconds)
        self._next_id += 1
        self._by_name[made.filename] = made
        while len(self._by_name) > KEPT:
            del self._by_name[next(iter(self._by_name))]

    def __iter__(self) -> Iterator[Recording]:
        return iter(self._by_name.values())

    def sound(self, path: str) -> bytes | None:
        """The WAV file at a path of the web server, None when there is none."""
        found = self._by_name.get(path.removeprefix(FOLDER)) if path.startswith(FOLDER) else None
        return None if found is None else _tone(found.seconds)


def _tone(seconds: int) -> bytes:
    """A quiet tone: 8 bit, mono, 8 kHz."""
    second = bytes(128 + round(20 * math.sin(2 * math.pi * 440 * n / RATE)) for n in range(RATE))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(second * seconds)
    return file.getvalue()
