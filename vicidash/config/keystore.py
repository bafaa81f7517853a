"""The key store of this machine (Keychain, Secret Service, …), by way of the package `keyring`.

That package comes with the extra `vicidash[keyring]`. It is loaded when a password is fetched or
kept, never before: most of its start is finding out which store there is.
"""

import importlib
import importlib.util
import threading
from collections.abc import Callable

from pydantic import SecretStr

from vicidash.config.checks import secret_problem
from vicidash.config.errors import ConfigError, Problem

SERVICE = "vicidash"
"""Under this name the key store has the passwords, one for each account."""

KEY_STORE_TIMEOUT = 30.0
"""Seconds for the key store to answer; a person may have to unlock it first."""

_MISSING = "the key store needs the package keyring, which is not installed"
_INSTALL = "run: pip install 'vicidash[keyring]'"
_OTHERWISE = "or choose another way to the password: vicidash setup"


def account(url: str, user: str) -> str:
    """The name under which the password of a dialer's user is kept."""
    return f"{user}@{url}"


def is_installed() -> bool:
    """Whether the package is there; loads nothing."""
    return importlib.util.find_spec("keyring") is not None


def fetch(account: str, where: str) -> SecretStr:
    """The password of an account. Blocks for up to `KEY_STORE_TIMEOUT`. Raises `ConfigError`."""
    found = _in_time(lambda: _get(account))
    if isinstance(found, SecretStr) and not secret_problem(found.get_secret_value()):
        return found
    if isinstance(found, Problem):
        raise ConfigError([Problem(where, found.message, found.remedy)])
    message = f"the key store has no password for {account} under the name {SERVICE}"
    remedy = f"put it there: vicidash setup, or keyring set {SERVICE} {account}"
    raise ConfigError([Problem(where, message, remedy)])


def keep(account: str, password: SecretStr) -> None:
    """Keep the password of an account, and look whether it is there. Raises `ConfigError`.

    Blocks for up to `KEY_STORE_TIMEOUT`.
    """
    kept = _in_time(lambda: _set(account, password))
    if isinstance(kept, Problem):
        raise ConfigError([kept])
    if kept != password:  # the store that is chosen when keyring is switched off
        message = "the key store took the password and did not keep it"
        raise ConfigError([Problem("key store", message, f"see: keyring diagnose; {_OTHERWISE}")])


def _get(account: str) -> SecretStr | None:
    found = importlib.import_module("keyring").get_password(SERVICE, account)
    return SecretStr(found) if found is not None else None


def _set(account: str, password: SecretStr) -> SecretStr | None:
    store = importlib.import_module("keyring")
    store.set_password(SERVICE, account, password.get_secret_value())
    return _get(account)


def _in_time(job: Callable[[], SecretStr | None]) -> SecretStr | Problem | None:
    """What `job` comes to, or what went wrong, without a word of the store's own.

    It has a thread of its own, which is left behind when it hangs, as on a desktop bus that nobody
    answers or a window on another screen; the program can end without it.
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
