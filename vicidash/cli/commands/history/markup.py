"""A sheet as text, Markdown, or one HTML page that needs nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from vicidash.cli.commands.history.charts import agent_chart, hour_chart
from vicidash.cli.commands.history.sheet import SheetTable, ShiftSheet

_STYLE: Final = """\
body{font:14px/1.45 system-ui,sans-serif;color:#1a1a1a;background:#fff;
max-width:72em;margin:2em auto;padding:0 1em}
h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.8em;border-bottom:1px solid #bbb}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.2em .7em;text-align:right;border-bottom:1px solid #e3e3e3;vertical-align:top}
th{color:#555;font-weight:600}.l{text-align:left}.n{color:#555}
svg{max-width:100%;height:auto;display:block;margin:.6em 0}
@media print{body{margin:0;max-width:none}h2,table,svg{break-inside:avoid}}"""
_MARKDOWN: Final = str.maketrans({each: f"\\{each}" for each in "\\`*_{}[]<>#|~&"})


def rendered(sheet: ShiftSheet, form: str) -> str:
    """The sheet as text, markdown or html, with a line break at its end."""
    lines = {"text": _text, "markdown": _markdown, "html": _html}[form](sheet)
    return "\n".join(lines).rstrip("\n") + "\n"


def _text(sheet: ShiftSheet) -> Iterator[str]:
    yield sheet.title
    yield from sheet.notes
    for table in sheet.tables:
        yield ""
        yield table.title
        yield from _text_table(table)
    if sheet.reasons:
        yield ""
        yield "Unknown"
        yield from (f"  {each}" for each in sheet.reasons)


def _text_table(table: SheetTable) -> Iterator[str]:
    if not table.rows:
        yield f"  {table.empty}"
        return
    lines = [table.columns, *table.rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(table.columns))]
    for line in lines:
        cells = (
            cell.ljust(width) if at in table.left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()


def _markdown(sheet: ShiftSheet) -> Iterator[str]:
    yield f"# {_plain(sheet.title)}"
    yield ""
    yield _plain(" ".join(sheet.notes))
    for table in sheet.tables:
        yield ""
        yield f"## {_plain(table.title)}"
        yield ""
        if not table.rows:
            yield _plain(table.empty)
            continue
        yield _pipes(table.columns)
        yield _pipes(
            tuple("---" if at in table.left else "---:" for at in range(len(table.columns))),
            escaped=False,
        )
        yield from map(_pipes, table.rows)
    if sheet.reasons:
        yield ""
        yield "## Unknown"
        yield ""
        yield from (f"- {_plain(each)}" for each in sheet.reasons)


def _pipes(cells: tuple[str, ...], *, escaped: bool = True) -> str:
    return f"| {' | '.join(_plain(each) if escaped else each for each in cells)} |"


def _plain(text: str) -> str:
    return text.translate(_MARKDOWN)


def _html(sheet: ShiftSheet) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(sheet.title)}</title>"
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(sheet.title)}</h1>"
    yield f'<p class="n">{escape(" ".join(sheet.notes))}</p>'
    for table in sheet.tables:
        yield f"<h2>{escape(table.title)}</h2>"
        if not table.rows:
            yield f'<p class="n">{escape(table.empty)}</p>'
            continue
        if table.campaign is not None:
            chart = hour_chart if table.chart == "hours" else agent_chart
            yield chart(table.campaign)
        yield "<table>"
        yield _html_row(table, table.columns, "th")
        yield from (_html_row(table, row, "td") for row in table.rows)
        yield "</table>"
    if sheet.reasons:
        yield "<h2>Unknown</h2><ul>"
        yield from (f"<li>{escape(each)}</li>" for each in sheet.reasons)
        yield "</ul>"
    yield "</body></html>"


def _html_row(table: SheetTable, cells: tuple[str, ...], tag: str) -> str:
    left = f'<{tag} class="l">'
    parts = (
        f"{left if at in table.left else f'<{tag}>'}{escape(each)}</{tag}>"
        for at, each in enumerate(cells)
    )
    return f"<tr>{''.join(parts)}</tr>"
