"""The settings used last in a folder: what only reads finds what was just made."""

from pathlib import Path

PLACE = Path("var/last-config")
"""Counted from the folder where commands are run; holds one path, counted from there too."""


def remember(config: Path) -> None:
    """From now on commands that only read, run in this folder, go by these settings.

    Settings that lie elsewhere are not remembered: whoever names those names them each time.
    """
    here = Path.cwd()
    if not config.resolve().is_relative_to(here):
        return
    named = f"{config.resolve().relative_to(here)}\n"
    try:
        if PLACE.is_file() and PLACE.read_text(encoding="utf-8") == named:
            return
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        PLACE.write_text(named, encoding="utf-8")
    except OSError:
        return  # The folder is read-only: the night goes on without this convenience.


def last_config() -> Path | None:
    """The settings used last here; None where there are none, or they are gone."""
    try:
        path = Path(PLACE.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None
    return path if path.is_file() else None
