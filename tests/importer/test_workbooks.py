"""Excel workbooks (.xlsx), with and without the extra that reads them."""

from __future__ import annotations

import re
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.importer.fake import FakeDialer, run
from vicidash.importer import mapping, workbooks
from vicidash.importer.readers import Unreadable
from vicidash.importer.rows import LeadRow, row
from vicidash.importer.source import spool, survey

HEADER = ("phone", "first", "last", "zip", "birthday", "notes")


def workbook(path: Path, *rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> Path:
    """A workbook whose one sheet, *Leads*, has these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Leads"
    for cells in rows:
        sheet.append(cells)
    for place, form in (formats or {}).items():
        sheet[place].number_format = form
    book.save(path)
    return path


def read(path: Path, **options: Any) -> list[LeadRow]:
    source = survey(path, **options)
    fields = mapping.build(source.columns)
    return [row(record, fields) for record in source.records()]


@pytest.mark.parametrize("name", ["leads.xlsx", "leads.csv", "leads"])
def test_a_workbook_is_read_whatever_its_name_says(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / "leads.xlsx", HEADER, ("3125550270", "Ann", "Lee", None, None, ""))
    path = path.rename(tmp_path / name)
    source = survey(path)
    assert (source.format, source.sheet, source.rows) == ("xlsx", "Leads", 1)
    assert [(each.phone, each.line) for each in read(path)] == [("3125550270", 2)]


def test_numbers_dates_and_padded_numbers_are_read_as_excel_shows_them(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "leads.xlsx",
        HEADER,
        (3125550270, "Ann", "Lee", 2134, date(1980, 12, 31), 1.5),
        (3125550271.0, "Bob", True, 60601, datetime(1980, 12, 31, 10, 30), "=1/0"),
        formats={"D2": "00000"},
    )
    ann, bob = read(path)
    assert ann.fields == {
        "phone_number": "3125550270",
        "phone_code": "1",
        "first_name": "Ann",
        "last_name": "Lee",
        "postal_code": "02134",
        "date_of_birth": "1980-12-31",
        "comments": "1.5",
    }
    assert (bob.phone, bob.fields["last_name"]) == ("3125550271", "TRUE")
    assert bob.fields["date_of_birth"] == "1980-12-31"
    assert "comments" not in bob.fields, "a formula that nothing has computed has no value"


def test_blank_rows_are_skipped_and_lines_are_those_of_the_sheet(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "leads.xlsx", (), ("phone",), (None,), ("3125550270",), ("CALL",), (" ",)
    )
    source = survey(path)
    assert [(each.number, each.line) for each in source.records()] == [(1, 4), (2, 5)]


def test_without_a_header_no_lead_is_lost(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", (3125550270, "Ann"), (3125550271, "Bob"))
    source = survey(path, header=False)
    assert (source.columns, source.rows) == (("column 1", "column 2"), 2)
    assert [each.cells["column 2"] for each in source.records()] == ["Ann", "Bob"]


def two_sheets(path: Path) -> Path:
    book = openpyxl.Workbook()
    empty = book.active
    assert empty is not None
    empty.title = "About"
    hidden = book.create_sheet("Codes")
    hidden.append(("code",))
    hidden.sheet_state = "hidden"
    for title, phone in (("May", "3125550270"), ("June", "3125550271")):
        sheet = book.create_sheet(title)
        sheet.append(("phone",))
        sheet.append((phone,))
    book.save(path)
    return path


def test_the_first_sheet_with_rows_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = two_sheets(tmp_path / "leads.xlsx")
    source = survey(path)
    assert (source.sheet, source.other_sheets) == ("May", ("June",))
    june = survey(path, sheet="June")
    assert (june.sheet, june.other_sheets) == ("June", ("May",))
    assert june.digest != source.digest, "two sheets are two imports"
    assert [each.phone for each in read(path, sheet="June")] == ["3125550271"]
    with pytest.raises(Unreadable, match="no sheet 'june'") as caught:
        survey(path, sheet="june")
    assert "June" in (caught.value.remedy or "")


async def test_an_import_of_a_workbook_adds_each_row_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", ("phone", "first"), (3125550270, "Ann"), ("CALL", "Bob"))
    dialer = FakeDialer()
    done = await run(path, dialer)
    assert (done.added, done.rejected) == (1, 1)
    assert done.rejects is not None
    assert "CALL,Bob" in done.rejects.read_text(encoding="utf-8")
    again = await run(path, dialer)
    assert (again.added, len(dialer.leads)) == (1, 1)


def test_a_workbook_that_comes_by_a_pipe_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", ("phone",), (3125550270,))
    with path.open("rb") as stream:
        kept = spool(stream, tmp_path / "state")
    assert [each.phone for each in read(kept)] == ["3125550270"]


def test_without_the_extra_the_error_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "leads.csv.xlsx", HEADER)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(Unreadable, match="Excel workbook") as caught:
        survey(path)
    assert "pip install 'vicidash[xlsx]'" in str(caught.value)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook_is_said_to_be_damaged(tmp_path: Path, part: str) -> None:
    good = workbook(tmp_path / "good.xlsx", ("phone",), (3125550270,))
    path = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.namelist():
            new.writestr(each, "<broken" if each == part else old.read(each))
    with pytest.raises(Unreadable, match="damaged"):
        survey(path)


def test_a_zip_file_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("leads.csv", "phone\n3125550270\n")
    with pytest.raises(Unreadable, match="a zip file"):
        survey(path)


@pytest.mark.parametrize(("limit", "size"), [("MOST_TEXTS", 1000), ("MOST_BYTES", 1000)])
def test_a_workbook_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, size: int
) -> None:
    path = workbook(tmp_path / "leads.xlsx", ("phone",), (3125550270,))
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/sharedStrings.xml", b" " * (size + 1))
    monkeypatch.setattr(workbooks, limit, size)
    with pytest.raises(Unreadable, match="too large"):
        survey(path)


def test_a_workbook_that_is_packed_like_a_bomb_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "leads.xlsx", ("phone",), (3125550270,))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet2.xml", b" " * 1_000_000)
    assert survey(path), "a small part harms nobody"
    monkeypatch.setattr(workbooks, "SMALL", 900_000)
    with pytest.raises(Unreadable, match="unpacks to far more"):
        survey(path)


def test_a_formula_without_a_value_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", ("phone", "first_name"), (3125550270, '="A"&"nn"'))
    assert survey(path).uncomputed
    assert not survey(workbook(tmp_path / "plain.xlsx", ("phone",), (3125550270,))).uncomputed


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="B2"><f>6*7</f><v>42</v></c>', "42"),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', ""),
    ],
)
def test_a_formula_with_its_value_is_that_value(tmp_path: Path, cell: str, shown: str) -> None:
    good = workbook(tmp_path / "good.xlsx", ("phone", "first_name"), (3125550270, "=6*7"))
    path = tmp_path / "leads.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.namelist():
            written = old.read(each)
            if each == "xl/worksheets/sheet1.xml":
                written = re.sub(rb'<c r="B2".*?</c>', cell.encode(), written)
                assert cell.encode() in written
            new.writestr(each, written)
    assert [cells[1] for _, cells, _ in workbooks.rows(path, "Leads")] == ["first_name", shown]
    assert not survey(path).uncomputed


def test_only_a_workbook_has_sheets(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("phone\n3125550270\n")
    with pytest.raises(Unreadable, match="no Excel workbook"):
        survey(path, sheet="Leads")
