"""Differences between pictures: applied one after the other they give the latest picture."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicidash.service.differences import difference, patched

NAMES = st.sampled_from(["", "a", "b/c", "~", "~1", "é", "0"]) | st.text(max_size=3)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
PICTURES = st.dictionaries(NAMES, VALUES, max_size=5)


def as_text(value: object) -> str:
    """What a reader sees: 1, 1.0 and true differ there."""
    return json.dumps(value, sort_keys=True)


@given(st.lists(PICTURES, min_size=2, max_size=5))
def test_the_first_picture_with_all_differences_is_the_last(pictures: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(pictures)
    shown = pictures[0]
    for earlier, later in pairwise(pictures):
        changes = json.loads(json.dumps(difference(earlier, later)))
        shown = patched(shown, changes)
        assert as_text(shown) == as_text(later)
    assert as_text(pictures) == as_text(before), "a picture was changed"


@given(PICTURES)
def test_the_same_picture_is_no_difference(picture: dict[str, Any]) -> None:
    assert difference(picture, copy.deepcopy(picture)) == []


def test_what_becomes_unknown_is_null_and_what_goes_is_removed() -> None:
    before = {"agents": {"1001": {"state": "paused", "calls": 3}, "1002": {"state": "dead"}}}
    after = {"agents": {"1001": {"state": "paused", "calls": None}}}
    assert difference(before, after) == [
        {"op": "remove", "path": "/agents/1002"},
        {"op": "replace", "path": "/agents/1001/calls", "value": None},
    ]


def test_a_name_with_a_slash_is_one_step_of_the_path() -> None:
    changes = difference({"a": {}}, {"a": {"b/c~d": 1}})
    assert changes == [{"op": "add", "path": "/a/b~1c~0d", "value": 1}]


@pytest.mark.parametrize("change", [
    {"op": "remove", "path": "/nobody"},
    {"op": "replace", "path": "/nobody", "value": 1},
    {"op": "replace", "path": "/a/b", "value": 1},
])  # fmt: skip
def test_a_change_that_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(LookupError):
        patched({"a": 1}, [change])
