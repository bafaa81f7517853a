"""Text that came from a dialer is shown as the characters it is, and breaks nothing."""

from __future__ import annotations

import pytest

from tests.replay import Replay, recorded
from tests.tui.driver import floor

pytestmark = pytest.mark.thorough

HEADER = recorded("logged_in_agents_hdrYES_subYES").body.splitlines()[0]
NAME = "[@click=app.quit]x[/] [/bad] a|b"


def row(
    user: str, name: str, *, campaign: str = "SALES", group: str = "AGENTS", code: str = ""
) -> str:
    return f"{user}|{campaign}|8600051|PAUSED|0||7|{name}|{group}|1|{code}|"


async def test_a_name_with_markup_is_shown_as_it_is() -> None:
    async with floor(size=(200, 60), hostile_names=True) as console:
        assert console.agent("a0009").full_name == NAME
        assert f" {NAME} " in console.text
        assert console.agent("a0005").full_name == "Pipe|Name, Jr"
        assert '[bold red]Quote "Q" [/]' in console.text
        assert "<b>Tab Man</b>" in console.text
        assert console.agent("a0008").full_name == "0"


async def test_it_does_nothing_where_it_is_clicked_or_acted_on() -> None:
    async with floor(size=(200, 60), hostile_names=True) as console:
        await console.point_at("a0009")
        await console.click("#agents", 14, 9)
        assert console.app.is_running
        await console.press("o")
        assert f"Log out a0009 ({NAME})?" in console.text
        await console.press("escape", "p", "i")
        assert console.message.startswith("pause a0009: queued")
        await console.press("/", *NAME, "enter")
        assert console.agents == ["a0009"]
        assert f"1 with “{NAME}”" in console.title


@pytest.mark.parametrize(
    "recording", ["logged_in_agents_hostile_names", "apostrophe_logged_in_agents_hdrNO_subNO_pipe"]
)
async def test_the_recorded_names_are_shown(dialer: Replay, recording: str) -> None:
    exchange = recorded(recording)
    lines = exchange.body.splitlines()
    if exchange.params.get("header") != "YES":
        lines = [HEADER.removesuffix("|pause_code|sub_status"), *lines]
    dialer.answer("logged_in_agents", "\n".join([*lines, ""]), status=exchange.http_status)
    async with floor(replay=dialer, size=(200, 80)) as console:
        assert len(console.agents) == len(lines) - 1
        for line in lines[1:]:
            user, *_, name = line.split("|")[:8]
            assert console.agent(user).full_name.startswith(name.replace("\t", " "))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b[31mred\x07", "a·[31mred·"),
        ("evil\u202egnp.exe", "evil·gnp.exe"),
        ("zero\u200bwidth\ufeff", "zero·width·"),
        ("\x00nul\x7f\x9b31m", "·nul··31m"),
        ("line\u2028sep", "line·sep"),
        ("日本 太郎", "日本 太郎"),
        ("محمد علي", "محمد علي"),
        ("e\u0301" * 3, "e\u0301" * 3),
        ("👩\u200d💻 dev", "👩·💻 dev"),
        ("x" * 5000, "x" * 31 + "…"),
    ],
)
async def test_other_names(dialer: Replay, name: str, shown: str) -> None:
    dialer.answer("logged_in_agents", "\n".join([HEADER, row("a1", name), row("a2", "Ann"), ""]))
    async with floor(replay=dialer, size=(200, 40)) as console:
        line = next(line for line in console.lines if "▸ a1 " in line)
        assert f" {shown} " in line
        beside = next(line for line in console.lines if "  a2 " in line)
        assert "PAUSED" in beside
        assert not set(console.text) & set("\x1b\x07\x00\x7f\x9b\u202e\u200b\ufeff\u2028")


async def test_other_fields_are_as_harmless(dialer: Replay) -> None:
    bad = "[/x]\x1b[2J"
    hostile = row("[b]u", "Ann", campaign=bad, group=bad, code=bad)
    dialer.answer("logged_in_agents", "\n".join([HEADER, hostile, ""]))
    campaigns = "campaign_id|campaign_name|active|user_group|dial_method|dial_level"
    dialer.answer("campaigns_list", f"{campaigns}\n{bad}|{bad}|Y|x|{bad}|2.0\n")
    async with floor(replay=dialer, size=(200, 40)) as console:
        assert console.agent("[b]u").campaign_id == "[/x]·[2J"
        assert "[b]u" in console.text
        await console.press("o")
        assert "Now PAUSED on [/x]·[2J." in console.text
        await console.press("escape", "tab", "enter")
        assert "1 of [/x]·[2J" in console.title
        await console.press("=")
        assert "Dial level of [/x]·[2J, now 2.0" in console.text


async def test_the_words_of_a_refusal_are_as_harmless(dialer: Replay) -> None:
    dialer.answer("external_pause", "ERROR: [/bad] \x1b[2Jno - [@click=app.quit]x[/]|a0002\n")
    async with floor(replay=dialer, size=(160, 48)) as console:
        await console.press("j", "p")
        assert "[/bad] ·[2Jno" in console.message
        assert console.agent("a0002").action == "✗ failed"
