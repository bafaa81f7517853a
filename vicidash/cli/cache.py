"""Names for shell completion, on disk for a minute, and whether the last login was refused.

Light: completion reads this at every key press, and ``vicidash line`` every few seconds. Files are
the owner's alone; all of them may go missing at any time, and none being writable is no error.
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

import platformdirs

FRESH: Final = 60.0
"""Seconds for which names are offered."""

_ENVIRONMENT: Final = ("VICIDIAL_URL", "VICIDIAL_USER", "VICIDASH_PROFILE", "VICIDASH_CONFIG")
_ID: Final = re.compile(r"[\w-]{1,20}", re.ASCII)

Names = tuple[tuple[str, str], ...]
"""Each with what a shell may show beside it."""


def place(given: Mapping[str, object]) -> str:
    """What decides which dialer and user it will be, known before any setting is read."""
    parts = [sorted((name, str(value)) for name, value in given.items() if value is not None)]
    parts.append([(name, os.environ.get(name, "")) for name in _ENVIRONMENT])
    config = str(given.get("config") or os.environ.get("VICIDASH_CONFIG", ""))
    if config and not os.path.isabs(config):
        with suppress(OSError):  # a folder that is gone
            config = os.path.abspath(config)
    return digest(json.dumps([*parts, config]))


def account(url: str, user: str) -> str:
    """The key of all that is kept about one user of one dialer."""
    return digest(json.dumps([url, user]))


def digest(text: str) -> str:
    """A short name for a text that no folder need hold."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def recall(at: str, kind: str) -> Names | None:
    """The names of a kind at a :func:`place`; ``None`` when they are not there or too old."""
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
    """Keep the names of a kind; what is not an id of a dialer is left out."""
    kept = [(name, words) for name, words in names if _ID.fullmatch(name)]
    write(f"{key}.{kind}", json.dumps(kept))


def point(at: str, key: str) -> None:
    """From now on this place is known to be that account."""
    write(f"{at}.account", key)


def refused(key: str) -> bool:
    """Whether the last login of the account failed, as far as is known."""
    return path_of(f"{key}.refused").exists()


def refused_at(key: str) -> float | None:
    """When it failed, in seconds since the epoch; ``None`` when the last login did not."""
    try:
        return path_of(f"{key}.refused").stat().st_mtime
    except OSError:
        return None


def note_login(key: str, *, good: bool) -> None:
    """Keep how a login went."""
    if good:
        with suppress(OSError):
            path_of(f"{key}.refused").unlink()
    else:
        write(f"{key}.refused", "")


def refused_since(key: str, at: float) -> None:
    """A refusal is not older than this: a file's time may be ahead of this machine's clock."""
    if (noted := refused_at(key)) is not None and noted < at:
        with suppress(OSError):
            os.utime(path_of(f"{key}.refused"), (at, at))


def _is_fresh(at: float) -> bool:
    return 0 <= time.time() - at < FRESH


def path_of(name: str) -> Path:
    """Where something is kept."""
    # where vicidash.config.cache_dir is; importing it would cost what completion must not
    folder = platformdirs.user_cache_path("vicidash", appauthor=False)
    return folder / f"completion-{name}"


def write(name: str, text: str) -> None:
    """Keep a text: whoever reads it finds the one before, or this one whole."""
    path = path_of(name)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(path)


# One at a time asks the dialer, of all runs of this user for one account

LOCKED: Final = 15.0
"""Seconds after which somebody who asks is taken for dead."""
TRIES: Final = 4
"""How often the first of several at once looks whether the others gave way."""
PAUSE: Final = 0.005
"""Seconds between two such looks."""


@contextmanager
def single_flight(key: str) -> Iterator[bool]:
    """Whether it is ours to ask the dialer, until the block ends; who may not, must not.

    False, too, where nothing can be written: others could not know of us.
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


def asking(key: str) -> bool:
    """Whether somebody asks the dialer just now, as far as is known."""
    return bool(_there(key))


def _is_ours(key: str, own: Path) -> bool:
    for tried in range(TRIES):
        others = [name for name in _there(key) if name != own.name]
        if not others:
            return True
        if min(others) < own.name:
            break
        if tried < TRIES - 1:  # whoever came after us gives way, unless they were faster to look
            time.sleep(PAUSE)
    _withdraw(own)  # at once: until then it keeps others from it
    return False


def _claim(own: Path) -> None:
    os.close(os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _withdraw(own: Path) -> None:
    with suppress(OSError):
        own.unlink()


def _there(key: str) -> list[str]:
    """The files of those who ask or want to. Old ones are nobody's, and are removed."""
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
    # the time is in the name, as a file's own is another machine's on a shared disk
    try:
        return abs(now - float(name.partition("-")[0])) <= LOCKED
    except ValueError:
        return False


def _folder() -> Path:
    return path_of("").parent


def _prefix(key: str) -> str:
    return path_of(f"{key}.lock-").name
