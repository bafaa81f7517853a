"""Finds out what is wrong between this machine, a dialer and an account, without changing anything.

``examine`` runs the checks; ``probes`` is the table of what each part of vicidash needs.
"""

from vicidash.diagnosis.access import Setup
from vicidash.diagnosis.examine import examine, incomplete
from vicidash.diagnosis.report import Check, Report, Status, Verdict, Version

__all__ = ["Check", "Report", "Setup", "Status", "Verdict", "Version", "examine", "incomplete"]
