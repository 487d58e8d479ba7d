"""What every source promises that can count: as many as it hands out, by our states."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedback.adapters.sql.tickets import SqlTicketSource
from feedback.domain.tickets.reconciliation import period_of
from feedback.errors import FinalFault, InvalidInput
from feedback.ports import CountingSource
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import NIGHT, Line, refusal

SINCE, UNTIL = period_of(NIGHT, 30)
SOLVED: dict[str, Any] = {
    "freshdesk": 4, "intercom": "closed", "jira_data_center": "solved",
    "jira_service_management": "solved", "request_tracker": "resolved", "zendesk": "solved",
}  # fmt: skip
WAITING: dict[str, Any] = {
    "freshdesk": 7, "intercom": "snoozed", "jira_data_center": "Pending",
    "jira_service_management": "Pending", "request_tracker": "stalled", "zendesk": "hold",
}  # fmt: skip


class Bench:
    """A desk with tickets in and out of the period, on its very bounds, and deleted ones."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.desk = DESKS[kind]()
        self.line = Line(self.desk.answer)
        moments = [
            SINCE - timedelta(seconds=1),
            SINCE,
            SINCE + timedelta(days=9, hours=7),
            SINCE + timedelta(days=10),
            SINCE + timedelta(days=11, hours=23),
            UNTIL - timedelta(seconds=1),
            UNTIL,
            UNTIL + timedelta(hours=1),
        ]
        for key, opened_at in enumerate(moments, start=1):
            self.desk.put(key, opened_at)
        name = "state" if kind == "intercom" else "status"
        self.desk.put(2, SINCE, **{name: SOLVED[kind]})
        self.desk.put(3, moments[2], **{name: WAITING[kind]})
        self.desk.put(9, SINCE + timedelta(days=2))
        self.desk.delete(9, SINCE + timedelta(days=3))

    def source(self) -> Any:
        return self.desk.source(self.line.wire(), page_size=2)


@pytest.fixture(params=sorted(SOLVED))
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param)


def handed_out(source: Any, since: datetime) -> Counter[str]:
    found = {
        ticket.key: ticket.facts
        for page in source.pages(None, NIGHT)
        for ticket in page.tickets
        if since <= ticket.facts.created_at < UNTIL
    }
    return Counter(str(facts.status) for facts in found.values())


def test_it_counts_what_it_hands_out(bench: Bench) -> None:
    source = bench.source()
    assert isinstance(source, CountingSource)
    counted = source.counts(SINCE, UNTIL)
    assert counted is not None
    ended = "closed" if bench.kind == "intercom" else "solved"
    assert +Counter(counted.by_status) == {"open": 3, ended: 1, "pending": 1}
    assert +Counter(counted.by_status) == handed_out(source, SINCE)
    assert counted.since == SINCE


def test_it_counts_from_the_day_on_from_which_it_is_read(bench: Bench) -> None:
    began = datetime(2026, 2, 16, tzinfo=UTC)
    source = replace(bench.source(), start_on=date(2026, 2, 16))
    counted = source.counts(SINCE, UNTIL)
    assert counted.since == began
    assert sum(counted.by_status.values()) == sum(handed_out(bench.source(), began).values()) == 4


def test_a_refusal_to_count_says_what_to_check(bench: Bench) -> None:
    bench.line.always = refusal(403)
    with pytest.raises(FinalFault, match="FEEDBACK__SECRETS__DESK"):
        bench.source().counts(SINCE, UNTIL)
    assert len(bench.line.asked) == 1


def test_an_answer_without_a_count_is_a_fault_and_no_zero(bench: Bench) -> None:
    bench.line.always = lambda: httpx.Response(200, json={})
    with pytest.raises(FinalFault, match=r'^Source "desk" sent an answer without'):
        bench.source().counts(SINCE, UNTIL)


def test_nothing_there_counts_as_nothing(bench: Bench) -> None:
    bench.desk = DESKS[bench.kind]()
    bench.line = Line(bench.desk.answer)
    assert not any(bench.source().counts(SINCE, UNTIL).by_status.values())


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
@pytest.mark.parametrize("kind", ["jira_service_management", "jira_data_center", "request_tracker"])
def test_the_time_zone_of_the_credentials_owner_changes_no_count(kind: str, zone: str) -> None:
    from zoneinfo import ZoneInfo

    bench = Bench(kind)
    bench.desk.zone = ZoneInfo(zone)  # type: ignore[attr-defined]
    assert sum(bench.source().counts(SINCE, UNTIL).by_status.values()) == 5


QUERY = "SELECT * FROM tickets WHERE opened >= :cursor ORDER BY opened"
COUNT = (
    "SELECT state, count(*) FROM tickets WHERE opened >= :since AND opened < :until GROUP BY state"
)


def in_a_database(folder: Path, count_query: str) -> SqlTicketSource:
    path = folder / "desk.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE tickets (id, opened, state)")
        rows = [
            (1, "2026-02-06 22:59:59", "open"),
            (2, "2026-02-06T23:00:00", "open"),  # midnight of the 7th in UTC
            (3, "2026-02-20 12:00:00", "resolved"),
            (4, "2026-02-21 12:00:00", "being looked at"),
            (5, "2026-03-08 23:00:00", "open"),
        ]
        database.executemany("INSERT INTO tickets VALUES (?, ?, ?)", rows)
        database.commit()
    return SqlTicketSource(
        "desk", f"sqlite:///{path}", QUERY, "opened", count_query=count_query,
        values={"status": {"resolved": "solved"}}, time_zone="Etc/GMT+1",
    )  # fmt: skip


def test_a_database_counts_by_the_query_it_was_given(tmp_path: Path) -> None:
    counted = in_a_database(tmp_path, COUNT).counts(SINCE, UNTIL)
    assert counted is not None
    assert counted.by_status == {"open": 2, "solved": 1}


def test_a_database_without_that_query_does_not_count(tmp_path: Path) -> None:
    assert in_a_database(tmp_path, "").counts(SINCE, UNTIL) is None


def test_a_query_that_counts_no_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as raised:
        in_a_database(tmp_path, "SELECT state, count(*) FROM tickets GROUP BY state")
    assert str(raised.value) == (
        'Source "desk": count_query must name the period it counts. Add WHERE opened >= :since '
        "AND opened < :until, with your column's name, and no other placeholder."
    )


def test_a_query_that_returns_no_counts_is_refused(tmp_path: Path) -> None:
    source = in_a_database(tmp_path, COUNT.replace("count(*)", "'many'"))
    with pytest.raises(InvalidInput, match="count_query must return two columns, the state and"):
        source.counts(SINCE, UNTIL)
