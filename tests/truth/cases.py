"""Every command and every writing method, each with a question: what would the database say?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.truth import held
from tests.truth.held import Held
from vicidash.client import AddOptions, VicidialClient
from vicidash.demo import DemoDialer
from vicidash.demo.sim.agents import Mode

Prepare = Callable[[DemoDialer], object]
Call = Callable[[VicidialClient], Awaitable[object]]

READY, TALKING, PAUSED = "a0031", "a0005", "a0014"
"""Agents of SALESB2B on the demo's floor of seed 7 at noon; the tests check their states."""
FOREIGN = "a0041"
"""One of INSURNCE, which the account *team* does not see."""
STATES: Mapping[str, Mode] = {READY: Mode.READY, TALKING: Mode.INCALL, PAUSED: Mode.PAUSED}

NUMBER = "3125550199"


@dataclass(frozen=True)
class Case:
    """One command line, or one call of the client, on a fresh demo."""

    question: str
    args: Sequence[str] = ()
    held: Held = held.messages
    method: str = ""
    """The method of the client that it is about, as ``leads.add``."""
    call: Call | None = None
    prepare: Prepare | None = None
    user: str = "demo"
    later: int = 0
    """Seconds that the demo's clock goes on before the database is looked at again."""
    options: Mapping[str, object] = field(default_factory=dict)
    stdin: str = ""

    @property
    def words(self) -> str:
        """The command line, or the method, as the table names it."""
        if self.call is not None:
            return f"`client.{self.method}`"
        shown = (f"'{each}'" if " " in each or not each else each for each in self.args)
        return f"`vicidash {' '.join(shown)}`"


OLD = {"build": "2.14-107"}
ASCII = {"non_latin": False}


def _callback(demo: DemoDialer) -> None:
    ask(demo, "update_lead", lead_id="5", callback="Y", callback_datetime="2026-12-01 10:30:00",
        callback_type="USERONLY", callback_user="a0001", campaign_id="SALESB2B",
        callback_comments="ask for Jo")  # fmt: skip


def ask(demo: DemoDialer, function: str, **params: str) -> None:
    """Have the demo's own API do something before."""
    login = {"source": "test", "user": "demo", "pass": "s3cret", "function": function}
    demo.answer("/vicidial/non_agent_api.php", {**login, **params})


def _listed(demo: DemoDialer) -> None:
    demo.world.dnc.setdefault("SYSTEM_INTERNAL", set()).add(NUMBER)


def _called(demo: DemoDialer) -> None:
    demo.world.leads.in_list(1001)[0].called_since_reset = True


_WHEN = "2026-12-02 11:00"
_ADD = ("lead", "add", NUMBER, "--list")
_LISTEN = ("agent", "listen", TALKING, "--phone", "350a", "--server", "10.10.10.15")
_TEXTS = ("phone_number", "first_name", "city", "comments")

AGENTS = [
    Case("the agent waits", ["pause", READY, "--no-wait"], held.agent(READY), "agents.pause",
         later=3),
    Case("with a code, which needs a pause first", ["pause", READY, "--code", "LUNCH", "--no-wait"],
         held.agent(READY), "agents.pause", later=3),
    Case("paused already: the code alone", ["pause", PAUSED, "LUNCH", "--no-wait"],
         held.agent(PAUSED), "agents.set_pause_code", later=3),
    Case("in another case: the database does not look at it", ["pause", READY.upper(), "--no-wait"],
         held.agent(READY), later=3),
    Case("of a campaign that the account does not see", ["pause", FOREIGN, "--no-wait"],
         held.agent(FOREIGN), user="team", later=3),
    Case("by an account of level 1, which may not look", ["pause", READY, "--no-wait"],
         held.agent(READY), user="acts", later=3),
    Case("of a user that does not exist", ["pause", "nosuch"], held.agent(READY)),
    Case("the agent is paused", ["resume", PAUSED, "--no-wait"], held.agent(PAUSED),
         "agents.resume", later=3),
    Case("the agent is not paused", ["resume", READY], held.agent(READY), later=3),
    Case("the agent waits", ["logout", READY, "--yes", "--no-wait"], held.agent(READY),
         "agents.logout", later=3),
    Case("in a call", ["agent", "hangup", TALKING, "--yes"], held.agent(TALKING), "agents.hangup",
         later=3),
    Case("without a call: the server takes it", ["agent", "hangup", READY, "--yes"],
         held.agent(READY)),
    Case("in a call", ["agent", "disposition", TALKING, "SALE"], held.agent(TALKING),
         "agents.set_disposition"),
    Case("a paused agent", ["agent", "dial", PAUSED, NUMBER], held.agent(PAUSED), "agents.dial"),
    Case("one who is not paused", ["agent", "dial", READY, NUMBER], held.agent(READY)),
    Case("to an in-group", ["agent", "transfer", TALKING, "--in-group", "SUPPORT"],
         held.agent(TALKING), "agents.transfer"),
    Case("to an agent that does not exist", ["agent", "transfer", TALKING, "--agent", "nosuch"],
         held.agent(TALKING)),
    Case("to an agent in another case",
         ["agent", "transfer", TALKING, "--agent", READY.upper()], held.agent(TALKING)),
    Case("with a number", ["agent", "conference", TALKING, "--phone", NUMBER], held.agent(TALKING),
         "agents.conference"),
    Case("leave it", ["agent", "conference", TALKING, "--leave"], held.agent(TALKING),
         "agents.leave_conference"),
    Case("drop the third party", ["agent", "conference", TALKING, "--drop"], held.agent(TALKING),
         "agents.hangup_conference"),
    Case("in a call", ["agent", "park", TALKING], held.agent(TALKING), "agents.park", later=3),
    Case("nobody is parked", ["agent", "unpark", TALKING], held.agent(TALKING), "agents.unpark"),
    Case("to one agent", ["agent", "notify", "Please call", "--agent", READY], held.messages,
         "agents.notify"),
    Case("an apostrophe, with which the server stores nothing",
         ["agent", "notify", "It's lunch", "--agent", READY], held.messages),
    Case("to a campaign that is not there",
         ["agent", "notify", "Hello", "--campaign", "NOPE", "--yes"], held.messages),
    Case("to a user group",
         ["agent", "notify", "Hello", "--group", "AGENTS", "--yes"], held.messages),
    Case("only listen", _LISTEN, held.listened, "agents.listen"),
    Case("whisper where that is switched off", [*_LISTEN, "--mode", "whisper"], held.listened,
         options={"whisper": False}),
]  # fmt: skip

CAMPAIGNS = [
    Case("RATIO", ["dial-level", "SALESB2B", "2.5"], held.campaign("SALESB2B"),
         "campaigns.set_dial_level"),
    Case("the same under its second name", ["campaign", "level", "SALESB2B", "2.5"],
         held.campaign("SALESB2B")),
    Case("negative: the server deletes the minus", ["dial-level", "SALESB2B", "-2.5"],
         held.campaign("SALESB2B")),
    Case("above the limit of the system", ["dial-level", "SALESB2B", "15"],
         held.campaign("SALESB2B")),
    Case("in another case", ["dial-level", "salesb2b", "2.5"], held.campaign("SALESB2B")),
    Case("of a campaign that the account does not see", ["dial-level", "INSURNCE", "2.5"],
         held.campaign("INSURNCE"), user="team"),
    Case("ADAPT: it will not last", ["dial-level", "SOLAR_OB", "2.5"], held.campaign("SOLAR_OB")),
    Case("active", ["campaign", "pause", "SALESB2B"], held.campaign("SALESB2B"),
         "campaigns.pause"),
    Case("active already", ["campaign", "activate", "SALESB2B"], held.campaign("SALESB2B"),
         "campaigns.activate"),
    Case("RATIO before", ["campaign", "method", "SALESB2B", "ADAPT_AVERAGE"],
         held.campaign("SALESB2B"), "campaigns.set_dial_method"),
    Case("ADAPT: read back from the summary page", ["campaign", "maximum", "SOLAR_OB", "4.5"],
         held.campaign("SOLAR_OB"), "campaigns.set_adaptive_maximum"),
    Case("RATIO: it does nothing", ["campaign", "maximum", "SALESB2B", "2.5"],
         held.campaign("SALESB2B")),
    Case("without any guard on the server", ["campaign", "maximum", "SOLAR_OB", "45"],
         held.campaign("SOLAR_OB")),
    Case("nothing reads it back", ["campaign", "hopper", "SALESB2B", "321"],
         held.campaign("SALESB2B"), "campaigns.set_hopper_level"),
    Case("of a campaign that the account does not see", ["campaign", "hopper", "INSURNCE", "9"],
         held.campaign("INSURNCE"), user="team"),
    Case("it fills again by itself", ["campaign", "reset-hopper", "SALESB2B", "--yes"],
         held.campaign("SALESB2B"), "campaigns.reset_hopper"),
]  # fmt: skip

LEADS = [
    Case("plain", [*_ADD, "1000", "--set", "first_name=Ann"], held.newest(*_TEXTS), "leads.add"),
    Case("accents, which the database keeps", [*_ADD, "1000", "--set", "first_name=José"],
         held.newest(*_TEXTS)),
    Case("accents, which it does not keep", [*_ADD, "1000", "--set", "first_name=José"],
         held.newest(*_TEXTS), options=ASCII),
    Case("a semicolon, which the server deletes", [*_ADD, "1000", "--set", "comments=a;b"],
         held.newest(*_TEXTS)),
    Case("a plus, which becomes a blank", [*_ADD, "1000", "--set", "city=A+B"],
         held.newest(*_TEXTS)),
    Case("an emoji", [*_ADD, "1000", "--set", "comments=hi 🙂"], held.newest(*_TEXTS)),
    Case("signs that are deleted from a name", [*_ADD, "1000", "--set", "first_name=Ann (Jr)"],
         held.newest(*_TEXTS)),
    Case("into a list that is not there", [*_ADD, "999777"], held.newest(*_TEXTS)),
    Case("the same on a build that does not check it", [*_ADD, "999777"], held.newest(*_TEXTS),
         options=OLD),
    Case("a custom field that the list does not have", [*_ADD, "1000", "--custom", "nosuch=1"],
         held.newest(*_TEXTS)),
    Case("the country code is taken off", ["lead", "add", "+13125550199", "--list", "1000"],
         held.newest(*_TEXTS)),
    Case("one field", ["lead", "update", "5", "--set", "city=Boston"], held.lead(5, "city"),
         "leads.update"),
    Case("emptied", ["lead", "update", "5", "--set", "first_name="], held.lead(5, "first_name")),
    Case("a negative rank, whose minus the server deletes",
         ["lead", "update", "5", "--set", "rank=-5"], held.lead(5, "rank")),
    Case("letters that the database does not keep", ["lead", "update", "5", "--set", "city=Zürich"],
         held.lead(5, "city"), options=ASCII),
    Case("into a list that is not there", ["lead", "update", "5", "--set", "list_id=999777"],
         held.lead(5, "list_id")),
    Case("by a number that no lead has",
         ["lead", "update", "--phone", "2025550111", "--set", "city=Boston"],
         held.lead(5, "city"), "leads.update_by"),
    Case("a lead that does not exist", ["lead", "update", "99999999", "--set", "city=Boston"],
         held.lead(5, "city")),
    Case("for good", ["lead", "delete", "5", "--yes"], held.lead(5, "city"), "leads.delete"),
    Case("the first one", ["lead", "callback", "5", _WHEN, "--campaign", "SALESB2B"],
         held.lead(5, "status"), "leads.callback"),
    Case("a second one: user and comments of the first stay in the server",
         ["lead", "callback", "5", _WHEN, "--campaign", "SALESB2B"], held.lead(5, "status"),
         prepare=_callback),
    Case("a second one, for a campaign that is not there: the server takes it",
         ["lead", "callback", "5", _WHEN, "--campaign", "NOPE"], held.lead(5, "status"),
         prepare=_callback),
    Case("for an agent who does not exist",
         ["lead", "callback", "5", _WHEN, "--campaign", "SALESB2B", "--agent", "nosuch"],
         held.lead(5, "status")),
    Case("comments with signs that the database does not keep",
         ["lead", "callback", "5", _WHEN, "--campaign", "SALESB2B", "--comments", "Jo, at work"],
         held.lead(5, "status"), options=ASCII),
    Case("in the past", ["lead", "callback", "5", "2026-11-20 11:00", "--campaign", "SALESB2B"],
         held.lead(5, "status")),
    Case("a stream of rows, one with letters that are not kept",
         ["import", "-", "--format", "csv", "--list", "1000"], held.of_number(NUMBER, "first_name"),
         "leads.add_many", options=ASCII,
         stdin=f"phone_number,first_name\n9725550112,Ann\n{NUMBER},Zoë\n"),
    Case("the same, without sending", ["import", "-", "--format", "csv", "--list", "1000",
         "--dry-run"], held.of_number(NUMBER, "first_name"), options=ASCII,
         stdin=f"phone_number,first_name\n9725550112,Ann\n{NUMBER},Zoë\n"),
    Case("a list that is not there", held=held.lead(5, "list_id"), method="leads.batch_update",
         call=lambda client: client.leads.batch_update([5], {"list_id": 999777})),
    Case("two leads, one that is not there", held=held.lead(5, "city"),
         method="leads.batch_update",
         call=lambda client: client.leads.batch_update([5, 99999999], {"city": "Boston"})),
    Case("a number on the do-not-call list", held=held.newest(*_TEXTS), method="leads.add",
         prepare=_listed,
         call=lambda client: client.leads.add(
             NUMBER, 1000, options=AddOptions(dnc_check="Y"))),
]  # fmt: skip

LISTS = [
    Case("new", ["list", "add", "7001", "--name", "Spring", "--campaign", "SALESB2B"],
         held.called_list(7001), "lists.add"),
    Case("an id of two digits, whose leads would go to list 999",
         ["list", "add", "12", "--name", "Spring", "--campaign", "SALESB2B"],
         held.called_list(12)),
    Case("a name that the server bends",
         ["list", "add", "7001", "--name", "a;b", "--campaign", "SALESB2B"],
         held.called_list(7001)),
    Case("a name with signs that the database does not keep",
         ["list", "add", "7001", "--name", "May (2027)", "--campaign", "SALESB2B"],
         held.called_list(7001), options=ASCII),
    Case("a campaign in another case: stored, and not dialed",
         ["list", "add", "7001", "--name", "Spring", "--campaign", "salesb2b"],
         held.called_list(7001)),
    Case("its campaign", ["list", "update", "1001", "--campaign", "SALESB2B"],
         held.called_list(1001), "lists.update"),
    Case("a setting that cannot be emptied", ["list", "update", "1001", "--set", "reset_time="],
         held.called_list(1001)),
    Case("all its leads: the answer has no count", ["list", "update", "1001", "--reset", "--yes"],
         held.called_list(1001), "lists.reset", prepare=_called),
    Case("a list that is not there", ["list", "update", "999777", "--active"],
         held.called_list(999777)),
]  # fmt: skip

_SYSTEM = held.dnc("SYSTEM_INTERNAL", "SALESB2B")

NUMBERS = [
    Case("the system's", ["dnc", "add", NUMBER], _SYSTEM, "dnc.add"),
    Case("with the country code: leads have none", ["dnc", "add", "1" + NUMBER], _SYSTEM),
    Case("on it already", ["dnc", "add", NUMBER], _SYSTEM, prepare=_listed),
    Case("a campaign that is not there: the server takes it",
         ["dnc", "add", NUMBER, "--campaign", "NOPE"], held.dnc("NOPE")),
    Case("a whole area code: the server deletes the X", ["dnc", "add", "312XXXXXXX"], _SYSTEM),
    Case("on it", ["dnc", "remove", NUMBER], _SYSTEM, "dnc.remove", prepare=_listed),
    Case("not on it", ["dnc", "remove", NUMBER, "--campaign", "SALESB2B"], _SYSTEM,
         prepare=_listed),
]  # fmt: skip

CASES: Mapping[str, Sequence[Case]] = {
    "Agents": AGENTS,
    "Campaigns": CAMPAIGNS,
    "Leads": LEADS,
    "Lists": LISTS,
    "Do-not-call numbers": NUMBERS,
}

READING: Sequence[Sequence[str]] = (
    ["agents"], ["stats"], ["monitor", "--once"], ["line"], ["report"], ["queues"], ["drops"],
    ["doctor"], ["search", NUMBER], ["agent", "status", READY], ["agent", "stats"],
    ["campaign", "list"], ["lead", "get", "5"], ["lead", "find", NUMBER],
    ["lead", "callback", "5"], ["list", "info", "1000"], ["list", "fields"],
    ["dnc", "check", NUMBER], ["recording", "find", "--lead", "5"],
    ["recording", "download", "--lead", "5"], ["config", "check"], ["config", "path"],
    ["history", "report"], ["history", "export"], ["guard", "status"],
    ["guard", "run", "SALESB2B", "--once", "--dry-run"],
    ["guard", "simulate", "--hours", "0.1"],
)  # fmt: skip
"""Commands after which everything is as before."""

ELSEWHERE: Mapping[str, str] = {
    "demo": "has a dialer of its own",
    "replay": "shows what was recorded; the dialer is not asked",
    "serve": "reads what the console reads; its writes are those of the console",
    "serve token list": "asks no dialer",
    "serve token new": "asks no dialer; it writes the file of tokens",
    "serve token revoke": "asks no dialer; it writes the file of tokens",
    "setup": "asks in a terminal; it writes the settings file, and nothing to the dialer",
    "wall": "reads what `stats`, `queues` and `report` read",
}
"""Commands that need a terminal."""

READS = frozenset(
    (
        *("agents.list", "agents.status", "agents.find", "agents.details", "agents.calls_in_queue"),
        *("agents.statistics", "campaigns.list", "campaigns.get", "campaigns.seen"),
        *("campaigns.stats", "campaigns.stats_of", "campaigns.calls", "campaigns.hopper_level"),
        *("campaigns.queue", "in_groups.status", "leads.search", "leads.find", "leads.get"),
        *("leads.callback_info", "leads.check_phone", "lists.info", "lists.check_exists"),
        *("lists.custom_fields", "recordings.find", "recordings.download", "realtime.report"),
        "realtime.summary",
    )
)
"""Methods of the client that write nothing."""
