"""The command palette: everything by name, also with arguments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from vicidash import formatting
from vicidash.action_table import BY_NAME, Action, Group
from vicidash.actions.kinds import ADAPTIVE_MAXIMUM, NOTIFY_AGENT, PAUSE, RESUME
from vicidash.client import Agent
from vicidash.tui.base_app import themed_app
from vicidash.tui.console import Console
from vicidash.tui.controllers.agents import AgentController, PhonePrompt, unknown_code
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase, Target
from vicidash.tui.controllers.campaigns import ask_to_switch
from vicidash.tui.controllers.figures import FIGURES, follow
from vicidash.tui.controllers.level import LevelSender
from vicidash.tui.controllers.phrases import ACTION_OF, Phrase, SpokenVerb, phrases
from vicidash.tui.controllers.rewind import refused_in_the_past
from vicidash.tui.dialogs import Choice, PickScreen

_LEFT_OUT: Final = frozenset(
    {"commands", "down", "up", "left", "right", "page_down", "page_up", "top", "bottom"}
)
"""Actions that the palette leaves out."""
SYNONYMS: Final[Mapping[str, str]] = {
    "pause": "stop break away",
    "pause_code": "break lunch reason",
    "resume": "unpause ready continue",
    "log_out": "logout logoff sign off kick",
    "message": "chat tell notify",
    "listen": "monitor spy hear",
    "join_call": "whisper barge coach",
    "mark": "select",
    "mark_all": "select all",
    "open_agent": "shift calls",
    "level_up": "faster more lines",
    "level_down": "slower fewer lines drop",
    "level_type": "dial level maximum max speed",
    "campaign_active": "pause campaign activate inactive",
    "hopper_reset": "reset hopper flush leads",
    "guard": "drop hold protect",
    "lead_find": "search phone customer",
    "lead_status": "disposition",
    "lead_callback": "call back schedule",
    "lead_dnc": "dnc block",
    "recording_play": "listen recording",
    "recording_save": "download recording",
    "acknowledge": "ack take",
    "snooze": "mute later quiet",
    "filter": "search find",
    "poll_now": "refresh reload update",
    "reason": "why drop explain",
    "freeze": "hold still",
    "copy_cell": "clipboard yank",
    "copy_row": "clipboard row yank",
    "export": "csv save table spreadsheet",
    "undo": "revert back",
    "theme": "colour color dark light",
    "log_in": "login password",
    "help": "keys shortcuts",
    "quit": "exit leave close",
}
"""Other words for actions, by name."""
_EXAMPLES: Final = (
    "Also with a name: pause rosa lunch · level sales 2.5 · goto a0007 · filter time>10m"
)


def commands(
    actions: Sequence[Action],
    disabled: Mapping[str, str],
    console: Console,
    themes: Sequence[str],
) -> list[Choice]:
    """All choices of the palette, those made last first. A value is a kind, a blank and a name."""
    found = [
        *_actions(actions, disabled),
        *_figures(console),
        *_subjects(console),
        *(
            Choice(f"filter {text}", f"filter {name}", text)
            for name, text in sorted(console.preferences.filters.items())
        ),
        *(Choice(f"theme {name}", f"theme {name}", "colours", late=True) for name in themes),
    ]
    recent = console.preferences.recent
    return sorted(
        found, key=lambda each: recent.index(each.value) if each.value in recent else len(recent)
    )


def _actions(actions: Sequence[Action], disabled: Mapping[str, str]) -> Iterator[Choice]:
    for action in actions:
        if action.name in _LEFT_OUT:
            continue
        label = f"view {action.label}" if action.group is Group.GO else action.label
        key = action.shown.split()[0] if action.shown else ""
        yield Choice(
            *(f"action {action.name}", label, action.tooltip, key),
            disabled_reason=disabled.get(action.name, ""),
            synonyms=SYNONYMS.get(action.name, ""),
        )


def _figures(console: Console) -> Iterator[Choice]:
    for figure in FIGURES:
        count = figure.value(console.frame.shown)
        kind, _, where = figure.leads_to.partition(" ")
        does = "opens the queues" if kind == "view" else f"shows them: {where or 'everybody'}"
        label = f"{formatting.number(count)} {figure.words(count)}"
        yield Choice(f"figure {figure.leads_to}", label, does, synonyms=figure.long)


def _subjects(console: Console) -> Iterator[Choice]:
    shown = console.frame.shown
    for name, campaign in (shown.campaigns.value or {}).items():
        yield Choice(f"campaign {name}", f"campaign {name}", campaign.stats.campaign_name or "")
    for user, seen in (shown.agents.value or {}).items():
        yield Choice(f"agent {user}", f"agent {user}", seen.agent.full_name or "")


class PaletteController(ControllerBase):
    """The key that opens the palette, and what is chosen there."""

    def __init__(self, view: ControlledView, phone: PhonePrompt) -> None:
        super().__init__(view)
        self._level = LevelSender(view)
        self._agent: Agent | None = None
        """The agent whom a phrase names."""
        self._on_agent = AgentController(view, phone, target=self._named)
        self._phrases: dict[str, Phrase] = {}
        """What was offered for the typed text, by the value of its choice."""

    @property
    def actions(self) -> Actions:
        return {"commands": self.open_palette}

    async def open_palette(self) -> None:
        app = themed_app(self.view.app)
        live = self.view.live_actions()
        keyless = tuple(
            action
            for action in app.actions
            if not action.keys and self.view.check_action("do", (action.name,)) is not False
        )
        choices = commands(
            (*live, *keyless), self.view.disabled_reasons(), self.console, app.theme_names()
        )
        hint = "an action, a view, an agent, a theme …"
        dialog = PickScreen(
            "Commands", choices, detail=_EXAMPLES, hint=hint, propose=self._proposals
        )
        await self.view.ask(dialog, self._do)

    def _do(self, value: str | None) -> None:
        if value:
            self.console.preferences.remember_choice(value)
            self.view.call_next(self._command, value)

    async def _command(self, value: str) -> None:
        kind, _, name = value.partition(" ")
        if kind == "phrase":
            await self._obey(self._phrases[value])
        elif kind == "action":
            await self.view.do(name)
        elif kind == "theme":
            apply_theme(self.view, name)
        elif kind in ("agent", "campaign"):
            await self.view.go(kind, name)
        elif kind == "figure":
            await follow(self.view, name)
        else:
            await self.view.go("floor", name)

    # With arguments

    def _proposals(self, typed: str) -> list[Choice]:
        """The ways to understand the typed text as an action with its arguments."""
        offered: list[Choice] = []
        self._phrases = {}
        for phrase in phrases(
            typed, self.console.frame.shown, self.console.preferences.pause_codes
        ):
            value = f"phrase {phrase.label}"
            self._phrases[value] = phrase
            doubt = ""
            if phrase.verb is SpokenVerb.PAUSE and phrase.value and not phrase.problem:
                doubt = unknown_code(phrase.value, self.console.preferences.pause_codes) or ""
            reason = phrase.problem or self._disabled(phrase)
            offered.append(Choice(value, phrase.label, phrase.name or phrase.kind, doubt=doubt))
            offered[-1] = replace(offered[-1], disabled_reason=reason)
        return offered

    def _disabled(self, phrase: Phrase) -> str:
        name = ACTION_OF.get(phrase.verb)
        if name is None:
            return ""
        campaign = self.console.frame.shown.campaign(phrase.target)
        maximum = phrase.verb is SpokenVerb.LEVEL and campaign is not None and campaign.stats.adapts
        instead = ADAPTIVE_MAXIMUM if maximum else ""
        action = BY_NAME[name]
        refused = refused_in_the_past(self.view, action)
        return refused or self.console.disabled_reason(action, instead) or ""

    async def _obey(self, phrase: Phrase) -> None:
        if phrase.verb is SpokenVerb.GO:
            await self._go_to(phrase)
        elif phrase.verb is SpokenVerb.FILTER:
            saved = self.console.preferences.filters
            await self.view.go("floor", saved.get(phrase.value, phrase.value))
        elif phrase.verb is SpokenVerb.EXPORT:
            await self.view.do("export", phrase.value)
        elif self.view.refuses_frozen():
            return
        elif phrase.kind == "campaign":
            await self._on_campaign(phrase)
        else:
            seen = self.console.frame.snapshot.agent(phrase.target)
            self._agent = None if seen is None else seen.agent
            await self._to_agent(phrase)

    async def _go_to(self, phrase: Phrase) -> None:
        if phrase.kind == "lead":
            await self.view.go("leads", phrase.target)
        else:
            where = "queues" if phrase.kind == "in-group" else "floor"
            await self.view.go(where, at=Target(phrase.kind, phrase.target))

    async def _named(self) -> Agent | None:
        if self._agent is None:
            self.view.say("They have left the floor")
        return self._agent

    async def _to_agent(self, phrase: Phrase) -> None:
        send = self.console.actions.to_agent
        does: Mapping[SpokenVerb, Callable[[], Awaitable[None] | None]] = {
            SpokenVerb.PAUSE: partial(send, PAUSE, phrase.target, phrase.value),
            SpokenVerb.RESUME: partial(send, RESUME, phrase.target),
            SpokenVerb.MESSAGE: partial(send, NOTIFY_AGENT, phrase.target, phrase.value),
            SpokenVerb.LOG_OUT: self._on_agent.log_out,
            SpokenVerb.LISTEN: self._on_agent.listen,
            SpokenVerb.WHISPER: partial(self._on_agent.join_as, "Whisper"),
            SpokenVerb.BARGE: partial(self._on_agent.join_as, "Barge"),
        }
        done = does[phrase.verb]()
        if done is not None:
            await done

    async def _on_campaign(self, phrase: Phrase) -> None:
        campaign = self.console.frame.snapshot.campaign(phrase.target)
        if campaign is None:
            self.view.say(f"{phrase.target} is no longer among the campaigns shown")
        elif phrase.verb is SpokenVerb.LEVEL:
            complain = partial(self.view.say, kind="warning")
            self._level.send(campaign.stats, phrase.value, complain)
        else:
            await ask_to_switch(self.view, campaign.stats)


def apply_theme(view: ControlledView, name: str) -> None:
    """Wear a theme from now on, or say why it cannot be worn."""
    problem = themed_app(view.app).choose_theme(name)
    if problem is None:
        view.console.preferences.remember_theme(name)
    view.say(problem or f"Theme {name}", "warning" if problem else "")
