"""Pages that no dialer writes: broken or hostile ones are unsupported, at once.

They are invented: each takes a browser's parser time or memory that grows with the square of what
is sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.replay import recorded_page
from vicidash.client import UnsupportedPage
from vicidash.client.report import page, realtime, summary

READERS = [realtime.read, summary.read]
SECONDS = 5.0
"""More than any of them takes on a busy machine; without bounds they take minutes."""
ROW = "<table><tr><td>a</td><td>b</td><td>c</td><td>d</td><td>e</td><td>"
USER = '<a href="user_status.php?user=1">'


def whole(body: str) -> str:
    return f"<html><body>{body}</body></html>"


@pytest.mark.thorough
@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 300_000,
        "<div>" * 100_000 + "</div>" * 100_000,
        "<b>" * 300_000,
        "<x>" * 300_000,
        "<DIV></x>" * 100_000,
        ROW * 20_000,
        f"<pre>{ROW * 20_000}</pre>",
        USER * 100_000,
        f"<div>{USER}" * 50_000,
        "".join(f"<font a={n}>" for n in range(20_000)) + "<p>x</p>" * 20_000,
        '<font face="courier"><b>1</b>' * 100_000,
        "<" * 1_000_000,
        "|" * 1_000_000,
    ],
    ids=lambda body: body[:24],
)
def test_a_deep_page_is_unsupported_at_once(read: Callable[[str], object], body: str) -> None:
    began = time.process_time()
    with pytest.raises(UnsupportedPage):
        read(whole(body))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("opening", ["<div>", "<table><tr><td>", "<TABLE><TR><TD>"])
@pytest.mark.parametrize("before", ["<PRE>", "<TABLE"])
def test_a_report_that_is_nested_deeply_is_unsupported(opening: str, before: str) -> None:
    body = recorded_page("realtime_all").body
    place = body.upper().index(before)
    nested = body[:place] + opening * 20_000 + body[place:]
    began = time.process_time()
    with pytest.raises(UnsupportedPage):
        realtime.read(nested)
    assert time.process_time() - began < SECONDS


def test_a_page_that_is_too_large_is_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    body = recorded_page("realtime_all").body
    monkeypatch.setattr(page, "MOST_CHARACTERS", len(body) - 1)
    with pytest.raises(UnsupportedPage, match=r"the page has more than .* characters"):
        realtime.read(body)
    monkeypatch.setattr(page, "MOST_CHARACTERS", len(body))
    assert realtime.read(body).agents


def test_a_summary_of_many_campaigns_is_within_the_bounds() -> None:
    """Each campaign leaves a PRE and a font open, as recorded."""
    body = recorded_page("summary_all").body
    links = [at for at in range(len(body)) if body.startswith("<a href=", at)]
    links = [at for at in links if "realtime_report.php?group=" in body[at : at + 200]]
    begin, end = links[0], links[1]
    part = body[begin:end]
    many = body[:begin] + part * 250 + body[begin:]
    found = summary.read(many)
    assert len(found) == len(summary.read(body)) + 250
