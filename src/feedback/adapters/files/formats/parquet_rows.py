"""Rows of Parquet files. A cell that cannot be read costs its row, not the file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from feedback.adapters.rows.row import BadRow, Row
from feedback.errors import InvalidInput

_BATCH_ROWS = 2000


def parquet_names(path: Path) -> tuple[str, ...]:
    """The columns of a file. Raises `InvalidInput` if it cannot be read."""
    return tuple(str(name) for name in _file(path).schema_arrow.names)


def parquet_rows(path: Path) -> Iterator[Row | BadRow]:
    """Every row, numbered from 1. Raises `InvalidInput` if the file cannot be read."""
    import pyarrow

    number = 0
    try:
        for batch in _file(path).iter_batches(batch_size=_BATCH_ROWS):
            for values in _rows_of(batch):
                number += 1
                locator = f"{path.name}:{number}"
                if isinstance(values, str):
                    yield BadRow(locator, "unreadable cell", values)
                else:
                    yield Row(locator, values)
    except (pyarrow.ArrowException, OSError) as error:
        raise InvalidInput(
            f"{path} cannot be read as Parquet behind row {number}: {error}."
        ) from error


def _rows_of(batch: Any) -> Iterator[dict[str, Any] | str]:
    """The rows of a batch; instead of a row with an unreadable cell, what is wrong with it."""
    try:
        rows = batch.to_pylist()
    except (ValueError, OverflowError, TypeError):
        rows = [_row_of(batch, number) for number in range(batch.num_rows)]
    yield from rows


def _row_of(batch: Any, number: int) -> dict[str, Any] | str:
    values = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values[name] = column[number].as_py()
        except (ValueError, OverflowError, TypeError) as error:
            return f"column {name}: {error}"
    return values


def _file(path: Path) -> Any:
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise InvalidInput(f"{path} cannot be read as Parquet: {error}.") from error
