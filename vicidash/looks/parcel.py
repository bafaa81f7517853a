"""One file of a whole shift, to be sent to somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from vicidash.history.history import Day, FloorHistory
from vicidash.looks.codec import UNREADABLE
from vicidash.looks.differences import Object
from vicidash.looks.file import LookWriter
from vicidash.looks.mask import NameMask
from vicidash.looks.sent import past_of
from vicidash.looks.shift import RecordedShift

DAYS: Final = 30
"""Closed days that charts show."""


def send_shift(
    shift: RecordedShift,
    path: Path,
    *,
    first: int,
    last: int,
    history: FloorHistory | None,
    mask: bool,
    progress: Callable[[int], object] = lambda done: None,
) -> int:
    """Write the looks from one number to another into a new file; how many could be read.

    ``history``: where minutes, days and shifts are taken from; ``None``: as in the shift's file.
    ``mask``: with made-up names. Raises ``OSError``, for example when the file is there.
    """
    masking = NameMask() if mask else None
    head = dict(shift.head)
    head.pop("version", None)
    writer = LookWriter(path, head if masking is None else masking.head(head))
    users: dict[str, None] = {}
    done = 0
    try:
        for number in range(first, last + 1):
            with suppress(*UNREADABLE):
                look = shift.plain(number)
                users |= dict.fromkeys(look["history"]["stretches"])
                written = look if masking is None else masking.look(look)
                writer.write(look["wall"], written)
                done += 1
            progress(number - first + 1)
        past = shift.past()
        if history is not None and len(shift):
            span = shift.place(first).wall, shift.place(last).wall
            past = _past(history, list(users), *span)
        if past:
            writer.write_past(past if masking is None else masking.past(past))
    finally:
        writer.close()
    return done


def _past(history: FloorHistory, users: list[str], first: float, last: float) -> Object:
    names = [name for name in history.names if history.days(name, 1)]
    days: Mapping[str, tuple[Day, ...]] = {name: history.days(name, DAYS) for name in names}
    return past_of(history.file, days, history.total_name, users, first, last)
