"""A centre to examine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.diagnosis.support import centre
from vicidash.demo import DemoServer


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """With accounts of every kind."""
    with DemoServer(centre()) as server:
        yield server
