"""Starting up: fast, and only what is needed."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest

from tests.cli.command_lines import commands
from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, stranger
from vicidash import __version__
from vicidash.cli.main import root

COMMANDS = [
    *("agents", "stats", "monitor", "wall", "line", "pause", "resume", "logout", "dial-level"),
    *("agent", "campaign", "lead", "search", "list", "dnc", "recording"),
    *("import", "doctor", "config", "setup", "demo"),
]
HELPED = [list(path) for path in commands()]

LOADED = """
import sys
from vicidash.cli.main import run
for args in {lines!r}:
    try:
        code = run(None, args)
    finally:
        heavy = {{"httpx", "pydantic", "textual", "rich", "asyncio"}} & sys.modules.keys()
        print("LOADED", sorted(heavy), file=sys.stderr)
"""


def loaded(lines: list[list[str]], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LOADED.format(lines=lines)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_words_about_the_program_load_nothing_heavy(env: dict[str, str]) -> None:
    lines = [["--version"], ["--help"], *([*each, "--help"] for each in HELPED)]
    done = loaded(lines, env)
    assert [line for line in done.stderr.splitlines() if line != "LOADED []"] == []
    assert done.stderr.count("LOADED") == len(lines) == done.stdout.count("-h, --help") + 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_loads_nothing_heavy(shell: str, env: dict[str, str]) -> None:
    typed = {"COMP_WORDS": "vicidash ag", "COMP_CWORD": "1" if shell != "fish" else "ag"}
    done = loaded([[]], {**env, **typed, "_VICIDASH_COMPLETE": f"{shell}_complete"})
    assert "agents" in done.stdout
    assert "LOADED []" in done.stderr


def test_completion_knows_the_options_of_a_command(env: dict[str, str]) -> None:
    typed = {"COMP_WORDS": "vicidash pause --", "COMP_CWORD": "2"}
    done = loaded([[]], {**env, **typed, "_VICIDASH_COMPLETE": "bash_complete"})
    assert "--code" in done.stdout
    assert "--no-wait" in done.stdout


def test_the_version(env: dict[str, str]) -> None:
    ran = stranger("--version", env=env)
    assert (ran.code, ran.out) == (0, f"vicidash {__version__}\n")


def test_the_commands_are_these(vicidash: Vicidash) -> None:
    assert list(root.commands) == COMMANDS
    listed = vicidash("--help").out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == COMMANDS


@pytest.mark.parametrize("args", HELPED, ids=" ".join)
def test_each_command_says_what_it_does_with_an_example(
    args: list[str], vicidash: Vicidash
) -> None:
    ran = vicidash(*args, "-h")
    assert ran.code == 0
    assert re.search(r"Examples?:\n +.*vicidash (--\w+ \w+ )?" + " ".join(args), ran.out)
    assert "No such" not in ran.out


@pytest.mark.parametrize("args", [[], *HELPED], ids=" ".join)
def test_each_option_says_what_it_is_for(args: list[str]) -> None:
    command = commands()[tuple(args)] if args else root
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_a_password_is_nowhere_an_option() -> None:
    names = [name for each in root.params for name in each.opts]
    names += [name for each in commands().values() for p in each.params for name in p.opts]
    assert not [name for name in names if "pass" in name]
