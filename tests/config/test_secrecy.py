"""Whatever happens, no text that vicidash makes of its settings shows the password."""

import copy
import io
import pickle
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.pretty import pretty_repr
from rich.traceback import Traceback

from vicidash.config import ConfigError, Loaded, load, password
from vicidash.config import passwords as config_passwords

pytestmark = pytest.mark.thorough

MARK = "Zq7Xv9"
"""Stands in each password, so that a part of it or an escaped form is found as well."""

passwords = st.tuples(st.text(), st.text()).map(MARK.join)
few = settings(max_examples=25, deadline=None)  # drawing a traceback is slow

ENV = {"VICIDIAL_URL": "https://d.example", "VICIDIAL_USER": "6666"}
ABSENT = Path("/nonexistent/config.toml")


def shown(error: BaseException) -> str:
    """All that a log, a crash screen or a debugger's traceback would show of an error."""
    inside = error.__traceback__
    while inside and inside.tb_frame.f_globals["__name__"] == __name__:
        inside = inside.tb_next  # the test's own frames hold the password, rightly
    assert inside is not None
    rich = io.StringIO()
    Console(file=rich, width=300).print(
        Traceback.from_exception(
            type(error),
            error,
            inside,
            show_locals=True,
            locals_max_length=1000,
            locals_max_string=10_000,
            locals_hide_dunder=False,
            locals_hide_sunder=False,
        )
    )
    plain = "".join(traceback.format_exception(error))
    return "\n".join((str(error), repr(error), repr(error.args), plain, rich.getvalue()))


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        call()
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    return shown(caught.value)


def texts(loaded: Loaded) -> str:
    values = (loaded, loaded.settings, loaded.password_source)
    said = [form(value) for value in values for form in (repr, str, pretty_repr)]
    return "\n".join([*said, loaded.settings.model_dump_json(), *loaded.warnings])


@given(passwords)
def test_loaded_settings_never_show_it(secret: str) -> None:
    loaded = load(env={**ENV, "VICIDIAL_PASS": secret}, path=ABSENT)
    assert password(loaded).get_secret_value() == secret
    assert MARK not in texts(loaded)


@given(passwords)
@few
def test_an_error_elsewhere_never_shows_it(secret: str) -> None:
    env = {**ENV, "VICIDIAL_PASS": secret, "VICIDIAL_URL": "no scheme"}
    assert MARK not in refusal(lambda: load({"theme": 3}, env=env, path=ABSENT))


@given(passwords)
@few
def test_a_password_as_flag_is_refused_unseen(secret: str) -> None:
    assert MARK not in refusal(lambda: load({"password": secret}, env=ENV, path=ABSENT))


@pytest.mark.parametrize("key", ["password", "password_command"])
@pytest.mark.parametrize("wrong", [[MARK], {MARK: 1}, {"a": MARK}, MARK + "\udcff", f"'{MARK}"])
def test_a_wrong_password_is_refused_unseen(key: str, wrong: object) -> None:
    overrides = {key: wrong, "theme": 3}
    assert MARK not in refusal(lambda: load(overrides, env=ENV, path=ABSENT))


def test_a_password_that_is_no_text_is_refused_before_it_can_be_sent() -> None:
    env = {**ENV, "VICIDIAL_PASS": MARK + "\udcff"}
    text = refusal(lambda: load(env=env, path=ABSENT))
    assert "VICIDIAL_PASS: the value is not UTF-8 text" in text
    assert MARK not in text


def toml(secret: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08x}" for character in secret) + '"'


@given(passwords)
@few
def test_a_file_with_it_never_shows_it(secret: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(f"[profiles.night]\npassword = {toml(secret)}\n")
        path.chmod(0o600)
        loaded = load(env=ENV, path=path, profile="night")
        assert password(loaded).get_secret_value() == secret
        assert MARK not in texts(loaded)
        path.chmod(0o644)
        assert MARK not in refusal(lambda: load(env=ENV, path=path))


@given(passwords)
@few
def test_a_file_that_is_no_toml_never_shows_it(secret: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        for text in (f'password = "{secret}', f"password = {secret}", f"x = 1\npassword: {secret}"):
            path.write_text(text, encoding="utf-8", errors="surrogateescape")
            assert MARK not in refusal(lambda: load(env=ENV, path=path))


@pytest.mark.parametrize(
    "url",
    [
        f"https://6666:{MARK}@d.example",
        f"https://6666:{MARK}/x@d.example",
        f"6666:{MARK}@d.example",
        f"ftp://6666:{MARK}@d.example",
        f"https://d.example/vicidial/non_agent_api.php?user=6666&pass={MARK}",
        f"d.example?pass={MARK}",
        f"https://d.example#{MARK}",
    ],
)
@pytest.mark.parametrize("key", ["url", "agent_url"])
def test_a_url_with_a_login_never_shows_it(key: str, url: str) -> None:
    assert MARK not in refusal(lambda: load({key: url}, env={}, path=ABSENT))


@pytest.fixture(autouse=True)
def key_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_STORE", MARK)


def with_command(code: str) -> Loaded:
    """Settings with a password command that has the secret at hand as `key`."""
    command = [sys.executable, "-c", f"import os, sys; key = os.environ['KEY_STORE']; {code}"]
    return load({"password_command": command}, env=ENV, path=ABSENT)


@pytest.mark.parametrize(
    "code",
    [
        "print(key); print(key, file=sys.stderr); sys.exit(3)",
        "sys.stdout.buffer.write(key.encode() + bytes([255]))",
        "print(); print(key)",
    ],
)
def test_a_command_that_fails_never_shows_its_output(
    code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    loaded = with_command(code)
    assert MARK not in refusal(lambda: password(loaded))
    assert MARK not in texts(loaded)
    assert capfd.readouterr() == ("", "")


def test_a_command_that_hangs_never_shows_its_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config_passwords, "PASSWORD_COMMAND_TIMEOUT", 0.3)
    loaded = with_command("print(key, flush=True); import threading; threading.Event().wait()")
    assert MARK not in refusal(lambda: password(loaded))


def test_what_a_command_printed_is_never_shown() -> None:
    loaded = with_command("print(key)")
    assert password(loaded).get_secret_value() == MARK
    assert MARK not in texts(loaded)


def test_an_error_survives_a_copy_and_a_process() -> None:
    with pytest.raises(ConfigError) as caught:
        load({"theme": 3}, env=ENV, path=ABSENT)
    for twin in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):  # noqa: S301
        assert twin.problems == caught.value.problems
        assert str(twin) == str(caught.value)
