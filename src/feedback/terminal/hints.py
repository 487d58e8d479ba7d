"""Commands named in what is printed, as they must be typed to go by the same settings."""

from pathlib import Path

_config: list[Path] = []
"""The settings that hints must name; empty where a command finds them by itself."""


def go_by(config: Path | None) -> None:
    """From now on hints carry these settings; none where a command finds them by itself."""
    _config[:] = [] if config is None else [config]


def hint(command: str) -> str:
    """`feedback plan` as `feedback plan --config config/demo.toml`."""
    return f"{command} --config {_config[0]}" if _config else command
