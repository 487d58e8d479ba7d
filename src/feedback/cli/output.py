"""How a command prints: for a person, or as JSON; and as files where a folder is named."""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import typer


def print_report(
    values: Callable[[], object],
    show: Callable[[], None],
    *,
    as_json: bool,
    write: Callable[[Path], Sequence[Path]] | None = None,
    out: Path | None = None,
) -> None:
    """What `values` gives as JSON, or what `show` prints for a person; then `write` to `out`."""
    if as_json:
        print_json(values())
    else:
        show()
    if write is not None and out is not None:
        print_written(write(out))


def print_json(value: object) -> None:
    """Values of dataclasses, dates (ISO 8601) and money (digits as text) included."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def print_written(paths: Sequence[Path]) -> None:
    """One line per file."""
    for path in paths:
        typer.echo(f"Wrote {path}.")


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
