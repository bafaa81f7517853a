"""The history on disk may be slow to open: the floor is on screen before."""

from __future__ import annotations

import asyncio
import threading

from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.demo import DemoServer
from vicidash.demo.dialer import DemoDialer
from vicidash.history.recorder import FloorRecorder
from vicidash.session import open_records
from vicidash.tui.app import VicidashApp


async def test_the_first_picture_waits_for_no_history() -> None:
    settings, slow = Settings(), threading.Event()
    with DemoServer(DemoDialer(seed=1)) as server:
        client = VicidialClient(server.url, "demo", "demo")
        app = VicidashApp(client, settings)
        opened = app.floor_console

        def opening() -> FloorRecorder:
            assert slow.wait(60)
            return open_records(client, settings, kept=False)

        opened._open_recorder = opening
        async with asyncio.timeout(60), app.run_test() as pilot:
            at_first = opened.recorder
            while not opened.frame.snapshot.agents.value:
                await pilot.pause(0.01)
            assert opened.recorder is at_first
            slow.set()
            while opened.recorder is at_first:  # with one of the pictures that follow
                await pilot.pause(0.01)
