"""Statuses and priorities of Jira and Request Tracker, in any language and of a company's own."""

from dataclasses import replace
from typing import Any

import pytest

from feedback.domain.tickets.reading import ReadingPolicy, with_meanings
from feedback.domain.tickets.ticket import RawTicket, TicketPriority, TicketStatus
from tests.stand_ins.jira_service import JiraServiceDesk
from tests.stand_ins.line import NIGHT, Line
from tests.stand_ins.request_tracker import RequestTrackerDesk


def read(desk: Any, **changes: Any) -> RawTicket:
    source = replace(desk.source(Line(desk.answer).wire(), page_size=10), **changes)
    (ticket,) = [one for page in source.pages(None, NIGHT) for one in page.tickets]
    assert isinstance(ticket, RawTicket)
    return ticket


def request(status: str, category: str, priority: str = "Medium") -> JiraServiceDesk:
    desk = JiraServiceDesk()
    desk.put(1, NIGHT)
    desk.requests[1]["fields"] |= {
        "status": {"name": status, "statusCategory": {"key": category}},
        "priority": {"name": priority},
    }
    return desk


@pytest.mark.parametrize(
    ("status", "category", "ours"),
    [("Warten auf Kunden", "indeterminate", "pending"), ("Erledigt", "done", "solved"),
     ("Geschlossen", "done", "closed"), ("En attente du client", "indeterminate", "pending"),
     ("In QA", "indeterminate", "open"), ("Rolled out", "done", "solved"),
     ("Waiting for release", "done", "solved"), ("Canceled", "done", "closed")],
)  # fmt: skip
def test_a_status_is_known_by_its_name_and_else_by_its_category(
    status: str, category: str, ours: str
) -> None:
    ticket = read(request(status, category))
    assert (ticket.facts.status, ticket.not_understood) == (ours, ())


def test_a_status_without_a_category_is_not_understood() -> None:
    assert read(request("Parked", "undefined")).not_understood == (("status", "Parked"),)


@pytest.mark.parametrize(
    ("priority", "ours"),
    [("Höchste", "urgent"), ("Hoch", "high"), ("Mittel", "normal"), ("Niedrigste", "low"),
     ("P1", "urgent"), ("Élevée", "high")],
)  # fmt: skip
def test_priorities_are_known_in_other_languages(priority: str, ours: str) -> None:
    assert read(request("Open", "new", priority)).facts.priority == ours


def test_a_priority_that_nobody_knows_is_counted_until_it_is_mapped() -> None:
    ticket = read(request("Open", "new", "Board level"))
    assert ticket.not_understood == (("priority", "Board level"),)
    policy = ReadingPolicy(meant={("priority", "board level"): TicketPriority.URGENT})
    mapped = with_meanings(ticket, policy)
    assert (mapped.facts.priority, mapped.not_understood) == (TicketPriority.URGENT, ())


def test_what_a_person_says_goes_before_what_the_program_knows() -> None:
    ticket = read(request("In QA", "indeterminate"))
    policy = ReadingPolicy(meant={("status", "in qa"): TicketStatus.PENDING})
    assert with_meanings(ticket, policy).facts.status is TicketStatus.PENDING


def test_request_trackers_own_states_and_worded_priorities() -> None:
    desk = RequestTrackerDesk()
    desk.put(1, NIGHT, status="parked", Priority="Critical")
    ticket = read(desk)
    assert ticket.facts.priority is TicketPriority.URGENT
    assert ticket.not_understood == (("status", "parked"),)
    assert read(desk, statuses={"parked": "pending"}).facts.status is TicketStatus.PENDING
