"""The SQL source and the SQL directory against a real PostgreSQL, in another time zone."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from feedback.adapters.directories.records import DirectoryPolicy, RecordDirectory
from feedback.adapters.directories.sql import read_customers
from feedback.adapters.sql import tickets as module
from feedback.adapters.sql.tickets import SqlTicketSource
from feedback.domain.tickets.reconciliation import period_of
from feedback.domain.tickets.ticket import RawTicket, TicketId
from feedback.errors import FinalFault, InvalidInput, TransientFault
from feedback.ports import Page
from tests.real.postgresql_server import OWNER, PASSWORD, Postgresql, running, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
ALL = {str(key) for key in range(1, 8)}
TYPES = {
    "timestamptz": ("timestamptz", "'{:%Y-%m-%d %H:%M:%S}+00'"),
    "timestamp": ("timestamp", "'{:%Y-%m-%d %H:%M:%S}'"),
    "bigint": ("bigint", "extract(epoch from timestamptz '{:%Y-%m-%d %H:%M:%S}+00')"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with running() as postgresql:
        postgresql.run(
            f"ALTER ROLE {OWNER} SET timezone = 'America/Los_Angeles'",
            "CREATE ROLE reader LOGIN PASSWORD 'reads'",
            "CREATE ROLE stranger LOGIN PASSWORD 'reads'",
        )
        yield postgresql


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE", 2)


@pytest.fixture(params=sorted(TYPES))
def desk(request: pytest.FixtureRequest, server: Postgresql) -> Iterator["Desk"]:
    made = Desk(server, request.param)
    yield made
    server.run("DROP TABLE tickets")


class Desk:
    """One table of tickets, of which the reader may see all."""

    def __init__(self, server: Postgresql, kind: str) -> None:
        self.server = server
        self.type, self._as = TYPES[kind]
        server.run(
            f"CREATE TABLE tickets (id int PRIMARY KEY, opened timestamptz, changed {self.type}, "
            "body text, state text DEFAULT 'open', is_deleted boolean DEFAULT false)",
            "GRANT SELECT ON tickets TO reader",
        )
        for key in range(1, 8):
            self.put(key, NIGHT - timedelta(hours=16 - 2 * key))

    def put(self, key: int, at: datetime, **other: str) -> None:
        values = {"body": "'Help'", "state": "'open'", "is_deleted": "false", **other}
        self.server.run(
            f"INSERT INTO tickets VALUES ({key}, '{at:%Y-%m-%d %H:%M:%S}+00', "
            f"{self._as.format(at)}, {values['body']}, {values['state']}, {values['is_deleted']}) "
            "ON CONFLICT (id) DO UPDATE SET changed = excluded.changed, body = excluded.body, "
            "state = excluded.state, is_deleted = excluded.is_deleted"
        )

    def source(self, **changes: Any) -> SqlTicketSource:
        settings: dict[str, Any] = {
            "name": "desk",
            "url": self.server.url("reader"),
            "secret": SecretStr("reads"),
            "query": "SELECT * FROM tickets WHERE changed >= :cursor ORDER BY changed",
            "cursor_column": "changed",
            "start": 0 if self.type == "bigint" else datetime(1970, 1, 1),  # noqa: DTZ001
            "deleted_column": "is_deleted",
            "columns": {"created_at": "opened", "updated_at": "changed", "status": "state"},
            "values": {"status": {"done": "solved"}},
        }
        return SqlTicketSource(**{**settings, **changes})


def pull(source: SqlTicketSource, cursor: str | None = None, until: datetime = NIGHT) -> list[Page]:
    return list(source.pages(cursor, until))


def found(pages: list[Page]) -> dict[str, RawTicket]:
    return {ticket.key: ticket for page in pages for ticket in page.tickets}


def test_everything_comes_once_with_its_times_whatever_zone_the_session_has(desk: Desk) -> None:
    pages = pull(desk.source(url=desk.server.url(), secret=SecretStr(PASSWORD)))
    tickets = found(pages)
    assert set(tickets) == ALL
    assert tickets["3"].facts.updated_at == NIGHT - timedelta(hours=10)
    assert tickets["3"].facts.created_at == NIGHT - timedelta(hours=10)
    assert all(len(page.tickets) <= 2 for page in pages)


def test_the_next_pull_reads_the_overlap_and_what_is_new(desk: Desk) -> None:
    cursor = pull(desk.source())[-1].cursor
    desk.put(8, NIGHT + timedelta(minutes=5))
    desk.put(2, NIGHT + timedelta(minutes=6), state="'done'", body="'Solved now'")
    again = found(pull(desk.source(), cursor, NIGHT + timedelta(days=1)))
    assert {"2", "8"} <= set(again) <= {"2", "7", "8"}
    assert (again["2"].facts.status, again["2"].body) == ("solved", "Solved now")


def test_after_any_page_the_rest_comes_by_its_cursor(desk: Desk) -> None:
    pages = pull(desk.source())
    for n_kept in range(1, len(pages)):
        rest = found(pull(desk.source(), pages[n_kept - 1].cursor))
        assert set(found(pages[:n_kept])) | set(rest) == ALL


def test_a_deleted_row_is_gone_and_a_later_one_waits(desk: Desk) -> None:
    desk.put(2, NIGHT - timedelta(minutes=5), is_deleted="true")
    desk.put(9, NIGHT + timedelta(hours=1))
    pages = pull(desk.source())
    assert {one for page in pages for one in page.gone} == {TicketId("desk:2")}
    assert "9" not in found(pages)
    assert "9" in found(pull(desk.source(), pages[-1].cursor, NIGHT + timedelta(days=1)))


def test_it_counts_and_is_probed(desk: Desk) -> None:
    desk.put(1, NIGHT - timedelta(hours=14), state="'done'")
    count = (
        "SELECT state, count(*) FROM tickets WHERE opened >= (:since AT TIME ZONE 'UTC') "
        "AND opened < (:until AT TIME ZONE 'UTC') GROUP BY state"
    )
    source = desk.source(count_query=count, url=desk.server.url(), secret=SecretStr(PASSWORD))
    since, until = period_of(NIGHT, 30)
    counted = source.counts(since, until)
    assert counted is not None
    in_period = [one for one in found(pull(source)).values() if one.facts.created_at < until]
    assert counted.by_status == Counter(str(one.facts.status) for one in in_period)
    assert source.probe(NIGHT) == "the query gives its columns"


def test_a_password_that_is_wrong_is_refused_and_named_by_its_variable(desk: Desk) -> None:
    for ask in (lambda source: pull(source), lambda source: source.probe(NIGHT)):
        with pytest.raises(FinalFault) as raised:
            ask(desk.source(secret=SecretStr("wrong-pa55")))
        assert "lets us not in" in str(raised.value)
        assert "FEEDBACK__SECRETS__DESK" in str(raised.value)
        assert "wrong-pa55" not in str(raised.value)


def test_a_role_that_may_not_read_the_table_is_told_so(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as raised:
        desk.source(url=desk.server.url("stranger")).probe(NIGHT)
    words = str(raised.value)
    assert "permission denied for table tickets" in words
    assert "owner of the credential may read its tables" in words


def test_a_query_that_is_wrong_is_refused_with_the_databases_words(desk: Desk) -> None:
    query = "SELECT * FROM tickts WHERE changed >= :cursor ORDER BY changed"
    with pytest.raises(InvalidInput, match='relation "tickts" does not exist'):
        pull(desk.source(query=query))


def test_a_connection_that_is_cut_leaves_what_was_read_and_the_rest_for_later(desk: Desk) -> None:
    # The driver holds rows already sent; far more than those must be left.
    desk.server.run(
        "INSERT INTO tickets SELECT n, opened, changed, repeat('it fails ', 200) FROM tickets, "
        "generate_series(100, 3000) AS n WHERE id = 7"
    )
    pages = desk.source().pages(None, NIGHT)
    kept = [next(pages), next(pages)]
    desk.server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'"
    )
    with pytest.raises(TransientFault, match="cannot be reached or broke off"):
        kept += pages
    rest = found(pull(desk.source(), kept[-1].cursor))
    assert len({*found(kept), *rest}) == 7 + 2901


def test_nothing_is_ever_written(desk: Desk) -> None:
    query = (
        "WITH gone AS (DELETE FROM tickets RETURNING *) SELECT * FROM gone "
        "WHERE changed >= :cursor ORDER BY changed"
    )
    owner = {"url": desk.server.url(), "secret": SecretStr(PASSWORD)}
    with pytest.raises((InvalidInput, FinalFault)):
        pull(desk.source(query=query, **owner))
    assert set(found(pull(desk.source()))) == ALL


def test_a_time_without_end_is_told(desk: Desk) -> None:
    if desk.type == "bigint":
        pytest.skip("a number is never infinite")
    desk.server.run("UPDATE tickets SET changed = 'infinity' WHERE id = 7")
    with pytest.raises(FinalFault, match="NULLIF"):
        pull(desk.source())


POLICY = DirectoryPolicy(("enterprise", "self-serve"), "self-serve", usd_per={"EUR": Decimal(2)})
CUSTOMERS = (
    "SELECT id AS customer_id, name, tier AS segment, arr AS value, currency, renewal AS "
    "renewal_on, score AS health, domains FROM account"
)


@pytest.fixture
def crm(server: Postgresql) -> Iterator[Postgresql]:
    server.run(
        "CREATE TABLE account (id text, name text, tier text, arr numeric(12, 2), currency text, "
        "renewal date, score real, domains text[])",
        "INSERT INTO account VALUES "
        "('c1', 'Acme', 'enterprise', 1000.50, 'EUR', '2026-05-01', 0.5, '{acme.example,a.de}'), "
        "('c2', 'Bo', 'self-serve', 7, NULL, NULL, NULL, NULL), "
        "('c2', 'Bo', 'self-serve', 9, NULL, NULL, NULL, NULL), "
        "('c3', 'Cy', 'self-serve', -5, NULL, NULL, NULL, NULL)",
        "GRANT SELECT ON account TO reader",
    )
    yield server
    server.run("DROP TABLE account")


def url(crm: Postgresql, password: str = "reads") -> str:
    return crm.url("reader").replace("reader@", f"reader:{password}@")


def test_customers_come_from_it_too(crm: Postgresql) -> None:
    directory = RecordDirectory("sql", lambda: read_customers(url(crm), CUSTOMERS), {}, POLICY)
    assert directory.probe(NIGHT).startswith("can be read; the first customer has customer_id")
    first, second, third = directory.customers()
    assert (first.value_usd, first.renewal_on, first.health) == (
        Decimal("2001.00"), date(2026, 5, 1), 0.5,
    )  # fmt: skip
    assert first.domains == ("a.de", "acme.example")
    assert (second.value_usd, third.value_usd) == (Decimal("7.00"), None)
    assert {one.reason for one in directory.set_aside()} == {
        "value -5.00 is negative; taken as unknown",
        "customer id given twice; the first in order of text is kept",
    }


def test_customers_behind_a_wrong_password_are_refused_without_quoting_it(crm: Postgresql) -> None:
    with pytest.raises(FinalFault) as raised:
        list(read_customers(url(crm, "wrong-pa55"), CUSTOMERS))
    assert "FEEDBACK__SECRETS__CUSTOMERS" in str(raised.value)
    assert "wrong-pa55" not in str(raised.value)


def test_a_server_that_is_down_is_a_passing_fault(server: Postgresql) -> None:
    server.run("CREATE TABLE tickets (id int, changed timestamptz)")
    source = SqlTicketSource(
        "desk", server.url(), "SELECT * FROM tickets WHERE changed >= :cursor", "changed",
        secret=SecretStr(PASSWORD),
    )  # fmt: skip
    server.stop()
    try:
        with pytest.raises(TransientFault, match="cannot be reached or broke off"):
            pull(source)
        with pytest.raises(TransientFault, match="cannot be reached or broke off"):
            list(read_customers(url(server), CUSTOMERS))
    finally:
        server.start()
        server.run("DROP TABLE tickets")
