"""Words: nothing a dialer says can steer a terminal, and figures read the same everywhere."""

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicidash import formatting
from vicidash.formatting import REPLACEMENT, UNKNOWN

any_text = st.text(st.characters())  # with surrogates: an undecodable byte arrives as one
durations = st.floats(min_value=0, max_value=10**7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anna Nagy",
        "Ünal Çelik",
        "王小明",
        "ณัฐ",
        "📞 José",
        "x [/bad]",
        "a|b;c",
        "\u00a0",
        "❤\ufe0f",
    ],
)
def test_ordinary_text_is_kept(text: str) -> None:
    assert formatting.printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", "a b"),
        ("a\nb\rc", "a·b·c"),
        ("\x1b[2J\x1b]0;owned\x07", "·[2J·]0;owned·"),
        ("\x9b31m", "·31m"),
        ("a\x7fb\x00", "a·b·"),
        ("line\u2028and\u2029paragraph", "line·and·paragraph"),
        ("\u202egnp.exe\u202c", "·gnp.exe·"),
        ("\u2066isolated\u2069", "·isolated·"),
        ("zero\u200bwidth\ufeff", "zero·width·"),
        ("soft\u00adhyphen", "soft·hyphen"),
        ("👩\u200d🚀", "👩·🚀"),
        ("lone \udcff", "lone ·"),
        ("a\u034fb\u3164\u2800", "a·b··"),
        ("Ann\ufe00a\U000e0100", "Ann·a·"),
    ],
)
def test_what_a_terminal_would_obey_or_hide_is_shown_as_a_dot(text: str, shown: str) -> None:
    assert formatting.printable(text) == shown


@given(any_text)
def test_printable_text_cannot_steer_a_terminal(text: str) -> None:
    shown = formatting.printable(text)
    assert len(shown) == len(text)
    assert formatting.printable(shown) == shown
    assert len(shown.splitlines()) <= 1
    shown.encode()
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


NOTHING = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE0E), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)]))
)


@given(any_text)
def test_only_unsafe_characters_are_touched(text: str) -> None:
    for before, after in zip(text, formatting.printable(text), strict=True):
        unsafe = unicodedata.category(before) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert after == before or unsafe or before in NOTHING
        assert after in {before, " ", REPLACEMENT}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (7, "0:07"),
        (7.99, "0:07"),
        (754, "12:34"),
        (3599.9, "59:59"),
        (3600, "1:00:00"),
        (3723, "1:02:03"),
        (100 * 3600, "100:00:00"),
        (-3, "0:00"),
        (float("nan"), UNKNOWN),
        (float("inf"), UNKNOWN),
    ],
)
def test_clock(seconds: float, shown: str) -> None:
    assert formatting.clock(seconds) == shown


@given(durations)
def test_a_clock_reads_back_as_its_whole_seconds(seconds: float) -> None:
    shown = formatting.clock(seconds)
    assert re.fullmatch(r"(\d+:[0-5]\d|[0-5]?\d):[0-5]\d", shown)
    total = 0
    for part in shown.split(":"):
        total = total * 60 + int(part)
    assert total == int(seconds)


def test_a_lower_bound_says_so() -> None:
    assert formatting.at_least(7) == "≥0:07"
    assert formatting.at_least(float("nan")) == UNKNOWN


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (3.7, "3 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (179, "2 min"),
        (3600, "1 h 00 min"),
        (3900, "1 h 05 min"),
        (86399, "23 h 59 min"),
        (86400, "1 d 00 h"),
        (2 * 86400 + 3 * 3600, "2 d 03 h"),
        (-1, "0 s"),
        (float("inf"), UNKNOWN),
    ],
)
def test_age(seconds: float, shown: str) -> None:
    assert formatting.age(seconds) == shown


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (None, 2, UNKNOWN),
        (0, 2, "0.00%"),
        (-0.001, 2, "0.00%"),
        (2.5, 2, "2.50%"),
        (2.996, 2, "3.00%"),
        (12.34, 1, "12.3%"),
        (100, 0, "100%"),
        (float("nan"), 2, UNKNOWN),
    ],
)
def test_percent(value: float | None, digits: int, shown: str) -> None:
    assert formatting.percent(value, digits) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, UNKNOWN), (0, "0"), (999, "999"), (12345, "12,345"), (-1234, "-1,234")],
)
def test_number(value: int | None, shown: str) -> None:
    assert formatting.number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, UNKNOWN),
        (2, "2.0"),
        (3.0, "3.0"),
        (4.25, "4.25"),
        (4.001, "4.001"),
        (0.1 + 0.2, "0.3"),
        (2.9999999, "3.0"),
        (10.0, "10.0"),
        (100, "100.0"),
        (-0.0001, "0.0"),
        (float("nan"), UNKNOWN),
    ],
)
def test_level(value: float | None, shown: str) -> None:
    assert formatting.level(value) == shown


@given(st.integers(min_value=0, max_value=20_000))
def test_a_level_of_up_to_three_decimals_survives(thousandths: int) -> None:
    value = thousandths / 1000
    shown = formatting.level(value)
    assert float(shown) == value
    assert re.fullmatch(r"\d+\.\d{1,3}", shown)


@pytest.mark.parametrize(
    ("word", "choice"),
    [("SALS", "SALES"), ("sales", "SALES"), ("suport", "Support"), ("zzz", None), ("", None)],
)
def test_nearest(word: str, choice: str | None) -> None:
    assert formatting.nearest(word, ["SALES", "Support", "TEST"]) == choice


def test_nearest_of_nothing() -> None:
    assert formatting.nearest("SALES", []) is None


@given(st.lists(st.text(min_size=1), min_size=1))
def test_a_choice_is_nearest_to_itself(choices: list[str]) -> None:
    found = formatting.nearest(choices[-1], choices)
    assert found is not None
    assert found.lower() == choices[-1].lower()


@pytest.mark.parametrize(
    ("n", "noun", "shown"),
    [
        (0, "agent", "0 agents"),
        (1, "agent", "1 agent"),
        (1200, "lead", "1,200 leads"),
        (3, "status", "3 statuses"),
        (2, "match", "2 matches"),
        (2, "retry", "2 retries"),
        (2, "day", "2 days"),
    ],
)
def test_plural(n: int, noun: str, shown: str) -> None:
    assert formatting.plural(n, noun) == shown


def test_a_capital_in_front_leaves_names_as_they_are() -> None:
    assert formatting.upper_first("undo: SALESB2B") == "Undo: SALESB2B"
    assert formatting.upper_first("") == ""


def test_words_need_nothing_but_the_standard_library() -> None:
    code = (
        "import sys, vicidash.formatting;"
        "print(sorted({'pydantic', 'rich', 'textual', 'httpx', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
