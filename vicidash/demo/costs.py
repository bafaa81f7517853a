"""What the demo's answers would have cost a real dialer's database."""

from collections import Counter
from collections.abc import Callable, Mapping

REPORT = "AST_timeonVDADall"
SUMMARY = "AST_timeonVDADallSUMMARY"

USUAL = 16
"""Queries of a function that is not listed, measured on 2.14-202."""


class QueryCosts:
    """Requests and the database queries they stand for, by function or page.

    The queries are estimates: what was measured on 2.14-202 with 200 agents, 10 campaigns and 180
    leads in a hopper, in proportion to what there is.
    """

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.queries: Counter[str] = Counter()

    def add(
        self, name: str, params: Mapping[str, str], agents: int, campaigns: int, leads: int
    ) -> None:
        """Count one request. `leads` is how many lie in the hopper that was asked for."""
        cost = _COSTS.get(name)
        self.requests[name] += 1
        self.queries[name] += cost(params, agents, campaigns, leads) if cost else USUAL

    def clear(self) -> None:
        """Begin to count anew."""
        self.requests.clear()
        self.queries.clear()

    @property
    def total_requests(self) -> int:
        """All requests so far."""
        return self.requests.total()

    @property
    def total_queries(self) -> int:
        """All queries so far."""
        return self.queries.total()


def _floor(params: Mapping[str, str], agents: int, campaigns: int, leads: int) -> int:
    if params.get("show_sub_status") == "YES":
        return round(15 + 3.155 * agents)
    return 15 + agents


def _hopper(params: Mapping[str, str], agents: int, campaigns: int, leads: int) -> int:
    return USUAL if params.get("search_method") == "BLOCK" else USUAL + 1 + leads


_COSTS: dict[str, Callable[[Mapping[str, str], int, int, int], int]] = {
    "logged_in_agents": _floor,
    "hopper_list": _hopper,
    "agent_status": lambda params, agents, campaigns, leads: 19,
    "add_lead": lambda params, agents, campaigns, leads: 18,
    REPORT: lambda params, agents, campaigns, leads: 10 + 3 * agents,
    SUMMARY: lambda params, agents, campaigns, leads: 10 + 5 * campaigns,
}
