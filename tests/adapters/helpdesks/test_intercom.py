"""Intercom: what its fields become, and the quirks of its search."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from feedback.domain.tickets.ticket import (
    RawTicket,
    Said,
    SetAside,
    TicketFacts,
    TicketPriority,
    TicketStatus,
    Unread,
)
from tests.stand_ins.intercom import IntercomDesk
from tests.stand_ins.line import NIGHT, Line

AT = NIGHT - timedelta(days=1)
ADMIN = {"type": "admin", "id": "17", "name": "Ada", "email": "ada@acme.com"}
BOT = {"type": "bot", "id": "5", "name": "Fin", "email": "operator+x@intercom.io"}
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
        assignee_address="ada@acme.com",
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
    assert (ticket.body, ticket.waits_for_words) == ("", True)
    assert said(desk) == [Said("5", "It crashes", "anna@example.com")]


def test_a_campaign_that_nobody_answered_has_no_words_yet() -> None:
    desk = IntercomDesk()
    began_by_the_company(desk, [])
    ticket = read(desk)
    assert isinstance(ticket, RawTicket)
    assert (ticket.body, ticket.waits_for_words) == ("", True)
    assert said(desk) == [Said("5", "")]


def said(desk: IntercomDesk) -> list[Said | Unread]:
    return list(desk.source(Line(desk.answer).wire(), page_size=100).conversations(["5"]))


def part(author: dict[str, Any], body: str, **more: Any) -> dict[str, Any]:
    return {"part_type": "comment", "author": author, "body": f"<p>{body}</p>", **more}


@pytest.mark.parametrize(
    ("first", "parts", "words"),
    [
        ("Hi", [part(ADMIN, "Yes?"), part(USER, "The export stops")], "The export stops"),
        ("I have a question", [part(USER, "Can I pay by card?")], "Can I pay by card?"),
        ("Hallo", [part(USER, "ich habe eine Frage"), part(USER, "Wo ist der Export hin?")],
         "Wo ist der Export hin?"),
        ("Billing", [part(USER, "My invoice shows the wrong tax")],
         "Billing\nMy invoice shows the wrong tax"),
        ("Hey", [part(BOT, "What is your e-mail?"), part(USER, "anna@example.com"),
                 part(BOT, "Your name?"), part(USER, "Anna"),
                 part(USER, "Labels come out twice")], "Labels come out twice"),
        ("Hi", [part(BOT, "Pick one", metadata={"quick_reply_options": [{"text": "My orders"}]}),
                part(USER, "My orders"), part(USER, "Order 7 never came")], "Order 7 never came"),
        ("Help", [part(USER, "Talk to a person", part_type="quick_reply")], ""),
        ("Hi", [part(USER, "My printer"), part(USER, "prints labels twice"),
                part(ADMIN, "Which printer?"), part(USER, "a Zebra of 2019")],
         "My printer\nprints labels twice"),
    ],
)  # fmt: skip
def test_the_customers_first_real_words_are_read_on_to(
    first: str, parts: list[dict[str, Any]], words: str
) -> None:
    desk = IntercomDesk()
    desk.put(5, AT, first)
    desk.parts[5] = parts
    ticket = read(desk)
    assert isinstance(ticket, RawTicket)
    assert ticket.waits_for_words
    assert said(desk) == [Said("5", words, "anna@example.com")]


def test_the_words_of_a_bot_are_never_the_customers() -> None:
    desk = IntercomDesk()
    desk.put(5, AT)
    desk.conversations[5]["source"] |= {"body": "<p>How can we help you today?</p>", "author": BOT}
    desk.parts[5] = [part(BOT, "We are here for any problem you have"), part(USER, "Hello")]
    ticket = read(desk)
    assert isinstance(ticket, RawTicket)
    assert ticket.body == ""
    assert said(desk) == [Said("5", "", "anna@example.com")]


def test_a_conversation_that_says_what_it_is_about_takes_no_request_of_its_own() -> None:
    desk = IntercomDesk()
    for key in range(1, 40):
        desk.put(key, AT, f"Export {key} stops half way")
    line = Line(desk.answer)
    (page,) = desk.source(line.wire(), page_size=100).pages(None, NIGHT)
    assert not any(ticket.waits_for_words for ticket in page.tickets)
    assert [request.url.path for request in line.asked] == [
        "/teams", "/admins", "/conversations/search",
    ]  # fmt: skip


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

    assert list(desk.source(Line(answer).wire(), page_size=100).conversations(["5"])) == [
        Said("5", "")
    ]
