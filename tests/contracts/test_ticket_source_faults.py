"""What every source that is read over HTTP promises when something goes wrong."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketId
from feedback.errors import FinalFault, TransientFault
from feedback.ports import Page
from feedback.steps.tickets.pull import pull
from tests.fakes import CueDetector, ListDirectory, WordRedactor
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import (
    NIGHT,
    SECRET,
    Desk,
    Fault,
    Line,
    page_of_html,
    refusal,
    truncated,
)
from tests.steps.company import end_state

DAY = timedelta(days=1)


class Bench:
    """A desk with five tickets, and the line to it."""

    def __init__(self, kind: str) -> None:
        self.desk: Desk = DESKS[kind]()
        self.line = Line(self.desk.answer)
        for key in range(1, 6):
            self.desk.put(key, NIGHT - timedelta(hours=11 - key), f"The export {key} stops")

    def pages(
        self, cursor: str | None = None, until: datetime = NIGHT, **wire: Any
    ) -> Iterator[Page]:
        return self.desk.source(self.line.wire(**wire), page_size=2).pages(cursor, until)

    def pulled(
        self, cursor: str | None = None, until: datetime = NIGHT
    ) -> tuple[dict[str, RawTicket], list[SetAside], list[TicketId], str | None]:
        found: dict[str, RawTicket] = {}
        aside: list[SetAside] = []
        gone: list[TicketId] = []
        for page in self.pages(cursor, until):
            found |= {ticket.key: ticket for ticket in page.tickets}
            aside += page.set_aside
            gone += page.gone
            cursor = page.cursor
        return found, aside, gone, cursor


ALL = ["1", "2", "3", "4", "5"]


@pytest.fixture(params=sorted(DESKS))
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param)


@pytest.mark.parametrize(
    "fault",
    [
        refusal(429, Retry_After="7"),
        refusal(429, Retry_After=format_datetime(NIGHT + timedelta(seconds=7), usegmt=True)),
        refusal(429),
        *(refusal(status) for status in (500, 502, 503, 504)),
        lambda: httpx.ConnectError("refused"),
        lambda: httpx.RemoteProtocolError("server disconnected without sending a response"),
        lambda: httpx.ReadTimeout("slow"),
        truncated,
        page_of_html,
    ],
)
@pytest.mark.parametrize("n_before", [0, 1])
def test_a_fault_that_passes_loses_nothing(bench: Bench, fault: Fault, n_before: int) -> None:
    pages = bench.pages()
    found = [next(pages) for _ in range(n_before)]
    bench.line.faults = [fault, fault]
    found += pages
    keys = {ticket.key for page in found for ticket in page.tickets}
    assert sorted(keys) == ALL
    assert sum(bench.line.clock.slept) >= 3


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422])
def test_a_refusal_is_tried_once_and_says_what_to_check(bench: Bench, status: int) -> None:
    bench.line.always = refusal(status)
    with pytest.raises(FinalFault) as raised:
        bench.pulled()
    words = str(raised.value)
    assert words.startswith('Source "desk": ')
    assert f"answered {status}" in words
    assert "heck " in words
    if status in (401, 403):
        assert "FEEDBACK__SECRETS__DESK" in words
    assert SECRET not in words
    assert len(bench.line.asked) == 1


def test_a_server_that_stays_down_leaves_what_was_read_and_the_rest_for_later(
    bench: Bench,
) -> None:
    pages = bench.pages()
    kept = next(pages)
    while not kept.tickets:
        kept = next(pages)
    bench.line.always = refusal(503)
    with pytest.raises(TransientFault, match="answered 503, 5 times"):
        list(pages)
    bench.line.always = None
    rest, _, _, _ = bench.pulled(kept.cursor)
    assert sorted({*rest, *(one.key for one in kept.tickets)}) == ALL


def test_a_wait_longer_than_a_night_has_is_reported_at_once(bench: Bench) -> None:
    bench.line.always = refusal(429, Retry_After="86400")
    with pytest.raises(TransientFault, match="86400"):
        bench.pulled()
    assert bench.line.clock.slept == []


@pytest.mark.parametrize("answer", [truncated, page_of_html])
def test_answers_that_stay_unreadable_name_the_address(
    bench: Bench, answer: Callable[[], httpx.Response]
) -> None:
    bench.line.always = answer
    with pytest.raises(FinalFault, match=r"https://.*, 5 times"):
        bench.pulled()


@pytest.mark.parametrize("content", ["{}", "null", '{"error": "x"}', "3"])
def test_an_answer_of_another_shape_is_a_fault_and_not_an_empty_night(
    bench: Bench, content: str
) -> None:
    bench.line.always = lambda: httpx.Response(200, text=content)
    with pytest.raises(FinalFault, match=r'^Source "desk"'):
        bench.pulled()


def test_a_cursor_that_never_ends_is_noticed(bench: Bench) -> None:
    """The first answer to each question, again and again."""
    bench.desk.put(6, NIGHT - timedelta(hours=1))
    first: dict[str, httpx.Response] = {}

    def same(request: httpx.Request) -> httpx.Response:
        question = f"{request.url.path} {request.url.params.get('filter')}"
        kept = first.setdefault(question, bench.desk.answer(request))
        return httpx.Response(kept.status_code, content=kept.content)

    bench.line.answer_of = same
    with pytest.raises(FinalFault, match="keeps sending the same pages"):
        bench.pulled()
    assert len(bench.line.asked) < 50


def test_one_broken_ticket_is_set_aside_and_the_others_come(bench: Bench) -> None:
    bench.desk.put_broken(3, NIGHT - timedelta(hours=8))
    found, aside, _, _ = bench.pulled()
    assert sorted(found) == ["1", "2", "4", "5"]
    assert {(one.source, one.locator) for one in aside} == {("desk", "ticket 3")}
    assert aside[0].reason


def test_a_deleted_ticket_is_gone(bench: Bench) -> None:
    if not bench.desk.tells_deletions:
        pytest.skip("this helpdesk does not tell; docs/sources says so")
    _, _, _, cursor = bench.pulled()
    bench.desk.delete(2, NIGHT + timedelta(minutes=5))
    found, _, gone, cursor = bench.pulled(cursor, NIGHT + DAY)
    assert "2" not in found
    assert set(gone) == {"desk:2"}


def test_a_deletion_after_the_night_is_left_for_its_own(bench: Bench) -> None:
    if not bench.desk.tells_deletions:
        pytest.skip("this helpdesk does not tell; docs/sources says so")
    bench.desk.delete(2, NIGHT + timedelta(minutes=5))
    _, _, gone, cursor = bench.pulled()
    assert gone == []
    assert set(bench.pulled(cursor, NIGHT + DAY)[2]) == {"desk:2"}


def test_a_source_that_shrinks_is_no_fault(bench: Bench) -> None:
    _, _, _, cursor = bench.pulled()
    for key in (1, 4, 5):
        bench.desk.lose(key)
    _, aside, _, cursor = bench.pulled(cursor, NIGHT + DAY)
    assert aside == []
    bench.desk.put(6, NIGHT + timedelta(hours=1))
    assert "6" in bench.pulled(cursor, NIGHT + DAY)[0]


def test_our_clock_may_run_ahead_of_theirs(bench: Bench) -> None:
    """What changes at the source before the time that we thought it was comes on the next night."""
    ahead = NIGHT + timedelta(minutes=30)
    _, _, _, cursor = bench.pulled(until=ahead)
    bench.desk.put(6, NIGHT + timedelta(minutes=10))
    assert "6" in bench.pulled(cursor, NIGHT + DAY)[0]


def test_times_are_the_same_moment_whatever_zone_the_night_is_given_in(bench: Bench) -> None:
    elsewhere = timezone(timedelta(hours=-5))
    found, _, _, _ = bench.pulled(until=NIGHT.astimezone(elsewhere))
    assert sorted(found) == ALL
    ticket = found["5"]
    assert ticket.facts.created_at == NIGHT - timedelta(hours=6)
    assert ticket.facts.created_at.tzinfo == UTC


def test_no_request_names_the_secret_outside_its_header(bench: Bench) -> None:
    bench.pulled()
    assert not any(SECRET in str(request.url) for request in bench.line.asked)
    source = bench.desk.source(bench.line.wire(), page_size=2)
    assert SECRET not in repr(source)


def test_a_pull_that_broke_off_anywhere_ends_as_an_undisturbed_one(
    bench: Bench, tmp_path: Path
) -> None:
    """Page by page in one transaction each, through the real step and store."""
    bench.desk.delete(2, NIGHT - timedelta(minutes=5))
    undisturbed = _Kept(tmp_path / "undisturbed")
    undisturbed.pull(bench)
    n_requests = len(bench.line.asked)
    for n_answered in range(n_requests):
        kept = _Kept(tmp_path / str(n_answered))
        n_before = len(bench.line.asked)

        def drop(request: httpx.Request, stop: int = n_before + n_answered) -> httpx.Response:
            if len(bench.line.asked) > stop:
                raise httpx.ConnectError("cut")
            return bench.desk.answer(request)

        bench.line.answer_of = drop
        with pytest.raises(TransientFault):
            kept.pull(bench)
        bench.line.answer_of = bench.desk.answer
        kept.pull(bench)
        assert kept.state() == undisturbed.state(), n_answered


class _Kept:
    """A store, and a night that pulls into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self._store = SqlStore(f"sqlite:///{folder}/store.db")
        with self._store.begin() as tx:
            tx.nights.begin(NIGHT)

    def pull(self, bench: Bench) -> None:
        source = bench.desk.source(bench.line.wire(max_attempts=1), page_size=2)
        pull(
            source, ListDirectory(), WordRedactor(), CueDetector(), self._store,
            now=NIGHT, progress=lambda _what, _n_done, _n_total: None,
        )  # fmt: skip

    def state(self) -> dict[str, list[str]]:
        tables = end_state(self._folder)["tables"]
        return {name: tables[name] for name in ("ticket", "cursor", "set_aside")}
