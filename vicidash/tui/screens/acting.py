"""What a supervisor does to an agent or a campaign of the floor.

The target is caught at the key press: whatever the tables do next, it does not change whom an
action hits.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Final, NamedTuple

from vicidash import words
from vicidash.actions import BY_NAME
from vicidash.client import Agent, CampaignStats, InvalidInput, checks
from vicidash.floor.snapshot import FloorCampaign
from vicidash.tui import keys
from vicidash.tui.screens.confirm import ConfirmScreen
from vicidash.tui.screens.narrowing import Narrowing
from vicidash.tui.steps import LevelSteps
from vicidash.tui.supervisor import Supervisor

A_GLANCE: Final = 2.0
"""Seconds after another row came under the cursor in which a key may not be meant for it."""


class Slid(NamedTuple):
    """Another agent came under the cursor by itself; ``away`` was there, or nobody."""

    away: str | None
    to: str | None
    at: float


class Acting(Narrowing):
    """The keys that act on the row under the cursor."""

    supervisor: Supervisor
    steps: LevelSteps
    slid: Slid | None = None

    @property
    @abstractmethod
    def is_frozen(self) -> bool:
        """Whether the picture is held still."""

    def say(self, text: str) -> None:
        """Show a message."""
        self.supervisor.say(text)

    def action_elsewhere(self, name: str) -> None:
        action = BY_NAME[name]
        table = keys.where(action)
        self.say(f"{action.label}: Tab goes to the {table}, choose one there")

    def _agent_under_cursor(self) -> Agent | None:
        """The agent that the key press is for: caught now, whatever the table does next."""
        if self.is_frozen:
            self.say("The picture is frozen: f goes on live, then act")
            return None
        user = self.agent_table.cursor_key
        seen = self.supervisor.snapshot.agent(user) if user is not None else None
        if seen is None:
            self.say("No agent is chosen")
            return None
        return seen.agent

    def _on_agent(self, act: Callable[[Agent], None]) -> None:
        """Do this to the agent under the cursor, if that is whom a person sees there."""
        agent = self._agent_under_cursor()
        if agent is None:
            return
        slid = self.slid
        if slid and slid.to == agent.user and self.supervisor.clock() - slid.at < A_GLANCE:
            why = f"{slid.away} has just gone from" if slid.away else "There was nobody in"
            self.say(f"{why} the list: this is {agent.user}, press again")
        elif self.agent_table.shows(agent.user):
            act(agent)
        else:  # scrolled away, or moved to by the key before and not painted yet
            self.call_after_refresh(self._on_agent_in_sight, agent, act)

    def _on_agent_in_sight(self, agent: Agent, act: Callable[[Agent], None]) -> None:
        if self.agent_table.shows(agent.user):
            act(agent)
        elif self.agent_table.focus_key(agent.user):
            self.say(f"{agent.user} was out of sight: look, then press again")

    def action_pause(self) -> None:
        self._on_agent(self.supervisor.pause)

    def action_resume(self) -> None:
        self._on_agent(self.supervisor.resume)

    def action_log_out(self) -> None:
        self._on_agent(self._ask_to_log_out)

    def _ask_to_log_out(self, agent: Agent) -> None:
        def confirmed(yes: bool | None) -> None:
            if yes:
                self.supervisor.log_out(agent.user)

        name = f"{agent.user} ({agent.full_name})" if agent.full_name else agent.user
        self.app.push_screen(
            ConfirmScreen(
                f"Log out {name}?",
                f"Now {agent.word} on {agent.campaign_id}. A call in progress is finished first.",
                "Log out",
            ),
            confirmed,
        )

    def _campaign_under_cursor(self) -> FloorCampaign | None:
        if self.is_frozen:
            self.say("The picture is frozen: f goes on live, then act")
            return None
        name = self.campaign_table.cursor_key
        found = self.supervisor.snapshot.campaign(name) if name is not None else None
        if found is None:
            self.say("No campaign is chosen")
        return found

    def action_level_up(self) -> None:
        self._step(+1)

    def action_level_down(self) -> None:
        self._step(-1)

    def _step(self, direction: int) -> None:
        campaign = self._campaign_under_cursor()
        if campaign is not None:
            self.say(self.steps.step(campaign.stats, direction))

    def action_level_type(self) -> None:
        campaign = self._campaign_under_cursor()
        if campaign is None:
            return
        stats = campaign.stats
        self.steps.forget()
        self.level_entry.entry.value = ""
        self.level_entry.open(
            f"Dial level of {stats.campaign_id}, now {words.level(stats.dial_level)}",
            lambda level: self._send(stats, level),
            then=self.campaign_table,
        )
        note = checks.level_warning(stats.dial_method)
        lines_per_agent = "Lines dialed for each waiting agent; 0 stops dialing. Esc goes back"
        self.say(f"Note: {note}" if note else lines_per_agent)

    def _send(self, stats: CampaignStats, level: str) -> bool:
        """Send a level; whether it could be one."""
        try:
            self.supervisor.set_level(stats, checks.dial_level(level, self.steps.limit))
        except InvalidInput as error:
            self.say(str(error))
            return False
        return True

    def action_choose(self) -> None:
        """Send the steps gathered on this campaign, else show only its agents."""
        name = self.campaign_table.cursor_key
        waiting = next(iter(self.steps.gathered), None)
        if name is None:
            return
        if waiting is None:
            self.show_only(name)
        elif waiting != name:
            self.say(f"Steps on {waiting} wait: Enter there sends them, Esc forgets them")
        else:
            campaign = self.supervisor.snapshot.campaign(name)
            level = self.steps.take()
            if campaign is not None and level is not None:
                self._send(campaign.stats, level)
