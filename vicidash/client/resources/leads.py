"""Leads: add, change, find, call back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
)
from contextlib import aclosing
from datetime import datetime
from typing import Any, Final

from vicidash.client import errors, lead_texts, phone_numbers, validation
from vicidash.client.api.concurrency import in_order
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.dialects import stock_rows
from vicidash.client.dialects.base import Dialect
from vicidash.client.dialer_clock import DialerClock
from vicidash.client.lead_models import (
    AddedLead,
    AddOptions,
    AddResult,
    BatchUpdate,
    Callback,
    CallbackPlan,
    CallbackSet,
    Kind,
    Lead,
    LeadUpdate,
    PhoneCheck,
)
from vicidash.client.models import Listing
from vicidash.client.targets import Targets

log = logging.getLogger("vicidash.client")

# Adding leads: one, or a stream of them

CONCURRENCY: Final = 10
HOLD: Final = "CBHOLD"
"""The status of a lead that waits for its callback."""
_PLAIN: Final = AddOptions()


def _dialed(value: str | int, code: str) -> str:
    """A number to dial, without its country code, which goes beside it."""
    try:
        found = phone_numbers.phone(str(value), code).number if not isinstance(value, bool) else ""
        return validation.phone_number(found)
    except phone_numbers.NotAPhone as error:
        why = f" ({error})" if "spreadsheet" in str(error) else ""
        allowed = f"digits only, 6 to 16 of them{why}"
        raise errors.InvalidInput("phone_number", value, allowed) from None
    except errors.InvalidInput as error:
        raise errors.InvalidInput("phone_number", value, error.allowed) from None


def _needed(row: dict[str, Any], name: str) -> Any:
    value = row.pop(name, None)
    if value is None:
        raise errors.InvalidInput(name, value, "a value: no lead can be without it")
    return value


MOST_NUMBERS: Final = 100
"""Numbers in one search."""
BATCH: Final = 100
"""Leads in one call of ``batch_update_lead``: some builds change no more of them."""


class Leads:
    r"""``client.leads``. All methods raise :class:`~vicidash.client.errors.DialerError`, and
    :class:`InvalidInput` before anything is sent for what the server would bend or ignore.

    Methods that write need level 8 with Modify Leads.

    Texts with ``; # " \ +`` or emoji are refused, as no server keeps these. Letters outside of
    ASCII are sent, and read back after the first such write of a client, as a setting decides
    whether they are kept (:attr:`keeps_non_ascii`). No write is ever sent twice: after
    :class:`Unreachable` with ``maybe_done`` it may have taken effect, and :meth:`find` tells.
    """

    def __init__(
        self,
        dialect: Callable[[], Awaitable[Dialect]],
        clock: DialerClock,
        targets: Targets | None = None,
    ) -> None:
        self._dialect = dialect
        self._clock = clock
        self._targets = targets or Targets(dialect)
        self.keeps_non_ascii: bool | None = None
        """Whether the dialer keeps letters outside of ASCII; ``None`` until a text with one was
        written and read back. Set it where it is known from before."""
        self.on_keeps_non_ascii: Callable[[bool], None] = lambda keeps: None
        """Called once it was read back, for who remembers it."""
        self.keeps_signs: bool | None = None
        """Whether it keeps signs such as a comma in a name; as :attr:`keeps_non_ascii`."""
        self.on_keeps_signs: Callable[[bool], None] = lambda keeps: None
        self._reading_back = asyncio.Lock()

    async def update(
        self,
        lead_id: str | int,
        *,
        custom: Mapping[str, object] | None = None,
        **fields: object,
    ) -> LeadUpdate:
        """Change fields of one lead (``update_lead``; level 8 with Modify Leads).

        ``None`` leaves a field alone, ``""`` empties it. ``custom`` fields are those of the lead's
        list; they go in the address too, where alone the server looks for them, so its access log
        keeps them. Raises :class:`Refused` when there is no such lead, :class:`NothingChanged`
        when there was nothing to do, as for custom fields that the list does not have.
        """
        params = {"lead_id": validation.lead_id(lead_id)}
        return await self._update(params, fields, custom)

    async def update_by(
        self,
        *,
        phone: str | int | None = None,
        vendor_code: str | None = None,
        list_id: str | int | None = None,
        whole_campaign: bool = False,
        limit: int = 1,
        custom: Mapping[str, object] | None = None,
        fields: Mapping[str, object],
    ) -> LeadUpdate:
        """Change the leads with this number, or with this vendor lead code, as :meth:`update`.

        ``update_lead``; needs level 8 with Modify Leads. Looks in the whole system, in the list
        ``list_id``, or in all lists of its campaign; takes the newest ``limit`` there. Raises
        :class:`Refused` when it finds none.
        """
        if (phone is None) == (vendor_code is None):
            raise errors.InvalidInput("phone", phone, "either a phone or a vendor_code")
        if phone is not None:
            params = {"search_method": "PHONE_NUMBER"}
            params["phone_number"] = phone_numbers.kept(phone)
            key = "phone_number"
        else:
            params = {"search_method": "VENDOR_LEAD_CODE"}
            params["vendor_lead_code"] = validation.free_text("vendor_code", vendor_code or "", 20)
            key = "vendor_lead_code"
        if key in fields:
            raise errors.InvalidInput(key, fields[key], "nothing: the leads are looked up by it")
        if list_id is not None:
            params["search_location"] = "CAMPAIGN" if whole_campaign else "LIST"
            params["list_id"] = validation.list_id(list_id)
        else:
            params["search_location"] = "SYSTEM"
        if validation.whole("limit", limit, 1, 1000) != 1:
            params["records"] = str(limit)
        return await self._update(params, fields, custom)

    async def _update(
        self,
        params: dict[str, str],
        fields: Mapping[str, object],
        custom: Mapping[str, object] | None,
    ) -> LeadUpdate:
        params |= validation.updated(fields)
        named = validation.custom(custom)
        validation.sendable({**params, **named})  # before anything is looked up
        dialect = await self._dialect()
        if "list_id_field" in params:
            await self._targets.call_list(params["list_id_field"])
        if named and "lead_id" in params and dialect.composed:
            await self._check_custom(params["lead_id"], named.keys() - {"custom_fields"}, dialect)
        done = await dialect.leads.update(params, named)
        if not done.lead_ids:
            return done
        bent = await self._bent(done.lead_ids[0], params, dialect)
        return done.model_copy(update={"bent": bent}) if bent else done

    async def _check_custom(self, lead_id: str, names: Collection[str], dialect: Dialect) -> None:
        try:
            lead = await dialect.leads.get(lead_id, custom_fields=False)
        except (errors.PermissionDenied, errors.Unsupported, errors.UnreadableRow):
            return
        except errors.Refused:
            return  # the update says so itself
        await self._targets.custom_fields(str(lead.entry_list_id or lead.list_id), names)

    @scrub_traceback
    async def delete(self, lead_id: str | int, *, custom_fields: bool = False) -> None:
        """Delete a lead and its callbacks, for good (``update_lead``; level 8, Modify Leads).

        Its row of custom fields stays unless ``custom_fields``. Raises :class:`Refused` when there
        is no such lead.
        """
        params = {"lead_id": validation.lead_id(lead_id), "delete_lead": "Y"}
        if custom_fields:
            params["custom_fields"] = "Y"
        await (await self._dialect()).stock("update_lead").done("update_lead", params)

    @scrub_traceback
    async def batch_update(
        self, lead_ids: Iterable[str | int], fields: Mapping[str, object]
    ) -> BatchUpdate:
        """Give many leads the same values, 100 in a call.

        ``batch_update_lead``; needs level 8 with Modify Leads. Takes the fields of :meth:`update`
        without the phone number and custom ones. An error leaves the batches before it changed.
        """
        ids = list(dict.fromkeys(validation.lead_id(each) for each in lead_ids))
        params = validation.updated(fields, validation.BATCHED)
        if not ids or not params:
            raise errors.InvalidInput("lead_ids", ids, "at least one lead, and one field to change")
        dialect = await self._dialect()
        api = dialect.stock("batch_update_lead")
        if "list_id_field" in params:
            await self._targets.call_list(params["list_id_field"])
        found: list[int] = []
        changed = 0
        for start in range(0, len(ids), BATCH):
            some = {"lead_ids": ",".join(ids[start : start + BATCH]), **params}
            answer = await api.ask("batch_update_lead", some)
            batch = stock_rows.batch(answer, api.redact)
            found += batch[1]
            changed += batch[0]
        there = set(found)
        missing = tuple(number for number in map(int, ids) if number not in there)
        bent = await self._bent(found[0], params, dialect) if found else {}
        return BatchUpdate(found=tuple(found), missing=missing, changed=changed, bent=bent)

    async def search(
        self, *phones: str | int, limit: int = stock_rows.SEARCH_LIMIT
    ) -> Mapping[str, tuple[int, ...]]:
        """Ids of the leads with each number, newest first (``lead_search``; level 8, Modify Leads).

        By the number as leads have it, and as it was given where that differs.
        At most ``limit`` leads in all; 100 numbers in one call.
        """
        numbers = [phone_numbers.kept(phone) for phone in phones]
        validation.whole("numbers to search", len(numbers), 1, MOST_NUMBERS)
        validation.whole("limit", limit, 1, 10_000)
        found = await (await self._dialect()).leads.search(numbers, limit)
        given = zip(phones, numbers, strict=True)
        return {**found, **{str(phone): found[number] for phone, number in given}}

    async def find(
        self,
        *phones: str | int,
        limit: int = stock_rows.SEARCH_LIMIT,
        concurrency: int = CONCURRENCY,
    ) -> Listing[Lead]:
        """The leads with these numbers, newest first (``lead_search``, then ``lead_all_info``).

        At most ``limit`` of them, ``concurrency`` asked for at once. ``dropped`` counts those that
        went meanwhile, or whose list does not exist. Needs level 8 with Modify Leads.
        """
        numbers = [phone_numbers.kept(phone) for phone in phones]
        validation.whole("numbers to search", len(numbers), 1, MOST_NUMBERS)
        validation.whole("limit", limit, 1, 10_000)
        validation.whole("concurrency", concurrency, 1, 100)
        return await (await self._dialect()).leads.find(numbers, limit, concurrency)

    async def get(self, lead_id: str | int, *, custom_fields: bool = True) -> Lead:
        """One lead with its custom fields (``lead_all_info``; level 7, View Reports, Modify Leads).

        Raises :class:`Refused` when there is no such lead, or its list does not exist,
        :class:`UnreadableRow` when it cannot be told which value is of which field.
        """
        leads = (await self._dialect()).leads
        return await leads.get(validation.lead_id(lead_id), custom_fields=custom_fields)

    async def callback(
        self,
        lead_id: str | int,
        when: datetime | str,
        campaign: str,
        *,
        kind: Kind = "ANYONE",
        user: str | None = None,
        comments: str = "",
        status: str = "CALLBK",
    ) -> CallbackSet:
        """Schedule a callback, or change the one that the lead has (``update_lead``; level 8).

        ``when`` is aware, or the dialer's wall clock, and still to come. The lead's status
        becomes CBHOLD, so that its campaign leaves it alone until then. The answer has the
        callback that there was, and the one that there is, where the dialer tells. Raises
        :class:`Refused` for a campaign, a user or a lead that does not exist.
        """
        plan = CallbackPlan(
            when=when, campaign=campaign, kind=kind, user=user, comments=comments, status=status
        )
        number = validation.lead_id(lead_id)
        params = await self._callback(plan)
        validation.sendable(params)
        dialect = await self._dialect()
        if not dialect.composed:
            return await dialect.leads.callback(number, params)
        seen = await self._check_callback(params)
        before = await self._current_callback(number)
        if before is not None and before.comments and "callback_comments" not in params:
            params["callback_comments"] = " "  # an empty one would leave the old comments there
        # in one call where nothing can go wrong with it: a lead on hold must have a callback
        hold = {"status": HOLD} if seen else {}
        done = await dialect.leads.callback(number, {**params, **hold})
        on_hold = True if seen else await self._hold(number, dialect)
        stored = await self._current_callback(number)
        return done.model_copy(update={"before": before, "stored": stored, "on_hold": on_hold})

    async def _hold(self, lead_id: str, dialect: Dialect) -> bool | None:
        try:
            await dialect.leads.update({"lead_id": lead_id, "status": HOLD}, {})
        except errors.LoginError:
            raise
        except errors.DialerError:
            return None  # the callback was taken: this must not look as if it was not
        return True

    async def _current_callback(self, lead_id: str) -> Callback | None:
        """The callback that the dialer changes where there is one already: the oldest."""
        try:
            found = await self.callback_info(lead_id)
        except errors.LoginError:
            raise
        except errors.DialerError:
            return None
        return found[0] if found else None

    @scrub_traceback
    async def callback_info(
        self, lead_id: str | int, *, archived: bool = False
    ) -> Listing[Callback]:
        """The callbacks of a lead, oldest first (``lead_callback_info``; level 7, View Reports)."""
        number = validation.lead_id(lead_id)
        where = "ALL" if archived else "CURRENT"
        params = {"lead_id": number, "header": "YES", "search_location": where}
        api = (await self._dialect()).stock("lead_callback_info")
        answer = await api.ask("lead_callback_info", params)
        if stock_rows.no_callback(answer, api):
            return Listing((), warning=answer.warning)
        return stock_rows.callbacks(answer, api.redact)

    @scrub_traceback
    async def check_phone(
        self,
        phone_number: str | int,
        call_time: str,
        *,
        phone_code: str | int = "1",
        dnc: bool = False,
        campaign_dnc: str | None = None,
    ) -> PhoneCheck:
        """Whether a number is good and may be called now (``check_phone_number``; level 8).

        ``call_time`` is the id of a call time of the dialer, such as ``9am-9pm``. With ``dnc`` the
        system's do-not-call list is looked at, with ``campaign_dnc`` a campaign's.
        """
        params = {
            "phone_number": _dialed(phone_number, validation.phone_code(phone_code)),
            "phone_code": validation.phone_code(phone_code),
            "local_call_time": validation.word("call_time", call_time, 1, 20),
        }
        if dnc:
            params["dnc_check"] = "Y"
        if campaign_dnc is not None:
            params |= {
                "campaign_dnc_check": "Y",
                "campaign_id": validation.campaign_id(campaign_dnc),
            }
        api = (await self._dialect()).stock("check_phone_number")
        answer = await api.ask("check_phone_number", params)
        return stock_rows.phone_check(answer, params["phone_number"], api.redact)

    async def add(
        self,
        phone_number: str | int,
        list_id: str | int,
        *,
        phone_code: str | int = "1",
        custom: Mapping[str, object] | None = None,
        callback: CallbackPlan | None = None,
        options: AddOptions = _PLAIN,
        **fields: object,
    ) -> AddedLead:
        """Add one lead (``add_lead``; level 8 with Modify Leads).

        ``fields`` are those of :class:`Lead` that can be given, ``multi_alt_phones`` too; the
        status is always NEW, or CBHOLD with a ``callback``. Raises :class:`Duplicate` where the
        options ask for the check; what else could not be done is in the result.
        """
        row = {
            **fields,
            "phone_number": phone_number,
            "list_id": list_id,
            "phone_code": phone_code,
            "custom": custom,
            "callback": callback,
        }
        return await self._add(row, options.params(), await self._dialect())

    async def add_many(
        self,
        rows: Iterable[Mapping[str, object]] | AsyncIterable[Mapping[str, object]],
        *,
        concurrency: int = CONCURRENCY,
        options: AddOptions = _PLAIN,
    ) -> AsyncGenerator[AddResult, None]:
        """Add a stream of leads, ``concurrency`` at once; results in the order of the rows.

        A row is a mapping of the arguments of :meth:`add`. One that fails yields its error and the
        rest goes on; only a :class:`LoginError` ends the stream. Memory stays flat: a few times
        ``concurrency`` rows are in hand, and a slow consumer slows the sending. End it early with
        ``aclose`` (``contextlib.aclosing``): of the rows not yielded yet, some may be added.
        More than five at once go to a dialer only when it takes long (see :class:`LoginGate`).
        """
        validation.whole("concurrency", concurrency, 1, 100)
        params = options.params()
        dialect = await self._dialect()

        async def one(
            row: Mapping[str, object],
        ) -> tuple[Mapping[str, object], AddedLead | None, errors.VicidashError | None]:
            try:
                return row, await self._add(row, params, dialect), None
            except errors.LoginError:
                raise
            except errors.VicidashError as error:
                return row, None, error

        index = 0
        async with aclosing(in_order(rows, one, concurrency=concurrency)) as stream:
            async for row, added, error in stream:
                yield AddResult(index, row, added, error)
                index += 1

    async def _add(
        self, row: Mapping[str, object], options: Mapping[str, str], dialect: Dialect
    ) -> AddedLead:
        given: dict[str, Any] = dict(row)
        callback = given.pop("callback", None)
        code = validation.phone_code(given.pop("phone_code", None) or "1")
        params = {
            "phone_number": _dialed(_needed(given, "phone_number"), code),
            "phone_code": code,
            "list_id": validation.list_id(_needed(given, "list_id")),
        }
        custom = validation.custom(given.pop("custom", None))
        params |= validation.added(given)
        params |= options
        if dialect.composed and params.get("status", "NEW") != "NEW":
            allowed = "NEW: add_lead gives no other; update the lead then"
            raise errors.InvalidInput("status", params["status"], allowed)
        if callback is not None:
            if options.get("campaign_id", callback.campaign) != callback.campaign:
                other = f"the campaign of the callback, {callback.campaign}, or none"
                raise errors.InvalidInput("campaign_id", options["campaign_id"], other)
            params |= await self._callback(callback)
            await self._check_callback(params)
        if "list_exists_check" in options:
            await self._targets.call_list(params["list_id"])
        await self._targets.custom_fields(params["list_id"], custom.keys() - {"custom_fields"})
        added = await dialect.leads.add(params, custom)
        if added.lead_id is None:
            return added
        bent = await self._bent(added.lead_id, params, dialect)
        return added.model_copy(update={"bent": bent}) if bent else added

    async def _bent(
        self, lead_id: int, sent: Mapping[str, str], dialect: Dialect
    ) -> Mapping[str, str]:
        """What the dialer made of the first texts that depend on its settings; later on nothing.

        One look for each client: it is a setting, and each lead would cost a call.
        """
        texts = {name: sent[name] for name in validation.TEXTS if name in sent}
        letters = {n: text for n, text in texts.items() if lead_texts.depends_on_setting(text)}
        signs = {n: text for n, text in texts.items() if lead_texts.signs_at_risk(n, text)}
        if not (letters or signs) or not dialect.composed:
            return {}
        async with self._reading_back:
            letters = letters if self.keeps_non_ascii is None else {}
            signs = signs if self.keeps_signs is None else {}
            if not (letters or signs):
                return {}
            try:
                stored = await dialect.leads.get(str(lead_id), custom_fields=False)
            except errors.LoginError:
                raise
            except errors.DialerError:
                return {}  # it was written: failing to read it back must not look as if not
            held = stored.model_dump()
            bent = lead_texts.differences({**letters, **signs}, held)
            if letters:
                self.keeps_non_ascii = lead_texts.all_kept(letters, held, letters=True)
                self.on_keeps_non_ascii(self.keeps_non_ascii)
            if signs:
                self.keeps_signs = lead_texts.all_kept(signs, held, letters=False)
                self.on_keeps_signs(self.keeps_signs)
        if bent:
            lost = bool(letters) and not self.keeps_non_ascii
            log.warning("%s", lead_texts.warning(bent, letters=lost))
        return bent

    async def _callback(self, plan: CallbackPlan) -> dict[str, str]:
        plan.params("")  # what is wrong with it is said before the dialer is asked for its clock
        return plan.params(await self._clock.future("callback when", plan.when))

    async def _check_callback(self, params: Mapping[str, str]) -> bool:
        """Whether the campaign was seen. Raises :class:`Refused` for one that is not there, and
        for an agent who does not exist: a second callback on a lead is stored with any."""
        seen = await self._targets.campaign(params["campaign_id"])
        if "callback_user" in params:
            await self._targets.agent(params["callback_user"], logged_in=False)
        return seen
