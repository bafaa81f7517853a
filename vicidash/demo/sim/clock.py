"""The dialer's clock in local time, and the source of random numbers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random

_FIRST = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Zone:
    """A fixed offset from UTC, in hours."""

    offset: float

    def day(self, epoch: float) -> int:
        """The local date as an ordinal (`date.fromordinal`)."""
        return _FIRST + int((epoch + self.offset * 3600) // 86400)

    def hour(self, epoch: float) -> int:
        """The local hour, 0 to 23."""
        return int((epoch + self.offset * 3600) % 86400 // 3600)

    def midnight(self, epoch: float) -> int:
        """Epoch of the local midnight that began the day."""
        return int(epoch - (epoch + self.offset * 3600) % 86400)

    def stamp(self, epoch: float) -> str:
        """`YYYY-MM-DD HH:MM:SS`, the server's time format."""
        return self._local(epoch).strftime("%Y-%m-%d %H:%M:%S")

    def call_date(self, epoch: float) -> str:
        """Nine digits of month, day and time: the start of a caller id."""
        return self._local(epoch).strftime("%m%d%H%M%S")[1:]

    def epoch_of(self, stamp: str) -> int | None:
        """The epoch of a `YYYY-MM-DD HH:MM:SS` or `YYYY-MM-DD`; None if it is neither."""
        try:
            naive = datetime.fromisoformat(stamp)
            return int((naive - timedelta(hours=self.offset)).replace(tzinfo=UTC).timestamp())
        except (ValueError, OverflowError):
            return None

    def _local(self, epoch: float) -> datetime:
        return datetime.fromtimestamp(int(epoch), timezone(timedelta(hours=self.offset)))


# The only source of randomness: generators seeded with words, never by the machine


def generator(*words: object) -> Random:
    """A generator for the given words; the same words give the same numbers."""
    return Random("|".join(map(str, words)))  # noqa: S311 nothing here is a secret
