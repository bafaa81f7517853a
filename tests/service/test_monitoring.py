"""The dashboard and the alert rules in the docs: they ask for metrics and labels that are there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.floor.fake import Line
from tests.service.conftest import House
from tests.service.test_access import METRICS

FOLDER: Final = Path(__file__).parents[2] / "docs" / "monitoring"
DASHBOARD: Final = FOLDER / "grafana.json"
RULES: Final = FOLDER / "alerts.yml"

_NAME: Final = re.compile(r"\bvicidash_[a-z_]+")
_SELECTOR: Final = re.compile(r"(vicidash_[a-z_]+)\{([^}]*)\}")
_LABEL: Final = re.compile(r"(\w+)\s*(?:=~|!=|=)")


def expressions() -> list[str]:
    """All queries of both files."""
    dashboard: dict[str, Any] = json.loads(DASHBOARD.read_text("utf-8"))
    found = [each["expr"] for panel in dashboard["panels"] for each in panel["targets"]]
    found += [each["query"] for each in dashboard["templating"]["list"]]
    return found + re.findall(r"^ +expr: (.+)$", RULES.read_text("utf-8"), re.MULTILINE)


@pytest.fixture
async def exposed(house: House) -> dict[str, set[str]]:
    """The labels of every series that the service has, by its name."""
    house.fake.in_groups = {"SUPPORT": Line()}
    house.fake.denied = {"hopper_list"}
    house.parts.poller.watch.poll_now()
    await house.look(61.0)
    token = house.token(METRICS)
    await house.http.get("/metrics", headers=token)
    text = (await house.http.get("/metrics", headers=token)).text
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found.setdefault(name, set())
        for each in family.samples:
            found.setdefault(each.name, set()).update(each.labels)
    return found


async def test_every_metric_that_is_asked_for_exists(exposed: dict[str, set[str]]) -> None:
    asked = {name for each in expressions() for name in _NAME.findall(each)}
    assert len(asked) > 15
    assert sorted(asked - exposed.keys()) == []


async def test_every_metric_of_the_floor_is_in_the_dashboard(exposed: dict[str, set[str]]) -> None:
    asked = " ".join(expressions())
    left_out = {"vicidash_build_info", "vicidash_build", "vicidash_left_out"}
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in exposed} - left_out
    assert sorted(name for name in families if name not in asked) == []


async def test_every_label_that_is_asked_for_exists(exposed: dict[str, set[str]]) -> None:
    checked = 0
    for each in expressions():
        for name, selector in _SELECTOR.findall(each):
            if exposed[name]:  # one without samples here shows no labels
                assert set(_LABEL.findall(selector)) <= exposed[name], each
                checked += 1
    assert checked > 10


def test_the_dashboard_has_a_place_and_an_id_for_every_panel() -> None:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    assert len({each["id"] for each in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for each in panels:
        place = each["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, each["title"]
        taken |= cells


def test_every_rule_says_how_bad_it_is_and_what_is_wrong() -> None:
    rules = RULES.read_text("utf-8").split("      - alert: ")[1:]
    assert len(rules) >= 10
    for each in rules:
        assert re.search(r"severity: (warning|critical)$", each, re.MULTILINE)
        assert re.search(r"summary: \S", each)


def test_promtool_takes_the_rules() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: prometheus)")
    done = subprocess.run(
        [promtool, "check", "rules", str(RULES)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
