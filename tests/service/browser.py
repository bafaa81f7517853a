"""A headless Chromium, driven through its debugging pipe, with nothing but the standard library."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

CHROMIUM: Final = shutil.which("chromium") or shutil.which("google-chrome")


class Tab:
    """One page of the browser."""

    def __init__(self, reader: asyncio.StreamReader, write: int) -> None:
        self._reader = reader
        self._write = write
        self._number = 0
        self._session = ""

    async def call(self, method: str, **params: Any) -> Any:
        """One command of the DevTools protocol; its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads((await self._reader.readuntil(b"\0"))[:-1])
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    async def open(self, url: str, width: int, height: int) -> None:
        """Open an address in a window of that size."""
        target = await self.call("Target.createTarget", url="about:blank")
        found = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = found["sessionId"]
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        await self.call("Page.navigate", url=url)

    async def value(self, script: str) -> Any:
        """What an expression in the page comes to."""
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def until(self, script: str) -> Any:
        """The same, once it is true; an error after 20 seconds."""
        for _ in range(400):
            if value := await self.value(script):
                return value
            await asyncio.sleep(0.05)
        raise AssertionError(f"never true: {script}")


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Tab]:
    """A browser with a profile of its own in a folder."""
    assert CHROMIUM is not None
    to_read, to_write = os.pipe(), os.pipe()
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [
        CHROMIUM,
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        *root,
    ]

    def fds() -> None:  # the browser reads from 3 and writes to 4
        for number, wanted in ((os.dup(to_read[0]), 3), (os.dup(to_write[1]), 4)):
            os.dup2(number, wanted)

    process = subprocess.Popen(  # noqa: ASYNC220
        [*command, f"--user-data-dir={folder}", "--remote-debugging-pipe"],
        preexec_fn=fds,  # noqa: PLW1509
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read[0])
    os.close(to_write[1])
    reader = asyncio.StreamReader(limit=64 * 1024 * 1024)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(to_write[0], "rb")
    )
    try:
        yield Tab(reader, to_read[1])
    finally:
        process.kill()
        process.wait()
        transport.close()
        os.close(to_read[1])
