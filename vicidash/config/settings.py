"""Every setting with its name, meaning, unit and default."""

from collections.abc import Iterator, Mapping
from functools import cached_property, reduce
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
)
from pydantic.fields import FieldInfo

from vicidash.config.field_types import Count, Duration, Percent, Positive, SettingsTable
from vicidash.config.guard import GuardSettings
from vicidash.config.validators import (
    check_code,
    check_report,
    check_secret,
    check_switch,
    check_table,
    check_url,
    check_webhook,
    expand_path,
    split_command,
    split_command_or_none,
    split_keys,
    split_list,
)

# The `[alerts]` table: what raises an alert, and how people are notified

Code = Annotated[str, StringConstraints(min_length=1, max_length=6)]
Webhook = Annotated[SecretStr, AfterValidator(check_webhook)]
OptionalCommand = Annotated[tuple[str, ...], BeforeValidator(split_command_or_none)]


class DropRule(SettingsTable):
    """Too many of today's answered calls were dropped."""

    on: bool = True
    """Alert on each campaign's drop % of today. Default: true."""

    warn: Percent = 2.5
    """Drop % that raises a warning, and puts a ! beside the figure on the console, the wall and the
    status line. Default: 2.5."""

    critical: Percent = 3.0
    """Drop % that is critical and marked !!; also the limit that *drops left* counts to,
    everywhere, including the 30-day figures. Default: 3."""

    min_answers: Count = 100
    """Answered calls of the day below which a drop % is ignored. Default: 100."""


class PausedRule(SettingsTable):
    """An agent has been paused for too long."""

    on: bool = True
    """Alert on agents who are paused for too long. Default: true."""

    minutes: Positive = 15.0
    """Minutes that a pause may last. Default: 15."""

    limits: Mapping[Code, Duration] = Field(default={"LUNCH": 45.0})
    """Minutes that a pause with a given code may last, such as {LUNCH = 45, BREAK = 20}; 0 for no
    limit. Default: {LUNCH = 45}."""

    def limit_of(self, code: str | None) -> float | None:
        """Seconds that a pause with this code may last, in any case; ``None`` for no limit."""
        return self._seconds.get((code or "").casefold(), self.minutes * 60) or None

    @cached_property
    def _seconds(self) -> Mapping[str, float]:
        return {code.casefold(): minutes * 60 for code, minutes in self.limits.items()}


class DeadRule(SettingsTable):
    """An agent is still in a call after the customer has hung up."""

    on: bool = True
    """Alert on agents in dead calls. Default: true."""

    seconds: Positive = 30.0
    """Seconds that an agent may stay in a dead call. Default: 30."""


class DispoRule(SettingsTable):
    """An agent takes too long to disposition a call."""

    on: bool = True
    """Alert on agents who stay in DISPO. Default: true."""

    minutes: Positive = 4.0
    """Minutes that a disposition may take. Default: 4."""


class WaitingRule(SettingsTable):
    """Calls are waiting and no agent is free."""

    on: bool = True
    """Alert on calls that wait while no agent is free. Default: true."""

    calls: Count = 1
    """Calls waiting in one campaign or in-group that raise the alert. Default: 1."""

    seconds: Duration = 10.0
    """Seconds that it must have lasted before the alert is raised; 0 for at once. Default: 10."""


class HopperRule(SettingsTable):
    """A campaign is running out of leads."""

    on: bool = True
    """Alert on hoppers that run dry. Default: true."""

    minutes: Positive = 10.0
    """Minutes until the hopper is empty, at its burn rate, that raise a warning and put a ! and the
    likely cause beside it. Default: 10."""


class LongestWaitRule(SettingsTable):
    """A caller waits for too long, by the dialer's real-time report."""

    on: bool = True
    """Watch each waiting call's own time. Default: true."""

    seconds: Positive = 120.0
    """Seconds that a call may wait, in a campaign or in-group. Default: 120."""


class ServiceLevelRule(SettingsTable):
    """An in-group answers too few calls in time, by the dialer's real-time report."""

    on: bool = False
    """Watch the service level of in-groups. Default: false."""

    percent: Percent = 80.0
    """Percent of the day's calls to be answered within the in-group's first limit. Default: 80."""

    min_calls: Count = 20
    """Calls of the day below which a service level says nothing yet. Default: 20."""


class TrunkShortRule(SettingsTable):
    """The dialer lacks lines, by its campaign summary."""

    on: bool = False
    """Watch for campaigns that lack lines. Default: false."""

    lines: Count = 1
    """Lines that must be missing. Default: 1."""


class NotObeyedRule(SettingsTable):
    """An action had no effect."""

    on: bool = True
    """Alert on actions that had no effect on an agent or a campaign. Default: true."""


class StaleRule(SettingsTable):
    """The dialer does not answer."""

    on: bool = True
    """Alert when the dialer has sent no new data for too long. Default: true."""

    seconds: Positive = 30.0
    """Seconds without new data from the floor, at least two poll intervals. After that no other
    alert is raised or cleared. Default: 30."""


class AlertSettings(SettingsTable):
    """Which alerts are raised, and how people are notified."""

    drop: DropRule = DropRule()
    paused: PausedRule = PausedRule()
    dead: DeadRule = DeadRule()
    dispo: DispoRule = DispoRule()
    waiting: WaitingRule = WaitingRule()
    hopper: HopperRule = HopperRule()
    longest_wait: LongestWaitRule = LongestWaitRule()
    service_level: ServiceLevelRule = ServiceLevelRule()
    trunk_short: TrunkShortRule = TrunkShortRule()
    not_obeyed: NotObeyedRule = NotObeyedRule()
    stale: StaleRule = StaleRule()

    bell: bool = True
    """Ring the terminal's bell for a notification. Default: true."""

    terminal: Literal["auto", "osc9", "osc777", "off"] = "auto"
    """Desktop notification through the terminal: osc9 (iTerm2, WezTerm, kitty, Ghostty), osc777
    (foot, urxvt), off, or auto, which goes by the terminal's name. Default: auto."""

    webhook: Webhook | None = Field(default=None, repr=False)
    """URL that notifications are posted to. It is a secret, as anybody who has it can post there: a
    file that holds it must be readable by its owner only. Empty for none, for example in one
    profile. Default: none."""

    webhook_shape: Literal["json", "slack", "teams"] = "json"
    """Format for the webhook: json for the fields of a notification, one per request; slack or
    teams for a chat message. Default: json."""

    command: OptionalCommand = Field(default=(), repr=False)
    """Command to run for each notification, which it gets as JSON on its standard input: a list of
    words, or one string that is split like a shell's but run without a shell. Killed after 10 s.
    Empty for none. Default: none."""

    notice_spacing: Duration = 300.0
    """Least seconds between two notifications of one rule about one target; the screen shows every
    change at once. Default: 300."""


# The `[rewind]` table: how much of the floor is recorded


class RewindSettings(SettingsTable):
    """How much of the floor the console records, to be looked at again."""

    on: bool = True
    """Record every look at the floor in the folder looks beside the history file, for < and >.
    Default: true."""

    hours: Positive = 12.0
    """Hours for which a look is kept. Default: 12."""

    megabytes: Positive = 100.0
    """Megabytes that all files together may have; the oldest are deleted first. 200 agents take
    about 15 in 10 hours. Default: 100."""


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=20)]
Url = Annotated[Text, AfterValidator(check_url)]
Names = Annotated[tuple[str, ...], BeforeValidator(split_list)]
Command = Annotated[tuple[str, ...], BeforeValidator(split_command)]
Secret = Annotated[SecretStr, AfterValidator(check_secret)]
File = Annotated[Path, BeforeValidator(expand_path)]
Codes = Annotated[
    tuple[Annotated[str, AfterValidator(check_code)], ...], BeforeValidator(split_list)
]
Keys = Annotated[
    dict[str, Annotated[tuple[str, ...], BeforeValidator(split_keys)]],
    BeforeValidator(check_table),
]
Texts = Annotated[dict[str, Text], BeforeValidator(check_table)]
Switch = Annotated[bool | Literal["auto"], BeforeValidator(check_switch)]
ReportPace = Annotated[float | Literal["auto", "never"], BeforeValidator(check_report)]
Interval = Annotated[float, Field(ge=1, allow_inf_nan=False)]


class Settings(BaseModel):
    """All settings of one run of vicidash. Immutable; `load` creates it from checked values."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    url: Url | None = None
    """Address of the dialer's web server, such as https://dialer.example.com. No default."""

    user: Text | None = None
    """Dialer user that vicidash logs in as; it needs API access. No default."""

    password: Secret | None = None
    """Password of that user, in a file that only its owner can read. No default."""

    password_command: Command = Field(default=(), repr=False)
    """Command that prints the password as its first line, instead of `password`: a list of words,
    or one string that is split like a shell's but run without a shell. Killed after 10 s. Default:
    none."""

    password_keyring: bool = False
    """Take the password from this machine's key store, where `vicidash setup` saves it, instead of
    `password`: service vicidash, account user@url. Needs vicidash[keyring]. Default: false."""

    password_ask: bool = False
    """Ask for the password at each start, instead of `password`; works on a terminal only. Default:
    false."""

    source: Source = "vicidash"
    """Name under which the dialer logs each API call, 2 to 20 characters. Default: vicidash."""

    agent_url: Url | None = None
    """Address of the agent API if it is on another host or path. Default: that of `url`."""

    ca_file: File | None = None
    """File of certificate authorities (PEM) to trust in addition to the system's; in the settings
    file, a relative path is relative to that file's folder. Default: none."""

    get_requests: bool = False
    """Send GET instead of POST, for forks that need it. It puts the login into the web server's
    access log. Default: false."""

    connect_timeout: Positive = 5.0
    """Seconds to wait for a connection. Default: 5."""

    request_timeout: Positive = 30.0
    """Seconds to wait for a complete answer. Default: 30."""

    dialect: Literal["stock", "guide", "auto"] = "stock"
    """Names of the API functions: stock for every real dialer, guide for gateways built to the
    integration guide, auto to find out with one harmless call. Default: stock."""

    campaigns: Names = ()
    """Ids of the campaigns to show and to act on. Default: all active campaigns to show, and any
    that the account sees to act on."""

    agents: Names = ()
    """Users of the agents to query one by one, which the guide dialect needs. Default: none."""

    in_groups: Names = ()
    """Ids of the in-groups to show. Default: all in-groups that had calls today."""

    max_dial_level: Positive | None = None
    """Highest dial level that the dialer's system settings allow, as a ratio of lines to agents; a
    higher level is refused before it is sent. Default: not known."""

    floor_interval: Interval = 4.0
    """Seconds between polls of the agents, at least 1. Default: 4."""

    campaigns_interval: Interval = 15.0
    """Seconds between polls of campaigns and queues, at least 1. Default: 15."""

    stats_interval: Interval = 60.0
    """Seconds between polls of the day's figures and the hoppers, at least 1. Default: 60."""

    ledger_interval: Interval = 3600.0
    """Seconds between polls of the 30-day drop figures, at least 1. Default: 3600."""

    report: ReportPace = "auto"
    """Seconds between two looks at the dialer's real-time report, at least 4, which tells the time
    in each state, service levels and the calls that wait one by one; auto for every minute, at the
    start and after each gap; never to do without its pages. Default: auto."""

    obey_timeout: Positive = 15.0
    """Seconds after which an action that shows no effect counts as failed. Default: 15."""

    read_only: bool = False
    """Watch only: no action on agents, campaigns or leads is offered or sent. Default: false."""

    theme: Text = "floor-dark"
    """Name of the colour theme: a built-in one, or a file of your own, NAME.toml in the folder
    themes beside the settings file, which takes precedence. Default: floor-dark."""

    keys: Keys = Field(default_factory=dict)
    """Table from an action of the console to the key, or list of keys, that replaces its default,
    such as pause = "P" or poll_now = ["F5", "Ctrl+R"]. Default: each action's own keys."""

    filters: Texts = Field(default_factory=dict)
    """Table from a name to the agent filter that the console offers under it, such as late =
    "paused SALES". Default: none."""

    pause_codes: Codes = ()
    """Pause codes, each of 1 to 6 characters, that the console offers in addition to those in use.
    Default: none."""

    phone_login: Text | None = None
    """Phone that rings when you listen to an agent, with its telephony server, such as
    8001@10.10.10.15. A phone entered in the console, once it has rung, takes precedence. Default:
    asked once."""

    player: Command = ()
    """Command that plays a recording, with the file as its last argument, such as mpv --no-video: a
    list of words, or one string that is split like a shell's but run without a shell. Default: what
    this machine opens audio files with; over SSH none, the file is saved instead."""

    ascii: Switch = "auto"
    """Plain ASCII for borders, symbols and charts: true, false, or auto to go by the terminal's
    locale. Default: auto."""

    alerts: AlertSettings = AlertSettings()
    """Which alerts are raised, and how people are notified."""

    guard: GuardSettings = GuardSettings()
    """How campaigns are guarded against too many drops."""

    rewind: RewindSettings = RewindSettings()
    """How much of the floor the console records, to be looked at again."""


# Settings as a flat list: those in tables have dotted names, such as `alerts.drop.warn`

M = TypeVar("M", bound=BaseModel)


def group_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a field that is a table; None for a single setting."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Each setting with its dotted name, in the order of declaration."""
    for name, field in model.model_fields.items():
        group = group_of(field)
        if group is None:
            yield name, field
        else:
            yield from ((f"{name}.{inside}", each) for inside, each in fields(group))


def given(settings: BaseModel, before: str = "") -> Iterator[tuple[str, Any]]:
    """The settings that were given explicitly, by dotted name, without the defaults."""
    for name in type(settings).model_fields:
        if name in settings.model_fields_set:
            value = getattr(settings, name)
            if isinstance(value, BaseModel):
                yield from given(value, f"{before}{name}.")
            else:
                yield before + name, value


def value_of(settings: BaseModel, name: str) -> Any:
    """The value of the setting with this dotted name. Raises `AttributeError`."""
    return reduce(getattr, name.split("."), settings)


def built(model: type[M], values: Mapping[str, Any]) -> M:
    """Create settings from checked values by dotted name; all others get their defaults."""
    own: dict[str, Any] = {}
    nested: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        first, dot, rest = name.partition(".")
        if dot:
            nested.setdefault(first, {})[rest] = value
        else:
            own[first] = value
    for name, inside in nested.items():
        group = group_of(model.model_fields[name])
        if group is not None:
            own[name] = built(group, inside)
    return model.model_construct(**own)
