"""One at a time asks the dialer, of all runs of this user for one account.

Whoever wants to leaves a file of their own, and only then looks whether there is another. Of two
at once the later one sees the other's, so never do both go on. Nobody ever takes a file over: what
a dead run left is old by its name, and a name that never comes again can be removed by anybody.
Light, and nothing but files: it is the same on every system.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from vicidash.cli import remembered

LOCKED: Final = 15.0
"""Seconds after which somebody who asks is taken for dead."""
TRIES: Final = 4
"""How often the first of several at once looks whether the others gave way."""
PAUSE: Final = 0.005
"""Seconds between two such looks."""


@contextmanager
def single_flight(key: str) -> Iterator[bool]:
    """Whether it is ours to ask the dialer, until the block ends; who may not, must not.

    False, too, where nothing can be written: others could not know of us.
    """
    own = _folder() / f"{_prefix(key)}{time.time():017.3f}-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        _claim(own)
    except OSError:
        yield False
        return
    try:
        yield _is_ours(key, own)
    finally:
        _withdraw(own)


def asking(key: str) -> bool:
    """Whether somebody asks the dialer just now, as far as is known."""
    return bool(_there(key))


def _is_ours(key: str, own: Path) -> bool:
    for tried in range(TRIES):
        others = [name for name in _there(key) if name != own.name]
        if not others:
            return True
        if min(others) < own.name:
            break
        if tried < TRIES - 1:  # whoever came after us gives way, unless they were faster to look
            time.sleep(PAUSE)
    _withdraw(own)  # at once: until then it keeps others from it
    return False


def _claim(own: Path) -> None:
    os.close(os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _withdraw(own: Path) -> None:
    with suppress(OSError):
        own.unlink()


def _there(key: str) -> list[str]:
    """The files of those who ask or want to. Old ones are nobody's, and are removed."""
    prefix, now, names = _prefix(key), time.time(), []
    with suppress(OSError):
        for name in os.listdir(_folder()):
            if not name.startswith(prefix):
                continue
            if _is_claim_fresh(name.removeprefix(prefix), now):
                names.append(name)
            else:
                _withdraw(_folder() / name)
    return names


def _is_claim_fresh(name: str, now: float) -> bool:
    # the time is in the name, as a file's own is another machine's on a shared disk
    try:
        return abs(now - float(name.partition("-")[0])) <= LOCKED
    except ValueError:
        return False


def _folder() -> Path:
    return remembered.path_of("").parent


def _prefix(key: str) -> str:
    return remembered.path_of(f"{key}.lock-").name
