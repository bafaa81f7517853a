"""The password in the machine's key store, and the four ways to it.

The package `keyring` is stood in for by a module of ours in `sys.modules`: the real one comes with
an extra, and would open the key store of whoever runs the tests. What is held to here is what
vicidash does with it: when it is loaded, what is asked for, and what becomes of its failures.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import SecretStr

from tests.config.conftest import WriteSettings, problems
from tests.config.test_secrecy import shown
from vicidash.config import ConfigError, Loaded, Problem, load, password, passwords

LOGIN = 'url = "https://d.example/"\nuser = "6666"\n'
ACCOUNT = "6666@https://d.example"
KEYRING = LOGIN + "password_keyring = true\n"
SECRET = "Zq7Xv9secret"


class Store(ModuleType):
    """Has the functions of `keyring` that are used, over a dict."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.__spec__ = ModuleSpec("keyring", None)
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.error: Exception | None = None
        self.forgets = False
        self.hangs: threading.Event | None = None

    def get_password(self, service: str, account: str) -> str | None:
        self.asked += 1
        self._maybe_fail()
        return self.kept.get((service, account))

    def set_password(self, service: str, account: str, password: str) -> None:
        self._maybe_fail()
        if not self.forgets:
            self.kept[service, account] = password

    def _maybe_fail(self) -> None:
        if self.hangs is not None:
            self.hangs.wait()
        if self.error is not None:
            raise self.error


class KeyringLocked(Exception):
    """As `keyring.errors` names it."""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    fake = Store()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    yield fake
    if fake.hangs is not None:
        fake.hangs.set()


@pytest.fixture
def without_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.fixture
def loaded(write: WriteSettings) -> Loaded:
    return load(env={}, path=write(KEYRING))


def failure(loaded: Loaded) -> Problem:
    with pytest.raises(ConfigError) as caught:
        password(loaded)
    assert SECRET not in shown(caught.value)
    assert caught.value.__context__ is None
    (problem,) = caught.value.problems
    return problem


def test_what_was_kept_is_fetched_once_and_only_when_needed(store: Store, loaded: Loaded) -> None:
    passwords.keep(passwords.account("https://d.example", "6666"), SecretStr(SECRET))
    assert store.kept == {("vicidash", ACCOUNT): SECRET}
    store.asked = 0
    assert loaded.require_login() == ("https://d.example", "6666")
    assert store.asked == 0
    assert password(loaded) == password(loaded) == SecretStr(SECRET)
    assert store.asked == 1
    assert SECRET not in repr(loaded)


def test_an_account_that_is_not_kept_is_named(store: Store, loaded: Loaded) -> None:
    problem = failure(loaded)
    assert f"no password for {ACCOUNT} under the name vicidash" in problem.message
    assert problem.where == f"{loaded.path}: password_keyring"
    assert f"keyring set vicidash {ACCOUNT}" in problem.remedy
    store.kept["vicidash", ACCOUNT] = SECRET
    assert password(loaded) == SecretStr(SECRET)


def test_without_the_extra_it_is_named(without_keyring: None, loaded: Loaded) -> None:
    problem = failure(loaded)
    assert "needs the package keyring" in problem.message
    assert "pip install 'vicidash[keyring]'" in problem.remedy
    assert not passwords.is_installed()


def test_a_store_that_is_locked_says_so(store: Store, loaded: Loaded) -> None:
    store.error = KeyringLocked(SECRET)
    assert "is locked, and was not unlocked" in failure(loaded).message


def test_any_other_failure_is_told_by_its_kind_alone(store: Store, loaded: Loaded) -> None:
    store.error = OSError(5, SECRET)
    problem = failure(loaded)
    assert problem.message == "the key store failed (OSError)"
    with pytest.raises(ConfigError) as caught:
        passwords.keep(ACCOUNT, SecretStr(SECRET))
    assert SECRET not in shown(caught.value)


def test_a_store_that_hangs_is_left(
    store: Store, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "KEY_STORE_TIMEOUT", 0.02)
    store.hangs = threading.Event()
    assert "did not answer within 0.02 s" in failure(loaded).message


def test_a_store_that_forgets_is_found_out(store: Store) -> None:
    store.forgets = True
    with pytest.raises(ConfigError, match="did not save it"):
        passwords.keep(ACCOUNT, SecretStr(SECRET))


def test_it_is_not_loaded_before_it_is_needed(write: WriteSettings) -> None:
    path = write(KEYRING)
    code = (
        "import sys, pathlib\nfrom vicidash.config import load\n"
        f"load(env={{}}, path=pathlib.Path({str(path)!r})).require_login()\n"
        "import vicidash.session, vicidash.config.passwords\n"
        "vicidash.config.passwords.is_installed()\nprint('keyring' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_who_has_to_be_asked_is_asked_once_for_the_account(write: WriteSettings) -> None:
    asked = []

    def ask(account: str) -> SecretStr:
        asked.append(account)
        return SecretStr(SECRET)

    loaded = load(env={}, path=write(LOGIN + "password_ask = true"), ask=ask)
    loaded.require_login()
    assert asked == []
    assert password(loaded) == password(loaded) == SecretStr(SECRET)
    assert asked == [ACCOUNT]


def test_where_nobody_can_be_asked_that_is_an_error(write: WriteSettings) -> None:
    problem = failure(load(env={}, path=write(LOGIN + "password_ask = true")))
    assert problem.where.endswith(": password_ask")
    assert "no terminal to ask at" in problem.message
    assert "VICIDIAL_PASS" in problem.remedy


def test_a_way_replaces_every_other_of_a_lower_place(write: WriteSettings, tmp_path: Path) -> None:
    path = write("password_ask = true\n[profiles.night]\npassword_keyring = true\n")
    by_night = load(env={}, path=path, profile="night").settings
    assert (by_night.password_ask, by_night.password_keyring) == (False, True)
    from_environment = load(env={"VICIDIAL_PASS": "x"}, path=path, profile="night")
    assert not from_environment.settings.password_keyring
    assert from_environment.password_source.get() == SecretStr("x")


def test_of_two_ways_in_one_table_one_would_never_be_used(write: WriteSettings) -> None:
    path = write('password = "x"\npassword_ask = true\npassword_keyring = true\n')
    said = [str(each) for each in problems(path)]
    assert [each.partition(": ")[2].partition(":")[0] for each in said] == [
        "password_keyring",
        "password_ask",
    ]
    assert all("stands beside password: one of them would never be used" in each for each in said)
    loaded = load(env={}, path=write('password = "x"\npassword_ask = false\n'))
    assert loaded.password_source.get() == SecretStr("x")


def test_a_password_in_the_wrong_place_is_not_shown(write: WriteSettings) -> None:
    path = write(f'password_keyring = "{SECRET}"\n')
    (problem,) = problems(path)
    assert "the value is neither true nor false" in problem.message
    assert SECRET not in str(problem)
