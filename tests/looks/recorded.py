"""Looks at the demo's floor, as a console takes them."""

from __future__ import annotations

from tests.tui.centre import MONDAY_NOON, RIGHT, USER, Centre, Clock
from tests.tui.stepped_dialer import no_socket
from vicidash.actions.ticket import TicketBook
from vicidash.alerts.board import AlertBoard
from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.floor.watch import FloorWatch
from vicidash.history.recorder import FloorRecorder
from vicidash.looks.look import Look


async def looks_of(minutes: float, *, agents: int = 20, campaigns: int = 3) -> list[Look]:
    """All looks of so many minutes."""
    clock = Clock()
    dialer = Centre(clock, agents=agents, campaigns=campaigns, live=True, seed=5)
    client = VicidialClient("http://127.0.0.1:9", USER, RIGHT)
    watch = FloorWatch(client, clock=clock, report=60.0)

    def wall() -> float:
        return MONDAY_NOON + clock()

    records = FloorRecorder(None, dialer=client.url, clock=clock, wall=wall)
    board = AlertBoard(Settings().alerts, clock)
    looks = []
    until = clock.now + minutes * 60
    with no_socket(dialer):
        while (wait := watch.due_in()) is not None and clock.now + wait <= until:
            clock.now += wait
            snapshot = await watch.step()
            records.see(snapshot)
            board.see(snapshot)
            looks.append(
                Look.of(
                    snapshot,
                    records.state,
                    at=clock(),
                    wall=wall(),
                    alerts=board.active,
                    log=board.log,
                    guards={},
                    tickets=TicketBook({}),
                )
            )
    await client.aclose()
    return looks
