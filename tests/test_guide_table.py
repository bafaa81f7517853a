"""The table from the Go guide to this project: nothing of the guide is missing, all it names is."""

from __future__ import annotations

import importlib
import re
from functools import reduce

import click
import pytest

from tests.guide_table import NOT_YET, TABLE, Line
from vicidash.cli.main import root
from vicidash.client import VicidialClient

LINES = [line for lines in TABLE.values() for line in lines]
FUNCTIONS = [
    *("NewClient", "Error", "doRequest", "nonAgentAPI", "agentAPI"),
    *("AddLead", "UpdateLead", "AddLeadsBatch", "SearchLead", "LeadCallback"),
    *("GetAgentStatus", "parseAgentStatus", "GetCampaignStats", "parseCampaignStats", "Monitor"),
    *("SetDialLevel", "PauseAgent", "ResumeAgent", "LogoutAgent", "DropRateGuard"),
]
PROGRAMS = ["cmd/crm-sync", "cmd/dashboard", "cmd/dropguard", "cmd/vicli", "cmd/api-proxy"]
OTHER = [
    *("CRM sync", "terminal dashboard", "drop rate protection", "Testing", "CLI tool"),
    *("HTTP middleware", "Recording access", "DNC list management", "List upload"),
    *("Agent screen control", "Custom fields"),
]


@pytest.mark.parametrize("name", [*FUNCTIONS, *PROGRAMS, *OTHER])
def test_everything_of_the_guide_has_its_line(name: str) -> None:
    assert [line for line in LINES if re.search(rf"(?<!\w){re.escape(name)}\b", line.guide)]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.guide)
def test_what_a_line_names_is_there(line: Line) -> None:
    for name in line.client:
        assert resolved(name) is not None
    for each in line.commands:
        check(each.split())
    assert line.client or line.commands or line.remark.startswith(NOT_YET)


def resolved(name: str) -> object:
    """A method of a client, or a name in a module of the client."""
    parts = name.split(".")
    if parts[0] == "client":
        client = VicidialClient("http://127.0.0.1:9", "user", "password")
        found = reduce(getattr, parts[1:], client)
        assert callable(found)
        return found
    if parts == ["VicidialClient"]:
        return VicidialClient
    depth = next((at for at, part in enumerate(parts) if not part.islower()), len(parts))
    module = importlib.import_module(".".join(("vicidash.client", *parts[:depth])))
    return reduce(getattr, parts[depth:], module)


def check(words: list[str]) -> None:
    """A command, and after it only options that it has."""
    command: click.Command = root
    for word in words:
        if word.startswith("-"):
            assert word in {name for option in command.params for name in option.opts}
        else:
            assert isinstance(command, click.Group)
            command = command.commands[word]
    assert command is root or not isinstance(command, click.Group)
