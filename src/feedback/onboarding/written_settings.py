"""Settings that work, as a file of a few lines."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from feedback.adapters.files.formats.delimited import plain_name
from feedback.adapters.rows.ticket_fields import FIELDS
from feedback.errors import InvalidInput
from feedback.onboarding.first_look import FirstLook
from feedback.onboarding.helpdesks import Helpdesk

SETTINGS_FILE = "feedback.toml"
_HEAD = """\
# Made by `feedback init`. docs/settings.md lists every setting with its default and its reason.
# To see money at risk, name a file of customers with their value here: docs/customers.md.
customers = { kind = "none", default_segment = "everyone" }
segments = { everyone = {} }
night = { page = "report.html" }
"""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def settings_of_file(look: FirstLook, path: Path, folder: Path) -> str:
    """The settings for `path` (a file or a folder like the one looked at), to lie in `folder`."""
    source: dict[str, Any] = {
        "name": source_name(path),
        "path": Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix(),
    }
    if look.date_order:
        source["date_order"] = look.date_order
    if look.guess.rows:
        source["rows"] = look.guess.rows
    columns = {
        name: look.guess.columns[name]
        for name in FIELDS
        # What is called alike is found by itself.
        if name in look.guess.columns and plain_name(look.guess.columns[name]) != plain_name(name)
    }
    lines = [_HEAD, "[[sources]]", *_lines(source)]
    if columns:
        lines += ["", "[sources.columns]", *_lines(columns)]
    return "\n".join(lines) + "\n"


def settings_of_helpdesk(helpdesk: Helpdesk) -> str:
    """The settings for a helpdesk."""
    source = {"name": helpdesk.name, "kind": helpdesk.kind, **helpdesk.settings}
    return "\n".join([_HEAD, "[[sources]]", *_lines(source)]) + "\n"


def write_settings(text: str, folder: Path) -> Path:
    """Write the settings file. Raises `InvalidInput` if there is one, or it cannot be written."""
    path = folder / SETTINGS_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InvalidInput(
            f"{path} exists already. Remove it, or name another folder with --out."
        ) from error
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error
    return path


def source_name(path: Path) -> str:
    """A source's name from that of its file: small letters, digits, - and _."""
    stem = path.name.split(".")[0].lower()
    name = re.sub(r"[^a-z0-9]+", "-", stem).strip("-_")
    return name[:30].strip("-_") or "tickets"


def _lines(values: Mapping[str, Any]) -> Sequence[str]:
    return [f"{_key(name)} = {_written(value)}" for name, value in values.items()]


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_lines(value)) + " }"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value)


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """As a basic string of TOML: JSON's, but for the one control character that JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
