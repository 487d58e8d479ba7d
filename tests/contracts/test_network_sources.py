"""What every source promises, kept by those that are read over HTTP from these stand-ins."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from feedback.domain.ticket import RawTicket, TicketPriority, TicketStatus
from feedback.errors import FeedbackError, FinalFault, TransientFault
from feedback.ports import Page
from tests.contracts.desks import (
    Desk,
    DiscourseDesk,
    JiraDataCenterDesk,
    JiraServiceDesk,
    MakesDesk,
    RequestTrackerDesk,
)

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
DESKS = [RequestTrackerDesk, DiscourseDesk, JiraServiceDesk, JiraDataCenterDesk]


@pytest.fixture(params=DESKS)
def desk(request: pytest.FixtureRequest) -> Desk:
    made: Desk = request.param()
    return made


def before(**ago: float) -> datetime:
    return NIGHT - timedelta(**ago)


def filled(desk: Desk, n_tickets: int) -> Desk:
    for key in range(1, n_tickets + 1):
        desk.put(key, before(hours=2 * (n_tickets + 1 - key)))
    return desk


def pull(desk: Desk, cursor: str | None = None, until: datetime = NIGHT) -> list[Page]:
    return list(desk.source().pages(cursor, until))


def tickets(pages: list[Page]) -> list[RawTicket]:
    return [ticket for page in pages for ticket in page.tickets]


def keys(pages: list[Page]) -> set[str]:
    return {ticket.key for ticket in tickets(pages)}


def after_all(pages: list[Page]) -> str | None:
    return pages[-1].cursor if pages else None


def test_the_first_pull_takes_everything_and_the_next_only_what_changed(desk: Desk) -> None:
    filled(desk, 5)
    first = pull(desk)
    assert keys(first) == {"1", "2", "3", "4", "5"}
    again = pull(desk, after_all(first))
    assert keys(again) <= {"5"}  # within the overlap

    desk.put(6, before(minutes=30))
    assert keys(pull(desk, after_all(again))) - {"5"} == {"6"}


def test_what_was_saved_late_is_in_the_overlap(desk: Desk) -> None:
    filled(desk, 3)
    first = pull(desk)
    desk.put(4, before(hours=2, minutes=5))
    assert "4" in keys(pull(desk, after_all(first)))


def test_an_edited_ticket_comes_again_as_it_is_now(desk: Desk) -> None:
    filled(desk, 5)
    first = pull(desk)
    desk.put(2, before(minutes=20), body="It broke again", status=desk.solved)
    changed = {one.key: one for one in tickets(pull(desk, after_all(first)))}["2"]
    assert (changed.body, changed.facts.status) == ("It broke again", TicketStatus.SOLVED)


def test_nothing_is_an_empty_pull(desk: Desk) -> None:
    assert tickets(pull(desk)) == []
    filled(desk, 1)
    first = pull(desk)
    desk.records.clear()
    assert tickets(pull(desk, after_all(first))) == []


def test_after_any_page_the_rest_comes_by_its_cursor(desk: Desk) -> None:
    filled(desk, 7)
    pages = pull(desk)
    for n_kept in range(1, len(pages)):
        rest = pull(desk, pages[n_kept - 1].cursor)
        assert keys(pages[:n_kept]) | keys(rest) == {str(key) for key in range(1, 8)}


def test_what_changes_between_a_cut_off_and_the_next_pull_is_not_lost(desk: Desk) -> None:
    filled(desk, 7)
    for n_kept in range(1, len(pull(desk))):
        filled(desk, 7)
        kept = pull(desk)[:n_kept]
        desk.put(1, before(minutes=2), body="Changed")
        desk.put(8, before(minutes=1))
        rest = pull(desk, after_all(kept))
        assert "Changed" in {one.body for one in tickets(rest)}
        assert keys(kept) | keys(rest) == {str(key) for key in range(1, 9)}
        desk.records.clear()


@pytest.mark.parametrize("n_answer", range(1, 8))
def test_what_changes_while_it_is_read_comes_now_or_next_time(desk: Desk, n_answer: int) -> None:
    def change(n_asked: int) -> None:
        if n_asked == n_answer:
            desk.put(2, before(minutes=3), body="Changed")
            desk.put(5, before(minutes=2), body="Changed")

    filled(desk, 7)
    desk.after = change
    first = pull(desk)
    desk.after = lambda _n: None
    if desk.n_asked < n_answer:
        change(n_answer)
    second = pull(desk, after_all(first))
    assert keys(first) | keys(second) == {str(key) for key in range(1, 8)}
    latest = {one.key: one.body for one in [*tickets(first), *tickets(second)]}
    assert (latest["2"], latest["5"]) == ("Changed", "Changed")


def test_a_ticket_later_than_the_night_comes_on_its_night(desk: Desk) -> None:
    filled(desk, 3)
    desk.put(4, NIGHT + timedelta(hours=1))
    first = pull(desk)
    assert keys(first) == {"1", "2", "3"}
    second = pull(desk, after_all(first), NIGHT + timedelta(days=1))
    assert "4" in keys(second)


@pytest.mark.parametrize("makes", DESKS)
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_time_zone_of_the_credentials_owner_changes_nothing(
    makes: MakesDesk, zone: str
) -> None:
    desk = filled(makes(zone=zone), 5)
    first = pull(desk)
    desk.put(6, before(minutes=30))
    second = pull(desk, after_all(first))
    assert keys(first) == {"1", "2", "3", "4", "5"}
    assert "6" in keys(second)
    assert keys(second) <= {"5", "6"}
    assert {one.facts.updated_at for one in tickets(second) if one.key == "6"} == {
        before(minutes=30)
    }


def test_one_broken_ticket_among_good_ones_is_set_aside(desk: Desk) -> None:
    filled(desk, 5)
    desk.put(3, before(hours=3), is_broken=True)
    pages = pull(desk)
    assert keys(pages) == {"1", "2", "4", "5"}
    set_aside = {row for page in pages for row in page.set_aside}
    assert {(row.source, row.locator) for row in set_aside} == {("desk", "ticket 3")}


def test_pages_that_repeat_end_the_pull_with_a_reason(desk: Desk) -> None:
    filled(desk, 5)
    desk.is_stuck = True
    with pytest.raises(FinalFault, match='Source "desk" goes round in circles'):
        pull(desk)
    assert desk.n_asked < 50


Fault = Callable[[httpx.Request], httpx.Response]


def says(status: int, **headers: str) -> Fault:
    return lambda _request: httpx.Response(status, headers=headers)


def breaks(error: type[httpx.TransportError]) -> Fault:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise error("gone")

    return answer


PASSING = [
    says(429, **{"Retry-After": "7"}),
    says(429, **{"Retry-After": "Mon, 09 Mar 2026 03:00:09 GMT",
                 "Date": "Mon, 09 Mar 2026 03:00:00 GMT"}),
    says(429), says(500), says(502), says(503), says(504),
    breaks(httpx.ConnectError), breaks(httpx.RemoteProtocolError), breaks(httpx.ReadTimeout),
]  # fmt: skip


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("n_answer", [1, 3])
def test_a_fault_that_passes_loses_nothing(desk: Desk, fault: Fault, n_answer: int) -> None:
    def disturb(n_asked: int) -> None:
        desk.fault = fault if n_answer <= n_asked < n_answer + 2 else None

    filled(desk, 5)
    desk.after = disturb
    assert keys(pull(desk)) == {"1", "2", "3", "4", "5"}


@pytest.mark.parametrize(
    ("fault", "error", "n_attempts"),
    [
        (says(401), FinalFault, 1),
        (says(403), FinalFault, 1),
        (says(404), FinalFault, 1),
        (says(410), FinalFault, 1),
        (says(422), FinalFault, 1),
        (says(503), TransientFault, 5),
        (lambda _request: httpx.Response(200, text='{"items": ['), FinalFault, 5),
        (lambda _request: httpx.Response(200, text="<html>Sign in</html>"), FinalFault, 5),
        (lambda _request: httpx.Response(200, json=["other"]), FinalFault, 1),
    ],
)
def test_a_fault_that_stays_is_told_without_the_secret(
    desk: Desk, fault: Fault, error: type[FeedbackError], n_attempts: int
) -> None:
    filled(desk, 5)
    desk.fault = fault
    with pytest.raises(error, match='Source "desk"') as told:
        pull(desk)
    assert desk.n_asked == n_attempts
    assert "s3cret" not in str(told.value)
    if " answered 40" in str(told.value):
        assert "FEEDBACK__SECRETS__DESK" in str(told.value)


def test_deletions_and_merges_in_request_tracker_are_followed() -> None:
    desk = RequestTrackerDesk()
    filled(desk, 5)
    first = pull(desk)
    for key in (1, 2, 3):
        desk.delete(key)
    desk.put(4, before(minutes=30), into=5)
    second = pull(desk, after_all(first))
    assert [gone for page in second for gone in page.gone] == [
        f"desk:{key}" for key in (1, 2, 3, 4)
    ]
    third = pull(desk, after_all(second))
    assert {gone for page in third for gone in page.gone} <= {"desk:4"}


def test_a_topic_that_vanishes_while_it_is_read_is_gone() -> None:
    desk = DiscourseDesk()
    filled(desk, 3)
    desk.after = lambda n_asked: desk.records.__delitem__(2) if n_asked == 2 else None
    pages = pull(desk)
    assert keys(pages) == {"1", "3"}
    assert [gone for page in pages for gone in page.gone] == ["desk:2"]


def test_what_each_says_beside_the_words_is_read() -> None:
    rt, topic, request = (
        tickets(pull(filled(one, 1)))[0]
        for one in (RequestTrackerDesk(), DiscourseDesk(), JiraServiceDesk())
    )
    assert (rt.requester, rt.facts.group, rt.facts.support_agent_id, rt.facts.url) == (
        "ada@example.com", "Support", None, "https://rt.example/Ticket/Display.html?id=1",
    )  # fmt: skip
    assert rt.facts.solved_at is None
    assert (topic.requester, topic.body, topic.facts.channel, topic.facts.tags) == (
        "ada", "It broke", "community", ("jam", "printing"),
    )  # fmt: skip
    assert topic.facts.first_reply_at == datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert topic.facts.group == "support"
    assert (request.requester, request.body, request.facts.type) == ("5b10", "It broke", "request")
    assert (request.facts.priority, request.facts.is_escalated) == (TicketPriority.URGENT, True)
    assert request.facts.url == "https://acme.example/browse/SUP-1"
