"""Every setting: its name, its meaning, its unit, its default."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
)

from vicidash.config.alerts import AlertSettings
from vicidash.config.checks import check_secret, check_url, expand_path, split_command, split_list
from vicidash.config.habits import check_code, check_switch, check_table, split_keys

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
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
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
