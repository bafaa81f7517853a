"""The report pages in the demo's tests: recorded ones, asking for one, and reading its figures."""

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.demo.support import RECORDINGS, Bench
from vicidash.demo.report.page import REPORT_PATH, SUMMARY_PATH, PageAnswer

SPAN = re.compile(r"<[^>]*>")
FULL = (
    ("RTajax", "1"), ("groups[]", "ALL-ACTIVE"), ("user_group_filter[]", "ALL-GROUPS"),
    ("adastats", "2"), ("with_inbound", "Y"), ("UidORname", "0"), ("UGdisplay", "1"),
    ("SERVdisplay", "1"), ("PHONEdisplay", "1"), ("CALLSdisplay", "1"), ("orderby", "timeup"),
    ("report_display_type", "TEXT"), ("ALLINGROUPstats", "1"), ("CUSTPHONEdisplay", "0"),
    ("AGENTlatency", "0"),
)  # fmt: skip


@dataclass(frozen=True)
class RecordedPage:
    """One recorded page."""

    name: str
    path: str
    pairs: tuple[tuple[str, str], ...]
    http_status: int
    challenge: str | None
    body: str


def recorded_page(name: str, build: str = "2.14-202") -> RecordedPage:
    """A recorded page by name."""
    file = RECORDINGS / build / f"{name}.json"
    recorded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    pairs = [
        (key, str(each))
        for key, value in recorded["params"].items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return RecordedPage(
        name,
        recorded["path"],
        tuple(pairs),
        recorded["http_status"],
        recorded["www_authenticate"],
        recorded["body"],
    )


def ask(bench: Bench, path: str = REPORT_PATH, /, **params: str | list[str]) -> PageAnswer:
    """A page for the bench's account. Parameters replace those of the full report."""
    names = {f"{name}[]" if isinstance(value, list) else name for name, value in params.items()}
    pairs = [pair for pair in FULL if pair[0] not in names]
    for name, value in params.items():
        if isinstance(value, list):
            pairs += [(f"{name}[]", each) for each in value]
        else:
            pairs.append((name, value))
    return bench.dialer.page(path, pairs, bench.user, bench.password)


def report(bench: Bench, **params: str | list[str]) -> str:
    """The body of the full report."""
    return ask(bench, REPORT_PATH, **params).body


def summary(bench: Bench, **params: str) -> dict[str, str]:
    """The summary's parts, by campaign."""
    body = ask(bench, SUMMARY_PATH, adastats=params.get("adastats", "2"), **params).body
    parts = re.split(r'<b><a href="\./realtime_report\.php\?group=(\w+)&', body)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def figure(page: str, label: str) -> str:
    """What stands in the cell after a label of the head."""
    found = re.search(rf"{label}(?:</a>)?:.*?</TD><TD[^>]*>(.*?)</TD>", page, re.DOTALL)
    assert found, f"{label} is not on the page"
    return SPAN.sub("", found.group(1)).replace("&nbsp;", "").strip()


def counter(page: str, name: str) -> str:
    """The number before the name of a counter; 0 where the page says that there is nothing."""
    found = re.search(rf"<b><font size=\d[^>]*>(.*?)</font></b> {name}", page)
    if not found:
        assert "NO LIVE CALLS WAITING" in page or "NO AGENTS ON CALLS" in page
        return "0"
    return SPAN.sub("", found.group(1)).replace("&nbsp;", "").strip()


def cells(line: str) -> list[str]:
    """The cells of a line of a text table."""
    return [cell.strip() for cell in SPAN.sub("", line).strip().strip("|").split("|")]


def agents(page: str) -> dict[str, dict[str, str]]:
    """The rows of the agents by user, each by the header's words."""
    lines = page.splitlines()
    header = next(cells(line) for line in lines if line.startswith("| STATION"))
    found = {}
    for line in lines:
        user = re.search(r"user_status\.php\?user=(\w+)", line)
        if user:
            found[user.group(1)] = dict(zip(header, cells(line), strict=False))
    return found


def calls_waiting(page: str) -> list[dict[str, str]]:
    """The rows of the calls without an agent."""
    table = page.partition("VICIDIAL: Calls Waiting")[2].partition("Agents Time On Calls")[0]
    lines = [cells(line) for line in table.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], row, strict=False)) for row in lines[1:]]


def seconds(text: str) -> int:
    """The page's minutes and seconds as seconds."""
    minutes, _, rest = text.partition(":")
    return int(minutes) * 60 + int(rest)


def skeleton(page: str) -> list[str]:
    """What of a page depends on no person and no number: its pieces in order, each once.

    Gone are the colours, the texts inside of coloured cells but not their width, the numbers, the
    shades of counters, the codes of pauses, the hold and in-group of agents on an inbound call,
    and the agent for whom alone a call waits.
    """
    text = re.sub(r"group=\w+", "group=G", page)
    text = re.sub(r"""(class=["'])(H|TR|csc)?\w+(?=["' ])""", r"\1\2C", text)
    text = re.sub(
        r'<SPAN class="(H?)C">(?!<B>)(.*?)</SPAN>', r'<SPAN class="\1C"><B>\2</B></SPAN>', text
    )
    text = re.sub(
        r'(<SPAN class="(?:H|csc)?C"><B>)(.*?)(</B></SPAN>)',
        lambda found: found[1] + "x" * len(found[2]) + found[3],
        text,
    )
    text = re.sub(r"user=a\d+|'a\d+'|'\d+'", "U", text)
    text = re.sub(r"(</B></SPAN>) [AMI ] ([A-Z ]{7})?\|", r"\1 k \2|", text)
    text = re.sub(r"(</B></SPAN> k) [A-Z ]{7}\|", r"\1 CODE   |", text)
    text = re.sub(r"<font class='HC'>[AMI ]</td>", "<font class='HC'>k</td>", text)
    text = re.sub(r"<font class='HC'>[A-Z ]{7}</td>", "<font class='HC'>CODE   </td>", text)
    text = re.sub(r"(\| <SPAN class=\"C\"><B>x{5}</B></SPAN> \|) .*", r"\1", text)
    right = r'<td NOWRAP align=right> <SPAN class="HC"><B>x*</B></SPAN> </td>'
    text = re.sub(
        rf'{right}<td NOWRAP> <SPAN class="HC"><B>x*</B></SPAN> </td></tr>', "</tr>", text
    )
    text = re.sub(r'\| <SPAN class="cscC"><B>x{8}</B></SPAN> $', "|  ", text, flags=re.MULTILINE)
    text = re.sub(
        r"<td NOWRAP align=center>(<SPAN class=\"cscC\"><B>x{8}</B></SPAN>)?</td></tr>",
        "</tr>",
        text,
    )
    text = re.sub(r"<FONT class=\"C\">( &nbsp;\d+ )</FONT>", r"\1", text)
    text = re.sub(r"<font color=red><B>([\d.]*%)(</B>)?</font>", r"\1", text)
    text = re.sub(r"(SALESLINE|SUPPORT|SALESB2B|INSURNCE|SOLAR_OB|INB_ONLY) *", "N", text)
    text = re.sub(r"RATIO|ADAPT_\w+|INBOUND_MAN", "M", text)
    text = re.sub(
        r" / dials|(?<=\d)/(?=\d+</font></b> agents in)|(?<=\d) / (?=\d+</font></td>)", "", text
    )
    text = re.sub(
        r"bgcolor=(\"#\w{6}\"|white)><font (style|class)=\"color: \w+;", "bgcolor=C><font", text
    )
    text = re.sub(r" +\d+(?= \|  $|</td></tr>$)", " 9", text, flags=re.MULTILINE)
    text = re.sub(r"(center>) +\d+</td>", r"\1 9</td>", text)
    text = re.sub(r"-?\d+(\.\d+)?", "9", text)
    text = re.sub(r"&nbsp; 9? ?/ 9 &", "&nbsp; 9 / 9 &", text)
    pieces = re.sub(r"(<TD|<td|<tr)", r"\n\1", text).splitlines()
    return list(
        dict.fromkeys(
            piece.rstrip("9") if "agents in calls" in piece else piece for piece in pieces
        )
    )
