"""What ``vicidash config check`` finds, without a dialer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from pydantic import BaseModel

from vicidash import keymap
from vicidash.action_table import ACTIONS
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import load_chosen
from vicidash.cli.terminal import Columns, ExitCode, note, print_json, print_rows
from vicidash.config import (
    ConfigError,
    Loaded,
    Problem,
    Settings,
    config_path,
    password,
    password_warning,
)
from vicidash.config.settings import fields, value_of
from vicidash.config.validation import SECRETS
from vicidash.formatting import printable

TITLES: Final = {"setting": "Setting", "value": "Value", "origin": "From"}
_FETCHED: Final = ("password_command", "password_keyring")


def check_settings(chosen: CliContext, *, as_json: bool) -> int:
    """Print the settings, their warnings and their problems; the exit code."""
    loaded, problems = _load(chosen)
    warnings = list(loaded.warnings) if loaded else []
    if loaded and not problems:
        keys = keymap.check(ACTIONS, loaded.settings.keys, partial(loaded.where, "keys"))
        problems = [*keys, *_try_login(loaded, warnings)]
    rows = _rows(loaded) if loaded else []
    if as_json:
        print_json(_as_data(chosen, loaded, rows, warnings, problems))
    else:
        if rows:
            print_rows(
                [{**row, "value": _shown(row["value"])} for row in rows],
                Columns(tuple(TITLES), TITLES),
            )
        for warning in warnings:
            note(warning)
        for problem in problems:
            click.echo(f"vicidash: {printable(str(problem))}", err=True)
    return ExitCode.BAD_INPUT if problems else ExitCode.DONE


def _load(chosen: CliContext) -> tuple[Loaded | None, Sequence[Problem]]:
    try:
        return load_chosen(chosen), ()
    except ConfigError as error:
        return None, error.problems


def _try_login(loaded: Loaded, warnings: list[str]) -> Sequence[Problem]:
    """What is missing to log in.

    A password command is run and a key store opened, as every other command would; a person who
    would be asked is not.
    """
    try:
        loaded.require_login()
        secret = None if loaded.settings.password_ask else password(loaded)
    except ConfigError as error:
        return error.problems
    way = next((key for key in _FETCHED if getattr(loaded.settings, key)), None)
    warning = password_warning(secret) if way and secret else None
    if warning:
        warnings.append(f"{way}: {warning}")
    return ()


def _rows(loaded: Loaded) -> list[dict[str, Any]]:
    settings = loaded.settings
    return [
        {"setting": name, "value": _value(settings, name), "origin": loaded.origin[name]}
        for name, _ in fields(Settings)
    ]


def _value(settings: Settings, name: str) -> Any:
    """As JSON has it; of a secret only whether there is one."""
    value = value_of(settings, name)
    if name in SECRETS:
        return _set(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return _plain(value)


def _plain(value: object) -> Any:
    """A value, or an entry of a table, as JSON has it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _set(value: object) -> str:
    return "set" if value else "not set"


def _shown(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {_shown(each)}" for key, each in value.items()) or "none"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def _as_data(
    chosen: CliContext,
    loaded: Loaded | None,
    rows: Sequence[dict[str, Any]],
    warnings: Sequence[str],
    problems: Sequence[Problem],
) -> dict[str, Any]:
    path: Path = loaded.path if loaded else chosen.path or config_path()
    return {
        "path": str(path),
        "exists": path.exists(),
        "profile": loaded.profile if loaded else chosen.profile,
        "settings": {
            row["setting"]: {"value": row["value"], "origin": row["origin"]} for row in rows
        },
        "warnings": list(warnings),
        "problems": [
            {"where": each.where, "message": each.message, "remedy": each.remedy}
            for each in problems
        ],
    }
