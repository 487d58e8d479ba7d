"""Freshdesk: what its fields become, and lists longer than it gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.adapters import freshdesk
from feedback.domain.ticket import RawTicket, TicketFacts, TicketPriority, TicketStatus
from feedback.errors import FinalFault
from tests.stand_ins.freshdesk import FreshdeskDesk
from tests.stand_ins.line import NIGHT, Line

AT = NIGHT - timedelta(days=100)


def tickets(desk: FreshdeskDesk, page_size: int = 100, **changes: object) -> list[RawTicket]:
    source = desk.source(Line(desk.answer).wire(), page_size)
    source = replace(source, requests_per_minute=100_000, **changes)  # type: ignore[arg-type]
    return [one for page in source.pages(None, NIGHT) for one in page.tickets]


def test_a_whole_ticket_older_than_thirty_days() -> None:
    desk = FreshdeskDesk()
    began = AT - timedelta(days=2)
    desk.put(
        5,
        AT,
        "The export stops",
        created_at=began,
        subject="Export",
        status=4,
        priority=4,
        tags=["vip"],
        is_escalated=True,
        stats={
            "first_responded_at": began.isoformat(),
            "resolved_at": AT.isoformat(),
            "reopened_at": AT.isoformat(),
        },
    )
    assert tickets(desk) == [
        RawTicket(
            source="desk",
            key="5",
            subject="Export",
            body="The export stops",
            requester="anna@example.com",
            organization="70",
            facts=TicketFacts(
                created_at=began,
                updated_at=AT,
                status=TicketStatus.SOLVED,
                priority=TicketPriority.URGENT,
                type="incident",
                group="frontline",
                support_agent_id="17",
                channel="email",
                tags=("vip",),
                n_reopens=1,
                is_escalated=True,
                first_reply_at=began,
                solved_at=AT,
                url="https://acme.freshdesk.com/a/tickets/5",
            ),
        )
    ]


def test_a_state_of_the_companys_own_is_a_kind_of_waiting() -> None:
    desk = FreshdeskDesk()
    desk.put(5, AT, status=8)
    assert tickets(desk)[0].facts.status is TicketStatus.PENDING


@pytest.mark.parametrize(
    ("customer_field", "customer"),
    [("id", "70"), ("name", "Example Ltd"), ("crm_id", "crm-70"), ("no_such", "")],
)
def test_the_customer_is_the_companys_field_of_choice(customer_field: str, customer: str) -> None:
    desk = FreshdeskDesk()
    desk.put(5, AT)
    assert tickets(desk, customer_field=customer_field)[0].organization == customer


def test_more_than_three_hundred_pages_come_whole() -> None:
    desk = FreshdeskDesk()
    for key in range(1, 801):
        desk.put(key, AT + timedelta(minutes=key))
    assert {one.key for one in tickets(desk, page_size=2)} == {str(n) for n in range(1, 801)}


def test_more_tickets_of_one_second_than_a_page_holds_come_whole() -> None:
    desk = FreshdeskDesk()
    for key in range(1, 30):
        desk.put(key, AT if 5 < key < 25 else AT + timedelta(minutes=key))
    assert {one.key for one in tickets(desk, page_size=4)} == {str(n) for n in range(1, 30)}


def test_more_of_one_second_than_all_pages_hold_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshdesk, "_MAX_PAGES", 3)
    desk = FreshdeskDesk()
    for key in range(1, 30):
        desk.put(key, AT)
    with pytest.raises(FinalFault, match="more than 12 tickets changed within the second of"):
        tickets(desk, page_size=4)


def test_a_ticket_that_changes_while_pages_are_read_costs_nobody_its_place() -> None:
    desk = FreshdeskDesk()
    for key in range(1, 11):
        desk.put(key, AT + timedelta(minutes=key))
    pages = desk.source(Line(desk.answer).wire(), page_size=3).pages(None, NIGHT)
    found = [next(pages)]
    desk.put(1, NIGHT - timedelta(minutes=1), body="Now it is worse")
    found += pages
    keys = {one.key for page in found for one in page.tickets}
    assert keys == {str(n) for n in range(1, 11)}


def test_spam_is_gone_like_what_was_deleted() -> None:
    desk = FreshdeskDesk()
    desk.put(5, AT, spam=True)
    desk.put(6, AT, deleted=True)
    source = desk.source(Line(desk.answer).wire(), page_size=100)
    gone = [one for page in source.pages(None, NIGHT) for one in page.gone]
    assert sorted(gone) == ["desk:5", "desk:6"]
