"""What the demo's database holds of one thing, in a few words: for the table of commands."""

from __future__ import annotations

from collections.abc import Callable

from vicidash.demo import DemoDialer
from vicidash.demo.sim.leads import value_of

Held = Callable[[DemoDialer], str]


def agent(user: str) -> Held:
    """The agent's state and pause code, and the commands that wait for the screen."""

    def held(demo: DemoDialer) -> str:
        one = demo.world.agents[user]
        state = f"{one.mode.status} {one.mode.sub_status}".strip() if one.logged_in else "out"
        code = f", code {one.pause_code}" if one.pause_code else ""
        waiting = ", ".join(f"{name} {each.value}" for name, each in one.pending.items())
        return f"{state}{code}" + (f"; waits: {waiting}" if waiting else "")

    return held


def campaign(campaign_id: str) -> Held:
    """The settings of a campaign that commands change."""

    def held(demo: DemoDialer) -> str:
        one = demo.world.campaigns[campaign_id]
        return (
            f"active {one.active}, {one.dial_method}, level {one.dial_level}, maximum "
            f"{one.adaptive_maximum_level}, hopper {len(demo.world.hoppers[campaign_id])} of "
            f"{one.hopper_level}"
        )

    return held


def lead(lead_id: int, *fields: str) -> Held:
    """Fields of a lead; the callback that it has; whether it is there at all."""

    def held(demo: DemoDialer) -> str:
        one = demo.world.leads.get(lead_id)
        if one is None:
            return "no such lead"
        values = [f"{name} {value_of(one, name, demo.world.zone)!r}" for name in fields]
        values += [
            f"callback {each.callback_time} {each.campaign_id} {each.user or 'any'} "
            f"{each.comments!r}"
            for each in demo.world.callbacks.current(lead_id)
        ]
        return ", ".join(values)

    return held


def newest(*fields: str) -> Held:
    """How many leads there are, and fields of the newest."""

    def held(demo: DemoDialer) -> str:
        leads = demo.world.leads
        last = leads.leads[max(leads.leads)]
        values = [f"{name} {value_of(last, name, demo.world.zone)!r}" for name in fields]
        return f"{len(leads)} leads; newest: " + ", ".join(values)

    return held


def of_number(number: str, *fields: str) -> Held:
    """How many leads there are, and fields of those with a number."""

    def held(demo: DemoDialer) -> str:
        leads = demo.world.leads
        found = leads.by_phone(number)
        values = [
            f"{name} {value_of(each, name, demo.world.zone)!r}" for each in found for name in fields
        ]
        return f"{len(leads)} leads; {number}: " + (", ".join(values) or "none")

    return held


def called_list(list_id: int) -> Held:
    """A list, and how many of its leads were called."""

    def held(demo: DemoDialer) -> str:
        one = demo.world.leads.lists.get(list_id)
        if one is None:
            return "no such list"
        called = sum(each.called_since_reset for each in demo.world.leads.in_list(list_id))
        return f"{one.name!r}, {one.campaign_id}, active {one.active}, {called} called"

    return held


def dnc(*lists: str) -> Held:
    """The numbers on do-not-call lists."""

    def held(demo: DemoDialer) -> str:
        found = {name: sorted(demo.world.dnc.get(name, ())) for name in lists}
        return "; ".join(f"{name}: {' '.join(each) or 'none'}" for name, each in found.items())

    return held


def messages(demo: DemoDialer) -> str:
    """The messages that wait to be shown."""
    kept = [f"{each.kind} {each.recipient} {each.text!r}" for each in demo.world.notifications]
    return "; ".join(kept) or "none"


def listened(demo: DemoDialer) -> str:
    """How many phones were rung to listen."""
    return f"{demo.world.listened} phones rung"


def everything(demo: DemoDialer) -> tuple[object, ...]:
    """All that a command could change: to see that one which only reads changes nothing."""
    world = demo.world
    return (
        {name: campaign(name)(demo) for name in world.campaigns},
        {name: called_list(name)(demo) for name in world.leads.lists},
        {user: agent(user)(demo) for user in world.agents},
        {
            key: (each.list_id, each.phone_number, each.status, each.first_name, str(each.more))
            for key, each in world.leads.leads.items()
        },
        {key: len(world.callbacks.current(key)) for key in world.leads.leads},
        {name: sorted(numbers) for name, numbers in world.dnc.items()},
        (messages(demo), listened(demo), dict(world.leads.custom)),
    )
