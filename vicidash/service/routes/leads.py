"""Leads: added, searched, read, changed, called back. Each request asks the dialer."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from vicidash.actions.kinds import ADD_LEAD, LEAD_CALLBACK, UPDATE_LEAD
from vicidash.actions.leads import bent_note, callback_notes
from vicidash.actions.sender import StageChange
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import (
    AddedLead,
    AddOptions,
    CallbackSet,
    DialerError,
    Duplicates,
    InvalidInput,
    Lead,
    LeadUpdate,
)
from vicidash.service.access import Caller, LeadsCaller
from vicidash.service.parts import Parts, ServiceParts
from vicidash.service.problems import ServiceProblem, problem_of
from vicidash.service.routes.actions import check_writable, raise_failed
from vicidash.service.routes.schemas import (
    FROM_DIALER,
    WITH_BODY,
    AddedLeadAnswer,
    CallbackAnswer,
    LeadChange,
    LeadsAnswer,
    LeadUpdateAnswer,
    NewCallback,
    NewLead,
    problems,
)
from vicidash.service.tickets import caller_name

T = TypeVar("T")

router = APIRouter(prefix="/api/leads", tags=["leads"])

MOST_FOUND: Final = 100
"""Leads that a search answers with at most: each costs the dialer a call."""
NO_LEAD: Final = "There is no such lead"

LeadId = Annotated[int, Path(ge=1, le=999_999_999_999)]

_ASKED: Final = problems(404, *FROM_DIALER)
_WRITTEN: Final = problems(404, *FROM_DIALER, *WITH_BODY)
_BESIDE: Final = {"phone_number", "list_id", "phone_code", "unless_in", "add_to_hopper", "custom"}


@router.post("", status_code=201, response_model=AddedLeadAnswer, responses=_WRITTEN)
async def add(body: NewLead, parts: Parts, caller: LeadsCaller) -> Any:
    """Add a lead."""
    check_writable(parts)
    client = parts.client
    try:
        await parts.lists.check(caller, body.list_id)
        options = AddOptions(
            duplicates=Duplicates(where=body.unless_in) if body.unless_in else None,
            add_to_hopper=body.add_to_hopper,
        )
        fields = body.model_dump(exclude=_BESIDE, exclude_none=True)
    except (DialerError, InvalidInput) as error:
        raise problem_of(error) from None

    def after(added: AddedLead) -> StageChange:
        return StageChange(after=f"lead {added.lead_id or ''}", note=bent_note(added.bent))

    caller_name.set(caller.name)
    ticket = await parts.poller.desk.record(
        ADD_LEAD,
        f"list {body.list_id}",
        client.leads.add(
            body.phone_number,
            body.list_id,
            phone_code=body.phone_code,
            custom=body.custom,
            options=options,
            **fields,
        ),
        after=after,
    )
    added = _answer(ticket, AddedLead)
    headers = {"Location": f"/api/leads/{added.lead_id}"} if added.lead_id else {}
    return JSONResponse(added.model_dump(mode="json"), 201, headers)


@router.get("/search", response_model=LeadsAnswer, responses=_ASKED)
async def search(
    parts: Parts,
    caller: LeadsCaller,
    phone: Annotated[str, Query(min_length=1, max_length=40, examples=["5551234567"])],
) -> Any:
    """The leads with a number, newest first, at most 100."""
    try:
        found = await parts.client.leads.find(phone, limit=MOST_FOUND)
        leads = [each for each in found if await parts.lists.may_use(caller, each.list_id)]
    except (DialerError, InvalidInput) as error:
        raise problem_of(error) from None
    return _private(
        {"leads": [each.model_dump(mode="json") for each in leads], "dropped": found.dropped}
    )


@router.get("/{lead_id}", responses=_ASKED)
async def get(lead_id: LeadId, parts: Parts, caller: LeadsCaller) -> Any:
    """All that the dialer has of a lead, custom fields too."""
    return _private((await _lead(parts, caller, lead_id)).model_dump(mode="json"))


@router.patch("/{lead_id}", response_model=LeadUpdateAnswer, responses=_WRITTEN)
async def change(lead_id: LeadId, body: LeadChange, parts: Parts, caller: LeadsCaller) -> Any:
    """Change fields of a lead."""
    check_writable(parts)
    given = body.model_dump(exclude_unset=True)
    custom = given.pop("custom", None)
    fields = {name: "" if value is None else value for name, value in given.items()}
    if not fields and not custom:
        raise ServiceProblem(422, "invalid-input", "There is nothing to change")
    if caller.sight.campaigns is not None:
        await _lead(parts, caller, lead_id)
        try:
            if "list_id" in fields:
                await parts.lists.check(caller, fields["list_id"])
        except DialerError as error:
            raise problem_of(error) from None

    def after(update: LeadUpdate) -> StageChange:
        held = "" if update.changed else "as before"
        return StageChange(after=held, note=bent_note(update.bent))

    caller_name.set(caller.name)
    ticket = await parts.poller.desk.record(
        UPDATE_LEAD,
        str(lead_id),
        parts.client.leads.update(lead_id, custom=custom or None, **fields),
        value=", ".join((*fields, *(custom or {}))),
        after=after,
    )
    update = _answer(ticket, LeadUpdate, missing=NO_LEAD)
    data = update.model_dump(mode="json", include={"custom_changed", "notices", "bent"})
    return JSONResponse({"lead_id": lead_id, "changed": bool(update.changed), **data})


@router.post(
    "/{lead_id}/callback", status_code=201, response_model=CallbackAnswer, responses=_WRITTEN
)
async def callback(lead_id: LeadId, body: NewCallback, parts: Parts, caller: LeadsCaller) -> Any:
    """Schedule a callback, or change the one that the lead has."""
    check_writable(parts)
    caller.check_campaign(body.campaign_id)
    if caller.sight.campaigns is not None:
        await _lead(parts, caller, lead_id)

    def after(made: CallbackSet) -> StageChange:
        held = f"{made.when:%Y-%m-%d %H:%M} {made.kind}"
        return StageChange(after=held, note="; ".join(callback_notes(made)))

    caller_name.set(caller.name)
    ticket = await parts.poller.desk.record(
        LEAD_CALLBACK,
        str(lead_id),
        parts.client.leads.callback(
            lead_id,
            body.when,
            body.campaign_id,
            kind="USERONLY" if body.user else "ANYONE",
            user=body.user or None,
            comments=body.comments,
        ),
        value=body.campaign_id,
        after=after,
    )
    made = _answer(ticket, CallbackSet)
    data = made.model_dump(mode="json", include={"lead_id", "campaign_id", "when", "user"})
    notes = {"on_hold": made.on_hold, "notes": callback_notes(made)}
    return JSONResponse({**data, **notes}, 201)


async def _lead(parts: ServiceParts, caller: Caller, lead_id: int) -> Lead:
    """The lead, if the caller may see it; one in another campaign's list is as if not there."""
    try:
        lead = await parts.client.leads.get(lead_id)
        allowed = await parts.lists.may_use(caller, lead.list_id)
    except (DialerError, InvalidInput) as error:
        raise problem_of(error, missing=NO_LEAD) from None
    if not allowed:
        raise ServiceProblem(404, "not-found", NO_LEAD)
    return lead


def _answer(ticket: Ticket, kind: type[T], *, missing: str = "") -> T:
    """What the client made of the dialer's answer. Raises :class:`ServiceProblem`."""
    if missing and ticket.error is not None and ticket.stage is Stage.FAILED:
        raise problem_of(ticket.error, missing=missing)
    raise_failed(ticket)
    if not isinstance(ticket.answer, kind):
        raise TypeError(type(ticket.answer).__name__)
    return ticket.answer


def _private(data: object) -> JSONResponse:
    """An answer with personal data: nobody on the way may keep it."""
    return JSONResponse(data, headers={"Cache-Control": "no-store"})
