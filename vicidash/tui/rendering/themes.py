"""Colour themes: what a theme file holds, checked, and the styles that the screens take from it.

Contrast is that of WCAG 2, computed here for the whole console.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError
from textual.theme import Theme

from vicidash.client import AgentState
from vicidash.config.settings import DropRule
from vicidash.floor.snapshot import FloorAgent

Channels = tuple[float, float, float]

#: The terminal's own 16 colours, as rich names them, with xterm's values: what a terminal really
#: shows is up to its user.
_XTERM: Final = {
    "black": "#000000",
    "red": "#cd0000",
    "green": "#00cd00",
    "yellow": "#cdcd00",
    "blue": "#0000ee",
    "magenta": "#cd00cd",
    "cyan": "#00cdcd",
    "white": "#e5e5e5",
    "bright_black": "#7f7f7f",
    "bright_red": "#ff0000",
    "bright_green": "#00ff00",
    "bright_yellow": "#ffff00",
    "bright_blue": "#5c5cff",
    "bright_magenta": "#ff00ff",
    "bright_cyan": "#00ffff",
    "bright_white": "#ffffff",
}

NAMED: Final = (*_XTERM, "default")
"""The colours of a theme that uses the terminal's own; the last is the terminal's default."""

EASY: Final = 7.0
"""Contrast with which words are easy to read (WCAG AAA)."""


def is_named(colour: str) -> bool:
    """Whether it is a colour of the terminal, rather than ``#rrggbb``."""
    return colour in NAMED


def css(colour: str) -> str:
    """As Textual's styles write it; rich takes all colours as they are."""
    return f"ansi_{colour}" if is_named(colour) else colour


def channels(colour: str) -> Channels:
    """Linear red, green and blue, each from 0 to 1. The terminal's default counts as black."""
    figure = _XTERM.get(colour, "#000000" if colour == "default" else colour)
    red, green, blue = (_linear(int(figure[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 (black) to 1 (white)."""
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1024)
def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, from 1 to 21; words need 4.5."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=256)
def standing_on(ground: str, *own: str) -> str:
    """The colour of words on a ground: the first of ``own`` that is easy to read, else black or
    white."""
    if ground == "default":
        return "default"
    if is_named(ground):
        return max(("black", "bright_white"), key=lambda ink: contrast(ink, ground))
    for ink in own:
        if contrast(ink, ground) >= EASY:
            return ink
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))


GROUNDS: Final = ("cursor", "banner", "frozen", "alert", "alert_critical")
"""The parts that words stand on; the others are colours of words themselves."""


def _colour(text: str) -> str:
    if not is_named(text) and not text.startswith("#"):
        message = 'is no colour; write it like "#5b8def"'
        raise PydanticCustomError("colour", "{message}", {"message": message})
    return text


Colour = Annotated[
    str,
    StringConstraints(to_lower=True, pattern=r"^(#[0-9a-fA-F]{6}|[a-zA-Z_]+)$"),
    AfterValidator(_colour),
]
"""``#rrggbb``, or, where ``ansi = true``, the name of one of the terminal's own 16 colours."""

Step = tuple[Annotated[float, Field(ge=0)], Colour]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Colours(_Strict):
    """The colours that Textual derives all others from."""

    primary: Colour
    secondary: Colour
    accent: Colour
    foreground: Colour
    background: Colour
    surface: Colour
    panel: Colour
    success: Colour
    warning: Colour
    error: Colour


class PartColours(_Strict):
    """Colours of what Textual does not know."""

    cursor: Colour
    header: Colour
    muted: Colour
    stale: Colour
    banner: Colour
    frozen: Colour
    alert: Colour
    """What a warning stands on in the line of alerts."""
    alert_critical: Colour
    """What a critical alert stands on there."""
    mark: Colour
    """The sign of a marked agent."""
    chart: Colour
    """Bars, lines and sparklines."""

    @model_validator(mode="before")
    @classmethod
    def _without_tab(cls, parts: object) -> object:
        """Themes once had to have one, which nothing is drawn in: old theme files stay valid."""
        if not isinstance(parts, dict):
            return parts
        return {name: colour for name, colour in parts.items() if name != "tab"}


class StateColours(_Strict):
    """For each state, from so many seconds on, a colour; as in the stock report."""

    waiting: tuple[Step, ...] = Field(min_length=1)
    in_call: tuple[Step, ...] = Field(min_length=1)
    paused: tuple[Step, ...] = Field(min_length=1)
    dispo: tuple[Step, ...] = Field(min_length=1)
    dead: tuple[Step, ...] = Field(min_length=1)
    three_way: tuple[Step, ...] = Field(min_length=1)
    ring: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for name in type(self).model_fields:
            seconds = [step[0] for step in getattr(self, name)]
            if seconds[0] != 0 or seconds != sorted(set(seconds)):
                raise ValueError(f"states.{name}: seconds must rise from 0")
        return self


def _only_colour(value: object) -> object:
    """Themes once had the percent, too, as ``[2.5, "#e6b450"]``: that is a setting now."""
    return value[1] if isinstance(value, list) and len(value) == 2 else value


DropColour = Annotated[Colour, BeforeValidator(_only_colour)]


class DropColours(_Strict):
    """The colours of a drop % that is a warning or critical, by the limits of the settings."""

    warn: DropColour
    critical: DropColour


class FloorTheme(_Strict):
    """One theme file."""

    name: str
    dark: bool
    ansi: bool = False
    """Whether it uses the terminal's own 16 colours, and nothing else."""
    cells: bool = False
    """Whether a state's colour fills its cells, as in the stock report, or is that of its words."""
    colors: Colours
    parts: PartColours
    states: StateColours
    drop: DropColours
    _limits: DropRule = PrivateAttr(default_factory=DropRule)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        for place, colour in self.palette().items():
            if is_named(colour) != self.ansi:
                raise ValueError(
                    f"{place}: with ansi = true a colour is one of {', '.join(NAMED)}"
                    if self.ansi
                    else f"{place}: the name of a colour of the terminal needs ansi = true"
                )
        return self

    def palette(self) -> dict[str, str]:
        """Every colour by its place in the file, such as ``states.waiting.60``."""
        found = {f"colors.{name}": each for name, each in self.colors.model_dump().items()}
        found |= {f"parts.{name}": each for name, each in self.parts.model_dump().items()}
        for state in StateColours.model_fields:
            for seconds, colour in getattr(self.states, state):
                found[f"states.{state}.{seconds:g}"] = colour
        found["drop.warn"], found["drop.critical"] = self.drop.warn, self.drop.critical
        return found

    def textual(self) -> Theme:
        """The same as Textual wants it. Beside its own there are the variables ``$floor-NAME`` for
        each part, and ``$floor-on-NAME`` for the words that stand on one of `GROUNDS`.
        """
        parts = self.parts.model_dump()
        colours: dict[str, Any] = {
            name: css(colour) for name, colour in self.colors.model_dump().items()
        }
        return Theme(
            name=self.name,
            dark=self.dark,
            ansi=self.ansi,
            **colours,
            variables={
                **{f"floor-{name.replace('_', '-')}": css(parts[name]) for name in parts},
                **{
                    f"floor-on-{name.replace('_', '-')}": css(self.on(parts[name]))
                    for name in GROUNDS
                },
                "block-cursor-background": css(self.parts.cursor),
                "block-cursor-foreground": css(self.on(self.parts.cursor)),
                "footer-background": css(self.colors.panel),
                "footer-key-foreground": css(self.colors.accent),
                **self._terminals_own(),
            },
        )

    def _terminals_own(self) -> dict[str, str]:
        """What Textual asks of a theme of the terminal's own colours, and has no default for."""
        if not self.ansi:
            return {}
        ground, ink = ("black", "bright_white") if self.dark else ("bright_white", "black")
        return {
            "ansi-background": css(ground),
            "ansi-foreground": css(ink),
            "border": css(self.colors.primary),
            "border-blurred": css(self.colors.secondary),
            "input-cursor-background": css(ink),
            "input-cursor-foreground": css(ground),
            "input-selection-background": css(self.parts.cursor),
            "input-selection-foreground": css(self.on(self.parts.cursor)),
            "scrollbar-corner-color": css(self.colors.background),
        }

    def on(self, ground: str) -> str:
        """The colour of words that can be read on this one."""
        return standing_on(ground, self.colors.foreground, self.colors.background)

    def badge(self, ground: str) -> str:
        """The style of bold words on this colour: a mode, an alert, the view in front."""
        return f"bold {self.on(ground)} on {ground}"

    def state_colour(self, seen: FloorAgent, seconds: float) -> str:
        """The colour of an agent's state after so many seconds in it."""
        steps = _steps(self.states, seen)
        return steps[bisect_right(steps, seconds, key=lambda step: step[0]) - 1][1]

    def state_style(self, seen: FloorAgent, seconds: float) -> str:
        """The style of the cells of a state: its colour, or words that stand on it."""
        return self.style_of(self.state_colour(seen, seconds))

    def style_of(self, colour: str) -> str:
        """The style of cells in a state's colour."""
        if not self.cells or colour == self.colors.foreground:
            return colour
        return f"{self.on(colour)} on {colour}"

    def judging_by(self, limits: DropRule) -> Self:
        """The same theme with these limits of drop %."""
        judging = self.model_copy()
        judging._limits = limits
        return judging

    @property
    def limits(self) -> DropRule:
        """The drop % to warn at, and what is critical, by the settings. What is drawn goes by
        them as the alerts do: they are here because colour and sign go together."""
        return self._limits

    def too_few(self, answers: int | None) -> bool:
        """Whether no drop % of so many answered calls calls for anybody yet, as for alerts."""
        return answers is not None and answers < self.limits.min_answers

    def drop_colour(self, percent: float | None, answers: int | None = None) -> tuple[str, str]:
        """Sign and colour of a drop % of so many answered calls: never by colour alone."""
        if percent is None or percent < self.limits.warn:
            return "", ""
        if self.too_few(answers):
            return "", self.parts.muted
        if percent < self.limits.critical:
            return "! ", self.drop.warn
        return "!! ", self.drop.critical


def _steps(states: StateColours, seen: FloorAgent) -> tuple[Step, ...]:
    agent = seen.agent
    if agent.sub_status == "3-WAY":
        return states.three_way
    if agent.sub_status == "RING":
        return states.ring
    by_state = {
        AgentState.WAITING: states.waiting,
        AgentState.IN_CALL: states.in_call,
        AgentState.PAUSED: states.paused,
        AgentState.DISPO: states.dispo,
        AgentState.DEAD: states.dead,
    }
    return by_state[agent.state]
