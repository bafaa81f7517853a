"""One run of ``vicidash line``: what is known, what must be asked, what is printed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Final

import click

from vicidash import formatting
from vicidash.cli import cache
from vicidash.cli.options import CliContext
from vicidash.cli.status_line import cache as line_cache
from vicidash.cli.status_line import text as line_text
from vicidash.cli.status_line.cache import Known, SettingsStamp, Wish
from vicidash.cli.status_line.text import Format, fields, picture_age
from vicidash.cli.terminal import ExitCode, Failure

LATE: Final = 30.0
"""Seconds beyond what was allowed from which on a line says how old it is."""

_RETRY: Final = "Then vicidash line --retry-login tries it once more"
_LOOK: Final = 0.05
_PATIENCE: Final = 3.0
"""Seconds to wait for another run's first answer."""
_BAD: Final = "#[fg=white,bg=red,bold]"
_STYLES: Final = {"!": "#[fg=yellow,bold]", "!!": "#[fg=red,bold]"}
_PLAIN: Final = "#[default]"
_SIGNED: Final = {
    **dict.fromkeys(("drop_percent", "drop_sign"), "drop_sign"),
    **dict.fromkeys(line_text.WORST, "worst_sign"),
}
"""The fields that have a style, by the field whose sign it is."""


@dataclass(frozen=True, slots=True)
class LineOptions:
    """What was asked for on the command line."""

    campaign: str | None
    line: Format
    max_age: float
    tmux: bool
    retry_login: bool

    @property
    def wish(self) -> Wish:
        """The parts that the fields need."""
        named = self.line.fields
        return Wish(
            self.campaign,
            agents=bool(named & {*line_text.FLOOR, "age"}),
            queues=bool(named & {*line_text.QUEUES}),
            calls=bool(named & {*line_text.CALLS, *line_text.WORST}),
            max_age=self.max_age,
        )


@click.command(epilog=f"Fields of --format: {', '.join(line_text.FIELDS)}.")
@click.option(
    "--campaign",
    metavar="ID",
    shell_complete=campaigns,
    help="Only this campaign; all that are shown when left out.",
)
@click.option(
    "--format",
    "line",
    default=line_text.DEFAULT,
    callback=line_text.option,
    metavar="TEXT",
    help="Text with fields in braces, such as '{in_call} of {logged_in}'; {{ is a brace.",
)
@click.option(
    "--max-age",
    type=click.FloatRange(min=1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How old the figures may be before the dialer is asked, at least 1.",
)
@click.option("--tmux", is_flag=True, help="With tmux's colours, and what it would obey escaped.")
@click.option(
    "--retry-login",
    is_flag=True,
    help="Try a login once more that was refused. Each failure counts towards a lock-out.",
)
@pass_chosen
def line(
    chosen: CliContext,
    /,
    campaign: str | None,
    line: Format,
    max_age: float,
    tmux: bool,
    retry_login: bool,
) -> int:
    """Print the floor as one line, for a status bar that asks again every few seconds.

    All who do so share one answer, and the dialer is asked only for what the line shows, by one
    of them, and never more often than the console asks. A dialer that is out of reach, and a login
    that was refused, are said in the line. After a refused login nothing is sent any more until
    the settings file changes or --retry-login is given. The sign beside the drop % and {drops_left}
    go by the settings alerts.drop.warn and alerts.drop.critical, as in the console.

    The limit holds for each campaign by itself, which the figure of all together may hide: {worst}
    is the campaign with the highest drop % of those with alerts.drop.min_answers answers or more,
    {worst_percent}, {worst_sign} and {worst_left} are its own. {breach} is that in one piece, with
    a · before it, where it is at or over a limit, and nothing where it is not, or with --campaign.

    \b
    Examples:
      vicidash line
      vicidash line --campaign SALESB2B --format '{in_call} in call, {drops_left} left'
      tmux set -g status-right '#(vicidash line --tmux)'
    """
    from vicidash.cli.status_line.command import LineOptions, run

    if tmux and retry_login:
        raise click.UsageError(
            "--retry-login is for you, once: with --tmux each refresh would try the login again"
        )
    return run(chosen, LineOptions(campaign, line, max_age, tmux, retry_login))


def run(chosen: CliContext, wanted: LineOptions) -> int:
    """Print the line; its exit code says whether the dialer answered."""
    at = _place(chosen)
    found = line_cache.source(at)
    if found is None:
        found = _settings(chosen, at)
    known = line_cache.load(found)
    refused = _refused(found, wanted)
    if not refused and wanted.wish.due(known, found, time.time()):
        known, refused = _asked(chosen, found, wanted, known)
    _check(wanted, known)
    return _print(wanted, known, found, refused=refused)


def _place(chosen: CliContext) -> str:
    given = {name: value for name, value in chosen.overrides.items() if value is not None}
    also = {"campaigns in the environment": os.environ.get("CAMPAIGNS") or None}
    return cache.place({**given, **also, "profile": chosen.profile, "config": chosen.path})


def _settings(chosen: CliContext, at: str) -> SettingsStamp:
    from vicidash.cli.runtime import handle_errors
    from vicidash.cli.status_line import fetch

    with handle_errors():
        _, found = fetch.settings(chosen)
    line_cache.keep_source(at, found)
    return found


def _refused(found: SettingsStamp, wanted: LineOptions) -> str:
    """What to say when the last login was refused, and nothing has changed since to mend it."""
    if cache.asking(found.key):
        return ""
    return _stopped(found, wanted)


def _stopped(found: SettingsStamp, wanted: LineOptions) -> str:
    """The same, whoever asks just now."""
    if wanted.retry_login:
        return ""
    since = cache.refused_at(found.key)
    if since is None or (found.changed is not None and found.changed > since):
        return ""
    return f"the last login was refused, and nothing is sent any more. {_RETRY}"


def _asked(
    chosen: CliContext, found: SettingsStamp, wanted: LineOptions, known: Known
) -> tuple[Known, str]:
    """What is known once the dialer was asked, by us or another; and why it refused us."""
    with cache.single_flight(found.key) as ours:
        if ours:
            known = line_cache.load(found)  # another may have been done just before us
            refused = _stopped(found, wanted)  # or have been refused
            return known, refused or _told(chosen, found, wanted, known)
    return _from_another(found, known), ""


def _told(chosen: CliContext, found: SettingsStamp, wanted: LineOptions, known: Known) -> str:
    """Ask the dialer, and keep what it says; why it refused us, if it did."""
    from vicidash.cli.runtime import error_message, handle_errors
    from vicidash.cli.status_line import fetch
    from vicidash.client import LoginError

    with handle_errors():
        loaded, _ = fetch.settings(chosen)
        try:
            fetch.ask(loaded, found, wanted.wish, known)
        except LoginError as error:
            if found.changed is not None:
                cache.refused_since(found.key, found.changed)
            return f"{error_message(error)}. {_RETRY}"
        finally:
            line_cache.keep(found, known)
    return ""


def _from_another(found: SettingsStamp, known: Known) -> Known:
    """What is there; where nothing is, what another run that asks just now is told."""
    deadline = time.monotonic() + _PATIENCE
    while known == Known() and time.monotonic() < deadline and cache.asking(found.key):
        time.sleep(_LOOK)
        known = line_cache.load(found)
    return known if known != Known() else line_cache.load(found)


def _check(wanted: LineOptions, known: Known) -> None:
    """A name that the dialer does not know has no figures, not even 0."""
    listed = known.listed.value if known.listed is not None else None
    if wanted.campaign is None or listed is None or wanted.campaign in listed:
        return
    near = formatting.nearest(wanted.campaign, listed)
    hint = f"Did you mean {near}? " if near else ""
    seen = f"This account sees {', '.join(listed)}" if listed else "This account sees none"
    raise Failure(ExitCode.BAD_INPUT, f"no such campaign: {wanted.campaign}. {hint}{seen}")


def _print(wanted: LineOptions, known: Known, found: SettingsStamp, *, refused: str) -> int:
    now = time.time()
    values = fields(known, wanted.wish, found, now)

    def dress(name: str, text: str) -> str:
        if not wanted.tmux:
            return text
        safe = text.replace("#", "##")
        style = _STYLES.get(values[_SIGNED[name]]) if name in _SIGNED else None
        return f"{style}{safe}{_PLAIN}" if style and text else safe

    told = wanted.line.fill(values, dress)
    trouble = _trouble(wanted, known, now, refused=refused)
    if trouble and wanted.tmux:
        trouble = f"{_BAD} {trouble} {_PLAIN}"
    click.echo(f"{trouble} {told}" if trouble else told)
    if refused:
        click.echo(f"vicidash: {formatting.printable(refused)}", err=True)
        return ExitCode.LOGIN
    return ExitCode.DONE if known.tried is None else ExitCode.UNREACHABLE


def _trouble(wanted: LineOptions, known: Known, now: float, *, refused: str) -> str:
    """What comes before the figures: words that need no colour."""
    age = picture_age(known, wanted.wish, now)
    if refused:
        return "!! LOGIN REFUSED"
    if known.tried is not None:
        since = age if age is not None else now - (known.since or now)
        return f"!! NO ANSWER {formatting.age(since)}"
    late = age is not None and age > wanted.max_age + LATE and wanted.wish.agents
    return f"! {formatting.age(age)} old" if late and age is not None else ""
