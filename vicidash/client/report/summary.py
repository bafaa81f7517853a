"""The campaign summary (``AST_timeonVDADallSUMMARY.php``): from its text to results. No I/O.

One head with its counters for each campaign, in a table behind a link to the campaign's report.
"""

from __future__ import annotations

from typing import Final

from vicidash.client import errors
from vicidash.client.report import head, page
from vicidash.client.report.models import CampaignSummary

FUNCTION: Final = "realtime_summary"

_LINK: Final = "realtime_report.php?group="
_TITLE: Final = "Real-Time Campaign Summary"


def read(text: str) -> tuple[CampaignSummary, ...]:
    """The campaigns of the summary that ``text`` holds, a whole page, in its order.

    Raises :class:`UnsupportedPage`.
    """
    tree = page.tree(FUNCTION, text)
    found: list[CampaignSummary] = []
    campaign_id = ""
    for node in tree.css(f'a[href*="{_LINK}"], table'):
        if node.tag == "a":
            href = node.attributes["href"] or ""
            campaign_id = href.partition(_LINK)[2].partition("&")[0]
        elif campaign_id and next(page.rows(node), None) is not None:
            values = head.values(node)
            for label, key in ((head.LEVEL, "dial_level"), ("TIME", "at")):
                if values.get(key) is None:
                    raise errors.UnsupportedPage(FUNCTION, label, missing=True)
            counters = head.counters(FUNCTION, node, node.text())
            found.append(CampaignSummary(campaign_id=campaign_id, counters=counters, **values))
            campaign_id = ""
    if not found and _TITLE not in text:
        raise errors.UnsupportedPage(FUNCTION, _TITLE, missing=True)
    return tuple(found)
