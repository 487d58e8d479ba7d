"""Reading rows from CSV, JSONL and Parquet, one by one, each with the place where it stands."""

import csv
import io
import json
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from feedback.adapters.row import BadRow, Row
from feedback.errors import InvalidInput

# Bodies of 10 MB and more occur (pasted logs); the csv module's default stops at 128 KiB.
csv.field_size_limit(sys.maxsize)

FORMATS = (".csv", ".jsonl", ".parquet")


def column_names(path: Path, wanted: Collection[str] = ()) -> Sequence[str]:
    """The file's columns; for JSONL the keys of its objects, read until all `wanted` were seen."""
    if path.suffix == ".parquet":
        return [str(name) for name in _parquet(path).schema_arrow.names]
    if path.suffix == ".csv":
        text, _ = _decoded(path)
        return next(csv.reader(io.StringIO(text)), [])
    names: dict[str, None] = {}
    for row in read_rows(path):
        if isinstance(row, Row):
            names.update(dict.fromkeys(row.values))
            if names.keys() >= set(wanted):
                break
    return list(names)


def read_rows(path: Path) -> Iterator[Row | BadRow]:
    """Every row of a file, readable or not. Raises `InvalidInput` if the file itself is not."""
    if path.suffix not in FORMATS:
        raise InvalidInput(
            f'{path}: files of type "{path.suffix}" are not read. Use one of {", ".join(FORMATS)}.'
        )
    match path.suffix:
        case ".csv":
            return _csv_rows(path)
        case ".jsonl":
            return _jsonl_rows(path)
        case _:
            return _parquet_rows(path)


def read_table(path: Path, required: Sequence[str]) -> Iterator[Row]:
    """Rows of a file that must be right as a whole: the first fault refuses it.

    Raises `InvalidInput` naming file, line and remedy.
    """
    if not path.is_file():
        raise InvalidInput(f"{path} does not exist. Check the path in the settings.")
    names = column_names(path, required)
    missing = [name for name in required if name not in names]
    if missing:
        raise InvalidInput(
            f'{path}:1: there is no column "{missing[0]}". '
            f"It has: {', '.join(names) or 'nothing'}. Rename or add the column."
        )
    for row in read_rows(path):
        if isinstance(row, BadRow):
            line = row.locator.rsplit(":", 1)[1]
            raise InvalidInput(
                f"{path}:{line}: {row.reason} ({row.detail}). Correct the row or remove it."
            )
        yield row


def _csv_rows(path: Path) -> Iterator[Row | BadRow]:
    text, notes = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader)
    except StopIteration:
        return
    line = reader.line_num + 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(f"{path.name}:{line}", "unreadable row", str(error))
            continue
        if values:
            locator = f"{path.name}:{line}"
            if len(values) == len(header):
                yield Row(locator, dict(zip(header, values, strict=True)), notes)
            else:
                yield BadRow(
                    locator,
                    "wrong number of columns",
                    f"{len(values)} where the header has {len(header)}"
                    # A quote that is not closed swallows what follows.
                    + (f"; reads on to line {reader.line_num}" if reader.line_num > line else ""),
                )
        line = reader.line_num + 1


def _jsonl_rows(path: Path) -> Iterator[Row | BadRow]:
    with _opened(path) as file:
        for number, raw in enumerate(file, start=1):
            locator = f"{path.name}:{number}"
            text, notes = _decode(raw)
            if not text.strip():
                continue
            try:
                values = json.loads(text)
            except ValueError as error:
                yield BadRow(locator, "not JSON", str(error))
                continue
            except RecursionError:
                yield BadRow(locator, "not JSON", "nested too deep")
                continue
            if isinstance(values, dict):
                yield Row(locator, values, notes)
            else:
                yield BadRow(locator, "not a JSON object", f"a {type(values).__name__}")


def _parquet_rows(path: Path) -> Iterator[Row | BadRow]:
    import pyarrow

    number = 0
    try:
        for batch in _parquet(path).iter_batches(batch_size=2000):
            for values in batch.to_pylist():
                number += 1
                yield Row(f"{path.name}:{number}", values)
    except (pyarrow.ArrowException, OSError) as error:
        raise InvalidInput(
            f"{path} cannot be read as Parquet behind row {number}: {error}"
        ) from error


def _parquet(path: Path) -> Any:
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise InvalidInput(f"{path} cannot be read as Parquet: {error}") from error


def _opened(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error


def _decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    with _opened(path) as file:
        return _decode(file.read())


def _decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """UTF-8 (with or without its mark), else Windows' Western encoding, which fits any bytes."""
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), ("not UTF-8",)
