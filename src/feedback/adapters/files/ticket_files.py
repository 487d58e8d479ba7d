"""How one file of tickets is read: which columns hold what, and how its dates are meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback.adapters.files.formats.opening import FileOptions
from feedback.adapters.files.rows import column_of, layout_of_file, read_rows
from feedback.adapters.rows.row import BadRow, Row
from feedback.adapters.rows.ticket_fields import FIELDS
from feedback.adapters.rows.ticket_rows import changed_at, parse_ticket
from feedback.adapters.rows.times import (
    NUMERIC_DATE,
    AmbiguousDates,
    DayOrder,
    TimeReader,
    day_order_of,
)
from feedback.domain.tickets.ticket import RawTicket, SetAside
from feedback.errors import InvalidInput

_TIMES = ("created_at", "updated_at", "first_reply_at", "solved_at")
_TELLING_VALUES = 200
"""Where so many times need no order of day and month, none of the column does."""


@dataclass(frozen=True, slots=True)
class TicketColumns:
    """What the settings of a source say of its files; what is empty is found out."""

    source: str
    columns: Mapping[str, str]
    """Our field → the file's column."""
    values: Mapping[str, Mapping[str, str]]
    options: FileOptions
    time_zone: str
    time_format: str
    date_order: str
    rows: Mapping[str, Sequence[str]]
    """Column → the values of rows that are tickets; empty: all are."""

    def reading(self, path: Path) -> "TicketFile":
        """How a file's rows become tickets. Raises `InvalidInput` where they cannot."""
        wanted = {field: self.columns.get(field, field) for field in FIELDS}
        layout = layout_of_file(path, tuple(wanted.values()), self.options)
        found = {field: column_of(name, layout.names) for field, name in wanted.items()}
        columns = {field: name for field, name in found.items() if name is not None}
        needed = sorted({"id", "created_at", *self.columns})
        missing = [(field, wanted[field]) for field in needed if field not in columns]
        if missing and layout.names:
            ours, theirs = missing[0]
            raise InvalidInput(
                f'{path}:1: there is no column "{theirs}" (source "{self.source}", field "{ours}"'
                f"). It has: {', '.join(layout.names)}{layout.how_read}. "
                f"Set columns.{ours} of the source to one of them."
            )
        order = DayOrder(self.date_order) if self.date_order else self._day_order(path, columns)
        times = TimeReader(self.time_zone, order, self.time_format)
        return TicketFile(self, path, columns, times, tuple(wanted.values()))

    def _day_order(self, path: Path, columns: Mapping[str, str]) -> DayOrder | None:
        named = [columns[field] for field in _TIMES if field in columns]
        try:
            return day_order_of(self._times_of(path, named))
        except AmbiguousDates as error:
            raise AmbiguousDates(
                f"{path}: the dates cannot be read for sure: {error}. Set date_order of source "
                f'"{self.source}" to "day first" or "month first".',
                error.pair,
            ) from None

    def _times_of(self, path: Path, columns: Sequence[str]) -> Iterator[Any]:
        """The times of a file that numbers alone write; ends early where there are none."""
        n_others = 0
        for row in read_rows(path, columns, self.options):
            if isinstance(row, BadRow):
                continue
            for column in columns:
                value = row.values.get(column)
                if self.time_format and isinstance(value, str) and _fits(value, self.time_format):
                    continue
                if isinstance(value, str) and NUMERIC_DATE.fullmatch(value.strip()):
                    n_others = -1
                    yield value
                elif value and n_others >= 0:
                    n_others += 1
            if n_others > _TELLING_VALUES:
                return


@dataclass(frozen=True, slots=True)
class TicketFile:
    """One file: our field → its column, its times, and the columns its header is known by."""

    settings: TicketColumns
    path: Path
    columns: Mapping[str, str]
    times: TimeReader
    wanted: tuple[str, ...]

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row of the file."""
        return read_rows(self.path, self.wanted, self.settings.options)

    def wanted_rows(self) -> Iterator[Row | BadRow]:
        """Every row but those that the settings leave out."""
        return (row for row in self.rows() if not self.is_left_out(row))

    def ticket(self, row: Row | BadRow, until: datetime) -> RawTicket | SetAside | None:
        """A ticket, a row set aside, or None for a row dated after `until`."""
        source = self.settings.source
        if isinstance(row, BadRow):
            return SetAside(source, row.locator, row.reason, row.detail)
        parsed = parse_ticket(source, row, self.columns, self.settings.values, self.times)
        if isinstance(parsed, RawTicket) and parsed.facts.updated_at > until:
            return None
        return parsed

    def is_left_out(self, row: Row | BadRow) -> bool:
        """Whether the settings want no such row."""
        return isinstance(row, Row) and any(
            str(row.values.get(column)).strip() not in values
            for column, values in self.settings.rows.items()
        )

    def is_before(self, row: Row | BadRow, since: datetime) -> bool:
        """Of an unchanged file, only what was too late for the last night is news."""
        if isinstance(row, BadRow):
            return True
        moment = changed_at(row, self.columns, self.times)
        return moment is None or moment <= since


def _fits(text: str, pattern: str) -> bool:
    try:
        datetime.strptime(text.strip(), pattern)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True
