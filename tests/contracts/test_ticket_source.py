"""What every source of tickets promises."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from feedback.adapters.files import tickets as files
from feedback.adapters.files.tickets import FileTicketSource
from feedback.adapters.sql import tickets as sql
from feedback.adapters.sql.tickets import SqlTicketSource
from feedback.domain.tickets.ticket import RawTicket, TicketFacts
from feedback.ports import Page, TicketSource
from tests.fakes import ListSource
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import NIGHT, Line

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Place(Protocol):
    """Somewhere tickets can be put, and read from two at a time."""

    def put(self, key: int, at: datetime, body: str = "Help") -> None: ...
    def source(self) -> TicketSource: ...


class InMemory:
    def __init__(self, _folder: Path) -> None:
        self._tickets: list[RawTicket] = []

    def put(self, key: int, at: datetime, body: str = "Help") -> None:
        self._tickets.append(RawTicket("desk", str(key), "", body, "", "", TicketFacts(at, at)))

    def source(self) -> TicketSource:
        return ListSource("desk", self._tickets, page_size=2)


class InAFile:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "t.jsonl"
        self._path.write_text("")

    def put(self, key: int, at: datetime, body: str = "Help") -> None:
        with self._path.open("a") as file:
            row = {"id": key, "created_at": at.isoformat(), "body": body}
            file.write(json.dumps(row) + "\n")

    def source(self) -> TicketSource:
        return FileTicketSource("desk", self._path)


class InADatabase:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "desk.db"
        self._run("CREATE TABLE tickets (id PRIMARY KEY, created_at, updated_at, body)")

    def put(self, key: int, at: datetime, body: str = "Help") -> None:
        row = (key, at.isoformat(), at.isoformat(), body)
        self._run("INSERT OR REPLACE INTO tickets VALUES (?, ?, ?, ?)", row)

    def source(self) -> TicketSource:
        return SqlTicketSource(
            "desk",
            f"sqlite:///{self._path}",
            "SELECT * FROM tickets WHERE updated_at >= :cursor ORDER BY updated_at",
            "updated_at",
        )

    def _run(self, statement: str, row: tuple[Any, ...] = ()) -> None:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as database:
            database.execute(statement, row)


def at_a_desk(kind: str) -> Callable[[Path], Place]:
    class AtADesk:
        def __init__(self, _folder: Path) -> None:
            self.desk = DESKS[kind]()

        def put(self, key: int, at: datetime, body: str = "Help") -> None:
            self.desk.put(key, at, body)

        def source(self) -> TicketSource:
            return self.desk.source(Line(self.desk.answer).wire(), page_size=2)

    return AtADesk


PLACES: dict[str, Any] = {
    "list": InMemory,
    "file": InAFile,
    "sql": InADatabase,
    **{kind: at_a_desk(kind) for kind in DESKS},
}


@pytest.fixture(params=sorted(PLACES))
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(files, "PAGE_SIZE", 2)
    monkeypatch.setattr(sql, "PAGE_SIZE", 2)
    made: Place = PLACES[request.param](tmp_path)
    return made


def fill(place: Place, n_tickets: int) -> None:
    for key in range(1, n_tickets + 1):
        place.put(key, NIGHT - timedelta(hours=11 - key))


def pulled(
    source: TicketSource, cursor: str | None = None, until: datetime = NIGHT
) -> tuple[dict[str, RawTicket], str | None]:
    """The newest version of every ticket, and the cursor that was left."""
    found: dict[str, RawTicket] = {}
    for page in source.pages(cursor, until):
        found |= {ticket.key: ticket for ticket in page.tickets}
        cursor = page.cursor
    return found, cursor


def test_everything_up_to_the_night_comes_and_nothing_later(place: Place) -> None:
    fill(place, 5)
    place.put(9, NIGHT + timedelta(seconds=1))
    source = place.source()
    assert source.name == "desk"
    found, cursor = pulled(source)
    assert sorted(found) == ["1", "2", "3", "4", "5"]
    again, cursor = pulled(source, cursor)
    assert "9" not in again
    assert "9" in pulled(source, cursor, NIGHT + DAY)[0]


def test_what_was_read_is_not_all_read_again(place: Place) -> None:
    fill(place, 5)
    source = place.source()
    _, cursor = pulled(source)
    assert len(pulled(source, cursor, NIGHT + DAY)[0]) <= 1  # an overlap of the newest


def test_after_any_page_the_rest_comes_by_its_cursor(place: Place) -> None:
    fill(place, 5)
    source = place.source()
    pages = list(source.pages(None, NIGHT))
    assert len(pages) >= 3
    for n_kept in range(1, len(pages)):
        kept = [ticket.key for page in pages[:n_kept] for ticket in page.tickets]
        rest, _ = pulled(source, pages[n_kept - 1].cursor)
        assert sorted({*kept, *rest}) == ["1", "2", "3", "4", "5"]


def test_no_tickets_are_no_fault_and_those_that_come_later_come(place: Place) -> None:
    found, cursor = pulled(place.source())
    assert found == {}
    place.put(1, NIGHT + MINUTE)
    assert sorted(pulled(place.source(), cursor, NIGHT + DAY)[0]) == ["1"]


def test_an_edited_ticket_comes_again_as_it_is_now(place: Place) -> None:
    fill(place, 3)
    _, cursor = pulled(place.source())
    place.put(1, NIGHT + MINUTE, body="It also happens on Linux")
    found, _ = pulled(place.source(), cursor, NIGHT + DAY)
    assert found["1"].body == "It also happens on Linux"
    assert found["1"].facts.updated_at == NIGHT + MINUTE


def test_the_same_night_twice_ends_where_it_ended(place: Place) -> None:
    fill(place, 5)
    _, cursor = pulled(place.source())
    _, again = pulled(place.source(), cursor)
    assert again == cursor


def test_pages_are_small_and_their_tickets_are_named_for_their_source(place: Place) -> None:
    fill(place, 5)
    pages: list[Page] = list(place.source().pages(None, NIGHT))
    assert all(len(page.tickets) <= 2 for page in pages)
    assert {ticket.source for page in pages for ticket in page.tickets} == {"desk"}
