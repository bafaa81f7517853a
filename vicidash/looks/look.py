"""One look at the floor: the snapshot, and all that stood on the screen beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from vicidash.actions.kinds import AGENT_SLOT, CAMPAIGN_SLOTS
from vicidash.actions.ticket import Key, Ticket, TicketBook
from vicidash.alerts.alert import Alert, AlertKey, PastAlert
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.guard.station import GuardGlance
from vicidash.history.recorder import HistoryState
from vicidash.looks.codec import Plain, from_plain, to_plain

_APART: Final = "\0"
_SLOTS: Final = frozenset({AGENT_SLOT, *CAMPAIGN_SLOTS})


@dataclass(frozen=True, slots=True)
class Look:
    """What was known of the floor at one moment.

    No customer's number is in it: the floor has none, and actions on leads are left out.
    """

    at: float
    """Seconds of the clock that the snapshot's times are of."""
    wall: float
    """Seconds of the epoch."""
    snapshot: FloorSnapshot
    history: HistoryState
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    """The alerts there were, in the order of the board; so below."""
    ended: Mapping[str, PastAlert] = field(default_factory=dict)
    guards: Mapping[str, GuardGlance] = field(default_factory=dict)
    """By campaign, where anything is known of a guard."""
    tickets: Mapping[str, Ticket] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        snapshot: FloorSnapshot,
        history: HistoryState,
        *,
        at: float,
        wall: float,
        alerts: Sequence[Alert],
        log: Sequence[PastAlert],
        guards: Mapping[str, GuardGlance],
        tickets: TicketBook,
    ) -> Look:
        """What stands on a console now; ``log`` has alerts that go on, too."""
        return cls(
            at=at,
            wall=wall,
            snapshot=snapshot,
            history=history,
            alerts={_APART.join(each.key): each for each in alerts},
            ended={
                f"{_APART.join(each.key)}{_APART}{each.raised!r}": each
                for each in log
                if each.ended is not None
            },
            guards=guards,
            tickets={
                _APART.join(key): replace(each, error=None, answer=None)
                for key, each in tickets.all.items()
                if key[0] in _SLOTS
            },
        )

    def to_plain(self) -> dict[str, Plain]:
        """The look as plain data."""
        plain: dict[str, Plain] = to_plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: Plain) -> Look:
        """From :meth:`to_plain`. Raises ``ValueError``, ``TypeError``, ``KeyError``,
        ``AttributeError`` or ``RecursionError`` for what is none."""
        return from_plain(cls, plain)

    @property
    def ticket_book(self) -> TicketBook:
        """The actions that were shown."""
        found: dict[Key, Ticket] = {}
        for name, ticket in self.tickets.items():
            slot, _, target = name.partition(_APART)
            found[slot, target] = ticket
        return TicketBook(found)


@dataclass(frozen=True, slots=True)
class LookAlerts:
    """The alerts of a look, as a board has those of now."""

    active: tuple[Alert, ...] = ()
    log: tuple[PastAlert, ...] = ()

    @classmethod
    def of(cls, look: Look) -> LookAlerts:
        """Those of a look, in their order."""
        return cls(tuple(look.alerts.values()), tuple(look.ended.values()))

    @property
    def unacknowledged(self) -> tuple[Alert, ...]:
        """The alerts that needed attention."""
        return tuple(each for each in self.active if each.asks)

    def get(self, key: AlertKey) -> Alert | None:
        """The alert with this key, if there was one."""
        return next((each for each in self.active if each.key == key), None)
