"""Rows of CSV and its kin: any delimiter, title lines above the header, quotes left open."""

import csv
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from feedback.adapters.rows.row import BadRow

# Bodies of 10 MB and more occur (pasted logs); the csv module's default stops at 128 KiB.
csv.field_size_limit(sys.maxsize)

DELIMITERS = (",", ";", "\t", "|")
_N_SAMPLED = 60
_MAX_TITLE_LINES = 10
_MAX_OPEN_LINES = 2_000
"""A field of more lines than this is an open quote, not a message."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delimited file is laid out. `header_row`: how many rows stand above the header;
    `n_skipped`: lines to pass over before any row (`sep=;`)."""

    delimiter: str
    header_row: int
    names: tuple[str, ...]
    n_skipped: int = 0


def plain_name(name: str) -> str:
    """A column's name as it is compared: without case, blanks and underscores."""
    return "".join(name.casefold().replace("-", "").replace("_", "").split())


def layout_of(
    lines: Sequence[str], delimiter: str = "", wanted: Collection[str] = ()
) -> Layout | None:
    """The layout, from a file's first lines; None for an empty file.

    The delimiter is the one given, the one the file names (`sep=;`, as Excel reads it), or the one
    that divides most lines alike. The header is the first row that has the `wanted` columns, or
    else the first that is as wide as the rows below it.
    """
    n_skipped = 0
    first = lines[0].strip() if lines else ""
    if first.casefold().startswith("sep=") and len(first) in (4, 5):
        delimiter = delimiter or (first[4:] or "\t")
        n_skipped = 1
    sample = lines[n_skipped : n_skipped + _N_SAMPLED]
    if not any(line.strip() for line in sample):
        return None
    options = [delimiter] if delimiter else list(DELIMITERS)
    best = max(
        ((_score(rows := _rows(sample, option), wanted), -place, option, rows)
         for place, option in enumerate(options)),
        key=lambda scored: scored[:2],
    )  # fmt: skip
    rows = best[3]
    header = _header_row(rows, wanted)
    names = tuple(name.strip().lstrip("\ufeff") for name in rows[header])
    return Layout(best[2], header, names, n_skipped)


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def _score(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> tuple[int, int]:
    """How well a delimiter divides: wanted columns found, then rows as wide as most, if wide."""
    plain = {plain_name(name) for name in wanted}
    known = max((len(plain & {plain_name(cell) for cell in row}) for row in rows[:10]), default=0)
    width, n_rows = Counter(len(row) for row in rows).most_common(1)[0] if rows else (1, 0)
    return known, n_rows * min(width, 20) if width > 1 else 0


def _header_row(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> int:
    plain = {plain_name(name) for name in wanted}
    n_looked_at = min(len(rows), _MAX_TITLE_LINES + 1)
    if plain:
        known = [len(plain & {plain_name(cell) for cell in row}) for row in rows[:n_looked_at]]
        if any(known):
            return known.index(max(known))
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    return next((n for n, row in enumerate(rows[:n_looked_at]) if len(row) == width), 0)


def delimited_rows(file: TextIO, layout: Layout) -> Iterator[tuple[int, Sequence[str] | BadRow]]:
    """(line, values) of every row below the header, or why it cannot be read; lines from 1.

    A quote that is left open swallows what follows. Such a row is set aside, and reading goes on
    with the line behind its first: the swallowed rows are rows again.
    """
    lines = _Lines(file)
    for _ in range(layout.n_skipped):
        next(lines, None)
    n_rows_above = layout.header_row + 1
    width = len(layout.names)
    reader = csv.reader(lines, delimiter=layout.delimiter)
    while True:
        lines.begin_row()
        start = lines.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong) as error:
            lines.return_all_but_first()
            reader = csv.reader(lines, delimiter=layout.delimiter)
            yield (
                start,
                BadRow(
                    "",
                    "open quote" if isinstance(error, _TooLong) else "unreadable row",
                    str(error),
                ),
            )
            continue
        if not values:
            continue
        if n_rows_above:
            n_rows_above -= 1
            continue
        n_lines = lines.number + 1 - start
        if len(values) != width and n_lines > 1:
            lines.return_all_but_first()
            reader = csv.reader(lines, delimiter=layout.delimiter)
            yield (
                start,
                BadRow(
                    "", "open quote", f"a quote that begins here ends {n_lines - 1} lines below"
                ),
            )
            continue
        yield start, values


class _TooLong(Exception):
    """A row that does not end."""


class _Lines:
    """Lines of a file that can be handed back. `number`: of the line read last, from 1."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: list[str] = []
        self._of_row: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._of_row) > _MAX_OPEN_LINES:
            raise _TooLong(f"no end within {_MAX_OPEN_LINES:,} lines")
        line = self._again.pop() if self._again else next(self._file)
        self.number += 1
        self._of_row.append(line)
        # NUL stops the csv module of older Pythons; it is removed and counted with the ticket.
        return line

    def begin_row(self) -> None:
        self._of_row = []

    def return_all_but_first(self) -> None:
        behind = self._of_row[1:]
        self._again.extend(reversed(behind))
        self.number -= len(behind)
        self._of_row = []


def first_lines(file: TextIO, n: int = _N_SAMPLED + _MAX_TITLE_LINES + 1) -> list[str]:
    """The first lines of a file, for `layout_of`."""
    return list(islice(file, n))
