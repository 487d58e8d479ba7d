"""How a table of text is laid out: its delimiter, its title lines, its header."""

import csv
import re
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

# Bodies of 10 MB and more occur (pasted logs); the csv module's default stops at 128 KiB.
csv.field_size_limit(sys.maxsize)

DELIMITERS = (",", ";", "\t", "|")
_N_SAMPLED = 60
_MAX_TITLE_LINES = 10
_MAX_SCORED_WIDTH = 20
_DATE = re.compile(
    r"\d{1,4}[-./]\w{1,9}[-./]\d{1,4}(?:\b.*)?|\d{10}|\d{13}|\w{3,9},? \d{1,2},? .*\d{4}.*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out."""

    delimiter: str
    header_row: int
    """How many rows that hold anything stand above the header."""
    names: tuple[str, ...]
    n_skipped: int = 0
    """Lines to pass over before any row (`sep=;`)."""
    date_columns: frozenset[int] = frozenset()
    """Places of the columns whose values look like dates; rows are known by them."""


def plain_name(name: str) -> str:
    """A column's name as it is compared: without case, blanks, hyphens and underscores."""
    return "".join(name.casefold().replace("-", "").replace("_", "").split())


def first_lines(file: TextIO) -> list[str]:
    """The first lines of a file, for `layout_of_lines`."""
    return list(islice(file, _N_SAMPLED + _MAX_TITLE_LINES + 1))


def layout_of_lines(
    lines: Sequence[str], delimiter: str = "", wanted: Collection[str] = ()
) -> Layout | None:
    """The layout, from a file's first lines; None for an empty file.

    The delimiter is the one given, the one the file names (`sep=;`, as Excel reads it), or the one
    that divides most lines alike. The header is the first row that has the `wanted` columns, or
    else the first that is as wide as the rows below it.
    """
    n_skipped = 0
    first = lines[0].lstrip("\ufeff").rstrip("\r\n") if lines else ""
    if first.casefold().startswith("sep=") and len(first) in (4, 5):
        delimiter = delimiter or (first[4:] or "\t")
        n_skipped = 1
    sample = lines[n_skipped : n_skipped + _N_SAMPLED]
    tables = [
        (option, _rows(sample, option)) for option in ([delimiter] if delimiter else DELIMITERS)
    ]
    best, rows = max(tables, key=lambda table: _score(table[1], wanted))
    if not rows:
        return None
    return layout_of_rows(rows, wanted, best, n_skipped)


def layout_of_rows(
    rows: Sequence[Sequence[Any]],
    wanted: Collection[str] = (),
    delimiter: str = "",
    n_skipped: int = 0,
) -> Layout | None:
    """The layout of a table whose cells are known: of the first rows that hold anything."""
    sample = [["" if cell is None else str(cell) for cell in row] for row in rows[:_N_SAMPLED]]
    if not sample:
        return None
    header = _header_row(sample, wanted)
    names = tuple(" ".join(name.lstrip("\ufeff").split()) for name in sample[header])
    below = [row for row in sample[header + 1 :] if len(row) == len(names)]
    dated = frozenset(
        place
        for place in range(len(names))
        if below and 2 * sum(is_date(row[place]) for row in below) >= len(below)
    )
    return Layout(delimiter, header, names, n_skipped, dated)


def is_date(cell: str) -> bool:
    """Whether a cell looks like a date, not whether it is one."""
    return _DATE.fullmatch(cell.strip()) is not None


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return [line.split(delimiter) for line in lines if line.strip()]


def _score(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> tuple[int, int]:
    """How well a delimiter divides: wanted columns found, then rows as wide as most, if wide."""
    plain = {plain_name(name) for name in wanted}
    looked_at = rows[: _MAX_TITLE_LINES + 1]
    known = max((len(plain & {plain_name(cell) for cell in row}) for row in looked_at), default=0)
    width, n_rows = Counter(len(row) for row in rows).most_common(1)[0] if rows else (1, 0)
    return known, n_rows * min(width, _MAX_SCORED_WIDTH) if width > 1 else 0


def _header_row(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> int:
    plain = {plain_name(name) for name in wanted}
    looked_at = rows[: _MAX_TITLE_LINES + 1]
    known = [len(plain & {plain_name(cell) for cell in row}) for row in looked_at]
    if any(known):
        return known.index(max(known))
    widths = Counter(sum(1 for cell in row if cell.strip()) for row in rows)
    width = widths.most_common(1)[0][0]
    return next(
        (n for n, row in enumerate(looked_at) if sum(1 for cell in row if cell.strip()) >= width), 0
    )
