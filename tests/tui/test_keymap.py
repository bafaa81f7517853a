"""A user's own keys: as people write them, refused by name where they clash, obeyed and shown."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from tests.tui.driver import ON_THE_FLOOR, floor
from vicidash import keymap
from vicidash.action_table import ACTIONS, BY_NAME
from vicidash.client import VicidialClient
from vicidash.config import ConfigError, load
from vicidash.tui.app import run_console
from vicidash.tui.bindings import check_loaded
from vicidash.tui.help import HelpScreen

DEFAULTS = [
    (key, written) for a in ACTIONS for key, written in zip(a.keys, a.shown.split(), strict=True)
]


@pytest.mark.parametrize(
    ("written", "name", "shown"),
    [
        ("+", "plus", "+"),
        ("?", "question_mark", "?"),
        ("Ctrl+R", "ctrl+r", "Ctrl+R"),
        ("ctrl+p", "ctrl+p", "Ctrl+P"),
        ("F5", "f5", "F5"),
        ("Space", "space", "Space"),
        (" ", "space", "Space"),
        ("P", "P", "P"),
        ("Shift+p", "P", "P"),
        ("Esc", "escape", "Esc"),
        ("page down", "pagedown", "PgDn"),
        ("PgUp", "pageup", "PgUp"),
        ("shift+tab", "shift+tab", "Shift+Tab"),
        ("Alt+x", "alt+x", "Alt+X"),
        ("Shift+F5", "shift+f5", "Shift+F5"),
        (",", "comma", ","),
        ("comma", "comma", ","),
        ("question_mark", "question_mark", "?"),
        ("less-than sign", "less_than_sign", "<"),
        ("up", "up", "↑"),
        ("é", "é", "é"),
        ("«", "left_pointing_double_angle_quotation_mark", "«"),
        ("left-pointing double angle quotation mark", _character_to_key("«"), "«"),
    ],
)
def test_keys_are_written_as_people_do(written: str, name: str, shown: str) -> None:
    assert keymap.normal(written) == name
    assert keymap.shown(name) == shown


@pytest.mark.parametrize(
    ("written", "why", "remedy"),
    [
        ("", "is no key", "write it like"),
        ("Entr", "is no key", "did you mean Enter?"),
        ("foo", "is no key", 'like "P", "F5"'),
        ("ctrl+", "is no key", "write it like"),
        ("hyper+x", "is no key", "write it like"),
        ("\x1b", "is no key", "write it like"),
        ("Ctrl+I", "is the same key as Tab", "write Tab"),
        ("Ctrl+M", "is the same key as Enter", "write Enter"),
        ("Ctrl+Shift+P", "is the same as without Shift", "write Ctrl+P"),
        ("Shift+1", "is no key of its own", "write the character"),
        ("Ctrl+Q", "leaves the console", "another key"),
        ("Ctrl+C", "is the terminal's own", "another key"),
    ],
)
def test_what_is_no_key_is_told_with_a_remedy(written: str, why: str, remedy: str) -> None:
    with pytest.raises(keymap.UnknownKey, match=why) as caught:
        keymap.normal(written)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("character", string.ascii_letters + string.digits + string.punctuation)
def test_every_character_of_a_keyboard_is_called_as_textual_calls_it(character: str) -> None:
    name = keymap.normal(character)
    assert name == _character_to_key(character)
    assert keymap.shown(name) == character
    assert keymap.normal(name) == name


@given(st.text(max_size=12))
@example("﷽")
def test_no_text_is_a_crash_and_what_is_taken_stays_what_it_is(text: str) -> None:
    try:
        name = keymap.normal(text)
    except keymap.UnknownKey:
        return
    assert keymap.normal(name) == name
    assert "," not in name


@pytest.mark.parametrize(("key", "written"), DEFAULTS)
def test_the_keys_there_are_are_shown_as_the_table_of_actions_says(key: str, written: str) -> None:
    assert keymap.shown(key) == written
    assert keymap.normal(key) == key


def test_arrows_are_words_in_ascii() -> None:
    assert keymap.shown("down", ascii_only=True) == "Down"
    assert keymap.shown("shift+up", ascii_only=True) == "Shift+Up"


def told(**keys: str | tuple[str, ...]) -> list[str]:
    given = {name: (key,) if isinstance(key, str) else key for name, key in keys.items()}
    return [str(problem) for problem in keymap.check(ACTIONS, given, "FILE: keys.{}".format)]


def test_two_actions_on_one_key_are_both_named() -> None:
    (problem,) = told(pause=";", resume=";")
    assert problem == (
        "FILE: keys.pause: ';' is also the key of keys.resume (Resume); "
        "give one of them another key"
    )


def test_a_key_that_another_action_has_by_itself_is_named_too() -> None:
    (problem,) = told(quit=("Ctrl+X", "f"))
    assert "keys.quit: 'f' is also the key of freeze (Freeze), which has it by itself" in problem


def test_a_key_of_the_other_table_clashes_as_well() -> None:
    """There it says in which table its own action is: it must not do something else instead."""
    (problem,) = told(level_up="p")
    assert "keys.level_up: 'p' is also the key of pause (Pause), which has it by itself" in problem


def test_keys_may_be_exchanged() -> None:
    assert told(pause="r", resume="p") == []
    changed = {a.name: a for a in keymap.apply(ACTIONS, {"pause": ("r",), "resume": ("p",)})}
    assert (changed["pause"].keys, changed["resume"].shown) == (("r",), "p")
    assert changed["quit"] is BY_NAME["quit"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    problems = told(pauze="x", quit="Entr", pause=("p", "p"), freeze="Ctrl+I")
    assert len(problems) == 3
    assert problems[0] == "FILE: keys.pauze: there is no action 'pauze'; did you mean pause?"
    assert problems[1].startswith("FILE: keys.quit: 'Entr' is no key; did you mean Enter?")
    assert problems[2].startswith("FILE: keys.freeze: 'Ctrl+I' is the same key as Tab")


def test_what_is_found_by_name_alone_takes_no_key() -> None:
    with pytest.raises(ConfigError) as caught:
        keymap.apply(ACTIONS, {"phone": ("F2",)})
    (problem,) = caught.value.problems
    assert str(problem).startswith("keys.phone: phone cannot have a key; leave it out")


def test_an_action_far_from_all_is_told_what_there_is() -> None:
    (problem,) = told(zzzz="x")
    assert "the actions are: pause, pause_code, resume, " in problem


def test_only_those_that_shared_a_key_before_may_share_one() -> None:
    actions = tuple(replace(a, keys=("p",)) if a.name == "choose" else a for a in ACTIONS)
    assert keymap.check(actions, {"pause": (";",), "choose": (";",)}) == []
    assert len(keymap.check(actions, {"pause": (";",), "resume": (";",)})) == 1


def test_what_enter_does_in_each_table_may_share_another_key() -> None:
    assert told(open_agent=";", choose=";") == []
    assert told(open_agent=";") == told(choose=";") == []
    assert len(told(open_agent="x")) == 1


def test_the_settings_file_and_its_profile_are_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\npause = "r"\n[profiles.night.keys]\nquit = "f"\n')
    with pytest.raises(ConfigError) as caught:
        check_loaded(load(env={}, path=path))
    assert caught.value.problems[0].where == f"{path}: keys.pause"
    with pytest.raises(ConfigError) as caught:
        check_loaded(load(env={}, path=path, profile="night"))
    assert [problem.where for problem in caught.value.problems] == [
        f"{path}: keys.pause",  # which the profile has, too
        f"{path}: profiles.night.keys.quit",
    ]


def test_no_screen_is_touched_with_keys_that_clash(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\npause = "r"\n')
    client = VicidialClient("http://127.0.0.1:9", "6666", "1234")
    with pytest.raises(ConfigError, match=r"keys\.pause: 'r' is also the key of resume \(Resume\)"):
        run_console(load(env={}, path=path), client)


MINE = {
    "pause": (";",),
    "resume": ("Ctrl+O", "F6"),
    "help": ("F1",),
    "down": (",", "Ctrl+N"),
    "level_up": (".",),
}


async def test_the_console_obeys_the_users_keys_and_no_longer_its_own() -> None:
    async with floor(settings={"keys": MINE}, size=(160, 48)) as console:
        await console.press("p")
        assert console.agent("a0001").action == ""
        await console.press(";")
        assert console.agent("a0001").action.endswith("pausing")
        await console.press(",", "ctrl+n")
        assert console.cursor == "a0003"
        await console.press("j")
        assert console.cursor == "a0003"


async def test_a_key_of_the_other_table_says_where_it_acts() -> None:
    async with floor(settings={"keys": MINE}) as console:
        await console.press(".")
        assert console.message == "Raise: Tab goes to the campaigns, select one there"
        await console.press("tab", ";")
        assert console.message == "Pause: Tab goes to the agents, select one there"
        await console.press(".")
        assert console.floor.pending.gathered


async def test_a_users_key_goes_before_the_letter_that_sorts_a_column() -> None:
    keys = {"freeze": ("U",), "pause": ("N",)}
    async with floor(settings={"keys": keys}) as console:
        await console.press("U")
        assert console.banner.startswith("FROZEN")
        await console.press("U", "N")
        assert [order.function for order in console.dialer.orders] == ["external_pause"]
        assert not console.floor.sorter.sorts
        await console.press("S")
        assert console.floor.sorter.sorts["agents"].column == "state"


UNCHANGED = ["Pause", "Resume", "Log out", "Mark", "Filter", "Table", "More", "Help", "Quit"]
"""The footer over the agents, in its order."""


async def test_footer_and_help_show_the_users_keys() -> None:
    async with floor(settings={"keys": MINE}, size=(160, 120)) as console:
        assert "; Pause" in console.footer
        assert "Ctrl+O Resume" in console.footer
        assert "F1 Help" in console.footer
        labels = [a.label for a in ACTIONS if a.footer and a.label in console.footer]
        assert sorted(labels, key=console.footer.index) == UNCHANGED
        await console.press("question_mark")
        assert console.app.screen is console.floor
        await console.press("f1")
        assert isinstance(console.app.screen, HelpScreen)
        shown = " ".join(console.text.split())
        assert "Ctrl+O F6 Resume" in shown
        assert ", Ctrl+N Down" in shown
        await console.press("f1")
        assert console.app.screen is console.floor


async def test_every_action_can_have_another_key() -> None:
    """All moved at once onto keys that nobody had: nothing is lost, nothing is left behind."""
    keys = {a.name: (f"F{number}",) for number, a in enumerate(ON_THE_FLOOR[:24], 1)}
    async with floor(settings={"keys": keys}) as console:
        live = set()
        for _ in range(2):
            names = {action.name for action in ACTIONS}
            live |= {
                (bound.binding.id, key)
                for key, bound in console.floor.active_bindings.items()
                if bound.binding.id in names
            }
            console.floor.tables.next_table()
            await console.quiet()
    there = {action.name for action in ON_THE_FLOOR}
    expected = {(a.name, key) for a in console.app.actions for key in a.keys if a.name in there}
    assert live == expected
