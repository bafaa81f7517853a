"""The page at ``/``: no foreign host, no text of the dialer as markup, differences applied."""

from __future__ import annotations

import itertools
import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import BaseModel

from tests.floor.fake import Line, Seat
from tests.service.browser import CHROMIUM, opened
from tests.service.conftest import House
from tests.service.test_access import LEADS, READ
from tests.service.test_server import listening
from vicidash.service.differences import difference
from vicidash.service.routes import schemas
from vicidash.service.routes.page import FOLDER

INDEX: Final = (FOLDER / "index.html").read_text("utf-8")
SCRIPT: Final = (FOLDER / "page.js").read_text("utf-8")
STYLE: Final = (FOLDER / "page.css").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript")],
)
async def test_it_is_there_without_a_token_and_may_load_nothing_from_elsewhere(
    house: House, path: str, kind: str
) -> None:
    house.token()
    answer = await house.http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_foreign_host_and_no_code_in_the_markup() -> None:
    for text in (INDEX, SCRIPT, STYLE):
        assert not re.search(r"(https?:)?//\w+\.\w|@import|url\(", text)
    assert not re.search(r"<script(?! src=\"page\.js\")|<style|\sstyle=|\son\w+=", INDEX)


def test_text_of_the_dialer_never_becomes_markup() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", SCRIPT)


def test_the_token_is_never_in_an_address_or_kept_for_longer_than_the_tab() -> None:
    assert "localStorage" not in SCRIPT
    assert "document.cookie" not in SCRIPT
    assert re.findall(r"fetch\(([^,]+),", SCRIPT) == ['"api/stream"']


def test_every_part_that_the_script_looks_for_is_there() -> None:
    wanted = set(re.findall(r'byId\("([\w-]+)"\)', SCRIPT))
    assert wanted <= set(re.findall(r'\bid="([\w-]+)"', INDEX))
    assert len(wanted) > 8


def test_every_field_that_the_script_shows_is_in_the_picture() -> None:
    """Of a campaign, an agent and an in-group; a figure that is misspelt would show as unknown."""
    tables: dict[str, type[BaseModel]] = {
        "CAMPAIGNS": schemas.CampaignAnswer,
        "QUEUES": schemas.QueueAnswer,
        "AGENTS": schemas.AgentAnswer,
    }
    for name, model in tables.items():
        table = SCRIPT.partition(f"const {name} = [")[2].partition("\n];")[0]
        fields = set(re.findall(r"row\.(\w+)", table))
        assert fields
        assert fields <= model.model_fields.keys()
    sums = set(re.findall(r"sums\.(\w+)", SCRIPT))
    assert sums <= schemas.TotalsAnswer.model_fields.keys()
    alerts = set(re.findall(r"alert\.(\w+)", SCRIPT)) - {"over"}
    assert alerts <= schemas.AlertAnswer.model_fields.keys()


def _made_up(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """An object as a picture may have them."""
    names = chance.sample(["a", "b/c", "~d", "e~1", "f", "1001", "0"], chance.randint(0, 5))
    leaves: list[Any] = [None, 0, 1.5, "text", True, [1, 2], []]
    return {
        name: _made_up(chance, depth + 1)
        if depth < 3 and chance.random() < 0.5
        else chance.choice(leaves)
        for name in names
    }


def test_the_script_applies_differences_as_they_are_meant() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    chance = random.Random(7)  # noqa: S311 - the same every time
    pictures = [_made_up(chance) for _ in range(300)]
    steps = [
        [before, difference(before, after), after] for before, after in itertools.pairwise(pictures)
    ]
    function = SCRIPT[SCRIPT.index("function applied") : SCRIPT.index("function take")]
    check = """
    const steps = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const sorted = (value) => value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
      : value;
    const text = (value) => JSON.stringify(sorted(value));
    let wrong = 0;
    for (const [before, changes, after] of steps) {
      const untouched = text(before);
      if (text(applied(before, changes)) !== text(after) || text(before) !== untouched) wrong += 1;
    }
    console.log(steps.length, wrong);
    """
    done = subprocess.run(
        [node, "-e", function + check],
        input=json.dumps(steps),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("299 0\n", "")


pytest_browser: Final = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

AGENTS: Final = "[...document.querySelectorAll('#agents tbody tr')].map((row) => row.innerText)"


@pytest.mark.thorough
@pytest_browser
async def test_a_browser_shows_the_floor_live_and_no_name_as_markup(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house.fake.campaigns["SALES"] = Line(answers=1000, drops=29)
    house.fake.seat(Seat("<b>x</b>", status="PAUSED", code="<i>y"))
    await house.look(61.0)
    async with listening(house, monkeypatch) as (url, _), opened(tmp_path) as tab:
        await tab.open(url, 390, 844)
        agents = "\n".join(await tab.until(f"{AGENTS}.length == 4 && {AGENTS}"))
        assert "paused LUNCH" in agents
        assert "<b>x</b>" in agents
        assert await tab.value("document.querySelectorAll('main b, main i').length") == 0
        assert "2.90% !" in await tab.value("document.querySelector('#campaigns').innerText")
        overflow = "document.documentElement.scrollWidth <= innerWidth"
        assert await tab.value(overflow), "nothing but a table may be wider than a phone"
        house.fake.seats["1001"].call(7)
        await house.look()
        await tab.until("document.querySelector('#agents').innerText.includes('in call')")
        await tab.value(
            "byId('filter').value = '1002'; byId('filter').dispatchEvent(new Event('input'))"
        )
        assert await tab.value(f"{AGENTS}.length") == 1


@pytest.mark.thorough
@pytest_browser
async def test_a_browser_asks_for_a_token_and_again_when_it_is_revoked(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = house.token(READ, LEADS)["Authorization"].removeprefix("Bearer ")
    shown, asked = "!byId('floor').hidden", "!byId('login').hidden"
    enter = "byId('token').value = {!r}; byId('login').requestSubmit()"
    async with listening(house, monkeypatch) as (url, _), opened(tmp_path) as tab:
        await tab.open(url, 1920, 1080)
        await tab.until(asked)
        await tab.value(enter.format("vdt_wrong"))
        await tab.until("byId('refused').textContent == 'The token is not valid'")
        await tab.value(enter.format(secret))
        await tab.until(shown)
        assert "Jane Smith" in "\n".join(await tab.until(f"{AGENTS}.length && {AGENTS}"))
        assert secret not in await tab.value("location.href + document.cookie")
        house.file.revoke("web")
        house.fake.seats["1001"].call(7)
        await house.look()
        await tab.until(asked)
        assert await tab.value("sessionStorage.length") == 0
