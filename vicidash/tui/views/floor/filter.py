"""The filter of agents: by campaign and by typed words.

All typed words must match; case and accents do not matter:

- ``lunch``: in user, name, campaign, group, state or pause code;
- ``campaign:SALES`` ``group:NIGHT`` ``state:paused`` ``code:LUNCH`` ``user:a00`` ``name:ann``:
  in that field only; its name may be shortened, ``camp:SALES``;
- ``time>10m`` ``pause>limit`` ``calls<5``: time in the state, a pause against what its code allows,
  calls of today; see :mod:`vicidash.tui.views.floor.comparison`;
- ``~hrsn``: these letters in this order, others may be between them (*Harrison*);
- ``!lunch``, ``!state:paused``, ``!~hrsn``: agents that do not match;
- ``@late``: the saved filter of that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from vicidash.config.settings import PausedRule
from vicidash.floor.snapshot import FloorAgent
from vicidash.formatting import folded
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.controllers.tables import FilterBar
from vicidash.tui.dialogs import AskScreen, Choice, PickScreen
from vicidash.tui.views.floor import comparison
from vicidash.tui.views.floor.comparison import Moment

BEGINNING: Final = Moment(0.0, PausedRule())
"""The moment of filters in which no time is compared."""

Match = Callable[[FloorAgent], bool]
Saved = Mapping[str, str]

DEEPEST: Final = 8
"""How deep saved filters may refer to each other."""


def _state(each: FloorAgent) -> str:
    return f"{each.agent.word}\n{each.agent.state.value.replace('_', '')}\n{each.agent.state.value}"


FIELDS: Final[Mapping[str, Callable[[FloorAgent], str | None]]] = {
    "user": lambda each: each.agent.user,
    "name": lambda each: each.agent.full_name,
    "campaign": lambda each: each.agent.campaign_id,
    "group": lambda each: each.agent.user_group,
    "state": _state,
    "code": lambda each: each.agent.pause_code,
}


def matching(
    agents: Iterable[FloorAgent],
    *,
    text: str = "",
    campaign: str | None = None,
    saved: Saved | None = None,
    moment: Moment = BEGINNING,
) -> list[FloorAgent]:
    """The agents that match at a ``moment``, in the given order."""
    # a sign without its word does not filter yet, nor does half a comparison
    typed = [word for word in text.split() if word.strip("!~@")]
    wanted = tuple(_parsed(word, saved or {}, moment) for word in typed)
    return [
        each
        for each in agents
        if (campaign is None or each.agent.campaign_id == campaign)
        and all(match(each) for match in wanted)
    ]


_OF_A_LEAD: Final = re.compile(r"#\d+|\+?[\d\s().-]{7,}")
"""A lead's id as the leads view takes it, or a phone number."""


def is_of_a_lead(text: str) -> bool:
    """Whether somebody seems to look for a customer here, where only agents are found."""
    return _OF_A_LEAD.fullmatch(text.strip()) is not None


def is_timed(text: str, saved: Saved) -> bool:
    """Whether it depends on the time who matches."""
    return any(comparison.is_comparison(word) for word in _spelt_out(text, saved))


def _spelt_out(text: str, saved: Saved, depth: int = 0) -> Iterator[str]:
    """The words of a filter without their signs, those of saved filters in it too."""
    for word in text.split():
        part = word.lstrip("!")
        if part.startswith("@") and part[1:] in saved and depth < DEEPEST:
            yield from _spelt_out(saved[part[1:]], saved, depth + 1)
        else:
            yield part


def wrong_comparison(text: str) -> str | None:
    """What is wrong with a comparison in a filter, in words; else ``None``."""
    for word in text.split():
        part = word.lstrip("!")
        found = comparison.read(part) if comparison.is_comparison(part) else None
        if isinstance(found, str):
            return found
    return None


def problem(text: str, saved: Saved) -> str | None:
    """A saved filter or a field in a filter that does not exist, in words; else ``None``."""
    for word in text.split():
        part = word.lstrip("!")
        if part.startswith("@"):
            if part[1:] and part[1:] not in saved:
                there = f"there are {', '.join(sorted(saved))}" if saved else "none is saved yet"
                return f"There is no saved filter {part[1:]!r}; {there}"
            continue
        name, colon, _ = part.partition(":")
        if not colon or not name.isalpha() or _field(name) is not None:
            continue
        meant = ", ".join(f"{each}:" for each in _fields(name))
        if meant:
            return f"{name}: could be {meant}"
        return f"There is no field {name}:. Fields: {', '.join(FIELDS)}"
    return None


def _fields(name: str) -> list[str]:
    """The fields that begin with this; only one if the name is complete."""
    sought = name.casefold()
    return [sought] if sought in FIELDS else [each for each in FIELDS if each.startswith(sought)]


def _field(name: str) -> Callable[[FloorAgent], str | None] | None:
    meant = _fields(name) if name else []
    return FIELDS[meant[0]] if len(meant) == 1 else None


def _parsed(word: str, saved: Saved, moment: Moment, depth: int = 0) -> Match:
    if comparison.is_comparison(word.lstrip("!")):
        found = comparison.read(word.lstrip("!"))
        if isinstance(found, str):
            return lambda each: True
        wanted_so = word.count("!") % 2 == 0
        return lambda each: found.matches(each, moment) is wanted_so
    if word.startswith("!") and len(word) > 1:
        inner = _parsed(word[1:], saved, moment, depth)
        return lambda each: not inner(each)
    if word.startswith("@") and word[1:] in saved and depth < DEEPEST:
        parts = [_parsed(part, saved, moment, depth + 1) for part in saved[word[1:]].split()]
        return lambda each: all(part(each) for part in parts)
    if word.startswith("~") and len(word) > 1:
        letters = folded(word[1:])
        return lambda each: any(_in_order(letters, field) for field in _hay(each).split("\n"))
    name, colon, value = word.partition(":")
    field = _field(name)
    if colon and field is not None:
        wanted = folded(value)
        return lambda each: wanted in folded(field(each) or "")
    plain = folded(word)
    return lambda each: plain in _hay(each)


def _in_order(letters: str, text: str) -> bool:
    # textual.fuzzy finds the same agents, but ranks every way to place the letters, which a filter
    # does not need: 0.46 s instead of 2 ms for "annan" in 1,000 names, and without bound
    # for a name full of a letter that is typed several times
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _hay(each: FloorAgent) -> str:
    parts = (field(each) for field in FIELDS.values())
    return folded("\n".join(part for part in parts if part))


# The keys


class AgentFilter(ControllerBase):
    """The filter keys of the floor: the chosen campaign and saved filters, besides the filter typed
    in ``bar``."""

    def __init__(self, view: ControlledView, bar: FilterBar) -> None:
        super().__init__(view)
        self._bar = bar
        self.campaign = self.console.preferences.layout.campaign

    @property
    def actions(self) -> Actions:
        return {"filters": self.choose_saved, "filter_save": self.save}

    @property
    def typed(self) -> str:
        """The typed filter."""
        return self._bar.typed

    def show_only(self, campaign_id: str) -> None:
        """Show only the agents of this campaign; if it is shown already, show all."""
        self.campaign = None if self.campaign == campaign_id else campaign_id
        self.view.draw()

    def show_more(self) -> None:
        """Clear the typed filter; if there is none, the campaign."""
        if not self._bar.show_all():
            self.campaign = None
            self.view.draw()

    async def choose_saved(self) -> None:
        saved = self.console.preferences.filters
        if not saved:
            save = self.view.key_of("filter_save")
            self.view.say(f"No saved filters yet: filter the agents, then {save} saves the filter")
            return
        choices = [Choice(text, name, text) for name, text in sorted(saved.items())]

        def chosen(text: str | None) -> None:
            if text is not None:
                self._bar.show_matching(text)

        await self.view.ask(PickScreen("Saved filters", choices), chosen)

    async def save(self) -> None:
        text = self.typed
        if not text:
            self.view.say(f"No filter to save: {self.view.key_of('filter')} sets one")
            return

        def named(name: str | None) -> None:
            if name:
                self.console.preferences.save_filter(name.strip(), text)
                self.view.say(f"Filter {name.strip()} saved: {text}")

        detail = f"{text}\nUse it with @NAME in a filter, or with {self.view.key_of('filters')}"
        await self.view.ask(AskScreen("Save filter as", detail, check=_name_problem), named)


def _name_problem(name: str) -> str | None:
    word = name.strip()
    if not word:
        return "Give it a name, such as late"
    return "One word only: filters refer to it with @" if len(word.split()) > 1 else None
