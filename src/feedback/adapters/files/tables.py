"""Tables that must be right as a whole: customers, requesters, support agents, plans, ratings."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from feedback.adapters.files.rows import column_of, layout_of_file, read_rows
from feedback.adapters.rows.row import BadRow, Row
from feedback.errors import InvalidInput


def read_table(path: Path, required: Sequence[str]) -> Iterator[Row]:
    """Rows of a file that must be right as a whole: the first fault refuses it.

    Columns are named as settings and docs write them (`value_usd` for "Value USD"). Raises
    `InvalidInput` naming file, line and remedy.
    """
    if not path.exists():
        raise InvalidInput(f"{path} does not exist. Check the path in the settings.")
    layout = layout_of_file(path, required)
    missing = [name for name in required if column_of(name, layout.names) is None]
    if missing:
        raise InvalidInput(
            f'{path}:1: there is no column "{missing[0]}". '
            f"It has: {', '.join(layout.names) or 'nothing'}{layout.how_read}. "
            "Rename or add the column."
        )
    known = {column_of(name, layout.names): name for name in required}
    for row in read_rows(path, required):
        if isinstance(row, BadRow):
            line = row.locator.rsplit(":", 1)[1]
            raise InvalidInput(
                f"{path}:{line}: {row.reason} ({row.detail}). Correct the row or remove it."
            )
        values = {
            known.get(name) or _settings_name(name): value for name, value in row.values.items()
        }
        yield Row(row.locator, values, row.notes)


def _settings_name(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())
