"""The password: where it comes from, and why the dialer may never accept it."""

import subprocess
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


class PasswordSource:
    """The password as set, or the command that prints it, which then runs at most once."""

    __slots__ = ("_command", "_lock", "_password", "_where")

    def __init__(
        self, password: SecretStr | None = None, command: tuple[str, ...] = (), where: str = ""
    ) -> None:
        self._password = password
        self._command = command
        self._where = where
        self._lock = Lock()

    def __repr__(self) -> str:
        return "PasswordSource()"

    @property
    def is_set(self) -> bool:
        """Whether there is a password, or a way to get one."""
        return self._password is not None or bool(self._command)

    def get(self) -> SecretStr:
        """The password. Blocks for up to `PASSWORD_COMMAND_TIMEOUT` when a command has to run.

        A command that failed runs again on the next call. Raises `ConfigError`.
        """
        with self._lock:
            if self._password is None:
                answer = _printed_by(self._command)
                if isinstance(answer, str):
                    raise ConfigError([_failure(self._where, self._command[0], answer)])
                self._password = answer
            return self._password


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
