"""Makes the pictures of the README from the seeded demo dialer, on a clock of their own.

    python screenshots/make.py

The same source gives the same SVG on any machine. PNGs are made beside them where ``rsvg-convert``
(Debian: librsvg2-bin, fonts-dejavu) is installed.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from textual.pilot import Pilot

from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.demo import DemoDialer, DemoServer
from vicidash.floor.audit import AuditLog
from vicidash.floor.desk import ActionDesk
from vicidash.floor.watch import FloorWatch
from vicidash.tui.app import VicidashApp

HERE: Final = Path(__file__).parent
SEED: Final = 7
BEGIN: Final = 1_795_442_400.0
"""2026-11-23 14:00 UTC: nine o'clock on the demo's floor."""
WATCHED: Final = 1500
"""Seconds for which the floor was watched before the picture: times in state are known by then."""


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.passed = 0.0

    def wall(self) -> float:
        """Epoch seconds, for the demo."""
        return BEGIN + self.passed

    def monotonic(self) -> float:
        """For the watch."""
        return self.passed


Play = Callable[[Pilot[int], Callable[[float], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """One picture: its size, and what is done before it is taken."""

    name: str
    size: tuple[int, int]
    play: Play


async def _acting(pilot: Pilot[int], later: Callable[[float], Awaitable[None]]) -> None:
    """One agent pauses after the call, a frozen one never, one is about to; a level is set."""
    await pilot.press("p", *"j" * 12, "p")
    for _ in range(5):
        await later(4)
    await pilot.press("k", "p")
    await later(0)
    await pilot.press("tab", "plus", "plus", "plus")


async def _looking(pilot: Pilot[int], later: Callable[[float], Awaitable[None]]) -> None:
    await pilot.press("j", "j")


SCENES: Final = (
    Scene("floor", (132, 34), _acting),
    Scene("floor-80x24", (80, 24), _looking),
)


async def take(scene: Scene) -> str:
    """The SVG of a scene."""
    clock = Clock()
    dialer = DemoDialer(seed=SEED, clock=clock.wall)
    # a name instead of the free port of the day
    shown = VicidialClient("https://dialer.example.com", "demo", "demo")
    with tempfile.TemporaryDirectory() as folder, DemoServer(dialer) as server:
        async with VicidialClient(server.url, "demo", "demo", command_spacing=0.0) as client:
            watch = FloorWatch(client, clock=clock.monotonic)
            await _watched(watch, clock, WATCHED)
            app = VicidashApp(
                shown,
                Settings(ascii=False),  # whatever the terminal it is made in can show
                watch=watch,
                clock=clock.monotonic,
                make_desk=lambda changed: ActionDesk(
                    client,
                    AuditLog(Path(folder) / "audit.jsonl", dialer=shown.url, user=shown.user),
                    clock=clock.monotonic,
                    on_change=changed,
                ),
            )

            async def later(seconds: float) -> None:
                for worker in [each for each in app.workers if each.group == "actions"]:
                    await worker.wait()
                clock.passed += seconds
                watch.poll_now("floor")
                await settled(lambda: app.supervisor.snapshot.agents.at == clock.passed)

            async def settled(ready: Callable[[], bool]) -> None:
                for _ in range(1000):
                    await pilot.pause()
                    if ready():
                        return
                    await asyncio.sleep(0.01)
                raise RuntimeError(f"{scene.name}: the floor was not polled")

            async with app.run_test(size=scene.size) as pilot:
                await settled(lambda: app.supervisor.snapshot.agents.at is not None)
                await scene.play(pilot, later)
                await pilot.pause()
                await asyncio.sleep(0)
                svg = app.export_screenshot(title="vicidash")
    return _stable(svg)


async def _watched(watch: FloorWatch, clock: Clock, seconds: float) -> None:
    end = clock.passed + seconds
    while clock.passed < end:
        wait = watch.due_in() or 0.0
        clock.passed = min(end, clock.passed + wait)
        if not watch.due_in():
            await watch.step()


def _stable(svg: str) -> str:
    """Without what rich derives from object identities, without a network font, and with each word
    placed by its x: fonts differ in width, and some renderers drop blanks.
    """
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "DejaVu Sans Mono, monospace")
    return _RUN.sub(_place, svg)


_RUN: Final = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"'
    r' clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_CELL: Final = 12.2
"""Width of a cell in rich's pictures."""


def _place(run: re.Match[str]) -> str:
    text = unescape(run["text"])
    return "".join(
        f'<text class="{run["style"]}" x="{float(run["x"]) + word.start() * _CELL:.1f}"'
        f' y="{run["y"]}" textLength="{cell_len(word[0]) * _CELL:.1f}"'
        f' clip-path="{run["clip"]}">{escape(word[0], quote=False)}</text>'
        for word in re.finditer(r"[^\xa0]+", text)
    )


def main() -> None:
    """Make all pictures."""
    convert = shutil.which("rsvg-convert")
    for scene in SCENES:
        path = HERE / f"{scene.name}.svg"
        path.write_text(asyncio.run(take(scene)), encoding="utf-8")
        print(path)
        if convert:
            png = path.with_suffix(".png")
            subprocess.run([convert, "--zoom", "1.2", str(path), "-o", str(png)], check=True)  # noqa: S603
            print(png)


if __name__ == "__main__":
    main()
