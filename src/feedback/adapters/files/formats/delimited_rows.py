"""The rows of a table of text, one by one, with quotes that were left open."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from feedback.adapters.files.formats.delimited import Layout, is_date
from feedback.adapters.rows.row import BadRow

_CHECKED_EVERY = 500
"""Lines of one row after which it is looked at whether rows were swallowed."""
_MAX_READ_AGAIN = 100_000
"""Lines handed back, beyond ten times those read, before a quote may no longer span lines. A file
made to be slow would be read once for each of its lines."""

_ENDS_OPEN = "unexpected end of data"
"""What Python's reader says of a quote that nothing closes."""


def delimited_rows(file: TextIO, layout: Layout) -> Iterator[tuple[int, Sequence[str] | BadRow]]:
    """(line, values) of every row below the header, or why it cannot be read; lines from 1.

    A quote that is left open swallows what follows. Such a row is set aside, and reading goes on
    with the line behind its first: the swallowed rows are rows again.
    """
    lines = _Lines(file, layout)
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
        except (csv.Error, _Swallowed) as error:
            fault = BadRow("", "unreadable row", str(error))
            if isinstance(error, _Swallowed):
                fault = _open_quote(lines.number)
            lines.return_all_but_first()
            reader = csv.reader(lines, delimiter=layout.delimiter)
            if n_rows_above:
                n_rows_above -= 1
            else:
                yield start, fault
            continue
        if not values:
            continue
        if n_rows_above:
            n_rows_above -= 1
            continue
        if lines.n_of_row > 1 and (len(values) != width or lines.have_swallowed_rows()):
            fault = _open_quote(lines.number)
            lines.return_all_but_first()
            reader = csv.reader(lines, delimiter=layout.delimiter)
            yield start, fault
            continue
        yield start, values


def _open_quote(line: int) -> BadRow:
    return BadRow("", "open quote", f"a quote that begins here goes on to line {line}")


class _Swallowed(Exception):
    """A row within which others begin."""


class _Lines:
    """Lines of a file that can be handed back. `number`: of the line read last, from 1."""

    def __init__(self, file: TextIO, layout: Layout) -> None:
        self._file, self._layout = file, layout
        self._again: list[str] = []
        self._of_row: list[str] = []
        self._n_again = self._n_read = 0
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._of_row and (
            self._are_too_many or (self.n_of_row % _CHECKED_EVERY == 0 and self._end_swallowed())
        ):
            raise _Swallowed
        if self._again:
            line = self._again.pop()
        else:
            line = next(self._file)
            self._n_read += 1
        self.number += 1
        self._of_row.append(line)
        return line

    @property
    def n_of_row(self) -> int:
        """Lines of the row that is being read."""
        return len(self._of_row)

    @property
    def _are_too_many(self) -> bool:
        return self._n_again > _MAX_READ_AGAIN + 10 * self._n_read

    def begin_row(self) -> None:
        """The next line begins a row."""
        self._of_row = []

    def return_all_but_first(self) -> None:
        """Hand back what a row took beyond its first line."""
        behind = self._of_row[1:]
        self._again.extend(reversed(behind))
        self._n_again += len(behind)
        self.number -= len(behind)
        self._of_row = []

    def have_swallowed_rows(self) -> bool:
        """Whether a line of this row, but the first, is a row of its own, or may be one and a quote
        ends in the middle of a value; or whether its quote is still open where the file ends."""
        behind = self._of_row[1:]
        if any(map(self._is_row, behind)):
            return True
        fault = self._fault_of_quotes()
        return fault == _ENDS_OPEN or (fault != "" and any(map(self._may_be_row, behind)))

    def _fault_of_quotes(self) -> str:
        """What a strict reader says of this row's quotes; empty for nothing."""
        try:
            list(csv.reader(self._of_row, delimiter=self._layout.delimiter, strict=True))
        except csv.Error as error:
            return str(error)
        return ""

    def _is_wide_enough(self, line: str) -> bool:
        return line.count(self._layout.delimiter) >= len(self._layout.names) - 1

    def _end_swallowed(self) -> bool:
        return any(map(self._is_row, self._of_row[max(1, self.n_of_row - _CHECKED_EVERY) :]))

    def _may_be_row(self, line: str) -> bool:
        """As wide as a row, or with a row's dates in their places, however short it is."""
        if self._is_wide_enough(line):
            return True
        cells = next(csv.reader([line], delimiter=self._layout.delimiter), [])
        return any(
            place < len(cells) and is_date(cells[place]) for place in self._layout.date_columns
        )

    def _is_row(self, line: str) -> bool:
        """Known by its width and by dates where the table has dates: a sentence with as many commas
        is none."""
        layout = self._layout
        if not layout.date_columns or not self._is_wide_enough(line):
            return False
        cells = next(csv.reader([line], delimiter=layout.delimiter), [])
        return (
            len(cells) == len(layout.names)
            and all(is_date(cells[place]) for place in layout.date_columns if cells[place].strip())
            and any(is_date(cells[place]) for place in layout.date_columns)
        )
