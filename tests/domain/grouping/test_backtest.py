"""Which nights of a history are worth replaying."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.grouping.backtest import nights_with_tickets

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def test_every_ticket_has_its_night_and_an_empty_stretch_keeps_its_last() -> None:
    moments = [START, START + 2 * DAY, START + 10.5 * DAY]
    nights, n_skipped = nights_with_tickets(moments, DAY)
    assert nights == [START + n * DAY for n in (1, 2, 10, 11)]
    assert n_skipped == 7


def test_a_ticket_at_the_very_time_of_a_night_belongs_to_it() -> None:
    assert nights_with_tickets([START, START + DAY], DAY) == ([START + DAY], 0)
    assert nights_with_tickets([START], DAY) == ([START + DAY], 0)


def test_two_thousand_years_by_the_hour_are_planned_at_once() -> None:
    nights, n_skipped = nights_with_tickets(
        [datetime(1, 1, 2, tzinfo=UTC), START], timedelta(hours=1)
    )
    assert (len(nights), n_skipped > 17_000_000) == (3, True)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=20), st.integers(1, 40))
def test_kept_and_skipped_nights_together_are_all_nights(hours: list[int], every: int) -> None:
    moments = sorted(START + timedelta(hours=one) for one in hours)
    step = timedelta(hours=every)
    nights, n_skipped = nights_with_tickets(moments, step)
    assert nights == sorted(set(nights))
    assert nights[-1] - step < max(moments[-1], moments[0] + step) <= nights[-1] + step
    assert len(nights) + n_skipped == (nights[-1] - moments[0]) / step
    for moment in moments:  # the first night at or after a ticket is among those kept
        wanted = next(n for n in range(1, 500) if moments[0] + n * step >= moment)
        assert moments[0] + wanted * step in nights
