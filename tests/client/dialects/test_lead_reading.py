"""A delimiter in any text of a lead: the lead is read as it is stored, or not at all.

No recorded lead has one; the row below has every column filled, as the dialer writes them.
"""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.helpers import failure
from tests.replay import Replay, recorded
from vicidash.client import Lead, UnreadableRow, VicidialClient
from vicidash.client.api import responses
from vicidash.client.dialects import stock_rows

NAMES: Final = recorded("lead_all_info").body.splitlines()[0].split("|")
FILLED: Final = {
    "status": "NEW", "user": "a0001", "vendor_lead_code": "V5", "source_id": "S7",
    "list_id": "1000", "gmt_offset_now": "-5.00", "phone_code": "1", "phone_number": "6145550123",
    "title": "Mrs", "first_name": "Ann", "middle_initial": "Q", "last_name": "Smith",
    "address1": "1 Main St", "address2": "Apt 4", "address3": "Box 9", "city": "Columbus",
    "state": "OH", "province": "Ohio", "postal_code": "43215", "country_code": "USA",
    "gender": "F", "date_of_birth": "1984-02-29", "alt_phone": "6145550199",
    "email": "a@b.example", "security_phrase": "word", "comments": "hello", "called_count": "3",
    "last_local_call_time": "2026-11-24 10:00:00", "rank": "0", "owner": "bob",
    "entry_list_id": "1000", "lead_id": "77",
}  # fmt: skip
SPARSE: Final = FILLED | dict.fromkeys(
    [
        *("vendor_lead_code", "source_id", "title", "middle_initial", "address1", "address2"),
        *("address3", "city", "province", "postal_code", "country_code", "date_of_birth"),
        *("alt_phone", "email", "security_phrase", "comments", "last_local_call_time", "owner"),
    ],
    "",
)


def body(values: dict[str, str], custom: dict[str, str] | None = None) -> str:
    columns = [*NAMES, *(custom or {})]
    row = [*(values[name] for name in NAMES), *(custom or {}).values()]
    return f"{'|'.join(columns)}\n{'|'.join(row)}\n"


def read(text: str) -> Lead | None:
    answer = responses.read("lead_all_info", 200, text.encode(), user="u", redact=str)
    return stock_rows.lead(answer, 77, custom=True, redact=str)


@pytest.mark.parametrize("base", [FILLED, SPARSE], ids=["filled", "sparse"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("comments", "called|wants a callback"),
        ("comments", "|"),
        ("first_name", "Ann|Marie"),
        ("province", "Ohio|Franklin"),
        ("owner", "bob|carol"),
    ],
)
def test_where_only_one_reading_is_possible_it_is_taken(
    base: dict[str, str], name: str, text: str
) -> None:
    lead = read(body(base | {name: text}))
    assert lead is not None
    assert getattr(lead, name) == text
    assert lead == Lead.model_validate(base | {name: text, "custom": {}})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("last_name", "Smith|Jones"),
        ("address1", "1 Main St|rear"),
        ("city", "Columbus|Dublin"),
        ("source_id", "S7|S8"),
        ("title", "M|r"),
        ("address3", "|"),
    ],
)
async def test_where_several_are_possible_none_is_and_the_lead_is_counted(
    dialer: Replay, client: VicidialClient, name: str, text: str
) -> None:
    assert read(body(FILLED | {name: text})) is None
    dialer.answer("lead_search", "6145550123|2|77-78\n")
    dialer.answer("lead_all_info", body(FILLED | {name: text}))
    dialer.answer("lead_all_info", body(FILLED | {name: text}))  # one that knows no stage
    dialer.answer("lead_all_info", body(FILLED | {"lead_id": "78"}))
    found = await client.leads.find("6145550123", concurrency=1)
    assert ([lead.lead_id for lead in found], found.dropped) == ([78], 1)


async def test_one_that_was_asked_for_is_no_answer(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("lead_all_info", body(FILLED | {"city": "Columbus|Dublin"}))
    error = await failure(client.leads.get(77), UnreadableRow)
    assert "Look at lead 77 on the dialer" in str(error)
    assert "Columbus" not in str(error)


texts = st.text(st.sampled_from("ab |1"), max_size=5).filter(lambda text: text.count("|") < 4)
TEXTS: Final = (
    *("vendor_lead_code", "source_id", "title", "first_name", "last_name", "address1", "address2"),
    *("address3", "city", "province", "security_phrase", "owner"),
)


@given(
    values=st.fixed_dictionaries(dict.fromkeys((*TEXTS, "comments"), texts)),
    known=st.fixed_dictionaries(
        {
            "middle_initial": st.sampled_from(["", "Q"]),
            "state": st.sampled_from(["", "OH"]),
            "postal_code": st.sampled_from(["", "43215"]),
            "country_code": st.sampled_from(["", "USA", "1"]),
            "gender": st.sampled_from(["U", "F", "M"]),
            "date_of_birth": st.sampled_from(["", "0000-00-00", "1984-02-29"]),
            "alt_phone": st.sampled_from(["", "6145550199"]),
            "email": st.sampled_from(["", "a@b.example"]),
        }
    ),
    where=st.sampled_from([*TEXTS, "comments", "plan"]),
)
def test_no_value_ever_ends_up_in_the_field_of_another(
    values: dict[str, str], known: dict[str, str], where: str
) -> None:
    """But for a security phrase, whose end may be taken for the beginning of the comments."""
    plain = {
        name: text if name == where else text.replace("|", "") for name, text in values.items()
    }
    plain |= {"title": plain["title"][:4].strip("|"), "source_id": plain["source_id"].strip("|")}
    stored = FILLED | known | plain
    plan = "a|b" if where == "plan" else "gold"
    lead = read(body(stored, {"plan": plan}))
    if lead is None:
        assert any("|" in text for text in plain.values()) or where == "plan"
        return
    expected = Lead.model_validate(stored | {"custom": {"plan": plan}})
    differing = {
        name for name in Lead.model_fields if getattr(lead, name) != getattr(expected, name)
    }
    assert differing <= ({"security_phrase", "comments"} if where == "security_phrase" else set())


@given(comments=st.text(st.sampled_from("ab |1\n"), max_size=8), phrase=st.sampled_from(["", "x"]))
def test_comments_are_read_whatever_is_in_them(comments: str, phrase: str) -> None:
    """People type into them, so they are what a delimiter is in, more often than all else."""
    stored = FILLED | {"comments": comments, "security_phrase": phrase}
    lead = read(body(stored, {"plan": "gold"}))
    assert lead is not None
    lines = [line for line in comments.split("\n") if line]
    assert [line for line in (lead.comments or "").split("\n") if line] == lines
    assert lead.alt_phone == "6145550199"
