"""Files shared by separate runs: names for completion, refused logins, and a lock.

Light: completion reads them at every TAB, and ``vicidash line`` every few seconds. Only their owner
can read them. Any of them may be missing at any time, and it is no error if none can be written.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

FRESH: Final = 60.0
"""Seconds for which cached names are offered."""

_ENVIRONMENT: Final = ("VICIDIAL_URL", "VICIDIAL_USER", "VICIDASH_PROFILE", "VICIDASH_CONFIG")
_ID: Final = re.compile(r"[\w-]{1,20}", re.ASCII)

Names = tuple[tuple[str, str], ...]
"""Ids, each with the text that a shell may show beside it."""


def place(given: Mapping[str, object]) -> str:
    """A key for the options and variables that decide the dialer and user.

    It can be computed before any setting is read.
    """
    parts = [sorted((name, str(value)) for name, value in given.items() if value is not None)]
    parts.append([(name, os.environ.get(name, "")) for name in _ENVIRONMENT])
    config = str(given.get("config") or os.environ.get("VICIDASH_CONFIG", ""))
    if config and not os.path.isabs(config):
        with suppress(OSError):  # a folder that is gone
            config = os.path.abspath(config)
    return digest(json.dumps([*parts, config]))


def account(url: str, user: str) -> str:
    """The key of the files for one user of one dialer."""
    return digest(json.dumps([url, user]))


def digest(text: str) -> str:
    """A hash of a text, for the name of a file."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def recall(at: str, kind: str) -> Names | None:
    """The cached names of a kind for a :func:`place`; ``None`` if missing or too old."""
    try:
        pointer = path_of(f"{at}.account")
        if not _is_fresh(pointer.stat().st_mtime):
            return None
        path = path_of(f"{pointer.read_text(encoding='ascii').strip()}.{kind}")
        if not _is_fresh(path.stat().st_mtime):
            return None
        names = json.loads(path.read_text(encoding="utf-8"))
        return tuple((str(name), str(words)) for name, words in names)
    except (OSError, ValueError, TypeError):
        return None


def remember(key: str, kind: str, names: Iterable[tuple[str, str]]) -> None:
    """Cache the names of a kind, leaving out what is not an id of a dialer."""
    kept = [(name, words) for name, words in names if _ID.fullmatch(name)]
    write(f"{key}.{kind}", json.dumps(kept))


def point(at: str, key: str) -> None:
    """Record which account a :func:`place` means."""
    write(f"{at}.account", key)


def refused(key: str) -> bool:
    """Whether the last known login of the account was refused."""
    return path_of(f"{key}.refused").exists()


def refused_at(key: str) -> float | None:
    """When the last login was refused, in seconds since the epoch; ``None`` if it was not."""
    try:
        return path_of(f"{key}.refused").stat().st_mtime
    except OSError:
        return None


def note_login(key: str, *, good: bool) -> None:
    """Record whether a login worked."""
    if good:
        with suppress(OSError):
            path_of(f"{key}.refused").unlink()
    else:
        write(f"{key}.refused", "")


def refused_since(key: str, at: float) -> None:
    """Move the time of a refusal up to ``at`` if it is earlier.

    The time of a settings file may be ahead of this machine's clock.
    """
    if (noted := refused_at(key)) is not None and noted < at:
        with suppress(OSError):
            os.utime(path_of(f"{key}.refused"), (at, at))


def _is_fresh(at: float) -> bool:
    return 0 <= time.time() - at < FRESH


def path_of(name: str) -> Path:
    """The path of a cache file."""
    # the same folder as vicidash.config.cache_dir, which would be slow to import here
    import platformdirs

    folder = platformdirs.user_cache_path("vicidash", appauthor=False)
    return folder / f"completion-{name}"


def write(name: str, text: str) -> None:
    """Write a cache file atomically; it is no error if it cannot be written."""
    path = path_of(name)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(path)


# Single-flight lock: one process per user and account asks the dialer at a time

LOCKED: Final = 15.0
"""Seconds after which a lock is stale."""
TRIES: Final = 4
"""How often the first of several processes checks whether the others gave way."""
PAUSE: Final = 0.005
"""Seconds between two such checks."""


@contextmanager
def single_flight(key: str) -> Iterator[bool]:
    """Yields whether this process may ask the dialer while the block runs.

    Also false where no file can be written, as other processes could not see the lock.
    """
    own = _folder() / f"{_prefix(key)}{time.time():017.3f}-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        _claim(own)
    except OSError:
        yield False
        return
    try:
        yield _is_ours(key, own)
    finally:
        _withdraw(own)


def problem() -> str:
    """Why nothing can be kept: the folder, and what the system says; empty if it can be."""
    own = _folder() / f"try-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        _claim(own)
    except OSError as error:
        return f"{own.parent}: {error.strerror or error}"
    _withdraw(own)
    return ""


def asking(key: str) -> bool:
    """Whether some process seems to be asking the dialer just now."""
    return bool(_there(key))


def _is_ours(key: str, own: Path) -> bool:
    for tried in range(TRIES):
        others = [name for name in _there(key) if name != own.name]
        if not others:
            return True
        if min(others) < own.name:
            break
        if tried < TRIES - 1:  # later ones give way, unless they checked first
            time.sleep(PAUSE)
    _withdraw(own)  # at once, as it blocks others
    return False


def _claim(own: Path) -> None:
    os.close(os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _withdraw(own: Path) -> None:
    with suppress(OSError):
        own.unlink()


def _there(key: str) -> list[str]:
    """The lock files of all processes; stale ones are removed."""
    prefix, now, names = _prefix(key), time.time(), []
    with suppress(OSError):
        for name in os.listdir(_folder()):
            if not name.startswith(prefix):
                continue
            if _is_claim_fresh(name.removeprefix(prefix), now):
                names.append(name)
            else:
                _withdraw(_folder() / name)
    return names


def _is_claim_fresh(name: str, now: float) -> bool:
    # the time is in the name: on a shared disk a file's own time is another machine's
    try:
        return abs(now - float(name.partition("-")[0])) <= LOCKED
    except ValueError:
        return False


def _folder() -> Path:
    return path_of("").parent


def _prefix(key: str) -> str:
    return path_of(f"{key}.lock-").name
