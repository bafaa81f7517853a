"""The tables of the leads view. The keys that act on a lead work in each of them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from vicidash.action_table import Group
from vicidash.tui import keys
from vicidash.tui.lead_fields import FIELD_COLUMNS
from vicidash.tui.lead_rows import LEAD_COLUMNS
from vicidash.tui.recording_rows import RECORDING_COLUMNS
from vicidash.tui.widgets.view_table import ViewTable


class LeadTable(ViewTable):
    """The leads that were found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.LEAD, Group.MOVE),
        *keys.sorting(LEAD_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(LEAD_COLUMNS, id="leads")


class FieldTable(ViewTable):
    """What is known of the lead under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.of(Group.LEAD, Group.MOVE)]

    def __init__(self) -> None:
        super().__init__(FIELD_COLUMNS, id="fields", show_header=False)

    @property
    def value_width(self) -> int:
        """Cells that a value has."""
        places = self.places
        return places[-1].width if places else FIELD_COLUMNS[-1].width


class RecordingTable(ViewTable):
    """The recordings of the lead under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.LEAD, Group.MOVE),
        *keys.sorting(RECORDING_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(RECORDING_COLUMNS, id="recordings")
