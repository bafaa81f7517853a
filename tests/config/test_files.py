"""Where files are, who may read them, and what a file that is no TOML is told."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.config.conftest import WriteSettings, problems
from vicidash.config import (
    ConfigError,
    Problem,
    cache_dir,
    config_path,
    load,
    sources,
    state_dir,
)

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")


def test_the_path_of_the_settings(home: Path) -> None:
    assert config_path({}) == home / "config" / "vicidash" / "config.toml"
    assert config_path({"VICIDASH_CONFIG": "/etc/v.toml"}) == Path("/etc/v.toml")
    assert config_path({"VICIDASH_CONFIG": "~/v.toml"}) == home / "v.toml"
    assert not home.exists()


def test_loading_makes_no_file_or_folder(home: Path) -> None:
    load(env={})
    assert not home.exists()


@posix_only
def test_state_and_cache_are_made_for_their_owner_only(home: Path) -> None:
    for folder, made in (("state", state_dir), ("cache", cache_dir)):
        path = made()
        assert path == home / folder / "vicidash"
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert made() == path


@posix_only
def test_a_folder_that_exists_keeps_its_mode(home: Path) -> None:
    folder = home / "state" / "vicidash"
    folder.mkdir(parents=True)
    folder.chmod(0o750)
    assert stat.S_IMODE(state_dir().stat().st_mode) == 0o750


def test_a_folder_that_cannot_be_made_is_named(home: Path) -> None:
    home.mkdir()
    (home / "state").write_text("in the way")
    with pytest.raises(ConfigError) as caught:
        state_dir()
    (problem,) = caught.value.problems
    assert problem.where == str(home / "state" / "vicidash")
    assert "cannot be created" in problem.message
    assert "XDG" in problem.remedy


def test_a_named_file_that_is_absent_is_a_warning(tmp_path: Path) -> None:
    absent = tmp_path / "none.toml"
    by_variable = load(env={"VICIDASH_CONFIG": str(absent)})
    assert by_variable.warnings == (f"VICIDASH_CONFIG: there is no file {absent}",)
    assert by_variable.path == absent
    assert not by_variable.exists
    by_flag = load(env={}, path=absent)
    assert by_flag.warnings == (f"--config: there is no file {absent}",)


def test_a_folder_as_file_cannot_be_read(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path)
    assert problem.where == str(tmp_path)
    assert "cannot be read" in problem.message
    assert "VICIDASH_CONFIG" in problem.remedy


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('user = "6666"\nurl = https://d.example\n', 2, 7),
        ('theme = "a"\ntheme = "b"\n', 2, 12),
        ("[profiles.night\n", 1, 16),
        ('user = "6666"\ntheme =', 2, 8),
        ('user = """', 1, 11),
        ("password = 'hunter2\n", 2, 1),
    ],
)
def test_a_syntax_error_is_placed(write: WriteSettings, text: str, line: int, column: int) -> None:
    path = write(text)
    (problem,) = problems(path)
    assert problem.where == f"{path}:{line}:{column}"
    assert f"not valid TOML at line {line}, column {column}: " in problem.message
    assert "(at " not in problem.message
    assert "hunter2" not in str(problem)


def test_a_syntax_error_hides_no_problem_elsewhere(write: WriteSettings) -> None:
    path = write("= 1")
    found = {problem.where for problem in problems(path, floor_interval=0)}
    assert found == {f"{path}:1:1", "--floor-interval"}


def test_a_profile_is_not_missed_in_a_file_that_cannot_be_read(write: WriteSettings) -> None:
    with pytest.raises(ConfigError) as caught:
        load(env={}, path=write("= 1"), profile="night")
    assert len(caught.value.problems) == 1


def test_a_file_in_another_encoding_is_told_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('user = "6666"\ntheme = "caf\u00e9"\n'.encode("latin-1"))
    (problem,) = problems(path)
    assert problem.where == f"{path}:2"
    assert "UTF-8" in problem.message


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbftheme = "mono"\r\nuser = "6666"\r\n')
    assert load(env={}, path=path).settings.theme == "mono"


@given(st.binary())
def test_no_content_of_a_file_escapes_as_another_error(content: bytes) -> None:
    found = sources._parse(Path("config.toml"), content)
    assert isinstance(found, Problem | dict)


PASSWORD_ANYWHERE = ('password = "x"', '[profiles.night]\npassword = "x"', "password = 1")


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o444, 0o666])
@pytest.mark.parametrize("text", PASSWORD_ANYWHERE)
def test_a_password_that_others_can_read_is_refused(
    write: WriteSettings, text: str, mode: int
) -> None:
    path = write(text)
    path.chmod(mode)
    found = [problem for problem in problems(path) if "can be read by other" in problem.message]
    assert [problem.where for problem in found] == [str(path)]
    assert found[0].remedy == f"run: chmod 600 {path}"


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_password_that_only_its_owner_can_read_is_taken(write: WriteSettings, mode: int) -> None:
    path = write('password = "x"')
    path.chmod(mode)
    assert load(env={}, path=path).settings.password is not None


def test_a_file_without_password_may_be_read_by_all(write: WriteSettings) -> None:
    path = write('user = "6666"\npassword_command = "pass show x"\n[profiles.night]\n')
    path.chmod(0o644)
    assert load(env={}, path=path).settings.user == "6666"


def test_modes_mean_nothing_on_windows(
    write: WriteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_POSIX", False)
    path = write('password = "x"')
    path.chmod(0o644)
    assert load(env={}, path=path).settings.password is not None


def test_the_remedy_can_be_pasted_into_a_shell(tmp_path: Path) -> None:
    path = tmp_path / "my settings.toml"
    path.write_text('password = "x"')
    path.chmod(0o644)
    (problem,) = problems(path)
    assert problem.remedy == f"run: chmod 600 '{path}'"


def test_settings_load_neither_http_nor_screens() -> None:
    code = (
        "import sys, vicidash.config;"
        "print(sorted({'rich', 'textual', 'httpx', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
