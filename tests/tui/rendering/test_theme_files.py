"""A user's own themes: found beside ours, worn as they change, and no danger when broken."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tui.driver import Console, floor
from tests.tui.stepped_dialer import PATIENCE
from vicidash.client import VicidashError
from vicidash.tui import base_app
from vicidash.tui.rendering import theme_files
from vicidash.tui.rendering.theme_files import ThemeWatcher, line_of

TEXT = (Path(__file__).parents[3] / "themes" / "floor-dark.toml").read_text("utf-8")
TEAL = TEXT.replace("#14171d", "#00201f")
BROKEN = TEXT.replace('muted = "#929aab"', "muted = 3")
BROKEN_LINE = BROKEN.splitlines().index("muted = 3") + 1


@pytest.fixture
def folder(home: Path) -> Path:
    made = home / "config" / "vicidash" / "themes"
    made.mkdir(parents=True)
    return made


def write(path: Path, text: str) -> None:
    """As an editor does it, and never within the same tick of the file system's clock."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def test_they_lie_beside_the_settings_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert theme_files.user_folder() == folder
    monkeypatch.setenv("VICIDASH_CONFIG", str(tmp_path / "other" / "my.toml"))
    assert theme_files.user_folder() == tmp_path / "other" / "themes"


def test_a_users_theme_is_listed_and_loaded_by_the_name_of_its_file(folder: Path) -> None:
    write(folder / "mine.toml", TEAL)
    assert {"mine", "floor-dark", "okabe-ito"} <= set(theme_files.names())
    theme = theme_files.load("mine")
    assert (theme.name, theme.colors.background) == ("mine", "#00201f")


def test_a_users_theme_goes_before_ours_of_the_same_name(folder: Path) -> None:
    write(folder / "floor-light.toml", TEAL)
    assert theme_files.load("floor-light").colors.background == "#00201f"
    assert theme_files.names().count("floor-light") == 1


def test_one_that_was_written_when_every_theme_had_a_tab_is_still_good(folder: Path) -> None:
    write(folder / "mine.toml", TEAL.replace('chart = "', 'tab = "#3c4f76"\nchart = "'))
    theme, problem = theme_files.load_or_default("mine")
    assert (theme.name, theme.colors.background, problem) == ("mine", "#00201f", None)
    assert "tab" not in type(theme.parts).model_fields


def test_what_lies_beside_an_installed_package_is_somebody_elses(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "vicidash"
    for there in (package / "themes", package.parent / "themes"):
        there.mkdir(parents=True)
    assert theme_files.bundled(package) == package / "themes"
    checkout = tmp_path / "checkout"
    (checkout / "themes").mkdir(parents=True)
    assert theme_files.bundled(checkout / "vicidash") == checkout / "themes"


def test_what_is_no_theme_file_is_not_listed(folder: Path) -> None:
    for name in ("notes.txt", ".hidden.toml", "mine.toml~"):
        (folder / name).touch()
    assert not {"notes", ".hidden", "mine"} & set(theme_files.names())


def test_a_broken_one_gives_a_notice_with_file_and_line_and_the_default(folder: Path) -> None:
    write(folder / "mine.toml", BROKEN)
    theme, problem = theme_files.load_or_default("mine")
    assert theme.name == theme_files.DEFAULT
    assert problem == (
        f"the theme {folder / 'mine.toml'}:{BROKEN_LINE} cannot be used: parts.muted is not text; "
        "write it in quotes. Correct it, or choose another theme. Until then: floor-dark"
    )


def test_one_that_is_nested_without_end_is_broken_like_any_other(folder: Path) -> None:
    write(folder / "deep.toml", "a = " + "[" * 20_000)
    _, problem = theme_files.load_or_default("deep")
    assert problem is not None
    assert "nested too deeply" in problem


def test_a_broken_default_of_the_users_own_is_no_trap(folder: Path) -> None:
    write(folder / "floor-dark.toml", "name = ")
    theme, problem = theme_files.load_or_default("floor-dark")
    assert theme.colors.background == "#14171d"
    assert problem is not None
    assert f"{folder / 'floor-dark.toml'}:1 cannot be used: line 1 is not valid TOML" in problem


def test_a_name_that_is_not_there_gives_the_default_and_the_nearest() -> None:
    theme, problem = theme_files.load_or_default("okabe")
    assert theme.name == theme_files.DEFAULT
    assert problem is not None
    assert "there is no theme 'okabe'. Did you mean okabe-ito?" in problem


def test_a_theme_that_names_percents_as_it_once_had_to_goes_on(folder: Path) -> None:
    """They are not obeyed: the settings say what is critical."""
    path = folder / "mine.toml"
    path.write_text(re.sub(r'^warn = ("#.*)$', r"warn = [1.0, \1]", TEXT, flags=re.MULTILINE))
    theme = theme_files.load("mine")
    assert theme.drop.warn == theme_files.load("floor-dark").drop.warn
    assert theme.drop_colour(1.5) == ("", "")


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("a = 1\n[parts]\nmuted = 3\n", ("parts", "muted"), 3),
        ("muted = 1\n[parts]\n  muted=3", ("parts", "muted"), 3),
        ("parts.muted = 3", ("parts", "muted"), 1),
        ("x = 1\nparts = { muted = 3 }", ("parts", "muted"), 2),
        ("\n[ parts ]\ncursor = 1\n[drop]\n", ("parts", "muted"), 2),
        ("a = 1", ("parts", "muted"), None),
        ("a = 1", (), None),
    ],
)
def test_the_line_of_a_key_is_found(text: str, place: tuple[str, ...], line: int | None) -> None:
    assert line_of(text, place) == line


LINES = TEXT.splitlines()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, len(LINES) - 1), st.text(max_size=30))
def test_no_line_that_anybody_could_write_is_a_crash(tmp_path: Path, at: int, line: str) -> None:
    path = tmp_path / "mine.toml"
    text = "\n".join([*LINES[:at], line, *LINES[at + 1 :]])
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        theme_files.read(path)
    except VicidashError as error:
        told = error.message
    else:
        return
    assert str(path) in told
    assert told.isprintable()


def names(watcher: ThemeWatcher) -> Iterator[str]:
    while (name := watcher.changed()) is not None:
        yield name


def test_the_watcher_tells_what_was_added_written_and_taken_away(tmp_path: Path) -> None:
    write(tmp_path / "old.toml", TEXT)
    watcher = ThemeWatcher(tmp_path)
    assert list(names(watcher)) == []
    write(tmp_path / "new.toml", TEXT)
    write(tmp_path / "old.toml", TEAL)
    assert list(names(watcher)) == ["new", "old"]
    (tmp_path / "old.toml").unlink()
    assert list(names(watcher)) == ["old"]
    assert list(names(watcher)) == []


def test_the_watcher_waits_for_a_folder_that_is_not_there(tmp_path: Path) -> None:
    watcher = ThemeWatcher(tmp_path / "themes")
    assert watcher.changed() is None
    (tmp_path / "themes").mkdir()
    write(tmp_path / "themes" / "mine.toml", TEXT)
    assert watcher.changed() == "mine"


def ground(console: Console) -> str:
    return console.floor.styles.background.hex.lower()


async def looked(console: Console) -> None:
    console.app.look_at_themes()
    await console.quiet()


async def test_the_console_wears_a_theme_as_it_is_written(folder: Path) -> None:
    write(folder / "mine.toml", TEXT)
    async with floor(settings={"theme": "mine"}) as console:
        assert ground(console) == "#14171d"
        write(folder / "mine.toml", TEAL)
        await looked(console)
        assert ground(console) == "#00201f"
        assert console.message == "Theme mine"
        await console.press("?")
        assert "On agents" in console.text


async def test_the_console_looks_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_app, "LOOK", 0.01)
    write(folder / "mine.toml", TEXT)
    async with floor(settings={"theme": "mine"}) as console:
        write(folder / "mine.toml", TEAL)
        async with asyncio.timeout(PATIENCE):
            while ground(console) != "#00201f":
                await console.pilot.pause(0.01)


async def test_a_broken_change_is_told_once_and_the_theme_in_force_stays(folder: Path) -> None:
    write(folder / "mine.toml", TEAL)
    async with floor(settings={"theme": "mine"}) as console:
        write(folder / "mine.toml", BROKEN)
        await looked(console)
        assert f"mine.toml:{BROKEN_LINE} cannot be used: parts.muted is not text" in console.message
        assert ground(console) == "#00201f"
        console.app.floor_console.messages.say("")
        await looked(console)
        assert console.message == ""
        write(folder / "mine.toml", TEXT)
        await looked(console)
        assert ground(console) == "#14171d"


async def test_the_console_starts_with_a_broken_theme_and_says_so(folder: Path) -> None:
    write(folder / "mine.toml", BROKEN)
    async with floor(settings={"theme": "mine"}) as console:
        assert console.app.theme == theme_files.DEFAULT
        assert f"mine.toml:{BROKEN_LINE}" in console.message


async def test_a_theme_that_is_mended_after_a_broken_start_is_worn(folder: Path) -> None:
    write(folder / "mine.toml", BROKEN)
    async with floor(settings={"theme": "mine"}) as console:
        write(folder / "mine.toml", TEAL)
        await looked(console)
        assert ground(console) == "#00201f"


async def test_another_theme_can_be_chosen_and_one_that_is_not_there_cannot() -> None:
    async with floor() as console:
        assert console.app.choose_theme("floor-light") is None
        await console.quiet()
        assert ground(console) == "#fbfaf7"
        assert "there is no theme 'x'" in (console.app.choose_theme("x") or "")
        assert console.app.floor_theme.name == "floor-light"
