"""Notifies through the terminal: its bell, and desktop notifications by escape sequence."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from vicidash.alerts.notify.notice import Event, Notice
from vicidash.formatting import printable

BELL: Final = "\a"
LONGEST: Final = 200
"""Characters of a notification; terminals truncate or drop long ones."""

Way = Literal["osc9", "osc777"]

_TITLE: Final = "vicidash"
_BY_777: Final = ("foot", "rxvt")
_WITHOUT: Final = frozenset({"", "dumb", "linux"})


def way(setting: Literal["auto", "osc9", "osc777", "off"], env: Mapping[str, str]) -> Way | None:
    """The escape sequence for this terminal; ``None`` for no desktop notifications."""
    if setting != "auto":
        return None if setting == "off" else setting
    name = env.get("TERM", "")
    if name in _WITHOUT:
        return None
    return "osc777" if name.startswith(_BY_777) or env.get("VTE_VERSION") else "osc9"


def notification(text: str, by: Way, *, tmux: bool = False) -> str:
    """The escape sequence that shows ``text``, which may contain anything, as a notification.

    Inside tmux it is wrapped for the outer terminal, which tmux passes on only with its option
    ``allow-passthrough``.
    """
    plain = printable(text).replace(";", ",")  # a semicolon would start the next field
    if len(plain) > LONGEST:
        plain = f"{plain[: LONGEST - 1]}…"
    # the title comes first: OSC 9 followed by a number is a command of some terminals
    fields = f"9;{_TITLE}: {plain}" if by == "osc9" else f"777;notify;{_TITLE};{plain}"
    sequence = f"\x1b]{fields}\a"
    if not tmux:
        return sequence
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"


class Terminal:
    """Rings and notifies through ``write``, which puts a string on the terminal as it is.

    For several notices at once it rings once, and shows the first with their number.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        *,
        bell: bool,
        terminal: Literal["auto", "osc9", "osc777", "off"],
        env: Mapping[str, str] = os.environ,
    ) -> None:
        self._write = write
        self._bell = bell
        self._way = way(terminal, env)
        self._tmux = bool(env.get("TMUX"))

    def send(self, notices: Sequence[Notice]) -> None:
        """Notify of all but cleared alerts."""
        news = [each for each in notices if each.event is not Event.CLEARED]
        if not news:
            return
        output = BELL if self._bell else ""
        if self._way is not None:
            worst = max(news, key=lambda each: each.alert.severity)
            more = f" (and {len(news) - 1} more)" if len(news) > 1 else ""
            text = f"{worst.headline}{more} {worst.text}"
            output += notification(text, self._way, tmux=self._tmux)
        if output:
            self._write(output)

    async def aclose(self) -> None:
        """Nothing is pending."""
