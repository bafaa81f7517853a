"""Runs a command for each notice, without a shell."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from vicidash.alerts.notify.notice import Notice, Outbox

TIMEOUT: Final = 10.0
"""Seconds that a command may take before it and its children are killed."""
WITHHELD: Final = frozenset({"VICIDIAL_PASS", "VICIDASH_STORE_PASS"})
"""Environment variables with secrets that the command does not get."""


class Command:
    """Runs ``words`` for each notice: as JSON on standard input, and in ``VICIDASH_…`` variables.

    One command runs at a time; its output is discarded. Neither blocks nor raises; needs a running
    event loop.
    """

    def __init__(
        self,
        words: Sequence[str],
        on_problem: Callable[[str], None],
        *,
        timeout: float = TIMEOUT,
        env: Mapping[str, str] = os.environ,
    ) -> None:
        self._words = tuple(words)
        self._timeout = timeout
        self._env = env
        self._outbox = Outbox("notice command", self._deliver, on_problem)

    def send(self, notices: Sequence[Notice]) -> None:
        """Queue notices."""
        self._outbox.put(notices)

    async def aclose(self) -> None:
        """Wait a moment for the running command."""
        await self._outbox.aclose()

    async def _deliver(self, notices: Sequence[Notice]) -> str | None:
        (notice,) = notices
        ours = {name: value for name, value in self._env.items() if name not in WITHHELD}
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=DEVNULL,
                env=ours | notice.variables(),
                start_new_session=True,  # to kill its children too; it cannot read our keys
            )
        except FileNotFoundError:
            return "it was not found"
        except OSError as error:
            return f"it cannot be run: {error.strerror}"
        except UnicodeError:  # the locale's encoding lacks a character of the notice
            return "it cannot be given the notice in this locale; set LC_ALL to one with UTF-8"
        return await self._fed(process, json.dumps(notice.fields()).encode("ascii") + b"\n")

    async def _fed(self, process: Process, text: bytes) -> str | None:
        try:
            async with asyncio.timeout(self._timeout):
                await process.communicate(text)  # the command did not read its input
        except TimeoutError:
            return f"it did not end within {self._timeout:g} s"
        finally:
            await _end(process)
        if not process.returncode:
            return None
        if process.returncode < 0:
            return f"it was ended by signal {-process.returncode}"
        return f"it failed with exit status {process.returncode}"


async def _end(process: Process) -> None:
    """Kill the command and its children, if it is still running."""
    if process.returncode is not None:
        return
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        pass  # it has just ended
    await process.wait()
