"""Every setting: its name, its meaning, its unit, its default."""

from collections.abc import Iterator, Mapping
from functools import reduce
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

# What the floor is watched for, and how people are told: the `[alerts]` table

Percent = Annotated[float, Field(gt=0, le=100)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Duration = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=6)]
Webhook = Annotated[SecretStr, AfterValidator(check_webhook)]
OptionalCommand = Annotated[tuple[str, ...], BeforeValidator(split_command_or_none)]


class SettingsTable(BaseModel):
    """A table of settings inside of the settings. Immutable."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )


class DropRule(SettingsTable):
    """Too many of today's answered calls were dropped."""

    on: bool = True
    """Watch each campaign's drop % of today. Default: true."""

    warn: Percent = 2.5
    """Drop % at which to warn: by an alert, and by a ! beside the figure, on the console, on the
    wall and in the line. Default: 2.5."""

    critical: Percent = 3.0
    """Drop % that is critical, and bears !!; also the limit that *drops left* are counted to,
    everywhere, those of 30 days too. Default: 3."""

    min_answers: Count = 100
    """Answered calls of the day below which a drop % says nothing yet. Default: 100."""


class PausedRule(SettingsTable):
    """An agent is paused for too long."""

    on: bool = True
    """Watch for agents who are paused for long. Default: true."""

    minutes: Positive = 15.0
    """Minutes that a pause may take. Default: 15."""

    limits: Mapping[Code, Duration] = Field(default={"LUNCH": 45.0})
    """Minutes that a pause with a certain code may take, such as {LUNCH = 45, BREAK = 20}; 0 for
    as long as it likes. Default: {LUNCH = 45}."""


class DeadRule(SettingsTable):
    """An agent stays in a call whose customer has hung up."""

    on: bool = True
    """Watch for agents in DEAD calls. Default: true."""

    seconds: Positive = 30.0
    """Seconds that an agent may stay in a DEAD call. Default: 30."""


class DispoRule(SettingsTable):
    """An agent takes too long over a disposition."""

    on: bool = True
    """Watch for agents who stay in DISPO. Default: true."""

    minutes: Positive = 4.0
    """Minutes that a disposition may take. Default: 4."""


class WaitingRule(SettingsTable):
    """Callers wait, and nobody is free for them."""

    on: bool = True
    """Watch for calls that wait while no agent does. Default: true."""

    calls: Count = 1
    """Calls that must wait, in one campaign or in-group. Default: 1."""

    seconds: Duration = 10.0
    """Seconds that it must have lasted, as it was seen; 0 to tell at first sight. Default: 10."""


class HopperRule(SettingsTable):
    """A campaign runs out of leads."""

    on: bool = True
    """Watch for hoppers that run dry. Default: true."""

    minutes: Positive = 10.0
    """Minutes until the hopper is dry, by its burn rate, at which to warn: by an alert, and by a !
    and the likely cause beside it. Default: 10."""


class NotObeyedRule(SettingsTable):
    """An action had no effect."""

    on: bool = True
    """Tell of actions that an agent or a campaign did not obey. Default: true."""


class StaleRule(SettingsTable):
    """The dialer cannot be seen."""

    on: bool = True
    """Tell when nothing new has come from the dialer for long. Default: true."""

    seconds: Positive = 30.0
    """Seconds without news of the floor, and never less than two of its intervals. From then on no
    other alert is raised or cleared. Default: 30."""


class AlertSettings(SettingsTable):
    """Which alerts there are, and the ways to be told of them."""

    drop: DropRule = DropRule()
    paused: PausedRule = PausedRule()
    dead: DeadRule = DeadRule()
    dispo: DispoRule = DispoRule()
    waiting: WaitingRule = WaitingRule()
    hopper: HopperRule = HopperRule()
    not_obeyed: NotObeyedRule = NotObeyedRule()
    stale: StaleRule = StaleRule()

    bell: bool = True
    """Ring the terminal's bell for a notice. Default: true."""

    terminal: Literal["auto", "osc9", "osc777", "off"] = "auto"
    """Notification by the terminal itself: osc9 (iTerm2, WezTerm, kitty, Ghostty), osc777 (foot,
    urxvt), off, or auto, which goes by the name of the terminal. Default: auto."""

    webhook: Webhook | None = Field(default=None, repr=False)
    """URL that notices are posted to. It is a secret, as it lets anybody post there: a file that
    holds it must be readable by its owner alone. Empty, as for a profile without one: none.
    Default: none."""

    webhook_shape: Literal["json", "slack", "teams"] = "json"
    """What the webhook expects: json for the fields of a notice, one notice a request; slack or
    teams for a message. Default: json."""

    command: OptionalCommand = Field(default=(), repr=False)
    """Command to run for each notice, which is JSON on its standard input: words, or one string
    that is split like a shell's but run without one. Ended after 10 s. Empty: none. Default: none.
    """

    notice_spacing: Duration = 300.0
    """Seconds between two notices of one rule about one target, whatever happens; the screen shows
    everything at once. Default: 300."""


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
    """What a run of vicidash goes by. Immutable; `load` makes it, with every value checked."""

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
    """The dialer's user that asks and acts; it needs API access. No default."""

    password: Secret | None = None
    """Password of that user, in a file that only its owner may read. No default."""

    password_command: Command = Field(default=(), repr=False)
    """Command that prints the password as its first line, in place of `password`: words, or one
    string that is split like a shell's but run without one. Ended after 10 s. Default: none."""

    password_keyring: bool = False
    """Take the password from this machine's key store, in place of `password`, where `vicidash
    setup` puts it: service vicidash, account user@url. Needs vicidash[keyring]. Default: false."""

    password_ask: bool = False
    """Ask for the password at each start, in place of `password`; only on a terminal.
    Default: false."""

    source: Source = "vicidash"
    """Name under which the dialer logs each call, 2 to 20 characters. Default: vicidash."""

    agent_url: Url | None = None
    """Address of the agent API where it is on another host or path. Default: that of `url`."""

    ca_file: File | None = None
    """File of certificate authorities (PEM) to trust besides the system's; in the settings file, a
    relative path starts at that file's folder. Default: none."""

    get_requests: bool = False
    """Send GET in place of POST, for forks that need it. It puts the login into the web server's
    access log. Default: false."""

    connect_timeout: Positive = 5.0
    """Seconds to wait for a connection. Default: 5."""

    request_timeout: Positive = 30.0
    """Seconds to wait for a whole answer. Default: 30."""

    dialect: Literal["stock", "guide", "auto"] = "stock"
    """What the server calls its functions: stock for every real dialer, guide for gateways built
    to the integration guide, auto to find out by one harmless call. Default: stock."""

    campaigns: Names = ()
    """Ids of the campaigns to show. Default: none named, which means all active ones."""

    agents: Names = ()
    """Users of the agents to ask for one by one, as the guide dialect must. Default: none."""

    in_groups: Names = ()
    """Ids of the in-groups to show. Default: none named, which means all that had calls today."""

    max_dial_level: Positive | None = None
    """Highest dial level the dialer's system settings allow, as a ratio of lines to agents; a
    higher one is refused before it is sent. Default: not known."""

    floor_interval: Interval = 4.0
    """Seconds between two looks at the agents, at least 1. Default: 4."""

    campaigns_interval: Interval = 15.0
    """Seconds between two looks at campaigns and queues, at least 1. Default: 15."""

    stats_interval: Interval = 60.0
    """Seconds between two looks at the day's figures and the hoppers, at least 1. Default: 60."""

    ledger_interval: Interval = 3600.0
    """Seconds between two looks at the 30-day drop figures, at least 1. Default: 3600."""

    report: ReportPace = "auto"
    """Seconds between two looks at the dialer's real-time report, at least 4, which tells the time
    in each state, service levels and the calls that wait one by one; auto for every minute, at the
    start and after each gap; never to do without its pages. Default: auto."""

    obey_timeout: Positive = 15.0
    """Seconds until an action that the floor does not show counts as not obeyed. Default: 15."""

    read_only: bool = False
    """Look only: no action on agents, campaigns or leads is offered or sent. Default: false."""

    theme: Text = "floor-dark"
    """Name of the colour theme: one that is shipped, or a file of your own, NAME.toml in the folder
    themes beside the settings file, which goes before a shipped one. Default: floor-dark."""

    keys: Keys = Field(default_factory=dict)
    """Table from an action of the console to the key, or list of keys, that does it in place of its
    own, such as pause = "P" or poll_now = ["F5", "Ctrl+R"]. Default: none, each has its own."""

    filters: Texts = Field(default_factory=dict)
    """Table from a name to the filter of agents that the console offers under it, such as
    late = "paused SALES". Default: none."""

    pause_codes: Codes = ()
    """Pause codes, each of 1 to 6 characters, that the console offers beside those it has seen.
    Default: none."""

    phone_login: Text | None = None
    """Phone that rings when the supervisor listens to an agent, with the telephony server it is on,
    such as 8001@10.10.10.15. One that was given in the console since, and has rung, goes before it.
    Default: asked once."""

    player: Command = ()
    """Command that plays a recording, given the file as its last word, such as mpv --no-video:
    words, or one string that is split like a shell's but run without one. Default: what this
    machine opens sound files with; over SSH none, the file is saved instead."""

    ascii: Switch = "auto"
    """Plain ASCII for borders, signs and charts: true, false, or auto for what the terminal's
    locale can show. Default: auto."""

    alerts: AlertSettings = AlertSettings()
    """What the floor is watched for, and how people are told."""


# Settings as one list: those in tables are named with dots, as `alerts.drop.warn`

M = TypeVar("M", bound=BaseModel)


def group_of(field: FieldInfo) -> type[BaseModel] | None:
    """The table that a field is; None where it is one setting."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Each setting with its dotted name, in the order in which they are written down."""
    for name, field in model.model_fields.items():
        group = group_of(field)
        if group is None:
            yield name, field
        else:
            yield from ((f"{name}.{inside}", each) for inside, each in fields(group))


def given(settings: BaseModel, before: str = "") -> Iterator[tuple[str, Any]]:
    """What was set, without the defaults, by dotted name."""
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
    """Settings from checked values by dotted name; what is not among them has its default."""
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
