"""The journal ends at any byte, as a kill leaves it; whatever the dialer did, no row is doubled."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.importer.fake import FakeDialer, begin, number_of, run
from vicidash.importer.engine import SendOptions
from vicidash.importer.journal import State
from vicidash.importer.readers import Record
from vicidash.importer.summary import Rejects

pytestmark = pytest.mark.thorough

ROWS = 10
BAD = (3, 8)
SMALL = SendOptions(concurrency=1, settle=0)


def leads_file(folder: Path) -> Path:
    path = folder / "leads.csv"
    lines = [f"{number_of(at) if at not in BAD else 'none'},Ann,{at}\n" for at in range(ROWS)]
    path.write_text("phone,first,last\n" + "".join(lines))
    return path


async def after_kill(folder: Path, end: int, name: str, journal: bytes, seed: str) -> None:
    """Go on from the first ``end`` bytes; a row in doubt may have been added, or not."""
    path = leads_file(folder)
    (folder / "state").mkdir()
    (folder / "state" / name).write_bytes(journal[:end])
    begun = begin(path)
    dialer = FakeDialer()
    chance = random.Random(f"{seed}{end}")  # noqa: S311
    fields = begun.journal.header
    rejected_end = begun.journal.rejects_end
    for at in range(ROWS):
        state = begun.journal.state(at + 1)
        in_doubt = state is State.INTENDED and {"all": True, "none": False}.get(
            seed, chance.random() < 0.5
        )
        if state is State.ADDED or in_doubt:
            dialer.put(number_of(at), source_id=f"vd{fields.nonce}-{at + 1}")
    begun.journal.close()
    # the killed run may have written a rejected row that it had no time to note
    whole = (folder.parent / "whole" / "leads.csv.rejected.csv").read_bytes()
    written = whole[: whole.find(b"\n", rejected_end) + 1] if chance.random() < 0.5 else b""
    (folder / "leads.csv.rejected.csv").write_bytes(written or whole[:rejected_end])
    text = (folder / "state" / name).read_text().replace(str(folder.parent / "whole"), str(folder))
    (folder / "state" / name).write_text(text)

    done = await run(path, dialer, SMALL)

    assert done.finished, end
    assert done.added == ROWS - len(BAD)
    assert dialer.phones == {number_of(at): 1 for at in range(ROWS) if at not in BAD}, end
    assert max(dialer.markers.values()) == 1
    rejected = (folder / "leads.csv.rejected.csv").read_text()
    assert [line.split(",")[2] for line in rejected.splitlines()[1:]] == ["3", "8"]


@pytest.mark.usefixtures("quick_disk")
@pytest.mark.parametrize(("seed", "step"), [("some", 1), ("all", 5), ("none", 5)])
async def test_each_row_exactly_once_wherever_the_journal_ends(
    tmp_path: Path, seed: str, step: int
) -> None:
    (tmp_path / "whole").mkdir()
    dialer = FakeDialer()
    path = leads_file(tmp_path / "whole")
    done = await run(path, dialer, SMALL)
    assert (done.added, done.rejected) == (ROWS - len(BAD), len(BAD))
    journal = done.journal.read_bytes()
    for end in range(0, len(journal) + 1, step):
        folder = tmp_path / "cut"
        folder.mkdir()
        await after_kill(folder, end, done.journal.name, journal, seed)
        shutil.rmtree(folder)


def test_rejected_rows_of_somebody_else_are_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv.rejected.csv"
    rejects = Rejects(path, ["phone"])
    end = rejects.add(Record(1, 2, {"phone": "x"}), "why")
    rejects.close()
    path.write_text("mended entirely, and in a line of its own: " + "x" * 100)
    again = Rejects(path, ["phone"], end)
    again.add(Record(2, 3, {"phone": "y"}), "why")
    again.close()
    assert path.read_text().startswith("mended entirely")
