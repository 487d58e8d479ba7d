"""Reads the settings from the file and the environment."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from feedback.errors import InvalidInput
from feedback.settings.faults import ENV_PREFIX, SECRETS, explain, suggestion
from feedback.settings.root import Settings


def load_settings(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings. Relative paths count from the folder of the file.

    Raises `InvalidInput` with one line for each fault, quoting file, key and value (never a
    secret's), and what to do.
    """
    values = _read(path)
    faults = [
        *_secrets_in(values, path),
        *_unknown_in(os.environ if environment is None else environment),
    ]
    try:
        settings = Settings(**values)
    except SettingsError as error:
        name = next(name for name in Settings.model_fields if f'"{name}"' in str(error))
        raise InvalidInput(
            f"The environment variable {ENV_PREFIX}{name.upper()} is not valid JSON. Write all of "
            f"{name} as JSON, or set one part of it with {ENV_PREFIX}{name.upper()}__NAME."
        ) from error
    except ValidationError as error:
        faults.append(explain(error, path, Settings))
    if faults:
        raise InvalidInput("\n".join(faults))
    return _with_absolute_paths(settings, path.resolve().parent)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise InvalidInput(
            f"The settings file {path} cannot be read: {error.strerror}. Name one with --config."
        ) from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise InvalidInput(f"{path} is not valid TOML: {error}.") from error


def _secrets_in(values: Mapping[str, Any], path: Path) -> Iterator[str]:
    if "secrets" in values:
        yield (
            f"{path}: secrets do not belong in a file. Set {ENV_PREFIX}SECRETS__NAME in the "
            "environment instead, with the name of the source in capitals."
        )
    for section, name in SECRETS:
        if isinstance(here := values.get(section), dict) and name in here:
            yield (
                f"{path}: {section}.{name} is a secret and does not belong in a file. "
                f"Set {ENV_PREFIX}{section.upper()}__{name.upper()} in the environment instead."
            )


def _unknown_in(environment: Mapping[str, str]) -> Iterator[str]:
    """`FEEDBACK__…` variables that name no setting; pydantic would pass over them."""
    for name in environment:
        if name.upper().startswith(ENV_PREFIX):
            section, _, _ = name.upper().removeprefix(ENV_PREFIX).lower().partition("__")
            known: list[str] = sorted(Settings.model_fields)
            if section not in known:
                yield (
                    f'The environment variable {name}: unknown section "{section}".'
                    f"{suggestion(section, known)}"
                )


def _with_absolute_paths(settings: Settings, folder: Path) -> Settings:
    def absolute(section: Any) -> Any:
        if not isinstance(section, BaseModel):
            return section
        changes: dict[str, Any] = {
            name: Path(os.path.normpath(folder / value))
            for name, value in section
            if isinstance(value, Path) and not value.is_absolute()
        }
        url = getattr(section, "url", "")
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            path = os.path.normpath(folder / url.removeprefix("sqlite:///"))
            changes["url"] = f"sqlite:///{path}"
        return section.model_copy(update=changes)

    updates: dict[str, Any] = {
        name: [absolute(entry) for entry in value] if isinstance(value, list) else absolute(value)
        for name, value in settings
    }
    return settings.model_copy(update=updates)
