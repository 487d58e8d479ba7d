"""How a report leaves the command: as JSON or as a table, and as files where a folder is named."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer


def hand_out(
    rows: Callable[[], Any],
    show: Callable[[], None],
    *,
    as_json: bool,
    write: Callable[[Path], Sequence[Path]] | None = None,
    out: Path | None = None,
) -> None:
    """What `rows` gives for machines, or what `show` prints for a person; then `write` to `out`."""
    if as_json:
        typer.echo(json.dumps(rows(), ensure_ascii=False, indent=2))
    else:
        show()
    if write is not None and out is not None:
        say_written(write(out))


def say_written(paths: Sequence[Path]) -> None:
    for path in paths:
        typer.echo(f"Wrote {path}.")
