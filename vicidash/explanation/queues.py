"""Why calls wait in a queue. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vicidash import formatting
from vicidash.client import WaitingCall
from vicidash.explanation.sentence import Figure, Sentence, joined, sentence


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """The queue of an in-group or a campaign. ``None`` is unknown."""

    name: str
    calls_waiting: int | None
    logged_in: int | None = None
    """Agents who take its calls; so below."""
    in_calls: int | None = None
    free: int | None = None
    paused: int | None = None
    in_dispo: int | None = None
    calls: Sequence[WaitingCall] = ()
    """The calls one by one, by the dialer's real-time report."""

    @property
    def in_menus(self) -> int:
        """Calls in a voice menu: these wait for nobody."""
        return sum(not call.waits for call in self.calls)

    @property
    def reserved(self) -> list[WaitingCall]:
        """Calls that only one agent may take."""
        return [call for call in self.calls if call.waits and call.agent_only]


def explain_queue(facts: QueueFacts) -> list[Sentence]:
    """Why its calls wait; nothing while none does."""
    if not facts.calls_waiting:
        return []
    found = list(_causes(facts))
    if not found:
        free = _count("free", facts.free)
        of = _count("logged_in", facts.logged_in)
        found = [
            sentence("nothing that is known here explains it: {} of {} agents are free", free, of)
        ]
    calls = f"{{}} {'call waits' if facts.calls_waiting == 1 else 'calls wait'}"
    head = sentence(calls, _count("calls_waiting", facts.calls_waiting))
    return [joined([head, found[0]], ": "), *found[1:]]


def _causes(facts: QueueFacts) -> Iterator[Sentence]:
    if facts.free is None:
        yield sentence("whether an agent is free is not known")
    elif facts.logged_in == 0:
        yield sentence("no agent who takes them is logged in")
    elif facts.free == 0:
        busy = joined(list(_busy(facts)), ", ")
        nobody = sentence("none of {} agents is free", _count("logged_in", facts.logged_in))
        yield joined([nobody, busy], ", ") if busy.text else nobody
    if facts.in_menus:
        menus = _count("in_menus", facts.in_menus)
        yield sentence(
            f"{{}} of them {'is' if facts.in_menus == 1 else 'are'} in a voice menu", menus
        )
    if reserved := facts.reserved:
        user = reserved[0].agent_only or ""
        count = _count("reserved", len(reserved))
        verb = "is" if len(reserved) == 1 else "are"
        yield sentence(
            f"{{}} of them {verb} kept for one agent: {{}}",
            count,
            Figure("reserved.user", user, user),
        )
    if facts.free == 0 and facts.paused:
        paused = _count("paused", facts.paused)
        yield sentence("Cheapest: get back {} of the paused", paused)


def _busy(facts: QueueFacts) -> Iterator[Sentence]:
    for name, words in (("in_calls", "in calls"), ("paused", "paused"), ("in_dispo", "in dispo")):
        value = getattr(facts, name)
        if value:
            yield sentence(f"{{}} {words}", _count(name, value))


def _count(fact: str, value: int | None) -> Figure:
    return Figure(fact, value, formatting.number(value))
