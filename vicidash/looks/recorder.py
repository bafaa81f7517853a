"""Writes looks in a thread of its own: whatever the disk does, nobody waits for it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from vicidash.formatting import printable
from vicidash.looks.file import LookWriter
from vicidash.looks.folder import MEGABYTE, LookFolder
from vicidash.looks.look import Look

WAITING: Final = 50
"""Looks that may wait to be written; those that come when so many do are left out."""
FILE_SECONDS: Final = 3600.0
"""Seconds after which a new file is begun, so that old ones can be deleted."""
PARTS: Final = 16
"""Files into which the bytes that are allowed are divided at least."""
AGAIN: Final = 60.0
"""Seconds after a failure in which nothing is tried."""
LAST: Final = 2.0
"""Seconds that the last looks may take at the end."""

log = logging.getLogger("vicidash.looks")


class LookRecorder:
    """Keeps every look that :meth:`take` gets, in files of a folder, within hours and megabytes.

    ``head`` describes the dialer in each file. A failure costs looks, and nothing else:
    :attr:`problem` says why. Close it with :meth:`close`.
    """

    def __init__(
        self,
        folder: LookFolder,
        head: Mapping[str, object],
        *,
        hours: float,
        megabytes: float,
    ) -> None:
        self.folder = folder
        self.problem: str | None = None
        """Why nothing is recorded, and the remedy; ``None`` if all is well."""
        self._head = dict(head)
        self._hours = hours
        self._bytes = int(megabytes * MEGABYTE)
        self._queue: queue.Queue[Look | None] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._writer: LookWriter | None = None
        self._begun = 0.0
        self._again = float("-inf")
        self._closed = False

    def take(self, look: Look) -> None:
        """Have a look written; returns at once."""
        if self._closed:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="looks", daemon=True)
            self._thread.start()
        with suppress(queue.Full):  # the disk is too slow
            self._queue.put_nowait(look)

    def flush(self, seconds: float = LAST) -> bool:
        """Wait until all looks are written, so long at most; whether they are."""
        until = time.monotonic() + seconds
        while self._queue.unfinished_tasks and time.monotonic() < until:
            with self._queue.all_tasks_done:
                self._queue.all_tasks_done.wait(0.05)
        return not self._queue.unfinished_tasks

    def close(self) -> None:
        """Write what is left, for a moment, and close the file."""
        if self._closed:
            return
        self._closed = True
        if self._thread is not None:
            with suppress(queue.Full):
                self._queue.put(None, timeout=LAST)
            self._thread.join(LAST)

    def _work(self) -> None:
        while True:
            look = self._queue.get()
            try:
                if look is None:
                    self._end_file()
                    return
                self._write(look)
            except Exception as error:
                # whatever it is, it must cost the recording only
                log.exception("a look was not recorded")
                self._end_file()
                self._failed(look, f"of an internal error ({type(error).__name__})")
            finally:
                self._queue.task_done()

    def _write(self, look: Look) -> None:
        if look.at < self._again:
            return
        try:
            self._file_for(look).write(look.wall, look.to_plain())
        except OSError as error:
            self._end_file()
            self._failed(look, f"{error.strerror or error}: make room and see to its permissions")
        else:
            self.problem = None

    def _file_for(self, look: Look) -> LookWriter:
        """The file to write to, a new one after an hour or when it is large. Raises ``OSError``."""
        writer = self._writer
        full = writer is not None and writer.size >= self._bytes // PARTS
        if writer is None or full or not 0 <= look.wall - self._begun < FILE_SECONDS:
            self._end_file()
            self.folder.prune(look.wall, self._hours, self._bytes - self._bytes // PARTS)
            self._writer = writer = self.folder.new_file(look.wall, self._head)
            self._begun = look.wall
        return writer

    def _end_file(self) -> None:
        if self._writer is not None:
            with suppress(OSError):
                self._writer.close()
            self._writer = None

    def _failed(self, look: Look | None, why: str) -> None:
        self._again = look.at + AGAIN if look is not None else self._again
        where = printable(str(self.folder.path))
        self.problem = f"the floor is not recorded in {where}: {why}"
