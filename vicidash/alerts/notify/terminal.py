"""Notices by the terminal: its bell, and notifications of the desktop it runs on."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from vicidash.alerts.notify.notice import Event, Notice
from vicidash.formatting import printable

BELL: Final = "\a"
LONGEST: Final = 200
"""Characters of a notification; terminals cut long ones anywhere, or drop them."""

Way = Literal["osc9", "osc777"]

_TITLE: Final = "vicidash"
_BY_777: Final = ("foot", "rxvt")
_WITHOUT: Final = frozenset({"", "dumb", "linux"})


def way(setting: Literal["auto", "osc9", "osc777", "off"], env: Mapping[str, str]) -> Way | None:
    """How this terminal is asked for a notification; ``None`` where it is not to be."""
    if setting != "auto":
        return None if setting == "off" else setting
    name = env.get("TERM", "")
    if name in _WITHOUT:
        return None
    return "osc777" if name.startswith(_BY_777) or env.get("VTE_VERSION") else "osc9"


def notification(text: str, by: Way, *, tmux: bool = False) -> str:
    """The escape sequence that shows ``text``, which may hold anything, as a notification.

    Inside of tmux it is wrapped to reach the terminal outside, which tmux lets through only with
    its option ``allow-passthrough``.
    """
    plain = printable(text).replace(";", ",")  # a semicolon would begin the next field
    if len(plain) > LONGEST:
        plain = f"{plain[: LONGEST - 1]}…"
    # the title first, too: OSC 9 and a number is a command of some terminals, not a text
    fields = f"9;{_TITLE}: {plain}" if by == "osc9" else f"777;notify;{_TITLE};{plain}"
    sequence = f"\x1b]{fields}\a"
    if not tmux:
        return sequence
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"


class Terminal:
    """Rings and notifies through ``write``, which puts a string on the terminal as it is.

    However many notices come at once, it rings once, and shows the first with their number.
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
        """Tell of all but what is over: nobody need look up for that."""
        news = [each for each in notices if each.event is not Event.CLEARED]
        if not news:
            return
        told = BELL if self._bell else ""
        if self._way is not None:
            worst = max(news, key=lambda each: each.alert.severity)
            more = f" (and {len(news) - 1} more)" if len(news) > 1 else ""
            text = f"{worst.headline}{more} {worst.text}"
            told += notification(text, self._way, tmux=self._tmux)
        if told:
            self._write(told)

    async def aclose(self) -> None:
        """Nothing is kept."""
