"""``vicidash import`` on the demo: what it says, what it does, how it ends."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import CTRL_C, at_terminal, stranger
from vicidash.demo.dialer import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.demo.sim.leads import Lead

CSV = "Phone,First,Surname,Zip,Shoe\n" + "".join(
    f"(312) 555-{at:04},Ann,N{at},60601,42\n" for at in range(20)
)


@pytest.fixture
def centre() -> Iterator[DemoServer]:
    """A demo centre."""
    with DemoServer(DemoDialer(agents=5, campaigns=2)) as server:
        yield server


@pytest.fixture
def demo(centre: DemoServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Its account, in the environment."""
    account = {"VICIDIAL_URL": centre.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}
    for name, value in account.items():
        monkeypatch.setenv(name, value)
    return account


@pytest.fixture
def leads(tmp_path: Path) -> str:
    path = tmp_path / "leads.csv"
    path.write_text(CSV)
    return str(path)


@pytest.fixture
def added(centre: DemoServer) -> Callable[[], list[Lead]]:
    """The leads that came by the API."""
    return lambda: [each for each in centre.dialer.world.leads.leads.values() if each.entered]


pytestmark = pytest.mark.usefixtures("demo")


def test_a_file_is_in_and_its_map_is_shown_first(
    vicidash: Vicidash, leads: str, added: Callable[[], list[Lead]]
) -> None:
    ran = vicidash("import", leads, "--list", "1000")
    assert (ran.code, ran.out) == (0, "20 rows: 20 added\n")
    assert f"{leads}: CSV, utf-8, 20 rows" in ran.err
    assert "Surname  → last_name" in ran.err
    assert "not imported: Shoe" in ran.err
    found = added()
    assert len(found) == 20
    assert {each.list_id for each in found} == {1000}
    assert found[0].get("postal_code") == "60601"
    assert found[0].get("source_id").startswith("vd")


def test_the_same_file_again(
    vicidash: Vicidash, leads: str, added: Callable[[], list[Lead]]
) -> None:
    vicidash("import", leads, "--list", "1000")
    ran = vicidash("import", leads, "--list", "1000")
    assert ran.code == 0
    assert "this file is in already" in ran.out
    assert len(added()) == 20
    ran = vicidash("import", leads, "--list", "1000", "--again")
    assert (ran.code, ran.out) == (0, "20 rows: 0 added, 20 skipped as duplicates\n")
    ran = vicidash("import", leads, "--list", "1000", "--again", "--on-duplicate", "add")
    assert ran.out == "20 rows: 20 added\n"
    assert len(added()) == 40
    ran = vicidash("import", leads, "--list", "1000", "--map", "Shoe=comments")
    assert ran.code == 2
    assert "with its columns mapped otherwise" in ran.err


def test_update(vicidash: Vicidash, leads: str, added: Callable[[], list[Lead]]) -> None:
    vicidash("import", leads, "--list", "1000")
    args = ("--on-duplicate", "update", "--again", "--default", "city=Chicago")
    ran = vicidash("import", leads, "--list", "1000", *args)
    assert (ran.code, ran.out) == (0, "20 rows: 0 added, 20 updated\n")
    assert {each.get("city") for each in added()} == {"Chicago"}


def test_a_dry_run_needs_no_dialer_and_sends_nothing(
    vicidash: Vicidash, tmp_path: Path, centre: DemoServer
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("phone,email\n3125550001,a+b@example.com\nCALLME,x\n3125550003\n")
    env = {"VICIDIAL_URL": "", "VICIDIAL_PASS": ""}
    ran = vicidash("import", str(path), "--list", "1000", "--dry-run", env=env)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "line 3: phone_number 'CALLME' has more than digits in it",
        "3 rows: 2 good, 1 to be rejected; nothing was sent",
    ]
    assert "turn + into a space" in ran.err
    assert not centre.dialer.requests
    ran = vicidash("import", str(path), "--list", "1000", "--dry-run", "--json")
    assert ran.json["rejected"] == 1
    assert not list(tmp_path.glob("*.rejected*"))


def test_bad_rows_go_to_a_file_that_can_be_mended_and_imported(
    vicidash: Vicidash, tmp_path: Path, added: Callable[[], list[Lead]]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("phone,first\n3125550001,Ann\nnone,=1+1\n")
    ran = vicidash("import", str(path), "--list", "1000")
    assert ran.code == 1
    assert ran.out == "2 rows: 1 added, 1 rejected\n"
    rejected = tmp_path / "x.csv.rejected.csv"
    assert f"1 row rejected: correct them in {rejected}" in ran.err
    rejected.write_text(rejected.read_text().replace("none", "3125550002"))
    ran = vicidash("import", str(rejected), "--list", "1000")
    assert (ran.code, ran.out) == (0, "1 row: 1 added\n")
    assert len(added()) == 2
    ran = vicidash("import", str(path), "--list", "1000")
    assert ran.code == 1


def test_json_from_stdin_packed(
    vicidash: Vicidash, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [{"mobile": f"312555{at:04}", "first": "Zoë"} for at in range(5)]
    packed = gzip.compress(json.dumps(rows).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(packed)))
    monkeypatch.chdir(tmp_path)
    ran = vicidash("import", "-", "--list", "1000", "--json")
    assert ran.code == 0
    assert (ran.json["rows"], ran.json["added"], ran.json["all_in"]) == (5, 5, True)
    assert not list((tmp_path / "state").rglob("stdin-*"))


def test_an_unknown_list_or_custom_field_stops_before_the_first_row(
    vicidash: Vicidash, leads: str, added: Callable[[], list[Lead]]
) -> None:
    ran = vicidash("import", leads, "--list", "98765")
    assert ran.code == 2
    assert "the dialer has no list 98765" in ran.err
    ran = vicidash("import", leads, "--list", "1000", "--map", "Shoe=custom.shoe")
    assert ran.code == 2
    assert "a custom field of list 1000" in ran.err
    assert not added()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--map", "Shoe=shoo_size"), "There are phone_number"),
        (("--map", "Fone=state"), "column 'Fone'"),
        (("--default", "frist_name=x"), "did you mean first_name"),
        (("--map", "Shoe=source_id", "--marker", "source_id"), "no column of the file fills"),
        (("--marker", "phone_number"), "one of source_id"),
        (("--encoding", "klingon"), "no encoding"),
        (("--delimiter", "xx"), "not one character"),
        (("--concurrency", "0"), "--concurrency"),
        (("--rate", "0"), "--rate"),
        (("--on-duplicate", "guess"), "--on-duplicate"),
        (("--list", "12"), "list_id"),
        (("--format", "xml"), "--format"),
    ],
)
def test_what_cannot_be_is_usage(
    vicidash: Vicidash, leads: str, args: tuple[str, ...], words: str
) -> None:
    ran = vicidash("import", leads, "--list", "1000", *args)
    assert ran.code == 2
    assert words in ran.err
    assert len(ran.err.splitlines()) <= 1


def test_bad_rows_must_have_a_place(vicidash: Vicidash, leads: str, tmp_path: Path) -> None:
    ran = vicidash("import", leads, "--list", "1000", "--rejected", str(tmp_path / "no" / "x.csv"))
    assert ran.code == 2
    assert "a folder that can be written" in ran.err
    there = tmp_path / "bad.csv"
    ran = vicidash("import", leads, "--list", "1000", "--map", "Surname=phone_code",
                   "--rejected", str(there))  # fmt: skip
    assert (ran.code, ran.out) == (1, "20 rows: 0 added, 20 rejected\n")
    assert len(there.read_text().splitlines()) == 21


def test_a_file_that_cannot_be_read(vicidash: Vicidash, tmp_path: Path) -> None:
    ran = vicidash("import", str(tmp_path / "no.csv"), "--list", "1000")
    assert ran.code == 2
    assert "No such file" in ran.err
    (tmp_path / "empty.csv").write_text("")
    ran = vicidash("import", str(tmp_path / "empty.csv"), "--list", "1000")
    assert ran.code == 2
    assert "the file is empty" in ran.err


def test_read_only_refuses(vicidash: Vicidash, leads: str, centre: DemoServer) -> None:
    ran = vicidash("--read-only", "import", leads, "--list", "1000")
    assert ran.code == 2
    assert "read-only: no lead is sent" in ran.err
    assert not centre.dialer.requests


def test_a_wrong_password_is_one_failed_login(
    vicidash: Vicidash, leads: str, centre: DemoServer
) -> None:
    ran = vicidash("import", leads, "--list", "1000", env={"VICIDIAL_PASS": "n0t-it"})
    assert ran.code == 3
    assert centre.dialer.failed_logins == 1
    assert "n0t-it" not in ran.err + ran.out


def test_an_account_without_the_right_stops(vicidash: Vicidash, leads: str) -> None:
    env = {"VICIDIAL_USER": "viewer", "VICIDIAL_PASS": "view"}
    ran = vicidash("import", leads, "--list", "1000", env=env)
    assert ran.code == 3
    assert "run the same command" in ran.err


def test_nobody_there(vicidash: Vicidash, leads: str) -> None:
    ran = vicidash("import", leads, "--list", "1000", env={"VICIDIAL_URL": "http://127.0.0.1:9"})
    assert ran.code == 4


def test_a_dialer_that_goes_away_is_given_up_and_gone_on_with(
    vicidash: Vicidash, leads: str, centre: DemoServer, added: Callable[[], list[Lead]]
) -> None:
    answer = centre.dialer.answer
    asked = [0]

    def going(path: str, params: dict[str, str], query: object = ()) -> tuple[int, bytes]:
        asked[0] += 1
        if asked[0] > 8:
            return 502, b"<html><body>Bad gateway</body></html>"
        return answer(path, params, query)  # type: ignore[arg-type]

    centre.dialer.answer = going  # type: ignore[method-assign,assignment]
    args = ("import", leads, "--list", "1000", "--give-up", "1", "--concurrency", "2")
    ran = vicidash(*args)
    assert ran.code == 4
    assert "run the same command" in ran.err
    centre.dialer.answer = answer  # type: ignore[method-assign]
    ran = vicidash(*args)
    assert (ran.code, ran.out) == (0, "20 rows: 20 added\n")
    assert "going on where it ended" in ran.err
    assert len(added()) == 20


def test_ctrl_c_stops_clean_and_the_same_command_goes_on(
    demo: dict[str, str], env: dict[str, str], leads: str, added: Callable[[], list[Lead]]
) -> None:
    args = ("import", leads, "--list", "1000")
    slow = ("--rate", "3")  # seconds in which to press the key
    code, shown = at_terminal(*args, *slow, env={**env, **demo}, types=CTRL_C, after="s left")
    assert code == 130, shown
    assert "run the same command to go on" in shown
    assert "s left" in shown
    assert 0 < len(added()) < 20
    ran = stranger(*args, env={**env, **demo})
    assert (ran.code, ran.out) == (0, "20 rows: 20 added\n")
    assert "in doubt" not in ran.err
    assert len(added()) == 20


def test_numbers_on_a_do_not_call_list_are_skipped_when_asked(
    vicidash: Vicidash, leads: str, centre: DemoServer, added: Callable[[], list[Lead]]
) -> None:
    dnc = centre.dialer.world.dnc
    dnc["SYSTEM_INTERNAL"] = {"3125550003", "3125550004"}
    ran = vicidash("import", leads, "--list", "1000", "--skip-dnc", "--dry-run")
    assert ran.code == 0
    assert ran.out == (
        "20 rows: 20 good, 2 of them on a do-not-call list, 0 to be rejected; nothing was added\n"
    )
    assert f"those on a do-not-call list are in {leads}.dnc.csv" in ran.err
    assert not added()
    ran = vicidash("import", leads, "--list", "1000", "--skip-dnc", "--json")
    assert ran.code == 0
    assert (ran.json["added"], ran.json["do_not_call"]) == (18, 2)
    kept = Path(ran.json["do_not_call_file"]).read_text(encoding="utf-8")
    assert "(312) 555-0003" in kept
    assert "(312) 555-0004" in kept
    ran = vicidash("import", leads, "--list", "1000", "--skip-dnc")
    assert "18 added, 2 skipped as on a do-not-call list" in ran.out
    assert dnc["SYSTEM_INTERNAL"] == {"3125550003", "3125550004"}


def test_a_workbook_without_its_extra_says_what_to_install(
    vicidash: Vicidash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("phone", "first"))
    sheet.append((3125550270, "Ann"))
    path = tmp_path / "leads.csv"
    book.save(path)
    ran = vicidash("import", str(path), "--list", "1000", "--dry-run")
    assert (ran.code, ran.out) == (0, "1 row: 1 good, 0 to be rejected; nothing was sent\n")
    assert f"{path}: Excel workbook, sheet Sheet, 1 row" in ran.err
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    ran = vicidash("import", str(path), "--list", "1000", "--dry-run")
    assert ran.code == 2
    assert "pip install 'vicidash[xlsx]'" in ran.err
    assert "Traceback" not in ran.err
