"""Reading rows from files as people have them, one by one, each with the place where it stands.

CSV with any delimiter, TSV, JSON lines, a JSON array, Parquet and spreadsheets, packed with gzip or
not, in any encoding.
"""

import gzip
import io
import json
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from feedback.adapters.files.delimited import (
    Layout,
    delimited_rows,
    first_lines,
    layout_of,
    plain_name,
)
from feedback.adapters.files.encodings import Encoding, encoding_of
from feedback.adapters.rows.row import BadRow, Row
from feedback.errors import InvalidInput

_BAD_BYTES = re.compile("[\udc80-\udcff]+")
"""As Python keeps bytes that it could not decode."""
_CELL = "\x1f"
"""Between the cells of a spreadsheet, while its layout is found out."""
_SAMPLE_BYTES = 256 * 1024

DELIMITED = (".csv", ".tsv", ".txt")
SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods")
PACKED = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
FORMATS = (*DELIMITED, ".jsonl", ".ndjson", ".json", ".parquet", *SPREADSHEETS)
"""Endings of files that are read; the text formats also with `.gz` behind."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What the settings say of a file; what is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class FileLayout:
    """What was found out about a file."""

    names: tuple[str, ...]
    """Its columns; of JSON the keys of its objects."""
    encoding: Encoding | None = None
    delimited: Layout | None = None
    sheet: str = ""

    @property
    def how_read(self) -> str:
        """What may explain that a column is missing: ` (divided by ";", read as cp1252)`; empty
        where the file was read as files usually are."""
        told = []
        if self.delimited is not None and self.delimited.delimiter not in (",", _CELL):
            mark = {"\t": "tabs"}.get(self.delimited.delimiter, f'"{self.delimited.delimiter}"')
            told.append(f"divided by {mark}")
        if self.encoding is not None and self.encoding.is_guessed:
            told.append(f"read as {self.encoding.name}")
        return f" ({', '.join(told)})" if told else ""


UNSAID = FileOptions()


def format_of(path: Path) -> str:
    """The ending that tells how a file is read, in lower case and without `.gz`; empty for none of
    `FORMATS`."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        return suffixes[-2] if suffixes[-2:-1] and suffixes[-2] in PACKED else ""
    return suffixes[-1] if suffixes and suffixes[-1] in FORMATS else ""


def layout_of_file(
    path: Path, wanted: Collection[str] = (), options: FileOptions = UNSAID
) -> FileLayout:
    """How a file is laid out; JSON is read until all `wanted` keys were seen.

    Raises `InvalidInput` if it cannot be read at all.
    """
    match _readable_format(path):
        case ".parquet":
            return FileLayout(tuple(str(name) for name in _parquet(path).schema_arrow.names))
        case ending if ending in SPREADSHEETS:
            sheet, rows = _sheet(path, options.sheet)
            layout = _layout_of_cells(rows, wanted)
            return FileLayout(layout.names if layout else (), None, layout, sheet)
        case ending if ending in DELIMITED:
            encoding = _encoding(path, options)
            with _text(path, encoding) as file:
                lines = [_mended(line)[0] for line in first_lines(file)]
            delimiter = options.delimiter or ("\t" if ending == ".tsv" else "")
            layout = layout_of(lines, delimiter, wanted)
            return FileLayout(layout.names if layout else (), encoding, layout)
        case _:
            names: dict[str, None] = {}
            for row in read_rows(path, options=options):
                if isinstance(row, Row):
                    names.update(dict.fromkeys(row.values))
                    if names.keys() >= set(wanted):
                        break
            return FileLayout(tuple(names), _encoding(path, options))


def column_of(name: str, names: Iterable[str]) -> str | None:
    """The column that a name means: the very one, or one that differs only in case, blanks and
    underscores; None if there is none."""
    names = list(names)
    if name in names:
        return name
    plain = plain_name(name)
    return next((column for column in names if plain_name(column) == plain), None)


def read_rows(
    path: Path, wanted: Collection[str] = (), options: FileOptions = UNSAID
) -> Iterator[Row | BadRow]:
    """Every row of a file, readable or not. Raises `InvalidInput` if the file itself is not."""
    match _readable_format(path):
        case ".parquet":
            return _parquet_rows(path)
        case ending if ending in SPREADSHEETS:
            return _sheet_rows(path, wanted, options)
        case ending if ending in DELIMITED:
            return _delimited_rows(path, layout_of_file(path, wanted, options))
        case _:
            return _json_rows(path, options)


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
    for row in read_rows(path, required):
        if isinstance(row, BadRow):
            line = row.locator.rsplit(":", 1)[1]
            raise InvalidInput(
                f"{path}:{line}: {row.reason} ({row.detail}). Correct the row or remove it."
            )
        values = {_settings_name(name): value for name, value in row.values.items()}
        yield Row(row.locator, values, row.notes)


def _settings_name(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _readable_format(path: Path) -> str:
    ending = format_of(path)
    if not ending:
        raise InvalidInput(
            f'{path}: files of type "{path.suffix}" are not read. Use one of {", ".join(FORMATS)}.'
        )
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
    if not is_file:
        raise InvalidInput(
            f"{path} is not a plain file (a pipe, a device or a folder): reading it could wait for "
            "ever. Name a file."
        )
    return ending


def _encoding(path: Path, options: FileOptions) -> Encoding:
    if options.encoding:
        return Encoding("utf-8-sig" if options.encoding.lower() == "utf-8" else options.encoding)
    with _opened(path) as file:
        return encoding_of(file.read(_SAMPLE_BYTES))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path, "rb") as packed:
                yield cast("BinaryIO", packed)
        else:
            with path.open("rb") as file:
                yield file
    except (gzip.BadGzipFile, EOFError) as error:
        raise InvalidInput(f"{path} cannot be unpacked: {error}.") from error
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}.") from error


@contextmanager
def _text(path: Path, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    errors = "surrogateescape" if encoding.name.startswith("utf-8") else "replace"
    with _opened(path) as file:
        yield io.TextIOWrapper(file, encoding=encoding.name, errors=errors, newline="")


def _delimited_rows(path: Path, layout: FileLayout) -> Iterator[Row | BadRow]:
    if layout.delimited is None or layout.encoding is None:
        return
    read_as = (f"read as {layout.encoding.name}",) if layout.encoding.is_guessed else ()
    with _text(path, layout.encoding) as file:
        for line, values in delimited_rows(file, layout.delimited):
            locator = f"{path.name}:{line}"
            if isinstance(values, BadRow):
                yield BadRow(locator, values.reason, values.detail)
            else:
                yield _row_of_cells(locator, layout.names, values, read_as)


def _row_of_cells(
    locator: str, names: Sequence[str], values: Sequence[Any], notes: tuple[str, ...] = ()
) -> Row | BadRow:
    if len(values) != len(names):
        surplus = values[len(names) :]
        if len(values) < len(names) or any(value not in ("", None) for value in surplus):
            detail = f"{len(values)} where the header has {len(names)}"
            return BadRow(locator, "wrong number of columns", detail)
    cells: dict[str, Any] = {}
    for name, value in zip(names, values, strict=False):
        if isinstance(value, str):
            value, mended = _mended(value)
            notes = mended or notes
        # Of columns with one name the first that says something counts.
        if cells.get(name) in (None, ""):
            cells[name] = value
    return Row(locator, cells, notes)


def _layout_of_cells(rows: Sequence[Sequence[Any]], wanted: Collection[str]) -> Layout | None:
    lines = [_CELL.join(" ".join(str(cell).split()) for cell in row) for row in rows[:71]]
    return layout_of(lines, _CELL, wanted)


def _sheet(path: Path, name: str) -> tuple[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        if name and name not in book.sheet_names:
            raise InvalidInput(
                f'{path} has no sheet "{name}". It has: {", ".join(book.sheet_names)}.'
            )
        for candidate in [name] if name else book.sheet_names:
            rows = book.get_sheet_by_name(candidate).to_python(skip_empty_area=False)
            if any(cell not in ("", None) for row in rows for cell in row):
                return candidate, rows
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read as a spreadsheet: {error}") from error
    return "", []


def _sheet_rows(
    path: Path, wanted: Collection[str], options: FileOptions
) -> Iterator[Row | BadRow]:
    _, rows = _sheet(path, options.sheet)
    layout = _layout_of_cells(rows, wanted)
    if layout is None:
        return
    filled = [
        (number, row) for number, row in enumerate(rows, start=1) if any(cell != "" for cell in row)
    ]
    for number, row in filled[layout.header_row + 1 :]:
        yield _row_of_cells(f"{path.name}:{number}", layout.names, row)


def _json_rows(path: Path, options: FileOptions) -> Iterator[Row | BadRow]:
    encoding = _encoding(path, options)
    with _text(path, encoding) as file:
        start = file.read(4096).lstrip("\ufeff \t\r\n")
    if start.startswith("[") or (format_of(path) == ".json" and start.startswith("{")):
        yield from _json_array_rows(path, encoding)
        return
    with _text(path, encoding) as file:
        for number, raw in enumerate(file, start=1):
            text, notes = _mended(raw)
            if text.strip():
                yield _json_row(f"{path.name}:{number}", text, notes)


def _json_row(locator: str, text: str, notes: tuple[str, ...]) -> Row | BadRow:
    try:
        values = json.loads(text)
    except ValueError as error:
        return BadRow(locator, "not JSON", str(error))
    except RecursionError:
        return BadRow(locator, "not JSON", "nested too deep")
    return _row_of_object(locator, values, notes)


def _json_array_rows(path: Path, encoding: Encoding) -> Iterator[Row | BadRow]:
    with _text(path, encoding) as file:
        text, notes = _mended(file.read())
    try:
        found = json.loads(text)
    except ValueError as error:
        if format_of(path) == ".json" and text.lstrip().startswith("{"):
            # JSON lines under another name.
            for number, line in enumerate(text.splitlines(), start=1):
                if line.strip():
                    yield _json_row(f"{path.name}:{number}", line, notes)
            return
        raise InvalidInput(f"{path} cannot be read as JSON: {error}") from error
    except RecursionError as error:
        raise InvalidInput(f"{path} cannot be read as JSON: nested too deep") from error
    for number, values in enumerate(_records(path, found), start=1):
        yield _row_of_object(f"{path.name}:{number}", values, notes)


def _records(path: Path, found: Any) -> Sequence[Any]:
    """The list of rows: the file itself, or the only list of objects in it."""
    if isinstance(found, list):
        return found
    lists = {
        name: value
        for name, value in found.items()
        if isinstance(value, list) and any(isinstance(entry, dict) for entry in value)
    }
    if len(lists) == 1:
        return cast("Sequence[Any]", next(iter(lists.values())))
    if lists:
        raise InvalidInput(
            f"{path} holds several lists ({', '.join(lists)}). Keep the one with the tickets."
        )
    return [found]


def _row_of_object(locator: str, values: Any, notes: tuple[str, ...]) -> Row | BadRow:
    if not isinstance(values, dict):
        return BadRow(locator, "not a JSON object", f"a {type(values).__name__}")
    return Row(locator, _flat(values), notes)


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, and those of objects within under dotted names (`customer.email`)."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat[name] = value
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": held for inner, held in value.items()})
    return flat


def _parquet_rows(path: Path) -> Iterator[Row | BadRow]:
    import pyarrow

    number = 0
    try:
        for batch in _parquet(path).iter_batches(batch_size=2000):
            for values in _rows_of_batch(batch):
                number += 1
                locator = f"{path.name}:{number}"
                if isinstance(values, str):
                    yield BadRow(locator, "unreadable cell", values)
                else:
                    yield Row(locator, values)
    except (pyarrow.ArrowException, OSError) as error:
        raise InvalidInput(
            f"{path} cannot be read as Parquet behind row {number}: {error}"
        ) from error


def _rows_of_batch(batch: Any) -> Iterator[dict[str, Any] | str]:
    """The rows of a batch; what is wrong with a cell instead of a row that has such a one."""
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError, TypeError):
        for number in range(batch.num_rows):
            yield _row_of_batch(batch, number)


def _row_of_batch(batch: Any, number: int) -> dict[str, Any] | str:
    values = {}
    for name in batch.schema.names:
        try:
            values[name] = batch.column(name)[number].as_py()
        except (ValueError, OverflowError, TypeError) as error:
            return f"column {name}: {error}"
    return values


def _parquet(path: Path) -> Any:
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise InvalidInput(f"{path} cannot be read as Parquet: {error}") from error


def _mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Bytes that are not UTF-8, one by one, as in Windows' Western encoding; the rest stays."""
    if text.isascii() or not _BAD_BYTES.search(text):
        return text, ()
    return _BAD_BYTES.sub(_western, text), ("not UTF-8",)


def _western(found: re.Match[str]) -> str:
    return found[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")
