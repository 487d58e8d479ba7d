"""Reading rows from CSV, JSONL and Parquet, one by one, each with the place where it stands."""

import csv
import io
import json
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from feedback.adapters.rows.row import BadRow, Row
from feedback.errors import InvalidInput

# Bodies of 10 MB and more occur (pasted logs); the csv module's default stops at 128 KiB.
csv.field_size_limit(sys.maxsize)

_BAD_BYTES = re.compile("[\udc80-\udcff]+")
"""As Python keeps bytes that it could not decode."""

FORMATS = (".csv", ".jsonl", ".parquet")


def column_names(path: Path, wanted: Collection[str] = ()) -> Sequence[str]:
    """The file's columns; for JSONL the keys of its objects, read until all `wanted` were seen."""
    if path.suffix == ".parquet":
        return [str(name) for name in _parquet(path).schema_arrow.names]
    if path.suffix == ".csv":
        with _opened_text(path) as file:
            return [_mended(name)[0] for name in next(csv.reader(file), [])]
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
    with _opened_text(path) as file:
        reader = csv.reader(file)
        header = [_mended(name)[0] for name in next(reader, [])]
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
                yield _csv_row(f"{path.name}:{line}", header, values, line, reader.line_num)
            line = reader.line_num + 1


def _csv_row(
    locator: str, header: Sequence[str], values: Sequence[str], line: int, last_line: int
) -> Row | BadRow:
    if len(values) != len(header):
        return BadRow(
            locator,
            "wrong number of columns",
            f"{len(values)} where the header has {len(header)}"
            # A quote that is not closed swallows what follows.
            + (f"; reads on to line {last_line}" if last_line > line else ""),
        )
    mended = [_mended(value) for value in values]
    notes = next((notes for _, notes in mended if notes), ())
    return Row(locator, dict(zip(header, (value for value, _ in mended), strict=True)), notes)


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


def _opened_text(path: Path) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        _opened(path), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )


def _decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    return _mended(raw.decode("utf-8-sig", errors="surrogateescape"))


def _mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Bytes that are not UTF-8, one by one, as in Windows' Western encoding; the rest stays."""
    if text.isascii() or not _BAD_BYTES.search(text):
        return text, ()
    return _BAD_BYTES.sub(_western, text), ("not UTF-8",)


def _western(found: re.Match[str]) -> str:
    return found[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")
