"""A disk and a dialer that need not be waited for."""

from __future__ import annotations

import os

import pytest

from vicidash.importer import throttle


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for disk and dialer: for tests that begin very many imports, and cut no power."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(throttle, "FIRST_WAIT", 0.001)
