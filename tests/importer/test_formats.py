"""Files of every format and encoding are read as they were written."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vicidash.importer.readers import Unreadable
from vicidash.importer.source import Source, survey

COLUMNS = ("phone", "first name", "Größe", "notes")
LATIN = st.text(st.sampled_from("abcXYZ äöüßé€'\",;\t|\n.-0123456789"), max_size=12)
CYRILLIC = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def rows_of(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    row = st.fixed_dictionaries(dict.fromkeys(COLUMNS[1:], cells))
    rows = st.lists(row, min_size=1, max_size=30)
    return rows.map(
        lambda found: [{"phone": str(3125550000 + at), **each} for at, each in enumerate(found)]
    )


def as_table(rows: list[dict[str, str]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def written(folder: Path, name: str, text: str, encoding: str, packed: bool) -> Path:
    path = folder / name
    content = text.encode(encoding)
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


def read(source: Source) -> list[dict[str, object]]:
    records = list(source.records())
    assert [each.problem for each in records] == [""] * len(records)
    assert [each.number for each in records] == list(range(1, source.rows + 1))
    return [dict(each.cells) for each in records]


@settings(max_examples=80, deadline=None)
@given(rows_of(LATIN), st.sampled_from(",;\t|"), st.sampled_from(ENCODINGS), st.booleans())
def test_tables(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, str]],
    delimiter: str,
    encoding: str,
    packed: bool,
) -> None:
    text = as_table(rows, delimiter)
    path = written(tmp_path_factory.mktemp("table"), "x.txt", text, encoding, packed)
    given_ = survey(path, encoding=encoding, delimiter=delimiter)
    assert read(given_) == rows
    assert given_.columns == COLUMNS


@settings(max_examples=80, deadline=None)
@given(rows_of(CYRILLIC), st.booleans(), st.booleans(), st.sampled_from(ENCODINGS[:3]))
def test_json(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, str]],
    lines: bool,
    packed: bool,
    encoding: str,
) -> None:
    kept = [json.dumps(each, ensure_ascii=False) for each in rows]
    text = "\n".join(kept) if lines else f" [\n{' ,'.join(kept)}]\n"
    path = written(tmp_path_factory.mktemp("json"), "x", text, encoding, packed)
    source = survey(path)
    assert source.format == ("jsonl" if lines else "json")
    assert read(source) == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encoding_and_delimiter_are_told_by_the_file(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    rows = [
        {"phone": str(3125550000 + at), "first name": "Zoë", "Größe": "8½", "notes": f"a b\n{at}"}
        for at in range(70)
    ]
    path = written(tmp_path, "x", as_table(rows, delimiter), encoding, packed=False)
    source = survey(path)
    assert source.guessed == (encoding == "cp1252")
    assert source.delimiter == delimiter
    assert read(source) == rows


def test_packed_and_unpacked_are_the_same_content(tmp_path: Path) -> None:
    plain = written(tmp_path, "a.csv", "phone\n3125550001\n", "utf-8", packed=False)
    packed = written(tmp_path, "a.csv.gz", "phone\n3125550001\n", "utf-8", packed=True)
    assert survey(plain).digest == survey(packed).digest


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(b"phone\n3125550001\n" * 99, mtime=0)[:-9], "damaged or cut off"),
        (b"\x1f\x8bnot gzip", "damaged or cut off"),
        (b"phone,name\n3125550001,\x81\xff\n", "neither UTF-8"),
        (b"[{}, ", "not a JSON array"),
        (b'[{"phone": 1} {"phone": 2}]', "behind element 1"),
        (b'[{"phone": 1}] x', "text behind"),
        (b"[" * 100_000, "nested too deeply"),
        (b"a,b;c\n1,2;3\n4,5;6\n", "comma or semicolon"),
        (b'"phone\n3125550001\n', "names of the columns"),
    ],
)
def test_what_cannot_be_read_is_said_before_anything_is_sent(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "leads"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        survey(path)


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Unreadable, match=str(path)):
            survey(path)


def test_an_encoding_by_force(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", "phone,name\n3125550001,Ж\n", "cp1251", packed=False)
    assert read(survey(path, encoding="cp1251"))[0]["name"] == "Ж"
    with pytest.raises(Unreadable, match="not ascii to its end"):
        survey(path, encoding="ascii")
    for name in ("klingon", "base64", "rot13", "utf\udce9", "utf-8\0"):
        with pytest.raises(Unreadable, match="no encoding"):
            survey(path, encoding=name)


def test_json_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"phone": 3125550001, "rank": 1.10, "big": 1e400, "no": null}]')
    assert read(survey(path)) == [
        {"phone": "3125550001", "rank": "1.10", "big": "1e400", "no": None}
    ]


def test_a_column_that_first_comes_at_the_end_is_known_before_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"phone": "1"}\n' * 500 + '{"phone": "1", "zip": "60601"}\n')
    assert survey(path).columns == ("phone", "zip")


def test_a_file_that_changes_is_not_read_on(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("phone\n3125550001\n")
    source = survey(path)
    records = source.records()
    next(records)
    with path.open("a") as text:
        text.write("3125550002\n")
    with pytest.raises(Unreadable, match="changed while it was read"):
        list(records)
    with pytest.raises(Unreadable, match="changed since"):
        list(source.records())
