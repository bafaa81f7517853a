"""What the tests of the examination share: dialers, clients, and pictures of a whole centre."""

from __future__ import annotations

import dataclasses
import ssl
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Final

from tests.replay import Replay
from vicidash.client import VicidialClient
from vicidash.demo import Account, DemoDialer, DemoServer
from vicidash.demo.options import ALL_RIGHTS, DEFAULT_ACCOUNTS
from vicidash.diagnosis import Report, Setup, Status, examine

CERTIFICATES: Final = Path(__file__).parent / "certificates"
"""Made for these tests; each file has a key and the certificate that it signed itself."""

SECRET: Final = "n0t-to-be-seen"
MORNING: Final = 1_795_411_274.0
"""When the recordings were made: 2026-11-23 10:21:14 UTC."""

ACCOUNTS: Final = (
    *DEFAULT_ACCOUNTS,
    Account("boss", SECRET),
    Account("eight", SECRET, level=8, rights=ALL_RIGHTS),
    Account("barred", SECRET, refused=frozenset(("call_status_stats", "logout"))),
    Account("blind", SECRET, rights=ALL_RIGHTS - {"reports"}),
)


def centre(**options: Any) -> DemoDialer:
    """A small centre whose clock stands still."""
    return DemoDialer(agents=12, campaigns=2, clock=lambda: MORNING, accounts=ACCOUNTS, **options)


async def examined(
    dialer: DemoServer | Replay | str,
    user: str = "boss",
    password: str = SECRET,
    *,
    setup: Setup = Setup(),  # noqa: B008 - frozen
    **settings: Any,
) -> Report:
    """The report on an account, with this machine's clock at the time of the recordings."""
    url = dialer if isinstance(dialer, str) else dialer.url
    async with VicidialClient(url, user, password, **settings) as client:
        return await examine(client, setup=setup, clock=lambda: MORNING)


def by_status(report: Report, status: Status) -> list[str]:
    """The ids of the checks that came out so."""
    return [check.id for check in report.checks if check.status is status]


def server_tls(name: str) -> ssl.SSLContext:
    """A server's side of a connection with one of the certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    return context


def picture(thing: object, seen: frozenset[int] = frozenset()) -> object:
    """Everything in ``thing``, all the way down, as values that can be compared."""
    if thing is None or isinstance(thing, str | int | float | bytes):
        return thing
    if id(thing) in seen:
        return "again"
    below = seen | {id(thing)}
    if isinstance(thing, Mapping):
        return [(picture(key, below), picture(value, below)) for key, value in thing.items()]
    if isinstance(thing, AbstractSet):
        return sorted(repr(picture(each, below)) for each in thing)
    if isinstance(thing, Sequence | Iterable):
        return [picture(each, below) for each in thing]
    if dataclasses.is_dataclass(thing):
        return [picture(getattr(thing, each.name), below) for each in dataclasses.fields(thing)]
    if callable(thing):
        return getattr(thing, "__qualname__", "")
    if hasattr(thing, "getstate"):
        return thing.getstate()
    return [picture(each, below) for each in vars(thing).items()]
