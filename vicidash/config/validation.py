"""Checks one layer of settings and collects everything that is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from vicidash.config.errors import Problem
from vicidash.config.settings import Settings, given, group_of
from vicidash.config.sources import Layer, quoted
from vicidash.config.validators import HIDDEN, shown_url
from vicidash.formatting import nearest

SECRET_KEYS = ("password", "password_command", "password_keyring", "password_ask")
"""Four ways to set the password. Their values are never shown: one may hold it by mistake."""

SECRETS = frozenset({"password", "password_command", "alerts.webhook", "alerts.command"})
"""The settings whose values are never shown: a command's arguments may hold a key, too."""

HIDDEN_KEYS = SECRETS | frozenset(SECRET_KEYS)
"""The settings whose refused values are never repeated."""

_URL_KEYS = frozenset({"url", "agent_url"})
_LONGEST_VALUE = 60
_CORRECT = "correct the value"


@dataclass(frozen=True, slots=True)
class CheckedLayer:
    """A layer with its typed values by dotted name; no values if it has problems."""

    layer: Layer
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()


def check(layer: Layer) -> CheckedLayer:
    """Check one layer by itself. Never raises."""
    problems = _contradiction(layer)
    try:
        settings = Settings.model_validate(dict(layer.values))
    except ValidationError as error:
        problems += tuple(_problem(layer, each) for each in error.errors())
    if problems:
        return CheckedLayer(layer, problems=problems)
    return CheckedLayer(layer, dict(given(settings)))


def secret_ways(values: Mapping[str, object]) -> tuple[str, ...]:
    """The password settings that these values use; one that is set to false is not used."""
    return tuple(key for key in SECRET_KEYS if values.get(key) not in (None, False))


def _contradiction(layer: Layer) -> tuple[Problem, ...]:
    first, *others = secret_ways(layer.values) or ("",)
    message = f"stands beside {first}: one of them would never be used"
    return tuple(Problem(layer.where(key), message, "take one of the two out") for key in others)


def _problem(layer: Layer, error: ErrorDetails) -> Problem:
    loc = [part for part in error["loc"] if part != "[key]"]  # pydantic's mark for a table's key
    if error["type"] == "extra_forbidden":
        return _unknown_key(layer, [str(part) for part in loc])
    place = _dotted(loc)
    message, remedy = _refusal(error)
    return Problem(layer.where(place), f"{_shown(place, error['input'])} {message}", remedy)


def _dotted(loc: Iterable[int | str]) -> str:
    """A setting as TOML would write it: `alerts.drop.warn`, `campaigns[1]`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{quoted(part)}" for part in loc)
    return "".join(parts).removeprefix(".")


def _unknown_key(layer: Layer, loc: Sequence[str]) -> Problem:
    *tables, key = loc
    model: type[BaseModel] = Settings
    for name in tables:
        model = group_of(model.model_fields[name]) or model
    choices = [*model.model_fields, *(() if tables else layer.also)]
    near = nearest(key, choices)
    remedy = f"did you mean {near}?" if near else f"the settings are: {', '.join(choices)}"
    message = f"there is no setting {key!r}{layer.inside('.'.join(tables))}"
    return Problem(layer.where(_dotted(loc)), message, remedy)


def _refusal(error: ErrorDetails) -> tuple[str, str]:
    """The message and the remedy for a refused value."""
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "setting":
        return context["message"], context["remedy"]
    if kind == "string_type":
        return "is not text", "write it in quotes"
    if kind == "bool_type":
        return "is neither true nor false", "write true or false, without quotes"
    if kind == "float_type":
        return "is not a number", "write a number, without quotes"
    if kind == "int_type":
        return "is not a whole number", "write a whole number, without quotes"
    if kind in ("model_type", "dict_type", "mapping_type"):
        return "is not a table", "write it as a table of its own, such as [alerts]"
    message = error["msg"].replace("Input should be", "must be").replace("String should", "must")
    return message, _CORRECT


def _shown(place: str, value: object) -> str:
    if any(_meet(place, hidden) for hidden in HIDDEN_KEYS):
        return HIDDEN
    if place in _URL_KEYS:
        text = shown_url(value) if isinstance(value, str) else repr(value)
    else:
        text = repr(value)
        if "://" in text:  # an address in the wrong place: a webhook's holds a token
            return HIDDEN
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _meet(place: str, hidden: str) -> bool:
    """Whether a place is a hidden setting, part of one, or a table that contains one."""
    inside = place == hidden or place.startswith((f"{hidden}.", f"{hidden}["))
    return inside or hidden.startswith(f"{place}.")
