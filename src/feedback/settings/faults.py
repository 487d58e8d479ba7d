"""What is wrong with the settings, in words for the person who wrote them."""

import difflib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

ENV_PREFIX = "FEEDBACK__"
SECRETS = (
    ("redaction", "pseudonym_key"),
    ("titles", "api_key"),
    ("jira", "token"),
    ("slack", "token"),
    ("slack", "app_token"),
)
"""Section and name of what comes from the environment only, and is never quoted."""

_N_SUGGESTIONS = 3
_PASSWORD = re.compile(r"(://[^:/@\s]*:)\S*@")
_WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "greater_than": lambda limit: f"must be more than {limit['gt']:g}",
    "greater_than_equal": lambda limit: f"must be at least {limit['ge']:g}",
    "less_than": lambda limit: f"must be less than {limit['lt']:g}",
    "less_than_equal": lambda limit: f"must be at most {limit['le']:g}",
    "literal_error": lambda allowed: f"must be one of {_listed(allowed['expected'])}",
    "enum": lambda allowed: f"must be one of {_listed(allowed['expected'])}",
    "string_too_short": lambda _: "must not be empty",
    "too_short": lambda _: "must have at least 1 entry",
    "too_long": lambda limit: f"must have at most {limit['max_length']} entries",
}
"""By pydantic's type of error, what it says about the value that it expects."""
_EXPECTED = (
    ("int", "must be a whole number"),
    ("float", "must be a number"),
    ("decimal", "must be a number"),
    ("bool", "must be true or false"),
    ("string", "must be text in quotes"),
    ("path", "must be a path in quotes"),
    ("date", "must be a date, such as 2026-03-09"),
    ("time", 'must be a time of day in quotes, such as "20:00"'),
    ("list", "must be a list"),
    ("dict", "must be a table"),
    ("model", "must be a table"),
)
"""By the first word of pydantic's type of error, such as `int_parsing` and `int_type`."""


def explain(error: ValidationError, path: Path, root: type[BaseModel]) -> str:
    """One line for each fault: where it is, the value, what is wrong, what was perhaps meant."""
    return "\n".join(_line(fault, path, root) for fault in error.errors())


def _line(fault: ErrorDetails, path: Path, root: type[BaseModel]) -> str:
    location = _as_written(fault["loc"])
    variable = _variable_of(fault["loc"])
    where = f"The environment variable {variable}" if variable else str(path)
    match fault["type"]:
        case "extra_forbidden":
            # Its value is not quoted: it may be a secret under a misspelt name.
            near = suggestion(str(fault["loc"][-1]), _siblings(fault["loc"], root))
            return f"{where}: {location}: unknown setting.{near}"
        case "union_tag_invalid":
            context = fault.get("ctx", {})
            kind, kinds = context["tag"], context["expected_tags"].replace("'", "").split(", ")
            whose = "source" if fault["loc"][0] == "sources" else "customer directory"
            near = suggestion(kind, sorted(kinds))
            return f"{where}: {location}.kind = {_quoted(kind)}: unknown kind of {whose}.{near}"
        case "missing":
            return f"{where}: {location} is missing. Add it."
    if not location:
        return f"{where}: {_wrong(fault)}."
    if _may_be_secret(fault["loc"]) or _holds_tables(fault["input"]):
        return f"{where}: {location}: {_wrong(fault)}."
    return f"{where}: {location} = {_quoted(fault['input'])}: {_wrong(fault)}."


def _holds_tables(value: object) -> bool:
    """Too long to quote, and an unknown key's value in it may be a secret."""
    if isinstance(value, list):
        return any(_holds_tables(entry) for entry in value)
    return isinstance(value, dict | BaseModel)


def _wrong(fault: ErrorDetails) -> str:
    if words := _WORDS.get(fault["type"]):
        return words(fault.get("ctx", {}))
    for word, expected in _EXPECTED:
        if fault["type"].startswith(f"{word}_"):
            return expected
    return fault["msg"].removeprefix("Value error, ")


def _listed(names: str) -> str:
    """`'a', 'b' or 'c'` as pydantic lists them, in double quotes as TOML has them."""
    return names.replace("'", '"')


def _as_written(location: tuple[int | str, ...]) -> str:
    """`sources (entry 1).path`: as the file has it, without the kind that pydantic puts behind a
    source's number."""
    at = _place_of_kind(location)
    parts = (*location[:at], *location[at + 1 :]) if at else location
    written = ""
    for part in parts:
        if isinstance(part, int):
            written += f" (entry {part + 1})"
        else:
            written += f".{part}" if written else part
    return written


def _place_of_kind(location: tuple[int | str, ...]) -> int:
    """0 where there is none."""
    at = {"sources": 2, "customers": 1}.get(str(location[0]), 0) if location else 0
    return at if len(location) > at else 0


def _variable_of(location: tuple[int | str, ...]) -> str | None:
    """The environment variable that set this or what it is a part of, if there is one."""
    given = {name.upper(): name for name in os.environ}
    for length in range(len(location), 0, -1):
        variable = ENV_PREFIX + "__".join(str(part) for part in location[:length]).upper()
        if variable in given:
            return given[variable]
    return None


def _may_be_secret(location: tuple[int | str, ...]) -> bool:
    """Whether the value at fault is a secret, or a section that holds one."""
    return location[0] == "secrets" or any(
        location[:2] in ((section, name), (section,)) for section, name in SECRETS
    )


def _quoted(value: object) -> str:
    """As TOML writes it, but for the password that an address may hold."""
    return _PASSWORD.sub(r"\1***@", json.dumps(value, ensure_ascii=False, default=str))


def _siblings(location: tuple[int | str, ...], root: type[BaseModel]) -> list[str]:
    """The names a setting could have had where it stands."""
    here: Any = root
    if at := _place_of_kind(location):
        kinds = models_in(root.model_fields[str(location[0])].annotation)
        here = next(model for model in kinds if location[at] in kinds_of(model))
        location = location[at + 1 :]
    is_name = False  # whether the next part names an entry of a map, like segments.enterprise
    for part in location[:-1]:
        if (
            is_name
            or isinstance(part, int)
            or not (isinstance(here, type) and issubclass(here, BaseModel))
        ):
            is_name = False
            continue
        found = here.model_fields.get(str(part))
        here = next(iter(models_in(found.annotation)), None) if found else None
        is_name = found is not None and get_origin(found.annotation) is dict
    if isinstance(here, type) and issubclass(here, BaseModel):
        return sorted(here.model_fields)
    return []


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models of an annotation, such as every kind of source in `list[SourceSettings]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in models_in(inner)]


def kinds_of(model: type[BaseModel]) -> tuple[str, ...]:
    """What `kind` may be in this model; empty where it has none."""
    field = model.model_fields.get("kind")
    return get_args(field.annotation) if field and get_origin(field.annotation) is not None else ()


def suggestion(name: str, known: list[str]) -> str:
    """The nearest known names, or all of them; to be put behind a message."""
    near = difflib.get_close_matches(name, known, n=_N_SUGGESTIONS)
    if near:
        names = '" or "'.join(near)
        return f' Did you mean "{names}"?'
    return f" Available: {', '.join(known)}." if known else ""
