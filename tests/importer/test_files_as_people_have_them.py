"""Lead files as people have them: no lead is lost over one of its fields, and none in silence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.client.helpers import connect
from tests.demo.support import Clock
from tests.importer.fake import FakeDialer, run
from vicidash.demo import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.importer import mapping, plan
from vicidash.importer.dialer import ClientDialer
from vicidash.importer.engine import Importer, SendOptions
from vicidash.importer.readers import Unreadable
from vicidash.importer.rows import LeadRow, dry_run, row
from vicidash.importer.source import survey
from vicidash.importer.summary import changes_path
from vicidash.importer.values import mapped


def rows_of(path: Path, **options: bool) -> list[LeadRow]:
    source = survey(path, **options)  # type: ignore[arg-type]
    fields = mapping.build(source.columns)
    return [row(record, fields) for record in source.records()]


def written(folder: Path, text: str) -> Path:
    path = folder / "leads.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("columns", "field", "column"),
    [
        (["phone_number", "first_name", "first"], "first_name", "first_name"),
        (["phone", "phone_number"], "phone_number", "phone_number"),
        (["phone_number", "phone"], "phone_number", "phone_number"),
        (["First Name", "first", "phone"], "first_name", "First Name"),
        (["phone", "last_name", "Last Name", "lastname"], "last_name", "last_name"),
    ],
)
def test_the_exact_name_of_a_field_wins(columns: list[str], field: str, column: str) -> None:
    found = mapping.build(columns)
    assert {name: to for name, to in found.columns.items() if to == field} == {column: field}


def test_a_column_that_lost_its_field_is_named() -> None:
    found = mapping.build(["phone_number", "phone", "first_name", "first", "colour"])
    assert found.rivals == {"phone": "phone_number", "first": "first_name"}
    assert found.ignored == ("phone", "first", "colour")
    assert not mapping.build(["phone_number", "phone"], {"phone": ""}).rivals


def test_a_row_with_fewer_cells_is_a_lead(tmp_path: Path) -> None:
    path = written(tmp_path, "phone,first,last\n3125550270\n3125550271,Ann\n3125550272,Bob,Lee,\n")
    assert [each.fields.get("first_name") for each in rows_of(path)] == [None, "Ann", "Bob"]


@pytest.mark.parametrize("mark", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n"])
def test_a_first_line_that_names_the_delimiter_is_no_header(tmp_path: Path, mark: str) -> None:
    path = written(tmp_path, f"{mark}phone;note\n3125550270;a,b\nCALL;x\n")
    source = survey(path)
    assert (source.columns, source.delimiter, source.rows) == (("phone", "note"), ";", 2)
    assert [record.line for record in source.records()] == [3, 4], "lines as an editor counts them"


def test_a_file_without_a_header_loses_no_lead(tmp_path: Path) -> None:
    path = written(tmp_path, "3125550270,Ann\n3125550271,Bob\n")
    source = survey(path, header=False)
    assert (source.columns, source.rows) == (("column 1", "column 2"), 2)
    fields = mapping.build(source.columns, {"column 1": "phone_number", "column 2": "first_name"})
    found = [row(record, fields) for record in source.records()]
    assert [each.fields["first_name"] for each in found] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04\x14\x00", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
    ],
)
def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path: Path, head: bytes, words: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(head)
    with pytest.raises(Unreadable, match=words):
        survey(path)


@pytest.mark.parametrize(
    ("field", "text", "sent"),
    [
        ("country_code", "United States", "USA"),
        ("state", "Illinois", "IL"),
        ("state", "new  york", "NY"),
        ("date_of_birth", "12/31/1980", "1980-12-31"),
        ("date_of_birth", "31/12/1980", "1980-12-31"),
        ("date_of_birth", "2.3.1980", "1980-03-02"),
        ("date_of_birth", "1980/12/31", "1980-12-31"),
        ("date_of_birth", "2/2/1980", "1980-02-02"),
        ("date_of_birth", "2/3/1980", "2/3/1980"),
        ("date_of_birth", "13/13/1980", "13/13/1980"),
        ("gender", "Female", "F"),
        ("state", "Bavaria", "Bavaria"),
    ],
)
def test_only_what_is_unambiguous_is_mapped(field: str, text: str, sent: str) -> None:
    assert mapped(field, text) == sent


async def test_what_the_dialer_would_not_take_is_left_out_and_listed(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "phone,state,dob,email,notes,country\n"
        "3125550270,Bavaria,2/3/1980,a+b@x.com,a; b,United States\n"
        "3125550271,IL,1980-12-31,a@x.com,fine,USA\n",
    )
    dialer = FakeDialer()
    done = await run(path, dialer)
    assert (done.added, done.rejected, done.changed) == (2, 0, 1)
    first = dialer.leads[min(dialer.leads)]
    assert (first.state, first.date_of_birth, first.email) == (None, None, None)
    assert (first.comments, first.country_code) == ("a b", "USA")
    assert done.changes == changes_path(Path(str(path) + ".rejected.csv"))
    with done.changes.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert {(each["line"], each["field"], each["stored"]) for each in listed} == {
        ("2", "state", ""),
        ("2", "date_of_birth", ""),
        ("2", "email", ""),
        ("2", "comments", "a b"),
    }


def test_a_dry_run_counts_the_same_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "phone,notes\n3125550270,a; b\n3125550271,José\n3125550272,x\n")
    source = survey(path)
    noted: list[LeadRow] = []
    checked = dry_run(source, mapping.build(source.columns), noted.append)
    assert (checked.rows, checked.rejected, checked.bent, checked.non_ascii) == (3, 0, 1, 1)
    assert [each.line for each in noted] == [2]


def test_a_dry_run_counts_rows_with_signs_that_some_dialers_delete(tmp_path: Path) -> None:
    """Those at risk in a field, not every sign: a hyphen in a name is kept by all."""
    text = (
        'phone,first,notes\n3125550270,"Ann, Jr",a\n3125550271,Ann-Marie,a\n3125550272,Bo,"a, b"\n'
    )
    source = survey(written(tmp_path, text))
    checked = dry_run(source, mapping.build(source.columns))
    assert (checked.rows, checked.bent, checked.signs) == (3, 0, 1)


@pytest.mark.parametrize("keeps", [True, False])
async def test_letters_that_the_dialer_drops_are_counted_and_listed(
    tmp_path: Path, keeps: bool
) -> None:
    path = written(tmp_path, "phone,first\n3125550270,José\n3125550271,Ann\n3125550272,Zoë\n")
    demo = DemoDialer(clock=Clock(), non_latin=keeps)
    server = DemoServer(demo, port=0)
    server.start()
    source = survey(path)
    order = plan.ImportSpec(
        source=source,
        mapped=mapping.build(source.columns),
        list_id="1000",
        dialer=server.url,
        name=str(path),
        rejects=tmp_path / "leads.csv.rejected.csv",
    )
    begun = plan.begin(tmp_path / "state", order)
    try:
        async with connect(server.url, "demo", user="demo") as client:
            dialer = ClientDialer(client, "1000")
            options = SendOptions(concurrency=1, settle=0)
            done = await Importer(source, order.mapped, begun.journal, dialer, options).run()
    finally:
        begun.journal.close()
        server.stop()
    assert done.added == 3
    assert done.changed == (0 if keeps else 2)
    if not keeps:
        text = (tmp_path / "leads.csv.changed.csv").read_text(encoding="utf-8")
        assert "first_name,José,Jos," in text
        assert "Zoë" in text
        assert "Ann" not in text


@pytest.mark.parametrize("build", ["2.14-107"])
async def test_no_row_goes_into_a_list_that_is_not_there(tmp_path: Path, build: str) -> None:
    path = written(tmp_path, "phone\n3125550270\n")
    demo = DemoDialer(clock=Clock(), build=build)
    server = DemoServer(demo, port=0)
    server.start()
    try:
        async with connect(server.url, "demo", user="demo") as client:
            with pytest.raises(Exception, match="no list 999777"):
                await ClientDialer(client, "999777").check()
    finally:
        server.stop()
    assert survey(path).rows == 1
    assert not demo.world.leads.in_list(999777)
