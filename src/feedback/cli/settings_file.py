"""Which settings a command goes by: the ones named, the last ones used here, or this folder's own.

What only reads may go by the settings used last, and says so. What writes to the store or to the
outside never guesses between two of them.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from feedback.errors import InvalidInput
from feedback.last_config import last_config, remember
from feedback.terminal.hints import go_by

if TYPE_CHECKING:
    from feedback.settings import Settings

OWN_CONFIGS = (Path("config/feedback.toml"), Path("feedback.toml"))
"""Where a folder has its own settings."""


def settings_to_read(config: Path | None) -> "Settings":
    """For a command that changes nothing. Raises `InvalidInput` if they cannot be read."""
    return _load(config_to_read(config))


def settings_to_write(config: Path | None) -> "Settings":
    """For a command that writes. Raises `InvalidInput` if they cannot be read, or if it is not sure
    which are meant."""
    return _load(config_to_write(config))


def settings_of_a_night(config: Path | None) -> "Settings":
    """As `settings_to_write`; commands that only read go by them from now on."""
    path = config_to_write(config)
    settings = _load(path)
    remember(path)
    return settings


def config_to_read(config: Path | None) -> Path:
    """The settings named, used last, or this folder's own; says on stderr if nobody named them."""
    if config is not None:
        return config
    found = last_config() or _own()
    if found is None:
        return OWN_CONFIGS[0]  # which then says that it is not there
    if found not in OWN_CONFIGS:
        typer.echo(f"Settings: {found}, the last ones used here.", err=True)
    return found


def config_to_write(config: Path | None) -> Path:
    """The settings named, or this folder's own where no others were used last."""
    if config is not None:
        return config
    last, own = last_config(), _own()
    if last is not None and last not in OWN_CONFIGS:
        raise InvalidInput(
            "This command writes: say with which settings. The last ones used here are "
            f"{last}: --config {last}, or set FEEDBACK_CONFIG."
        )
    return last or own or OWN_CONFIGS[0]


def check_settings_file(path: Path) -> None:
    """Before anything slow is imported. Raises `InvalidInput` if it cannot be read."""
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise InvalidInput(
            f"The settings file {path} cannot be read: {error.strerror}. Name one with --config."
        ) from error


def check_there(path: Path) -> None:
    """Likewise of a file that a command reads. Raises `InvalidInput` if there is none."""
    if not path.exists():
        raise InvalidInput(f"{path} does not exist.")


def _load(path: Path) -> "Settings":
    check_settings_file(path)
    is_found_anyway = path in OWN_CONFIGS or str(path) == os.environ.get("FEEDBACK_CONFIG")
    go_by(None if is_found_anyway else path)
    from feedback.settings import load_settings

    return load_settings(path)


def _own() -> Path | None:
    return next((path for path in OWN_CONFIGS if path.is_file()), None)
