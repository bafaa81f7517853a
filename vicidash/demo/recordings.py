"""Recordings of calls: what was recorded, where it lies, and a short sound to play."""

import io
import math
import wave
from collections.abc import Iterator
from dataclasses import dataclass

FOLDER = "/RECORDINGS/ORIG/"
KEPT = 20_000
"""How many are remembered; the oldest go first."""

RATE = 8000
LONGEST_SOUND = 2


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
        """The name that the dialer gives to the file."""
        moment = self.stamp.replace("-", "").replace(":", "").replace(" ", "-")
        return f"{moment}_{self.phone_number}_{self.user}-all.wav"


class RecordingStore:
    """The recordings in the order they were made."""

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
        return None if found is None else _tone(min(found.seconds, LONGEST_SOUND))


def _tone(seconds: int) -> bytes:
    """A quiet tone: 8 bit, mono, 8 kHz."""
    frames = bytes(
        128 + round(20 * math.sin(2 * math.pi * 440 * n / RATE)) for n in range(RATE * seconds)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(frames)
    return file.getvalue()
