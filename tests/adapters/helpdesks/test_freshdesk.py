"""Freshdesk: what its fields become, and lists longer than it gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.adapters.helpdesks import freshdesk
from feedback.adapters.helpdesks.freshdesk import FreshdeskTicketSource
from feedback.adapters.helpdesks.freshdesk_ratings import newest_ratings
from feedback.domain.tickets.ticket import RawTicket, TicketFacts, TicketPriority, TicketStatus
from feedback.errors import FinalFault
from feedback.ports import Page
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
            assignee_address="ada@acme.com",
        )
    ]


def test_a_state_of_the_companys_own_is_not_understood_until_a_person_says_what_it_is() -> None:
    desk = FreshdeskDesk()
    desk.put(5, AT, status=8)
    assert tickets(desk)[0].not_understood == (("status", "8"),)
    source = replace(desk.source(Line(desk.answer).wire(), 100), statuses={"8": "pending"})
    (ticket,) = [one for page in source.pages(None, NIGHT) for one in page.tickets]
    assert (ticket.facts.status, ticket.not_understood) == (TicketStatus.PENDING, ())


@pytest.mark.parametrize(
    ("code", "ours"),
    [(2, "open"), (3, "pending"), (4, "solved"), (5, "closed"), (6, "pending"), (7, "pending")],
)
def test_the_states_that_freshdesk_comes_with_are_known(code: int, ours: str) -> None:
    desk = FreshdeskDesk()
    desk.put(5, AT, status=code)
    assert tickets(desk)[0].facts.status == ours


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


def rated_desk(days: int = 200) -> tuple[FreshdeskDesk, Line, FreshdeskTicketSource]:
    desk = FreshdeskDesk()
    for key in (1, 2, 3):
        desk.put(key, AT - timedelta(hours=key), status=4)
    line = Line(desk.answer)
    return desk, line, replace(desk.source(line.wire(), 100), csat_days=days)


def csat(pages: list[Page]) -> dict[str, int | None]:
    return {one.key: one.facts.csat for page in pages for one in page.tickets}


def test_a_rating_comes_with_its_ticket() -> None:
    desk, _, source = rated_desk()
    for key, score in ((1, 103), (2, -101)):
        desk.rate(key, AT, score)
    desk.rate(1, AT + timedelta(minutes=1), -103)  # thought better of it
    pages = list(source.pages(None, NIGHT))
    assert csat(pages) == {"1": 1, "2": 2, "3": None}


def test_a_rating_that_leaves_its_ticket_as_it_is_comes_on_the_next_night() -> None:
    desk, line, source = rated_desk()
    desk.rate(1, AT, 103)
    first = list(source.pages(None, NIGHT))
    rated_at = NIGHT + timedelta(hours=1)
    desk.rate(3, rated_at, -103)
    desk.rate(9, rated_at, 103)  # of a ticket that is no longer there
    n_asked = len(line.asked)
    second = list(source.pages(first[-1].cursor, NIGHT + timedelta(days=1)))
    found = {one.key: one for page in second for one in page.tickets}
    assert (found["3"].facts.csat, found["3"].facts.updated_at) == (1, rated_at)
    assert [one.url.path for one in line.asked[n_asked:] if "/tickets/" in one.url.path] == [
        "/api/v2/tickets/3", "/api/v2/tickets/9",
    ]  # fmt: skip
    third = list(source.pages(second[-1].cursor, NIGHT + timedelta(days=2)))
    assert "3" not in csat(third) or csat(third)["3"] == 1


def test_a_rating_after_the_night_is_left_for_its_own() -> None:
    desk, _, source = rated_desk()
    desk.rate(1, AT, 103)
    first = list(source.pages(None, NIGHT))
    desk.rate(2, NIGHT + timedelta(hours=1), 103)
    again = list(source.pages(first[-1].cursor, NIGHT))
    assert csat(again).get("2") is None
    later = list(source.pages(again[-1].cursor, NIGHT + timedelta(days=1)))
    assert csat(later)["2"] == 5


def test_no_rating_is_asked_for_unless_it_is_wanted() -> None:
    desk, line, source = rated_desk(days=0)
    desk.rate(1, AT, 103)
    assert csat(list(source.pages(None, NIGHT)))["1"] is None
    assert not [one for one in line.asked if "ratings" in one.url.path]


@pytest.mark.parametrize(
    "row",
    [None, 5, {}, {"ticket_id": 1}, {"ticket_id": 1, "ratings": None},
     {"ticket_id": "1", "created_at": "2026-03-01", "ratings": {"default_question": 103}},
     {"ticket_id": 1, "created_at": "soon", "ratings": {"default_question": 103}},
     {"ticket_id": 1, "created_at": "2026-03-01", "ratings": {"default_question": 7}}],
)  # fmt: skip
def test_a_rating_of_another_shape_is_passed_over(row: object) -> None:
    assert newest_ratings([row]) == {}
