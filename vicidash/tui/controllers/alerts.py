"""Actions on alerts, available in every view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from rich.text import Text

from vicidash.action_table import BY_NAME
from vicidash.actions.kinds import ADAPTIVE_MAXIMUM
from vicidash.alerts.alert import Alert, AlertKey, Rule, Severity, TargetKind
from vicidash.alerts.groups import AlertGroup, grouped
from vicidash.alerts.rules import can_drop_less
from vicidash.formatting import age, plural
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase, Target
from vicidash.tui.dialogs import Choice, PickScreen
from vicidash.tui.widgets.alert_bar import SuggestedAction, alarm_line, lever

LONGEST: Final = 24 * 60
"""Longest snooze in minutes."""

A_GLANCE: Final = 2.0
"""Seconds after a new alert came first in which a key may mean the old one."""

_MINUTE: Final = 60.0
_SNOOZES: Final = (
    Choice("5", "5 min"),
    Choice("15", "15 min"),
    Choice("60", "1 h"),
    Choice("480", "8 h", "until the end of the shift"),
)
_WORSENS: Final = (Rule.DROP, Rule.HOPPER)
"""Rules whose warning may become critical, which ends a snooze."""
_WAKE: Final = Choice("0", "end the snooze", "show it again now")


class AlertController(ControllerBase):
    """The keys that act on an alert, or on several that are shown as one: the most urgent; in a
    view that lists all alerts the one under the cursor. ``chosen`` gives the latter, or says that
    there is none; ``shown`` gives the alerts that such a view shows."""

    def __init__(
        self,
        view: ControlledView,
        chosen: Callable[[], AlertGroup | None] | None = None,
        shown: Callable[[], Sequence[Alert]] | None = None,
    ) -> None:
        super().__init__(view)
        self._chosen = chosen
        self._shown = shown
        self._first: AlertKey | None = None
        self._overtaken: float | None = None
        """When a newer alert took the place of the one shown."""

    @property
    def actions(self) -> Actions:
        return {
            "acknowledge": self.acknowledge,
            "acknowledge_all": self.acknowledge_all,
            "snooze": self.snooze,
            "go_to_alert": self.go_to_next,
        }

    def line(self, width: int) -> tuple[str, Text] | None:
        """The line of the most urgent alert: a CSS class and a text."""
        groups = self._groups
        self.note_first(groups[0].key if groups else None)
        helps = self.suggested_action(groups[0].first) if groups else None
        past = self.console.frame.past is not None
        return alarm_line(groups, width, key_of=self.view.key_of, helps=helps, past=past)

    @property
    def _groups(self) -> list[AlertGroup]:
        """The alerts that ask, in groups; the one that the user was taken to is by itself."""
        asking = self.console.asking
        if asking and asking[0].key == self.console.cycle.visited:
            return [AlertGroup((asking[0],)), *grouped(asking[1:])]
        return grouped(asking)

    def note_first(self, first: AlertKey | None) -> None:
        """Note that this alert is shown first from now on."""
        if first != self._first:
            shown = self.console.board.get(self._first) if self._first else None
            # no risk of confusion if the previous one was acknowledged or has ended, or if the
            # user went to this one
            still = shown is not None and shown.asks and self.console.cycle.visited != first
            self._overtaken = self.console.clock() if still else None
            self._first = first

    def suggested_action(self, alert: Alert) -> SuggestedAction | None:
        """The action that helps, if this account, dialer and mode allow it."""
        if self.console.frame.past is not None:
            return None
        campaign = self.console.frame.snapshot.campaign(alert.key.target)
        adapts = campaign is not None and campaign.stats.adapts
        lowest = campaign is not None and not can_drop_less(campaign.stats)

        def can(name: str) -> bool:
            instead = ADAPTIVE_MAXIMUM if name == "level_type" else ""
            return self.console.disabled_reason(BY_NAME[name], instead) is None

        return lever(alert, adapts=adapts, lowest=lowest, can=can)

    def alert_meant(self) -> AlertGroup | None:
        """What the key press is for; says so and returns ``None`` if there is none."""
        if self._chosen is not None:
            return self._chosen()
        asking, groups = self.console.asking, self._groups
        if not groups:
            self.view.say(f"Nothing to acknowledge{self._all_taken()}")
            return None
        visited = self.console.cycle.visited
        if found := next((each for each in asking if each.key == visited), None):
            return AlertGroup((found,))  # whatever has come since
        first = groups[0]
        self.note_first(first.key)
        if self._overtaken is not None and self.console.clock() - self._overtaken < A_GLANCE:
            self.view.say(
                f"A newer alert is on top: {first.words}. Nothing was done: "
                "press again if you mean that one"
            )
            return None
        return first

    def _all_taken(self) -> str:
        active = self.console.board.active
        if not active:
            return ""
        lists = f"{self.view.key_of('view_alerts')} lists them"
        return f": {plural(len(active), 'alert')} acknowledged or snoozed already, {lists}"

    def acknowledge(self) -> None:
        group = self.alert_meant()
        if group is None:
            return
        center, words = self.console.alerts, group.words
        act = center.ask_again if group.taken else center.acknowledge
        done = [act(each.key) for each in group.alerts]
        if not any(done):
            self.view.say("This alert has ended")
        elif group.taken:
            self.view.say(f"No longer acknowledged: {words}")
        else:
            self.view.say(f"Acknowledged: {words}. {self._undo_words('acknowledge')}", "success")
        self.view.draw()

    def acknowledge_all(self) -> None:
        """Acknowledge all alerts that are shown, but none that came at the last moment."""
        if self._shown is not None and self.view.refuses_frozen():
            return
        everything = self.console.asking if self._shown is None else self._shown()
        asking = [each for each in everything if each.asks]
        if not asking:
            self.view.say(f"Nothing to acknowledge{self._all_taken()}")
            return
        now = self.console.clock()
        known = [each for each in asking if now - each.raised >= A_GLANCE]
        done = [each for each in known if self.console.alerts.acknowledge(each.key)]
        new = plural(len(asking) - len(known), "alert")
        rest = f"; {new} came just now: press again" if len(asking) > len(known) else ""
        if done:
            words = "; ".join(each.words for each in grouped(done))
            count = plural(len(done), "alert")
            self.view.say(f"Acknowledged {count}: {words}{rest}", "success")
        else:
            self.view.say(f"Nothing was acknowledged{rest}")
        self.view.draw()

    def _undo_words(self, action: str) -> str:
        """How to undo it: in the alerts view, which also lists alerts that are acknowledged."""
        there = self.view.key_of("view_alerts")
        where = "" if self._chosen is not None else f"{there}, then "
        return f"Undo: {where}{self.view.key_of(action)}"

    async def snooze(self) -> None:
        group = self.alert_meant()
        if group is None:
            return
        key = group.key

        def chosen(minutes: str | None) -> None:
            if minutes:
                self._snooze(group, float(minutes) * _MINUTE)

        choices = (_WAKE, *_SNOOZES) if group.snoozed_until is not None else _SNOOZES
        may_worsen = key.rule in _WORSENS and group.severity is not Severity.CRITICAL
        rule = key.rule.value.replace("_", " ")
        worse = ", or when it becomes critical" if may_worsen else ""
        target = group.target if group.several else key.target
        dialog = PickScreen(
            " ".join(("Snooze", *filter(None, (target, rule)))),
            choices,
            detail=f"{group.words}. It comes back after that{worse}.",
            hint="minutes, or one of these",
            free=_minutes_problem,
            read=_minutes,
        )
        await self.view.ask(dialog, chosen)

    def _snooze(self, group: AlertGroup, seconds: float) -> None:
        alerts = self.console.alerts
        snoozed = [each for one in group.alerts if (each := alerts.snooze(one.key, seconds))]
        words = "; ".join(each.words for each in grouped(snoozed))
        if not snoozed:
            self.view.say("This alert has ended")
        elif seconds:
            back = self._undo_words("snooze")
            self.view.say(f"Snoozed for {age(seconds)}: {words}. {back}")
        else:
            self.view.say(f"Snooze ended: {words}")
        self.view.draw()

    async def go_to_next(self) -> None:
        """Go to the most urgent alert; pressed again, to the next."""
        if self.alert_meant() is None:
            return
        stop = self.console.cycle.go_on(self.console.board.unacknowledged)
        if stop is None:
            return
        finding = stop.alert.finding
        self.view.draw()
        if stop.of > 1:
            helps = "" if stop.alert.over else f" — {finding.remedy}"
            self.view.say(f"{stop.place} of {stop.of}: {stop.alert.words}{helps}")
        await self.go_to(finding.key, finding.remedy)

    async def go_to(self, key: AlertKey, remedy: str = "") -> None:
        """Go to the target of an alert."""
        if key.kind is TargetKind.DIALER:
            self.view.say(
                f"This alert is about the dialer itself: {remedy or 'it sent nothing new'}"
            )
        elif key.kind is TargetKind.IN_GROUP:
            await self.view.go("queues", at=Target(key.kind.value, key.target))
        else:
            await self.view.go("floor", at=Target(key.kind.value, key.target))


def _minutes(text: str) -> Choice | None:
    """A number of minutes as a choice of its own: 8 is not 8 h, and 1 is not 15 min."""
    return None if _minutes_problem(text) else Choice(str(int(text)), f"{text} min")


def _minutes_problem(text: str) -> str | None:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= LONGEST:
        return None
    return f"Type minutes from 1 to {LONGEST}"
