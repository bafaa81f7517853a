"""One layer of values checked: what they are, or everything that is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vicidash.config.checks import HIDDEN, shown_url
from vicidash.config.errors import Problem
from vicidash.config.layers import Layer
from vicidash.config.settings import Settings
from vicidash.words import nearest

SECRET_KEYS = ("password", "password_command", "password_keyring", "password_ask")
"""Four ways to say one thing. Their values are never shown: who errs may write the password."""

_URL_KEYS = frozenset({"url", "agent_url"})
_LONGEST_VALUE = 60
_CORRECT = "correct the value"


@dataclass(frozen=True, slots=True)
class Checked:
    """A layer with its values in their final types; none where there are problems."""

    layer: Layer
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()


def check(layer: Layer) -> Checked:
    """Check one layer by itself. Never raises."""
    problems = _contradiction(layer)
    try:
        settings = Settings.model_validate(dict(layer.values))
    except ValidationError as error:
        problems += tuple(_problem(layer, each) for each in error.errors())
    if problems:
        return Checked(layer, problems=problems)
    return Checked(layer, {key: getattr(settings, key) for key in settings.model_fields_set})


def secret_ways(values: Mapping[str, object]) -> tuple[str, ...]:
    """The ways to the password that these values choose; a way set to false is not chosen."""
    return tuple(key for key in SECRET_KEYS if values.get(key) not in (None, False))


def _contradiction(layer: Layer) -> tuple[Problem, ...]:
    first, *others = secret_ways(layer.values) or ("",)
    message = f"stands beside {first}: one of them would never be used"
    return tuple(Problem(layer.where(key), message, "take one of the two out") for key in others)


def _problem(layer: Layer, error: ErrorDetails) -> Problem:
    key, *inside = error["loc"]
    name = str(key)
    if error["type"] == "extra_forbidden":
        return _unknown_key(layer, name)
    place = layer.where(name) + "".join(f"[{index}]" for index in inside)
    message, remedy = _said(error)
    return Problem(place, f"{_shown(name, error['input'])} {message}", remedy)


def _unknown_key(layer: Layer, key: str) -> Problem:
    choices = [*Settings.model_fields, *layer.also]
    near = nearest(key, choices)
    remedy = f"did you mean {near}?" if near else f"the settings are: {', '.join(choices)}"
    return Problem(layer.where(key), f"there is no setting {key!r}{layer.inside}", remedy)


def _said(error: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a value, and the remedy."""
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
    said = error["msg"].replace("Input should be", "must be").replace("String should", "must")
    return said, _CORRECT


def _shown(key: str, value: object) -> str:
    if key in SECRET_KEYS:
        return HIDDEN
    text = shown_url(value) if key in _URL_KEYS and isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
