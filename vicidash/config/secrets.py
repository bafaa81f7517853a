"""The password: where it comes from, and why the dialer may never accept it."""

import subprocess
from collections.abc import Callable
from threading import Lock

from pydantic import SecretStr

from vicidash.config.checks import secret_problem
from vicidash.config.errors import ConfigError, Problem

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
    """Why this password never matches on a dialer, naming kinds of characters only; None if it can.

    The server deletes these characters before it compares.
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
"""Asks a person for the password of an account (`user@url`) and gives it back."""


class PasswordSource:
    """The password as set, or the way to get it, which is then taken at most once."""

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
        """The password. Blocks while a command runs, a key store opens or a person types.

        A way that failed is taken again on the next call. Raises `ConfigError`.
        """
        with self._lock:
            if self._password is None:
                if self._way is None:
                    raise ConfigError([Problem("settings", "password is not set", _SET)])
                self._password = self._way()
            return self._password


_SET = "set it in the settings file, or in VICIDIAL_PASS"


def asked(ask: Ask | None, account: str, where: str) -> SecretStr:
    """The password that a person types. Raises `ConfigError` where nobody can be asked."""
    if ask is None:
        message = "the password is to be asked for, and there is no terminal to ask at"
        remedy = "set VICIDIAL_PASS in the environment, or another way to the password"
        raise ConfigError([Problem(where, message, remedy)])
    return ask(account)


def printed(command: tuple[str, ...], where: str) -> SecretStr:
    """What the command prints first; blocks for up to `PASSWORD_COMMAND_TIMEOUT`.

    Raises `ConfigError`.
    """
    answer = _printed_by(command)
    if isinstance(answer, str):
        raise ConfigError([_failure(where, command[0], answer)])
    return answer


def _failure(where: str, name: str, what: str) -> Problem:
    remedy = "run it in a shell to see why; it is run without one, so ~ $ | and > mean nothing"
    return Problem(where, f"password command {name!r} {what}", remedy)


def _printed_by(command: tuple[str, ...]) -> SecretStr | str:
    """The first line that the command prints, or what went wrong, without any of its output."""
    try:
        # Its stdin is empty, or it would eat what is piped into vicidash. It keeps the terminal
        # itself, which a key store's own prompt opens. Its stderr could repeat a secret.
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
