"""The line of the most urgent alert: what is wrong, what helps, and the keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events

from vicidash.alerts.alert import Alert, Rule, Severity
from vicidash.alerts.center import SIGNS
from vicidash.alerts.groups import AlertGroup
from vicidash.tui.base_app import themed_app
from vicidash.tui.bindings import KeyOf, call
from vicidash.tui.rendering.text import clipped
from vicidash.tui.widgets.status_lines import StatusLine

NARROW: Final = 12
"""Cells for the text of an alert, below which the keys are left out."""
ROOMY: Final = 64
"""Cells for the text from which the keys keep their labels although the text is cut."""

CLASSES: Final[Mapping[Severity, str]] = {Severity.WARN: "-warn", Severity.CRITICAL: "-critical"}

OVER: Final = "-over"
"""The CSS class of a cleared alert that has not ended yet."""


class SuggestedAction(NamedTuple):
    """The action that helps, with what it does in long and in short words."""

    action: str
    does: str
    short: str


_LEVEL: Final = SuggestedAction("level_down", "lowers its level", "lowers it")
_MAXIMUM: Final = SuggestedAction("level_type", "lowers its maximum", "lowers it")
_RESUME: Final = SuggestedAction("resume", "resumes them", "resumes")
_MESSAGE: Final = SuggestedAction("message", "messages them", "messages")
_LEVERS: Final[Mapping[Rule, SuggestedAction]] = {
    Rule.DROP: _LEVEL,
    Rule.PAUSED: _RESUME,
    Rule.DEAD: _MESSAGE,
    Rule.DISPO: _MESSAGE,
}
"""The suggested action by rule; for other rules the alert's remedy is shown."""


def lever(
    alert: Alert, *, adapts: bool, can: Callable[[str], bool], lowest: bool = False
) -> SuggestedAction | None:
    """The action that helps, if it can be done here. ``adapts``: the dialer sets the level of the
    alert's campaign itself. ``lowest``: a lower level would not help."""
    found = _LEVERS.get(alert.key.rule)
    if found is _LEVEL and lowest:
        return None
    if found is _LEVEL and adapts:
        found = _MAXIMUM
    return found if found is not None and can(found.action) else None


def alarm_line(
    asking: Sequence[Alert | AlertGroup],
    width: int,
    *,
    key_of: KeyOf,
    helps: SuggestedAction | None = None,
    past: bool = False,
) -> tuple[str, Text] | None:
    """The line of the first unacknowledged alert, or group of alerts: a CSS class and a text.

    ``helps`` is the suggested action. If there is little room, the labels of the keys are
    shortened first, then the remedy is left out; what is wrong is never left out. In the ``past``
    nothing can be done about it.
    """
    if not asking:
        return None
    alert = asking[0]
    more = len(asking) - 1
    choices = _past_choices(alert, more, key_of) if past else _choices(alert, more, key_of, helps)
    left, right, room = _fitting(choices, width)
    text = clipped(Text(left, no_wrap=True), max(1, room))
    gap = max(2, width - text.cell_len - Text(right).cell_len)
    kind = OVER if alert.over else CLASSES[alert.severity]
    return kind, text + (" " * gap + right if right else "")


def _choices(
    alert: Alert | AlertGroup, more: int, key_of: KeyOf, helps: SuggestedAction | None
) -> Sequence[tuple[str, str]]:
    """Variants of the text and the keys, the longest first."""
    what = f"{SIGNS[alert.severity]} {alert.words}"
    go, ack = key_of("go_to_alert"), key_of("acknowledge")
    long = f"{f'{more} more  ' if more else ''}{go} go there  {ack} acknowledge"
    middle = f"{f'+{more}  ' if more else ''}{go} go  {ack} ack"
    short = f"{f'+{more} ' if more else ''}{go} {ack}"
    bare = (what, long), (what, middle), (what, short)
    if alert.over:  # nothing is left to do
        return bare
    if helps is None:
        full = f"{what} — {alert.finding.remedy}"
        return (full, long), (full, middle), *bare
    then = f"{what} — {go} then {key_of(helps.action)}"
    full, brief = f"{then} {helps.does}", f"{then} {helps.short}"
    return (full, long), (full, middle), (brief, middle), (brief, short), *bare


def _past_choices(alert: Alert | AlertGroup, more: int, key_of: KeyOf) -> Sequence[tuple[str, str]]:
    """The same for an alert of a past moment: there is a way to its target, and no more."""
    what, go = f"{SIGNS[alert.severity]} {alert.words}", key_of("go_to_alert")
    long = f"{f'{more} more  ' if more else ''}{go} go there"
    return (what, long), (what, f"{f'+{more} ' if more else ''}{go}")


def _fitting(choices: Sequence[tuple[str, str]], width: int) -> tuple[str, str, int]:
    """The first variant that fits, and the cells for its text."""
    for left, right in choices:
        room = width - Text(right).cell_len - 2
        if Text(left).cell_len <= room:
            return left, right, room
    # if none fits, the text is cut rather than the keys, unless these leave no room for it
    bare = [right for left, right in choices if left == choices[-1][0]]
    right = next((keys for keys in bare if width - Text(keys).cell_len >= ROOMY), bare[-1])
    room = width - Text(right).cell_len - 2
    return (left, right, room) if room >= NARROW else (left, "", width)


# The widget


class AlertLine(StatusLine):
    """A click on the acknowledge key does that; anywhere else it goes to the alert's target."""

    async def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            await self.run_action(call(self._action_at(offset.x)))

    def _action_at(self, x: int) -> str:
        key_of = themed_app(self).key_of
        go, ack = (re.escape(key_of(name)) for name in ("go_to_alert", "acknowledge"))
        last = re.search(rf"(?:  |{go} )({ack}(?: \w+)?)$", self.shown.plain)
        if last is not None and x >= cell_len(self.shown.plain[: last.start(1)]):
            return "acknowledge"
        return "go_to_alert"
