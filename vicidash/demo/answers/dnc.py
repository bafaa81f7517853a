"""Numbers that must not be called, and whether a number may be called now."""

from vicidash.demo.answers.leads_add import dnc_refusal, phone_refusal
from vicidash.demo.answers.request import Function, Request

CALL_TIMES = {
    "24hours": (0, 24),
    "9am-9pm": (9, 21),
    "9am-5pm": (9, 17),
    "12pm-5pm": (12, 17),
    "12pm-9pm": (12, 21),
    "5pm-9pm": (17, 21),
}
"""The call times that a new system has: first hour, and the hour it ends with."""


def add_dnc_phone(request: Request) -> str:
    """Put a number on the system's list or on a campaign's."""
    phone, campaign_id, refused = _asked(request)
    if refused:
        return refused
    numbers = request.world.dnc.setdefault(campaign_id, set())
    data = f"{request.user}|{phone}|{campaign_id}"
    if phone in numbers:
        return f"ERROR: add_dnc_phone DNC NUMBER ALREADY EXISTS: |{data}\n"
    numbers.add(phone)
    return f"SUCCESS: add_dnc_phone DNC NUMBER HAS BEEN ADDED - {data}\n"


def delete_dnc_phone(request: Request) -> str:
    """Take a number off a list."""
    phone, campaign_id, refused = _asked(request)
    if refused:
        return refused
    numbers = request.world.dnc.get(campaign_id, set())
    data = f"{request.user}|{phone}|{campaign_id}"
    if phone not in numbers:
        return f"ERROR: delete_dnc_phone DNC NUMBER DOES NOT EXIST: |{data}\n"
    numbers.remove(phone)
    return f"SUCCESS: delete_dnc_phone DNC NUMBER HAS BEEN DELETED - {data}\n"


def _asked(request: Request) -> tuple[str, str, str]:
    """The number, the list, and the line that refuses them if they cannot be."""
    phone, campaign_id = request.word("phone_number"), request.word("campaign_id")
    refused = ""
    if not 6 <= len(phone) <= 20 or not 2 <= len(campaign_id) <= 30:
        data = f"{request.user}|{phone}|{campaign_id}"
        refused = f"ERROR: {request.function} YOU MUST USE ALL REQUIRED FIELDS: |{data}\n"
    return phone, campaign_id, refused


def check_phone_number(request: Request) -> str:
    """Whether a number is good and may be called now, by each way to tell its time zone.

    Area codes are not loaded on this system, so the offset is empty and the dialer's clock counts.
    """
    call_time = request.word("local_call_time")
    hours = CALL_TIMES.get(call_time)
    if hours is None:
        reason = "THIS IS NOT A VALID CALL TIME"
        return f"ERROR: check_phone_number {reason}: |{request.user}|{call_time}|\n"
    method = request.text("tz_method") or "AREACODE"
    if request.text("nanpa_ac_prefix_check") == "Y" or "NANPA" in method:
        reason = "NANPA options disabled, NANPA prefix data not loaded"
        return f"ERROR: check_phone_number {reason} - 0|{request.user}\n"
    phone = request.digits("phone_number")
    refused = phone_refusal(request, phone) or dnc_refusal(request, phone)
    if refused:
        return refused
    now = int(hours[0] <= request.world.zone.hour(request.world.now) < hours[1])
    postal_code, owner = request.text("postal_code"), request.text("owner")
    told = ""
    for way, known in (
        ("AREACODE", True),
        ("POSTAL", len(postal_code) == 5),
        ("TZCODE", 0 < len(owner) < 7),
    ):
        if way in method:
            told += f"{way}: {now if known else 0}|#"
    code, state = request.digits("phone_code") or "1", request.text("state")
    return f"{told}PHONE: {phone}|{code}|{postal_code}|{state}|{owner}|\n"


DNC_FUNCTIONS = {
    "add_dnc_phone": Function(
        add_dnc_phone, level=8, right="lists", refusal="ADD DNC NUMBERS", tail=""
    ),
    "delete_dnc_phone": Function(
        delete_dnc_phone, level=8, right="lists", refusal="DELETE DNC NUMBERS", tail=""
    ),
    "check_phone_number": Function(check_phone_number, level=8, refusal="CHECK PHONE NUMBERS"),
}
