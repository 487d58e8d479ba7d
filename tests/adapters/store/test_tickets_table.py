"""Every fact of a ticket comes out of the store as it went in."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedback.adapters.store import SqlStore
from feedback.domain.issues.issue import IssueId, Membership
from feedback.domain.tickets.ticket import TicketFacts, TicketPriority, TicketStatus
from tests.domain.domain_examples import issue, ticket

NOW = datetime(2026, 3, 9, 3, tzinfo=UTC)
FACTS = TicketFacts(
    created_at=NOW - timedelta(days=3),
    updated_at=NOW - timedelta(days=1),
    status=TicketStatus.SOLVED,
    priority=TicketPriority.URGENT,
    type="incident",
    group="tier-2",
    support_agent_id="A-01",
    channel="phone",
    tags=("export", "csv"),
    csat=2,
    n_reopens=1,
    is_escalated=True,
    first_reply_at=NOW - timedelta(days=2),
    solved_at=NOW - timedelta(hours=5),
    url="https://desk.example/1",
    n_replies=4,
    handling_hours=1.5,
)


def test_the_example_names_every_fact() -> None:
    by_default = TicketFacts(created_at=NOW, updated_at=NOW)
    alike = [
        field.name
        for field in fields(TicketFacts)
        if getattr(FACTS, field.name) == getattr(by_default, field.name)
    ]
    assert alike == [], "give these another value than their default"


def test_every_fact_comes_back(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    with store.begin() as tx:
        tx.tickets.upsert([replace(ticket(1), facts=FACTS)], NOW)
        tx.issues.save([issue(7)])
        tx.issues.place([Membership(ticket(1).ticket_id, IssueId(7), 1.0, NOW)])
        assert tx.tickets.of_issue(IssueId(7))[0].facts == FACTS
        ((stake,),) = tx.tickets.stakes().values()
    store.close()
    # What impact does not read stays behind, as the whole table is read each night.
    unread = {"type", "support_agent_id", "channel", "tags", "url", "n_replies"}
    assert {
        field.name
        for field in fields(TicketFacts)
        if getattr(stake.facts, field.name) != getattr(FACTS, field.name)
    } == unread
