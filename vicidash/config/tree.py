"""Settings as one list: those in tables are named with dots, as `alerts.drop.warn`."""

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

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
