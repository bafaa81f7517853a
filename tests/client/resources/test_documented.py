"""Each method of each resource says which function it calls and what the account needs for it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from vicidash.client import errors
from vicidash.client.resources import (
    agents,
    campaigns,
    leads,
    lists,
    realtime,
    recordings,
)
from vicidash.client.resources import (
    campaigns as resources_campaigns,
)
from vicidash.client.resources import (
    lists as resources_lists,
)

RESOURCES = (
    *(agents.Agents, campaigns.Campaigns, resources_lists.Dnc, resources_campaigns.InGroups),
    *(leads.Leads, lists.Lists, recordings.Recordings, realtime.Realtime),
)


#: Asks no dialer, or says to which other method it belongs.
BY_ANOTHER = ("Recordings.download", "Campaigns.get", "Campaigns.stats")


def methods() -> Iterator[tuple[str, str]]:
    for resource in RESOURCES:
        for name, method in inspect.getmembers(resource, inspect.isfunction):
            if not name.startswith("_"):
                owner = next(each for each in resource.__mro__ if name in vars(each))
                yield f"{resource.__name__}.{name}", f"{method.__doc__}\n{owner.__doc__}"


@pytest.mark.parametrize(("name", "words"), [pytest.param(*each, id=each[0]) for each in methods()])
def test_a_method_says_what_it_needs(name: str, words: str) -> None:
    assert not words.startswith("None"), "no docstring"
    if name not in BY_ANOTHER:
        assert re.search(r"[Ll]evel \d|any level|agent API", words), words


def test_every_right_is_said_by_level_and_by_the_admin_pages_name() -> None:
    for function, needed in errors._NEEDS.items():
        assert "level" in needed, function
    assert errors.needed_for("delete_dnc_phone").count("(") == 3
    assert "api_allowed_functions" in errors.needed_for("add_lead", by_list=True)
