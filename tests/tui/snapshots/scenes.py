"""What is to be seen on the snapshots: one table of looks, and the states a console gets into."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.tui.centre import WRONG
from tests.tui.driver import Console
from tests.tui.wall.driver import Pane
from vicidash.tui.views.router import FLOOR, KINDS

GATEWAY_ALONE: Final = (503, "Service Unavailable")
"""What stands before a dialer that is gone; without one the error names the port of the day."""


@dataclass(frozen=True)
class Look:
    """A look at a centre that has been watched for a while: nothing is done, no time passes."""

    name: str
    keys: tuple[str, ...] = ()
    """Pressed on the floor, with the cursor on the first agent."""
    view: str = FLOOR
    """There is no snapshot before this view is registered."""


LOOKS: Final = (
    Look("floor"),
    Look("help", ("?",)),
    Look("palette", (":",)),
    Look("palette-narrowed", (":", *"pause")),
    Look("pick", ("P",)),
    Look("themes", ("ctrl+t",)),
    Look("confirm", ("j", "j", "o")),
    Look("queues", ("2",), "queues"),
    Look("campaign", ("tab", "3"), "campaign"),
    Look("agent", ("j", "4"), "agent"),
    Look("leads", ("5",), "leads"),
    Look("leads-found", ("5", "/", *"2475550106", "enter"), "leads"),
    Look("alerts", ("6",), "alerts"),
    Look("audit", ("7",), "audit"),
    Look("tiles", ("8",), "wall"),
    Look("explanation", ("tab", "g", "j", "j", "i")),
)


def looks() -> tuple[Look, ...]:
    """Those of the views that there are."""
    return tuple(look for look in LOOKS if look.view in (FLOOR, *KINDS))


Options = dict[str, Any]


@dataclass(frozen=True)
class State:
    """A console of its own, and what happened to it."""

    name: str
    happens: Callable[[Console], Awaitable[None]]
    options: Options = field(default_factory=dict)
    """Of :func:`tests.tui.driver.floor`."""


async def _nothing(console: Console) -> None:
    pass


async def _frozen(console: Console) -> None:
    await console.press("j", "f")
    await console.poll(40)


async def _lost(console: Console) -> None:
    console.dialer.instead[""] = GATEWAY_ALONE
    await console.poll(12)


async def _wide(console: Console) -> None:
    await console.press("tab", "w")


async def _queues_wide(console: Console) -> None:
    await console.press("2", "w")


async def _narrowed(console: Console) -> None:
    await console.press("C", "/", *"!ready", "enter", "g", "space", "j", "space", "j")


async def _pointing(console: Console) -> None:
    await console.press("j", "j")
    await console.settle()


STATES: Final = (
    State("floor-pane", _pointing, {"pane": True}),
    State("floor-frozen", _frozen),
    State("floor-dialer-lost", _lost),
    State("floor-login-refused", _nothing, {"password": WRONG}),
    State("floor-read-only", _nothing, {"settings": {"ascii": False, "read_only": True}}),
    State("floor-filtered-marked-sorted", _narrowed),
    State("floor-with-report", _wide, {"report": 60.0}),
    State("queues-with-report", _queues_wide, {"report": 60.0}),
)


@dataclass(frozen=True)
class Page:
    """The wall, and what happened to it."""

    name: str
    happens: Callable[[Pane], Awaitable[None]]


async def _first_page(pane: Pane) -> None:
    pass


async def _second_page(pane: Pane) -> None:
    await pane.press("n")


async def _last_page(pane: Pane) -> None:
    await pane.press("p")


async def _no_dialer(pane: Pane) -> None:
    pane.dialer.instead[""] = GATEWAY_ALONE
    await pane.pass_by(60)


PAGES: Final = (
    Page("wall", _first_page),
    Page("wall-campaigns", _second_page),
    Page("wall-agents", _last_page),
    Page("wall-dialer-lost", _no_dialer),
)
