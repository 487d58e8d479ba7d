"""Every setting there is, read from the models: name, type, unit, default and reason."""

import ast
import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from feedback.settings.faults import kinds_of, models_in
from feedback.settings.root import Settings
from feedback.settings.section import In

_UNITS = {
    "_per_minute": "requests a minute",
    "_usd": "US dollars",
    "_seconds": "seconds",
    "_minutes": "minutes",
    "_hours": "hours",
    "_days": "days",
    "days": "days",
    "_per_ticket": "hours",
    "_per_month": "hours",
}
"""By the end of a name: names end in their unit."""
_TYPES = {
    str: "text",
    int: "whole number",
    float: "number",
    Decimal: "number",
    bool: "true or false",
    Path: "path",
    SecretStr: "secret",
    date: "date",
    datetime: "date and time",
    time: "time of day",
    Any: "anything",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, as a person reads of it."""

    name: str
    """Dotted, as in `segments.NAME.margin` or `sources[zendesk].url`."""
    type: str
    unit: str
    """Of a number; empty for anything else."""
    default: str
    """As TOML writes it; `required` if there is none."""
    reason: str
    room: str
    """Of the product, or `running`."""
    about: str
    """Its table, in a sentence or two."""

    @property
    def section(self) -> str:
        """The name of its table in the settings file, such as `segments.NAME`."""
        return self.name.rpartition(".")[0]

    @property
    def key(self) -> str:
        """Its name within its table."""
        return self.name.rpartition(".")[2]


def all_settings() -> tuple[Setting, ...]:
    """Every setting, in the order of the models."""
    return tuple(_settings_of(Settings, ""))


@cache
def docstrings_of(model: type[BaseModel]) -> dict[str, str]:
    """The docstring under each attribute of a class and its parents, on one line."""
    found: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        if issubclass(parent, BaseModel) and parent.__module__.startswith("feedback."):
            (body,) = ast.parse(inspect.getsource(parent)).body
            assert isinstance(body, ast.ClassDef)
            for statement, after in zip(body.body, body.body[1:], strict=False):
                match statement, after:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        found[name] = " ".join(text.split())
    return found


def _settings_of(model: type[BaseModel], prefix: str) -> Iterator[Setting]:
    for key, field in model.model_fields.items():
        name = f"{prefix}{key}"
        inner = models_in(field.annotation)
        if not prefix and not inner and get_origin(field.annotation) is dict:
            name += ".NAME"
        reason = docstrings_of(model).get(key, "")
        if not inner or reason:  # tables have a line of their own if their default says something
            yield Setting(
                name=name,
                type=_type_of(field.annotation).removeprefix("" if prefix else "table of "),
                unit=_unit_of(key, field),
                default=_default_of(field),
                reason=reason,
                room=_room_of(model),
                about=" ".join((model.__doc__ or "").split()),
            )
        origin = get_origin(field.annotation)
        entry = ".NAME" if origin is dict else "[]" if origin is list else ""
        for table in inner:
            kinds = kinds_of(table) if len(inner) > 1 else ()
            yield from _settings_of(table, f"{name}[{kinds[0]}]." if kinds else f"{name}{entry}.")


def _room_of(model: type[BaseModel]) -> str:
    room = model.__module__.removeprefix("feedback.settings.").partition(".")[0]
    return "running" if room == "root" else room


def _type_of(annotation: Any) -> str:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_of(inside[0])
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_type_of(a) for a in inside if a is not NoneType))
    if origin is Literal:
        return ", ".join(f"`{_toml(value)}`" for value in inside)
    if origin is list:
        return f"list of {_type_of(inside[0])}"
    if origin is dict:
        return f"table of {_type_of(inside[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{_toml(value.value)}`" for value in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"table of {', '.join(annotation.model_fields)}"
    return _TYPES[annotation]


def _unit_of(key: str, field: FieldInfo) -> str:
    if not _holds_number(field.annotation):
        return ""
    for mark in _marks(field):
        if isinstance(mark, In):
            return mark.unit
    return next((unit for end, unit in _UNITS.items() if key.endswith(end)), "")


def _marks(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    for inner in get_args(field.annotation):
        if get_origin(inner) is Annotated:
            yield from get_args(inner)[1:]


def _holds_number(annotation: Any) -> bool:
    if annotation in (int, float, Decimal):
        return True
    if get_origin(annotation) is Literal:
        return all(type(value) is int for value in get_args(annotation))
    if get_origin(annotation) is Annotated:
        return _holds_number(get_args(annotation)[0])
    inside = [inner for inner in get_args(annotation) if inner is not NoneType]
    return bool(inside) and get_origin(annotation) is not list and _holds_number(inside[-1])


def _default_of(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if _type_of(field.annotation).endswith(_TYPES[SecretStr]):
        return "none; from the environment only"
    if default is None:
        return "none"
    return f"`{_toml(default)}`"


def _toml(value: Any) -> str:
    match value:
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case BaseModel():
            inside = ", ".join(f"{key} = {_toml(inner)}" for key, inner in value)
            return f"{{ {inside} }}"
        case bool() | str() | int() | float() | dict():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return f"{value}"
        case datetime() | date():
            return value.isoformat()
        case time():
            return f'"{value:%H:%M}"'
        case _:
            return json.dumps(str(value))
