"""Nonsense is answered, never raised: every function, with values nobody would send."""

import pytest

from tests.demo.support import AGENT, NON_AGENT, Bench
from vicidash.demo.api import endpoints
from vicidash.demo.sim.agents import Mode
from vicidash.demo.sim.clock import generator
from vicidash.demo.sim.leads import STANDARD

pytestmark = pytest.mark.thorough

NAMES = (
    "agent_user", "value", "campaign_id", "campaigns", "user_groups", "in_groups", "stage",
    "header", "lead_id", "lead_ids", "list_id", "list_name", "search_method", "search_location",
    "records", "callback", "callback_datetime", "callback_type", "callback_user", "custom_fields",
    "duplicate_check", "add_to_hopper", "remove_from_hopper", "hopper_priority", "delete_lead",
    "no_update", "insert_if_not_found", "query_date", "end_date", "statuses", "ingroups",
    "auto_dial_level", "adaptive_maximum_level", "hopper_level", "dial_method", "active",
    "reset_hopper", "datetime_start", "datetime_end", "time_format", "date", "duration",
    "phone_login", "session_id", "server_ip", "recipient", "recipient_type", "notification_text",
    "search", "preview", "focus", "ingroup_choices", "consultative", "vendor_id", "field_name",
    "local_call_time", "tz_method", "dnc_check", "list_id_field", "expiration_date", "reset_list",
    "delete_list", "delete_leads", "update_phone_number", *STANDARD,
)  # fmt: skip
VALUES = (
    "", "Y", "N", "YES", "a0001", "a0013", "zz", "SALESB2B", "SUPPORT", "---ALL---", "csv", "0",
    "1", "5,6", "1000", "999", "-1", "1e3", ".", "..", "2.5.1", "9" * 5000, "²", "٣", "x" * 300,
    "a|b", "2026-11-23", "2026-11-23 00:00:00", "0001-01-01 00:00:00", "9999-12-31", "NOW",
    "999999999DAYS", "PHONE_NUMBER", "LEAD_ID_VENDOR_LEAD_CODE_PHONE_NUMBER", "CAMPAIGN",
    "DUPSYS30DAY-DUPCAMP", "PAUSE", "LOGOUT", "HANGUP_BOTH", "3125550005", "--BLANK--",
    "'; DROP--", "\x00", "É\n\t<b>", "9am-9pm",
    "AREACODEPOSTALTZCODE", "350a", "8600051", "10.10.10.15", "USER", "USERONLY",
)  # fmt: skip
FUNCTIONS = [
    *((NON_AGENT, name) for name in endpoints.NON_AGENT),
    *((AGENT, name) for name in endpoints.AGENT),
]


@pytest.mark.parametrize(("path", "function"), FUNCTIONS, ids=lambda value: value.split("/")[-1])
def test_every_function_answers_whatever_it_is_sent(path: str, function: str) -> None:
    bench = Bench.of(agents=20)
    rng = generator("nonsense", function)
    for _ in range(250):
        sent = {name: rng.choice(VALUES) for name in rng.sample(NAMES, rng.randint(0, 30))}
        login = {"user": "demo", "pass": "demo", "source": "test", "function": function}
        status, body = bench.dialer.answer(path, {**sent, **login}, rng.sample(NAMES, 10))
        assert status == 200
        body.decode()
        bench.wait(rng.choice((0, 0.4, 3, 30)))
    assert bench.ask("version").startswith("VERSION")


def test_a_floor_under_every_order_stays_whole() -> None:
    bench = Bench.of()
    rng = generator("orders")
    orders = [name for name in endpoints.AGENT if name != "calls_in_queue_count"]
    for _ in range(3000):
        user = f"a{rng.randint(1, 60):04}"
        words = ("PAUSE", "RESUME", "LOGOUT", "1", "SALE", "PARK_CUSTOMER", "GRAB_CUSTOMER")
        value = rng.choice((*words, "HANGUP_BOTH", "DIAL_WITH_CUSTOMER", "LEAVE_3WAY_CALL"))
        extra = {"search": "YES", "preview": "YES", "focus": "YES", "phone_code": "1"}
        bench.order(rng.choice(orders), user, value, lead_id=str(rng.randint(1, 99)), **extra)
        bench.wait(rng.choice((0, 1, 2, 7)))
        for agent in bench.dialer.world.agents.values():
            assert (agent.partner is not None) is (agent.mode is Mode.THREE_WAY)
            assert agent.partner is None or agent.partner.partner is agent
    assert len(bench.ask("logged_in_agents").splitlines()) > 20
