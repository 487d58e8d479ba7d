"""What comes in about an issue, and where it is going."""

from collections.abc import Sequence

import pytest

from feedback.domain.impact.trend import Trend, TrendPolicy, activity_of
from feedback.domain.tickets.ticket import Stake
from tests.domain.domain_examples import NOW, days_ago, stake

POLICY = TrendPolicy()


def weekly(*per_week: int) -> list[Stake]:
    """So many tickets in the newest week, in the one before it, and so on; all of one customer."""
    return [
        stake(f"{week}-{n}", created_at=days_ago(7 * week + 7 * (n + 0.5) / count))
        for week, count in enumerate(per_week)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("per_week", "trend"),
    [
        ((20, 20, 20, 20, 5, 5, 5, 5), Trend.RISING),
        ((5, 5, 5, 5, 20, 20, 20, 20), Trend.FALLING),
        ((20, 20, 20, 20, 20, 20, 20, 20), Trend.STEADY),
        ((1, 0, 0, 0, 0, 1, 0, 0), Trend.UNCLEAR),
        ((3, 2, 1), Trend.NEW),
        ((0, 0, 0, 0, 0, 4, 4, 4), Trend.QUIET),
    ],
)
def test_the_newest_weeks_are_held_against_those_before(
    per_week: Sequence[int], trend: Trend
) -> None:
    assert activity_of(weekly(*per_week), POLICY, NOW).trend is trend


def test_a_trend_comes_with_its_figure_and_interval() -> None:
    found = activity_of(weekly(20, 20, 20, 20, 5, 5, 5, 5), POLICY, NOW)
    assert found.ratio == 4.0
    assert found.ratio_high is not None
    assert 1 < found.ratio_low < 4 < found.ratio_high


def test_tickets_and_customers_are_counted_by_day_and_week_oldest_first() -> None:
    stakes = [
        stake(1, "acme", created_at=days_ago(0.1)),
        stake(2, "acme", created_at=days_ago(0.2)),
        stake(3, "bolt", created_at=days_ago(0.3)),
        stake(4, "bolt", created_at=days_ago(1.5)),
        stake(5, "acme", created_at=days_ago(8)),
        stake(6, "acme", created_at=days_ago(200)),
        stake(7, "acme", created_at=days_ago(-1)),  # of a later night
    ]
    found = activity_of(stakes, POLICY, NOW)
    assert found.tickets_per_day[-2:] == (1, 3)
    assert found.customers_per_day[-2:] == (1, 2)
    assert found.tickets_per_week[-3:] == (0, 1, 4)
    assert found.customers_per_week[-3:] == (0, 1, 2)
    assert (found.first_seen_at, found.last_seen_at) == (days_ago(200), days_ago(0.1))
    assert (len(found.tickets_per_day), len(found.tickets_per_week)) == (28, 12)


def test_the_order_of_the_tickets_does_not_matter() -> None:
    stakes = weekly(4, 3, 9, 1, 2)
    assert activity_of(stakes, POLICY, NOW) == activity_of(stakes[::-1], POLICY, NOW)


def test_an_issue_without_tickets_was_never_seen() -> None:
    assert activity_of([], POLICY, NOW).first_seen_at is None
