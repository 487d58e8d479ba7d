"""What `feedback doctor` asks of everything that is read: a cheap read, and what to mend."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedback.adapters.directories import systems as customer_systems
from feedback.adapters.directories.records import DirectoryPolicy, RecordDirectory
from feedback.adapters.directories.sql import read_customers
from feedback.adapters.sql.tickets import SqlTicketSource
from feedback.adapters.web_client.http import Wire
from feedback.errors import FinalFault, InvalidInput, TransientFault
from feedback.ports import Probed
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import NIGHT, SECRET, Line, page_of_html, refusal


@pytest.fixture(params=sorted(DESKS))
def line(request: pytest.FixtureRequest) -> Line:
    desk = DESKS[request.param]()
    for key in range(1, 30):
        desk.put(key, NIGHT - timedelta(hours=key))
    made = Line(desk.answer)
    made.source = desk.source(made.wire(max_attempts=1), page_size=5)  # type: ignore[attr-defined]
    return made


def probed(line: Line) -> str:
    source = line.source  # type: ignore[attr-defined]
    assert isinstance(source, Probed)
    return source.probe(NIGHT)


def test_a_credential_that_may_read_is_told_so_by_a_read_or_two(line: Line) -> None:
    assert probed(line).endswith(("read", "exported"))
    assert 1 <= len(line.asked) <= 2


@pytest.mark.parametrize("status", [401, 403])
def test_one_that_may_not_is_told_which_and_what_it_must_be_allowed(
    line: Line, status: int
) -> None:
    line.always = refusal(status)
    with pytest.raises(FinalFault) as raised:
        probed(line)
    words = str(raised.value)
    assert f"answered {status}. Check that FEEDBACK__SECRETS__DESK is set, valid" in words
    assert "that its owner " in words
    assert SECRET not in words
    assert len(line.asked) == 1


@pytest.mark.parametrize("fault", [refusal(503), lambda: httpx.ConnectError("no"), page_of_html])
def test_a_server_that_does_not_answer_is_told(line: Line, fault: Callable[[], Any]) -> None:
    line.always = fault
    with pytest.raises((TransientFault, FinalFault), match=r"https://"):
        probed(line)


def sql(path: Path, query: str = "SELECT * FROM t WHERE at >= :cursor ORDER BY at") -> Probed:
    return SqlTicketSource("desk", f"sqlite:///{path}", query, "at", columns={"created_at": "at"})


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "desk.db")) as made:
        made.execute("CREATE TABLE t (id, at, customer_id)")
        made.commit()
    return tmp_path / "desk.db"


def test_a_database_is_asked_for_the_columns_of_its_query(database: Path) -> None:
    assert sql(database).probe(NIGHT) == "the query gives its columns"
    with pytest.raises(InvalidInput, match='returns no column "at"'):
        sql(database, "SELECT id, at AS seen FROM t WHERE at >= :cursor").probe(NIGHT)
    with pytest.raises(InvalidInput, match="refuses the query"):
        sql(database, "SELECT * FROM u WHERE at >= :cursor").probe(NIGHT)


POLICY = DirectoryPolicy(("enterprise",), "enterprise")
SYSTEMS: dict[str, Callable[[Wire], Any]] = {
    "salesforce": lambda wire: customer_systems.salesforce(
        "https://acme.example", "token", "FEEDBACK__SECRETS__CUSTOMERS", COLUMNS, "", wire
    ),
    "hubspot": lambda wire: customer_systems.hubspot(
        "https://acme.example", "token", "FEEDBACK__SECRETS__CUSTOMERS", COLUMNS, wire
    ),
    "zendesk": lambda wire: customer_systems.zendesk(
        "https://acme.example", "token", "FEEDBACK__SECRETS__CUSTOMERS", COLUMNS, "", wire
    ),
}
COLUMNS = {"customer_id": "id", "name": "name"}


def a_page(_request: httpx.Request) -> httpx.Response:
    """The first of many, as each of the three would answer."""
    found = [{"id": n, "name": f"Customer {n}", "properties": {"name": "Acme"}} for n in range(9)]
    return httpx.Response(
        200,
        json={
            "records": found, "done": False, "nextRecordsUrl": "/more",
            "results": found, "paging": {"next": {"after": "9"}},
            "organizations": found, "meta": {"has_more": True, "after_cursor": "x"},
        },
    )  # fmt: skip


@pytest.mark.parametrize("kind", sorted(SYSTEMS))
def test_a_directory_is_asked_for_its_first_page_only(kind: str) -> None:
    line = Line(a_page)
    directory = RecordDirectory(kind, lambda: SYSTEMS[kind](line.wire()), {}, POLICY)
    assert directory.probe(NIGHT) == "can be read; the first customer has customer_id, name"
    assert len(line.asked) == 1


@pytest.mark.parametrize("kind", sorted(SYSTEMS))
@pytest.mark.parametrize("status", [401, 403])
def test_a_directory_that_refuses_says_which_permission(kind: str, status: int) -> None:
    line = Line(a_page, always=refusal(status))
    directory = RecordDirectory(kind, lambda: SYSTEMS[kind](line.wire()), {}, POLICY)
    with pytest.raises(FinalFault, match=r"FEEDBACK__SECRETS__CUSTOMERS is set.*its owner"):
        directory.probe(NIGHT)
    assert len(line.asked) == 1


def test_a_directory_without_customers_says_so(database: Path) -> None:
    def read() -> Any:
        return read_customers(f"sqlite:///{database}", "SELECT customer_id FROM t")

    assert RecordDirectory("sql", read, {}, POLICY).probe(NIGHT) == (
        "can be read, and holds no customer"
    )


def test_a_query_of_customers_that_is_refused_names_its_section(database: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^The customers: .* Check query in \[customers\]"):
        list(read_customers(f"sqlite:///{database}", "SELECT customer_id FROM nowhere"))
