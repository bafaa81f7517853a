"""Lines of items in narrow panes: whole items go, by what they are worth; no word is ever cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from tests.tui.centre import WRONG
from tests.tui.driver import Console, floor
from tests.tui.rendering.cut_words import WIDTHS, cut
from tests.tui.screen import widget_text
from tests.tui.wall.driver import Pane, wall
from vicidash.demo.sim.agents import Mode
from vicidash.launch import AGENTS, CAMPAIGNS, OVERVIEW
from vicidash.tui.rendering.text import MORE, Item, clipped, fit_items
from vicidash.tui.views.floor import campaigns
from vicidash.tui.wall.board import Setting
from vicidash.tui.wall.board import board as wall_board
from vicidash.tui.wall.pages import WallPage, pages
from vicidash.tui.widgets import status_lines
from vicidash.tui.widgets.footer import Footer, FooterKey
from vicidash.tui.widgets.status_lines import StatusLine, Tabs

pytestmark = [pytest.mark.long, pytest.mark.thorough]

WORDS = st.text("abä界 ", max_size=30)


def items(*told: tuple[str, int]) -> list[Item]:
    return [Item(Text(words), rank) for words, rank in told]


def test_what_matters_least_goes_first_and_of_equals_the_last() -> None:
    line = items(("Agents 60", 0), ("2 marked", 1), ("18 with “ros”", 2), ("Esc: all", 2))
    assert fit_items(line, 80).plain == "Agents 60  2 marked  18 with “ros”  Esc: all"
    assert fit_items(line, 43).plain == "Agents 60  2 marked  18 with “ros”"
    assert fit_items(line, 20).plain == "Agents 60  2 marked"
    assert fit_items(line, 12).plain == "Agents 60"
    assert fit_items(line, 8).plain == "Agents …"


def test_a_sentence_among_items_loses_its_end_before_anything_goes() -> None:
    line = [*items(("Agents 60", 0), ("2 marked", 1)), Item(Text("a list that is long"), 2, 8)]
    assert fit_items(line, 40).plain == "Agents 60  2 marked  a list that is long"
    assert fit_items(line, 39).plain == "Agents 60  2 marked  a list that is …"
    assert fit_items(line, 29).plain == "Agents 60  2 marked  a list …"
    assert fit_items(line, 28).plain == "Agents 60  2 marked"


def test_an_empty_item_takes_no_room() -> None:
    assert fit_items(items(("one", 0), ("", 0), ("two", 0)), 8).plain == "one  two"
    assert fit_items([], 8).plain == ""


def test_a_sentence_ends_between_two_words() -> None:
    sentence = Text("!! drop 3.34 % on SALES, 10 drops over 3 %", "bold")
    assert clipped(sentence, 42) == sentence
    assert clipped(sentence, 30).plain == "!! drop 3.34 % on SALES, 10 …"
    assert clipped(sentence, 28).plain == "!! drop 3.34 % on SALES, …"
    assert clipped(sentence, 28).style == "bold"
    assert clipped(Text("unbreakable"), 6).plain == "unbre…"


@given(WORDS, st.integers(0, 40))
def test_a_sentence_never_overflows_and_keeps_its_beginning(words: str, width: int) -> None:
    fitted = clipped(Text(words), width)
    assert fitted.cell_len <= width
    assert words.startswith(fitted.plain.removesuffix(MORE).rstrip())


@given(st.lists(st.tuples(WORDS, st.integers(0, 5)), max_size=6), st.integers(0, 60))
def test_items_never_overflow_and_keep_their_order(
    parts: list[tuple[str, int]], width: int
) -> None:
    told = fit_items(items(*parts), width)
    assert told.cell_len <= width


async def test_the_lines_around_the_floor_cut_no_word_at_any_width() -> None:
    short = {"call", "wait", "pause", "queue", "go", "ack", "it", "a"}
    async with floor(size=(240, 24), agents=6) as console:
        console.dialer.put("a0003", Mode.DEAD, lead=4711)
        await console.poll(60)
        await console.press("/", *"campaign:SALESB2B !~zq", "enter", "space", "space")
        view = console.view
        whole_words = {word for line in console.lines for word in line.split()} | short
        for width in WIDTHS:
            await narrow(console, width)
            for line in view.query(StatusLine):
                if line.display and not isinstance(line, Tabs):
                    assert not cut(widget_text(line), whole_words), (width, line.id)


async def test_the_line_of_keys_shows_whole_keys_and_the_way_out_at_any_width() -> None:
    async with floor(size=(240, 24), password=WRONG) as console:
        everything = [f"{key.shown} {key.label}" for key in shown_keys(console)]
        usual = [f"{key.shown} {key.label}" for key in shown_keys(console) if key.always]
        assert console.footer == " ".join(everything)
        for width in (*range(30, 40), *WIDTHS):
            await narrow(console, width)
            keys = [f"{key.shown} {key.label}" for key in shown_keys(console)]
            assert console.footer == " ".join(keys), width
            assert keys == [each for each in everything if each in keys]
            assert {"L Log in", "? Help", "q Quit"} <= {*keys}, width
        assert keys == [each for each in usual if each != "Tab Table"]


async def narrow(console: Console, width: int) -> None:
    """As :meth:`Console.resize`, in a tenth of the time."""
    await console.pilot.resize_terminal(width, 24)
    await console.pilot.pause()


def shown_keys(console: Console) -> list[FooterKey]:
    return console.view.query_one(Footer).keys


async def test_the_pure_lines_of_the_floor_cut_no_word_at_any_width() -> None:
    async with floor(size=(80, 24), agents=60) as console:
        await console.poll(60)
        view, now = console.view, console.clock()
        snapshot, theme = console.app.floor_console.frame.shown, console.app.floor_theme

        def header(width: int) -> Text:
            modes = ("DEMO", "READ-ONLY", "PLAIN HTTP")
            return status_lines.header(
                snapshot, url="http://dialer.example.com", now=now, modes=modes, width=width,
                theme=theme,
            )  # fmt: skip

        def totals(width: int) -> Text:
            return campaigns.totals_line(snapshot, theme, width=width, stale=False)

        def alert(width: int) -> Text:
            told = view.alert_line(width)
            assert told is not None
            return told[1]

        for line, least, short in (
            (header, 38, ()),
            (totals, 10, ("in", "call", "wait", "pause", "dispo", "dead", "queue")),
            (alert, 30, ("go", "ack", "it", "+1", "+2", "!", "a")),
        ):
            whole_words = {*line(400).plain.split(), *short}
            for width in range(least, 161):
                told = line(width)
                assert told.cell_len <= width, (line, width)
                assert not cut(told.plain, whole_words), (line, width, told.plain)


@pytest.mark.parametrize("height", [10, 24])
async def test_the_wall_cuts_no_word_at_any_width(height: int) -> None:
    short = ["calls", "queue", "level", "agents", "SOLAR_OB", "Pat", "Tan"]
    async with wall(agents=60) as pane:
        pane.dialer.put("a0003", Mode.DEAD, lead=4711)
        await pane.pass_by(60)
        for page in pages(pane.app.snapshot, (OVERVIEW, CAMPAIGNS, AGENTS), (40, height)):
            everything = [*board(pane, page, 200, 24).split(), *short]
            for width in WIDTHS:
                told = board(pane, page, width, height)
                assert not cut(told, everything), (page, width)


async def test_the_wall_that_lost_its_dialer_cuts_no_word_at_any_width() -> None:
    async with wall(password=WRONG) as pane:
        page = WallPage(OVERVIEW)
        everything = ["Stopped:", *board(pane, page, 200, 24).split()]
        for width in WIDTHS:
            assert not cut(board(pane, page, width, 10), everything), width


def board(pane: Pane, page: WallPage, width: int, height: int) -> str:
    app = pane.app
    setting = Setting(page, url="http://dialer.example.com", alerts=app.alerts)
    size = (width, height)
    _, drawn = wall_board(app.snapshot, setting, app.floor_theme, now=pane.clock(), size=size)
    return drawn.plain
