"""Every write that was recorded, read by the client as the server answered it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tests.replay import Exchange, Replay, recorded, recordings
from vicidash.client import AddOptions, CallbackPlan, Duplicates, VicidashError, VicidialClient

Params = Mapping[str, str]
Call = Callable[[VicidialClient, Params], Awaitable[object]]

_NOT_FIELDS: Final = {
    *("source", "user", "function", "phone_number", "list_id", "phone_code", "lead_id", "callback"),
    *("custom_fields", "list_exists_check", "duplicate_check", "add_to_hopper", "campaign_id"),
    *("search_method", "search_location", "records", "delete_lead", "insert_if_not_found"),
    *("no_update", "DB", "hopper_priority"),
}
_CUSTOM: Final = ("policy_no", "plan")


@dataclass(frozen=True)
class RecordedRow:
    """One recorded answer and what the client makes of it."""

    name: str
    build: str
    function: str
    body: str
    result: object
    truth: str


def _fields(params: Params) -> dict[str, str]:
    return {
        name: value
        for name, value in params.items()
        if name not in _NOT_FIELDS and name not in _CUSTOM and not name.startswith("callback_")
    }


def _custom(params: Params) -> dict[str, str] | None:
    return {name: params[name] for name in _CUSTOM if name in params} or None


def _when(params: Params) -> str:
    """A time to come where a time was recorded: the recorded ones are past on their own clocks."""
    text = params["callback_datetime"].replace("+", " ")
    return f"2027-{text[5:]}" if text[:1].isdigit() else text


def _add_lead(client: VicidialClient, params: Params) -> Awaitable[object]:
    check = params.get("duplicate_check")
    options = AddOptions(
        duplicates=None
        if check is None
        else Duplicates(where="list" if check == "DUPLIST" else "system"),
        list_exists_check="list_exists_check" in params,
        add_to_hopper="add_to_hopper" in params,
    )
    callback = None
    if "callback" in params:
        callback = CallbackPlan(
            when=_when(params),
            campaign=params["campaign_id"],
        )
    return client.leads.add(
        params.get("phone_number", ""),
        params.get("list_id", ""),
        callback=callback,
        options=options,
        custom=_custom(params),
        **_fields(params),
    )


def _update_lead(client: VicidialClient, params: Params) -> Awaitable[object]:
    if "delete_lead" in params:
        return client.leads.delete(params["lead_id"])
    if "callback" in params:
        return client.leads.callback(
            params["lead_id"],
            _when(params),
            params["campaign_id"],
            user=params.get("callback_user"),
            kind="USERONLY" if "callback_user" in params else "ANYONE",
            comments=params.get("callback_comments", ""),
        )
    if params.get("search_method") == "PHONE_NUMBER":
        return client.leads.update_by(phone=params["phone_number"], fields=_fields(params))
    return client.leads.update(params.get("lead_id", ""), custom=_custom(params), **_fields(params))


def _update_campaign(client: VicidialClient, params: Params) -> Awaitable[object]:
    campaigns, name = client.campaigns, params["campaign_id"]
    if "reset_hopper" in params:
        return campaigns.reset_hopper(name)
    if "active" in params:
        return campaigns.activate(name) if params["active"] == "Y" else campaigns.pause(name)
    if "dial_method" in params:
        return campaigns.set_dial_method(name, params["dial_method"])
    level = params.get("auto_dial_level", params.get("dial_level", "2.5"))
    return campaigns.set_dial_level(name, level)


def _transfer(client: VicidialClient, params: Params) -> Awaitable[object]:
    both = params["value"] == "HANGUP_BOTH"
    return client.agents.hangup_conference(params["agent_user"], customer_too=both)


def _notify(client: VicidialClient, params: Params) -> Awaitable[object]:
    to = {params["recipient_type"]: params["recipient"]}
    return client.agents.notify(
        params["notification_text"],
        agent=to.get("USER"),
        campaign=to.get("CAMPAIGN"),
        user_group=to.get("USER_GROUP"),
    )


def _pause(client: VicidialClient, params: Params) -> Awaitable[object]:
    user = params.get("agent_user", "")
    resume = params.get("value") == "RESUME"
    return client.agents.resume(user) if resume else client.agents.pause(user)


def _update_list(client: VicidialClient, params: Params) -> Awaitable[object]:
    if "reset_list" in params:
        return client.lists.reset(params["list_id"])
    active = {"Y": True, "N": False}.get(params.get("active", ""))
    return client.lists.update(params["list_id"], active=active, name=params.get("list_name"))


CALLS: Final[Mapping[str, Call]] = {
    "external_pause": _pause,
    "pause_code": lambda client, params: client.agents.set_pause_code(
        params["agent_user"], params["value"]
    ),
    "logout": lambda client, params: client.agents.logout(params["agent_user"]),
    "external_hangup": lambda client, params: client.agents.hangup(params["agent_user"]),
    "external_status": lambda client, params: client.agents.set_disposition(
        params["agent_user"], params["value"]
    ),
    "external_dial": lambda client, params: client.agents.dial(
        params["agent_user"], params["value"]
    ),
    "transfer_conference": _transfer,
    "send_notification": _notify,
    "blind_monitor": lambda client, params: client.agents.listen(
        params["session_id"], phone_login=params["phone_login"], server_ip=params["server_ip"]
    ),
    "add_lead": _add_lead,
    "update_lead": _update_lead,
    "batch_update_lead": lambda client, params: client.leads.batch_update(
        params["lead_ids"].split(","),
        {k: v for k, v in _fields(params).items() if k not in ("lead_ids", "stage")},
    ),
    "add_list": lambda client, params: client.lists.add(
        params["list_id"], params["list_name"], params["campaign_id"]
    ),
    "update_list": _update_list,
    "add_dnc_phone": lambda client, params: client.dnc.add(
        params["phone_number"], _campaign(params)
    ),
    "delete_dnc_phone": lambda client, params: client.dnc.remove(
        params["phone_number"], _campaign(params)
    ),
    "update_campaign": _update_campaign,
}
"""The method that asks each function which writes."""

NO_METHOD: Final = frozenset(("external_add_lead", "update_fields", "hopper_bulk_insert"))
"""Functions that write and that no method of the client calls."""


def _campaign(params: Params) -> str | None:
    name = params.get("campaign_id")
    return None if name in (None, "SYSTEM_INTERNAL") else name


def writes(build: str) -> Sequence[Exchange]:
    """Every recorded write of a build."""
    return [each for each in recordings(build) if each.function in CALLS]


async def _read(exchange: Exchange) -> object:
    with Replay(exchange.build) as dialer:
        # asked before the page that stands in for campaigns_list on older builds
        dialer.answer("agent_status", recorded("agent_status_not_logged_in").body)
        dialer.answer(exchange.function, exchange.body, status=exchange.http_status)
        client = VicidialClient(dialer.url, "apiuser", "s3cret", command_spacing=0)
        async with client:
            try:
                return await CALLS[exchange.function](client, exchange.params)
            except VicidashError as error:
                return error


@cache
def recorded_rows() -> Sequence[RecordedRow]:
    """All recorded writes of the builds that most were recorded from."""
    return [
        RecordedRow(
            each.name,
            each.build,
            each.function,
            each.body,
            asyncio.run(_read(each)),
            each.truth,
        )
        for build in ("2.14-202", "2.14-107")
        for each in writes(build)
    ]
