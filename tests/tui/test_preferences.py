"""What comes back at the next start, whatever has become of the file."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicidash.tui.preferences import LARGEST, Layout, LayoutFile, SavedSort

LEFT = Layout(
    view="agents",
    campaign="SALES",
    filter="!paused ~ann",
    sorts={"agents": SavedSort(column="time", reverse=True)},
    wide={"campaigns": True},
    filters={"late": "paused"},
    phone="8300",
    theme="okabe-ito",
    theme_setting="floor-dark",
)
URL = "https://dialer.example"


def noted(path: Path) -> tuple[LayoutFile, list[str]]:
    notices: list[str] = []
    return LayoutFile(path, notices.append), notices


def test_a_layout_comes_back(tmp_path: Path) -> None:
    LayoutFile.of(tmp_path, URL).save(LEFT)
    assert LayoutFile.of(tmp_path, URL).load() == LEFT


def test_each_dialer_has_its_own_and_no_file_name_tells_which(tmp_path: Path) -> None:
    LayoutFile.of(tmp_path, URL).save(LEFT)
    assert LayoutFile.of(tmp_path, "https://other.example").load() == Layout()
    (name,) = (path.name for path in tmp_path.iterdir())
    assert "dialer" not in name


def test_nothing_kept_is_no_notice(tmp_path: Path) -> None:
    memory, notices = noted(tmp_path / "none.json")
    assert memory.load() == Layout()
    assert notices == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "made" / "layout.json"
    before = os.umask(0)
    try:
        LayoutFile(path).save(LEFT)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is damaged"),
        (b'{"version": 1, "lay', "is damaged"),
        (b"\xff\xfe\x00", "is damaged"),
        (b"[]", "is damaged"),
        (b'"text"', "is damaged"),
        (b"{}", "is damaged"),
        (b'{"version": true, "layout": 3}', "is damaged"),
        (b'{"version": 1}', "is damaged"),
        (b'{"version": 1, "layout": {"filter": 3}}', "is damaged"),
        (b'{"version": 1, "layout": {"sorts": {"agents": "time"}}}', "is damaged"),
        (b'{"version": 1, "layout": ' + b"[" * 100_000, "is damaged"),
        (b" " * (LARGEST + 1), "is damaged"),
        (b'{"version": 2, "layout": {"panes": []}}', "was written by a newer vicidash"),
    ],
)
def test_what_cannot_be_used_is_told_once_and_the_console_starts(
    tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "layout.json"
    path.write_bytes(content)
    memory, notices = noted(path)
    assert memory.load() == Layout()
    assert memory.load() == Layout()
    (notice,) = notices
    assert notice == f"{path} {told}: the console starts with the settings"


def test_a_folder_in_its_place_is_told_and_not_fallen_over(tmp_path: Path) -> None:
    memory, notices = noted(tmp_path)
    assert memory.load() == Layout()
    memory.save(LEFT)
    assert len(notices) == 1
    assert "cannot be read" in notices[0]


def test_what_a_newer_one_keeps_beside_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "layout.json"
    path.write_text('{"version": 1, "layout": {"campaign": "SALES", "panes": 3}}')
    memory, notices = noted(path)
    assert memory.load() == Layout(campaign="SALES")
    assert notices == []


def test_what_a_newer_one_keeps_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "layout.json"
    path.write_text('{"version": 2, "layout": {"panes": []}}')
    memory, _ = noted(path)
    memory.load()
    memory.save(LEFT)
    assert json.loads(path.read_text())["version"] == 2


def test_a_state_folder_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    memory, notices = noted(tmp_path / "file" / "layout.json")
    memory.save(LEFT)
    memory.save(Layout())
    assert len(notices) == 1
    assert "cannot be saved" in notices[0]


def test_of_two_consoles_the_last_one_wins_and_no_scraps_stay(tmp_path: Path) -> None:
    first, second = LayoutFile.of(tmp_path, URL), LayoutFile.of(tmp_path, URL)
    first.save(LEFT)
    second.save(LEFT.model_copy(update={"filter": "second"}))
    assert first.load().filter == "second"
    first.save(LEFT)
    assert second.load() == LEFT
    assert len(list(tmp_path.iterdir())) == 1


def test_the_same_layout_is_not_written_again(tmp_path: Path) -> None:
    memory, _ = noted(tmp_path / "layout.json")
    memory.save(LEFT)
    memory.path.unlink()
    memory.save(LEFT)
    assert not memory.path.exists()


def test_a_choice_made_in_the_console_holds_until_the_setting_is_changed() -> None:
    layout = Layout().with_theme("okabe-ito", "floor-dark")
    assert layout.theme_for("floor-dark") == "okabe-ito"
    assert layout.theme_for("floor-light") == "floor-light"
    assert Layout().theme_for("floor-light") == "floor-light"


def test_no_field_could_hold_a_password() -> None:
    assert not any("pass" in name or "secret" in name for name in Layout.model_fields)
    assert "s3cret" not in json.dumps(LEFT.model_dump())


SHORT = st.text(max_size=40)
LAYOUTS = st.builds(
    Layout,
    view=st.none() | SHORT,
    campaign=st.none() | SHORT,
    filter=SHORT,
    filters=st.dictionaries(st.text(min_size=1, max_size=20), SHORT, max_size=3),
    wide=st.dictionaries(st.text(min_size=1, max_size=20), st.booleans(), max_size=3),
)


@given(layout=LAYOUTS)
def test_any_layout_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, layout: Layout
) -> None:
    memory = LayoutFile(tmp_path_factory.mktemp("memory") / "layout.json")
    memory.save(layout)
    assert LayoutFile(memory.path).load() == layout


@given(content=st.binary(max_size=200))
def test_no_content_is_a_crash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("memory") / "layout.json"
    path.write_bytes(content)
    memory, _ = noted(path)
    memory.save(memory.load())
