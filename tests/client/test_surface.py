"""What the package shows to those who use it, and what it must not load."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from types import ModuleType

import vicidash.client
from vicidash.client import errors


def defined_in(module: ModuleType) -> set[str]:
    """The public classes and functions that a module defines itself."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    }


def error_classes() -> dict[str, type[errors.VicidashError]]:
    """Those of the tree; the module has a function beside them."""
    found = {name: getattr(errors, name) for name in defined_in(errors)}
    return {name: error for name, error in found.items() if isinstance(error, type)}


def test_all_is_what_is_public() -> None:
    shown = {
        name
        for name, value in vars(vicidash.client).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(vicidash.client.__all__) == shown
    assert vicidash.client.__all__ == sorted(vicidash.client.__all__)


def test_every_error_and_every_model_can_be_had_from_the_package() -> None:
    models = defined_in(vicidash.client.models) - {"Model", "T"}
    models |= defined_in(vicidash.client.report.models)
    assert set(vicidash.client.__all__) >= error_classes().keys() | models


def test_every_error_stands_in_the_drawn_tree_below_its_base() -> None:
    drawn: dict[str, str | None] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│ ├└─]*)([A-Z]\w+)", line)
        if found:
            depth = len(found[1]) // 4
            path[depth:] = [found[2]]
            drawn[found[2]] = path[depth - 1] if depth else None
    classes = error_classes()
    assert {name: cls.__bases__[0].__name__ for name, cls in classes.items()} == {
        name: base or "Exception" for name, base in drawn.items()
    }


def test_every_error_says_what_it_is_for() -> None:
    for name, error in error_classes().items():
        assert inspect.getdoc(error), name


def test_every_error_carries_its_function_and_can_be_read() -> None:
    made = [
        errors.Unreachable("f", "m", "r"),
        errors.TimedOut("f", "m", "r", maybe_done=True),
        errors.NotAnAPIAnswer("f", "w", status=200, excerpt="e", remedy="r"),
        errors.UnreadableRow("f", "w", status=200, excerpt="", remedy="r"),
        errors.LoginRefused("f", "u"),
        errors.AccountLocked("f", "u", 15),
        errors.AddressBlocked("f", "u"),
        errors.NotReady("f", "ERRSERVERS"),
        errors.PageLoginError(errors.LoginRefused("f", "u")),
        errors.PermissionDenied("f", "u", "right"),
        errors.Refused("f", "w", ("d", ""), "r"),
        errors.NotLoggedIn("f", "w"),
        errors.NothingChanged("f", "w"),
        errors.Unsupported("f", "m", "r"),
        errors.UnsupportedPage("f", "label"),
    ]
    for error in made:
        assert error.function == "f"
        assert str(error).startswith(f"f: {error.message}")
        assert "\n" not in str(error)


TERMINAL = {"textual", "rich", "click"}

WITHOUT_A_TERMINAL = f"""
import sys
for name in {TERMINAL}:
    sys.modules[name] = None  # importing it fails, as where it is not installed
import vicidash.client
print(*sorted(name for name, module in sys.modules.items() if module))
"""


def test_the_client_needs_no_terminal() -> None:
    """A service or a script that uses the client must not pay for a screen.

    httpx loads click and rich for its own command, but only where it finds them.
    """
    loaded = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_A_TERMINAL],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert {"httpx", "vicidash.client.api.transport"} <= set(loaded)
    assert not TERMINAL & {name.partition(".")[0] for name in loaded}
