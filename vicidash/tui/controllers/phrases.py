"""What is typed into the palette with arguments: ``pause rosa lunch``, ``level sales 2.5``.

Names and ids are looked up on the floor as it is shown. Whatever is typed may be meant in several
ways: each is offered, and names its target in full.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from vicidash.client import Agent, InvalidInput, validation
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot
from vicidash.formatting import folded

MOST: Final = 8
"""Ways to understand a text that are offered."""


class SpokenVerb(Enum):
    """What can be done by name, with an argument."""

    PAUSE = "Pause"
    RESUME = "Resume"
    LOG_OUT = "Log out"
    MESSAGE = "Message"
    LISTEN = "Listen"
    WHISPER = "Whisper"
    BARGE = "Barge"
    LEVEL = "Level"
    START = "Start"
    STOP = "Stop"
    GO = "Go to"
    FILTER = "Filter"
    EXPORT = "Export"


ACTION_OF: Final[Mapping[SpokenVerb, str]] = {
    SpokenVerb.PAUSE: "pause",
    SpokenVerb.RESUME: "resume",
    SpokenVerb.LOG_OUT: "log_out",
    SpokenVerb.MESSAGE: "message",
    SpokenVerb.LISTEN: "listen",
    SpokenVerb.WHISPER: "join_call",
    SpokenVerb.BARGE: "join_call",
    SpokenVerb.LEVEL: "level_type",
    SpokenVerb.START: "campaign_active",
    SpokenVerb.STOP: "campaign_active",
}
"""The action of the console that does the same to the row under the cursor."""
_ON_CAMPAIGN: Final = frozenset({SpokenVerb.LEVEL, SpokenVerb.START, SpokenVerb.STOP})
_WITH_VALUE: Final = frozenset({SpokenVerb.PAUSE, SpokenVerb.MESSAGE, SpokenVerb.LEVEL})
_NEEDS_VALUE: Final = frozenset({SpokenVerb.MESSAGE, SpokenVerb.LEVEL})
_SPOKEN: Final[Mapping[str, SpokenVerb]] = {
    **{verb.value.casefold(): verb for verb in SpokenVerb},
    "break": SpokenVerb.PAUSE,
    "unpause": SpokenVerb.RESUME,
    "ready": SpokenVerb.RESUME,
    "logout": SpokenVerb.LOG_OUT,
    "logoff": SpokenVerb.LOG_OUT,
    "tell": SpokenVerb.MESSAGE,
    "say": SpokenVerb.MESSAGE,
    "monitor": SpokenVerb.LISTEN,
    "maximum": SpokenVerb.LEVEL,
    "max": SpokenVerb.LEVEL,
    "activate": SpokenVerb.START,
    "goto": SpokenVerb.GO,
    "find": SpokenVerb.GO,
    "show": SpokenVerb.GO,
    "save": SpokenVerb.EXPORT,
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to understand what was typed. ``kind`` is that of the target: ``agent``,
    ``campaign``, ``lead``, ``in-group``, or empty."""

    verb: SpokenVerb
    kind: str = ""
    target: str = ""
    name: str = ""
    """The target's full name, if it has one."""
    value: str = ""
    problem: str = ""
    """Why the value cannot be sent."""

    @property
    def label(self) -> str:
        """In words: ``Pause a0005 with LUNCH``."""
        joint = {SpokenVerb.PAUSE: "with ", SpokenVerb.MESSAGE: "“", SpokenVerb.LEVEL: "→ "}.get(
            self.verb, ""
        )
        end = "”" if self.verb is SpokenVerb.MESSAGE else ""
        target = f"lead {self.target}" if self.kind == "lead" else self.target
        value = f"{joint}{self.value}{end}" if self.value else ""
        return " ".join(part for part in (self.verb.value, target, value) if part)


def phrases(typed: str, snapshot: FloorSnapshot, codes: Collection[str] = ()) -> list[Phrase]:
    """The ways to understand a text, the likeliest first; none if it begins with no verb or has no
    argument. ``codes``: the pause codes that are known."""
    verb, rest = _verb(typed.split())
    if verb is None or not rest:
        return []
    if verb in (SpokenVerb.FILTER, SpokenVerb.EXPORT):
        return [Phrase(verb, value=" ".join(rest))]
    if verb is SpokenVerb.GO:
        return [*_places(rest, snapshot)][:MOST]
    if verb in _ON_CAMPAIGN:
        return [*_on_campaigns(verb, rest, snapshot)][:MOST]
    return [*_on_agents(verb, rest, snapshot, codes)][:MOST]


def _verb(words: Sequence[str]) -> tuple[SpokenVerb | None, Sequence[str]]:
    """The verb at the beginning, which may be two words, and the rest."""
    for count in (2, 1):
        spoken = folded(" ".join(words[:count]))
        if len(words) >= count and spoken in _SPOKEN:
            return _SPOKEN[spoken], words[count:]
    return None, words


def _on_agents(
    verb: SpokenVerb, rest: Sequence[str], snapshot: FloorSnapshot, codes: Collection[str]
) -> Iterator[Phrase]:
    known = {code.upper() for code in codes}
    first = True
    agents = [each.agent for each in (snapshot.agents.value or {}).values()]
    for found, left in _split(rest, lambda words: named(words, agents, _agent_names)):
        value = " ".join(left)
        if (left and verb not in _WITH_VALUE) or (not left and verb in _NEEDS_VALUE):
            continue
        # the last word may be part of a name, or a code
        if (verb is SpokenVerb.PAUSE and len(left) > 1) or not (first or value.upper() in known):
            continue
        first, problem = False, ""
        if verb is SpokenVerb.PAUSE and value:
            value = value.upper()
            problem = _problem(validation.pause_code, value)
        for agent in found:
            yield Phrase(verb, "agent", agent.user, agent.full_name or "", value, problem)


def _on_campaigns(
    verb: SpokenVerb, rest: Sequence[str], snapshot: FloorSnapshot
) -> Iterator[Phrase]:
    campaigns = list((snapshot.campaigns.value or {}).values())
    for found, left in _split(rest, lambda words: named(words, campaigns, _campaign_names)):
        if len(left) != (verb in _NEEDS_VALUE):
            continue
        for each in found:
            stats = each.stats
            stopped = verb is SpokenVerb.STOP
            same = "it is not known whether it is active"
            if stats.active is not None:
                same = f"it is {'active' if stats.active else 'stopped'} already"
            wrong = verb is not SpokenVerb.LEVEL and stats.active is not stopped
            yield Phrase(
                *(verb, "campaign", stats.campaign_id, stats.campaign_name or ""),
                *("".join(left), same if wrong else ""),
            )


def _places(rest: Sequence[str], snapshot: FloorSnapshot) -> Iterator[Phrase]:
    agents = [each.agent for each in (snapshot.agents.value or {}).values()]
    campaigns = list((snapshot.campaigns.value or {}).values())
    for agent in named(rest, agents, _agent_names):
        yield Phrase(SpokenVerb.GO, "agent", agent.user, agent.full_name or "")
    for each in named(rest, campaigns, _campaign_names):
        name = each.stats.campaign_name or ""
        yield Phrase(SpokenVerb.GO, "campaign", each.stats.campaign_id, name)
    for group in named(rest, list(snapshot.queues.value or {}), lambda group: (group, "")):
        yield Phrase(SpokenVerb.GO, "in-group", group)
    if len(rest) == 1 and not _problem(validation.lead_id, rest[0]):
        yield Phrase(SpokenVerb.GO, "lead", rest[0])


Named = TypeVar("Named")


def _split(
    words: Sequence[str], find: Callable[[Sequence[str]], list[Named]]
) -> Iterator[tuple[list[Named], Sequence[str]]]:
    """The targets that the first words name, with the words after them; the most words first."""
    for count in range(len(words), 0, -1):
        if found := find(words[:count]):
            yield found, words[count:]


def named(
    words: Sequence[str], among: Sequence[Named], names: Callable[[Named], tuple[str, str]]
) -> list[Named]:
    """Those with this id, else those whose id or words of the name begin with the words, else those
    that contain them."""
    sought = [folded(word) for word in words]
    whole = " ".join(sought)
    texts = [(each, folded(key), folded(name)) for each in among for key, name in [names(each)]]
    exact = [each for each, key, _ in texts if key == whole]
    begins = [
        each
        for each, key, name in texts
        if all(any(part.startswith(word) for part in (key, *name.split())) for word in sought)
    ]
    within = [each for each, key, name in texts if all(word in f"{key} {name}" for word in sought)]
    return exact or begins or within


def _agent_names(agent: Agent) -> tuple[str, str]:
    return agent.user, agent.full_name or ""


def _campaign_names(campaign: FloorCampaign) -> tuple[str, str]:
    return campaign.stats.campaign_id, campaign.stats.campaign_name or ""


def _problem(check: Callable[[str], object], text: str) -> str:
    try:
        check(text)
    except InvalidInput as error:
        return str(error)
    return ""
