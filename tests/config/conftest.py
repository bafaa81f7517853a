"""A home of its own for each test: no settings of the machine are read, none are written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vicidash.config import ConfigError, Problem, load

WriteSettings = Callable[[str], Path]


def problems(path: Path, **flags: object) -> tuple[Problem, ...]:
    """What is wrong with loading these flags and the file at `path`."""
    with pytest.raises(ConfigError) as caught:
        load(flags, env={}, path=path)
    return caught.value.problems


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def write(tmp_path: Path) -> WriteSettings:
    """Writes a settings file that only its owner can read."""

    def write_settings(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return write_settings
