"""What the leads view holds for the person in front of it, in memory alone. Pure.

An answer is taken only for the question that was asked last: one that comes late, for a number
that nobody looks at any more, is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vicidash.actions.leads import Beside, FoundLeads
from vicidash.client import Lead


@dataclass(slots=True)
class SearchResults:
    """One search and what came of it."""

    sought: str = ""
    """What was asked for, in words: a number, or ``lead 4711``."""
    asking: bool = False
    problem: str = ""
    """Why there is no answer."""
    found: FoundLeads | None = None
    beside: dict[int, Beside] = field(default_factory=dict)
    """By lead id: what has been asked of it since it was found."""
    _asked: int = 0

    @property
    def leads(self) -> tuple[Lead, ...]:
        """Those that were found, newest first."""
        return self.found.leads if self.found else ()

    def lead(self, lead_id: str | int | None) -> Lead | None:
        """One of them, by its id."""
        return next((each for each in self.leads if str(each.lead_id) == str(lead_id)), None)

    def ask(self, sought: str) -> int:
        """A new question; what was found before is gone. The answer must bring this number."""
        self.forget()
        self.sought, self.asking = sought, True
        return self._asked

    def answered(self, asked: int, found: FoundLeads | None, problem: str = "") -> bool:
        """Take an answer, unless another question was asked since; whether it was taken."""
        if asked != self._asked or not self.asking:
            return False
        self.asking, self.found, self.problem = False, found, problem
        return True

    def learnt(self, lead_id: int, beside: Beside) -> None:
        """Take what is beside a lead, if it is still looked at."""
        if self.lead(lead_id) is not None:
            self.beside[lead_id] = beside

    def changed(self, lead_id: int, now: Lead | None) -> None:
        """A lead was read again; it is gone when there is ``None``."""
        if self.found is None or self.lead(lead_id) is None:
            return
        kept = [now if each.lead_id == lead_id else each for each in self.found.leads]
        leads = tuple(each for each in kept if each is not None)
        lost = len(kept) - len(leads)
        self.found = FoundLeads(leads, self.found.total, self.found.dropped + lost)
        self.beside.pop(lead_id, None)

    def forget(self) -> None:
        """Hold nothing any more; an answer that is still on its way is dropped."""
        self._asked += 1
        self.sought = self.problem = ""
        self.asking, self.found = False, None
        self.beside.clear()
