"""The store itself notes which tickets grouping has yet to look at, whoever wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.issues.issue import (
    Description,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    Membership,
)
from feedback.domain.tickets.text import hash_text
from feedback.domain.tickets.ticket import RequesterId, Ticket, TicketFacts, TicketId

NOW = datetime(2026, 3, 9, 3, tzinfo=UTC)
ONE = Ticket(
    ticket_id=TicketId("desk:1"),
    source="desk",
    key="1",
    subject="",
    body="It hangs",
    text="It hangs",
    text_hash=hash_text("It hangs"),
    language="en",
    requester_id=RequesterId("someone"),
    customer_id=None,
    facts=TicketFacts(NOW, NOW),
    digest="1",
)
OTHER = replace(ONE, ticket_id=TicketId("desk:2"), key="2")
NOTHING_SAID = Description("", (), (), IssueKind.QUESTION, 0.0, 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Two tickets, one of them placed, both seen."""
    opened = SqlStore(f"sqlite:///{tmp_path}/store.db")
    with opened.begin() as tx:
        tx.tickets.upsert([ONE, OTHER], NOW)
        assert tx.tickets.unseen() == {ONE.ticket_id, OTHER.ticket_id}
        numbers = (IssueId(1), IssueId(2))
        tx.issues.save(Issue(one, IssueState.ACTIVE, NOW, NOTHING_SAID, 0.0) for one in numbers)
        tx.issues.place([Membership(ONE.ticket_id, IssueId(1), 1.0, NOW)])
        tx.tickets.mark_seen()
    yield opened
    opened.close()


def test_what_changes_nothing_is_not_noted(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.tickets.upsert([replace(ONE, customer_id="acme", digest="2")], NOW)
        tx.issues.place([Membership(ONE.ticket_id, IssueId(1), 0.5, NOW)])
        assert tx.tickets.unseen() == set()


@pytest.mark.parametrize("change", [{"text_hash": hash_text("Other")}, {"language": "de"}])
def test_an_edit_is_noted(store: SqlStore, change: dict[str, str]) -> None:
    with store.begin() as tx:
        tx.tickets.upsert([replace(ONE, **change), OTHER], NOW)
        assert tx.tickets.unseen() == {ONE.ticket_id}


def test_a_place_is_noted_once_however_often_it_changes(store: SqlStore) -> None:
    with store.begin() as tx:
        for issue in (2, 1, 2):
            tx.issues.place([Membership(ONE.ticket_id, IssueId(issue), 1.0, NOW)])
        tx.issues.unplace([ONE.ticket_id])
        assert tx.tickets.unseen() == {ONE.ticket_id}


def test_a_ticket_removed_at_its_source_is_noted(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.tickets.remove([OTHER.ticket_id], NOW)
        assert tx.tickets.unseen() == {OTHER.ticket_id}


def test_nothing_of_a_forgotten_ticket_is_noted(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.forgetting.remove([ONE.ticket_id], ())
        assert tx.tickets.unseen() == set()
