"""Dialers that every folder's tests may stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.replay import Replay


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
