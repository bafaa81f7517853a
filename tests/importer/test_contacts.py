"""Names in one column, and the exports of Google Contacts and of Meta's lead ads."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.importer.fake import FakeDialer, run
from vicidash.importer import mapping
from vicidash.importer.contacts import FullName, several, split_name
from vicidash.importer.rows import BadRow, LeadRow, row
from vicidash.importer.source import survey

GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,"
    "Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,"
    "Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,"
    "Phone 2 - Value,Phone 3 - Label,Phone 3 - Value,Address 1 - Label,Address 1 - Formatted,"
    "Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,"
    "Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,"
    "Website 1 - Value"
)
"""The header of an export since 2024."""
GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,"
    "Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,"
    "Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,"
    "Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Organization 1 - Type,"
    "Organization 1 - Name,Organization 1 - Title"
)
"""The header of one before that."""
META = (
    "id\tcreated_time\tad_id\tad_name\tadset_id\tadset_name\tcampaign_id\tcampaign_name\tform_id\t"
    "form_name\tis_organic\tplatform\tfull_name\tphone_number\twork_email\tcity\tpost_code\t"
    "inbox_url\tlead_status"
)


def read(path: Path) -> list[LeadRow]:
    source = survey(path)
    fields = mapping.build(source.columns)
    return [row(record, fields) for record in source.records()]


def google(folder: Path, header: str, *people: dict[str, str]) -> Path:
    """An export with that header; each person has only some of its cells."""
    path = folder / "contacts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, header.split(","))
        lines.writeheader()
        lines.writerows(people)
    return path


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ann Lee", FullName("", "Ann", "", "Lee")),
        ("Mary Ann Lee", FullName("", "Mary Ann", "", "Lee")),
        ("Lee, Ann", FullName("", "Ann", "", "Lee")),
        ("de la Cruz, Maria", FullName("", "Maria", "", "de la Cruz")),
        ("Sammy Davis Jr.", FullName("", "Sammy", "", "Davis Jr.")),
        ("Sammy Davis, Jr.", FullName("", "Sammy", "", "Davis Jr.")),
        ("Ludwig van Beethoven", FullName("", "Ludwig", "", "van Beethoven")),
        ("Maria De La Cruz", FullName("", "Maria", "", "De La Cruz")),
        ("John Q. Public", FullName("", "John", "Q", "Public")),
        ("Dr. Ann Lee MD", FullName("Dr", "Ann", "", "Lee MD")),
        ("Lee, Mrs. Ann B", FullName("Mrs", "Ann", "B", "Lee")),
        ("Van Morrison", FullName("", "Van", "", "Morrison")),
        ("Cher", FullName("", "Cher", "", "")),
        ("Ann Jr.", FullName("", "Ann Jr.", "", "")),
        ("José Núñez", FullName("", "José", "", "Núñez")),
        ("J Lo", FullName("", "J", "", "Lo")),
        ("  Ann   Lee ", FullName("", "Ann", "", "Lee")),
        (",", FullName()),
        ("Mr.", FullName("", "Mr.", "", "")),
    ],
)
def test_a_full_name_is_split_by_the_rule(text: str, parts: FullName) -> None:
    assert split_name(text) == parts


@pytest.mark.parametrize(
    ("header", "cells", "names"),
    [
        ("phone,Full name", "3125550270,Ann Lee", ("Ann", "Lee")),
        ("phone,name", "3125550270,Ann Lee", ("Ann", "Lee")),
        ("phone,full_name,first,last", "3125550270,Zoe Zed,Ann,Lee", ("Ann", "Lee")),
        ("phone,full_name,first,last", "3125550270,Ann Lee,,", ("Ann", "Lee")),
        ("phone,Vorname,Name", "3125550270,Ann,Lee", ("Ann", "Lee")),
        ("phone,first_name,name", "3125550270,Ann,Ann Lee", ("Ann", "Lee")),
        ("phone,name,last_name", "3125550270,Ann Lee,Lee", ("Ann", "Lee")),
        ("phone,name,last_name", "3125550270,Ann,Lee", ("Ann", "Lee")),
        ("phone,name", "3125550270,Cher", ("Cher", None)),
        ("phone,name", "3125550270,", (None, None)),
    ],
)
def test_a_name_in_one_column_fills_what_the_exact_columns_leave_empty(
    tmp_path: Path, header: str, cells: str, names: tuple[str | None, str | None]
) -> None:
    path = tmp_path / "leads.csv"
    path.write_text(f"{header}\n{cells}\n", encoding="utf-8")
    (lead,) = read(path)
    assert (lead.fields.get("first_name"), lead.fields.get("last_name")) == names
    assert "full_name" not in lead.fields


def test_the_column_of_a_name_can_be_chosen_or_left_out() -> None:
    chosen = mapping.build(["phone", "Kunde"], {"Kunde": "full_name"})
    assert chosen.columns["Kunde"] == "full_name"
    assert {"first_name", "last_name", "phone_number"} <= chosen.fields
    assert "full_name" not in chosen.fields
    assert "name" not in mapping.build(["phone", "name"], {"name": ""}).columns


def test_an_export_of_google_contacts_is_read_by_its_own_header(tmp_path: Path) -> None:
    path = google(
        tmp_path,
        GOOGLE_NEW,
        {
            "First Name": "Ann",
            "Middle Name": "Marie",
            "Last Name": "Lee",
            "Name Prefix": "Dr.",
            "Labels": "* myContacts ::: * starred",
            "Notes": "a ::: b",
            "E-mail 1 - Value": "ann@example.com ::: lee@example.com",
            "Phone 1 - Label": "Mobile",
            "Phone 1 - Value": "+1 312-555-0117 ::: (312) 555-0118",
            "Phone 2 - Value": "312-555-0119",
            "Address 1 - Formatted": "1 Main St\nChicago, IL 60601\nUS",
            "Address 1 - Street": "1 Main St",
            "Address 1 - City": "Chicago",
            "Address 1 - Region": "Illinois",
            "Address 1 - Postal Code": "60601",
            "Address 1 - Country": "US",
        },
        {"First Name": "Bob", "Phone 2 - Label": "Work", "Phone 2 - Value": "312.555.0120"},
        {"First Name": "Cy", "Phone 1 - Value": "3125550121", "Phone 3 - Value": "3125550122"},
    )
    ann, bob, cy = read(path)
    assert ann.fields == {
        "phone_number": "3125550117",
        "phone_code": "1",
        "alt_phone": "3125550118",
        "title": "Dr.",
        "first_name": "Ann",
        "middle_initial": "M",
        "last_name": "Lee",
        "email": "ann@example.com",
        "comments": "a ::: b",
        "address1": "1 Main St",
        "city": "Chicago",
        "state": "IL",
        "postal_code": "60601",
        "country_code": "USA",
    }
    assert [(each.field, each.stored) for each in ann.changes] == [
        ("alt_phone", ""),
        ("email", "ann@example.com"),
    ]
    assert ann.changes[0].given == "312-555-0119"
    assert (bob.phone, bob.fields.get("alt_phone")) == ("3125550120", None)
    assert (cy.phone, cy.fields["alt_phone"]) == ("3125550121", "3125550122")


def test_an_older_export_of_google_contacts_is_read_too(tmp_path: Path) -> None:
    path = google(
        tmp_path,
        GOOGLE_OLD,
        {
            "Name": "Ann Lee",
            "Given Name": "Ann",
            "Family Name": "Lee",
            "Priority": "Normal",
            "Phone 1 - Type": "Mobile",
            "Phone 1 - Value": "3125550117 ::: 3125550118",
        },
        {"Name": "Bob van Dyke", "Phone 1 - Type": "Work", "Phone 1 - Value": "3125550120"},
    )
    ann, bob = read(path)
    assert (ann.fields["first_name"], ann.fields["last_name"]) == ("Ann", "Lee")
    assert (ann.phone, ann.fields["alt_phone"], ann.changes) == ("3125550117", "3125550118", ())
    assert (bob.fields["first_name"], bob.fields["last_name"]) == ("Bob", "van Dyke")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
@pytest.mark.parametrize("name", ["leads.csv", "leads.tsv"])
def test_metas_export_of_leads_is_read_by_its_own_header(
    tmp_path: Path, encoding: str, name: str
) -> None:
    path = tmp_path / name
    cells = (
        "l:4280180252203503\t2026-09-12T15:05:13-05:00\tag:120232362357810199\tA, B\tas:1\tset\t"
        "c:2\tcampaign\tf:3\tform\tFALSE\tig\tAnn de la Cruz\tp:+13125550117\tann@example.com\t"
        "Chicago\tz:60601\t\tcomplete"
    )
    test_lead = cells.replace("p:+13125550117", "<test lead: dummy data for phone_number>")
    path.write_bytes(f"{META}\n{cells}\n{test_lead}\n".encode(encoding))
    source = survey(path)
    assert (source.delimiter, source.rows) == ("\t", 2)
    fields = mapping.build(source.columns)
    good, bad = source.records()
    assert row(good, fields).fields == {
        "phone_number": "3125550117",
        "phone_code": "1",
        "first_name": "Ann",
        "last_name": "de la Cruz",
        "email": "ann@example.com",
        "city": "Chicago",
        "postal_code": "60601",
    }
    with pytest.raises(BadRow, match="test lead"):
        row(bad, fields)


async def test_numbers_that_a_lead_has_no_place_for_are_listed(tmp_path: Path) -> None:
    path = google(
        tmp_path,
        GOOGLE_NEW,
        {"First Name": "Ann", "Phone 1 - Value": "3125550117 ::: 3125550118 ::: 3125550119"},
    )
    done = await run(path, FakeDialer())
    assert (done.added, done.changed) == (1, 1)
    assert done.changes is not None
    assert "3125550119" in done.changes.read_text(encoding="utf-8")


def test_several_values_in_a_cell_are_each_once() -> None:
    assert several("1 ::: 2:::1 ::: ") == ["1", "2"]
    assert several("") == []
