"""Colour themes: files that are checked when they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driver import floor
from vicidash.client import VicidashError
from vicidash.tui.rendering import theme_files

pytestmark = pytest.mark.thorough

BUNDLED = Path(__file__).parents[3] / "themes"
OURS = sorted(path.stem for path in BUNDLED.glob("*.toml"))


@pytest.mark.parametrize("name", OURS)
def test_every_bundled_theme_loads_and_is_called_as_its_file(name: str) -> None:
    theme = theme_files.load(name)
    assert theme.name == name
    assert theme.textual().dark is theme.dark


def test_the_default_is_bundled() -> None:
    assert theme_files.DEFAULT in theme_files.names()


def test_an_unknown_theme_names_the_nearest() -> None:
    with pytest.raises(VicidashError, match="there is no theme 'flor-dark'") as caught:
        theme_files.load("flor-dark")
    assert caught.value.remedy == "Did you mean floor-dark?"


def test_an_unknown_theme_far_from_all_names_them() -> None:
    with pytest.raises(VicidashError) as caught:
        theme_files.load("zzz")
    assert caught.value.remedy == f"There are {', '.join(theme_files.names())}"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "a/b", ".", "x\0y"])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(VicidashError, match="there is no theme"):
        theme_files.load(name)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('primary = "#5b8def"', 'primary = "blue"'), "colors.primary"),
        (
            ('primary = "#5b8def"', 'primery = "#5b8def"'),
            "colors.primery is unknown; did you mean primary?",
        ),
        (("dark = true", "dark = true\ncell = true"), "cell is unknown; did you mean cells?"),
        (("dark = true", 'dark = "very"'), "dark is neither true nor false"),
        (('cursor = "#24304a"\n', ""), "parts.cursor is missing"),
        (('[0, "#7fc08b"], [60,', '[0, "#7fc08b"], [0,'), "states.waiting"),
        (('waiting = [[0, "#7fc08b"],', 'waiting = [[5, "#7fc08b"],'), "states.waiting"),
        (('critical = "#ff7b7b"', "critical = 3"), "drop.critical is not text"),
        (('name = "floor-dark"', 'name = "floor-dark'), "line 4"),
        (('error = "#ff7b7b"', 'error = "red"'), "colors.error the name of a colour"),
        (("dark = true", "dark = true\nansi = true"), "with ansi = true a colour is one of black"),
    ],
)
def test_an_error_names_file_and_key(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    text = (BUNDLED / "floor-dark.toml").read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(VicidashError) as caught:
        theme_files.read(path)
    assert str(path) in caught.value.message
    assert told in caught.value.message


def test_a_file_that_is_no_text_is_told() -> None:
    with pytest.raises(VicidashError, match="cannot be used"):
        theme_files.read(BUNDLED)


@pytest.mark.parametrize("name", OURS)
async def test_the_console_wears_it(name: str) -> None:
    async with floor(settings={"theme": name}) as console:
        assert console.app.theme == name
        assert console.app.current_theme.dark is theme_files.load(name).dark


def test_the_thresholds_are_those_of_the_stock_report() -> None:
    """60 and 300 s waiting; 10, 60, 300 in a call; and on to 600 and 900 paused and in dispo."""
    states = theme_files.load(theme_files.DEFAULT).states
    assert [step[0] for step in states.waiting] == [0, 60, 300]
    assert [step[0] for step in states.in_call] == [0, 10, 60, 300]
    for steps in (states.paused, states.dispo):
        assert [step[0] for step in steps] == [0, 10, 60, 300, 600, 900]
    assert [step[0] for step in states.dead] == [0, 10]
    assert [step[0] for step in states.three_way] == [0, 10]
