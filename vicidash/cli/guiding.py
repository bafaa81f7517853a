"""Into the guided set-up and out of it: what it starts from, and what comes after it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Final

import click

from vicidash.cli.demo import demo
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import handle_errors
from vicidash.cli.terminal import ExitCode, Failure
from vicidash.config import Loaded, config_path, load
from vicidash.config.loader import PROFILE_VARIABLE
from vicidash.config.sources import ENVIRONMENT
from vicidash.launch import Guided, Next, Start

_ASKED: Final = ("url", "user")
"""Settings that the set-up asks for: an option that names one fills its field."""
_LOGIN: Final = (*_ASKED, "password")
_IN_DEMO: Final = ("read_only", "theme")


def can_guide(chosen: CliContext) -> bool:
    """Whether there is somebody to lead."""
    return chosen.guide is not None and sys.stdin.isatty() and sys.stdout.isatty()


def set_up(chosen: CliContext) -> int:
    """Lead through the set-up, whatever there is already; the exit code of what comes after."""
    if not can_guide(chosen):
        path = chosen.path or config_path()
        variables = ", ".join(ENVIRONMENT[key] for key in _LOGIN)
        raise Failure(
            ExitCode.BAD_INPUT,
            f"the set-up needs a terminal; elsewhere set {variables}, or write {path}",
        )
    with handle_errors():
        return guide(chosen, _known(chosen))


def _known(chosen: CliContext) -> Loaded:
    """The settings as they are; a profile that is named and not there yet is no error here."""
    env = {name: value for name, value in os.environ.items() if name != PROFILE_VARIABLE}
    name = chosen.profile or os.environ.get(PROFILE_VARIABLE)
    loaded = load(chosen.overrides, env=env, path=chosen.path)
    if name in loaded.profiles:
        return load(chosen.overrides, env=env, path=chosen.path, profile=name)
    return replace(loaded, profile=name) if name else loaded


def guide(chosen: CliContext, known: Loaded) -> int:
    """Lead through the set-up, then to what was chosen there; the exit code of that."""
    assert chosen.guide is not None, "ask can_guide first"  # noqa: S101
    guided = chosen.guide(_start(chosen, known))
    if guided.next is Next.DEMO:
        ctx = click.get_current_context()
        look = {key: chosen.overrides.get(key) for key in _IN_DEMO}
        ctx.obj = replace(chosen, overrides=look, profile=None, path=None)
        return int(ctx.invoke(demo))
    return _console(chosen, guided) if guided.next is Next.CONSOLE else ExitCode.DONE


def _start(chosen: CliContext, known: Loaded) -> Start:
    settings = known.settings
    variables = [ENVIRONMENT[key] for key in _LOGIN if os.environ.get(ENVIRONMENT[key])]
    notes = [f"{each} in the environment goes before what is saved here" for each in variables]
    return Start(
        path=known.path,
        url=settings.url or "",
        user=settings.user or "",
        profile=known.profile,
        profiles=known.profiles,
        ask_profile=not known.is_new or known.profile is not None,
        overrides={key: value for key, value in chosen.overrides.items() if key not in _ASKED},
        notes=tuple(notes),
    )


def _console(chosen: CliContext, guided: Guided) -> int:
    """The console on what was saved; who has just typed the password is not asked again."""
    from vicidash.cli.console import open_console

    password = guided.password
    return open_console(
        replace(
            chosen,
            overrides={k: v for k, v in chosen.overrides.items() if k not in _ASKED},
            profile=guided.profile or chosen.profile,
            guide=None,
            ask=(lambda account: password) if password is not None else None,
        )
    )
