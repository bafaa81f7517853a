"""``vicidash history``: what the history file holds, as a report of a shift and as an export."""
