"""Intercom: what its fields become, and the quirks of its search."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from feedback.domain.tickets.ticket import (
    RawTicket,
    SetAside,
    TicketFacts,
    TicketPriority,
    TicketStatus,
)
from tests.stand_ins.intercom import IntercomDesk
from tests.stand_ins.line import NIGHT, Line

AT = NIGHT - timedelta(days=1)
ADMIN = {"type": "admin", "id": "17", "name": "Ada", "email": "ada@acme.com"}
USER = {"type": "user", "id": "5f", "name": "Anna", "email": "anna@example.com"}


def read(desk: IntercomDesk) -> RawTicket | SetAside:
    (page,) = desk.source(Line(desk.answer).wire(), page_size=100).pages(None, NIGHT)
    (row_read,) = (*page.tickets, *page.set_aside)
    return row_read


def test_a_whole_conversation() -> None:
    desk = IntercomDesk()
    began = AT - timedelta(days=2)
    desk.put(
        5,
        AT,
        "The export stops",
        created_at=began,
        state="closed",
        priority="priority",
        conversation_rating={"rating": 2, "remark": "slow"},
        tags={"type": "tag.list", "tags": [{"name": "escalated"}, {"name": "beta"}]},
        statistics={
            "count_reopens": 1,
            "first_admin_reply_at": int(began.timestamp()) + 60,
            "last_close_at": int(AT.timestamp()),
        },
    )
    assert read(desk) == RawTicket(
        source="desk",
        key="5",
        subject="",
        body="The export stops",
        requester="anna@example.com",
        organization="",
        facts=TicketFacts(
            created_at=began,
            updated_at=AT,
            status=TicketStatus.CLOSED,
            priority=TicketPriority.HIGH,
            group="frontline",
            support_agent_id="17",
            channel="email",
            tags=("beta", "escalated"),
            csat=2,
            n_reopens=1,
            is_escalated=True,
            first_reply_at=began + timedelta(minutes=1),
            solved_at=AT,
        ),
        notes=("HTML to text",),
    )


def began_by_the_company(desk: IntercomDesk, parts: list[dict[str, Any]]) -> None:
    desk.put(5, AT)
    desk.conversations[5]["source"] |= {"body": "<p>Try our new plan</p>", "author": ADMIN}
    desk.parts[5] = parts


def test_where_the_company_wrote_first_the_customers_answer_counts() -> None:
    desk = IntercomDesk()
    began_by_the_company(
        desk,
        [
            {"body": "<p>Anybody there?</p>", "author": ADMIN},
            {"body": None, "author": USER},
            {"body": "<p>It crashes</p>", "author": USER},
        ],
    )
    ticket = read(desk)
    assert isinstance(ticket, RawTicket)
    assert (ticket.body, ticket.requester) == ("It crashes", "anna@example.com")


def test_a_campaign_that_nobody_answered_is_set_aside() -> None:
    desk = IntercomDesk()
    began_by_the_company(desk, [])
    aside = read(desk)
    assert isinstance(aside, SetAside)
    assert aside.reason == "no text"


def test_a_requester_without_address_is_known_by_the_contact() -> None:
    desk = IntercomDesk()
    desk.put(5, AT)
    desk.conversations[5]["source"]["author"] = {**USER, "email": None}
    ticket = read(desk)
    assert isinstance(ticket, RawTicket)
    assert ticket.requester == "70"


def test_a_pull_that_was_killed_goes_on_at_its_page_and_another_night_begins_its_own() -> None:
    desk = IntercomDesk()
    for key in range(1, 8):
        desk.put(key, AT + timedelta(hours=key))
    line = Line(desk.answer)
    source = replace(desk.source(line.wire(), page_size=3), start_on=date(2026, 1, 1))
    first = next(source.pages(None, NIGHT))
    line.asked.clear()
    list(source.pages(first.cursor, NIGHT))
    list(source.pages(first.cursor, NIGHT + timedelta(days=1)))
    asked = [json.loads(one.content) for one in line.asked if one.method == "POST"]
    assert [one["pagination"].get("starting_after") for one in asked] == ["3", "6", None, "3", "6"]
    begin = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    assert {one["query"]["value"][0]["value"] for one in asked} == {begin - 600 - 1}


def test_a_conversation_that_vanishes_between_search_and_look_is_no_fault() -> None:
    desk = IntercomDesk()
    began_by_the_company(desk, [])

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/conversations/5":
            desk.conversations.pop(5, None)
        return desk.answer(request)

    (page,) = desk.source(Line(answer).wire(), page_size=100).pages(None, NIGHT)
    assert [one.reason for one in page.set_aside] == ["no text"]
