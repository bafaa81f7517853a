"""What goes wrong in our own code: shown in one line, with all of it in the log."""

from __future__ import annotations

import logging
from abc import abstractmethod
from typing import ClassVar

from textual.worker import Worker, WorkerState

log = logging.getLogger("vicidash.tui")


class ErrorReporting:
    """An app or a screen that lives on when one of its workers fails."""

    LOG: ClassVar[str]
    """The name of its log in the state directory."""

    @abstractmethod
    def tell_error(self, text: str) -> None:
        """Say that something of ours went wrong."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.report(event.worker.error)

    def report(self, error: BaseException) -> None:
        """The one place where an error of ours is shown; the log has where it came from."""
        log.error("internal error", exc_info=error)
        told = f"Internal error ({type(error).__name__}); please report it with {self.LOG}"
        self.tell_error(f"{told} from the state directory")
