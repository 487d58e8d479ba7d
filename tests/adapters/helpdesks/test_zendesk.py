"""Zendesk: what its fields become, and the quirks of its export."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feedback.domain.tickets.ticket import RawTicket, TicketFacts, TicketPriority, TicketStatus
from tests.stand_ins.line import NIGHT, Line
from tests.stand_ins.zendesk import ZendeskDesk, stamp

AT = NIGHT - timedelta(days=1)


def one_ticket(desk: ZendeskDesk, **changes: Any) -> RawTicket:
    desk.put(5, AT, **changes)
    (page,) = desk.source(Line(desk.answer).wire(), page_size=100).pages(None, NIGHT)
    (ticket,) = page.tickets
    return ticket


def test_a_whole_ticket() -> None:
    desk = ZendeskDesk()
    desk.metrics[5] = {
        "ticket_id": 5, "reopens": 2, "replies": 3, "solved_at": stamp(AT),
        "reply_time_in_minutes": {"calendar": 90, "business": 30},
    }  # fmt: skip
    ticket = one_ticket(
        desk,
        body="The export stops",
        created_at=AT - timedelta(days=2),
        subject="Export",
        status="solved",
        priority="urgent",
        type="problem",
        tags=["escalated", "beta"],
        satisfaction_rating={"score": "bad", "comment": "Too slow"},
    )
    assert ticket == RawTicket(
        source="desk",
        key="5",
        subject="Export",
        body="The export stops",
        requester="anna@example.com",
        organization="c-70",
        facts=TicketFacts(
            created_at=AT - timedelta(days=2),
            updated_at=AT,
            status=TicketStatus.SOLVED,
            priority=TicketPriority.URGENT,
            type="problem",
            group="frontline",
            support_agent_id="17",
            channel="email",
            tags=("beta", "escalated"),
            csat=1,
            n_reopens=2,
            is_escalated=True,
            first_reply_at=AT - timedelta(days=2) + timedelta(minutes=90),
            solved_at=AT,
            url="https://acme.zendesk.com/agent/tickets/5",
            n_replies=3,
        ),
    )


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("new", "open"), ("open", "open"), ("pending", "pending"), ("hold", "pending"),
     ("solved", "solved"), ("closed", "closed")],
)  # fmt: skip
def test_every_status_has_one_of_ours(theirs: str, ours: str) -> None:
    ticket = one_ticket(ZendeskDesk(), status=theirs)
    assert ticket.facts.status == ours
    assert ticket.notes == ()


def test_what_is_not_there_is_left_open() -> None:
    ticket = one_ticket(
        ZendeskDesk(), priority=None, type=None, group_id=None, assignee_id=None,
        organization_id=None, requester_id=8, satisfaction_rating=None, via=None,
    )  # fmt: skip
    assert ticket.facts == TicketFacts(AT, AT, tags=("app", "beta"), url=ticket.facts.url)
    assert ticket.organization == ""
    assert ticket.requester == "zendesk user 8"


def test_a_merged_ticket_has_no_time_of_solution() -> None:
    desk = ZendeskDesk()
    desk.metrics[5] = {"ticket_id": 5, "reopens": 0, "solved_at": stamp(AT)}
    ticket = one_ticket(desk, status="closed", tags=["closed_by_merge"])
    assert ticket.facts.solved_at is None
    assert ticket.facts.status is TicketStatus.CLOSED


@pytest.mark.parametrize(
    ("customer_field", "customer"), [("external_id", "c-70"), ("id", "70"), ("crm_id", "crm-70"),
                                     ("name", "Example Ltd"), ("no_such", "")],
)  # fmt: skip
def test_the_customer_is_the_organizations_field_of_choice(
    customer_field: str, customer: str
) -> None:
    desk = ZendeskDesk()
    desk.put(5, AT)
    source = desk.source(Line(desk.answer).wire(), page_size=100)
    (page,) = replace(source, customer_field=customer_field).pages(None, NIGHT)
    assert page.tickets[0].organization == customer


def test_a_change_that_leaves_updated_at_alone_is_a_newer_version() -> None:
    desk = ZendeskDesk()
    before = one_ticket(desk)
    desk.tickets[5] |= {"generated_timestamp": int(AT.timestamp()) + 60, "group_id": None}
    source = desk.source(Line(desk.answer).wire(), page_size=100)
    (page,) = source.pages(None, NIGHT)
    assert page.tickets[0].facts.updated_at == AT + timedelta(minutes=1)
    assert page.tickets[0].facts.updated_at > before.facts.updated_at


def test_the_first_pull_begins_where_the_settings_say_and_goes_on_by_cursor() -> None:
    desk = ZendeskDesk()
    for key in range(1, 6):
        desk.put(key, AT + timedelta(hours=key))
    line = Line(desk.answer)
    source = replace(desk.source(line.wire(), page_size=3), start_on=date(2026, 3, 1))
    list(source.pages(None, NIGHT))
    first, *others = [request.url.params for request in line.asked]
    assert first["start_time"] == str(int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()))
    assert first["include"] == "users,organizations,groups,metric_sets"
    assert others
    assert all("cursor" in one and "start_time" not in one for one in others)


def test_a_start_within_the_last_minute_is_not_asked_for() -> None:
    desk = ZendeskDesk()
    desk.now = NIGHT
    source = replace(desk.source(Line(desk.answer).wire(), 100), start_on=NIGHT.date())
    assert list(source.pages(None, NIGHT.replace(hour=0, second=5)))


def with_comments(desk: ZendeskDesk, **changes: Any) -> RawTicket:
    desk.put(5, AT, body="I called Anna about her export", **changes)
    source = replace(desk.source(Line(desk.answer).wire(), 100), read_comments=True)
    (page,) = source.pages(None, NIGHT)
    return page.tickets[0]


def said(author: int, words: str, public: bool = True) -> dict[str, Any]:
    return {"id": 1, "author_id": author, "plain_body": words, "body": words, "public": public}


def test_where_the_company_wrote_first_the_requesters_first_words_count() -> None:
    desk = ZendeskDesk()
    desk.comments[5] = [
        said(17, "I called Anna about her export"), said(7, "not for all", public=False),
        said(17, "Any news?"), said(7, "It still stops"), said(7, "Hello?"),
    ]  # fmt: skip
    assert with_comments(desk, submitter_id=17).body == "It still stops"


@pytest.mark.parametrize("comments", [[], [said(17, "I called")]])
def test_a_requester_who_said_nothing_is_heard_through_the_support_agent(
    comments: list[dict[str, Any]],
) -> None:
    desk = ZendeskDesk()
    desk.comments[5] = comments
    assert with_comments(desk, submitter_id=17).body == "I called Anna about her export"


def test_a_ticket_that_vanished_since_the_export_keeps_its_description() -> None:
    assert with_comments(ZendeskDesk(), submitter_id=17).body == "I called Anna about her export"


@pytest.mark.parametrize("submitter", [None, 7, 8])
def test_comments_are_asked_for_only_where_the_company_wrote_first(submitter: int | None) -> None:
    desk = ZendeskDesk()
    desk.put(5, AT, submitter_id=submitter)
    line = Line(desk.answer)
    source = desk.source(line.wire(), 100)
    list(replace(source, read_comments=True).pages(None, NIGHT))
    desk.put(5, AT, submitter_id=17)
    list(source.pages(None, NIGHT))  # as it is set unless told otherwise
    assert not [one for one in line.asked if "comments" in one.url.path]


def test_never_more_than_ten_requests_a_minute() -> None:
    desk = ZendeskDesk()
    for key in range(1, 40):
        desk.put(key, AT + timedelta(minutes=key))
    line = Line(desk.answer)
    list(desk.source(line.wire(), page_size=3).pages(None, NIGHT))
    assert len(line.asked) > 12
    assert sum(line.clock.slept) >= 60
