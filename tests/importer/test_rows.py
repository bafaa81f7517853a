"""Cells to leads: phone numbers, columns, values, and content that means harm."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicidash.client import InvalidInput
from vicidash.client.phone_numbers import NotAPhone, other_phone, phone
from vicidash.importer import mapping
from vicidash.importer import rows as importer_rows
from vicidash.importer.mapping import FIELDS, build, pairs
from vicidash.importer.readers import Record
from vicidash.importer.source import survey


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("(312) 555-0005", "", ("1", "3125550005")),
        ("+1 312 555 0005", "", ("1", "3125550005")),
        ("1-312-555-0005", "", ("1", "3125550005")),
        ("312.555.0005", "1", ("1", "3125550005")),
        ("3125550005.0", "", ("1", "3125550005")),
        ("312\u00a0555\u20110005", "", ("1", "3125550005")),
        ("+44 20 7946 0000", "44", ("44", "2079460000")),
        ("020 7946 0000", "44", ("44", "2079460000")),
        ("+44 (0)20 7946 0000", "44", ("44", "2079460000")),
        ("0044 20 7946 0000", "44", ("44", "2079460000")),
        ("06 1234 5678", "39", ("39", "0612345678")),
        ("5550005", "1", ("1", "5550005")),
        ('="3125550005"', "", ("1", "3125550005")),
        ("'3125550005", "", ("1", "3125550005")),
        ("\u202a+13125550005\u202c", "", ("1", "3125550005")),
        ("+4930123456", "49", ("49", "30123456")),
    ],
)
def test_phones(text: str, code: str, found: tuple[str, str]) -> None:
    assert phone(text, code) == found


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("312-555-CALL", "", "more than digits"),
        ("3125550005 x12", "", "more than digits"),
        ("3.12555E+09", "", "spreadsheet"),
        ("+44 20 7946 0000", "", "no country code"),
        ("020 7946 0000", "", "no country code"),
        ("5550005", "", "no country code"),
        ("+3125550005", "", "no country code"),
        ("+44 20 7946 0000", "49", "does not begin with its phone_code"),
        ("12345", "44", "5 digits"),
        ("1" * 17, "44", "17 digits"),
        ("3125550005", "USA", "phone_code 'USA'"),
        ("٣١٢٥٥٥٠٠٠٥", "", "more than digits"),
        ("()-", "", "no phone number"),
    ],
)
def test_no_phones(text: str, code: str, words: str) -> None:
    with pytest.raises(NotAPhone, match=words):
        phone(text, code)


@given(st.text(max_size=20), st.sampled_from(["", "1", "44"]))
def test_any_text_is_a_number_or_is_refused(text: str, code: str) -> None:
    try:
        found = phone(text, code)
    except NotAPhone:
        return
    assert found.number.isascii()
    assert found.number.isdigit()
    assert 6 <= len(found.number) <= 16


def test_a_second_number() -> None:
    assert other_phone("+1 (312) 555-0005") == "3125550005"


def test_columns_are_guessed_by_their_names() -> None:
    columns = ["Tel.", "First Name", "SURNAME", "Zip Code", "E-Mail", "Shoe size", "Mobile", "DOB"]
    found = build(columns)
    assert found.columns == {
        "Tel.": "phone_number",
        "First Name": "first_name",
        "SURNAME": "last_name",
        "Zip Code": "postal_code",
        "E-Mail": "email",
        "DOB": "date_of_birth",
    }
    assert found.ignored == ("Shoe size", "Mobile")


def test_every_field_is_guessed_by_its_own_name() -> None:
    assert build(list(FIELDS)).columns == {name: name for name in FIELDS}


def test_what_is_chosen_goes_before_guesses() -> None:
    found = build(
        ["phone", "mobile", "name", "custom.size"],
        {"mobile": "phone_number", "NAME": "custom.full", "phone": ""},
        {"state": "IL"},
    )
    assert found.columns == {
        "mobile": "phone_number",
        "name": "custom.full",
        "custom.size": "custom.size",
    }
    assert found.ignored == ("phone",)
    assert found.fields >= {"state", "phone_number"}


@pytest.mark.parametrize(
    ("chosen", "defaults", "words"),
    [
        ({"fone": "phone_number"}, {}, "did you mean phone"),
        ({"x": "frist_name"}, {}, "did you mean first_name"),
        ({"x": "list_id"}, {}, "the list is --list"),
        ({"x": "status"}, {}, "NEW"),
        ({"x": "custom.pass"}, {}, "custom field"),
        ({"x": "state", "y": "state"}, {}, "one column, not both x and y"),
        ({"phone": ""}, {}, "a column with the phone number"),
        ({"phone": ""}, {}, "^columns '"),
        ({}, {"stat": "IL"}, "did you mean state"),
    ],
)
def test_a_map_that_cannot_be(chosen: dict[str, str], defaults: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        build(["phone", "x", "y"], chosen, defaults)


def test_pairs() -> None:
    assert pairs(["a=b=state", "zip="], "map") == {"a=b": "state", "zip": ""}
    assert pairs(["comments=a=b"], "default") == {"comments": "a=b"}
    for word in ("state", "=state", ""):
        with pytest.raises(InvalidInput, match="NAME=VALUE"):
            pairs([word], "map")


def checked(cells: dict[str, object]) -> importer_rows.LeadRow:
    return importer_rows.row(
        Record(1, 2, {"phone": "3125550005", **cells}), build(["phone", *cells])
    )


def test_values() -> None:
    row = checked({"gender": "Female", "notes": " two\r\n lines\there ", "city": "", "rank": "7"})
    assert row.fields == {
        "phone_number": "3125550005",
        "phone_code": "1",
        "gender": "F",
        "comments": "two lines here",
        "rank": "7",
    }


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"first": "x\x00y"}, r"first: a control character \(U\+0000\)"),
        ({"first": "x\x1b[31m"}, r"U\+001B"),
        ({"first": "\ud800"}, "half a character"),
        ({"first": ["a"]}, "a list or an object"),
        ({"phone": None}, "no phone number"),
    ],
)
def test_values_that_cannot_be(cells: dict[str, object], words: str) -> None:
    with pytest.raises(importer_rows.BadRow, match=words) as caught:
        checked(cells)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"first": "x" * 31}, "at most 30 characters"),
        ({"notes": "x" * 1_000_000}, "at most 255"),
        ({"dob": "02/30/1984"}, "a date such as"),
        ({"altphone": "none"}, "more than digits"),
        ({"state": "Bavaria"}, "at most 2"),
    ],
)
def test_a_value_beside_the_number_is_left_out_and_the_lead_stays(
    cells: dict[str, object], words: str
) -> None:
    row = checked(cells)
    assert set(row.fields) == {"phone_number", "phone_code"}
    (change,) = row.changes
    assert (change.given, change.stored) == (next(iter(cells.values())), "")
    assert words in change.why
    assert len(change.why) < 250


def test_formulas_and_markup_go_as_they_are() -> None:
    row = checked({"first": "=cmd|' /C calc'!A0", "last": "[bold]<b>@x"})
    assert row.fields["first_name"] == "=cmd|' /C calc'!A0"
    assert row.fields["last_name"] == "[bold]<b>@x"
    assert not importer_rows.is_bent(row)
    assert importer_rows.is_bent(checked({"email": "a+b@example.com"}))


def test_ten_thousand_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    with path.open("w", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["phone", *(f"c{at}" for at in range(10_000))])
        writer.writerows([[str(3125550000 + at), *["x"] * 10_000] for at in range(5)])
    source = survey(path)
    mapped = mapping.build(source.columns)
    assert len([importer_rows.row(each, mapped) for each in source.records()]) == 5


def test_a_quote_that_nobody_closes_costs_one_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [f"{3125550000 + at},n{at}" for at in range(2000)]
    rows[7] = '3125550007,"Ann'
    rows[900] = '3125550900,"Bob'
    rows[1000] = '3125551000,"good, ""quoted""\nname"'
    path.write_text("phone,name\n" + "\n".join(rows))
    records = list(survey(path).records())
    bad = [each for each in records if each.problem]
    assert [each.cells["phone"] for each in bad] == ['3125550007,"Ann', '3125550900,"Bob']
    assert len(records) == 2000
    assert records[1000].cells["name"] == 'good, "quoted"\nname'
    assert records[1001].line == records[1000].line + 2


def test_huge_cells_and_lines_cost_one_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    huge = ["y" * 200_000, "y" * 9_000_000]
    path.write_text(
        f"phone,name\n3125550001,a\n3125550002,{huge[0]}\n3125550003,{huge[1]}\n3125550004,d\n"
    )
    problems = [each.problem for each in survey(path).records()]
    assert [bool(each) for each in problems] == [False, True, True, False]
    assert "too long" in problems[1]
    assert "too long" in problems[2]


def test_blank_rows_are_passed_over_and_names_made_unique(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\nphone,phone,,\n\n3125550001,2,3,4\n , ,,\n3125550002,2,3,4\n")
    source = survey(path)
    assert source.columns == ("phone", "phone (2)", "column 3", "column 4")
    assert [each.line for each in source.records()] == [4, 6]


def test_json_lines_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"phone": "1"}\n{broken\n[1]\n\n"x"\n{}\n' + "[" * 99_999 + "\n")
    problems = [each.problem for each in survey(path).records()]
    assert problems[0] == ""
    assert "not JSON" in problems[1]
    assert problems[2] == problems[3] == "not an object with the fields of a lead"
    assert problems[4] == "an empty object"
    assert "nested" in problems[5]
