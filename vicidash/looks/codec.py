"""Values of the floor as plain JSON data, and back by the types of their fields.

A model or dataclass becomes an object by the names of its fields: what a later version adds or
leaves out is no obstacle. What is read back is checked, as a file may be damaged or come from
somebody else.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from vicidash.client import DialerError, LoginError, Unreachable, VicidashError

T = TypeVar("T")
Plain = Any
"""Nothing but dicts with names, lists, strings, numbers, booleans and ``None``."""

UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What :func:`from_plain` raises for data that does not fit."""

_AS_IT_IS: Final = frozenset({str, int, float, bool, type(None)})
_ERRORS: Final[Mapping[str, type[DialerError]]] = {
    "login": LoginError,
    "unreachable": Unreachable,
    "other": DialerError,
}
_NONE: Final = object()


def to_plain(value: object) -> Plain:
    """A value as plain data. Raises ``TypeError`` for what has no such form."""
    kind: Any = type(value)
    if kind in _AS_IT_IS:
        return value
    return _encoder(kind)(value)


def from_plain(kind: type[T], plain: Plain) -> T:
    """A value of a type from plain data. Raises one of ``UNREADABLE`` for what is none."""
    decode: Decode = _decoder(cast("Any", kind))
    value: T = decode(plain)
    return value


@cache
def _encoder(kind: type[Any]) -> Callable[[Any], Plain]:
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, BaseModel):
        names = tuple(kind.model_fields)
        return lambda value: _named(value, names)
    if issubclass(kind, VicidashError):
        return _error
    if is_dataclass(kind):
        own = tuple(field.name for field in fields(kind) if field.init)
        return lambda value: _named(value, own)
    if issubclass(kind, datetime | date | time):
        return lambda value: value.isoformat()
    if issubclass(kind, Mapping):
        return lambda value: {str(key): to_plain(each) for key, each in value.items()}
    if issubclass(kind, tuple | list):
        return lambda value: [to_plain(each) for each in value]
    raise TypeError(f"{kind.__name__} has no plain form")


def _named(value: object, names: Sequence[str]) -> Plain:
    plain = {}
    for name in names:
        each = getattr(value, name)
        plain[name] = each if type(each) in _AS_IT_IS else to_plain(each)
    return plain


def _error(error: VicidashError) -> Plain:
    """What is shown of an error: its class matters only as far as rules look at it."""
    kind = next((name for name, each in _ERRORS.items() if isinstance(error, each)), "other")
    function = getattr(error, "function", "")
    return {
        "kind": kind,
        "function": function,
        "message": error.message,
        "remedy": error.remedy,
    }


def _error_from(plain: Plain) -> DialerError:
    words = (plain["function"], plain["message"], plain["remedy"])
    if not all(isinstance(each, str) for each in words):
        raise TypeError("an error has words only")
    return _ERRORS[plain["kind"]](*words)


# --- Back again

Decode = Callable[[Plain], Any]


@cache
def _decoder(kind: Any) -> Decode:
    """What makes a value of this type; types may have parameters, as ``Mapping[str, int]``."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is typing.Annotated:
        return _decoder(arguments[0])
    if origin in (Union, types.UnionType):
        return _either(arguments)
    if origin is not None and is_dataclass(origin):
        parameters = getattr(origin, "__parameters__", ())
        return _dataclass(origin, dict(zip(parameters, arguments, strict=True)))
    if origin is not None and issubclass(origin, tuple):
        return _tuple(arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(*map(_decoder, arguments))
    if origin is not None and issubclass(origin, Sequence):
        return _tuple((arguments[0], ...))
    return _simple(kind)


def _simple(kind: Any) -> Decode:
    if kind is object or kind is type(None):
        return _nothing
    if kind is float:
        return _number
    if kind in _AS_IT_IS:
        return lambda plain: _exactly(kind, plain)
    if issubclass(kind, Enum):
        return _calling(kind)
    if issubclass(kind, BaseModel):
        return lambda plain: kind.model_validate(_exactly(dict, plain))
    if issubclass(kind, VicidashError):
        return _error_from
    if issubclass(kind, datetime | date | time):
        return _calling(kind.fromisoformat)
    if issubclass(kind, tuple):  # with names
        hints = get_type_hints(kind)
        inner = _tuple(tuple(hints[name] for name in kind._fields))
        return lambda plain: kind(*inner(plain))
    if is_dataclass(kind):
        return _dataclass(kind, {})
    raise TypeError(f"{kind!r} cannot be read back")


def _calling(make: Callable[[Plain], Any]) -> Decode:
    return make


def _nothing(plain: Plain) -> None:
    if plain is not None:
        raise TypeError("nothing is expected here")


def _number(plain: Plain) -> float:
    if type(plain) not in (int, float):
        raise TypeError("a number is expected here")
    number: float = plain
    return number


def _exactly(kind: type[Any], plain: Plain) -> Any:
    if type(plain) is not kind:
        raise TypeError(f"{kind.__name__} is expected here")
    return plain


def _either(kinds: Sequence[Any]) -> Decode:
    """The first of the types that the data fits; ``None`` is looked for first."""
    optional = type(None) in kinds
    ways = [_decoder(each) for each in kinds if each is not type(None)]

    def decode(plain: Plain) -> Any:
        if plain is None and optional:
            return None
        for way in ways[:-1]:
            try:
                return way(plain)
            except UNREADABLE:
                continue
        return ways[-1](plain)

    return decode


def _tuple(kinds: Sequence[Any]) -> Decode:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        every = _decoder(kinds[0])
        return lambda plain: tuple([every(each) for each in _exactly(list, plain)])
    ways = [_decoder(each) for each in kinds]
    return lambda plain: tuple(
        [way(each) for way, each in zip(ways, _exactly(list, plain), strict=True)]
    )


def _mapping(key: Decode, value: Decode) -> Decode:
    return lambda plain: {key(k): value(each) for k, each in _exactly(dict, plain).items()}


def _dataclass(kind: Any, parameters: Mapping[Any, Any]) -> Decode:
    """By the names of its fields; a name that is not known here is left out."""
    hints = get_type_hints(kind)
    ways: dict[str, Callable[[], Decode]] = {}
    for field in fields(kind):
        if field.init:
            ways[field.name] = _lazily(_with(hints[field.name], parameters))
    needed = [
        each.name
        for each in fields(kind)
        if each.init and each.default is MISSING and each.default_factory is MISSING
    ]

    def decode(plain: Plain) -> Any:
        found = _exactly(dict, plain)
        values = {name: ways[name]()(each) for name, each in found.items() if name in ways}
        missing = [name for name in needed if name not in values]
        if missing:
            raise KeyError(missing[0])
        return kind(**values)

    return decode


def _lazily(kind: Any) -> Callable[[], Decode]:
    """The decoder when it is needed: some fields are never written."""
    made: list[Decode] = []

    def get() -> Decode:
        if not made:
            made.append(_decoder(kind))
        return made[0]

    return get


def _with(hint: Any, parameters: Mapping[Any, Any]) -> Any:
    """A type with its parameters put in: ``T | None`` becomes ``int | None``."""
    found = parameters.get(hint, _NONE) if isinstance(hint, TypeVar) else _NONE
    if found is not _NONE:
        return found
    if parameters and get_origin(hint) in (Union, types.UnionType):
        return Union[tuple(_with(each, parameters) for each in get_args(hint))]  # noqa: UP007
    return hint
