"""What every test may count on: dialers to stand on, and nothing that differs by who runs it."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import effort
from tests.replay import Replay

# How long an example takes only tells how busy the machine is. The examples are the same in every
# run, so that none fails by chance; `--hypothesis-profile explore` looks for new ones.
_PACE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _PACE, derandomize=True)
settings.register_profile("explore", _PACE, print_blob=True)
settings.load_profile("same")


def pytest_configure() -> None:
    """Ctrl+C reaches the programs that tests start.

    A shell starts what runs in its background deaf to it, and all children inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The usual run leaves the thorough tests to the long one; what takes longest begins first.

    Whoever names files or tests gets all of them.
    """
    if list(config.args) == config.getini("testpaths"):
        chosen: list[pytest.Item] = []
        left: list[pytest.Item] = []
        for item in items:
            (chosen if _is_due(item) else left).append(item)
        config.hook.pytest_deselected(items=left)
        items[:] = chosen
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _is_due(item: pytest.Item) -> bool:
    """Whether this run has the test.

    The usual one has those that are not thorough; the long one the others, and all of a module that
    tries more then.
    """
    thorough = item.get_closest_marker("thorough") is not None
    if thorough or not effort.LONG:
        return thorough == effort.LONG
    return hasattr(getattr(item, "module", None), "effort")


def pytest_collection_finish() -> None:
    """The garbage collector leaves alone what is there before the first test.

    Those are more than a million objects that live to the end. Looking through them again and
    again took a fifth of the time of all tests. Garbage of tests is still collected, in larger
    portions.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture
def dialer() -> Iterator[Replay]:
    """The newest recorded build, 2.14-202."""
    with Replay("2.14-202") as replay:
        yield replay


@pytest.fixture
def old_dialer() -> Iterator[Replay]:
    """The oldest recorded build, 2.14-136, of which few functions were recorded."""
    with Replay("2.14-136") as replay:
        yield replay


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 that refuses every connection: it is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def kept_port() -> Iterator[int]:
    """A port of 127.0.0.1 on which servers may come and go, and that nobody else is given."""
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        port = kept.getsockname()[1]
        if sys.platform != "linux":  # elsewhere it would be taken for our servers, too
            kept.close()
        yield port
