"""What is wrong with the settings, in words for the person who wrote them."""

import difflib
import os
import re
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

_PASSWORD = re.compile(r"(://[^:/@\s]*:)\S*@")


def explain(error: ValidationError, path: Path, root: type[BaseModel]) -> str:
    """One line per fault: where it stands, the value, what is wrong, what was perhaps meant."""
    lines = []
    for fault in error.errors():
        location = ".".join(str(part) for part in _as_written(fault["loc"]))
        variable = _variable_of(fault["loc"])
        where = f"The environment ({variable})" if variable else str(path)
        match fault["type"]:
            case "extra_forbidden":
                known = _siblings(fault["loc"], root)
                name = str(fault["loc"][-1])
                lines.append(
                    f'{where}: there is no setting "{location}"{_value_words(fault)}.'
                    f"{did_you_mean(name, known)}"
                )
            case "union_tag_invalid":
                context = fault.get("ctx", {})
                kind, kinds = context["tag"], context["expected_tags"].replace("'", "").split(", ")
                lines.append(
                    f"{where}: {location}.kind = {kind!r}: there is no such kind of "
                    f"{_whose(fault)}.{did_you_mean(kind, sorted(kinds))}"
                )
            case "missing":
                lines.append(f'{where}: the setting "{location}" is missing. Add it.')
            case _:
                message = fault["msg"].removeprefix("Value error, ")
                if not location:
                    lines.append(f"{where}: {message}.")
                elif _may_be_secret(fault["loc"]):
                    lines.append(f"{where}: {location}: {message}.")
                else:
                    lines.append(f"{where}: {location} = {_quoted(fault['input'])}: {message}.")
    return "\n".join(lines)


def _whose(fault: ErrorDetails) -> str:
    return "source" if fault["loc"][0] == "sources" else "directory of customers"


def _as_written(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Without the kind that pydantic puts behind a source's number."""
    at = _place_of_kind(location)
    return (*location[:at], *location[at + 1 :]) if at else location


def _place_of_kind(location: tuple[int | str, ...]) -> int:
    """0 where there is none."""
    at = {"sources": 2, "customers": 1}.get(str(location[0]), 0) if location else 0
    return at if len(location) > at else 0


def _variable_of(location: tuple[int | str, ...]) -> str | None:
    """The environment variable that set this or what it is a part of, if one did."""
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


def _value_words(fault: ErrorDetails) -> str:
    """The value of a misspelt setting, unless what was meant may be a secret."""
    if fault["loc"][0] in dict(SECRETS) or not isinstance(fault["input"], str | int | float):
        return ""
    return f" (= {_quoted(fault['input'])})"


def _quoted(value: object) -> str:
    """As it was given, but for the password that an address may hold."""
    return _PASSWORD.sub(r"\1***@", repr(value))


def _siblings(location: tuple[int | str, ...], root: type[BaseModel]) -> list[str]:
    """The names a setting could have had where it stands."""
    here: Any = root
    if at := _place_of_kind(location):
        kinds = _models_in(root.model_fields[str(location[0])].annotation)
        here = next(one for one in kinds if location[at] in _kinds_of(one))
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
        here = _model_in(found.annotation) if found else None
        is_name = found is not None and get_origin(found.annotation) is dict
    if isinstance(here, type) and issubclass(here, BaseModel):
        return sorted(here.model_fields)
    return []


def _model_in(annotation: Any) -> Any:
    return next(iter(_models_in(annotation)), None)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for inner in get_args(annotation) for one in _models_in(inner)]


def _kinds_of(source: type[BaseModel]) -> tuple[str, ...]:
    return get_args(source.model_fields["kind"].annotation)


def did_you_mean(name: str, known: list[str]) -> str:
    """The nearest known name, or all of them; to be put behind a message."""
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f' Did you mean "{close[0]}"?'
    return f" Known here: {', '.join(known)}." if known else ""
