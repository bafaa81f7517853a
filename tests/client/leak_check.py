"""Where a password could come to light: everything an error or a log would show."""

from __future__ import annotations

import html
import io
import logging
import re
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st
from rich.console import Console
from rich.traceback import Traceback

_AWKWARD = "&'\"\\;| \t%+<>#?=@:/éßñ日🔑$!*"

passwords = st.text(
    st.sampled_from(_AWKWARD) | st.characters(exclude_categories=("Cs", "Cc")),
    min_size=4,
    max_size=24,
).map(lambda middle: f"Zq{middle}7K")
"""Any text, framed so that no other text can hold it by chance."""


def as_the_dialer_echoes(password: str) -> str:
    """With the characters that the dialer deletes deleted."""
    return re.sub(r"[&'\"\\;|\s]", "", password)


def spellings(password: str) -> list[str]:
    """How the password may look in a text: whole, or cut after its first characters."""
    whole = [
        spelled
        for text in (password, as_the_dialer_echoes(password))
        for spelled in (
            text,
            quote(text, safe=""),
            quote_plus(text),
            html.escape(text),
            repr(text)[1:-1],
            ascii(text)[1:-1],
            str(text.encode())[2:-1],
        )
    ]
    return [*whole, *(spelled[:6] for spelled in whole)]


def assert_hidden(password: str, text: str) -> None:
    for spelled in spellings(password):
        assert spelled not in text, text[max(0, text.index(spelled) - 200) :][:400]


async def ending(call: Callable[..., Awaitable[object]], *args: object) -> object:
    """What a call ends with; no local of this frame holds a password, so that none is shown."""
    try:
        return await call(*args)
    except BaseException as error:  # noqa: BLE001
        return error


def shown(ended: object, *, as_rich: bool = True) -> str:
    """All that can be seen of a value or an error, with the locals of every frame.

    ``as_rich``: also as rich, and with it Textual, shows an error. It takes 20 ms each.
    """
    if not isinstance(ended, BaseException):
        return f"{ended} {ended!r}"
    seen = [*map(repr, _chain(ended)), *_tracebacks(ended)]
    return "\n".join([*seen, _as_rich_shows(ended)] if as_rich else seen)


def _chain(error: BaseException) -> Iterator[object]:
    yield from (error, str(error), error.args, vars(error), getattr(error, "__notes__", None))
    for other in (error.__cause__, error.__context__):
        if other is not None:
            yield from _chain(other)


def _tracebacks(error: BaseException) -> Iterator[str]:
    yield "".join(traceback.format_exception(error))
    yield "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def _as_rich_shows(error: BaseException) -> str:
    console = Console(file=io.StringIO(), width=10_000, color_system=None)
    with console.capture() as capture:
        console.print(
            Traceback.from_exception(
                type(error),
                error,
                error.__traceback__,
                show_locals=True,
                locals_max_length=1000,
                locals_max_string=100_000,
                locals_hide_dunder=False,
            )
        )
    return capture.get()


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{self.format(record)} {record.msg!r} {record.args!r}")


@contextmanager
def listening() -> Iterator[list[str]]:
    """Everything that any logger says at any level, the libraries below the client included."""
    root, ear = logging.getLogger(), _Ear()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        yield ear.heard
    finally:
        root.setLevel(level)
        root.removeHandler(ear)
