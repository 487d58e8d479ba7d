"""When a person may be written to, by the clock on their wall."""

from datetime import UTC, datetime, time

import pytest

from feedback.domain.publishing.messages.quiet_hours import QuietHours

NIGHT = QuietHours(time(20), time(7, 30))
WEEKEND = QuietHours(time(20), time(7, 30), frozenset({5, 6}))
SHORT = QuietHours(time(22), time(2, 30))
LUNCH = QuietHours(time(12), time(13))


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "zone", "over"),
    [
        (NIGHT, at(9, 3), "Europe/Berlin", at(9, 6, 30)),  # 04:00 there
        (NIGHT, at(9, 3), "Asia/Manila", None),  # 11:00 there
        (NIGHT, at(9, 3), "America/New_York", at(9, 11, 30)),  # 23:00 of the day before
        (NIGHT, at(9, 21), "UTC", at(10, 7, 30)),
        (NIGHT, at(9, 7, 30), "UTC", None),
        (NIGHT, at(9, 20), "UTC", at(10, 7, 30)),
        (LUNCH, at(9, 12, 30), "UTC", at(9, 13)),
        (LUNCH, at(9, 13), "UTC", None),
        (QuietHours(), at(9, 3), "UTC", None),
        # Friday evening until Monday morning: a night, two days, a night.
        (WEEKEND, at(13, 21), "UTC", at(16, 7, 30)),
        (WEEKEND, at(14, 12), "UTC", at(16, 7, 30)),
        (WEEKEND, at(16, 12), "UTC", None),
        # Clocks are put forward in the night of 29 March: still half past seven, an hour sooner.
        (NIGHT, at(28, 21), "Europe/Berlin", at(29, 5, 30)),
        # Clocks are put back on 25 October: two o'clock comes twice, and both times it is quiet.
        (SHORT, at(25, 0, 10, 10), "Europe/Berlin", at(25, 0, 30, 10)),
        (SHORT, at(25, 1, 10, 10), "Europe/Berlin", at(25, 1, 30, 10)),
        # A whole week of quiet cannot be meant.
        (QuietHours(days=frozenset(range(7))), at(9, 3), "UTC", None),
    ],
)
def test_quiet_is_over_at(
    quiet: QuietHours, now: datetime, zone: str, over: datetime | None
) -> None:
    assert quiet.over_at(now, zone) == over
