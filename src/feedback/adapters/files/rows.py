"""Reading rows from files as people have them, one by one, each with the place where it stands.

CSV with any delimiter, TSV, JSON lines, a JSON array, Parquet and spreadsheets, packed with gzip or
not, in any encoding.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback.adapters.files.formats.delimited import (
    Layout,
    first_lines,
    layout_of_lines,
    layout_of_rows,
    plain_name,
)
from feedback.adapters.files.formats.delimited_rows import delimited_rows
from feedback.adapters.files.formats.encodings import Encoding
from feedback.adapters.files.formats.json_rows import json_rows
from feedback.adapters.files.formats.opening import (
    DELIMITED,
    SPREADSHEETS,
    UNSAID,
    FileOptions,
    encoding_of_file,
    mended,
    opened_text,
    readable_format,
)
from feedback.adapters.files.formats.parquet_rows import parquet_names, parquet_rows
from feedback.adapters.files.formats.spreadsheets import filled_rows, sheet_of
from feedback.adapters.rows.row import BadRow, Row


@dataclass(frozen=True, slots=True)
class FileLayout:
    """What was found out about a file."""

    names: tuple[str, ...]
    """Its columns; of JSON the keys of its objects."""
    encoding: Encoding | None = None
    table: Layout | None = None
    """Of a table of text or a spreadsheet."""
    sheet: str = ""

    @property
    def how_read(self) -> str:
        """What may explain that a column is missing: ` (divided by ";", read as cp1252)`; empty
        where the file was read as files usually are."""
        told = []
        if self.table is not None and self.table.delimiter not in ("", ","):
            mark = {"\t": "tabs"}.get(self.table.delimiter, f'"{self.table.delimiter}"')
            told.append(f"divided by {mark}")
        if self.encoding is not None and self.encoding.is_guessed:
            told.append(f"read as {self.encoding.name}")
        return f" ({', '.join(told)})" if told else ""


def layout_of_file(
    path: Path, wanted: Collection[str] = (), options: FileOptions = UNSAID
) -> FileLayout:
    """How a file is laid out; JSON is read until all `wanted` keys were seen.

    Raises `InvalidInput` if it cannot be read at all.
    """
    match readable_format(path):
        case ".parquet":
            return FileLayout(parquet_names(path))
        case ending if ending in SPREADSHEETS:
            sheet, cells = sheet_of(path, options.sheet)
            table = layout_of_rows([row for _, row in filled_rows(cells)], wanted)
            return FileLayout(table.names if table else (), None, table, sheet)
        case ending if ending in DELIMITED:
            encoding = encoding_of_file(path, options)
            with opened_text(path, encoding) as file:
                lines = [mended(line)[0] for line in first_lines(file)]
            delimiter = options.delimiter or ("\t" if ending == ".tsv" else "")
            table = layout_of_lines(lines, delimiter, wanted)
            return FileLayout(table.names if table else (), encoding, table)
        case _:
            encoding = encoding_of_file(path, options)
            names: dict[str, None] = {}
            for row in json_rows(path, encoding):
                if isinstance(row, Row):
                    names.update(dict.fromkeys(row.values))
                    if wanted and names.keys() >= set(wanted):
                        break
            return FileLayout(tuple(names), encoding)


def column_of(name: str, names: Iterable[str]) -> str | None:
    """The column that a name means: the very one, or one that differs only in case, blanks, hyphens
    and underscores; None if there is none."""
    names = list(names)
    if name in names:
        return name
    plain = plain_name(name)
    return next((column for column in names if plain_name(column) == plain), None)


def read_rows(
    path: Path, wanted: Collection[str] = (), options: FileOptions = UNSAID
) -> Iterator[Row | BadRow]:
    """Every row of a file, readable or not. `wanted`: columns by which its header is known. Raises
    `InvalidInput` if the file itself is not readable."""
    match readable_format(path):
        case ".parquet":
            return parquet_rows(path)
        case ending if ending in SPREADSHEETS:
            return _spreadsheet_rows(path, wanted, options)
        case ending if ending in DELIMITED:
            return _table_rows(path, layout_of_file(path, wanted, options))
        case _:
            return json_rows(path, encoding_of_file(path, options))


def _table_rows(path: Path, layout: FileLayout) -> Iterator[Row | BadRow]:
    if layout.table is None or layout.encoding is None:
        return
    with opened_text(path, layout.encoding) as file:
        for line, values in delimited_rows(file, layout.table):
            locator = f"{path.name}:{line}"
            if isinstance(values, BadRow):
                yield BadRow(locator, values.reason, values.detail)
            else:
                yield _row_of_cells(locator, layout.names, values, layout.encoding.notes)


def _spreadsheet_rows(
    path: Path, wanted: Collection[str], options: FileOptions
) -> Iterator[Row | BadRow]:
    _, cells = sheet_of(path, options.sheet)
    filled = list(filled_rows(cells))
    table = layout_of_rows([row for _, row in filled], wanted)
    if table is None:
        return
    for number, row in filled[table.header_row + 1 :]:
        yield _row_of_cells(f"{path.name}:{number}", table.names, row)


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
            value, faults = mended(value)
            if faults:
                notes = tuple(dict.fromkeys((*notes, *faults)))
        # Of columns with one name the first that says something counts.
        if cells.get(name) in (None, ""):
            cells[name] = value
    return Row(locator, cells, notes)
