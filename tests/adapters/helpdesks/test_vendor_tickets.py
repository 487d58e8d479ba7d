"""What all helpdesks over HTTP have in common: pages that lead nowhere, times, numbers."""

from datetime import UTC, date, datetime

import pytest

from feedback.adapters.helpdesks.vendor_tickets import Loop, begins, count_in, moment, state
from feedback.errors import FinalFault


def test_a_cursor_that_comes_again_is_noticed_even_with_other_tickets() -> None:
    loop = Loop('Source "desk"')
    loop.check("a", [1])
    loop.check("b", [2])
    with pytest.raises(FinalFault, match=r'^Source "desk" keeps sending the same pages'):
        loop.check("a", [3])


def test_the_same_page_behind_ever_new_cursors_is_noticed() -> None:
    loop = Loop("x")
    loop.check("a", [{"id": 1}])
    loop.check("b", [{"id": 1}])
    with pytest.raises(FinalFault, match="keeps sending the same pages"):
        loop.check("c", [{"id": 1}])


def test_empty_pages_without_end_are_noticed_and_a_few_are_not() -> None:
    loop = Loop("x")
    for number in range(9):
        loop.check(f"first {number}", [])
    loop.check("a ticket", [1])
    for number in range(9):
        loop.check(f"again {number}", [])
    with pytest.raises(FinalFault, match="keeps sending the same pages"):
        loop.check("one more", [])


def test_a_long_pull_is_no_circle() -> None:
    loop = Loop("x")
    for number in range(5000):
        loop.check(str(number), [number])


@pytest.mark.parametrize("answer", [None, [], {}, {"n": None}, {"n": "5"}, {"n": True}, 3])
def test_no_number_is_a_fault_and_not_zero(answer: object) -> None:
    with pytest.raises(FinalFault, match='without a number "n"'):
        count_in("x", answer, "n")


def test_a_state_that_is_none_of_ours_is_open() -> None:
    assert (state("solved"), state("being looked at"), state("")) == ("solved", "open", "open")


def test_a_period_begins_with_the_source() -> None:
    since = datetime(2026, 2, 7, tzinfo=UTC)
    assert begins(since, None) == begins(since, date(2026, 1, 1)) == since
    assert begins(since, date(2026, 3, 1)) == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        ("2026-03-09T03:00:00+02:00", datetime(2026, 3, 9, 1, tzinfo=UTC)),
        ("2026-03-09T03:00:00", datetime(2026, 3, 9, 3, tzinfo=UTC)),
        ("soon", None),
        (None, None),
        (1e300, None),
    ],
)
def test_a_moment_is_read_in_utc_or_not_at_all(value: object, at: datetime | None) -> None:
    assert moment(value) == at
