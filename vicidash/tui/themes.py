"""Colour themes: one TOML file each, shipped in ``themes/``."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from pathlib import Path
from typing import Annotated, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from textual.theme import Theme

from vicidash.client import AgentState, VicidashError
from vicidash.floor.snapshot import FloorAgent
from vicidash.words import nearest

DEFAULT: Final = "floor-dark"

#: In a wheel the themes lie inside the package, in a checkout beside it.
_FOLDERS: Final = (
    Path(__file__).resolve().parent.parent / "themes",
    Path(__file__).resolve().parent.parent.parent / "themes",
)

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
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
    def _rising(self) -> StateColours:
        for name in type(self).model_fields:
            seconds = [step[0] for step in getattr(self, name)]
            if seconds[0] != 0 or seconds != sorted(set(seconds)):
                raise ValueError(f"states.{name}: seconds must rise from 0")
        return self


class DropColours(_Strict):
    """From which drop % on it is a warning, and critical."""

    warn: Step
    critical: Step


class FloorTheme(_Strict):
    """One theme file."""

    name: str
    dark: bool
    colors: Colours
    parts: PartColours
    states: StateColours
    drop: DropColours

    def textual(self) -> Theme:
        """The same as Textual wants it."""
        return Theme(
            name=self.name,
            dark=self.dark,
            **self.colors.model_dump(),
            variables={
                **{f"floor-{name}": colour for name, colour in self.parts.model_dump().items()},
                "block-cursor-background": self.parts.cursor,
                "block-cursor-foreground": self.colors.foreground,
                "footer-background": self.colors.panel,
                "footer-key-foreground": self.colors.accent,
            },
        )

    def state_colour(self, seen: FloorAgent, seconds: float) -> str:
        """The colour of an agent's state after so many seconds in it."""
        steps = _steps(self.states, seen)
        return steps[bisect_right(steps, seconds, key=lambda step: step[0]) - 1][1]

    def drop_colour(self, percent: float | None) -> tuple[str, str]:
        """Sign and colour of a drop %: never by colour alone."""
        if percent is None or percent < self.drop.warn[0]:
            return "", ""
        if percent < self.drop.critical[0]:
            return "! ", self.drop.warn[1]
        return "!! ", self.drop.critical[1]


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


def names() -> tuple[str, ...]:
    """The themes that are there."""
    return tuple(sorted({path.stem for folder in _FOLDERS for path in folder.glob("*.toml")}))


def load(name: str) -> FloorTheme:
    """The theme of that name.

    Raises :class:`VicidashError` naming the file and what is wrong, or the themes there are.
    """
    for folder in _FOLDERS:
        path = folder / f"{name}.toml"
        if path.is_file():
            return read(path)
    near = nearest(name, names())
    meant = f"Did you mean {near}?" if near else f"There are {', '.join(names())}"
    raise VicidashError(f"there is no theme {name!r}", meant)


def read(path: Path) -> FloorTheme:
    """A theme from its file. Raises :class:`VicidashError`."""
    try:
        return FloorTheme.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = str(error)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        why = f"{where}: {first['msg']}" if where else first["msg"]
    raise VicidashError(f"the theme {path} cannot be used: {why}", "Mend it, or choose another")
