"""Gets the password from the settings, a command, the key store or a prompt."""

import importlib
import importlib.util
import subprocess
import threading
from collections.abc import Callable
from threading import Lock

from pydantic import SecretStr

from vicidash.config.errors import ConfigError, Problem
from vicidash.config.validators import secret_problem

PASSWORD_COMMAND_TIMEOUT = 10.0
"""Seconds that a password command may take."""

_DELETED_BY_DIALER = {
    "&": "an ampersand",
    "'": "an apostrophe",
    '"': "a double quote",
    "\\": "a backslash",
    ";": "a semicolon",
    "|": "a vertical bar",
}


def password_warning(password: SecretStr) -> str | None:
    """Why the dialer will never accept this password; None if it can.

    VICIDial deletes certain characters from a password before it compares. The warning names the
    kinds of characters only.
    """
    text = password.get_secret_value()
    kinds = [kind for character, kind in _DELETED_BY_DIALER.items() if character in text]
    if any(character.isspace() for character in text):
        kinds.append("a blank")
    if not kinds:
        return None
    return (
        f"the password has {' and '.join(kinds)} in it, which the dialer deletes before it "
        "compares: the login will fail, and ten failures lock the account; change the password"
    )


Ask = Callable[[str], SecretStr]
"""Asks the user for the password of an account (`user@url`) and returns it."""


class PasswordSource:
    """The password, or the way to get it, which is used at most once."""

    __slots__ = ("_lock", "_password", "_way")

    def __init__(
        self, password: SecretStr | None = None, way: Callable[[], SecretStr] | None = None
    ) -> None:
        self._password = password
        self._way = way
        self._lock = Lock()

    def __repr__(self) -> str:
        return "PasswordSource()"

    @property
    def is_set(self) -> bool:
        """Whether there is a password, or a way to get one."""
        return self._password is not None or self._way is not None

    def get(self) -> SecretStr:
        """The password. Blocks while a command runs, a key store is unlocked or the user types.

        If the way fails, the next call tries it again. Raises `ConfigError`.
        """
        with self._lock:
            if self._password is None:
                if self._way is None:
                    raise ConfigError([Problem("settings", "password is not set", _SET)])
                self._password = self._way()
            return self._password


_SET = "set it in the settings file, or in VICIDIAL_PASS"


def password_from_prompt(ask: Ask | None, account: str, where: str) -> SecretStr:
    """The password that the user types. Raises `ConfigError` if there is no terminal to ask on."""
    if ask is None:
        message = "the settings say to ask for the password, but there is no terminal to ask at"
        remedy = "set VICIDIAL_PASS in the environment, or get the password another way"
        raise ConfigError([Problem(where, message, remedy)])
    return ask(account)


def password_from_command(command: tuple[str, ...], where: str) -> SecretStr:
    """The first line that the command prints; blocks for up to `PASSWORD_COMMAND_TIMEOUT`.

    Raises `ConfigError`.
    """
    answer = _printed_by(command)
    if isinstance(answer, str):
        raise ConfigError([_failure(where, command[0], answer)])
    return answer


def _failure(where: str, name: str, what: str) -> Problem:
    remedy = "run it in a shell to see why; it gets no shell here, so ~ $ | and > mean nothing"
    return Problem(where, f"password command {name!r} {what}", remedy)


def _printed_by(command: tuple[str, ...]) -> SecretStr | str:
    """The first line that the command prints, or an error message without any of its output."""
    try:
        # Its stdin is empty, so that it cannot read what is piped into vicidash. It keeps the
        # terminal, which the prompt of a key store may need. Its stderr is dropped: it could repeat
        # a secret.
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PASSWORD_COMMAND_TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        return "was not found"
    except OSError as error:
        return f"cannot be run: {error.strerror}"
    except subprocess.TimeoutExpired:
        return f"did not end within {PASSWORD_COMMAND_TIMEOUT:g} s"
    if done.returncode:
        return _ended(done.returncode)
    try:
        text = done.stdout.partition(b"\n")[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        return "printed something that is not UTF-8 text"
    return "printed an empty first line" if secret_problem(text) else SecretStr(text)


def _ended(status: int) -> str:
    return f"failed with exit status {status}" if status > 0 else f"was ended by signal {-status}"


# The key store of this machine (Keychain, Secret Service, …), through the package `keyring`

SERVICE = "vicidash"
"""The service name under which the key store holds the passwords, one for each account."""

KEY_STORE_TIMEOUT = 30.0
"""Seconds for the key store to answer; the user may have to unlock it first."""

_MISSING = "the key store needs the package keyring, which is not installed"
_INSTALL = "run: pip install 'vicidash[keyring]'"
_OTHERWISE = "or get the password another way: vicidash setup"


def account(url: str, user: str) -> str:
    """The account name under which the password of a dialer's user is stored."""
    return f"{user}@{url}"


def is_installed() -> bool:
    """Whether the keyring package is installed, without importing it."""
    return importlib.util.find_spec("keyring") is not None


def fetch(account: str, where: str) -> SecretStr:
    """Read an account's password. Blocks for up to `KEY_STORE_TIMEOUT`. Raises `ConfigError`."""
    found = _in_time(lambda: _get(account))
    if isinstance(found, SecretStr) and not secret_problem(found.get_secret_value()):
        return found
    if isinstance(found, Problem):
        raise ConfigError([Problem(where, found.message, found.remedy)])
    message = f"the key store has no password for {account} under the name {SERVICE}"
    remedy = f"put it there: vicidash setup, or keyring set {SERVICE} {account}"
    raise ConfigError([Problem(where, message, remedy)])


def keep(account: str, password: SecretStr) -> None:
    """Store the password of an account, and check that it can be read. Raises `ConfigError`.

    Blocks for up to `KEY_STORE_TIMEOUT`.
    """
    kept = _in_time(lambda: _set(account, password))
    if isinstance(kept, Problem):
        raise ConfigError([kept])
    if kept != password:  # the backend that keyring uses when it is switched off
        message = "the key store accepted the password but did not save it"
        raise ConfigError([Problem("key store", message, f"see: keyring diagnose; {_OTHERWISE}")])


def _get(account: str) -> SecretStr | None:
    found = importlib.import_module("keyring").get_password(SERVICE, account)
    return SecretStr(found) if found is not None else None


def _set(account: str, password: SecretStr) -> SecretStr | None:
    store = importlib.import_module("keyring")
    store.set_password(SERVICE, account, password.get_secret_value())
    return _get(account)


def _in_time(job: Callable[[], SecretStr | None]) -> SecretStr | Problem | None:
    """The result of `job`, or an error message without any text from the key store.

    It runs in a daemon thread, which is abandoned if it hangs, such as on a desktop bus that does
    not answer or a dialog on another screen; the program can still exit.
    """
    came: list[SecretStr | Problem | None] = []

    def run() -> None:
        try:
            came.append(job())
        except Exception as error:  # noqa: BLE001 - stores raise what they like, and it may quote
            came.append(_refusal(error))

    thread = threading.Thread(target=run, daemon=True, name="key-store")
    thread.start()
    thread.join(KEY_STORE_TIMEOUT)
    if came:
        return came[0]
    message = f"the key store did not answer within {KEY_STORE_TIMEOUT:g} s"
    return Problem("key store", message, f"unlock it and try again, {_OTHERWISE}")


_KINDS = {
    "NoKeyringError": "this machine has no key store that keyring can use",
    "KeyringLocked": "the key store is locked, and was not unlocked",
    "InitError": "the key store cannot be opened",
}


def _refusal(error: Exception) -> Problem:
    if isinstance(error, ModuleNotFoundError) and error.name == "keyring":
        return Problem("key store", _MISSING, f"{_INSTALL}, {_OTHERWISE}")
    kind = type(error).__name__
    message = _KINDS.get(kind, f"the key store failed ({kind})")
    return Problem("key store", message, f"see: keyring diagnose; {_OTHERWISE}")
