"""What a view shows at a moment."""

from __future__ import annotations

from typing import NamedTuple

from vicidash.floor.snapshot import FloorSnapshot, LinkState


class Frame(NamedTuple):
    """A snapshot, and the times that its figures are counted at (clock seconds)."""

    snapshot: FloorSnapshot
    now: float
    at: float
    """Where time in a state is counted to: now, or the moment the picture was frozen."""

    @property
    def stale(self) -> bool:
        """Whether the dialer is out of reach: figures are the last ones that were seen."""
        return self.snapshot.link.state in (LinkState.RETRYING, LinkState.STOPPED)

    @property
    def counted_at(self) -> float:
        """Where times in state stop: of an agent out of sight nothing is known."""
        return (self.snapshot.agents.at or self.at) if self.stale else self.at
