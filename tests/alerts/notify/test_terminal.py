"""The bell and the terminal's notifications: which terminal gets which, and no text escapes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alerts.notify.support import notice
from vicidash.alerts.alert import Severity
from vicidash.alerts.notify import Event, open_notifier
from vicidash.alerts.notify.terminal import BELL, Terminal, Way, notification, way
from vicidash.config.settings import AlertSettings


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"TERM": "xterm-kitty"}, "osc9"),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux"}, "osc9"),
        ({"TERM": "foot-extra"}, "osc777"),
        ({"TERM": "rxvt-unicode-256color"}, "osc777"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, "osc777"),
        ({"TERM": "linux"}, None),
        ({"TERM": "dumb"}, None),
        ({}, None),
    ],
)
def test_a_terminal_is_asked_in_its_own_way(env: dict[str, str], expected: Way | None) -> None:
    assert way("auto", env) == expected
    assert way("osc9", env) == "osc9"
    assert way("osc777", env) == "osc777"
    assert way("off", env) is None


def test_the_sequences() -> None:
    assert notification("a;b", "osc9") == "\x1b]9;vicidash: a,b\a"
    assert notification("a;b", "osc777") == "\x1b]777;notify;vicidash;a,b\a"
    assert notification("a", "osc9", tmux=True) == "\x1bPtmux;\x1b\x1b]9;vicidash: a\a\x1b\\"


@given(st.text(), st.sampled_from(["osc9", "osc777"]), st.booleans())
def test_no_text_breaks_out(text: str, by: Way, tmux: bool) -> None:
    sequence = notification(text, by, tmux=tmux)
    if tmux:
        inside = re.fullmatch(r"\x1bPtmux;(.*)\x1b\\", sequence, re.DOTALL)
        assert inside is not None
        sequence = inside[1].replace("\x1b\x1b", "\x1b")
    head = "9;vicidash: " if by == "osc9" else "777;notify;vicidash;"
    assert sequence.startswith(f"\x1b]{head}")
    assert sequence.endswith("\a")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f;]", sequence.removeprefix(f"\x1b]{head}")[:-1])
    assert len(sequence) < 250


def terminal(said: list[str], *, bell: bool = True) -> Terminal:
    return Terminal(said.append, bell=bell, terminal="osc9", env={})


def test_many_notices_ring_once_and_show_the_worst() -> None:
    said: list[str] = []
    worst = notice("B2B", severity=Severity.CRITICAL)
    terminal(said).send([notice("A"), worst, notice("C")])
    (told,) = said
    assert told.count(BELL) == 2  # one rings, one ends the sequence
    assert "CRITICAL (and 2 more) drop 2.60% on B2B" in told


def test_nobody_is_called_for_what_is_over() -> None:
    said: list[str] = []
    terminal(said).send([notice(event=Event.CLEARED)])
    assert said == []
    terminal(said).send([notice(event=Event.CLEARED), notice("B")])
    assert "more" not in said[0]


def test_without_bell_nothing_rings() -> None:
    said: list[str] = []
    terminal(said, bell=False).send([notice()])
    assert said[0].startswith("\x1b]9;")
    Terminal(said.append, bell=False, terminal="off", env={}).send([notice()])
    assert len(said) == 1


async def test_the_settings_say_which_ways_there_are() -> None:
    every = {
        "webhook": "https://hooks.test/abcdefgh",
        "webhook_shape": "slack",
        "command": ["true"],
    }
    settings = AlertSettings.model_validate(every)
    for given_settings, write, expected in (
        (AlertSettings(), None, []),
        (AlertSettings(), print, ["Terminal"]),
        (AlertSettings.model_validate({**every, "webhook": "", "command": []}), None, []),
        (settings, None, ["Webhook", "Command"]),
        (settings, print, ["Terminal", "Webhook", "Command"]),
    ):
        notifier = open_notifier(given_settings, clock=lambda: 0.0, write=write)
        assert [type(sink).__name__ for sink in notifier._sinks] == expected
        await notifier.aclose()
