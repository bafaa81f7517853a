"""Starting up: fast, and only what is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.command_lines import commands
from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, stranger
from vicidash import __version__
from vicidash.cli.main import COMMANDS as COMMAND_TABLE
from vicidash.cli.main import root

COMMANDS = [
    *("agents", "stats", "monitor", "report", "queues", "drops", "guard", "history", "replay"),
    *("wall", "line"),
    *("pause", "resume", "logout", "dial-level"),
    *("agent", "campaign", "lead", "search", "list", "dnc", "recording"),
    *("import", "serve", "doctor", "config", "setup", "demo"),
]
HELPED = [list(path) for path in commands()]

SHARED = {
    "agent": {"agent", "agent_calls"},
    "campaign": {"campaign", "actions"},  # "campaign level" is "dial-level"
    "lead": {"lead", "callback"},
    "search": {"lead", "callback"},
    "import": {"import_", "import_output"},
    "drops": {"drop_rates", "drop_rates.drops"},
    "guard": {"drop_rates", "drop_rates.guard"},
    "serve": {"service", "service.serve", "service.tokens"},
    "history": {"history", "history.history"},
    "replay": {"history", "history.replay"},
}
"""The modules of commands that have more than one."""

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


IMPORTED = """
import contextlib, io, json, sys
found = {{}}
for args in {lines!r}:
    for name in [name for name in sys.modules if name.partition(".")[0] == "vicidash"]:
        del sys.modules[name]
    from vicidash.cli.main import run
    nowhere = io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        with contextlib.suppress(SystemExit):
            run(None, args)
    prefix = "vicidash.cli.commands."
    found[" ".join(args)] = [n.removeprefix(prefix) for n in sys.modules if n.startswith(prefix)]
print(json.dumps(found))
"""


def imported(lines: list[list[str]], env: dict[str, str]) -> dict[str, set[str]]:
    """The modules of commands that each line imports."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(lines=lines)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {line: set(modules) for line, modules in json.loads(done.stdout).items()}


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


def test_the_help_of_a_command_imports_no_other_commands_module(env: dict[str, str]) -> None:
    found = imported([[name, "--help"] for name in COMMANDS], env)
    own = {
        name: {COMMAND_TABLE[name][0].partition(":")[0].removeprefix("vicidash.cli.commands.")}
        for name in COMMANDS
    }
    own["line"] = set()  # it is in vicidash.cli.status_line
    assert found == {f"{name} --help": SHARED.get(name, own[name]) for name in COMMANDS}


def test_running_a_command_imports_no_other_commands_module(env: dict[str, str]) -> None:
    lines = [["stats"], ["pause", "1001"], ["dnc", "add", "3125550001"], ["config", "check"]]
    found = imported(lines, env)
    assert list(found.values()) == [{"floor"}, {"actions"}, {"dnc"}, {"config"}]


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["nosuch"]])
def test_words_about_the_program_import_no_command(args: list[str], env: dict[str, str]) -> None:
    assert imported([args], env) == {" ".join(args): set()}


def test_completing_the_name_of_a_command_imports_none(env: dict[str, str]) -> None:
    typed = {"COMP_WORDS": "vicidash a", "COMP_CWORD": "1"}
    assert imported([[]], {**env, **typed, "_VICIDASH_COMPLETE": "bash_complete"}) == {"": set()}


@pytest.mark.parametrize("limit", [45, 60, 200])
def test_the_list_of_commands_has_the_first_sentence_of_each_commands_help(limit: int) -> None:
    listed = {
        name: click.Command(None, help=words).get_short_help_str(limit)
        for name, (_, words) in COMMAND_TABLE.items()
    }
    assert listed == {
        name: command.get_short_help_str(limit) for name, command in root.commands.items()
    }


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


def test_the_version_is_printed_without_loading_the_command_line() -> None:
    code = """
import sys
sys.argv = ["vicidash", "--version"]
from vicidash.__main__ import main
main()
print(sorted({"click", "dataclasses", "typing", "vicidash.cli"} & sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == f"vicidash {__version__}\n[]\n"


def test_a_version_that_cannot_be_printed_is_no_traceback() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no device here that is always full")
    with full.open("w") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "vicidash", "--version"],
            stdout=nowhere,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
        )
    assert (done.returncode, done.stderr) == (
        1,
        "vicidash: the output could not be written: No space left on device\n",
    )
