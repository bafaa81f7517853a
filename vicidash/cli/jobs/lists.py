"""Lists: what ``list`` sends, and what it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vicidash.cli.acting import may_act
from vicidash.cli.jobs.given import arguments
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import error_message, handle_errors, load_chosen, run_with_client
from vicidash.cli.terminal import (
    Columns,
    ExitCode,
    confirm,
    format_targets,
    note,
    print_json,
    print_rows,
)
from vicidash.cli.writes import Write, WriteResult, send_writes
from vicidash.client import Refused, VicidialClient
from vicidash.client.models import ListFields, ListInfo
from vicidash.client.resources.lists import Lists
from vicidash.formatting import plural

_INFO: Final = Columns(
    tuple(ListInfo.model_fields),
    {
        "list_id": "List",
        "list_name": "Name",
        "campaign_id": "Campaign",
        "active": "Active",
        "all_leads_count": "Leads",
        "new_leads_count": "New",
        "dialable_count": "Dialable",
        "resets_today": "Resets",
        "list_lastcalldate": "Last call",
        "expiration_date": "Expires",
    },
    ("expiration_date", "list_lastcalldate"),
)
_FIELDS: Final = Columns(
    tuple(ListFields.model_fields),
    {
        "list_id": "List",
        "list_name": "Name",
        "campaign_id": "Campaign",
        "active": "Active",
        "fields": "Fields",
    },
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list is to be; ``None`` leaves as it is."""

    name: str | None
    campaign: str | None
    active: bool | None
    settings: Mapping[str, str]

    def __str__(self) -> str:
        given: dict[str, object] = {
            "name": self.name,
            "campaign": self.campaign,
            "active": self.active if self.active is None else "NY"[self.active],
            **self.settings,
        }
        return ", ".join(f"{name}={value}" for name, value in given.items() if value is not None)


def info(chosen: CliContext, ids: Sequence[str], *, counts: bool, as_json: bool) -> None:
    """Print lists, with counts of their leads."""
    with handle_errors():
        loaded = load_chosen(chosen)

    async def job(client: VicidialClient) -> tuple[list[ListInfo], list[Refused]]:
        found: list[ListInfo] = []
        missing: list[Refused] = []
        for each in dict.fromkeys(ids):
            try:
                found.append(await client.lists.info(each, counts=counts))
            except Refused as error:  # the others are there all the same
                missing.append(error)
        return found, missing

    found, missing = run_with_client(loaded, job)
    rows = [each.model_dump(mode="json") for each in found]
    if found and as_json:
        print_json(rows)
    elif found:
        print_rows(rows, _INFO)
    if missing:
        with handle_errors():
            for error in missing[1:]:
                note(error_message(error))
            raise missing[0]


def fields(chosen: CliContext, ids: Sequence[str], *, as_json: bool) -> None:
    """Print the custom fields of lists."""
    with handle_errors():
        loaded = load_chosen(chosen)

    async def job(client: VicidialClient) -> list[ListFields]:
        wanted: Sequence[str | None] = list(dict.fromkeys(ids)) or [None]
        found = [await client.lists.custom_fields(each) for each in wanted]
        dropped = sum(each.dropped for each in found)
        if dropped:
            note(f"{plural(dropped, 'row')} of the answer could not be read and is left out")
        return [row for each in found for row in each]

    rows = [each.model_dump(mode="json") for each in run_with_client(loaded, job)]
    if as_json:
        print_json(rows)
    else:
        print_rows([{**row, "fields": " ".join(row["fields"])} for row in rows], _FIELDS)


def add(chosen: CliContext, list_id: str, new: Changes, *, as_json: bool) -> ExitCode:
    """Add a list."""
    given = arguments(Lists.add, new.settings)

    async def send(client: VicidialClient) -> WriteResult:
        name, campaign = new.name or "", new.campaign or ""
        await client.lists.add(list_id, name, campaign, active=new.active, **given)
        return WriteResult(line="added" if new.active else "added, inactive")

    return send_writes(
        may_act(chosen), [_order("add list", list_id, send, str(new))], as_json=as_json, one=True
    )


def update(
    chosen: CliContext, ids: Sequence[str], changes: Changes, *, ask: bool, as_json: bool
) -> ExitCode:
    """Change lists."""
    loaded = may_act(chosen)
    given = arguments(Lists.update, changes.settings)
    if ask:
        confirm(f"Change {format_targets(ids, 'list')}: {changes}?", "the lists stay as they are")

    def order(list_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            await client.lists.update(
                list_id,
                name=changes.name,
                campaign=changes.campaign,
                active=changes.active,
                **given,
            )
            return WriteResult(line=f"changed ({changes})")

        return _order("update list", list_id, send, str(changes))

    return send_writes(loaded, [order(each) for each in ids], as_json=as_json)


def reset(chosen: CliContext, ids: Sequence[str], *, ask: bool, as_json: bool) -> ExitCode:
    """Let the leads of lists be called again."""
    loaded = may_act(chosen)
    if ask:
        which = f"all leads of {format_targets(ids, 'list')}"
        if len(ids) == 1:
            known = run_with_client(loaded, lambda client: client.lists.info(ids[0]))
            count = (
                ""
                if known.all_leads_count is None
                else f"{plural(known.all_leads_count, 'lead')} of "
            )
            which = f"{count}list {ids[0]} ({known.list_name}, {known.campaign_id})"
        confirm(f"Reset, and call again, {which}?", "no list was reset")

    def order(list_id: str) -> Write:
        async def send(client: VicidialClient) -> WriteResult:
            count = await client.lists.reset(list_id)
            leads = "its leads" if count is None else plural(count, "lead")
            return WriteResult(
                line=f"reset, {leads} may be called again", after=leads, data={"leads": count}
            )

        return _order("reset list", list_id, send)

    return send_writes(loaded, [order(each) for each in ids], as_json=as_json)


def _order(action: str, list_id: str, send: Any, value: str = "") -> Write:
    look = f"vicidash list info {list_id}"
    return Write(action=action, target=list_id, value=value, send=send, look=look)
