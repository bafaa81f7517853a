"""Changing settings in the file: what is asked for changes, everything else stays as it was."""

import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.config.conftest import WriteSettings
from vicidash.config import ConfigError, load
from vicidash.config.writer import changed, written, written_keys
from vicidash.config.writer import write as save

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")

FILE = """\
# Ours. Ask Ines before you change it.

url = 'https://old.example'   # the old one
campaigns = [
  "SALES",  # ] is no end
  "A = #1",
]
password_command = "pass show dialer"

# at night
[profiles.night]
  user = "night"
theme = \"\"\"
url = "not me"\"\"\"

[profiles."late shift"]
user = "late"
"""


def refusal(path: Path, **changes: str) -> str:
    before = path.read_bytes()
    with pytest.raises(ConfigError) as caught:
        save(path, changes, profile="night")
    assert path.read_bytes() == before
    (problem,) = caught.value.problems
    return str(problem)


def test_a_value_is_replaced_and_its_comment_stays(ours: Path) -> None:
    save(ours, {"url": "https://new.example"})
    assert ours.read_text() == FILE.replace("'https://old.example'", '"https://new.example"')


def test_a_new_key_comes_after_the_last_of_its_table(ours: Path) -> None:
    save(ours, {"user": "6666"})
    command = 'password_command = "pass show dialer"\n'
    assert ours.read_text() == FILE.replace(command, command + 'user = "6666"\n')


def test_a_key_is_taken_out_with_its_line(ours: Path) -> None:
    save(ours, {"campaigns": None, "password_command": None, "never": None})
    start, _, rest = FILE.partition("campaigns")
    assert ours.read_text() == start + rest.partition("dialer")[2][2:]


def test_a_profile_is_changed_in_its_own_table(ours: Path) -> None:
    save(ours, {"user": "n2", "url": "https://n.example"}, profile="night")
    late = '\n[profiles."late'
    wanted = FILE.replace('"night"', '"n2"').replace(late, f'url = "https://n.example"\n{late}')
    assert ours.read_text() == wanted


def test_a_profile_that_is_not_there_is_started_at_the_end(ours: Path) -> None:
    save(ours, {"user": "d", "password_ask": True}, profile='day "2"')
    added = '\n[profiles."day \\"2\\""]\nuser = "d"\npassword_ask = true\n'
    assert ours.read_text() == FILE + added
    assert load(env={}, path=ours, profile='day "2"').settings.user == "d"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'user = "u"\n'),
        ("# mine", '# mine\nuser = "u"\n'),
        ('url = "x"', 'url = "x"\nuser = "u"\n'),
        ('url = "x"\r\n', 'url = "x"\r\nuser = "u"\r\n'),
        ("[keys]\nq = 1\n", 'user = "u"\n\n[keys]\nq = 1\n'),
        ("# all\n\n# keys\n[keys]\n", '# all\n\nuser = "u"\n# keys\n[keys]\n'),
        ("\ufeff'user' = 'x'", "\ufeff'user' = \"u\""),
        ("user=1 # one\n", 'user="u" # one\n'),
    ],
)
def test_layouts_of_the_top(before: str, after: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(before.encode())
    save(path, {"user": "u"})
    assert path.read_bytes().decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[profiles.night]", '[profiles.night]\nuser = "u"\n'),
        ("[profiles]\nnight.url = 'x'\n", "[profiles]\nnight.url = 'x'\nnight.user = \"u\"\n"),
        ("profiles.night.url = 'x'", "profiles.night.url = 'x'\nprofiles.night.user = \"u\"\n"),
        ("[profiles.night.keys]\n", '[profiles.night.keys]\n\n[profiles.night]\nuser = "u"\n'),
    ],
)
def test_layouts_of_a_profile(before: str, after: str, write: WriteSettings) -> None:
    path = write(before)
    assert changed(path, {"user": "u"}, profile="night").get_secret_value() == after


@pytest.mark.parametrize(
    "text", ["profiles = {night = {url = 'x'}}", "profiles = 3", "[[profiles]]\nnight = 1"]
)
def test_a_layout_that_would_be_lost_is_left_alone(text: str, write: WriteSettings) -> None:
    assert "is laid out in a way that vicidash cannot change" in refusal(write(text), user="u")


def test_a_broken_file_is_left_alone_and_named(write: WriteSettings, tmp_path: Path) -> None:
    path = write('user = "6666"\nurl = https://d.example\n')
    assert f"{path}:2:7: is not valid TOML" in refusal(path, user="u")
    path.write_bytes(b'user = "caf\xe9"')
    assert "is not UTF-8 text" in refusal(path, user="u")
    with pytest.raises(ConfigError, match="cannot be read"):
        save(tmp_path, {"user": "u"})


@posix_only
def test_a_new_file_and_its_folder_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "vicidash" / "config.toml"
    save(path, {"user": "u"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["config.toml"]


@posix_only
def test_a_file_with_a_password_is_closed_to_others_and_one_without_is_not(
    write: WriteSettings,
) -> None:
    path = write("")
    path.chmod(0o644)
    save(path, {"user": "u"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    write_password(path, "night")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load(env={}, path=path, profile="night").password_source.get() == SecretStr("a\\b")


def write_password(path: Path, profile: str | None = None) -> None:
    save(path, {"password": SecretStr("a\\b")}, profile=profile)


@posix_only
def test_a_link_stays_and_the_file_it_leads_to_is_changed(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "vicidash.toml"
    real.parent.mkdir()
    real.write_text("# mine\n")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    write_password(link)
    assert link.is_symlink()
    assert real.read_text() == '# mine\npassword = "a\\\\b"\n'
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("in the way")
    path = tmp_path / "folder" / "config.toml"
    with pytest.raises(ConfigError, match="cannot be"):
        save(path, {"user": "u"})


def test_no_error_shows_the_password(write: WriteSettings) -> None:
    path = write("profiles = 3")
    with pytest.raises(ConfigError) as caught:
        write_password(path, "night")
    assert "a\\b" not in str(caught.value)
    assert caught.value.__context__ is None
    assert "a\\\\b" not in repr(changed(path, {"password": SecretStr("a\\b")}))


@pytest.fixture
def ours(write: WriteSettings) -> Path:
    return write(FILE)


characters = st.characters(exclude_categories=["Cs"])


@given(st.text(characters))
def test_every_text_comes_back_from_toml(text: str) -> None:
    assert tomllib.loads(f"a = {written(text)}") == {"a": text}
    assert tomllib.loads(f"a = {written(SecretStr(text))}") == {"a": text}


@given(st.lists(st.text(characters), min_size=1, max_size=3))
def test_every_key_comes_back_from_toml(keys: list[str]) -> None:
    table: object = tomllib.loads(f"{written_keys(tuple(keys))} = 1")
    for key in keys:
        assert isinstance(table, dict)
        table = table[key]
    assert table == 1


def test_what_no_file_can_hold_is_refused_unseen() -> None:
    with pytest.raises(ValueError, match=r"^a lone surrogate$"):
        written("s3cret\udcff")


values = st.one_of(
    st.text(characters).map(written),
    st.text(st.sampled_from('ab =#[]{}"\n'), max_size=9).map(lambda text: f"'''{text}'''"),
    st.text(st.sampled_from("ab =#[]{}'\n"), max_size=9).map(lambda text: f'"""{text}"""'),
    st.just("[1, # ]\n [2, '#'],\n]"),
    st.just("{ a = [1], b = '}' }"),
    st.booleans().map(written),
)
names = st.sampled_from(["url", "user", "a", "b c", "profiles.x", "q"])
comments = st.sampled_from(["", " # note", "\n\n# [profiles.night]", "\n  # user = 1"])
lines = st.tuples(st.sampled_from(["", "  "]), names, values, comments).map(
    lambda parts: f"{parts[0]}{_key(parts[1])} = {parts[2]}{parts[3]}"
)
headers = st.sampled_from(["[profiles.night]", "[ profiles . day ] # x", "[keys]", "[[rows]]"])


def _key(name: str) -> str:
    return f'"{name}"' if " " in name else name


@given(
    st.lists(st.one_of(lines, headers), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([None, "night", "new"]),
    st.dictionaries(
        st.sampled_from(["url", "user", "q"]), st.one_of(st.none(), st.text(characters, max_size=5))
    ),
)
def test_any_file_is_changed_rightly_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory,
    statements: list[str],
    line_end: str,
    profile: str | None,
    changes: dict[str, str | None],
) -> None:
    text = "".join(f"{each}\n" for each in statements).replace("\n", line_end)
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode())
    try:
        after = changed(path, changes, profile=profile).get_secret_value()
    except ConfigError:
        profiles = before.get("profiles", {})
        assert "profiles.x" in text or not isinstance(profiles, dict), text
        return
    table = before
    if profile is not None and any(value is not None for value in changes.values()):
        table = before.setdefault("profiles", {}).setdefault(profile, {})
    elif profile is not None:
        table = before.get("profiles", {}).get(profile, {})
    for key, value in changes.items():
        table.pop(key, None) if value is None else table.update({key: value})
    assert tomllib.loads(after) == before
    for comment in (line for line in text.splitlines() if line.strip().startswith("#")):
        assert comment in after or "'''" in text or '"""' in text or "[1" in text
