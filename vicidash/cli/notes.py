"""Notes on stderr: what a person should know that is neither the result nor its failure."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click

from vicidash.formatting import printable


def note(text: str) -> None:
    """One line on stderr, safe for a terminal whatever a dialer wrote into it."""
    click.echo(f"vicidash: note: {printable(text)}", err=True)


class _Notes(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        note(record.getMessage())


@contextmanager
def from_log() -> Iterator[None]:
    """Warnings of the client and the floor are notes, and nothing else prints them."""
    log = logging.getLogger("vicidash")
    handler = _Notes(logging.WARNING)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
