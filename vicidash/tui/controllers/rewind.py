"""The keys that go back in time and forward again, in every view."""

from __future__ import annotations

from functools import partial
from typing import Final

from vicidash.action_table import Action, Group
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.dialogs import AskScreen

MINUTE: Final = 60.0

_IN_THE_PAST: Final = frozenset(
    {
        *("choose", "open_agent", "go_to_alert", "open_alert", "open_entry", "elsewhere"),
        *("filter", "filters", "filter_save", "clear", "sort", "sort_by", "wide", "freeze"),
        *("copy_cell", "copy_row", "export", "pane"),
        *("reason", "commands", "theme", "help", "quit"),
        *("step_back", "step_forward", "minute_back", "minute_forward", "jump"),
    }
)
"""The actions that only look. All others are refused while a past moment is shown."""


class RewindController(ControllerBase):
    """Steps through the recorded looks, and asks for a time to jump to."""

    @property
    def actions(self) -> Actions:
        return {
            "step_back": partial(self._step, 1),
            "step_forward": partial(self._step, -1),
            "minute_back": partial(self._move, MINUTE),
            "minute_forward": partial(self._move, -MINUTE),
            "jump": self.jump,
        }

    def disabled_reason(self, action: Action) -> str | None:
        """Without a recording there is no way back."""
        return self.console.no_past

    def _step(self, looks: int) -> None:
        self._shown(self.console.step_back(looks))

    def _move(self, seconds: float) -> None:
        self._shown(self.console.move_back(seconds))

    async def jump(self) -> None:
        """Ask for a time of the dialer's day, and go there."""
        detail = "The dialer's time, such as 10:42 or 10:42:30"
        problems: list[str] = []

        def check(typed: str) -> str | None:
            problem = self.console.go_to_time(typed)
            problems[:] = [problem]
            return problem or None

        def answered(typed: str | None) -> None:
            if typed:
                self._shown(problems[0] if problems else "")

        await self.view.ask(AskScreen("Go to a time", detail, check=check), answered)

    def _shown(self, problem: str) -> None:
        self.view.say(problem)
        self.view.draw()


def refused_in_the_past(view: ControlledView, action: Action) -> str | None:
    """Why an action cannot be taken while a past moment is shown; ``None`` if it only looks."""
    if view.console.frame.past is None:
        return None
    if action.group in (Group.GO, Group.MOVE) or action.name in _IN_THE_PAST:
        return None
    return past_words(view)


def past_words(view: ControlledView) -> str:
    """That this is a past moment, and the way back."""
    past = view.console.frame.past
    time = None if past is None else past.time
    when = "a past moment" if time is None else f"the floor as it was at {time:%H:%M:%S}"
    back = "" if view.console.replay else f": {view.key_of('freeze')} goes back to now"
    return f"This is {when}, nothing can be done to it{back}"
