"""Who did what to whom, and whether the floor obeyed: one JSON line for each step of an action."""

from __future__ import annotations

import errno
import getpass
import json
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path


class AuditLog:
    """Appends to a file that only its owner may read. Lines are whole or not there.

    Each line has ``time`` (ISO 8601 with offset), ``session`` (one run of one console) and in it
    ``id`` (the same for all steps of one action), ``operator`` (user of this machine), ``dialer``,
    ``user`` (API user), ``action``, ``target``, ``value``, ``outcome``, ``before``, ``after``,
    ``answer``. Texts come redacted from the client.

    ``now`` gives the time, with its zone.
    """

    def __init__(
        self,
        path: Path,
        *,
        dialer: str,
        user: str,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.path = path
        self._now = now
        self._torn = False
        """Whether the last line had no end, as on a full disk: the next must not hang on to it."""
        self._always = {
            "session": secrets.token_hex(4),
            "operator": operator(),
            "dialer": dialer,
            "user": user,
        }

    def write(self, entry: Mapping[str, object]) -> None:
        """Append one line. Raises ``OSError`` when the file cannot be written."""
        time = self._now().isoformat(timespec="milliseconds")
        # plain ASCII: what came from a dialer must not steer the terminal of whoever reads the file
        line = (json.dumps({"time": time, **self._always, **entry}) + "\n").encode("ascii")
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # one write of one line: two consoles may share the file
            whole = b"\n" + line if self._torn else line
            written = os.write(descriptor, whole)
            self._torn = written < len(whole) and (self._torn or written > 0)
            if written < len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)


def operator() -> str:
    """The user of this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name for this uid, as in some containers
        return "unknown"
