"""``vicidash line``: one line for tmux's status bar, from shared answers of the dialer."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Final

import click

from vicidash import formatting
from vicidash.cli import cache
from vicidash.cli.completion import campaigns
from vicidash.cli.options import CliContext, pass_cli
from vicidash.cli.status_line import cache as line_cache
from vicidash.cli.status_line import text as line_text
from vicidash.cli.status_line.cache import Known, LineQuery, SettingsStamp
from vicidash.cli.status_line.text import Format, data_age, fields
from vicidash.cli.terminal import ExitCode, note

LATE: Final = 30.0
"""Seconds past the allowed age after which the line says how old its data is."""

_RETRY: Final = "Then vicidash line --retry-login tries it once more"
_KEEP: Final = "The lines of a user share their answers there. Set XDG_CACHE_HOME to another folder"
_POLL: Final = 0.05
"""Seconds between two looks at the cache while another run asks."""
_PATIENCE: Final = 3.0
"""Seconds to wait for another run's first answer."""
_ERROR_STYLE: Final = "#[fg=white,bg=red,bold]"
_STYLES: Final = {"!": "#[fg=yellow,bold]", "!!": "#[fg=red,bold]"}
_PLAIN: Final = "#[default]"
_SIGN_OF: Final = {
    **dict.fromkeys(("drop_percent", "drop_sign"), "drop_sign"),
    **dict.fromkeys(line_text.WORST, "worst_sign"),
}
"""The fields that have a style, and the field whose sign decides it."""


@dataclass(frozen=True, slots=True)
class LineOptions:
    """The options of the command line."""

    campaign: str | None
    format: Format
    max_age: float
    tmux: bool
    retry_login: bool

    @property
    def query(self) -> LineQuery:
        """The data that the fields need."""
        named = self.format.fields
        return LineQuery(
            self.campaign,
            agents=bool(named & {*line_text.FLOOR, "age"}),
            queues=bool(named & {*line_text.QUEUES}),
            calls=bool(named & {*line_text.CALLS, *line_text.WORST}),
            max_age=self.max_age,
            report=bool(named & {*line_text.REPORT}),
            summary=bool(named & {*line_text.SUMMARY}),
        )


@click.command(epilog=f"Fields of --format: {', '.join(line_text.FIELDS)}.")
@click.option(
    "--campaign",
    metavar="ID",
    shell_complete=campaigns,
    help="Only this campaign; all that are shown if left out.",
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
    help="How old the figures may be before the dialer is asked again, at least 1.",
)
@click.option("--tmux", is_flag=True, help="Use tmux's colours, and escape what it would obey.")
@click.option(
    "--retry-login",
    is_flag=True,
    help="Retry a refused login once. Each failure counts towards a lock-out.",
)
@pass_cli
def line(
    cli: CliContext,
    /,
    campaign: str | None,
    line: Format,
    max_age: float,
    tmux: bool,
    retry_login: bool,
) -> int:
    """Print the floor as one line, for a status bar.

    It is meant for a bar that refreshes every few seconds. All lines of one user share their
    answers: one of them asks the dialer, only for what the line shows, and never more often than
    the console. The line itself says when the dialer cannot be reached or the login was refused.
    After a refused login nothing is sent until the settings file changes or --retry-login is given.
    The sign after the drop % and {drops_left} use the settings alerts.drop.warn and
    alerts.drop.critical, as the console does.

    The limit applies to each campaign by itself, which the figure for all together may hide:
    {worst} is the campaign with the worst drop % among those with at least
    alerts.drop.min_answers answers, where one without agents is no more than a warning, as in the
    console's alerts; {worst_percent}, {worst_sign} and {worst_left} are its figures.
    {breach} is all that in one, after a ·, while that campaign is at or over a limit; otherwise,
    and with --campaign, it is empty.

    {longest_wait}, {service_level} with its in-group {service_group}, {trunk_short} and {dialable}
    come from the dialer's real-time pages, asked as often as the setting report says; with never
    they are —. {service_level} is the lowest of the in-groups.

    \b
    Examples:
      vicidash line
      vicidash line --campaign SALESB2B --format '{in_call} in call, {drops_left} left'
      tmux set -g status-right '#(vicidash line --tmux)'
    """
    if tmux and retry_login:
        raise click.UsageError(
            "--retry-login is for you, once: with --tmux each refresh would try the login again"
        )
    options = LineOptions(campaign, line, max_age, tmux, retry_login)
    place = _place(cli)
    stamp = line_cache.source(place)
    if stamp is None:
        stamp = _load_settings(cli, place)
    known = line_cache.load(stamp)
    refusal, unkept = _refusal_unless_asking(stamp, options), ""
    if not refusal and options.query.due(known, stamp, time.time()):
        known, refusal, unkept = _update(cli, stamp, options, known)
    _check_campaign(options, known)
    return _print(options, known, stamp, refusal, unkept)


def _place(cli: CliContext) -> str:
    given = {name: value for name, value in cli.overrides.items() if value is not None}
    also = {"campaigns in the environment": os.environ.get("CAMPAIGNS") or None}
    return cache.place({**given, **also, "profile": cli.profile, "config": cli.path})


def _load_settings(cli: CliContext, place: str) -> SettingsStamp:
    from vicidash.cli.runtime import handle_errors
    from vicidash.cli.status_line import fetch

    with handle_errors():
        _, stamp = fetch.settings(cli)
    line_cache.keep_source(place, stamp)
    return stamp


def _refusal_unless_asking(stamp: SettingsStamp, options: LineOptions) -> str:
    """As :func:`_refusal`; empty while another run tries the login."""
    return "" if cache.asking(stamp.key) else _refusal(stamp, options)


def _refusal(stamp: SettingsStamp, options: LineOptions) -> str:
    """What to say if the last login was refused and the settings have not changed since."""
    if options.retry_login:
        return ""
    since = cache.refused_at(stamp.key)
    if since is None or (stamp.changed is not None and stamp.changed > since):
        return ""
    return f"the last login was refused, and nothing more is sent. {_RETRY}"


def _update(
    cli: CliContext, stamp: SettingsStamp, options: LineOptions, known: Known
) -> tuple[Known, str, str]:
    """What is known after the dialer was asked, by us or by another run, our refusal, and why no
    answer could be kept. Where no lock can be written, nobody asks."""
    with cache.single_flight(stamp.key) as ours:
        if ours:
            known = line_cache.load(stamp)  # another run may have finished just before us
            refusal = _refusal(stamp, options)  # or have been refused
            unkept = ""
            if not refusal:
                refusal, unkept = _ask(cli, stamp, options, known)
                if unkept:
                    note(f"{unkept}: each line asks the dialer by itself. {_KEEP}")
            return known, refusal, ""
    if unkept := cache.problem():
        return known, "", unkept
    return _from_another(stamp, known), "", ""


def _ask(
    cli: CliContext, stamp: SettingsStamp, options: LineOptions, known: Known
) -> tuple[str, str]:
    """Ask the dialer and cache its answers in ``known``; returns the refusal of the login, and why
    the answers could not be kept."""
    from vicidash.cli.runtime import error_message, handle_errors
    from vicidash.cli.status_line import fetch
    from vicidash.client import LoginError

    refusal = unkept = ""
    with handle_errors():
        loaded, _ = fetch.settings(cli)
        try:
            fetch.ask(loaded, stamp, options.query, known)
        except LoginError as error:
            if stamp.changed is not None:
                cache.refused_since(stamp.key, stamp.changed)
            refusal = f"{error_message(error)}. {_RETRY}"
        finally:
            unkept = line_cache.keep(stamp, known)
    return refusal, unkept


def _from_another(stamp: SettingsStamp, known: Known) -> Known:
    """What is cached; if that is nothing, wait for the run that is asking just now."""
    deadline = time.monotonic() + _PATIENCE
    while known == Known() and time.monotonic() < deadline and cache.asking(stamp.key):
        time.sleep(_POLL)
        known = line_cache.load(stamp)
    return known if known != Known() else line_cache.load(stamp)


def _check_campaign(options: LineOptions, known: Known) -> None:
    """End the program for a campaign that the dialer does not have: it has no figures, not 0."""
    listed = known.listed.value if known.listed is not None else None
    if options.campaign is not None and listed is not None and options.campaign not in listed:
        from vicidash.cli.runtime import no_such_campaign

        raise no_such_campaign([options.campaign], list(listed))


def _print(
    options: LineOptions, known: Known, stamp: SettingsStamp, refusal: str, unkept: str
) -> int:
    """Print the line; ``unkept`` is why the dialer is not asked, as no answer could be kept."""
    now = time.time()
    values = fields(known, options.query, stamp, now)

    def dress(name: str, text: str) -> str:
        if not options.tmux:
            return text
        safe = text.replace("#", "##")
        style = _STYLES.get(values[_SIGN_OF[name]]) if name in _SIGN_OF else None
        return f"{style}{safe}{_PLAIN}" if style and text else safe

    text = options.format.fill(values, dress)
    trouble = _trouble(options, known, now, refusal, unkept)
    if trouble and options.tmux:
        trouble = f"{_ERROR_STYLE} {trouble} {_PLAIN}"
    click.echo(f"{trouble} {text}" if trouble else text)
    if refusal:
        click.echo(f"vicidash: {formatting.printable(refusal)}", err=True)
        return ExitCode.LOGIN
    if unkept:
        click.echo(f"vicidash: {formatting.printable(unkept)}. {_KEEP}", err=True)
        return ExitCode.BAD_INPUT
    return ExitCode.DONE if known.tried is None else ExitCode.UNREACHABLE


def _trouble(options: LineOptions, known: Known, now: float, refusal: str, unkept: str) -> str:
    """The words before the figures if something is wrong; they need no colour."""
    age = data_age(known, options.query, now)
    if refusal:
        return "!! LOGIN REFUSED"
    if unkept:
        return "!! CANNOT WRITE CACHE"
    if known.tried is not None:
        since = age if age is not None else now - (known.since or now)
        return f"!! NO ANSWER {formatting.age(since)}"
    late = age is not None and age > options.max_age + LATE and options.query.agents
    return f"! {formatting.age(age)} old" if late and age is not None else ""
