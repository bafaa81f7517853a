"""The tables of alerts and of the audit log, each with the keys that act on its rows."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from vicidash.action_table import Group
from vicidash.tui import keys
from vicidash.tui.alerts_page import ALERT_COLUMNS, ENDED_COLUMNS
from vicidash.tui.audit_page import AUDIT_COLUMNS
from vicidash.tui.widgets.view_table import ViewTable


class AlertTable(ViewTable):
    """What fires."""

    opens = "open_alert"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.ALERTS, Group.MOVE),
        *keys.for_actions("acknowledge", "snooze", in_footer=True),
        *keys.sorting(ALERT_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(ALERT_COLUMNS, id="alerts")


class EndedTable(ViewTable):
    """What has fired, and is over."""

    opens = "open_alert"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.ALERTS, Group.MOVE),
        *keys.sorting(ENDED_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(ENDED_COLUMNS, id="ended")


class AuditTable(ViewTable):
    """What was done."""

    opens = "open_entry"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.AUDIT, Group.MOVE),
        *keys.sorting(AUDIT_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(AUDIT_COLUMNS, id="audit")
