"""Adding leads: one, or a stream of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from typing import Any, Final

from vicidash.client import checks, errors, lead_fields
from vicidash.client.dialects.base import Dialect
from vicidash.client.lead_models import AddedLead, AddResult
from vicidash.client.lead_options import AddOptions, CallbackPlan
from vicidash.client.moments import DialerClock
from vicidash.client.stream import in_order

CONCURRENCY: Final = 10
_PLAIN: Final = AddOptions()


class LeadAdding:
    """The part of ``client.leads`` that adds (``add_lead``; level 8 with Modify Leads)."""

    def __init__(self, dialect: Callable[[], Awaitable[Dialect]], clock: DialerClock) -> None:
        self._dialect = dialect
        self._clock = clock

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
        checks.whole("concurrency", concurrency, 1, 100)
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
        params = {
            "phone_number": checks.phone_number(_needed(given, "phone_number")),
            "phone_code": checks.phone_code(given.pop("phone_code", None) or "1"),
            "list_id": checks.list_id(_needed(given, "list_id")),
        }
        custom = lead_fields.custom(given.pop("custom", None))
        params |= lead_fields.added(given)
        params |= options
        if callback is not None:
            params |= await self._callback(callback)
            if params["campaign_id"] != options.get("campaign_id", params["campaign_id"]):
                other = f"the campaign of the callback, {params['campaign_id']}, or none"
                raise errors.InvalidInput("campaign_id", options["campaign_id"], other)
        return await dialect.leads.add(params, custom)

    async def _callback(self, plan: CallbackPlan) -> dict[str, str]:
        return plan.params(await self._clock.stamp("callback when", plan.when))


def _needed(row: dict[str, Any], name: str) -> Any:
    value = row.pop(name, None)
    if value is None:
        raise errors.InvalidInput(name, value, "a value: no lead can be without it")
    return value
