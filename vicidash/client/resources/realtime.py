"""The real-time report and the campaign summary: pages that supervisors read in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vicidash.client import validation
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.api.transport import Transport
from vicidash.client.report import realtime
from vicidash.client.report import summary as report_summary
from vicidash.client.report.models import CampaignSummary, RealtimeReport

REPORT: Final = "AST_timeonVDADall.php"
SUMMARY: Final = "AST_timeonVDADallSUMMARY.php"

ALL_CAMPAIGNS: Final = "ALL-ACTIVE"
ALL_GROUPS: Final = "ALL-GROUPS"

_REPORT_PARAMS: Final = (
    ("RTajax", "1"),  # only the report, without the page around it
    ("adastats", "2"),  # the long head
    ("with_inbound", "Y"),
    ("UidORname", "0"),  # the users where names would be, which may hold anything
    ("UGdisplay", "1"),
    ("SERVdisplay", "1"),
    ("PHONEdisplay", "1"),
    ("CALLSdisplay", "1"),
    ("CUSTPHONEdisplay", "0"),
    ("ALLINGROUPstats", "1"),
    ("orderby", "timeup"),
    ("report_display_type", "TEXT"),
)
_SUMMARY_PARAMS: Final = (("RTajax", "1"), ("types", "SHOW ALL CAMPAIGNS"), ("adastats", "2"))


class Realtime:
    """``client.realtime``: what the dialer's own real-time pages tell and no API function does.

    Both pages need user level 7 with View Reports, and a user group that may see them. They are
    asked with HTTP Basic, on the dialer's host only, once the API took the same login.

    Raises :class:`~vicidash.client.errors.DialerError`; of it
    :class:`~vicidash.client.errors.UnsupportedPage` for a page that cannot be read for certain,
    and :class:`~vicidash.client.errors.PageLoginError` for one that refuses the login. The
    latter leaves the API open, but neither page is asked again with that password.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @scrub_traceback  # a page may echo the login, and has the numbers of callers
    async def report(
        self, campaigns: Sequence[str] = (), user_groups: Sequence[str] = ()
    ) -> RealtimeReport:
        """The report over ``campaigns`` (all active ones when empty), agents of ``user_groups``.

        Agents who are dead or paused for six hours or more are not on it.
        """
        selected = [validation.campaign_id(name) for name in campaigns] or [ALL_CAMPAIGNS]
        groups = [validation.word("user_group", name, 1, 20) for name in user_groups] or [
            ALL_GROUPS
        ]
        params = (
            *_REPORT_PARAMS,
            *(("user_group_filter[]", name) for name in groups),
            *(("groups[]", name) for name in selected),
        )
        text = await self._transport.page(realtime.FUNCTION, REPORT, params)
        return realtime.read(text)

    @scrub_traceback
    async def summary(self) -> tuple[CampaignSummary, ...]:
        """The head figures of every campaign that the account may see, in the page's order."""
        text = await self._transport.page(report_summary.FUNCTION, SUMMARY, _SUMMARY_PARAMS)
        return report_summary.read(text)
