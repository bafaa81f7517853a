"""The centre at the start of the day: campaigns, in-groups, lists, agents."""

from random import Random

from vicidash.demo.options import Options
from vicidash.demo.sim.agents import Agent
from vicidash.demo.sim.calls import Campaign, InGroup
from vicidash.demo.sim.leads import CallList, LeadStore, agent_names, fill_list

FROZEN_AGENT = 13
"""Agent a0013 has a browser that hangs (the last agent, in a centre with fewer than 13)."""

USER_GROUPS = ("AGENTS", "NIGHT")
PAUSE_CODES = (
    ("BREAK", 10), ("BIO", 4), ("LUNCH", 32), ("MEET", 18), ("TRAIN", 22), ("COACH", 9)
)  # fmt: skip
"""Pause codes, and the minutes that a pause with each lasts."""

FIRST_SESSION = 8600051
FIRST_LIST = 1000
LEADS_PER_LIST = 2000
LEADS_PER_EXTRA_LIST = 450

_TEMPLATE = (
    # id, name, method, level, target, highest level, weight in agents
    ("SALESB2B", "Sales B2B outbound", "RATIO", "3.0", 2.9, "6.0", 17),
    ("SOLAR_OB", "Solar outbound", "ADAPT_TAPERED", "2.40", 1.4, "6.0", 17),
    ("INSURNCE", "Insurance blended", "ADAPT_HARD_LIMIT", "2.5", 3.3, "5.0", 16),
    ("INB_ONLY", "Support inbound", "INBOUND_MAN", "0", 0.0, "1.0", 10),
)
_PLACES = ("NORTH", "SOUTH", "EAST", "WEST", "COAST", "HILLS", "LAKES", "PLAIN")
_GOODS = ("FI", "EN", "WA", "HO", "PH", "TV", "CA", "ED")
_GOODS_NAMES = ("Fibre", "Energy", "Water", "Home", "Phone", "TV", "Car", "Education")
_EXTRA_METHODS = ("RATIO", "ADAPT_TAPERED", "ADAPT_AVERAGE", "RATIO", "ADAPT_HARD_LIMIT", "MANUAL")


def build_campaigns(options: Options) -> dict[str, Campaign]:
    """The first of four fixed campaigns, then generated outbound ones."""
    campaigns: dict[str, Campaign] = {}
    for number in range(options.campaigns):
        if number < len(_TEMPLATE):
            name, title, method, level, target, highest, _ = _TEMPLATE[number]
        else:
            extra = number - len(_TEMPLATE)
            goods, place = extra % len(_GOODS), extra // len(_GOODS)
            name = f"{_GOODS[goods]}_{_PLACES[place]}"
            title = f"{_GOODS_NAMES[goods]} {_PLACES[place].lower()}"
            method = _EXTRA_METHODS[extra % len(_EXTRA_METHODS)]
            level = "1" if method == "MANUAL" else f"{2 + extra % 4 * 0.25:g}"
            target, highest = round(0.8 + extra % 7 * 0.3, 1), "5.0"
        campaigns[name] = Campaign(
            campaign_id=name,
            name=title,
            dial_method=method,
            dial_level=level,
            drop_target=target,
            list_ids=[FIRST_LIST + number],
            adaptive_maximum_level=highest,
        )
    return campaigns


def build_in_groups(campaigns: dict[str, Campaign], closers: int) -> dict[str, InGroup]:
    """Two in-groups, with as many calls as their agents can handle."""
    list_ids = [campaign.list_ids[0] for campaign in campaigns.values()]
    list_id = list_ids[min(3, len(list_ids) - 1)]
    return {
        name: InGroup(
            group_id=name,
            name=title,
            calls_per_hour=share * closers,
            list_id=list_id,
            priority=priority,
        )
        for name, title, share, priority in (
            ("SALESLINE", "Inbound sales", 6.5, 70),
            ("SUPPORT", "Support line", 7.5, 60),
        )
    }


def build_lists(rng: Random, campaigns: dict[str, Campaign]) -> LeadStore:
    """One list of leads for each campaign, the first with custom fields."""
    store = LeadStore()
    for number, campaign in enumerate(campaigns.values()):
        call_list = CallList(
            list_id=campaign.list_ids[0],
            name=f"List {campaign.campaign_id}",
            campaign_id=campaign.campaign_id,
            custom_fields=["policy_no", "plan"] if number == 0 else [],
        )
        size = LEADS_PER_LIST if number < len(_TEMPLATE) else LEADS_PER_EXTRA_LIST
        fill_list(rng, store, call_list, size)
    return store


def build_agents(rng: Random, options: Options, campaigns: dict[str, Campaign]) -> dict[str, Agent]:
    """The agents, distributed over the campaigns; sets each campaign's number of seats."""
    names = agent_names(
        rng, options.agents, apostrophes=options.apostrophes, hostile=options.hostile_names
    )
    ids = list(campaigns)
    weights = [row[6] for row in _TEMPLATE[: len(ids)]] + [8] * (len(ids) - len(_TEMPLATE))
    seats = _dealt(rng, ids, weights, options.agents)
    frozen = min(FROZEN_AGENT, options.agents)
    agents: dict[str, Agent] = {}
    for number in range(1, options.agents + 1):
        campaign = campaigns[ids[0] if number == frozen else seats[number - 1]]
        inbound = campaign.dial_method == "INBOUND_MAN"
        blended = campaign.campaign_id == "INSURNCE" and number % 2 == 0
        user = f"a{number:04}"
        agents[user] = Agent(
            user=user,
            full_name=names[number - 1],
            user_group=USER_GROUPS[int(rng.random() * len(USER_GROUPS))],
            campaign_id=campaign.campaign_id,
            session_id=str(FIRST_SESSION + number - 1),
            closer=inbound or blended,
            frozen=number == frozen,
            crm_id=f"crm{number}",
            computer_ip=f"10.20.{number // 200}.{number % 200 + 20}" if number % 3 else "",
        )
        campaign.seats += number != frozen
        campaign.takes_inbound |= inbound or blended
    for campaign in campaigns.values():
        campaign.hopper_level = max(50, campaign.seats * 7)
    return agents


def _dealt(rng: Random, ids: list[str], weights: list[int], count: int) -> list[str]:
    """Campaign ids for `count` seats in proportion to the weights, in a mixed order."""
    total = sum(weights)
    seats: list[str] = []
    exact = 0.0
    for name, weight in zip(ids, weights, strict=True):
        exact += count * weight / total
        seats += [name] * (round(exact) - len(seats))
    rng.shuffle(seats)
    return seats
