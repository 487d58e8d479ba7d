"""Reading again from a day on, and counting what there should be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.domain.night import Night, NightStatus
from feedback.domain.tickets.reconciliation import ReconciliationPolicy, fault_in
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketFacts, TicketStatus
from feedback.errors import TransientFault
from feedback.ports import Counted
from feedback.steps.night import Pipeline, run_night
from feedback.steps.tickets.backfill import backfill
from tests.fakes import FailingSource, ListSource
from tests.steps.company import NIGHTS, build, pipeline

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def raw(number: int, **changes: object) -> RawTicket:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    facts = replace(TicketFacts(at, at), **changes)  # type: ignore[arg-type]
    return RawTicket("desk", str(number), "", f"Ticket number {number}", "", "", facts)


def counts_of(company: Pipeline) -> Mapping[str, int]:
    with company.store.begin() as tx:
        return tx.tickets.counts("desk", datetime(2025, 1, 1, tzinfo=UTC), NOON)


def fill(company: Pipeline, source: object, since: datetime) -> dict[str, object]:
    return backfill(
        source, company.directory, company.redactor, company.languages, company.store,  # type: ignore[arg-type]
        since=since, now=NOON, progress=company.progress,
    )  # fmt: skip


@pytest.fixture
def company(tmp_path: Path) -> Pipeline:
    return pipeline(build(tmp_path))


def test_a_backfill_takes_what_is_newer_and_leaves_the_nights_cursor(company: Pipeline) -> None:
    source = ListSource("desk", [raw(number) for number in range(40)])
    with company.store.begin() as tx:
        tx.tickets.set_cursor("desk", "39")
    done = fill(company, source, datetime(2026, 1, 11, tzinfo=UTC))
    assert done.pulled.n_new == 30
    assert counts_of(company) == {"open": 30}
    with company.store.begin() as tx:
        assert tx.tickets.cursor("desk") == "39"
    again = fill(company, source, datetime(2026, 1, 11, tzinfo=UTC))
    assert (again.pulled.n_new, again.pulled.n_repeated, again.is_resumed) == (0, 30, False)


def test_a_backfill_that_was_stopped_goes_on(company: Pipeline) -> None:
    broken = FailingSource(ListSource("desk", [raw(number) for number in range(40)]), n_pages=2)
    since = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(TransientFault):
        fill(company, broken, since)
    assert counts_of(company) == {"open": 20}
    broken.is_broken = False
    done = fill(company, broken, since)
    assert (done.is_resumed, done.pulled.n_new, done.pulled.n_repeated) == (True, 20, 0)


class CountingDesk(ListSource):
    """Says how many tickets it has, which may be more than it hands out."""

    n_hidden = 0

    def counts(self, since: datetime, until: datetime) -> Counted:
        found: dict[str, int] = {"open": self.n_hidden}
        for ticket in self._tickets:
            if since <= ticket.facts.created_at < until:
                found[ticket.facts.status] = found.get(ticket.facts.status, 0) + 1
        return Counted({str(status): n for status, n in found.items() if n}, since)


def night_with(company: Pipeline, n_hidden: int) -> tuple[Night, CountingDesk]:
    tickets = [
        raw(45 + n, status=TicketStatus.SOLVED if n % 2 else TicketStatus.OPEN) for n in range(20)
    ]
    desk = CountingDesk("desk", tickets)
    desk.n_hidden = n_hidden
    return run_night(replace(company, sources=[*company.sources, desk]), NIGHTS[0]), desk


def test_counts_that_agree_are_kept_with_the_night(company: Pipeline) -> None:
    night, _ = night_with(company, 0)
    assert night.status is NightStatus.DONE
    assert night.steps["reconcile desk"].counted == {"open": 10, "solved": 10}
    assert night.steps["reconcile desk"].differences == {}


def test_tickets_that_are_missing_make_the_night_partial(company: Pipeline) -> None:
    night, desk = night_with(company, 3)
    assert night.status is NightStatus.PARTIAL
    assert [(fault.step, fault.message) for fault in night.faults] == [
        (
            "reconcile desk",
            "Of the tickets opened since 2026-02-07, 20 tickets are stored, the source counts 23 "
            "(10 open instead of 13). Read them again: "
            "feedback pull --source desk --since 2026-02-07",
        )
    ]
    desk.n_hidden = 0
    again = run_night(replace(company, sources=[*company.sources, desk]), NIGHTS[0])
    assert again.status is NightStatus.DONE


def test_a_ticket_or_two_that_change_while_they_are_counted_are_no_fault(
    company: Pipeline,
) -> None:
    night, _ = night_with(company, 2)
    assert night.status is NightStatus.DONE
    assert night.steps["reconcile desk"].differences == {"all": -2, "open": -2}


def test_what_was_set_aside_is_not_missing(company: Pipeline) -> None:
    as_of = NIGHTS[0]
    rows = [SetAside("desk", f"ticket {number}", "no text") for number in range(3)]
    with company.store.begin() as tx:
        tx.nights.begin(as_of)
        tx.tickets.set_aside(rows, as_of)
    night, _ = night_with(company, 5)
    assert night.status is NightStatus.DONE


def test_nothing_older_than_what_is_kept_is_counted(company: Pipeline) -> None:
    night, _ = night_with(replace(company, tickets_days=9), 0)
    assert night.steps["reconcile desk"].since == datetime(2026, 2, 28, tzinfo=UTC)
    assert sum(night.steps["reconcile desk"].counted.values()) == 7


@pytest.mark.parametrize(
    ("counted", "stored", "n_set_aside", "fault"),
    [
        ({"open": 1000}, {"open": 990}, 0, None),
        ({"open": 1000}, {"open": 989}, 0,
         "989 tickets are stored, the source counts 1000 (989 open instead of 1000)"),
        ({"open": 1000}, {"open": 970}, 20, None),
        ({"open": 1000}, {"open": 969}, 20,
         "969 tickets are stored, the source counts 1000 and 20 were set aside "
         "(969 open instead of 1000)"),
        ({"open": 1000}, {"open": 1011}, 20,
         "1011 tickets are stored, the source counts 1000 and 20 were set aside "
         "(1011 open instead of 1000)"),
        ({"open": 500, "solved": 500}, {"open": 520, "solved": 480}, 0,
         "1000 tickets are stored, the source counts 1000 "
         "(520 open instead of 500, 480 solved instead of 500)"),
        ({}, {"open": 2}, 0, None),
        ({"open": 3}, {}, 0, "0 tickets are stored, the source counts 3 (0 open instead of 3)"),
    ],
)  # fmt: skip
def test_what_differs_by_more_than_may_be(
    counted: dict[str, int], stored: dict[str, int], n_set_aside: int, fault: str | None
) -> None:
    assert fault_in(counted, stored, ReconciliationPolicy(), n_set_aside) == fault
