"""What a webhook expects to be sent: plain JSON, or the message of a chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from vicidash.floor.rules_terms import Severity
from vicidash.formatting import plural
from vicidash.notify.notice import Event, Notice

Shape = Literal["json", "slack", "teams"]

LINES: Final = 20
"""Notices that one message of a chat spells out."""
_CARD: Final = "application/vnd.microsoft.card.adaptive"


def as_json(notices: Sequence[Notice]) -> dict[str, Any]:
    """The fields of one notice, as :meth:`Notice.fields` has them."""
    (notice,) = notices
    return notice.fields()


def as_slack(notices: Sequence[Notice]) -> dict[str, Any]:
    """A message for an incoming webhook of Slack, or of what speaks as it does."""
    lines = [f"*{each.headline}* {_for_slack(each.text)}" for each in notices[:LINES]]
    return {"text": "\n".join([*lines, *_more(notices)])}


def _for_slack(text: str) -> str:
    # these three begin links and mentions, as <!channel>; the ampersand first, or it comes twice
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_teams(notices: Sequence[Notice]) -> dict[str, Any]:
    """An Adaptive Card, as the webhooks of Teams' workflows take it."""
    blocks = [_block(each) for each in notices[:LINES]]
    blocks += [{"type": "TextBlock", "text": text, "wrap": True} for text in _more(notices)]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    attachment = {"contentType": _CARD, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _block(notice: Notice) -> dict[str, Any]:
    # text runs, unlike text blocks, know no Markdown: a name can be no link
    return {
        "type": "RichTextBlock",
        "inlines": [
            {
                "type": "TextRun",
                "text": f"{notice.headline} ",
                "weight": "Bolder",
                "color": _colour(notice),
            },
            {"type": "TextRun", "text": notice.text},
        ],
    }


def _colour(notice: Notice) -> str:
    if notice.event is Event.CLEARED:
        return "Good"
    return "Attention" if notice.alert.severity is Severity.CRITICAL else "Warning"


def _more(notices: Sequence[Notice]) -> list[str]:
    more = len(notices) - LINES
    return [f"and {plural(more, 'notice')} more"] if more > 0 else []


SHAPES: Final[Mapping[Shape, tuple[Callable[[Sequence[Notice]], dict[str, Any]], int]]] = {
    "json": (as_json, 1),
    "slack": (as_slack, 100),
    "teams": (as_teams, 100),
}
"""How each shape is made, and of how many notices at most: chats limit messages, not lines."""
