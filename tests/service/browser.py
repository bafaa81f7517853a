"""A headless Chromium that shows one page, asked over its debugging pipe.

`--dump-dom` writes a page down when it has loaded, which is before anything came over the stream.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

CHROMIUM: Final = shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE: Final = 60.0
"""Seconds after which something is not going to be on the page any more."""


_AS_3_AND_4: Final = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3])
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts a program that reads from file descriptor 3 and writes to 4, as the browser does."""


class Page:
    """The page that is open."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads = os.fdopen(reads, "rb", buffering=0)
        self._writes = os.fdopen(writes, "wb", buffering=0)
        self._rest = b""
        self._number = 0
        self._session: dict[str, str] = {}

    def open(self, url: str) -> None:
        """Go to an address, in a tab of its own."""
        target = self._call("Target.createTarget", url=url)["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}

    def html(self, until: str) -> str:
        """The page once it holds ``until``, or as it is after `PATIENCE` seconds."""
        ends = time.monotonic() + PATIENCE
        while True:
            found = self._call("Runtime.evaluate", expression="document.documentElement.outerHTML")
            text = str(found["result"].get("value", ""))
            if until in text or time.monotonic() > ends:
                return text

    def close(self) -> None:
        """Close the pipes, at which the browser ends."""
        self._writes.close()
        self._reads.close()

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params, **self._session}
        self._writes.write(json.dumps(asked).encode() + b"\0")
        while True:
            answer = json.loads(self._message())
            if answer.get("id") == self._number:
                result: dict[str, Any] = answer["result"]
                return result

    def _message(self) -> bytes:
        while b"\0" not in self._rest:
            more = self._reads.read(65_536)
            assert more, "the browser has ended"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return message


@contextmanager
def opened(url: str, folder: Path, size: tuple[int, int] = (390, 844)) -> Iterator[Page]:
    """The page at ``url`` in a browser of that many pixels; ``folder`` is for its own files."""
    assert CHROMIUM is not None
    its_input, ours = os.pipe()
    theirs, its_output = os.pipe()
    command = [
        *(sys.executable, "-c", _AS_3_AND_4, str(its_input), str(its_output)),
        *(CHROMIUM, "--headless", "--disable-gpu"),
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        *("--remote-debugging-pipe", f"--user-data-dir={folder}"),
        *(f"--window-size={size[0]},{size[1]}", "about:blank"),
    ]
    with subprocess.Popen(
        command, pass_fds=(its_input, its_output), stderr=subprocess.DEVNULL
    ) as browser:
        os.close(its_input)
        os.close(its_output)
        page = Page(theirs, ours)
        try:
            page.open(url)
            yield page
        finally:
            page.close()
            browser.terminate()
