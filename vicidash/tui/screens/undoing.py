"""The key that takes back what was done last."""

from __future__ import annotations

from vicidash.actions.undo import Undo
from vicidash.formatting import upper_first
from vicidash.tui.screens.confirm import ConfirmScreen
from vicidash.tui.screens.looking import ControllerBase
from vicidash.tui.screens.naming import format_targets


class UndoController(ControllerBase):
    """Asks before it takes back more than one thing, as was asked before they were done."""

    async def action_undo(self) -> None:
        if self.refuses_frozen():
            return
        offer = self.supervisor.doing.undoable()
        if isinstance(offer, str):
            self.say(offer)
        elif len(offer.targets) == 1:
            self.supervisor.doing.undo(offer)
        else:
            await self._ask_to_undo(offer)

    async def _ask_to_undo(self, offer: Undo) -> None:
        def confirmed(yes: bool | None) -> None:
            if yes:
                self.supervisor.doing.undo(offer)

        told = [format_targets(offer.targets, self.supervisor.snapshot)]
        if late := len(offer.late):
            told.append(f"{late} still to obey: each follows once the floor shows that they have.")
        question = f"{upper_first(str(offer))}?"
        await self.ask(
            ConfirmScreen(question, " ".join(told), f"Undo {len(offer.targets)}"), confirmed
        )
