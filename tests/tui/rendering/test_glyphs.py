"""Signs and frames in ASCII, where a terminal has no more; words for all that colour says."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.driver import floor
from vicidash.tui.rendering import glyphs
from vicidash.tui.rendering.glyphs import ASCII, UTF8, Glyphs, ascii_text, chosen


@pytest.mark.parametrize("each", fields(Glyphs), ids=lambda each: each.name)
def test_every_sign_has_one_of_ascii_as_wide(each: object) -> None:
    name = getattr(each, "name")  # noqa: B009 - a field of any dataclass
    sign, plain = getattr(UTF8, name), getattr(ASCII, name)
    assert plain.isascii()
    assert len(sign) == len(plain)
    assert cell_len(sign) == cell_len(plain)


def test_states_of_an_action_differ_in_ascii_too() -> None:
    signs = [ASCII.sending, ASCII.pending, ASCII.done, ASCII.failed, ASCII.superseded]
    assert len(set(signs)) == len(signs)


def test_a_chart_rises_in_ascii_too() -> None:
    assert len(set(ASCII.spark)) == len(ASCII.spark) == 9
    assert ASCII.spark[0] == " "


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("✓ done", "+ done"),
        ("≥0:42 — …", ">0:42 - ~"),
        ("José Ångström", "Jose Angstrom"),
        ("佐藤", "????"),
        ("┏━ Keys ━┓", "+- Keys -+"),
        ("with “a”", 'with "a"'),
        ("▁▄█", "_-#"),
        ("Østergård Łódź", "Ostergard Lodz"),
    ],
)
def test_text_in_ascii(text: str, plain: str) -> None:
    assert ascii_text(text) == plain


@given(st.text())
def test_any_text_becomes_ascii_of_the_same_width(text: str) -> None:
    plain = ascii_text(text)
    assert plain.isascii()
    assert len(plain) == sum(1 if each.isascii() else cell_len(each) for each in text)


@pytest.mark.parametrize(
    ("env", "utf8"),
    [
        ({}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, False),
        ({"LANG": "de_DE.ISO-8859-15"}, False),
        ({"LANG": "xx.nonsense"}, False),
        ({"LANG": "de_DE"}, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, False),
    ],
)
def test_the_terminal_decides_unless_the_setting_does(env: dict[str, str], utf8: bool) -> None:
    assert chosen("auto", env) is (UTF8 if utf8 else ASCII)
    assert chosen(True, env) is ASCII
    assert chosen(False, env) is UTF8


async def test_a_plain_terminal_gets_nothing_but_ascii() -> None:
    async with floor(settings={"ascii": True}, size=(120, 80)) as console:
        console.recording = True
        console.dialer.pause("a0002")
        await console.press("p")
        await console.poll(8)
        await console.press("?", "G", "escape", "o", "escape", "tab", "+", "/", "a", "enter", "f")
        for screen in console.history:
            assert screen.isascii(), {each for each in screen if not each.isascii()}
        told = "\n".join(console.history)
        for words in ("o pausing", "+ done", "> a0001", "+- Keys -", "|", "j Down", "FROZEN"):
            assert words in told


async def test_other_terminals_get_the_signs() -> None:
    async with floor(settings={"ascii": False}) as console:
        assert "▸" in console.text
        assert console.app.glyphs is glyphs.UTF8


async def test_without_colour_each_state_and_warning_is_a_word_or_a_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with floor(size=(160, 48)) as console:
        console.dialer.pause("a0002")
        console.dialer.call("a0003")
        await console.poll()
        await console.press("p")
        told = console.text
        for words in ("READY", "PAUSED", "INCALL", "!!", "◷ pausing", "▸"):
            assert words in told
        await console.press("f")
        assert "FROZEN" in console.text
