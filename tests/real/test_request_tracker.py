"""The source against a real Request Tracker 5: `make test-rt`."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from feedback.adapters.helpdesks.request_tracker import RequestTrackerTicketSource
from feedback.domain.tickets.ticket import RawTicket, TicketPriority, TicketStatus
from feedback.errors import FinalFault
from feedback.ports import Page
from tests.real.rt_server import PASSWORD, RequestTracker, running, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

BASE = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)


@pytest.fixture(scope="module", params=["America/Los_Angeles", "Pacific/Kiritimati"])
def rt(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RequestTracker]:
    with running(tmp_path_factory.mktemp("rt"), request.param) as server:
        for number in range(1, 6):
            key = server.create(f"It broke {number}")
            server.date(key, BASE + timedelta(hours=number))
        yield server


def source(rt: RequestTracker, **changes: Any) -> RequestTrackerTicketSource:
    settings = {"secret": SecretStr(PASSWORD), "user": "root", "page_size": 2, **changes}
    return RequestTrackerTicketSource("desk", rt.url, **settings)


def pull(
    rt: RequestTracker, cursor: str | None = None, until: datetime | None = None, **changes: Any
) -> list[Page]:
    until = until or datetime.now(UTC) + timedelta(seconds=2)
    return list(source(rt, **changes).pages(cursor, until))


def found(pages: list[Page]) -> dict[str, RawTicket]:
    return {ticket.key: ticket for page in pages for ticket in page.tickets}


def test_every_ticket_comes_with_its_first_message_and_its_times(rt: RequestTracker) -> None:
    tickets = found(pull(rt))
    assert {key: tickets[key].body for key in "12345"} == {
        str(number): f"It broke {number}" for number in range(1, 6)
    }
    assert tickets["3"].facts.updated_at == BASE + timedelta(hours=3)
    assert tickets["3"].requester == "ada@example.com"
    assert tickets["3"].facts.group == "General"


def test_a_night_sees_nothing_later_and_the_next_only_what_is_new(rt: RequestTracker) -> None:
    first = pull(rt, until=BASE + timedelta(hours=3, minutes=30))
    assert set(found(first)) == {"1", "2", "3"}
    second = pull(rt, first[-1].cursor, BASE + timedelta(hours=9))
    assert set(found(second)) - {"3"} == {"4", "5"}
    third = pull(rt, second[-1].cursor, BASE + timedelta(hours=9))
    assert set(found(third)) <= {"5"}


def test_after_any_page_the_rest_comes_by_its_cursor(rt: RequestTracker) -> None:
    until = BASE + timedelta(hours=9)
    pages = pull(rt, until=until)
    for n_kept in range(1, len(pages)):
        rest = pull(rt, pages[n_kept - 1].cursor, until)
        assert set(found(pages[:n_kept])) | set(found(rest)) == set("12345")


def test_edits_html_merges_and_deletions_are_followed(rt: RequestTracker) -> None:
    edited = rt.create("<p>It <b>jams</b></p>", ContentType="text/html", Priority=100)
    kept, merged, deleted = rt.create("Kept"), rt.create("Merged"), rt.create("Deleted")
    first = pull(rt)
    assert found(first)[str(edited)].body == "It jams"
    assert found(first)[str(edited)].facts.priority == TicketPriority.HIGH

    rt.answer(edited, "We look")
    rt.update(edited, {"Status": "resolved"})
    rt.update(merged, {"MergeInto": kept})
    rt.update(deleted, {"Status": "deleted"})
    second = pull(rt, first[-1].cursor)

    ticket = found(second)[str(edited)]
    assert (ticket.body, ticket.facts.status) == ("It jams", TicketStatus.SOLVED)
    assert ticket.facts.solved_at is not None
    gone = {ticket_id for page in second for ticket_id in page.gone}
    assert gone == {f"desk:{merged}", f"desk:{deleted}"}
    assert str(deleted) not in found(second)


def test_a_query_of_ones_own_narrows_what_is_read(rt: RequestTracker) -> None:
    rt.create("Bye", Subject="Goodbye", Requestor="bob@example.com")
    assert {one.subject for one in found(pull(rt, query="Subject = 'Goodbye'")).values()} == {
        "Goodbye"
    }


def test_it_counts_what_it_hands_out_whatever_zone_its_owner_lives_in(rt: RequestTracker) -> None:
    pages = pull(rt)
    until = BASE + timedelta(hours=4)
    for since in (BASE, BASE + timedelta(hours=1, minutes=30), BASE + timedelta(hours=3)):
        handed_out = Counter(
            str(one.facts.status)
            for one in found(pages).values()
            if since <= one.facts.created_at < until
        )
        counted = source(rt).counts(since, until)
        assert +Counter(counted.by_status) == handed_out
    later = source(rt).counts(until, datetime.now(UTC) + timedelta(hours=1))
    left = [one for one in found(pages).values() if one.facts.created_at >= until]
    assert sum(later.by_status.values()) == len(left)


def test_a_credential_is_tried_by_a_read_of_both_kinds(rt: RequestTracker) -> None:
    assert source(rt).probe(datetime.now(UTC)) == "tickets and transactions can be read"
    with pytest.raises(FinalFault, match=r"answered 401.*FEEDBACK__SECRETS__DESK"):
        source(rt, secret=SecretStr("not-the-password")).probe(datetime.now(UTC))


def test_nothing_there_is_an_empty_pull(rt: RequestTracker) -> None:
    assert found(pull(rt, query="Subject = 'Nobody wrote this'")) == {}


def test_a_wrong_password_is_told_once_and_not_quoted(rt: RequestTracker) -> None:
    with pytest.raises(FinalFault, match=r"answered 401.*FEEDBACK__SECRETS__DESK") as told:
        pull(rt, secret=SecretStr("not-the-password"))
    assert "not-the-password" not in str(told.value)


def test_a_query_that_rt_refuses_is_told(rt: RequestTracker) -> None:
    with pytest.raises(FinalFault, match=r"answered 400.*check the settings"):
        pull(rt, query="Colour = 'red'")
