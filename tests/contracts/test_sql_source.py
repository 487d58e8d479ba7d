"""What every source promises, kept by a query on a database; and what only databases do."""

import json
import sqlite3
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from feedback.adapters.sql import tickets as module
from feedback.adapters.sql.cursor import Place, as_cursor, read_place, shifted_back
from feedback.adapters.sql.faults import in_words
from feedback.adapters.sql.tickets import SqlTicketSource
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketStatus
from feedback.errors import FinalFault, InvalidInput, TransientFault

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
QUERY = "SELECT * FROM tickets WHERE changed >= :cursor ORDER BY changed"


class Desk:
    """A database with one table of tickets."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "desk.db"
        self._db = sqlite3.connect(self.path, isolation_level=None)
        self._db.execute("CREATE TABLE tickets (id PRIMARY KEY, created_at, changed, body, state)")

    def put(
        self, key: str, changed: Any, created: Any = "2026-03-01 08:00:00", **other: Any
    ) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO tickets VALUES (?, ?, ?, ?, ?)",
            (key, created, changed, other.get("body", f"It broke {key}"), other.get("state")),
        )

    def source(self, **changes: Any) -> SqlTicketSource:
        settings: dict[str, Any] = {
            "name": "desk",
            "url": f"sqlite:///{self.path}",
            "query": QUERY,
            "cursor_column": "changed",
            "columns": {"updated_at": "changed", "status": "state"},
            "values": {"status": {"done": "solved"}},
        }
        return SqlTicketSource(**{**settings, **changes})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 2)


def hours_before(hours: float) -> str:
    return f"{NIGHT - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"


def pull(
    source: SqlTicketSource, cursor: str | None = None, until: datetime = NIGHT
) -> tuple[list[RawTicket], list[SetAside], int, str | None]:
    tickets: list[RawTicket] = []
    set_aside: list[SetAside] = []
    n_later = 0
    for page in source.pages(cursor, until):
        tickets += page.tickets
        set_aside += page.set_aside
        n_later += page.n_later
        cursor = page.cursor
    return tickets, set_aside, n_later, cursor


def keys(tickets: list[RawTicket]) -> list[str]:
    return [ticket.key for ticket in tickets]


def test_a_pull_goes_on_where_the_last_one_ended_with_an_overlap(desk: Desk) -> None:
    for hours in (9, 5, 1):
        desk.put(f"{hours}h", hours_before(hours))
    tickets, _, _, cursor = pull(desk.source())
    assert keys(tickets) == ["9h", "5h", "1h"]

    desk.put("committed late", hours_before(1.1))
    desk.put("new", hours_before(0.5))
    tickets, _, _, cursor = pull(desk.source(), cursor)
    assert keys(tickets) == ["committed late", "1h", "new"]

    tickets, _, _, _ = pull(desk.source(overlap_minutes=0), cursor)
    assert keys(tickets) == ["new"]


def test_an_edited_ticket_comes_again_as_it_is_now(desk: Desk) -> None:
    desk.put("1", hours_before(5))
    desk.put("2", hours_before(4))
    _, _, _, cursor = pull(desk.source())
    desk.put("1", hours_before(1), state="done")
    tickets, _, _, _ = pull(desk.source(), cursor)
    assert [(ticket.key, ticket.facts.status) for ticket in tickets if ticket.key == "1"] == [
        ("1", TicketStatus.SOLVED)
    ]


def test_a_ticket_marked_as_deleted_is_gone_even_without_words(desk: Desk) -> None:
    for key in ("1", "2", "3"):
        desk.put(key, hours_before(5))
    marked = desk.source(deleted_column="state")
    _, _, _, cursor = pull(marked)
    desk.put("1", hours_before(2), state="true")
    desk.put("2", hours_before(1), state=1, body="")
    pages = list(marked.pages(cursor, NIGHT))
    assert [one for page in pages for one in page.gone] == ["desk:1", "desk:2"]
    assert [one for page in pages for one in page.set_aside] == []
    assert "1" not in keys([one for page in pages for one in page.tickets])


def test_an_empty_result_keeps_the_cursor(desk: Desk) -> None:
    assert pull(desk.source())[0] == []
    desk.put("1", hours_before(5))
    _, _, _, cursor = pull(desk.source())
    Desk.put(desk, "1", hours_before(50))
    tickets, _, _, after = pull(desk.source(), cursor)
    assert (tickets, after) == ([], cursor)


def test_after_any_page_the_rest_comes_by_its_cursor(desk: Desk) -> None:
    for hours in range(7, 0, -1):
        desk.put(f"{hours}h", hours_before(hours))
    pages = list(desk.source().pages(None, NIGHT))
    assert len(pages) == 5
    for n_kept in range(1, len(pages)):
        kept = [ticket.key for page in pages[:n_kept] for ticket in page.tickets]
        rest = pull(desk.source(), pages[n_kept - 1].cursor)[0]
        assert {*kept, *keys(rest)} == {f"{hours}h" for hours in range(1, 8)}


def test_a_row_dated_after_the_night_comes_on_its_night(desk: Desk) -> None:
    desk.put("1", hours_before(1))
    desk.put("late", hours_before(-2))
    desk.put("later", hours_before(-3))
    tickets, _, n_later, cursor = pull(desk.source())
    assert (keys(tickets), n_later) == (["1"], 2)
    tickets, _, n_later, _ = pull(desk.source(), cursor, NIGHT + timedelta(days=1))
    assert (keys(tickets), n_later) == (["1", "late", "later"], 0)


def test_one_broken_ticket_among_good_ones_is_set_aside(desk: Desk) -> None:
    desk.put("1", hours_before(3))
    desk.put("2", hours_before(2), created="yesterday")
    desk.put("3", hours_before(1))
    tickets, set_aside, _, _ = pull(desk.source())
    assert keys(tickets) == ["1", "3"]
    assert set_aside == [
        SetAside("desk", "2", "unparseable time", "created_at 'yesterday': not a time")
    ]


def test_a_broken_byte_is_replaced_and_ends_nothing(desk: Desk) -> None:
    desk.put("1", hours_before(3))
    desk._db.execute("UPDATE tickets SET body = CAST(x'4F6829' || x'FF' AS TEXT)")
    assert pull(desk.source())[0][0].body == "Oh)\ufffd"


def test_times_without_a_zone_are_of_the_sources_zone(desk: Desk) -> None:
    desk.put("1", "2026-03-08 10:00:00")
    tickets, _, _, _ = pull(desk.source(time_zone="Europe/Berlin"))
    assert tickets[0].facts.updated_at == datetime(2026, 3, 8, 9, tzinfo=UTC)


def test_the_hour_that_autumn_repeats_is_read_again(desk: Desk) -> None:
    """02:50 in Berlin was followed by 02:10 of the repeated hour."""
    night = datetime(2026, 10, 26, tzinfo=UTC)
    local = desk.source(time_zone="Europe/Berlin")
    desk.put("before", "2026-10-25 02:50:00")
    _, _, _, cursor = pull(local, until=night)
    desk.put("repeated", "2026-10-25 02:10:00")
    assert keys(pull(local, cursor, night)[0]) == ["repeated", "before"]
    assert keys(pull(desk.source(), cursor, night)[0]) == ["before"]


def test_a_row_without_a_cursor_value_is_kept_and_says_so(desk: Desk) -> None:
    desk.put("1", None)
    desk.put("2", hours_before(1))
    everything = (
        "SELECT * FROM tickets WHERE changed >= :cursor OR changed IS NULL ORDER BY changed"
    )
    tickets, _, _, cursor = pull(desk.source(query=everything))
    assert [(one.key, one.notes[:1]) for one in tickets] == [
        ("1", ("no cursor value",)),
        ("2", ("time without zone read as UTC",)),
    ]
    assert read_place(cursor, "changed").value == hours_before(1)


def test_rows_in_another_order_are_refused_and_none_is_lost_when_it_is_mended(desk: Desk) -> None:
    desk.put("old", hours_before(30))
    _, _, _, cursor = pull(desk.source())
    for place, hours in enumerate((9, 8, 7, 2, 5)):
        desk.put(f"t{place}", hours_before(hours))
    disordered = desk.source(query="SELECT * FROM tickets WHERE changed >= :cursor ORDER BY id")
    reading = disordered.pages(cursor, NIGHT)
    cursors = [next(reading).cursor for _ in range(3)]
    with pytest.raises(InvalidInput) as refused:
        next(reading)
    assert str(refused.value) == (
        'Source "desk": the rows do not come in the order of changed (2026-03-08 22:00:00 after '
        "2026-03-09 01:00:00), so an interrupted pull would lose some. Add ORDER BY changed to "
        "the query."
    )
    tickets, _, _, _ = pull(desk.source(), cursors[-1])
    assert {"t0", "t1", "t2", "t3", "t4"} <= set(keys(tickets))


def test_numbers_are_a_cursor_too(desk: Desk) -> None:
    for number in (1, 2, 700, 1400):
        desk.put(f"n{number}", number)
    counted = desk.source(start=0, columns={})
    tickets, _, _, cursor = pull(counted)
    assert keys(tickets) == ["n1", "n2", "n700", "n1400"]
    assert keys(pull(counted, cursor)[0]) == ["n1400"]


def test_a_cursor_of_another_column_or_kind_of_source_starts_afresh(desk: Desk) -> None:
    desk.put("1", hours_before(3))
    for other in (
        Place(5, 5).written("loaded"),
        json.dumps({"files": {}, "until": "x"}),
        "12",
        "x",
    ):
        assert keys(pull(desk.source(), other)[0]) == ["1"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"\x00\x01", "a bytes"),
        ("yesterday", 'text that is not an ISO time ("yesterday")'),
    ],
)
def test_a_cursor_without_an_order_is_refused(value: Any, why: str, desk: Desk) -> None:
    desk.put("1", value)
    with pytest.raises(InvalidInput) as refused:
        pull(desk.source(start=0, columns={}))
    assert str(refused.value).startswith(f'Source "desk": the cursor column "changed" is {why}.')


@pytest.mark.parametrize(
    "value",
    [
        7, 7.5, Decimal("7.25"), "2026-03-09 02:00:00", date(2026, 3, 9),
        datetime(2026, 3, 9, 2), datetime(2026, 3, 9, 2, tzinfo=UTC),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_a_cursor_is_kept_in_its_own_type(value: Any) -> None:
    kept = read_place(Place(value, None).written("changed"), "changed")
    assert (kept, type(kept.value)) == (Place(value, None), type(value))


@pytest.mark.parametrize(
    ("value", "zone", "since"),
    [
        ("2026-03-09T02:00:00Z", "UTC", "2026-03-09T01:50:00Z"),
        ("2026-03-09T02:00:00.500Z", "UTC", "2026-03-09T01:50:00.500000Z"),
        ("2026-03-09 02:00:00+00:00", "UTC", "2026-03-09 01:50:00+00:00"),
        ("2026-03-09 02:00:00+01:00", "UTC", "2026-03-09 00:50:00+01:00"),
        ("2026-03-09 02:00:00", "Europe/Berlin", "2026-03-09 00:50:00"),
        ("2026-03-09", "UTC", "2026-03-09"),
        (date(2026, 3, 9), "UTC", date(2026, 3, 9)),
        (1_772_000_600, "UTC", 1_772_000_000),
    ],
)
def test_the_overlap_keeps_the_form_of_the_value(value: Any, zone: str, since: Any) -> None:
    assert as_cursor(value) == value
    assert shifted_back(value, timedelta(minutes=10), zone) == since


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"query": "SELECT * FROM tickets"},
            'Source "desk": the query has no :cursor, so every night would read everything. Add '
            "WHERE changed >= :cursor ORDER BY changed.",
        ),
        (
            {"query": QUERY + " LIMIT :n"},
            'Source "desk": the query has a placeholder ":n" that nothing fills; only :cursor is '
            "known. If it is part of a text, write \\:n.",
        ),
        (
            {"url": "sqlite:////nowhere/desk.db"},
            'Source "desk": there is no database file /nowhere/desk.db. Check url.',
        ),
        (
            {"url": ""},
            'Source "desk" has no database. Set url, or FEEDBACK__SECRETS__DESK to the whole URL.',
        ),
        (
            {"url": "postgres//x:hunter2@db"},
            'Source "desk": url is not a SQLAlchemy URL. Write it as '
            "postgresql+psycopg://user@host/name.",
        ),
        (
            {"url": "postgresql://x:hunter2@db/dw"},
            'Source "desk": a password does not belong in url. Take it out, and set '
            "FEEDBACK__SECRETS__DESK to it.",
        ),
        (
            {"url": "nodb://x@db/dw"},
            'Source "desk": nothing here speaks "nodb". Install its SQLAlchemy dialect, or correct '
            "the beginning of the URL.",
        ),
        (
            {"url": "sqlite+aiosqlite:///x.db"},
            None,
        ),
        ({"columns": {"colour": "x"}}, None),
    ],
)
def test_what_cannot_be_right_is_refused_at_start(
    changes: dict[str, Any], message: str | None, desk: Desk
) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.source(**changes)
    assert message is None or str(refused.value) == message
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"columns": {"body": "text"}},
            'Source "desk": the query returns no column "text" (field "body"). It has: id, '
            "created_at, changed, body, state. Set columns.body of the source to one of them.",
        ),
        (
            {"cursor_column": "loaded"},
            'Source "desk": the query returns no column "loaded" (cursor_column). It has: id, '
            "created_at, changed, body, state.",
        ),
        ({"query": "SELECT * FROM tickts WHERE 1 >= :cursor"}, "no such table: tickts"),
        ({"query": "DELETE FROM tickets WHERE changed >= :cursor"}, "It must be a SELECT."),
    ],
)
def test_a_query_that_does_not_fit_is_refused(
    changes: dict[str, Any], message: str, desk: Desk
) -> None:
    desk.put("1", hours_before(1))
    with pytest.raises(InvalidInput) as refused:
        pull(desk.source(**changes))
    assert message in str(refused.value)
    assert keys(pull(desk.source())[0]) == ["1"]


@pytest.mark.parametrize(
    ("says", "fault", "words"),
    [
        (
            "FATAL: password authentication failed (tried s3cret)",
            FinalFault,
            'Source "desk": the database db:5432/dw lets us not in (FATAL: password '
            "authentication failed (tried ***)). Check that FEEDBACK__SECRETS__DESK is set and "
            "right, and that its owner may connect and read the query's tables.",
        ),
        (
            "server closed the connection",
            TransientFault,
            'Source "desk": the database db:5432/dw cannot be reached or broke off (server closed '
            "the connection). What was read is kept; the next run goes on there.",
        ),
    ],
)
def test_a_database_that_refuses_or_is_gone_is_told_without_the_credential(
    says: str, fault: type[Exception], words: str
) -> None:
    said = OperationalError("SELECT 1", {}, sqlite3.OperationalError(says))
    url = make_url("postgresql://feedback:s3cret@db:5432/dw")
    error = in_words(said, 'Source "desk"', url, "FEEDBACK__SECRETS__DESK")
    assert (type(error), str(error)) == (fault, words)


def test_a_connection_that_breaks_off_keeps_what_was_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours in range(7, 0, -1):
        desk.put(f"{hours}h", hours_before(hours))
    source, pages = desk.source(), []
    reading = source.pages(None, NIGHT)
    pages.append(next(reading))
    with pytest.raises(TransientFault) as broken:
        reading.throw(OperationalError("", {}, sqlite3.OperationalError("connection lost")))
    assert broken.value.__suppress_context__
    rest = pull(source, pages[0].cursor)[0]
    assert {*keys(list(pages[0].tickets)), *keys(rest)} == {f"{hours}h" for hours in range(1, 8)}


def test_memory_stays_flat(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 500)
    desk._db.execute("BEGIN")
    for number in range(4_000):
        desk.put(str(number), 1_772_000_000 + number, body="x " * 1_000)
    desk._db.execute("COMMIT")
    tracemalloc.start()
    n_tickets = sum(
        len(page.tickets) for page in desk.source(start=0, columns={}).pages(None, NIGHT)
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_tickets == 4_000
    assert peak < 4_000_000  # of 8 MB of text
