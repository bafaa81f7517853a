"""The two endpoints: login, the order of refusals, and which function answers."""

from vicidash.demo.api import (
    agent_screen,
    agents,
    campaigns,
    leads_add,
    leads_find,
    leads_update,
    lists,
    monitoring,
)
from vicidash.demo.api import (
    campaigns as api_campaigns,
)
from vicidash.demo.api import (
    lists as api_lists,
)
from vicidash.demo.api.request import Answer, Function, Request, ServerFault
from vicidash.demo.options import LOCK_AFTER, LOCK_SECONDS, Gatekeeper, Verdict, cleaned
from vicidash.demo.sim.world import World

NON_AGENT_PATH = "/vicidial/non_agent_api.php"
AGENT_PATH = "/agc/api.php"

NON_AGENT: dict[str, Function] = {
    **agents.FUNCTIONS,
    **campaigns.FUNCTIONS,
    **api_campaigns.STATS_FUNCTIONS,
    **leads_add.FUNCTIONS,
    **leads_update.FUNCTIONS,
    **leads_find.FUNCTIONS,
    **lists.FUNCTIONS,
    **api_lists.DNC_FUNCTIONS,
    **agents.PEOPLE_FUNCTIONS,
    **monitoring.FUNCTIONS,
}
AGENT: dict[str, Answer] = {**agent_screen.COMMANDS, **agent_screen.FUNCTIONS}

LOWEST_LEVEL = 7
"""The non-agent API says to every user below this level what it says to a wrong password."""

SHORTEST_SOURCE, LONGEST_SOURCE = 2, 20


def non_agent(
    world: World, gate: Gatekeeper, params: dict[str, str], in_query: frozenset[str]
) -> tuple[int, str]:
    """Answer on the non-agent API: (HTTP status, body)."""
    function = params.get("function", "")
    if function == "version":
        zone = world.zone
        tz = f"DST: 0|TZ: {zone.offset:.2f}|TZNOW: {zone.offset:.2f}|"
        moment = f"DATE: {zone.stamp(world.now)}|EPOCH: {world.now}"
        return 200, f"{world.build.non_agent_version}|{moment}|{tz}\n"
    user, password = cleaned(params.get("user", "")), cleaned(params.get("pass", ""))
    verdict = gate.check(user, password, world.now, lowest=LOWEST_LEVEL)
    if verdict is not Verdict.GOOD:
        return 200, _turned_away(verdict, user, password)
    known = NON_AGENT.get(function) if world.build.has(function) else None
    if known is None:
        return 200, "ERROR: NO FUNCTION SPECIFIED\n"
    source = params.get("source", "")
    if not _is_source(world, source):
        return 200, f"ERROR: Invalid Source - {source}\nERROR: Invalid Source: |{source}|\n"
    account = gate.accounts[user]
    if not account.may_call(function):
        reason = "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION"
        return 200, f"ERROR: {reason}: |{user}|{function}|\n"
    has_right = not known.right or known.right in account.rights
    if not (account.api_access and has_right and account.level >= known.level):
        refusal = f"{function} USER DOES NOT HAVE PERMISSION TO {known.refusal}"
        return 200, f"ERROR: {refusal}: |{user}|0{known.tail}\n"
    try:
        body = known.answer(Request(world, account, function, params, in_query))
    except ServerFault:
        return 500, ""
    breaks_log = known.logged and world.options.apostrophes and "'" in body
    return (500 if breaks_log else 200), body


def _is_source(world: World, source: str) -> bool:
    longest = LONGEST_SOURCE if world.build.limits_source else len(source)
    return SHORTEST_SOURCE <= len(source) <= longest


def _turned_away(verdict: Verdict, user: str, password: str) -> str:
    if verdict is Verdict.LOCK:
        return f"ERROR: Too many login attempts, try again in 15 minutes: |{user}|LOCK|\n"
    if verdict is Verdict.IPBLOCK:
        return f"ERROR: Your IP Address is not allowed: 127.0.0.1: |{user}|IPBLOCK|\n"
    return f"ERROR: Login incorrect, please try again: |{user}|{password}|BAD|\n"


def agent(
    world: World, gate: Gatekeeper, params: dict[str, str], in_query: frozenset[str]
) -> tuple[int, str]:
    """Answer on the agent API: (HTTP status, body)."""
    function = params.get("function", "")
    if function == "version":
        moment = f"DATE: {world.zone.stamp(world.now)}|EPOCH: {world.now}"
        return 200, f"{world.build.agent_version}|{moment}\n"
    source = params.get("source", "")
    if not _is_source(world, source):
        return 200, f"ERROR: Invalid Source - {source}\n"
    user, password = cleaned(params.get("user", "")), cleaned(params.get("pass", ""))
    verdict = gate.check(user, password, world.now)
    account = gate.accounts.get(user)
    has_access = account is not None and account.api_access
    if verdict is not Verdict.GOOD or account is None or not has_access:
        good = int(verdict is Verdict.GOOD)
        told = _bad_login(world, user, password) if verdict is Verdict.BAD else verdict
        line = f"|{user}|{password}|{good}|{int(has_access)}|{told}|"
        return 200, f"ERROR: Invalid Username/Password: {line}\n"
    if not world.options.active_server:
        return 200, f"ERROR: Invalid Username/Password: |{user}|{password}|0|1|ERRSERVERS|\n"
    answer = AGENT.get(function) if world.build.has(function) else None
    return 200, answer(Request(world, account, function, params, in_query)) if answer else ""


def _bad_login(world: World, user: str, password: str) -> str:
    """What the agent API adds to a wrong password: the whole query, including the password."""
    caller = "0|api|" if world.build.long_login_error else ""
    return (
        f"BAD|{caller}SELECT count(*) from vicidial_users where user='{user}' and "  # noqa: S608
        f"pass='{password}' and user_level > 0 and active='Y' and ( (failed_login_count < "
        f"{LOCK_AFTER}) or (UNIX_TIMESTAMP(last_login_date) < {world.now - LOCK_SECONDS}) );"
    )
