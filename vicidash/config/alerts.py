"""What the floor is watched for, and how people are told: the `[alerts]` table."""

from collections.abc import Mapping
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

from vicidash.config.checks import check_webhook, split_command_or_none

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
