"""Sources whose pages could move while they are read, and that read times in their owner's zone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from feedback.domain.tickets.ticket import RawTicket, TicketPriority
from feedback.ports import Page
from tests.stand_ins.discourse import DiscourseDesk
from tests.stand_ins.jira_service import JiraDataCenterDesk, JiraServiceDesk
from tests.stand_ins.line import NIGHT, Line
from tests.stand_ins.request_tracker import RequestTrackerDesk

DESKS = [RequestTrackerDesk, DiscourseDesk, JiraServiceDesk, JiraDataCenterDesk]
ALL = {str(key) for key in range(1, 8)}


def filled(desk: Any, n_tickets: int = 7) -> Any:
    for key in range(1, n_tickets + 1):
        desk.put(key, NIGHT - timedelta(hours=2 * (n_tickets + 1 - key)))
    return desk


def pull(desk: Any, pages: list[Page] | None = None, line: Line | None = None) -> list[Page]:
    cursor = pages[-1].cursor if pages else None
    wire = (line or Line(desk.answer)).wire()
    return list(desk.source(wire, page_size=2).pages(cursor, NIGHT))


def tickets(pages: list[Page]) -> list[RawTicket]:
    return [ticket for page in pages for ticket in page.tickets]


def keys(pages: list[Page]) -> set[str]:
    return {ticket.key for ticket in tickets(pages)}


@pytest.mark.parametrize("made", DESKS)
def test_what_changes_while_it_is_read_comes_now_or_next_time(made: Any) -> None:
    quiet = filled(made())
    undisturbed = Line(quiet.answer)
    pull(quiet, line=undisturbed)
    for n_answer in range(1, len(undisturbed.asked) + 1):
        desk = filled(made())
        line = Line(desk.answer)
        line.answer_of = changing(desk, line, n_answer)
        first = pull(desk, line=line)
        second = pull(desk, first)
        assert keys(first) | keys(second) == ALL
        latest = {one.key: one.body for one in [*tickets(first), *tickets(second)]}
        assert (latest["2"], latest["5"]) == ("Changed", "Changed")


def changing(desk: Any, line: Line, n_answer: int) -> Callable[[httpx.Request], httpx.Response]:
    """Answers like the desk, but two tickets change just before the n-th."""

    def answer(request: httpx.Request) -> httpx.Response:
        if len(line.asked) == n_answer:
            desk.put(2, NIGHT - timedelta(minutes=3), "Changed")
            desk.put(5, NIGHT - timedelta(minutes=2), "Changed")
        answered: httpx.Response = desk.answer(request)
        return answered

    return answer


@pytest.mark.parametrize("made", DESKS)
def test_what_changes_between_a_cut_off_and_the_next_pull_is_not_lost(made: Any) -> None:
    for n_kept in range(1, len(pull(filled(made())))):
        desk = filled(made())
        kept = pull(desk)[:n_kept]
        desk.put(1, NIGHT - timedelta(minutes=2), "Changed")
        desk.put(8, NIGHT - timedelta(minutes=1))
        rest = pull(desk, kept)
        assert "Changed" in {one.body for one in tickets(rest)}
        assert keys(kept) | keys(rest) == ALL | {"8"}


@pytest.mark.parametrize("made", DESKS)
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_time_zone_of_the_credentials_owner_changes_nothing(made: Any, zone: str) -> None:
    desk = filled(made(zone))
    first = pull(desk)
    desk.put(8, NIGHT - timedelta(minutes=30))
    second = pull(desk, first)
    assert keys(first) == ALL
    assert {"8"} <= keys(second) <= {"7", "8"}
    changed = {one.key: one.facts.updated_at for one in tickets(second)}
    assert changed["8"] == NIGHT - timedelta(minutes=30)


def test_a_ticket_merged_in_request_tracker_is_gone_into_the_other() -> None:
    desk = filled(RequestTrackerDesk())
    first = pull(desk)
    desk.put(4, NIGHT - timedelta(minutes=30), EffectiveId="5")
    assert [one for page in pull(desk, first) for one in page.gone] == ["desk:4"]


def test_a_topic_that_vanishes_while_it_is_read_hides_no_other() -> None:
    desk = filled(DiscourseDesk())

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/t/6.json":
            desk.topics.pop(6, None)
        return desk.answer(request)

    pages = pull(desk, line=Line(answer))
    assert keys(pages) == ALL - {"6"}
    assert {one for page in pages for one in page.gone} == {"desk:6"}


def test_a_pinned_topic_ends_no_list() -> None:
    desk = filled(DiscourseDesk())
    desk.put(1, NIGHT - timedelta(days=300), pinned=True)
    pages = pull(desk)
    assert keys(pages) == ALL
    for n_kept in range(1, len(pages)):
        assert keys(pages[:n_kept]) | keys(pull(desk, pages[:n_kept])) == ALL


def test_what_each_says_beside_the_words_is_read() -> None:
    rt, topic, request = (
        tickets(pull(filled(made(), 1)))[0]
        for made in (RequestTrackerDesk, DiscourseDesk, JiraServiceDesk)
    )
    assert (rt.requester, rt.facts.group, rt.facts.support_agent_id, rt.facts.url) == (
        "ada@example.com", "Support", None, "https://rt.example/Ticket/Display.html?id=1",
    )  # fmt: skip
    assert rt.facts.solved_at is None
    assert rt.facts.handling_hours == 0.75
    assert (topic.requester, topic.facts.channel, topic.facts.tags, topic.facts.group) == (
        "ada", "community", ("jam", "printing"), "support",
    )  # fmt: skip
    assert topic.facts.first_reply_at == datetime(2026, 3, 9, 2, tzinfo=UTC)
    assert request.facts.handling_hours == 1.5
    assert (request.requester, request.facts.type, request.facts.group) == (
        "5b10", "request", "SUP",
    )  # fmt: skip
    assert (request.facts.priority, request.facts.is_escalated) == (TicketPriority.URGENT, True)
    assert request.facts.url == "https://acme.example/browse/SUP-1"
