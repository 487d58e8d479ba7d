"""Tickets from any database that SQLAlchemy reaches, by a query with a cursor column.

The rows are streamed in the order of the cursor column. A pull stores the highest value it
reached; the next one starts a little before it (`overlap`), because a row is often committed after
one with a later time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import text

from feedback.adapters.helpdesks.vendor_tickets import state
from feedback.adapters.rows.row import Row
from feedback.adapters.rows.ticket_fields import check_fields, missing_columns
from feedback.adapters.rows.ticket_rows import parse_ticket
from feedback.adapters.rows.times import TimeReader
from feedback.adapters.sql.cursor import (
    CursorValue,
    Place,
    as_cursor,
    is_below,
    read_place,
    shifted_back,
    unusable_cursor,
)
from feedback.adapters.sql.database import Database
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketId
from feedback.errors import InvalidInput
from feedback.ports import Counted, Page

PAGE_SIZE = 2000


@dataclass(frozen=True, slots=True)
class SqlTicketSource:
    """`query` returns one row per ticket, from `:cursor` on, ordered by `cursor_column`.

    `columns`, `values` and `time_zone` as of `FileTicketSource`; the time zone applies to the
    cursor column too. Raises `InvalidInput` for an invalid URL or query; connects only in `pages`.
    """

    name: str
    url: str
    """Without its password; empty: the secret is the whole URL."""
    query: str
    cursor_column: str
    start: CursorValue = datetime(1970, 1, 1)  # noqa: DTZ001 - for columns with and without zone
    """The first value of `:cursor`."""
    overlap_minutes: float = 10.0
    deleted_column: str = ""
    """True for a ticket that was deleted at its helpdesk; empty: the query does not say."""
    count_query: str = ""
    """Two columns, the state and the number of tickets with it that were opened from `:since` on
    and before `:until`; empty: nothing is counted."""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    time_zone: str = "UTC"
    secret: SecretStr = field(default_factory=lambda: SecretStr(""))

    def __post_init__(self) -> None:
        check_fields(self.name, self.columns, self.values)
        placeholders = set(text(self.query).compile().params)
        if placeholders != {"cursor"}:
            raise self._placeholders_refused(placeholders)
        if self.count_query and set(text(self.count_query).compile().params) != {"since", "until"}:
            raise InvalidInput(
                f"{self.who}: count_query must name the period it counts. Add WHERE opened >= "
                ":since AND opened < :until, with your column's name, and no other placeholder."
            )
        self._database.engine().dispose()

    def counts(self, since: datetime, until: datetime) -> Counted | None:
        """By `count_query`; None without one."""
        if not self.count_query:
            return None
        found: Counter[str] = Counter()
        bounds = {"since": self._local(since), "until": self._local(until)}
        with self._database.rows(self.count_query, bounds, PAGE_SIZE) as rows:
            for row in rows:
                theirs, n = self._counted(tuple(row))
                found[state(self.values.get("status", {}).get(theirs, theirs).lower())] += n
        return Counted(found, since)

    def _counted(self, row: tuple[Any, ...]) -> tuple[str, int]:
        try:
            theirs, n = row
            return str(theirs), int(n)
        except (TypeError, ValueError):
            raise InvalidInput(
                f"{self.who}: count_query must return two columns, the state and how many tickets "
                "have it: SELECT status, count(*) FROM … GROUP BY status."
            ) from None

    def probe(self, now: datetime) -> str:
        """Runs the query from the present on, or from its start if the present cannot be
        expressed."""
        newest = self._local(now) if isinstance(self.start, datetime) else self.start
        with self._database.rows(self.query, {"cursor": newest}, 1) as rows:
            self._check_columns(list(rows.keys()))
            rows.first()
        return "the query gives its columns"

    def _local(self, at: datetime) -> datetime:
        """The time as columns without a zone store it."""
        return at.astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None)

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        place = read_place(cursor, self.cursor_column)
        whole = place.whole
        since = self.start
        if place.value is not None:
            since = shifted_back(place.value, self.overlap, self.time_zone)
        with self._database.rows(self.query, {"cursor": since}, PAGE_SIZE) as rows:
            self._check_columns(list(rows.keys()))
            reading = _Reading(self, place, until)
            for chunk in rows.mappings().partitions(PAGE_SIZE):
                try:
                    page = reading.page([dict(row) for row in chunk])
                except InvalidInput:
                    # Rows may follow that are older than what was saved for them: the next
                    # pull has to begin where the last whole one ended.
                    yield Page((), (), Place(whole, whole).written(self.cursor_column))
                    raise
                yield page
            end = reading.value
        yield Page((), (), Place(end, end).written(self.cursor_column))

    @property
    def who(self) -> str:
        return self._database.who

    @property
    def overlap(self) -> timedelta:
        return timedelta(minutes=self.overlap_minutes)

    @property
    def _database(self) -> Database:
        return Database(self.name, self.url, self.secret)

    def _check_columns(self, names: list[str]) -> None:
        for setting in ("cursor_column", "deleted_column"):
            column = getattr(self, setting)
            if column and column not in names:
                raise InvalidInput(
                    f'{self.who}: the query returns no column "{column}" ({setting}). '
                    f"It has: {', '.join(names)}."
                )
        for ours, theirs in missing_columns(self.columns, names):
            raise InvalidInput(
                f'{self.who}: the query returns no column "{theirs}" (field "{ours}"). It has: '
                f"{', '.join(names)}. Set columns.{ours} of the source to one of them."
            )

    def _placeholders_refused(self, placeholders: set[str]) -> InvalidInput:
        if "cursor" not in placeholders:
            return InvalidInput(
                f"{self.who}: the query has no :cursor, so every night would read everything. Add "
                f"WHERE {self.cursor_column} >= :cursor ORDER BY {self.cursor_column}."
            )
        other = min(placeholders - {"cursor"})
        return InvalidInput(
            f'{self.who}: the query has a placeholder ":{other}" that nothing fills; only :cursor '
            f"is known. If it is part of a text, write \\:{other}."
        )


class _Reading:
    """One pull: parses rows, and tracks how far the cursor may go."""

    def __init__(self, source: SqlTicketSource, place: Place, until: datetime) -> None:
        self._source, self._until, self._whole = source, until, place.whole
        self.value = place.value
        """Every row deferred to a later night lies above it."""
        self._highest: CursorValue | None = None
        self._is_held = False

    def page(self, rows: list[dict[str, Any]]) -> Page:
        tickets: list[RawTicket] = []
        set_aside: list[SetAside] = []
        gone: list[TicketId] = []
        n_later = 0
        source = self._source
        for values in rows:
            value = self._cursor_of(values)
            row = self._row(values, value)
            times = TimeReader(source.time_zone)
            parsed = parse_ticket(source.name, row, source.columns, source.values, times)
            is_deleted = _is_true(values.get(source.deleted_column))
            if isinstance(parsed, SetAside):
                # A deleted ticket may have no text left.
                if is_deleted:
                    gone.append(TicketId(f"{source.name}:{row.locator}"))
                else:
                    set_aside.append(parsed)
            elif parsed.facts.updated_at > self._until:
                n_later += 1
                self._is_held = True
            elif is_deleted:
                gone.append(parsed.ticket_id)
            else:
                tickets.append(parsed)
            if value is not None and not self._is_held:
                self._advance(value)
        cursor = Place(self.value, self._whole).written(source.cursor_column)
        return Page(tuple(tickets), tuple(set_aside), cursor, n_later, tuple(gone))

    def _advance(self, value: CursorValue) -> None:
        try:
            if self.value is None or is_below(self.value, value):
                self.value = value
        except ValueError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: ValueError) -> InvalidInput:
        return unusable_cursor(self._source.who, self._source.cursor_column, str(error))

    def _cursor_of(self, values: dict[str, Any]) -> CursorValue | None:
        """Raises `InvalidInput` for a value that goes back by more than the overlap."""
        source = self._source
        try:
            value = as_cursor(values[source.cursor_column])
            if value is None:
                return None
            if self._highest is None or is_below(self._highest, value):
                self._highest = value
            elif is_below(value, shifted_back(self._highest, source.overlap, source.time_zone)):
                raise InvalidInput(
                    f"{source.who}: the rows do not come in the order of {source.cursor_column} "
                    f"({value} after {self._highest}), so an interrupted pull would lose some. "
                    f"Add ORDER BY {source.cursor_column} to the query."
                )
        except ValueError as error:
            raise self._unusable(error) from None
        return value

    def _row(self, values: dict[str, Any], value: CursorValue | None) -> Row:
        key = values.get(self._source.columns.get("id", "id"))
        for name, cell in values.items():
            if isinstance(cell, bytes | memoryview):
                values[name] = bytes(cell).decode("utf-8", "replace")
        notes = ("no cursor value",) if value is None else ()
        return Row(
            f"{self._source.cursor_column} {value}" if key is None else str(key), values, notes
        )


def _is_true(value: Any) -> bool:
    """Databases without a boolean type write 1, t or Y."""
    return str(value).strip().lower() in ("true", "t", "1", "yes", "y")
