"""When a night's tickets are more than chance explains."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from domain_examples import NOW, days_ago
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.spike import Spike, SpikePolicy, find_spike

POLICY = SpikePolicy(max_p=0.01, baseline_days=14, min_tickets=5)


def tickets(*per_day: int) -> list[datetime]:
    """So many tickets on the last day, on the day before it, and so on."""
    return [
        NOW - timedelta(days=day, minutes=1 + minute)
        for day, n in enumerate(per_day)
        for minute in range(n)
    ]


def spike(created_at: Sequence[datetime], n_issues: int = 1) -> Spike | None:
    return find_spike(created_at, NOW, n_issues, POLICY)


def test_many_tickets_after_a_quiet_fortnight_are_a_spike() -> None:
    found = spike(tickets(8, *[0] * 14))
    assert found is not None
    assert (found.n_last_day, found.per_day_before) == (8, 0.0)
    assert found.p_value == pytest.approx((1 / 15) ** 8)


def test_as_many_as_on_every_other_day_are_none() -> None:
    assert spike(tickets(8, *[8] * 14)) is None


def test_three_times_the_usual_is_a_spike_and_says_what_was_usual() -> None:
    found = spike(tickets(24, *[8] * 14))
    assert found is not None
    assert (found.n_last_day, found.per_day_before) == (24, 8.0)
    assert 0 < found.p_value < 0.01


def test_a_monday_after_an_empty_weekend_is_none() -> None:
    weekend_first = [0, 0, 10, 10, 10, 10, 10]
    assert spike(tickets(10, *weekend_first, *weekend_first)) is None


def test_fewer_than_min_tickets_are_never_one_however_quiet_it_was() -> None:
    assert spike(tickets(4, *[0] * 14)) is None
    assert spike(tickets(5, *[0] * 14)) is not None


def test_the_more_issues_are_looked_at_the_more_it_takes() -> None:
    created_at = tickets(6, *[1] * 14)
    alone, among_two = spike(created_at, 1), spike(created_at, 2)
    assert alone is not None
    assert among_two is not None
    assert among_two.p_value == pytest.approx(2 * alone.p_value)
    assert spike(created_at, 10_000) is None


def test_no_other_issue_still_makes_one_look() -> None:
    assert spike(tickets(8), 0) == spike(tickets(8), 1)


def test_an_issue_without_tickets_has_none() -> None:
    assert spike([]) is None


def test_the_last_day_begins_after_the_same_moment_of_the_day_before() -> None:
    # Exactly 24 hours ago belongs to the baseline, exactly now to the last day.
    assert spike([days_ago(1)] * 6) is None
    found = spike([NOW] * 6)
    assert found is not None
    assert found.n_last_day == 6


def test_tickets_before_the_baseline_and_after_the_night_do_not_count() -> None:
    long_ago = [days_ago(15.5)] * 1000
    assert spike([*tickets(8), *long_ago]) == spike(tickets(8))
    assert spike([days_ago(-0.5)] * 50) is None


@given(st.lists(st.integers(0, 12), min_size=1, max_size=16), st.integers(1, 500))
def test_one_more_ticket_on_the_last_day_never_ends_a_spike(
    per_day: list[int], n_issues: int
) -> None:
    before, after = spike(tickets(*per_day), n_issues), spike([NOW, *tickets(*per_day)], n_issues)
    if before is not None:
        assert after is not None
        assert after.p_value <= before.p_value
