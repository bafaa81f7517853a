"""``vicidash config``: where the settings are, and whether they are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import load_settings
from vicidash.cli.terminal import Columns, ExitCode, note, print_json, print_rows
from vicidash.formatting import printable

if TYPE_CHECKING:
    from vicidash.config import Loaded, Problem, Settings

_TITLES: Final = {"setting": "Setting", "value": "Value", "origin": "From"}
_FETCHED: Final = ("password_command", "password_keyring")
"""Settings by which the password is fetched from elsewhere."""


@click.group(no_args_is_help=False)
def config() -> None:
    """See where the settings are, and whether they are right.

    \b
    Example:
      vicidash config check
    """


@config.command()
@pass_cli
def path(cli: CliContext) -> None:
    """Print the path of the settings file, whether it exists or not.

    \b
    Example:
      $EDITOR "$(vicidash config path)"
    """
    from vicidash.config import config_path

    click.echo(str(cli.path or config_path()))


@config.command()
@json_option
@pass_cli
def check(cli: CliContext, as_json: bool) -> int:
    """Load all settings, and show each with where it comes from.

    Problems go to stderr, one line each with what to do about it; a missing login is one. No
    request is sent to the dialer. A password command is run and a key store opened, but you are
    not asked for a password. The password is never shown.

    \b
    Examples:
      vicidash config check
      vicidash --profile night config check --json
    """
    from vicidash import keymap
    from vicidash.action_table import ACTIONS
    from vicidash.config import ConfigError

    loaded: Loaded | None = None
    problems: Sequence[Problem] = ()
    try:
        loaded = load_settings(cli)
    except ConfigError as error:
        problems = error.problems
    warnings = list(loaded.warnings) if loaded else []
    if loaded:
        keys = keymap.check(ACTIONS, loaded.settings.keys, partial(loaded.where, "keys"))
        problems = [*keys, *_check_login(loaded, warnings)]
    rows = _rows(loaded) if loaded else []
    if as_json:
        print_json(_as_data(cli, loaded, rows, warnings, problems))
    else:
        if rows:
            shown = [{**row, "value": _text(row["value"])} for row in rows]
            print_rows(shown, Columns(tuple(_TITLES), _TITLES))
        for warning in warnings:
            note(warning)
        for problem in problems:
            click.echo(f"vicidash: {printable(str(problem))}", err=True)
    return ExitCode.BAD_INPUT if problems else ExitCode.DONE


def _check_login(loaded: Loaded, warnings: list[str]) -> Sequence[Problem]:
    """What is missing for a login; adds to ``warnings`` what is unusual about the password.

    Runs a password command or opens a key store, as every other command would, but never asks.
    """
    from vicidash.config import ConfigError, password, password_warning

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
    from vicidash.config import Settings
    from vicidash.config.settings import fields

    settings = loaded.settings
    return [
        {"setting": name, "value": _value(settings, name), "origin": loaded.origin[name]}
        for name, _ in fields(Settings)
    ]


def _value(settings: Settings, name: str) -> Any:
    """A setting as JSON has it; of a secret only whether it is set."""
    from vicidash.config.settings import value_of
    from vicidash.config.validation import SECRETS

    value = value_of(settings, name)
    if name in SECRETS:
        return "set" if value else "not set"
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return _plain(value)


def _plain(value: object) -> Any:
    """A value, or an entry of a table, as JSON has it."""
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _text(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {_text(each)}" for key, each in value.items()) or "none"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def _as_data(
    cli: CliContext,
    loaded: Loaded | None,
    rows: Sequence[dict[str, Any]],
    warnings: Sequence[str],
    problems: Sequence[Problem],
) -> dict[str, Any]:
    from vicidash.config import config_path

    path: Path = loaded.path if loaded else cli.path or config_path()
    return {
        "path": str(path),
        "exists": path.exists(),
        "profile": loaded.profile if loaded else cli.profile,
        "settings": {
            row["setting"]: {"value": row["value"], "origin": row["origin"]} for row in rows
        },
        "warnings": list(warnings),
        "problems": [
            {"where": each.where, "message": each.message, "remedy": each.remedy}
            for each in problems
        ],
    }
